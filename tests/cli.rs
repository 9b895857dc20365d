//! The program as a user drives it: exit codes, what is printed where, and what is left in the folder.
//!
//! Source of truth: the command line as `README.md` and `--help` promise it; the Lampung programme and copies of it with one thing wrong.

#![cfg(feature = "cli")]
#![allow(clippy::unwrap_used)] // helpers of tests, which fail where they cannot go on

mod terminal;

use std::fs;
use std::process::Command;

use alokasi::solve::Choice;
use alokasi::summary::Summary;
use serde_json::Value;
use terminal::{FILES, LAMPUNG, Room, json, names, path, told};

/// A command line that cannot be read: exit code 2, what is wrong on standard error, and with `--json` one object.
#[test]
fn usage_errors_are_objects_too() {
    for args in
        [&["solve"][..], &["explain", LAMPUNG, "--plan", "x"], &["no-such-command"], &["solve", LAMPUNG, "--gap", "x"]]
    {
        let (code, out, err) = told(args);
        assert_eq!((code, out.as_str()), (2, ""), "{args:?}");
        assert!(err.contains("error: "), "{err}");
        let mut with_json = args.to_vec();
        with_json.push("--json");
        let (code, out, err) = told(&with_json);
        let object: Value = serde_json::from_str(&out).unwrap();
        assert_eq!((code, &object["status"]), (2, &"usage".into()), "{args:?}");
        assert!(object["message"].as_str().is_some_and(|message| err.contains(message)), "{object} {err}");
    }
    let (code, out, _) = told(&["--help", "--json"]);
    assert!(code == 0 && out.contains("Usage"), "{out}");
}

#[test]
fn check_tells_a_good_programme_and_its_oddities() {
    let (code, out, err) = told(&["check", LAMPUNG, "--lang", "en"]);
    assert_eq!(code, 0, "{err}");
    assert!(out.contains("no faults") && out.contains("40 sentra, 138 needs"), "{out}");
    assert!(err.lines().all(|line| line.starts_with("odd: ")), "{err}");
    let (code, out, kept) = told(&["check", LAMPUNG]);
    assert!(code == 0 && out.contains("tidak ada kesalahan") && out.contains("40 sentra, 138 kebutuhan"), "{out}");
    assert!(kept.lines().count() == err.lines().count() && kept.lines().all(|line| line.starts_with("janggal: ")));
    let (code, value) = json(&["check", LAMPUNG]);
    assert_eq!((code, &value["status"], &value["counts"]["sentra"]), (0, &"ok".into(), &40.into()));
    assert_eq!(value["oddities"].as_array().unwrap().len(), err.lines().count());
}

/// Ten copies, each with one thing wrong: the program says where, and ends with 1.
#[test]
fn check_tells_each_of_ten_broken_copies_by_file_and_place() {
    let cases = [
        ("needs.csv", "1170000000", "1.170.000.000", "needs.csv:2: cost: "),
        ("needs.csv", "S01-building,S01,", "S01-building,S99,", "needs.csv:2: sentra: "),
        ("needs.csv", "code,sentra", "code;sentra", "needs.csv:1: code;sentra: "),
        ("sentra.csv", "verified", "Terverifikasi", "sentra.csv:2: status: "),
        ("sentra.csv", "pangan.kering", "pangan.kring", "sentra.csv:2: sector: "),
        ("ceilings.csv", "2019,6500000000", "2018,6500000000", "ceilings.csv:2: year: "),
        ("regions.csv", "18.01,", "18.02,", "regions.csv:3: code: "),
        ("contracted.csv", "600000000", "-600000000", "contracted.csv:2: rupiah: "),
        ("programme.json", "\"at_least\": 0.2", "\"at_least\": 1.2", "programme.json: rules[1].at_least: "),
        ("programme.json", "\"discount\"", "\"diskon\"", "programme.json: diskon: "),
    ];
    for (file, from, to, place) in cases {
        let room = Room::new();
        let dir = room.lampung(file, from, to);
        for (language, inside) in [("en", " in "), ("id", " dalam ")] {
            let (code, out, err) = told(&["check", path(&dir), "--lang", language]);
            assert_eq!((code, out.as_str()), (1, ""), "{file} {to}");
            assert!(err.lines().any(|line| line.starts_with(place)), "{place} is not told: {err}");
            assert!(err.lines().last().unwrap().contains(inside), "{err}");
        }
        let (_, _, err) = told(&["check", path(&dir)]);
        let (code, value) = json(&["check", path(&dir)]);
        assert_eq!((code, &value["status"]), (1, &"fault".into()));
        assert_eq!(value["faults"].as_array().unwrap().len(), err.lines().count() - 1);
        let out = room.at("plan");
        assert_eq!(told(&["solve", path(&dir), "--out", path(&out)]).0, 1);
        assert!(!out.exists());
    }
}

