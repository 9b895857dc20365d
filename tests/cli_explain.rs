//! `alokasi explain` and `compare`, as text in both languages and as data.

#![cfg(feature = "cli")]
#![allow(clippy::unwrap_used)]

mod terminal;

use std::fs;

use serde_json::Value;
use terminal::{LAMPUNG, Room, json, path, told};

/// Every region is owed a share of its need, so that none can be left out; the rule is named, and the contract where one stands against it.
#[test]
fn what_stands_against_leaving_a_region_out_is_named() {
    let room = tempfile::tempdir().unwrap();
    let out = room.path().join("plan");
    assert_eq!(told(&["solve", LAMPUNG, "--out", path(&out)]).0, 0);
    for (region, named) in [("18.01", "[region-coverage]"), ("18.04", "S11-building")] {
        for (language, none) in [("en", "No plan was found that does"), ("id", "Tidak ditemukan rencana")] {
            let args = ["explain", LAMPUNG, "--plan", path(&out), "--region", region, "--without", "--lang", language];
            let (code, text, err) = told(&args);
            assert_eq!(code, 0, "{err}");
            assert!(text.contains(none) && text.contains(named), "{text}");
        }
    }
    let (code, value) = json(&["explain", LAMPUNG, "--plan", path(&out), "--region", "18.01", "--without"]);
    assert_eq!(code, 0);
    assert!(value["without"].is_null() && value["without_against"]["verdict"] == "clashes", "{value}");
}

