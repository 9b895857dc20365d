//! Whole decisions that cannot hold together: small programmes to the end, large ones by what one rule, contract or region speaks of.
//!
//! Source of truth: cases worked out by hand; contradictions put into made-up programmes that have a plan without them.

mod clash;
mod small;

use alokasi::Programme;
use alokasi::conflict::{self, Conflict, Done, Finding, Giving, Verdict};
use alokasi::input::{Bound, CeilingRow, Funding, PaymentRow, ProgrammeData, Scope};
use alokasi::synthetic::{Kind as Made, Spec, make};
use alokasi::units::Rupiah;
use alokasi::words::Language;
use clash::{MILLION, case, find, rows};
use serde_json::json;
use small::{ceiling, need, programme};

/// A pilot of three sentra with at least 90 each: there are three, but 250 of money; and of four there are none.
#[test]
fn counts_by_arithmetic_and_by_search() {
    let pilot = |number: i64, ceiling_of: i64| {
        let mut case = case(json!([
            {"id": "pilot", "rule": "count", "what": "sentra", "of": {}, "exactly": number, "least": 90 * MILLION}
        ]));
        case["ceilings"] = json!([ceiling("dak", 2019, ceiling_of)]);
        programme(case)
    };
    let few = find(&pilot(4, 400));
    assert!(matches!(few.findings.as_slice(), [Finding::TooFew { asked: 4, there: 3, .. }]), "{:?}", few.findings);
    assert_eq!(rows(&few), ["rule:pilot"]);
    let dear = find(&pilot(3, 250));
    assert!(matches!(dear.findings.as_slice(), [Finding::TooDear { asked: 3, .. }]), "{:?}", dear.findings);
    assert_eq!(dear.verdict, Verdict::Clashes);
    assert_eq!(rows(&dear), ["rule:pilot", "ceiling:dak:nation:2019"]);
    let pilot_way = dear.ways.iter().find(|way| way.parts[0].by == Giving::Number(1)).expect("one fewer");
    assert_eq!(pilot_way.outcome, Done::Confirmed);
    assert_eq!(find(&pilot(2, 250)).verdict, Verdict::FitsWhole);
}

/// N1 is whole and costs 100, the ceiling is 60, and A is to get something: in parts it can, as a whole it cannot.
#[test]
fn whole_needs_that_do_not_fit() {
    let mut whole = need("N1", "A", 100, 1.0);
    whole["funding"] = json!("whole");
    let found = find(&programme(json!({
        "needs": [whole], "ceilings": [ceiling("dak", 2019, 60)],
        "rules": [{"id": "some", "rule": "amount", "of": {}, "at_least": 10 * MILLION}],
    })));
    assert!(found.sets[0].whole);
    assert_eq!(rows(&found), ["rule:some", "ceiling:dak:nation:2019", "funding:N1"]);
    assert!(found.ways.iter().all(|way| way.outcome == Done::Confirmed));
}

/// A made-up programme of whole decisions that is too large for branch and bound, and has a plan; one that is undivided, with its needs changed.
fn large(change: impl Fn(&mut ProgrammeData)) -> ProgrammeData {
    let mut data = make(&Spec { sentra: 120, kind: Made::Whole, ..Spec::default() });
    change(&mut data);
    data
}

fn rule(data: &mut ProgrammeData, rule: serde_json::Value) {
    data.rules.push(serde_json::from_value(rule).expect("a rule"));
}

/// The place of a whole need that comes after none.
fn whole_need(data: &ProgrammeData) -> usize {
    let found = data.needs.iter().position(|need| need.funding == Funding::Whole && need.after.is_empty());
    found.expect("there are some")
}

/// What is found in `data`, which is one set of these rows.
#[track_caller]
fn found_in(data: &ProgrammeData, wanted: &[&str]) -> Conflict {
    let found = find(&Programme::try_from(data).expect("valid"));
    assert_eq!(found.verdict, Verdict::Clashes, "{:?}", found.looked);
    let mut told = rows(&found);
    told.sort_unstable();
    let mut wanted = wanted.to_vec();
    wanted.sort_unstable();
    assert_eq!(told, wanted);
    assert!(found.sets[0].whole);
    found
}

#[test]
fn half_of_a_whole_need_is_told_in_a_large_programme() {
    let mut code = String::new();
    let data = large(|data| {
        let place = whole_need(data);
        let need = data.needs[place].clone();
        rule(data, json!({"id": "half", "rule": "amount", "of": {"need": need.code}, "exactly": need.cost.get() / 2}));
    });
    code.push_str(data.needs[whole_need(&data)].code.as_str());
    let found = found_in(&data, &["rule:half:all", &format!("funding:{code}")]);
    let told = conflict::say(&found, Language::En).join("\n");
    assert!(told.contains(&code) && told.contains("rule \"half\""), "{told}");
}

