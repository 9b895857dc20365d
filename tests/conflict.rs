//! What cannot hold together: sets that are least, ways to give in that do.
//!
//! Source of truth: cases worked out by hand.

#![allow(clippy::unwrap_used)] // helpers of tests, which fail where they cannot go on

mod clash;
mod small;

use alokasi::conflict::{self, Conflict, Finding, Verdict};
use alokasi::model::Programme;
use alokasi::words::Language;
use clash::{MILLION, case, figures, find, rows, ways};
use serde_json::json;
use small::{ceiling, data, need, programme};

#[test]
fn what_fits_is_said_to_fit() {
    let found = find(&programme(case(json!([{"id": "a", "rule": "amount", "of": {}, "at_least": 400 * MILLION}]))));
    assert_eq!(found.verdict, Verdict::Fits);
    assert!(found.sets.is_empty() && found.ways.is_empty() && found.findings.is_empty());
}

/// 500 are asked for, needs cost 600, the ceiling leaves 400.
#[test]
fn an_amount_against_a_ceiling() {
    let found = find(&programme(case(json!([{"id": "a", "rule": "amount", "of": {}, "at_least": 500 * MILLION}]))));
    assert_eq!(rows(&found), ["rule:a:all:at_least", "ceiling:dak:nation:2019"]);
    assert_eq!(figures(&found, "rule:a:all:at_least"), (500, 400, 100));
    assert_eq!(figures(&found, "ceiling:dak:nation:2019"), (400, 500, 100));
    assert_eq!(ways(&found), [("rule \"a\"".to_owned(), 100), ("the national ceiling of dak in 2019".to_owned(), 100)]);
    assert!((99_999_000..=100_000_000).contains(&found.least.expect("a least").get()));
    assert!(matches!(found.findings.as_slice(), [Finding::AboveCeilings { most, .. }] if most.get() == 400 * MILLION));
}

/// Machinery of A costs 100; 150 are asked for.
#[test]
fn an_amount_above_all_costs() {
    let rule = json!([{"id": "a", "rule": "amount", "of": {"sentra": "A"}, "at_least": 150 * MILLION}]);
    let found = find(&programme(case(rule)));
    assert_eq!(rows(&found), ["rule:a:all:at_least"]);
    assert_eq!(figures(&found, "rule:a:all:at_least"), (150, 100, 50));
    assert_eq!(found.sets[0].costs.map(|(needs, rupiah)| (needs, rupiah.get())), Some((1, 100 * MILLION)));
    assert!(matches!(found.findings.as_slice(), [Finding::AboveCosts { .. }]));
}

/// Half of all to A, at least 300 to C: then all is at least 300 / 0.5 = 600, of which A would have 300, but it costs 100.
/// With C's 300: A has at most 100, asked for is half of 400. Without B: by 100 - 0.5 * 400 = 100 short.
#[test]
fn a_share_against_an_amount() {
    let rules = json!([
        {"id": "half", "rule": "share", "of": {"sentra": "A"}, "in": {}, "at_least": 0.5},
        {"id": "c", "rule": "amount", "of": {"sentra": "C"}, "at_least": 300 * MILLION},
    ]);
    let found = find(&programme(case(rules)));
    assert_eq!(rows(&found), ["rule:half:all:at_least", "rule:c:all:at_least"]);
    assert_eq!(figures(&found, "rule:half:all:at_least"), (200, 100, 100));
    // Half to A: A 100, others 100 at most.
    assert_eq!(figures(&found, "rule:c:all:at_least"), (300, 100, 200));
    assert_eq!(ways(&found), [("rule \"half\"".to_owned(), 100), ("rule \"c\"".to_owned(), 200)]);
}

/// Two floors of the same money, 60 % and 50 %, and something must be spent.
#[test]
fn floors_above_one() {
    let rules = json!([
        {"id": "a", "rule": "share", "of": {"sentra": "A"}, "in": {}, "at_least": 0.6},
        {"id": "b", "rule": "share", "of": {"sentra": "B"}, "in": {}, "at_least": 0.5},
        {"id": "some", "rule": "amount", "of": {}, "at_least": 100 * MILLION},
    ]);
    let found = find(&programme(case(rules)));
    assert_eq!(rows(&found), ["rule:a:all:at_least", "rule:b:all:at_least", "rule:some:all:at_least"]);
    assert_eq!(ways(&found)[0].1, 10);
    assert!(
        matches!(found.findings.as_slice(), [Finding::SharesAboveOne { ppm: 1_100_000, rules }] if rules.len() == 2)
    );
    // Without the amount nothing has to be spent.
    let mut without = data(case(json!([
        {"id": "a", "rule": "share", "of": {"sentra": "A"}, "in": {}, "at_least": 0.6},
        {"id": "b", "rule": "share", "of": {"sentra": "B"}, "in": {}, "at_least": 0.5},
    ])));
    without.name = "nothing spent".to_owned();
    let found = find(&Programme::try_from(without).expect("valid"));
    assert_eq!((found.verdict, found.findings.len()), (Verdict::Fits, 1));
}