#[test]
fn solve_writes_five_files_that_verify_accepts() {
    let room = Room::new();
    let out = room.at("a/new/folder");
    let (code, summary) = json(&["solve", LAMPUNG, "--out", path(&out)]);
    assert_eq!(
        (code, &summary["status"], &summary["solver"]),
        (0, &"optimal".into(), &Choice::default().name().into())
    );
    assert_eq!(names(&out), FILES);
    let printed: Summary = serde_json::from_value(summary.clone()).unwrap();
    assert_eq!(alokasi::io::read_summary(&out).unwrap(), Some(printed));
    let keys = [
        "benefit",
        "bound",
        "relative_gap",
        "spent",
        "sentra_funded",
        "sentra_complete",
        "regions_funded",
        "rules",
        "seconds",
    ];
    assert!(keys.iter().all(|key| !summary[key].is_null()), "{summary}");

    let (code, verified) = json(&["verify", LAMPUNG, "--plan", path(&out)]);
    assert_eq!((code, &verified["status"]), (0, &"holds".into()), "{verified}");
    assert_eq!((&verified["benefit"], &verified["bound"]), (&summary["benefit"], &summary["bound"]));
    assert_eq!(verified["spent"], summary["spent"]["total"]);

    // Again: the same plan, byte for byte, in place of the old one; other files stay.
    let plan = fs::read(out.join("plan.csv")).unwrap();
    let certificate = fs::read(out.join("certificate.json")).unwrap();
    fs::write(out.join("notes.txt"), "mine").unwrap();
    assert_eq!(told(&["solve", LAMPUNG, "--out", path(&out), "--threads", "1"]).0, 0);
    assert_eq!(fs::read(out.join("plan.csv")).unwrap(), plan);
    assert_eq!(fs::read(out.join("certificate.json")).unwrap(), certificate);
    assert_eq!(names(&out).len(), FILES.len() + 1);
}

#[test]
fn a_programme_that_no_plan_can_meet_ends_with_3_and_names_what_contradicts() {
    let room = Room::new();
    // More for wastewater and clean water each year than all sources have.
    let dir = room.lampung("programme.json", "\"at_least\": 400000000,", "\"at_least\": 40000000000000,");
    let out = room.at("plan");
    let (code, _, err) = told(&["solve", path(&dir), "--out", path(&out)]);
    assert_eq!(code, 3, "{err}");
    assert!(err.contains("rule:water:"), "{err}");
    assert!(!out.exists());
    let (code, value) = json(&["solve", path(&dir), "--out", path(&out)]);
    assert_eq!((code, &value["status"]), (3, &"infeasible".into()));
    assert!(value["rows"].as_array().unwrap().iter().any(|row| row.as_str().unwrap().starts_with("rule:water:")));
}

/// Nothing earns points, or nothing can be paid: by hand, the plan without a rupiah is the best there is, with 0 points.
#[test]
fn a_programme_worth_nothing_is_solved_to_the_end() {
    let room = Room::new();
    for (what, times, ceiling) in [("no points", 0, 900_000_000), ("no money", 1, 0)] {
        let ceilings = [2024, 2025]
            .map(|year| serde_json::json!({"source": "dak", "scope": "nation", "year": year, "rupiah": ceiling}));
        let programme = serde_json::json!({
            "name": what, "years": [2024, 2025], "completion": "proportional",
            "priorities": [{"of": {}, "times": times}],
            "provinces": [{"code": "18", "name": "P", "island": "I"}],
            "regions": [{"code": "18.01", "name": "R", "province": "18"}],
            "sectors": [{"code": "pangan", "name": "S"}],
            "activities": [{"code": "ipal", "name": "A"}],
            "sources": [{"code": "dak", "name": "D"}],
            "sentra": [{"code": "A", "name": "A", "region": "18.01", "sector": "pangan", "units": 5, "workers": 9}],
            "needs": [{"code": "a", "sentra": "A", "activity": "ipal", "cost": 1_000_000_000, "benefit": 7}],
            "ceilings": ceilings,
        });
        let file = room.at("programme.json");
        fs::write(&file, programme.to_string()).unwrap();
        for solver in Choice::all() {
            let (code, summary) =
                json(&["solve", path(&file), "--out", path(&room.at("plan")), "--solver", &solver.to_string()]);
            assert_eq!(
                (code, &summary["status"], &summary["benefit"]),
                (0, &"optimal".into(), &0.0.into()),
                "{what}, {solver}"
            );
        }
    }
}

