//! JSON: faults by path, and a programme in one file.

use std::fs;

use alokasi::io;

use crate::good::{PROGRAMME, assert_faults, faults_at, folder};

#[test]
fn json_faults_are_told_by_path() {
    let cases = [
        (
            "\"years\": [2019, 2020]",
            "\"years\": [2019, \"2020\"]",
            "years[1]: this is a text; write a year, as a number",
        ),
        ("\"name\": \"Kecil\", ", "\"name\": 5, ", "name: this is a number; write a text in quotes"),
        ("\"name\"", "\"unit\": 1000.5, \"name\"", "unit: 1000.5 is not whole; write a whole number without decimals"),
        (
            "\"name\"",
            "\"names\"",
            "names: this key is unknown here; known are completion, discount, goals, name, priorities, rules, unit, years; is \"name\" meant? Then use that name",
        ),
        ("\"name\"", "\"name\": \"x\", \"name\"", "name: this key stands twice; remove one"),
        ("\"name\"", "\"needs\": [], \"name\"", "needs: a folder keeps this table in needs.csv; move it there"),
        ("\"id\": \"floor\", ", "", "rules[0].id: the key is missing; add it"),
        ("\"pangan\"", "[\"pangan\", 7]", "rules[0].of.sector[1]: this is a number; write a code, as a text in quotes"),
        ("0.3", "{\"2019\": \"x\"}", "rules[0].at_least.2019: this is a text; write a number"),
        (
            "[\"year\"]",
            "[\"month\"]",
            "rules[0].per[0]: \"month\" is unknown here; write year, region, province, island, sector or sentra",
        ),
        ("[\"year\"]", "\"year\"", "rules[0].per: this is a text; write a list"),
    ];
    for (from, to, message) in cases {
        assert_faults("programme.json", from, to, &[&format!("programme.json: {message}")]);
    }
    assert_faults(
        "programme.json",
        "\"at_least\": 0.3",
        "\"at_least\": 0,3",
        &["programme.json:2:78: this is not JSON: key must be a string; mend the text here or just before"],
    );
}

#[test]
fn one_json_file_reads_as_the_folder_does_and_tells_faults_by_path() {
    let dir = folder(&[]);
    let data = io::read(dir.path()).unwrap().data;
    let file = dir.path().join("whole.json");
    io::write_json(&data, &file).unwrap();
    assert_eq!(io::read(&file).unwrap().data, data);

    let text = fs::read_to_string(&file).unwrap();
    let bad = text.replace("\"cost\": 500000", "\"cost\": -5").replace("\"cost\": 700000", "\"cost\": \"x\"");
    fs::write(&file, bad.replace("\"region\": \"18.71\"", "\"region\": \"18.72\"")).unwrap();
    let (faults, _) = faults_at(&file);
    assert_eq!(faults[0], "whole.json: needs[2].cost: this is a text; write an amount in whole rupiah, as a number");
    assert!(faults[1].starts_with("whole.json: sentra[1].region: there is no region \"18.72\""), "{}", faults[1]);
    assert!(faults[2].starts_with("whole.json: needs[1].cost: "), "{}", faults[2]);
    assert_eq!(faults.len(), 3);

    fs::write(&file, text.replace("\"ceilings\"", "\"ceiling\"")).unwrap();
    assert_eq!(faults_at(&file).0[0], "whole.json: ceilings: the key is missing; add it");

    fs::write(&file, PROGRAMME).unwrap();
    assert_eq!(
        faults_at(&file).0,
        ["whole.json: the file holds no tables; name the folder that holds it, or put the tables in it as lists"]
    );
}
