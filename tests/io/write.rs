//! Writing: whole or not at all, and only what is ours.

use std::fs;

use alokasi::io;

use crate::good::folder;

#[test]
fn writing_replaces_its_own_files_only_and_all_or_none() {
    let data = io::read(folder(&[]).path()).unwrap().data;
    let root = tempfile::tempdir().unwrap();
    let dir = root.path().join("new");
    let mut with_previous = data.clone();
    with_previous.previous = Some(Vec::new());
    io::write_folder(&with_previous, &dir).unwrap();
    fs::write(dir.join("README.md"), "mine").unwrap();
    assert_eq!(io::read(&dir).unwrap().data, with_previous);
    // The old table previous.csv must not become part of a programme that has none.
    io::write_folder(&data, &dir).unwrap();
    assert_eq!(io::read(&dir).unwrap().data, data);
    assert_eq!(fs::read_to_string(dir.join("README.md")).unwrap(), "mine");

    // What cannot be written leaves everything as it was.
    let mut bad = data.clone();
    bad.sentra[1].tags = vec!["a;b".to_owned()];
    bad.name = "other".to_owned();
    let error = io::write_folder(&bad, &dir).unwrap_err().to_string();
    assert_eq!(error, "sentra[1].tags: a list in a cell cannot hold the item \"a;b\": it is empty or has a ';'");
    bad.sentra[1].tags = Vec::new();
    bad.discount = f64::NAN;
    assert!(io::write_folder(&bad, &dir).unwrap_err().to_string().contains("a number is not finite"));
    bad.discount = 1.0;
    fs::remove_file(dir.join("ceilings.csv")).unwrap();
    fs::create_dir(dir.join("ceilings.csv")).unwrap();
    assert!(io::write_folder(&bad, &dir).unwrap_err().to_string().contains("is not a file, so it is not replaced"));
    assert!(fs::read_to_string(dir.join("programme.json")).unwrap().contains("Kecil"));

    // Somebody else's folder.
    let foreign = root.path().join("foreign");
    fs::create_dir(&foreign).unwrap();
    fs::write(foreign.join("thesis.txt"), "").unwrap();
    let error = io::write_folder(&data, &foreign).unwrap_err().to_string();
    assert!(error.ends_with("holds files but no programme.json; name an empty or new folder"), "{error}");
}
