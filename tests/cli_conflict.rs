//! `alokasi conflict`, and what `solve` tells where nothing fits.

#![cfg(feature = "cli")]

use std::fs;
use std::path::Path;
use std::process::Command;

use serde_json::{Value, json};

const LAMPUNG: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/data/lampung");

fn told(args: &[&str]) -> (Option<i32>, String, String) {
    let output = Command::new(env!("CARGO_BIN_EXE_alokasi")).args(args).output().expect("it runs");
    let text = |bytes: Vec<u8>| String::from_utf8(bytes).expect("text");
    (output.status.code(), text(output.stdout), text(output.stderr))
}

/// Lampung with one rule more, in `dir`.
fn lampung_with(dir: &Path, rule: Value) {
    for entry in fs::read_dir(LAMPUNG).expect("the folder") {
        let entry = entry.expect("a file");
        fs::copy(entry.path(), dir.join(entry.file_name())).expect("a copy");
    }
    let path = dir.join("programme.json");
    let mut programme: Value = serde_json::from_slice(&fs::read(&path).expect("the file")).expect("JSON");
    programme["rules"].as_array_mut().expect("rules").push(rule);
    fs::write(path, programme.to_string()).expect("written");
}

#[test]
fn a_programme_that_fits_ends_with_0() {
    let (code, out, _) = told(&["conflict", LAMPUNG, "--lang", "en"]);
    assert_eq!((code, out.as_str()), (Some(0), "All rules, ceilings and contracts can hold together.\n"));
}

#[test]
fn one_that_does_not_ends_with_3_and_is_told_on_standard_output() {
    let room = tempfile::tempdir().expect("a folder");
    let rule = json!({"id": "big", "rule": "amount", "of": {"sector": "sandang", "year": 2019}, "at_least": 20_000_000_000_i64});
    lampung_with(room.path(), rule);
    let path = room.path().to_str().expect("text");
    let (code, out, _) = told(&["conflict", path]);
    assert_eq!(code, Some(3));
    assert!(out.contains("aturan \"big\" meminta Rp 20.000.000.000"), "{out}");
    let (code, out, _) = told(&["conflict", path, "--json"]);
    let found: Value = serde_json::from_str(&out).expect("one JSON object");
    assert_eq!(
        (code, &found["verdict"], &found["sets"][0]["demands"][0]["row"]),
        (Some(3), &json!("clashes"), &json!("rule:big:all:at_least"))
    );
    // `solve` tells what sums show, and where to ask on.
    let (code, _, err) = told(&["solve", path, "--out", room.path().join("plan").to_str().expect("text")]);
    assert_eq!(code, Some(3));
    assert!(err.contains("alokasi conflict PROGRAMME"), "{err}");
    assert!(err.contains("Hitungan: aturan \"big\" meminta Rp 20.000.000.000"), "{err}");
    let plan = room.path().join("plan");
    let (code, out, err) = told(&["solve", path, "--out", plan.to_str().expect("text"), "--lang", "en", "--json"]);
    let failed: Value = serde_json::from_str(&out).expect("one JSON object");
    assert_eq!((code, &failed["status"]), (Some(3), &json!("infeasible")));
    assert!(failed["findings"].as_array().is_some_and(|sums| !sums.is_empty()), "{failed}");
    assert!(err.contains("By sums alone: rule \"big\" asks for Rp 20.000.000.000"), "{err}");
}