/// A floor of 60 % and a cap of 40 % of the same: only where nothing is spent do both hold.
#[test]
fn a_floor_above_a_cap_of_the_same_share() {
    let rules = json!([
        {"id": "a", "rule": "share", "of": {"sentra": "A"}, "in": {}, "at_least": 0.6},
        {"id": "b", "rule": "share", "of": {"sentra": "A"}, "in": {}, "at_most": 0.4},
        {"id": "some", "rule": "amount", "of": {}, "at_least": 100 * MILLION},
    ]);
    let found = find(&programme(case(rules)));
    assert_eq!(rows(&found), ["rule:a:all:at_least", "rule:some:all:at_least", "rule:b:all:at_most"]);
    assert!(matches!(found.findings.as_slice(), [Finding::FloorAboveCap { least: 600_000, most: 400_000, .. }]));
}

/// Three quarters of 300 in province 33, where the region's ceiling is 200.
#[test]
fn a_coverage_above_its_regions_ceiling() {
    let mut case = case(json!([
        {"id": "fair", "rule": "coverage", "of": {}, "at_least": 0.75, "per": ["province"], "law": true, "basis": "PMK 1"}
    ]));
    case["ceilings"] =
        json!([{"source": "dak", "scope": "region", "code": "33.01", "year": 2019, "rupiah": 200 * MILLION}]);
    let found = find(&programme(case));
    assert_eq!(rows(&found), ["rule:fair:33:at_least", "ceiling:dak:region:33.01:2019"]);
    assert_eq!(figures(&found, "rule:fair:33:at_least"), (225, 200, 25));
    // It is law: only the ceiling is offered.
    assert_eq!(ways(&found), [("the ceiling of dak for 33.01 in 2019".to_owned(), 25)]);
    assert_eq!(found.least, None);
    let told = conflict::say(&found, Language::En).join("\n");
    assert!(told.contains("Rule [fair] is law (PMK 1) and stays."), "{told}");
    assert!(told.contains("None of them can give in as a rule"), "{told}");
}

/// 2019 takes at most 50, 2020 at most twice that, and 150 are asked for in 2020.
#[test]
fn growth_against_amounts() {
    let found = find(&programme(json!({
        "years": [2019, 2020],
        "needs": [need("N1", "A", 100, 1.0), need("N2", "B", 200, 1.0)],
        "rules": [
            {"id": "slow", "rule": "growth", "of": {}, "times": 2.0},
            {"id": "first", "rule": "amount", "of": {"year": 2019}, "at_most": 50 * MILLION},
            {"id": "then", "rule": "amount", "of": {"year": 2020}, "at_least": 150 * MILLION},
        ],
    })));
    assert_eq!(rows(&found), ["rule:then:all:at_least", "rule:slow:2020:at_most", "rule:first:all:at_most"]);
    assert_eq!(figures(&found, "rule:then:all:at_least"), (150, 100, 50));
    assert_eq!(figures(&found, "rule:slow:2020:at_most"), (100, 150, 50));
    assert_eq!(figures(&found, "rule:first:all:at_most"), (50, 75, 25));
    assert_eq!(ways(&found)[0], ("rule \"first\"".to_owned(), 25));
}

/// Half as much own money as DAK, but no own money; 100 of DAK are asked for.
#[test]
fn a_match_without_money() {
    let found = find(&programme(json!({
        "sources": [{"code": "dak"}, {"code": "apbd"}],
        "needs": [need("N1", "A", 100, 1.0), need("N2", "B", 200, 1.0)],
        "ceilings": [ceiling("apbd", 2019, 0)],
        "rules": [
            {"id": "own", "rule": "match", "source": "apbd", "to": "dak", "of": {}, "at_least": 0.5},
            {"id": "dak", "rule": "amount", "of": {"source": "dak"}, "at_least": 100 * MILLION},
        ],
    })));
    assert_eq!(rows(&found), ["rule:own:all:at_least", "rule:dak:all:at_least", "ceiling:apbd:nation:2019"]);
    assert_eq!(figures(&found, "rule:own:all:at_least"), (50, 0, 50));
}

/// The earlier plan paid N1 100; no change is allowed, and 50 must go to B.
#[test]
fn stability_against_an_amount() {
    let found = find(&programme(json!({
        "needs": [need("N1", "A", 100, 1.0), need("N2", "B", 200, 1.0)],
        "previous": [{"need": "N1", "year": 2019, "source": "dak", "rupiah": 100 * MILLION}],
        "rules": [
            {"id": "same", "rule": "stability", "of": {}, "at_most": 10 * MILLION},
            {"id": "b", "rule": "amount", "of": {"sentra": "B"}, "at_least": 50 * MILLION},
        ],
    })));
    assert_eq!(rows(&found), ["rule:b:all:at_least", "rule:same:all:at_most"]);
    assert_eq!(figures(&found, "rule:b:all:at_least"), (50, 10, 40));
    assert_eq!(figures(&found, "rule:same:all:at_most"), (10, 50, 40));
}

