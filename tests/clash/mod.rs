//! What tests of conflicts share: asking, and reading the answer.
#![allow(dead_code, unreachable_pub)] // shared by several test binaries, each of which uses a part

use alokasi::conflict::{self, Conflict, Done, Options};
use alokasi::model::Programme;
use alokasi::words::Language;
use serde_json::{Value, json};

use crate::small::{ceiling, need};

pub const MILLION: i64 = 1_000_000;

pub fn find(programme: &Programme) -> Conflict {
    conflict::find(programme, &Options::default()).unwrap_or_else(|error| panic!("{error}"))
}

/// The row names of the one set.
pub fn rows(found: &Conflict) -> Vec<&str> {
    let [set] = found.sets.as_slice() else { panic!("{} sets", found.sets.len()) };
    assert!(set.proved && set.smallest, "{set:?}");
    set.demands.iter().map(|demand| demand.row.as_str()).collect()
}

/// Rp 1 million of each confirmed way, with the ids of what gives in.
pub fn ways(found: &Conflict) -> Vec<(String, i64)> {
    let confirmed = found.ways.iter().filter(|way| way.outcome == Done::Confirmed);
    confirmed
        .map(|way| {
            let names: Vec<String> = way.parts.iter().map(|part| words(&part.what)).collect();
            let millions = (way.rupiah.get() as f64 / MILLION as f64).round();
            #[allow(clippy::cast_possible_truncation)]
            (names.join(" + "), millions as i64)
        })
        .collect()
}

pub fn words(what: &impl alokasi::words::Message) -> String {
    what.say(Language::En)
}

/// What the one demand of a row comes to, Rp 1 million: asked, best, missing.
pub fn figures(found: &Conflict, row: &str) -> (i64, i64, i64) {
    let demand = found.sets[0].demands.iter().find(|demand| demand.row == row).expect("the row");
    let figures = demand.figures.expect("figures");
    (figures.asked.get() / MILLION, figures.best.get() / MILLION, figures.missing.get() / MILLION)
}

/// Needs of 100, 200 and 300 of sentra A, B and C; the nation has 400 in 2019.
#[allow(clippy::needless_pass_by_value)] // called with a literal
pub fn case(rules: Value) -> Value {
    json!({
        "needs": [need("N1", "A", 100, 1.0), need("N2", "B", 200, 1.0), need("N3", "C", 300, 1.0)],
        "ceilings": [ceiling("dak", 2019, 400)],
        "rules": rules,
    })
}
