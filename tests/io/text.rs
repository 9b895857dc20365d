//! The text of tables: encodings, separators, quotes, headers, rows.

use alokasi::io;

use crate::good::{NEEDS, PROGRAMME, REGIONS, SECTORS, SENTRA, assert_faults, faults_at, folder, read_with};

#[test]
fn a_byte_order_mark_crlf_and_blank_lines_change_nothing() {
    let good = io::read(folder(&[]).path()).unwrap().data;
    let marked = [b"\xEF\xBB\xBF", NEEDS.as_bytes()].concat();
    assert_eq!(read_with("needs.csv", &marked), good);
    assert_eq!(read_with("needs.csv", NEEDS.replace('\n', "\r\n").as_bytes()), good);
    assert_eq!(read_with("needs.csv", NEEDS.trim_end().as_bytes()), good);
    assert_eq!(read_with("needs.csv", (NEEDS.to_owned() + "\n,,,,,,,,,,\n").as_bytes()), good);
    assert_eq!(read_with("programme.json", &[b"\xEF\xBB\xBF", PROGRAMME.as_bytes()].concat()), good);
}

#[test]
fn columns_may_stand_in_any_order() {
    let good = io::read(folder(&[]).path()).unwrap().data;
    assert_eq!(read_with("provinces.csv", b"island,code,name\nSumatera,18,Lampung\n"), good);
}

#[test]
fn quoted_line_breaks_keep_the_lines_of_what_follows() {
    let text = NEEDS.replace("N1,S1", "\"N\n1\",S1");
    let dir = folder(&[("needs.csv", text.replace("700000", "7e5").as_bytes())]);
    let (faults, _) = faults_at(dir.path());
    let last = "needs.csv:5: cost: \"7e5\" is not an amount; write whole rupiah without sign, point or separator, such as 1500000000";
    assert_eq!(faults.last().unwrap(), last);
}

#[test]
fn headers_must_name_the_columns() {
    assert_faults(
        "needs.csv",
        "cost",
        "costs",
        &[
            "needs.csv:1: costs: this column is unknown; the table has code, sentra, activity, cost, benefit, first_year, \
             last_year, essential, after, funding, one_year; is \"cost\" meant? Then use that name",
            "needs.csv:1: cost: this column is missing; add it, even if all its cells are empty",
        ],
    );
    assert_faults(
        "provinces.csv",
        "code,name,island",
        "code,island,island",
        &[
            "provinces.csv:1: island: this column stands twice; remove one",
            "provinces.csv:1: name: this column is missing; add it, even if all its cells are empty",
        ],
    );
    let dir = folder(&[("needs.csv", b"")]);
    let message = "needs.csv: the file is empty; its first line must be code,sentra,activity,cost,benefit,first_year,last_year,\
                   essential,after,funding,one_year";
    assert_eq!(faults_at(dir.path()), (vec![message.to_owned()], false));
}

#[test]
fn an_extra_column_hides_no_other_fault() {
    let text = REGIONS.replace("code,name,province", "code,name,province,note").replace(",18\n", ",18,x\n");
    let text = text.replace("18.71,Bandar Lampung,18", "18.71,Bandar Lampung,19");
    let (faults, complete) = faults_at(folder(&[("regions.csv", text.as_bytes())]).path());
    assert!(complete);
    assert_eq!(faults.len(), 2, "{faults:?}");
    assert!(faults[0].starts_with("regions.csv:1: note: this column is unknown; the table has code, name, province"));
    assert!(faults[1].starts_with("regions.csv:3: province: there is no province \"19\""), "{}", faults[1]);
}

#[test]
fn files_as_excel_writes_them_in_indonesia_are_told_what_to_do() {
    let semicolons = folder(&[("needs.csv", NEEDS.replace(',', ";").as_bytes())]);
    let message = "needs.csv:1: the columns are separated by ';'; save as CSV with commas \
                   (Excel: \"CSV UTF-8\" with the list separator set to ',')";
    assert_eq!(faults_at(semicolons.path()), (vec![message.to_owned()], false));

    let tabs = folder(&[("sectors.csv", SECTORS.replace(',', "\t").as_bytes())]);
    assert!(faults_at(tabs.path()).0[0].starts_with("sectors.csv:1: the columns are separated by tabs;"));

    let utf16: Vec<u8> = [0xFEFF].into_iter().chain(SECTORS.encode_utf16()).flat_map(u16::to_le_bytes).collect();
    let message = "sectors.csv: the text is UTF-16; save it as UTF-8 (Excel: \"CSV UTF-8\")";
    assert_eq!(faults_at(folder(&[("sectors.csv", &utf16)]).path()).0, [message]);
}

#[test]
fn broken_utf8_is_told_by_line_and_column_and_the_rest_is_read() {
    let text = [b"code,name,island\n18,Lamp\xE9ng,Sumatera\n,x,y\n".as_slice()].concat();
    let (faults, _) = faults_at(folder(&[("provinces.csv", &text)]).path());
    assert_eq!(
        faults,
        [
            "provinces.csv:2: name: the text is not UTF-8 after \"Lamp\"; save the file as UTF-8 (Excel: \"CSV UTF-8\")",
            "provinces.csv:3: code: this cell is empty; fill it in",
        ]
    );
    let broken = PROGRAMME.replace("Kecil", "K\u{1}").into_bytes();
    let broken: Vec<u8> = broken.into_iter().map(|b| if b == 1 { 0xFF } else { b }).collect();
    assert_eq!(
        faults_at(folder(&[("programme.json", &broken)]).path()).0,
        [
            "programme.json:1:12: the text is not UTF-8 after \"{\"name\": \"K\"; save the file as UTF-8 (Excel: \"CSV UTF-8\")"
        ]
    );
}

#[test]
fn rows_of_the_wrong_length_are_told_once_and_still_known_by_their_code() {
    assert_faults(
        "sentra.csv",
        "S1,Kopi,",
        "S1,Kopi, Arabika,",
        &[
            "sentra.csv:2: the row has 9 cells where the header has 8; quote text that holds a comma, and fill up with commas",
        ],
    );
    assert_faults(
        "ceilings.csv",
        "dak,nation,,2019,900000",
        "dak,nation,2019,900000",
        &[
            "ceilings.csv:2: the row has 4 cells where the header has 5; quote text that holds a comma, and fill up with commas",
        ],
    );
}

#[test]
fn quotes_must_be_closed_and_doubled() {
    let dir = folder(&[("sentra.csv", SENTRA.replace("Kopi", "\"Kopi").as_bytes())]);
    let message = "sentra.csv:2: name: the quote (\") opened here is never closed, so the rest of the file was not read; close it";
    assert_eq!(faults_at(dir.path()), (vec![message.to_owned()], false));
    assert_faults(
        "sentra.csv",
        "Kopi",
        "Kopi \"Way Kanan\"",
        &[
            "sentra.csv:2: name: a quote (\") stands inside a cell; quote the whole cell and double the quotes inside it",
        ],
    );
    let data = read_with("sentra.csv", SENTRA.replace("Kopi", "\"Kopi \"\"Way, Kanan\"\"\"").as_bytes());
    assert_eq!(data.sentra[0].name, "Kopi \"Way, Kanan\"");
}
