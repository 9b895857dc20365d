//! The command line on a programme whose bound regions prove: `regions.json` is written, checked, and what was changed in it is told.
//!
//! Source of truth: `FORMAT.md`; a made-up programme of 60 sentra, and copies of its files with one thing changed.

#![cfg(feature = "cli")]
#![allow(clippy::unwrap_used)] // helpers of tests, which fail where they cannot go on

use std::fs;
use std::path::Path;
use std::process::Command;

use serde_json::{Value, json};

/// Exit code, standard output, standard error.
fn told(args: &[&str]) -> (i32, String, String) {
    let output = Command::new(env!("CARGO_BIN_EXE_alokasi")).args(args).output().unwrap();
    let text = |bytes: Vec<u8>| String::from_utf8(bytes).unwrap();
    (output.status.code().unwrap(), text(output.stdout), text(output.stderr))
}

fn read(file: &Path) -> Value {
    serde_json::from_slice(&fs::read(file).unwrap()).unwrap()
}

#[test]
fn regions_are_written_and_whatever_is_changed_in_them_is_told() {
    let room = tempfile::tempdir().unwrap();
    let (data, out) = (room.path().join("data"), room.path().join("plan"));
    let (data, dir) = (data.to_str().unwrap(), out.to_str().unwrap());
    assert_eq!(told(&["synth", "--sentra", "60", "--kind", "whole", "--money", "loose", "--out", data]).0, 0);
    let (code, _, err) = told(&["solve", data, "--out", dir, "--gap", "0.5"]);
    assert_eq!(code, 0, "{err}");
    let summary = read(&out.join("summary.json"));
    assert_eq!(summary["proved_by"], "regions");
    let (file, honest) = (out.join("regions.json"), read(&out.join("regions.json")));
    let verify = || told(&["verify", data, "--plan", dir]);
    let (code, text, err) = verify();
    assert_eq!(code, 0, "{err}");
    let bound = format!("no plan has more than {:.6}", summary["bound"].as_f64().unwrap());
    assert!(text.contains(&bound), "{bound}: {text}");

    // Who explains the plan tells that bound too, not the looser one of the prices; who compares it takes the file.
    let (code, text, err) = told(&["explain", data, "--plan", dir, "--leftovers", "--json"]);
    assert_eq!(code, 0, "{err}");
    let proved = serde_json::from_str::<Value>(&text).unwrap()["proof"]["bound"].as_f64().unwrap();
    let claimed = summary["bound"].as_f64().unwrap();
    assert!((proved - claimed).abs() <= 1e-9 * claimed, "{proved} {claimed}");
    let (code, _, err) = told(&["compare", data, "--plan", dir, "--to-plan", dir]);
    assert_eq!(code, 0, "{err}");

    let top = |list: &Value, key: &str| {
        let of = |k: &usize| list[*k][key].as_f64().unwrap();
        (0..list.as_array().unwrap().len()).max_by(|a, b| of(a).total_cmp(&of(b))).unwrap()
    };
    let (row, region) = (top(&honest["prices"], "price"), top(&honest["regions"], "bound"));
    let code = honest["regions"][region]["region"].as_str().unwrap().to_owned();
    let refused = |change: &dyn Fn(&mut Value), words: &str| {
        let mut changed = honest.clone();
        change(&mut changed);
        fs::write(&file, changed.to_string()).unwrap();
        let (code, _, err) = verify();
        assert_eq!(code, 1);
        assert!(err.contains(words), "{words}: {err}");
        assert!(err.contains("manifest.json"), "{err}");
    };
    let times = |value: &mut Value, factor: f64| *value = json!(value.as_f64().unwrap() * factor);
    refused(&|v| times(&mut v["prices"][row]["price"], 1.5), "regions.json: a bound of");
    let (exit, _, err) = told(&["explain", data, "--plan", dir, "--leftovers"]);
    assert!(exit == 1 && err.contains("regions.json"), "{exit}: {err}");
    refused(&|v| times(&mut v["regions"][region]["bound"], 0.9), &format!("regions.json: region {code} is claimed"));
    let left_out = format!("regions.json: nothing is claimed of region {code}");
    refused(&|v| drop(v["regions"].as_array_mut().unwrap().remove(region)), &left_out);
    refused(&|v| times(&mut v["benefit"], 1.1), "regions.json: benefit");
    fs::remove_file(&file).unwrap();
    let (code, _, err) = verify();
    assert_eq!(code, 1);
    assert!(
        err.contains("regions.json: it is not there, though summary.json says that regions prove the bound"),
        "{err}"
    );

    // A bound in the summary below what regions prove is no longer believed.
    fs::write(&file, honest.to_string()).unwrap();
    let mut claimed = summary;
    times(&mut claimed["bound"], 0.999);
    fs::write(out.join("summary.json"), claimed.to_string()).unwrap();
    let (code, _, err) = verify();
    assert_eq!(code, 1);
    assert!(err.contains("summary.json: bound"), "{err}");
}