/// A ceiling of 1.5 units for a need of ten, worth a point each: the program pays 1.5, a plan in whole units 1, and the gap is a half.
#[test]
fn what_whole_units_cost_is_told_apart_from_a_solver_that_got_stuck() {
    let room = Room::new();
    let file = room.at("coarse.json");
    let text = r#"{
        "years": [2025], "unit": 1000000,
        "provinces": [{"code": "18", "island": "Sumatera"}], "regions": [{"code": "18.04", "province": "18"}],
        "sectors": [{"code": "pangan"}], "activities": [{"code": "machinery"}], "sources": [{"code": "dak"}],
        "sentra": [{"code": "S", "region": "18.04", "sector": "pangan"}],
        "needs": [{"code": "N", "sentra": "S", "activity": "machinery", "cost": 10000000, "benefit": 10}],
        "ceilings": [{"source": "dak", "scope": "nation", "year": 2025, "rupiah": 1500000}]
    }"#;
    fs::write(&file, text).unwrap();
    let (code, value) = json(&["solve", path(&file), "--out", path(&room.at("out"))]);
    assert_eq!((code, &value["status"]), (0, &"rounded".into()), "{value}");
    assert!((value["benefit"].as_f64().unwrap() - 1.0).abs() < 1e-9, "{value}");
    assert!((value["relative_gap"].as_f64().unwrap() - 0.5).abs() < 1e-6, "{value}");
}

#[test]
fn a_small_whole_number_programme_is_solved_and_its_claims_are_checked() {
    let room = Room::new();
    let file = room.at("whole.json");
    let text = r#"{
        "name": "whole", "years": [2025], "unit": 1000000,
        "provinces": [{"code": "18", "island": "Sumatera"}], "regions": [{"code": "18.04", "province": "18"}],
        "sectors": [{"code": "pangan"}], "activities": [{"code": "machinery"}], "sources": [{"code": "dak"}],
        "sentra": [{"code": "S", "region": "18.04", "sector": "pangan"}],
        "needs": [{"code": "N", "sentra": "S", "activity": "machinery", "cost": 10000000, "benefit": 10, "funding": "whole"},
                  {"code": "M", "sentra": "S", "activity": "machinery", "cost": 8000000, "benefit": 7, "funding": "whole"}],
        "ceilings": [{"source": "dak", "scope": "nation", "year": 2025, "rupiah": 15000000}]
    }"#;
    fs::write(&file, text).unwrap();
    let out = room.at("out");
    let (code, summary) = json(&["solve", path(&file), "--out", path(&out)]);
    assert_eq!((code, &summary["status"], &summary["proved_by"]), (0, &"optimal".into(), &"exact".into()), "{summary}");
    assert!((summary["bound"].as_f64().unwrap() - 10.0).abs() < 1e-6, "{summary}");
    assert_eq!(told(&["verify", path(&file), "--plan", path(&out)]).0, 0);
    // A bound that is claimed below the plan, or above what the prices of the relaxation prove (10 + 5/8 of 7), is found out.
    let claimed = fs::read_to_string(out.join("summary.json")).unwrap();
    for bound in ["9.5", "15.0"] {
        let mut summary: serde_json::Value = serde_json::from_str(&claimed).unwrap();
        summary["bound"] = serde_json::from_str(bound).unwrap();
        fs::write(out.join("summary.json"), summary.to_string()).unwrap();
        let (code, _, err) = told(&["verify", path(&file), "--plan", path(&out)]);
        assert_eq!(code, 1, "{bound}");
        assert!(err.contains("is not between"), "{err}");
    }
}

