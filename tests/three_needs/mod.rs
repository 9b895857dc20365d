//! A programme of three needs, small enough to write its rows by hand, and the text form of rows that tests compare.
//!
//! Two years, two regions of one province. Sentra A (region 18.01, dry food) asks for a building A1 (Rp 400 million) and, after it,
//! machines A2 (Rp 100 million); sentra B (region 18.02, clothing) asks for machines B1 (Rp 300 million) in 2020. DAK pays for all,
//! APBD for machines only. So there are eight payments, in this order:
//!
//! ```text
//! A1 2019 dak, A1 2020 dak, A2 2019 apbd, A2 2019 dak, A2 2020 apbd, A2 2020 dak, B1 2020 apbd, B1 2020 dak
//! ```

// Each test file compiles its own copy and uses a part of it.
#![allow(dead_code)]

use alokasi::input::ProgrammeData;
use alokasi::lp::names::{column_name, row_name};
use alokasi::lp::{Formulation, Sense, formulate_whole};
use alokasi::model::Programme;
use serde_json::{Value, json};

/// The programme as JSON, without rules, ceilings, contracts and an earlier plan.
pub(crate) fn three_needs() -> Value {
    json!({
        "name": "three needs",
        "years": [2019, 2020],
        "completion": "proportional",
        "provinces": [{"code": "18", "name": "Lampung", "island": "Sumatera"}],
        "regions": [
            {"code": "18.01", "name": "first", "province": "18"},
            {"code": "18.02", "name": "second", "province": "18"}
        ],
        "sectors": [
            {"code": "pangan", "name": "food"},
            {"code": "pangan.kering", "name": "dry food"},
            {"code": "sandang", "name": "clothing"}
        ],
        "activities": [{"code": "building", "name": "building"}, {"code": "machinery", "name": "machines"}],
        "sources": [
            {"code": "apbd", "name": "own money", "activities": ["machinery"]},
            {"code": "dak", "name": "grant"}
        ],
        "sentra": [
            {"code": "A", "name": "A", "region": "18.01", "sector": "pangan.kering"},
            {"code": "B", "name": "B", "region": "18.02", "sector": "sandang"}
        ],
        "needs": [
            {"code": "A1", "sentra": "A", "activity": "building", "cost": 400_000_000, "benefit": 10.0},
            {"code": "A2", "sentra": "A", "activity": "machinery", "cost": 100_000_000, "benefit": 5.0},
            {"code": "B1", "sentra": "B", "activity": "machinery", "cost": 300_000_000, "benefit": 6.0, "first_year": 2020}
        ]
    })
}

/// The programme of `data`.
pub(crate) fn programme(data: Value) -> Programme {
    let data: ProgrammeData = serde_json::from_value(data).expect("the test's JSON has the shape of the format");
    Programme::try_from(data).expect("the test's programme has no fault")
}

/// [`three_needs`] with `rules`.
pub(crate) fn with_rules(rules: Value) -> Programme {
    let mut data = three_needs();
    data["rules"] = rules;
    programme(data)
}

/// The rows whose names start with `prefix`, one text each: `name: + x - 0.3 y >= 5 (scale 10)`.
pub(crate) fn rows(programme: &Programme, prefix: &str) -> Vec<String> {
    let formulation = formulate_whole(programme);
    formulation
        .lp
        .rows()
        .filter(|row| row_name(&formulation, row.key).starts_with(prefix))
        .map(|row| {
            let sense = match row.sense {
                Sense::AtMost => "<=",
                Sense::AtLeast => ">=",
                Sense::Equal => "=",
            };
            let name = row_name(&formulation, row.key);
            format!("{name}: {}{sense} {} (scale {})", sum(&formulation, row.terms()), row.rhs, row.scale)
        })
        .collect()
}

/// The columns whose names start with `prefix`, one text each: `cost * name in [lower, upper]`, costs to nine decimals.
pub(crate) fn columns(programme: &Programme, prefix: &str) -> Vec<String> {
    let formulation = formulate_whole(programme);
    let lp = &formulation.lp;
    (0..lp.column_count())
        .map(|j| (j, column_name(&formulation, lp.column(j))))
        .filter(|(_, name)| name.starts_with(prefix))
        .map(|(j, name)| {
            let cost = (lp.cost()[j] * 1e9).round() / 1e9;
            format!("{cost} * {name} in [{}, {}]", lp.lower()[j], lp.upper()[j])
        })
        .collect()
}

fn sum(formulation: &Formulation<'_>, terms: impl Iterator<Item = (usize, f64)>) -> String {
    let mut text = String::new();
    for (column, value) in terms {
        text.push_str(if value < 0.0 { "- " } else { "+ " });
        let value = value.abs().to_string();
        if value != "1" {
            text.push_str(&value);
            text.push(' ');
        }
        text.push_str(&column_name(formulation, formulation.lp.column(column)));
        text.push(' ');
    }
    if text.is_empty() { "0 ".to_owned() } else { text }
}
