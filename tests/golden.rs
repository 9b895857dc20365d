//! Whole outcomes of three named programmes, as they stand in `tests/golden`: a change that moves money shows as a change of these files.
//!
//! Source of truth: none but the day before. That an outcome is right is what the other tests say; these say that it is still the same.
//! Where it is meant to change, this writes the files anew, and their diff belongs into the change that caused it:
//!
//! ```text
//! ALOKASI_BLESS=1 cargo test --test golden
//! ```

// The allowance of clippy.toml reaches functions marked #[test] only, not their helpers.
#![allow(clippy::unwrap_used)]

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write;
use std::fs;
use std::path::{Path, PathBuf};

use alokasi::allocate::{Options, Outcome, allocate};
use alokasi::input::ProgrammeData;
use alokasi::io::{self, Solution};
use alokasi::manifest::{Manifest, Sources};
use alokasi::model::Programme;
use alokasi::summary::{Facts, Size, Status, Summary};
use alokasi::synthetic::{Kind, Spec, make};
use alokasi::units::Rupiah;
use alokasi::verify;
use serde_json::Value;

/// Points and bounds are sums of floats, which another machine may take in its last digits otherwise. Money is whole, and must be equal.
const FLOAT: f64 = 1e-9;
/// Differences that are shown of each file.
const SHOWN: usize = 12;
const COMMAND: &str = "ALOKASI_BLESS=1 cargo test --test golden";

#[test]
fn lampung() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("data/lampung");
    assert_unchanged("lampung", io::read(&path).unwrap().data);
}

#[test]
fn synthetic_core_of_200_sentra() {
    assert_unchanged("core-200", make(&Spec { sentra: 200, seed: 11, kind: Kind::Core, ..Spec::default() }));
}

#[test]
fn synthetic_rules_of_350_sentra() {
    assert_unchanged("rules-350", make(&Spec { sentra: 350, seed: 12, kind: Kind::Rules, ..Spec::default() }));
}

#[track_caller]
fn assert_unchanged(name: &str, data: ProgrammeData) {
    let programme = Programme::try_from(data).unwrap();
    let outcome = allocate(&programme, &Options::default()).unwrap();
    let room = tempfile::tempdir().unwrap();
    let summary = summary(&programme, &outcome);
    let manifest = Manifest::new(&ProgrammeData::default(), Sources::default(), BTreeMap::new());
    let solution =
        Solution { plan: &outcome.plan, certificate: None, regions: None, summary: &summary, manifest: &manifest };
    io::write_solution(room.path(), &programme, &solution).unwrap();

    let golden = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/golden").join(name);
    if std::env::var_os("ALOKASI_BLESS").is_some() {
        fs::create_dir_all(&golden).unwrap();
        for file in ["summary.json", "plan.csv"] {
            fs::copy(room.path().join(file), golden.join(file)).unwrap();
        }
        return;
    }
    let read = |dir: &Path, file: &str| {
        let path: PathBuf = dir.join(file);
        fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}; {COMMAND} writes it", path.display()))
    };
    let json = |dir: &Path| serde_json::from_str(&read(dir, "summary.json")).unwrap();
    let mut changes = Vec::new();
    compare("summary.json", &json(&golden), &json(room.path()), &mut changes);
    let mut text = shown(&changes);
    let [stored, found] = [&golden, room.path()].map(|dir| payments(&read(dir, "plan.csv")));
    text += &plan_changes(&stored, &found);
    assert!(text.is_empty(), "{name} has changed (stored -> found):\n{text}if that is meant: {COMMAND}");
}

/// The summary of the command line, less what says nothing on the outcome: seconds, and the steps that the solver took.
fn summary(programme: &Programme, outcome: &Outcome) -> Summary {
    let facts = Facts {
        status: Status::Optimal,
        benefit: outcome.benefit,
        bound: outcome.certificate.as_ref().map(|certificate| certificate.bound),
        proved_by: None,
        rules: verify::rules(programme, &outcome.plan),
        unfinished: outcome.finished.kept().map(|why| why.to_string()),
        unpriced: outcome.unpriced.clone(),
        unaided: outcome.unaided.clone(),
        claimed: None,
        relaxed: Vec::new(),
        oddities: Vec::new(),
        solver: outcome.solver.to_owned(),
        size: Size { columns: outcome.point.len(), iterations: 0 },
        seconds: BTreeMap::new(),
    };
    Summary::new(programme, &outcome.plan, facts)
}

