//! Rules of whole numbers as the reason why a need gets nothing, and the price of insisting there.
//!
//! Source of truth: programmes of two or three needs whose best plan is seen at sight.

#![allow(clippy::unwrap_used)] // helpers of tests, which fail where they cannot go on

mod small;

use alokasi::allocate::{Options, allocate};
use alokasi::explain::{Book, Source, say_need};
use alokasi::units::Rupiah;
use alokasi::whatif::Lab;
use alokasi::words::Language;
use alokasi::words::why::{Blocked, Fate};
use serde_json::{Value, json};

/// What is in the way of `need` in the best plan of `case`, which gives it nothing.
#[track_caller]
fn in_the_way(case: Value, need: &str) -> Vec<Blocked> {
    let programme = small::programme(case);
    let (relaxed, _) = programme.relaxed();
    let outcome = allocate(&programme, &Options::default()).unwrap();
    let certificate = outcome.certificate.unwrap();
    let book = Book::new(&programme, &relaxed, &outcome.plan, &certificate, Source::Certificate).unwrap();
    let facts = book.need_of(need).unwrap();
    assert_eq!(facts.fate, Fate::Nothing, "{:?}", small::lines(&programme, &outcome.plan));
    for language in [Language::Id, Language::En] {
        assert!(say_need(&facts, false, language).len() > facts.blocked.len());
    }
    facts.blocked
}

#[allow(clippy::needless_pass_by_value)] // read at the call like the case it makes
fn case(rule: Value, millions: i64) -> Value {
    let needs = [small::need("N1", "A", 60, 180.0), small::need("N2", "B", 80, 160.0), small::need("N3", "C", 10, 5.0)];
    json!({"needs": needs, "ceilings": [small::ceiling("dak", 2019, millions)], "rules": [rule]})
}

#[test]
fn a_full_count() {
    let rule = json!({"id": "one", "rule": "count", "what": "sentra", "of": {}, "at_most": 1});
    let found = in_the_way(case(rule, 200), "N2");
    assert!(matches!(found[..], [Blocked::Full { most: 1, .. }]), "{found:?}");
}

/// The relaxation pays up to the cap, which has a price there. In the plan N1 alone is paid, the cap has room for half of N2, and the count stops all of it.
#[test]
fn a_full_count_stops_money_before_a_cap_that_only_the_relaxation_meets() {
    let one = json!({"id": "one", "rule": "count", "what": "sentra", "of": {}, "at_most": 1});
    let mut case = case(one, 200);
    let cap = json!({"id": "cap", "rule": "amount", "of": {"sentra": ["A", "B"]}, "at_most": 100_000_000});
    case["rules"].as_array_mut().unwrap().push(cap);
    let programme = small::programme(case);
    let (relaxed, _) = programme.relaxed();
    let outcome = allocate(&programme, &Options::default()).unwrap();
    let certificate = outcome.certificate.unwrap();
    assert!(certificate.prices.iter().any(|price| price.row.starts_with("rule:cap")), "{certificate:?}");
    let book = Book::new(&programme, &relaxed, &outcome.plan, &certificate, Source::Certificate).unwrap();
    let leftovers = book.leftovers();
    let [left] = &leftovers[..] else { panic!("{leftovers:?}") };
    let told = serde_json::to_value(&left.stopped).unwrap();
    assert_eq!(left.left, Rupiah::millions(140));
    assert!(told.to_string().contains("\"one\"") && !told.to_string().contains("\"cap\""), "{told}");
}

/// A bound that regions prove counts where it says more than the prices do, and not where it says less.
#[test]
fn the_better_of_two_bounds_is_told() {
    let programme =
        small::programme(case(json!({"id": "one", "rule": "count", "what": "sentra", "of": {}, "at_most": 1}), 200));
    let (relaxed, _) = programme.relaxed();
    let outcome = allocate(&programme, &Options::default()).unwrap();
    let certificate = outcome.certificate.unwrap();
    let book = || Book::new(&programme, &relaxed, &outcome.plan, &certificate, Source::Certificate).unwrap();
    let by_prices = book().proof().bound.unwrap();
    assert!(by_prices > 300.0, "the relaxation pays all: {by_prices}");
    let better = book().bounded(180.0);
    assert_eq!((better.proof().bound, better.proof().gap), (Some(180.0), Some(0.0)));
    for worse in [by_prices + 1.0, f64::INFINITY, f64::NEG_INFINITY] {
        assert_eq!(book().bounded(worse).proof().bound, Some(by_prices), "{worse}");
    }
}

#[test]
fn another_of_an_exclusive_set() {
    let rule = json!({"id": "one", "rule": "exclusive", "of": {"sentra": ["A", "B"]}});
    let found = in_the_way(case(rule, 200), "N2");
    assert!(matches!(&found[..], [Blocked::Exclusive { other, .. }] if other.code == "N1"), "{found:?}");
}

#[test]
fn a_least_grant_that_is_not_reached() {
    let rule = json!({"id": "least", "rule": "amount", "of": {"sentra": "C"}, "zero_or_at_least": 50_000_000});
    let found = in_the_way(case(rule, 200), "N3");
    let least = Rupiah::millions(50);
    assert!(matches!(&found[..], [Blocked::LeastGrant { least: known, .. }] if *known == least), "{found:?}");
}

#[test]
fn a_set_of_all_or_none() {
    // N1 and nothing else brings 180, the set 165 and a sixth of N1.
    let rule = json!({"id": "set", "rule": "together", "of": {"sentra": ["B", "C"]}});
    let found = in_the_way(case(rule, 91), "N2");
    assert!(matches!(found[..], [Blocked::Together { needs: 2, .. }]), "{found:?}");
}

#[test]
fn completion_of_all_or_nothing() {
    let mut essential = small::need("N1", "A", 200, 10.0);
    essential["essential"] = json!(true);
    let sentra = json!([
        {"code": "A", "region": "18.01", "sector": "sandang", "completion_benefit": 5},
        {"code": "B", "region": "18.01", "sector": "sandang"}
    ]);
    let case = json!({
        "completion": "all_or_nothing", "sentra": sentra, "needs": [essential, small::need("N2", "B", 100, 200.0)],
        "ceilings": [small::ceiling("dak", 2019, 100)]
    });
    let found = in_the_way(case, "N1");
    let missing = Rupiah::millions(200);
    assert!(matches!(&found[..], [Blocked::Incomplete { missing: known, .. }] if *known == missing), "{found:?}");
}

/// One of two: insisting on N2 brings 160 instead of 180, and both searches prove it.
#[test]
fn insisting_where_whole_numbers_decide() {
    let rule = json!({"id": "one", "rule": "exclusive", "of": {"sentra": ["A", "B"]}});
    let mut lab = Lab::new(small::data(case(rule, 200)), Options::default()).unwrap();
    let insisted = lab.insist("N2", Rupiah::millions(80)).unwrap().unwrap();
    assert!(insisted.whole && (insisted.lost - 20.0).abs() < 1e-3, "{insisted:?}");
    let (least, most) = (insisted.least.unwrap(), insisted.most.unwrap());
    assert!(least <= insisted.lost && insisted.lost <= most, "{insisted:?}");
    assert_eq!(insisted.displaced[0].need, "N1");
}
