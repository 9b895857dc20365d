//! Every kind of oddity once: the smallest patch of a sensible programme that raises it, and its exact message.
//!
//! Source of truth: the messages written out here by hand; what follows from each patch is worked out in its comment.

mod common;
mod read;

use std::collections::BTreeSet;

use alokasi::input::{
    ActivityRow, CeilingRow, NeedRow, PaymentRow, Priority, ProgrammeData, Scope, Selector, SentraRow, Status,
};
use alokasi::model::{Oddity, Programme};
use alokasi::units::Rupiah;
use alokasi::words::{Language, Message};

use common::rule;

struct Case {
    /// Name of the variant of `OddityKind`.
    kind: &'static str,
    patch: fn(&mut ProgrammeData),
    /// All that is said, line by line.
    says: &'static str,
}

fn case(kind: &'static str, patch: fn(&mut ProgrammeData), says: &'static str) -> Case {
    Case { kind, patch, says }
}

fn cases() -> Vec<Case> {
    [ceilings(), needs(), policy()].into_iter().flatten().collect()
}

fn ceilings() -> Vec<Case> {
    vec![
        case(
            "UnusableCeilings",
            // industri pays for packaging only, and province 32 asks for none.
            |data| {
                "32".clone_into(&mut data.ceilings[4].code);
            },
            "ceilings[4].rupiah: ceilings under which nothing can be paid: industri province 32 2020",
        ),
        case(
            "CeilingsFarAboveNeeds",
            // Region 18.01 has N1 and N2, which cost Rp 5 billion; the nation has Rp 9 billion of windows in 2019 (N3 is not eligible).
            |data| {
                data.ceilings[0].rupiah = Rupiah::new(90_000_000_000);
                data.ceilings[3].rupiah = Rupiah::new(49_999_999_000);
            },
            "ceilings[0].rupiah: ceilings ten times as high as all needs under them cost, or higher: dak nation 2019",
        ),
        case(
            "RegionsAboveProvince",
            |data| {
                let mut province = data.ceilings[3].clone();
                (province.scope, province.code) = (Scope::Province, "18".to_owned());
                province.rupiah = Rupiah::new(1_400_000_000);
                data.ceilings.push(province);
            },
            "ceilings[6].rupiah: ceilings of regions that come to more than the ceiling of their province, \
             so that not all can be used: dak province 18 2019",
        ),
        case(
            "ProvincesAboveNation",
            |data| {
                data.ceilings[4].year = 2021;
                data.ceilings[5].rupiah = Rupiah::new(499_999_000);
                let other = CeilingRow { year: 2020, ..data.ceilings[5].clone() };
                data.ceilings.push(other);
            },
            "ceilings[5].rupiah: ceilings of provinces that come to more than the ceiling of the nation, \
             so that not all can be used: industri nation 2021",
        ),
        case(
            "RegionsAboveNation",
            |data| data.ceilings[0].rupiah = Rupiah::new(1_400_000_000),
            "ceilings[0].rupiah: ceilings of regions that come to more than the ceiling of the nation, \
             so that not all can be used: dak nation 2019",
        ),
        case(
            "UnlimitedSources",
            |data| drop(data.ceilings.drain(1..3)),
            "ceilings.source: sources without any ceiling in a year, so that they may pay everything: dak 2020, dak 2021",
        ),
    ]
}

fn needs() -> Vec<Case> {
    vec![
        case(
            "CostsFarAboveMedian",
            // Four needs of Rp 1 million beside those of 1, 2, 3 and 4 billion: the upper middle is 1 billion, so nothing is odd.
            |data| {
                let cheap = NeedRow { cost: Rupiah::millions(1), after: Vec::new(), ..data.needs[0].clone() };
                data.needs.extend((0..4).map(|i| NeedRow { code: format!("C{i}").into(), ..cheap.clone() }));
            },
            "",
        ),
        case(
            "CostsFarAboveMedian",
            // One more of 1 million, and the middle of nine is 1 million: all four others are far above it.
            |data| {
                let cheap = NeedRow { cost: Rupiah::millions(1), after: Vec::new(), ..data.needs[0].clone() };
                data.needs.extend((0..5).map(|i| NeedRow { code: format!("C{i}").into(), ..cheap.clone() }));
            },
            "needs.cost: needs that cost a thousand times the median of Rp 1.000.000, or more: N1, N2, N3 and 1 more",
        ),
        case(
            "CostsOffUnit",
            |data| data.needs[2].cost = Rupiah::new(1_000_000_500),
            "needs[2].cost: needs whose cost is no multiple of the unit of Rp 1.000, so that they can never be wholly paid: N3",
        ),
        case(
            "NeedsWithoutSource",
            |data| {
                data.activities.push(ActivityRow { code: "ipal".into(), name: String::new() });
                data.sources[0].activities = vec!["building".into(), "machinery".into()];
                data.needs.push(NeedRow {
                    code: "N5".into(),
                    sentra: "S3".into(),
                    activity: "ipal".into(),
                    cost: Rupiah::millions(100),
                    ..NeedRow::default()
                });
            },
            "needs[4].activity: needs of an activity that no source pays for: N5",
        ),
        case(
            "NeedsWithoutYear",
            // Region 18.02 is eligible from 2020 on. Nothing is left for industri to pay.
            |data| {
                data.needs[2].last_year = Some(2019);
                data.ceilings.truncate(4);
            },
            "needs[2].first_year: needs whose window has no year in which their region is eligible: N3",
        ),
        case(
            "NeedsAfterUnpayable",
            // S1 is gone: N3 waits for N2 of S1, and N4 for N3.
            |data| {
                data.sentra[0].status = Status::Gone;
                data.needs[2].after = vec!["N2".into()];
                data.needs[3].after = vec!["N3".into()];
                data.ceilings.remove(3);
                data.previous = None;
            },
            "needs.after: needs that come after one that can never be paid, so that they get nothing: N3, N4",
        ),
        case(
            "SentraWithoutNeeds",
            |data| data.sentra.push(SentraRow { code: "S4".into(), ..data.sentra[1].clone() }),
            "sentra[3].code: sentra without needs: S4",
        ),
        case(
            "NeverComplete",
            // dak no longer pays machinery, so N2 has no source; N1 can still be paid.
            |data| data.sources[0].activities = vec!["building".into(), "packaging".into()],
            "sentra[0].code: sentra with an essential need that can never be paid, so that they are never complete: S1\n\
             needs[1].activity: needs of an activity that no source pays for: N2",
        ),
        case(
            "AbsorptionAboveOne",
            |data| data.regions[0].absorption = Some(1.02),
            "regions[0].absorption: regions with an absorption above 1: 18.01",
        ),
        case(
            "SurvivalAboveOne",
            |data| data.sentra[1].survival = Some(80.0),
            "sentra[1].survival: sentra with a survival above 1: S2",
        ),
    ]
}