/// N2 comes after N1; 60 of N1 and 180 of N2 (90 %, where N1 has 60 %).
#[test]
fn order_against_amounts() {
    let mut later = need("N2", "B", 200, 1.0);
    later["after"] = json!(["N1"]);
    let found = find(&programme(json!({
        "needs": [need("N1", "A", 100, 1.0), later],
        "rules": [
            {"id": "less", "rule": "amount", "of": {"need": "N1"}, "at_most": 60 * MILLION},
            {"id": "more", "rule": "amount", "of": {"need": "N2"}, "at_least": 180 * MILLION},
        ],
    })));
    assert_eq!(rows(&found), ["rule:more:all:at_least", "rule:less:all:at_most", "order:N2:N1:2019"]);
    assert_eq!(figures(&found, "rule:less:all:at_most"), (60, 90, 30));
    assert_eq!(ways(&found), [("rule \"less\"".to_owned(), 30), ("rule \"more\"".to_owned(), 60)]);
}

/// 90 contracted under a ceiling of 50. There is no rule that could give in.
#[test]
fn a_contract_above_a_ceiling() {
    let found = find(&programme(json!({
        "needs": [need("N1", "A", 100, 1.0)],
        "ceilings": [ceiling("dak", 2019, 50)],
        "contracted": [{"need": "N1", "year": 2019, "source": "dak", "rupiah": 90 * MILLION}],
    })));
    assert_eq!(rows(&found), ["contracted:N1:2019:dak", "ceiling:dak:nation:2019"]);
    assert_eq!(figures(&found, "contracted:N1:2019:dak"), (90, 50, 40));
    assert_eq!(figures(&found, "ceiling:dak:nation:2019"), (50, 90, 40));
    assert_eq!(ways(&found).iter().map(|way| way.1).collect::<Vec<_>>(), [40, 40]);
    assert!(matches!(found.findings.as_slice(), [Finding::ContractsAboveCeiling { .. }]));
}

/// Two contradictions that share nothing: both are told, and both give in.
#[test]
fn two_sets_and_one_way_out_of_both() {
    let found = find(&programme(case(json!([
        {"id": "a", "rule": "amount", "of": {"sentra": "A"}, "at_least": 150 * MILLION},
        {"id": "b", "rule": "amount", "of": {"sentra": "B"}, "at_least": 220 * MILLION},
    ]))));
    assert_eq!(found.sets.len(), 2);
    assert_eq!(ways(&found)[0].1, 70);
    assert_eq!(found.ways[0].parts.len(), 2);
}

/// A soft rule contradicts nothing.
#[test]
fn soft_rules_stay_out_of_it() {
    let found = find(&programme(case(json!([
        {"id": "soft", "rule": "amount", "of": {}, "at_least": 5000 * MILLION, "soft": {"penalty": 1}},
        {"id": "hard", "rule": "amount", "of": {"sentra": "A"}, "at_least": 150 * MILLION},
    ]))));
    assert_eq!(rows(&found), ["rule:hard:all:at_least"]);
}

/// 300 are asked for in two years; each region has 50 in each.
#[test]
fn many_ceilings_are_told_as_one_sum() {
    let of = |code: &str, year: i32| json!({"source": "dak", "scope": "region", "code": code, "year": year, "rupiah": 50 * MILLION});
    let found = find(&programme(json!({
        "years": [2019, 2020],
        "needs": [need("N1", "A", 100, 1.0), need("N2", "B", 200, 1.0), need("N3", "C", 300, 1.0)],
        "ceilings": [of("18.01", 2019), of("18.01", 2020), of("33.01", 2019), of("33.01", 2020)],
        "rules": [{"id": "a", "rule": "amount", "of": {}, "at_least": 300 * MILLION}],
    })));
    assert_eq!(rows(&found).len(), 5);
    let told = conflict::say(&found, Language::En).join("\n");
    assert!(told.contains("- 4 ceilings allow only Rp 200.000.000 together: "), "{told}");
}

#[test]
fn both_languages_tell_the_same_numbers() {
    let found = find(&programme(case(json!([{"id": "a", "rule": "amount", "of": {}, "at_least": 500 * MILLION}]))));
    for language in Language::ALL {
        let told = conflict::say(&found, language).join("\n");
        for number in ["Rp 500.000.000", "Rp 400.000.000", "Rp 100.000.000"] {
            assert!(told.contains(number), "{told}");
        }
    }
    let text = serde_json::to_string(&found).expect("plain data");
    assert_eq!(serde_json::from_str::<Conflict>(&text).expect("plain data"), found);
}