#[test]
fn explain_tells_why_in_two_languages_and_as_data() {
    let room = Room::new();
    let plan = room.solved();
    let base = ["explain", LAMPUNG, "--plan", path(&plan)];
    let with = |more: &[&'static str]| [&base[..], more].concat();
    let (code, out, err) = told(&with(&["--sentra", "S03", "--lang", "en"]));
    assert_eq!(code, 0, "{err}");
    assert!(out.contains("Partly funded") && out.contains("because of the ceiling"), "{out}");
    let (code, out, _) = told(&with(&["--need", "S03-packaging"]));
    assert!(code == 0 && out.contains("Dibiayai sebagian") && out.contains("karena pagu"), "{out}");
    let (code, value) = json(&with(&["--leftovers"]));
    assert_eq!(code, 0);
    for leftover in value["leftovers"].as_array().unwrap() {
        let parts = leftover["stopped"].as_array().unwrap().iter();
        assert_eq!(parts.map(|part| part["rupiah"].as_i64().unwrap()).sum::<i64>(), leftover["left"].as_i64().unwrap());
    }
    let (code, _, err) = told(&with(&["--need", "nobody"]));
    assert!(code == 1 && err.contains("nobody"), "{err}");
    fs::remove_file(plan.join("certificate.json")).unwrap();
    let (code, value) = json(&with(&["--need", "S03-packaging"]));
    assert_eq!((code, &value["proof"]["prices"]), (0, &"solved".into()));
    let (code, out, err) = told(&["prices", LAMPUNG, "--plan", path(&plan), "--lang", "en"]);
    assert!(code == 0 && out.contains("[ceiling:"), "{err}");
}

/// Prices as data: those of the certificate, dearest first; what one row is worth on both sides; its curve, piece by piece.
#[test]
fn prices_are_told_as_data() {
    let room = Room::new();
    let plan = room.solved();
    let base = ["prices", LAMPUNG, "--plan", path(&plan)];
    let with = |more: &[&str]| json(&[&base[..], more].concat());
    let (code, value) = with(&[]);
    let listed = value["prices"].as_array().unwrap();
    let price_of = |row: &Value| row["price"].as_f64().unwrap();
    assert!(code == 0 && listed.len() > 5, "{value}");
    assert!(listed.windows(2).all(|pair| price_of(&pair[0]).abs() >= price_of(&pair[1]).abs()), "{value}");
    assert!(listed.iter().all(|row| row["reason"].is_object()), "{value}");
    let certificate: Value = serde_json::from_str(&fs::read_to_string(plan.join("certificate.json")).unwrap()).unwrap();
    let proved = certificate["prices"].as_array().unwrap();
    for row in listed {
        assert!(proved.iter().any(|price| price["row"] == row["row"] && price["price"] == row["price"]), "{row}");
    }
    let nation = |row: &&Value| row["row"].as_str().unwrap().contains(":nation:");
    let dearest = listed.iter().find(nation).unwrap();
    let (row, known) = (dearest["row"].as_str().unwrap(), price_of(dearest));
    let (code, worth) = with(&["--row", row]);
    assert_eq!((code, &worth["row"], &worth["confirmed"]), (0, &row.into(), &true.into()), "{worth}");
    let now = worth["now"].as_f64().unwrap();
    let (down, up) = (&worth["down"], &worth["up"]);
    assert!(down["to"].as_f64().unwrap() <= now && now <= up["to"].as_f64().unwrap(), "{worth}");
    // Less costs no less than the price, and more brings no more.
    assert!(price_of(down) >= known - 1e-6 && price_of(up) <= known + 1e-6, "{known} {worth}");
    let (from, to) = (0.5 * now, 1.5 * now);
    let (code, curve) = with(&["--row", row, "--from", &from.to_string(), "--to", &to.to_string()]);
    let pieces = curve["segments"].as_array().unwrap();
    let end = |piece: &Value, of: &str| piece[of].as_f64().unwrap();
    assert!(code == 0 && curve["complete"] == true && pieces.len() > 1, "{curve}");
    assert!((end(&pieces[0], "from") - from).abs() < 1e-6, "{curve}");
    assert!((end(pieces.last().unwrap(), "to") - to).abs() < 1e-6, "{curve}");
    for pair in pieces.windows(2) {
        assert!((end(&pair[0], "to") - end(&pair[1], "from")).abs() < 1e-6, "{curve}");
        assert!(price_of(&pair[0]) > price_of(&pair[1]), "more of it is worth less: {curve}");
    }
    let (code, value) = with(&["--row", "ceiling:nobody"]);
    assert_eq!((code, &value["status"]), (1, &"fault".into()), "{value}");
}

/// Two plans of Lampung, the second after a cut: text in both languages, and data that add up.
#[test]
fn compare_tells_what_a_cut_did() {
    let room = Room::new();
    let cut = room.lampung("ceilings.csv", "dak,nation,,2020,5500000000", "dak,nation,,2020,4500000000");
    let (plan, after) = (room.at("plan"), room.at("after"));
    for (programme, out) in [(LAMPUNG, &plan), (path(&cut), &after)] {
        let (code, _, err) = told(&["solve", programme, "--relax", "--out", path(out)]);
        assert_eq!(code, 0, "{err}");
    }
    let args = ["compare", LAMPUNG, "--plan", path(&plan), "--to", path(&cut), "--to-plan", path(&after)];
    let (code, compared) = json(&args);
    assert_eq!(code, 0);
    assert_eq!(compared["inputs"].as_array().unwrap().len(), 1);
    let number = |value: &Value| value.as_i64().unwrap();
    let lines = compared["lines"].as_array().unwrap();
    let moved: i64 = lines.iter().map(|l| number(&l["after"]["rupiah"]) - number(&l["before"]["rupiah"])).sum();
    assert_eq!(moved, number(&compared["difference"]["rupiah"]));
    let (_, english, _) = told(&[&args[..], &["--lang", "en"]].concat());
    let (_, indonesian, _) = told(&args);
    assert!(english.contains("Line by line:") && english.contains("-Rp 1.000.000.000"), "{english}");
    assert!(indonesian.contains("Baris demi baris:"), "{indonesian}");
    // The same programme and plan: nothing to tell.
    let (code, same) = json(&["compare", LAMPUNG, "--plan", path(&plan), "--to-plan", path(&plan)]);
    assert_eq!((code, same["lines"].as_array().unwrap().len()), (0, 0));
    // A folder without a plan is told as such.
    let (code, _, err) = told(&["compare", LAMPUNG, "--plan", path(&plan), "--to-plan", path(&cut)]);
    assert_eq!(code, 1, "{err}");
}

/// The importance of each funded need of a sentra, and of each funded sentra of a region: text in both languages, and data in order.
#[test]
fn importance_is_told_one_by_one() {
    let room = Room::new();
    let plan = room.solved();
    for (subject, code, unit) in [("--sentra", "S01", "S01-"), ("--region", "18.01", "S0")] {
        let args = ["explain", LAMPUNG, "--plan", path(&plan), subject, code, "--importance"];
        let (exit, value) = json(&args);
        assert_eq!(exit, 0);
        let list = value["importance"].as_array().unwrap();
        assert!(!list.is_empty(), "{value}");
        let mut least = f64::INFINITY;
        for of in list {
            assert!(of["what"]["code"].as_str().is_some_and(|code| code.starts_with(unit)), "{of}");
            assert!(of["paid"].as_i64().is_some_and(|rupiah| rupiah > 0), "{of}");
            let lost = of["lost"].as_f64().unwrap_or(f64::INFINITY);
            assert!(lost <= least && lost > -1e-3, "{of}");
            least = lost;
        }
        for (language, text) in [("en", " gets Rp "), ("id", " menerima Rp ")] {
            let (exit, told, err) = told(&[&args[..], &["--lang", language]].concat());
            assert_eq!(exit, 0, "{err}");
            assert!(told.contains(text), "{told}");
        }
    }
    // Of a single need that is what `--without` tells.
    let (exit, _, err) = told(&["explain", LAMPUNG, "--plan", path(&plan), "--need", "S01-building", "--importance"]);
    assert_eq!(exit, 2, "{err}");
}
