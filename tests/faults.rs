//! Every kind of fault once: the smallest patch of a sound programme that raises it, and its exact message.
//!
//! Source of truth: the messages written out here by hand, and the format's list of what is wrong.

mod common;
#[path = "faults/hostile.rs"]
mod hostile;
#[path = "faults/policy.rs"]
mod policy;
mod read;
#[path = "faults/tables.rs"]
mod tables;

use std::collections::BTreeSet;

use alokasi::input::ProgrammeData;
use alokasi::model::{Faults, Programme};
use alokasi::words::{Language, Message};

type Patch = fn(&mut ProgrammeData);

/// A broken programme and what is said of it.
pub(crate) struct Case {
    /// Name of the variant of `FaultKind`.
    kind: &'static str,
    patch: Patch,
    /// All that is said, line by line.
    says: &'static str,
}

pub(crate) fn case(kind: &'static str, patch: Patch, says: &'static str) -> Case {
    Case { kind, patch, says }
}

fn cases() -> Vec<Case> {
    let tables = [tables::horizon(), tables::codes(), tables::needs(), tables::ceilings(), tables::payments()];
    let policy = [policy::selectors(), policy::keys(), policy::families(), policy::bounds()];
    tables.into_iter().chain(policy).flatten().collect()
}

fn faults_of(data: ProgrammeData) -> Faults {
    Programme::try_from(data).err().unwrap_or_default()
}

#[test]
fn the_unpatched_programme_has_no_fault() {
    let mut data = common::programme();
    data.rules = common::rules();
    assert_eq!(faults_of(data).to_string(), "");
}

#[test]
fn every_kind_has_its_message() {
    for case in cases() {
        let mut data = common::programme();
        (case.patch)(&mut data);
        let faults = faults_of(data);
        assert_eq!(faults.to_string(), case.says, "{}", case.kind);
        for fault in &faults.0 {
            read::in_both(&fault.kind);
        }
        let kinds: Vec<String> = faults.0.iter().map(|fault| variant(&format!("{:?}", fault.kind))).collect();
        assert!(kinds.iter().any(|kind| kind == case.kind), "{} is not among {kinds:?}", case.kind);
    }
}

/// Two of them word by word; money as tables in Indonesia write it.
#[test]
fn faults_read_in_indonesian() {
    let mut data = common::programme();
    data.needs[0].cost = alokasi::units::Rupiah::new(-1_234_567_000);
    data.needs[1].activity = "instal".into();
    let faults = faults_of(data);
    let told: Vec<String> = faults.0.iter().map(|fault| fault.kind.say(Language::Id)).collect();
    assert_eq!(
        told,
        [
            "kebutuhan N1 berbiaya -Rp 1.234.567.000; isi biaya di atas 0 atau hapus kebutuhan ini",
            "tidak ada kegiatan \"instal\"; perbaiki atau tambahkan ke tabel activities",
        ]
    );
}

#[test]
fn every_kind_has_a_case() {
    let told: BTreeSet<String> = cases().iter().map(|case| case.kind.to_owned()).collect();
    let source = include_str!("../src/model/fault/kind.rs");
    let (_, body) = source.split_once("pub enum FaultKind {").expect("the enum is there");
    let all: BTreeSet<String> = body
        .lines()
        .filter(|line| line.starts_with("    ") && line.as_bytes().get(4).is_some_and(u8::is_ascii_uppercase))
        .map(|line| variant(line.trim()))
        .collect();
    assert!(all.len() > 50, "only {} kinds were read from the source", all.len());
    assert_eq!(told, all);
}

fn variant(text: &str) -> String {
    text.chars().take_while(char::is_ascii_alphanumeric).collect()
}