#[test]
fn a_whole_number_programme_is_relaxed_on_demand() {
    let room = Room::new();
    let dir = room.lampung("programme.json", "\"completion\": \"proportional\"", "\"completion\": \"all_or_nothing\"");
    let out = room.at("plan");
    let (code, summary) = json(&["solve", path(&dir), "--out", path(&out), "--relax"]);
    assert_eq!((code, &summary["status"]), (0, &"relaxation".into()));
    assert_eq!(summary["relaxed"].as_array().unwrap().len(), 1);
    assert_eq!(told(&["verify", path(&dir), "--plan", path(&out), "--relax"]).0, 0);
    // Held to the programme as stated, its completion points are not those it claims.
    let (code, _, err) = told(&["verify", path(&dir), "--plan", path(&out)]);
    assert_eq!(code, 1);
    assert!(err.contains("verify it with --relax"), "{err}");
}

#[test]
fn the_command_line_at_fault_ends_with_2() {
    let room = Room::new();
    let foreign = room.at("foreign");
    fs::create_dir(&foreign).unwrap();
    fs::write(foreign.join("thesis.txt"), "").unwrap();
    let cases: [&[&str]; 8] = [
        &["solve", LAMPUNG],
        &["solve", LAMPUNG, "--out", "x", "--solver", "gurobi"],
        &["solve", LAMPUNG, "--out", "x", "--gap", "-1"],
        &["solve", LAMPUNG, "--out", "x", "--threads", "0"],
        &["export", LAMPUNG],
        &["verify", LAMPUNG],
        &["synth", "--sentra", "3", "--out", "x"],
        &["synth", "--sentra", "60", "--out", path(&foreign)],
    ];
    for args in cases {
        let (code, out, err) = told(args);
        assert_eq!((code, out.as_str()), (2, ""), "{args:?}: {err}");
    }
    assert_eq!(names(&foreign), ["thesis.txt"]);
    assert_eq!(told(&["check", path(&room.at("nowhere"))]).0, 1);
}

#[cfg(feature = "clarabel")]
#[test]
fn what_stops_too_early_or_cannot_be_written_leaves_the_old_files() {
    let room = Room::new();
    let out = room.solved();
    let old: Vec<Vec<u8>> = FILES.iter().map(|name| fs::read(out.join(name)).unwrap()).collect();
    let (code, _, err) = told(&["solve", LAMPUNG, "--out", path(&out), "--solver", "clarabel", "--time-limit", "1e-9"]);
    assert_eq!(code, 4, "{err}");
    assert_eq!(FILES.map(|name| fs::read(out.join(name)).unwrap()).to_vec(), old);

    fs::remove_file(out.join("summary.json")).unwrap();
    fs::create_dir(out.join("summary.json")).unwrap();
    let (code, _, err) = told(&["solve", LAMPUNG, "--out", path(&out), "--relax"]);
    assert_eq!(code, 2);
    assert!(err.contains("summary.json is not a file, so it is not replaced"), "{err}");
    assert_eq!(names(&out), FILES);
    assert!(fs::read(out.join("plan.csv")).unwrap() == old[2]);
}

/// Whatever moment Ctrl-C comes at: all four files, or none.
#[cfg(unix)]
#[test]
fn ctrl_c_leaves_nothing_half_written() {
    let room = Room::new();
    let dir = room.at("programme");
    assert_eq!(told(&["synth", "--sentra", "1500", "--out", path(&dir)]).0, 0);
    for wait in [20, 120, 400] {
        let out = room.at(&format!("plan-{wait}"));
        let mut child = Command::new(env!("CARGO_BIN_EXE_alokasi"))
            .args(["solve", path(&dir), "--out", path(&out)])
            .stdout(std::process::Stdio::null())
            .stderr(std::process::Stdio::null())
            .spawn()
            .unwrap();
        std::thread::sleep(std::time::Duration::from_millis(wait));
        assert!(Command::new("kill").args(["-INT", &child.id().to_string()]).status().unwrap().success());
        let code = child.wait().unwrap().code();
        if code == Some(0) {
            assert_eq!(names(&out), FILES);
        } else {
            // 4: nothing usable; no code: the signal came before the program listened.
            assert!(matches!(code, Some(4) | None), "{code:?}");
            assert!(!out.exists());
        }
    }
    let strays: Vec<String> = names(room.0.path()).into_iter().filter(|name| name.starts_with('.')).collect();
    assert_eq!(strays, [""; 0]);
}

