//! `alokasi verify`, and the audit trail that it reads.

#![cfg(feature = "cli")]
#![allow(clippy::unwrap_used)]

mod terminal;

use std::fs;
use std::path::Path;
use std::process::Command;

use serde_json::Value;
use terminal::{LAMPUNG, Room, json, path, replace, told};

#[test]
fn the_manifest_is_the_same_for_the_same_input_and_one_form_states_what_the_other_does() {
    let room = Room::new();
    let (first, second) = (room.solved(), room.at("again"));
    assert_eq!(told(&["solve", LAMPUNG, "--out", path(&second), "--threads", "1"]).0, 0);
    let manifest = |dir: &Path| fs::read(dir.join("manifest.json")).unwrap();
    assert_eq!(manifest(&first), manifest(&second));

    // One file, of whatever name: other bytes, the same statement, the same plan.
    let data = alokasi::io::read(Path::new(LAMPUNG)).unwrap().data;
    let (file, third) = (room.at("satu.json"), room.at("third"));
    alokasi::io::write_json(&data, &file).unwrap();
    assert_eq!(told(&["solve", path(&file), "--out", path(&third)]).0, 0);
    let read = |dir: &Path| alokasi::io::read_manifest(dir).unwrap().unwrap();
    let (folder, one) = (read(&first), read(&third));
    assert_eq!((&folder.statement, &folder.rules, &folder.outputs), (&one.statement, &one.rules, &one.outputs));
    assert_ne!(folder.inputs, one.inputs);
    assert_eq!(told(&["verify", path(&file), "--plan", path(&third)]).0, 0);
    let moved = room.at("dua.json");
    fs::rename(&file, &moved).unwrap();
    assert_eq!(told(&["verify", path(&moved), "--plan", path(&third)]).0, 0);
    let (code, _, err) = told(&["verify", LAMPUNG, "--plan", path(&third)]);
    assert_eq!(code, 1);
    assert!(err.starts_with("manifest.json: the programme was read as a folder and is one file"), "{err}");

    // The hash of a file, by a program that is not ours.
    let sum = Command::new("sha256sum").arg(format!("{LAMPUNG}/needs.csv")).output();
    if let Ok(sum) = sum {
        let text = String::from_utf8(sum.stdout).unwrap();
        let needs = folder.inputs.files.iter().find(|file| file.file == "needs.csv").unwrap();
        assert_eq!(text.split(' ').next().unwrap(), needs.sha256);
    }
}

/// What was solved is verified against copies with one thing changed: each doubt is told, and the exit code is 1.
#[test]
fn verify_tells_every_doubt_of_the_audit_trail() {
    let cases = [
        // A comment for nobody: the bytes changed, what is stated did not.
        ("needs.csv", "\n", "\r\n", vec!["needs.csv has changed since"], vec!["states something else"]),
        (
            "ceilings.csv",
            "2019,6500000000",
            "2019,6500000001",
            vec!["ceilings.csv has changed", "programme states something else"],
            vec![],
        ),
        (
            "programme.json",
            "\"rule\": \"share\"",
            "\"basis\": \"Perpres 1\", \"rule\": \"share\"",
            vec!["programme.json has changed", "programme states something else", "states something else than then"],
            vec![],
        ),
    ];
    for (file, from, to, told_of, not_told) in cases {
        let room = Room::new();
        let out = room.solved();
        let dir = room.lampung(file, from, to);
        let (code, _, err) = told(&["verify", path(&dir), "--plan", path(&out)]);
        assert_eq!(code, 1, "{file}");
        for words in told_of {
            assert!(err.contains(words), "{words}: {err}");
        }
        for words in not_told {
            assert!(!err.contains(words), "{words}: {err}");
        }
    }
    let room = Room::new();
    let out = room.solved();
    let verify = || {
        let (code, _, err) = told(&["verify", LAMPUNG, "--plan", path(&out)]);
        assert_eq!(code, 1, "{err}");
        err
    };
    let file = out.join("manifest.json");
    let good = fs::read_to_string(&file).unwrap();
    let manifest: Value = serde_json::from_str(&good).unwrap();
    let forge = |pointer: &str, value: Value| {
        let mut forged = manifest.clone();
        *forged.pointer_mut(pointer).unwrap() = value;
        fs::write(&file, forged.to_string()).unwrap();
        verify()
    };
    assert!(forge("/alokasi", "0.0.1".into()).contains("written by alokasi 0.0.1"));
    assert!(forge("/programme", "Lain".into()).contains("the programme was \"Lain\""));
    assert!(forge("/statement", "00".into()).contains("the programme states something else"));
    assert!(forge("/rules/0/canonical/id", "x".into()).contains("contradicts itself"));
    assert!(forge("/rules/0/law", true.into()).contains("contradicts itself"));
    assert!(forge("/rules/0/sha256", "00".into()).contains("states something else than then"));
    assert!(forge("/options/solver", "microlp".into()).contains("option solver is \"microlp\""));
    assert!(forge("/outputs/0/sha256", "00".into()).contains("certificate.json has changed since"));
    assert!(forge("/inputs/files/0/file", "lain.csv".into()).contains("lain.csv is no longer there"));
    assert!(forge("/inputs", serde_json::json!({"form": "in_memory", "files": []})).contains("built in a program"));
    assert!(forge("/outputs", serde_json::json!([])).contains("plan.csv was not there"));
    fs::write(&file, "[]").unwrap();
    assert!(verify().starts_with("manifest.json:1:"));
    fs::remove_file(&file).unwrap();
    assert!(verify().starts_with("manifest.json: it is not there"));
    fs::write(&file, &good).unwrap();
    assert_eq!(told(&["verify", LAMPUNG, "--plan", path(&out)]).0, 0);
    let plan = out.join("plan.json");
    let text = fs::read_to_string(&plan).unwrap();
    fs::write(&plan, text + " ").unwrap();
    assert!(verify().contains("plan.json has changed since"));
}