#[test]
fn all_faults_are_reported_together_in_the_order_of_the_data() {
    let mut data = common::programme();
    for case in
        cases().into_iter().filter(|case| ["UnitTooSmall", "UnknownGoals", "RuleWithoutId"].contains(&case.kind))
    {
        (case.patch)(&mut data);
    }
    data.regions[1].province = "19".into();
    data.needs[0].cost = alokasi::units::Rupiah::ZERO;
    data.needs[3].benefit = f64::NAN;
    data.needs[3].sentra = "S4".into();
    data.ceilings[0].year = 2031;
    data.contracted[0].source = "dka".into();
    assert_eq!(
        faults_of(data).to_string(),
        "unit: the unit is Rp 0; give Rp 1 or more, such as 1000\n\
         rules[0].id: the rule has no id; give it one that no other rule has\n\
         goals: the goals are [benefit, equity]; only [{\"maximise\": \"benefit\"}] is defined, so write that or leave goals out\n\
         regions[1].province: there is no province \"19\"; correct it or add it to table provinces\n\
         needs[0].cost: need N1 costs Rp 0; give a cost above 0 or leave the need out\n\
         needs[3].sentra: there is no sentra \"S4\"; correct it or add it to table sentra\n\
         needs[3].benefit: NaN is no number of points; give one from 0 to 1e15\n\
         ceilings[0].year: year 2031 is outside the horizon 2019 to 2021; give a year within it\n\
         contracted[0].source: there is no source \"dka\"; did you mean \"dak\"?"
    );
}

#[test]
fn what_one_wrong_cell_makes_impossible_is_not_told_again() {
    // Each of these leaves the contracted payment of N4 in 2019 without its need, window, source or region.
    let patches: [(Patch, usize); 4] = [
        (|data| data.needs[3].first_year = Some(2031), 1),
        (|data| data.needs[3].sentra = "S9".into(), 1),
        (|data| data.sentra[2].region = "32.05".into(), 1),
        (|data| data.years = Vec::new(), 1),
    ];
    for (patch, expected) in patches {
        let mut data = common::programme();
        patch(&mut data);
        let faults = faults_of(data);
        assert_eq!(faults.0.len(), expected, "{faults}");
    }
}

#[test]
fn a_wrong_code_in_thousands_of_rows_is_told_quickly_and_with_its_suggestion() {
    let mut data = common::programme();
    let need = data.needs[3].clone();
    data.contracted.clear();
    data.needs = (0..20_000)
        .map(|i| alokasi::input::NeedRow { code: format!("N{i}").into(), activity: "bulding".into(), ..need.clone() })
        .collect();
    data.previous = None;
    let faults = faults_of(data);
    assert_eq!(faults.0.len(), 20_000);
    assert_eq!(
        faults.0[19_999].to_string(),
        "needs[19999].activity: there is no activity \"bulding\"; did you mean \"building\"?"
    );
}

#[test]
fn the_largest_horizon_and_sums_of_a_thousand_trillion_are_accepted() {
    let mut data = common::programme();
    data.years = (2019..2083).collect();
    data.needs[0].cost = alokasi::units::Rupiah::new(1_000_000_000_000_000);
    data.ceilings[0].rupiah = alokasi::units::Rupiah::new(1_000_000_000_000_000);
    data.rules = vec![common::rule(r#"{"id": "all", "rule": "amount", "at_most": 1000000000000000}"#)];
    let programme = Programme::try_from(data).expect("no fault");
    // N1 to N3 may be paid by dak in every year (N3 in 2020 and 2021, by industri too), N4 in 2019 and 2020.
    assert_eq!(programme.payments().len(), 64 + 64 + 2 * 2 + 2);
}

#[test]
fn many_large_priorities_are_fine_where_no_need_takes_them_all() {
    let mut data = common::programme();
    // The product of all is 1e40; each need takes one of them, and the largest points are 6 times 1e10.
    data.priorities = ["N1", "N2", "N3", "N4"]
        .map(|need| alokasi::input::Priority {
            of: serde_json::from_value(serde_json::json!({ "need": need })).expect("a selector"),
            times: 1e10,
        })
        .to_vec();
    assert_eq!(faults_of(data).to_string(), "");
}