#[test]
fn export_and_synth_write_what_they_promise() {
    let room = Room::new();
    let (mps, lp) = (room.at("p.mps"), room.at("p.lp"));
    let (code, value) = json(&["export", LAMPUNG, "--mps", path(&mps), "--lp", path(&lp)]);
    assert_eq!(code, 0);
    let text = fs::read_to_string(&mps).unwrap();
    assert!(text.contains("ceiling:dak:nation:2019") && text.contains("pay:S01-building:2019:dak"));
    let rows = text
        .split("COLUMNS")
        .next()
        .unwrap()
        .lines()
        .filter(|line| [" L ", " G ", " E "].iter().any(|s| line.starts_with(s)));
    assert_eq!(Value::from(rows.count()), value["rows"]);
    assert!(fs::read_to_string(&lp).unwrap().contains("ceiling"));

    for (kind, money) in [("core", "published"), ("rules", "published"), ("whole", "tight"), ("whole", "loose")] {
        let (a, b) = (room.at(&format!("a-{kind}-{money}")), room.at(&format!("b-{kind}-{money}")));
        for dir in [&a, &b] {
            let made = ["synth", "--sentra", "60", "--seed", "7", "--kind", kind, "--money", money, "--out", path(dir)];
            assert_eq!(told(&made).0, 0);
        }
        assert_eq!(told(&["check", path(&a)]).0, 0, "{kind}");
        assert_eq!(names(&a), names(&b));
        for name in names(&a) {
            assert_eq!(fs::read(a.join(&name)).unwrap(), fs::read(b.join(&name)).unwrap(), "{kind} {name}");
        }
    }
}

#[test]
fn a_state_is_kept_and_started_from() {
    let room = Room::new();
    let (out, state) = (room.at("plan"), room.at("state.json"));
    let (code, text, _) = told(&["solve", LAMPUNG, "--out", path(&out), "--keep-state", path(&state)]);
    assert_eq!(code, 0);
    assert!(text.ends_with(&format!("state kept in {}\n", state.display())), "{text}");
    let first = fs::read(out.join("plan.csv")).unwrap();
    let again = room.at("again");
    let (code, text, _) = told(&["solve", LAMPUNG, "--out", path(&again), "--from-state", path(&state)]);
    assert_eq!(code, 0);
    assert!(text.contains("started from the state, which knew "), "{text}");
    assert_eq!(fs::read(again.join("plan.csv")).unwrap(), first);
    let (code, told_json) = json(&["solve", LAMPUNG, "--out", path(&again), "--from-state", path(&state)]);
    assert_eq!(code, 0);
    assert!(told_json["begun"].as_str().unwrap().starts_with("started from the state"));
}

#[test]
fn what_is_no_state_is_a_fault_and_a_solver_without_states_fails() {
    let room = Room::new();
    let out = room.at("plan");
    let no_state = concat!(env!("CARGO_MANIFEST_DIR"), "/data/lampung/programme.json");
    let (code, _, err) = told(&["solve", LAMPUNG, "--out", path(&out), "--from-state", no_state]);
    assert_eq!(code, 1);
    assert!(err.contains("give a file that --keep-state wrote"), "{err}");
    let gone = room.at("gone.json");
    let (code, _, err) = told(&["solve", LAMPUNG, "--out", path(&out), "--from-state", path(&gone)]);
    assert_eq!(code, 1);
    assert!(err.contains("gone.json: cannot be read"), "{err}");
    for solver in Choice::all().iter().filter(|solver| **solver != Choice::Structured) {
        let name = solver.to_string();
        let (code, _, err) =
            told(&["solve", LAMPUNG, "--out", path(&out), "--solver", &name, "--keep-state", path(&gone)]);
        assert_eq!(code, 4);
        assert!(err.contains("it neither starts from a state nor leaves one"), "{err}");
    }
    assert!(!out.exists());
}