#[test]
fn verify_catches_a_plan_that_was_changed() {
    let room = Room::new();
    let out = room.solved();
    let plan = fs::read_to_string(out.join("plan.csv")).unwrap();
    let row = plan.lines().nth(1).unwrap();
    let (head, _) = row.rsplit_once(',').unwrap();
    fs::write(out.join("plan.csv"), plan.replace(row, &format!("{head},900000000000"))).unwrap();
    let (code, out_text, err) = told(&["verify", LAMPUNG, "--plan", path(&out)]);
    assert_eq!((code, out_text.as_str()), (1, ""));
    assert!(err.contains("above the ceiling by Rp") && err.contains("paid above its cost"), "{err}");
    assert!(err.contains("plan.json: its payments are not those of plan.csv"), "{err}");
    assert!(err.contains("summary.json: benefit: "), "{err}");
    let (code, value) = json(&["verify", LAMPUNG, "--plan", path(&out)]);
    assert_eq!((code, &value["status"]), (1, &"broken".into()));
    assert!(!value["violations"].as_array().unwrap().is_empty());

    // A row that is no plan of this programme at all.
    fs::write(out.join("plan.csv"), plan.replace(row, "S00,2019,dak,1000")).unwrap();
    let (code, _, err) = told(&["verify", LAMPUNG, "--plan", path(&out)]);
    assert_eq!(code, 1);
    assert!(err.starts_with("plan.csv:2: need: the programme has no need \"S00\""), "{err}");
}

#[test]
fn verify_catches_a_certificate_or_summary_that_was_changed() {
    let room = Room::new();
    let out = room.solved();
    let file = out.join("certificate.json");
    let good = fs::read_to_string(&file).unwrap();
    let certificate: Value = serde_json::from_str(&good).unwrap();
    let verify = || {
        let (code, _, err) = told(&["verify", LAMPUNG, "--plan", path(&out)]);
        assert_eq!(code, 1, "{err}");
        err
    };

    let bound = certificate["bound"].as_f64().unwrap();
    replace(&file, &format!("\"bound\": {bound}"), &format!("\"bound\": {}", bound * 0.999_99));
    assert!(verify().contains("certificate.json: bound: "));

    let mut changed = certificate.clone();
    changed["prices"][0]["price"] = 12.5.into();
    fs::write(&file, changed.to_string()).unwrap();
    assert!(verify().contains("certificate.json: bound: "));

    changed["prices"][0]["row"] = "ceiling:nobody".into();
    fs::write(&file, changed.to_string()).unwrap();
    assert!(
        verify().contains(
            "certificate.json: the certificate prices \"ceiling:nobody\", which this programme does not have"
        )
    );

    fs::write(&file, "{").unwrap();
    assert!(verify().starts_with("certificate.json:1:1: this is not as alokasi writes it: "));

    fs::remove_file(&file).unwrap();
    assert!(verify().contains("summary.json: bound: ") && verify().contains(" is claimed, null is what comes out"));

    fs::write(&file, good).unwrap();
    let summary: Value = serde_json::from_str(&fs::read_to_string(out.join("summary.json")).unwrap()).unwrap();
    let benefit = summary["benefit"].as_f64().unwrap();
    replace(&out.join("summary.json"), &format!("\"benefit\": {benefit}"), &format!("\"benefit\": {}", benefit + 1.0));
    assert!(verify().starts_with("summary.json: benefit: "));
    replace(&out.join("summary.json"), "\"total\": ", "\"total\": 1");
    replace(&out.join("summary.json"), "\"slack\": ", "\"slack\": 7");
    let err = verify();
    assert!(err.contains("summary.json: spent.total: ") && err.contains("summary.json: rules[0].slack: "), "{err}");
}