#[allow(clippy::too_many_lines)] // a list
fn policy() -> Vec<Case> {
    vec![
        case(
            "SelectsNothing",
            |data| {
                data.rules = vec![
                    rule(r#"{"id": "a", "rule": "amount", "of": {"tag": "hill"}, "at_least": 1000}"#),
                    rule(
                        r#"{"id": "s", "rule": "share", "in": {"sector": "sandang", "activity": "packaging"}, "at_least": 0.1}"#,
                    ),
                ];
            },
            "rules[0].of: the selector fits no need\n\
             rules[1].in: the selector fits no need",
        ),
        case(
            "SelectsNothingPayable",
            // N4 ends in 2020.
            |data| {
                data.rules =
                    vec![rule(r#"{"id": "a", "rule": "amount", "of": {"need": "N4", "year": 2021}, "at_most": 5000}"#)];
            },
            "rules[0].of: the selector fits no payment that can be made",
        ),
        case(
            "PriorityWithoutEffect",
            // Of S3 only N4 earns points, and by 2020; S1 alone has points for completion.
            |data| {
                let selector = |json| serde_json::from_str::<Selector>(json).expect("a selector");
                data.priorities = vec![
                    Priority { of: selector(r#"{"sentra": "S3", "year": 2021}"#), times: 2.0 },
                    Priority { of: selector(r#"{"sentra": "S1"}"#), times: 2.0 },
                    Priority { of: selector(r#"{"tag": "hill"}"#), times: 2.0 },
                ];
                data.needs[0].benefit = 0.0;
                data.needs[1].benefit = 0.0;
            },
            "priorities[0].of: the priority applies to nothing that earns points\n\
             priorities[2].of: the priority applies to nothing that earns points",
        ),
        case(
            "LawWithoutBasis",
            |data| {
                data.rules = vec![
                    rule(r#"{"id": "a", "rule": "amount", "at_most": 5000, "law": true}"#),
                    rule(r#"{"id": "b", "rule": "amount", "at_most": 5000, "law": true, "basis": "PMK 198/2021"}"#),
                ];
            },
            "rules[0].law: the rule is law, but no basis names the regulation",
        ),
        case(
            "FloorAboveCap",
            |data| {
                data.rules = vec![
                    rule(r#"{"id": "a", "rule": "amount", "at_least": 2000, "at_most": 1000}"#),
                    rule(
                        r#"{"id": "c", "rule": "count", "what": "region", "per": ["year"], "at_least": {"2019": 1, "2021": 3}, "at_most": 2}"#,
                    ),
                    rule(
                        r#"{"id": "s", "rule": "share", "of": {"sector": "pangan"}, "at_least": 0.5, "at_most": 0.5}"#,
                    ),
                ];
            },
            "rules[0].at_least: at_least is above at_most, so that no plan can meet the rule\n\
             rules[1].at_least: at_least is above at_most, so that no plan can meet the rule in 2021",
        ),
        case(
            "FloorCannotBind",
            |data| {
                data.rules = vec![
                    rule(
                        r#"{"id": "s", "rule": "share", "of": {"sector": "pangan"}, "in": {"province": "18"}, "at_least": 0.5}"#,
                    ),
                    rule(r#"{"id": "z", "rule": "share", "of": {"sector": "pangan"}, "at_least": 0}"#),
                ];
            },
            "rules[0].at_least: every plan meets this floor, since the share is 1 whatever is paid, or the floor is 0\n\
             rules[1].at_least: every plan meets this floor, since the share is 1 whatever is paid, or the floor is 0",
        ),
        case(
            "CapCannotBind",
            |data| data.rules = vec![rule(r#"{"id": "s", "rule": "share", "of": {"sector": "pangan"}, "at_most": 1}"#)],
            "rules[0].at_most: every plan meets this cap, since no share is above 1 here",
        ),
        case(
            "FloorForbids",
            // Only region 18.02 asks for packaging.
            |data| {
                data.rules = vec![rule(
                    r#"{"id": "s", "rule": "share", "of": {"activity": "packaging"}, "at_least": 0.1, "per": ["region"]}"#,
                )];
            },
            "rules[0].at_least: nothing that `of` selects can be paid, so that the floor forbids all that `in` selects, \
             in these groups: 18.01, 32.04",
        ),
        case(
            "NoPreviousPlan",
            |data| {
                data.previous = None;
                data.rules = vec![rule(r#"{"id": "s", "rule": "stability", "at_most": 1000}"#)];
            },
            "rules[0]: there is no table previous, so that every payment counts as a change",
        ),
        case(
            "PreviousImpossible",
            |data| {
                data.rules = vec![rule(r#"{"id": "s", "rule": "stability", "at_most": 1000}"#)];
                let row = data.previous.as_ref().expect("the fixture has one")[0].clone();
                data.previous = Some(vec![row.clone(), PaymentRow { source: "industri".into(), ..row }]);
            },
            "previous[1]: payments that can no longer be made, so that they count in full as changed: N1 2019 industri",
        ),
    ]
}

fn oddities_of(data: ProgrammeData) -> Vec<Oddity> {
    Programme::try_from(data).expect("no fault").oddities().to_vec()
}

fn text(oddities: &[Oddity]) -> String {
    oddities.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n")
}

#[test]
fn the_unpatched_programme_is_not_odd() {
    assert_eq!(text(&oddities_of(common::programme())), "");
    let mut data = common::programme();
    data.rules = common::rules();
    assert_eq!(text(&oddities_of(data)), "", "nor are its rules");
}

#[test]
fn every_kind_has_its_message() {
    for case in cases() {
        let mut data = common::programme();
        (case.patch)(&mut data);
        let oddities = oddities_of(data);
        assert_eq!(text(&oddities), case.says, "{}", case.kind);
        for oddity in &oddities {
            read::in_both(&oddity.kind);
        }
    }
}

#[test]
fn every_kind_has_a_case() {
    let told: BTreeSet<String> =
        cases().iter().filter(|c| !c.says.is_empty()).map(|case| case.kind.to_owned()).collect();
    let source = include_str!("../src/model/oddity.rs");
    let (_, body) = source.split_once("pub enum OddityKind {").expect("the enum is there");
    let (body, _) = body.split_once("\n}").expect("the enum ends");
    let all: BTreeSet<String> = body
        .lines()
        .filter(|line| line.starts_with("    ") && line.as_bytes().get(4).is_some_and(u8::is_ascii_uppercase))
        .map(|line| line.trim().chars().take_while(char::is_ascii_alphanumeric).collect())
        .collect();
    assert!(all.len() > 20, "only {} kinds were read from the source", all.len());
    assert_eq!(told, all);
}

#[test]
fn what_is_odd_in_many_rows_is_told_once() {
    let mut data = common::programme();
    let need = data.needs[3].clone();
    data.needs.extend((0..7000).map(|i| NeedRow {
        code: format!("M{i:04}").into(),
        cost: Rupiah::new(1_000_000_001),
        ..need.clone()
    }));
    assert_eq!(
        text(&oddities_of(data.clone())),
        "needs.cost: needs whose cost is no multiple of the unit of Rp 1.000, so that they can never be wholly paid: \
         M0000, M0001, M0002 and 6997 more"
    );
    assert_eq!(
        oddities_of(data)[0].kind.say(Language::Id),
        "kebutuhan yang biayanya bukan kelipatan satuan Rp 1.000, sehingga tidak pernah dapat dibayar penuh: \
         M0000, M0001, M0002 dan 6997 lainnya"
    );
}

#[test]
fn oddities_do_not_depend_on_the_order_of_rows() {
    let mut data = common::programme();
    data.rules = common::rules();
    data.needs[0].cost = Rupiah::new(1_000_000_001);
    data.needs[2].cost = Rupiah::new(1_000_000_001);
    data.ceilings[0].rupiah = Rupiah::new(1_400_000_000);
    let sentra = data.sentra[1].clone();
    data.sentra.extend((5..12).map(|i| SentraRow { code: format!("S{i}").into(), ..sentra.clone() }));
    let kinds =
        |data: &ProgrammeData| -> Vec<_> { oddities_of(data.clone()).into_iter().map(|oddity| oddity.kind).collect() };
    let forward = kinds(&data);
    assert_eq!(forward.len(), 3);
    data.needs.reverse();
    data.sentra.reverse();
    data.ceilings.reverse();
    data.regions.reverse();
    assert_eq!(kinds(&data), forward);
}