/// Adds a line for each place at which `found` is not `stored`.
fn compare(place: &str, stored: &Value, found: &Value, changes: &mut Vec<String>) {
    match (stored, found) {
        (Value::Object(a), Value::Object(b)) => {
            for key in a.keys().chain(b.keys()).collect::<BTreeSet<_>>() {
                let [a, b] = [a, b].map(|object| object.get(key).unwrap_or(&Value::Null));
                compare(&format!("{place}: {key}"), a, b, changes);
            }
        }
        (Value::Array(a), Value::Array(b)) if a.len() == b.len() => {
            for (i, (a, b)) in a.iter().zip(b).enumerate() {
                let name = a.get("id").and_then(Value::as_str).map_or_else(|| i.to_string(), str::to_owned);
                compare(&format!("{place}: {name}"), a, b, changes);
            }
        }
        (Value::Number(a), Value::Number(b)) if a.is_f64() || b.is_f64() => {
            let (a, b) = (a.as_f64().unwrap(), b.as_f64().unwrap());
            if (a - b).abs() > FLOAT * (1.0 + a.abs()) {
                changes.push(format!("{place}: {a} -> {b}"));
            }
        }
        _ if stored == found => {}
        _ => changes.push(format!("{place}: {stored} -> {found}")),
    }
}

/// Rupiah by need, year and source.
type Payments = BTreeMap<[String; 3], Rupiah>;

fn payments(text: &str) -> Payments {
    let mut reader = csv::Reader::from_reader(text.as_bytes());
    let payment = |row: csv::StringRecord| {
        ([0, 1, 2].map(|i| row[i].to_owned()), Rupiah::new(row[3].parse().expect("whole rupiah")))
    };
    reader.records().map(|row| payment(row.unwrap())).collect()
}

/// What changed in the plan: the first payments, and the totals of all years if any payment did.
fn plan_changes(stored: &Payments, found: &Payments) -> String {
    let get = |payments: &Payments, key| payments.get(key).copied().unwrap_or_default();
    let changes: Vec<String> = (stored.keys().chain(found.keys()).collect::<BTreeSet<_>>().into_iter())
        .map(|key| (key, get(stored, key), get(found, key)))
        .filter(|(_, a, b)| a != b)
        .map(|(key, a, b)| format!("plan.csv: {}: {a} -> {b}", key.join(",")))
        .collect();
    if changes.is_empty() {
        return String::new();
    }
    let years: BTreeSet<&String> = stored.keys().chain(found.keys()).map(|[_, year, _]| year).collect();
    let total = |payments: &Payments, year| -> Rupiah {
        payments.iter().filter(|([_, y, _], _)| y == year).map(|(_, &rupiah)| rupiah).sum()
    };
    let mut text = shown(&changes);
    for year in years {
        writeln!(text, "  plan.csv: all of {year}: {} -> {}", total(stored, year), total(found, year)).unwrap();
    }
    text
}

/// The first of `changes`, a line each, and how many more there are.
fn shown(changes: &[String]) -> String {
    let mut text = String::new();
    for change in changes.iter().take(SHOWN) {
        writeln!(text, "  {change}").unwrap();
    }
    if changes.len() > SHOWN {
        writeln!(text, "  and {} more", changes.len() - SHOWN).unwrap();
    }
    text
}

/// The comparison has teeth: a rupiah, a digit of points, a lost rule and a lost payment are told; the last digits of points are not.
#[test]
fn a_change_is_told_in_words() {
    let stored = serde_json::json!({"benefit": 20.5, "spent": {"total": 7000}, "rules": [{"id": "water", "slack": 0}]});
    let told = |found: &Value| {
        let mut changes = Vec::new();
        compare("s", &stored, found, &mut changes);
        changes
    };
    let mut found = stored.clone();
    found["benefit"] = (20.5 + 1e-10).into();
    assert_eq!(told(&found), [""; 0]);
    found["benefit"] = 20.500_1.into();
    found["spent"]["total"] = 7001.into();
    found["rules"][0]["slack"] = 5.into();
    assert_eq!(
        told(&found),
        ["s: benefit: 20.5 -> 20.5001", "s: rules: water: slack: 0 -> 5", "s: spent: total: 7000 -> 7001"]
    );
    found["rules"] = serde_json::json!([]);
    assert_eq!(told(&found)[1], "s: rules: [{\"id\":\"water\",\"slack\":0}] -> []");

    let plan = payments("need,year,source,rupiah\nN1,2019,dak,4000\nN2,2020,dak,3000\n");
    assert_eq!(plan_changes(&plan, &plan), "");
    let other = payments("need,year,source,rupiah\nN1,2019,dak,4000\nN1,2020,dak,1000\n");
    assert_eq!(
        plan_changes(&plan, &other),
        concat!(
            "  plan.csv: N1,2020,dak: Rp 0 -> Rp 1.000\n",
            "  plan.csv: N2,2020,dak: Rp 3.000 -> Rp 0\n",
            "  plan.csv: all of 2019: Rp 4.000 -> Rp 4.000\n",
            "  plan.csv: all of 2020: Rp 3.000 -> Rp 1.000\n",
        )
    );
}