/// A region where whole needs cost more than its ceiling leaves, which must get something.
#[test]
fn a_whole_need_above_what_its_region_has() {
    let mut region = String::new();
    let mut need = String::new();
    let data = large(|data| {
        let place = whole_need(data);
        let row = data.needs[place].clone();
        let sentra = data.sentra.iter().find(|sentra| sentra.code == row.sentra).expect("its sentra");
        // Alone in its sentra, with money for half of it in any year, all years together.
        let years = i64::try_from(data.years.len()).expect("some");
        for year in data.years.clone() {
            let rupiah = (row.cost.get() / 2 / years / 1_000) * 1_000;
            data.ceilings.retain(|c| !(c.code == sentra.region.as_str() && c.year == year));
            for source in data.sources.clone() {
                data.ceilings.push(CeilingRow {
                    source: source.code,
                    scope: Scope::Region,
                    code: sentra.region.to_string(),
                    year,
                    rupiah: Rupiah::new(rupiah / 2),
                });
            }
        }
        rule(data, json!({"id": "some", "rule": "amount", "of": {"need": row.code}, "at_least": 1_000_000}));
    });
    let row = &data.needs[whole_need(&data)];
    need.push_str(row.code.as_str());
    region.push_str(data.sentra.iter().find(|sentra| sentra.code == row.sentra).expect("its sentra").region.as_str());
    let found = find(&Programme::try_from(&data).expect("valid"));
    assert_eq!(found.verdict, Verdict::Clashes, "{:?}", found.looked);
    let set = &found.sets[0];
    assert!(set.proved && set.smallest && set.whole, "{set:?}");
    let told = rows(&found);
    assert!(told.contains(&"rule:some:all") && told.contains(&format!("funding:{need}").as_str()), "{told:?}");
    assert!(told.iter().any(|row| row.contains(&region)), "{told:?}");
    assert!(found.findings.iter().any(|finding| matches!(finding, Finding::AboveWhole { .. })), "{:?}", found.findings);
}

/// Part of a need of one year is contracted in each of two years.
#[test]
fn contracts_in_two_years_of_a_need_of_one() {
    let mut code = String::new();
    let mut years = [0; 2];
    let data = large(|data| {
        let place = data.needs.iter().position(|need| {
            let (first, last) = (need.first_year.unwrap_or(data.years[0]), need.last_year.unwrap_or(i32::MAX));
            need.after.is_empty() && first < last && first < data.years[data.years.len() - 1]
        });
        let need = &mut data.needs[place.expect("one with a window of two years")];
        need.one_year = true;
        let first = need.first_year.unwrap_or(data.years[0]);
        let code = need.code.clone();
        for year in [first, first + 1] {
            data.contracted.push(PaymentRow { need: code.clone(), year, source: "dak".into(), rupiah: data.unit });
        }
    });
    let row = &data.contracted[data.contracted.len() - 2..];
    code.push_str(row[0].need.as_str());
    years.copy_from_slice(&[row[0].year, row[1].year]);
    let contract = |year: i32| format!("contracted:{code}:{year}:dak");
    let found = found_in(&data, &[&contract(years[0]), &contract(years[1]), &format!("funding:{code}")]);
    assert!(found.ways.iter().any(|way| matches!(way.outcome, Done::Confirmed | Done::Here)), "{:?}", found.ways);
}

/// A region is to fund more whole needs than its sentra have that can be paid: three where two are.
#[test]
fn more_whole_needs_than_can_be_paid() {
    let data = large(|data| {
        let place = whole_need(data);
        let sentra = data.needs[place].sentra.clone();
        let there = data.needs.iter().filter(|need| need.sentra == sentra).count();
        rule(
            data,
            json!({"id": "many", "rule": "count", "what": "need", "of": {"sentra": sentra}, "at_least": there + 1}),
        );
    });
    let found = find(&Programme::try_from(&data).expect("valid"));
    assert_eq!(found.verdict, Verdict::Clashes);
    assert!(found.findings.iter().any(|finding| matches!(finding, Finding::TooFew { .. })), "{:?}", found.findings);
    assert_eq!(rows(&found), ["rule:many:all"]);
    // By as many as are told there is a plan, by one fewer there is none.
    let [way] = found.ways.as_slice() else { panic!("{:?}", found.ways) };
    let Giving::Number(number) = way.parts[0].by else { panic!("{way:?}") };
    assert!(number > 0 && way.outcome == Done::Confirmed, "{way:?}");
    for (less, verdict) in [(number, Verdict::FitsWhole), (number - 1, Verdict::Clashes)] {
        let mut data = data.clone();
        let many = data.rules.last_mut().expect("the rule");
        let Some(Bound::Same(asked)) = many.at_least else { panic!("{many:?}") };
        many.at_least = Some(Bound::Same(asked - less as f64));
        assert_eq!(find(&Programme::try_from(&data).expect("valid")).verdict, verdict, "{less} fewer");
    }
}

/// Two needs of which at most one is paid, and both are contracted.
#[test]
fn one_of_two_that_are_both_contracted() {
    let mut codes = Vec::new();
    let data = large(|data| {
        let sentra = data.sentra[0].code.clone();
        let own: Vec<_> = data.needs.iter().filter(|need| need.sentra == sentra && need.after.is_empty()).collect();
        let pair: Vec<_> = own.iter().take(2).map(|need| (need.code.clone(), need.first_year)).collect();
        for (code, first) in pair {
            let year = first.unwrap_or(data.years[0]);
            data.contracted.push(PaymentRow { need: code, year, source: "dak".into(), rupiah: data.unit });
        }
        let of: Vec<_> = data.contracted[data.contracted.len() - 2..].iter().map(|row| row.need.clone()).collect();
        rule(data, json!({"id": "either", "rule": "exclusive", "of": {"need": of}}));
    });
    let pair = &data.contracted[data.contracted.len() - 2..];
    codes.extend(pair.iter().map(|row| format!("contracted:{}:{}:dak", row.need, row.year)));
    found_in(&data, &["rule:either:all", &codes[0], &codes[1]]);
}

/// What has a plan is not said to have none: the made-up programme itself, whose reference plan meets all its rules.
#[test]
fn a_large_programme_that_fits_is_not_said_to_clash() {
    let found = find(&Programme::try_from(large(|_| {})).expect("valid"));
    assert_eq!(found.verdict, Verdict::FitsWhole, "{found:?}");
}
