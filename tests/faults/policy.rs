//! Broken priorities and rules.

use alokasi::input::{Bound, Priority, ProgrammeData, Selector};

use crate::common::rule;
use crate::{Case, case};

/// Sets the one rule of `data`.
fn only(data: &mut ProgrammeData, json: &str) {
    data.rules = vec![rule(json)];
}

pub(crate) fn selectors() -> Vec<Case> {
    vec![
        case(
            "FactorOutOfRange",
            |data| {
                data.priorities[0].times = -2.0;
                data.priorities.push(Priority { of: Selector::default(), times: f64::NAN });
            },
            "priorities[0].times: -2 is no factor; give one from 0 to 1e15\n\
             priorities[1].times: NaN is no factor; give one from 0 to 1e15",
        ),
        case(
            "PrioritiesTooLarge",
            |data| data.priorities = vec![Priority { of: Selector::default(), times: 1e10 }; 40],
            "priorities: priorities raise the points of need N1 to inf; lower them so that they stay within 1e15\n\
             priorities: priorities raise the points of sentra S1 to inf; lower them so that they stay within 1e15",
        ),
        case(
            "EmptyList",
            |data| only(data, r#"{"id": "a", "rule": "amount", "of": {"sector": []}, "at_most": 0}"#),
            "rules[0].of.sector: the list is empty and would select nothing; give a value or remove the key",
        ),
        case(
            "UnknownCode",
            |data| {
                only(
                    data,
                    r#"{"id": "a", "rule": "share", "at_most": 0, "of": {"sector": "pangn", "activity": ["building", "ipal"],
                        "province": "33", "region": "18.1", "island": "Sumatra", "source": "", "tag": "nobody", "sentra": "X", "need": "X"},
                        "in": {"year": [2019, 2031]}}"#,
                );
            },
            "rules[0].of.sector: there is no sector \"pangn\"; did you mean \"pangan\"?\n\
             rules[0].of.activity[1]: there is no activity \"ipal\"; correct it or add it to table activities\n\
             rules[0].of.province: there is no province \"33\"; correct it or add it to table provinces\n\
             rules[0].of.region: there is no region \"18.1\"; did you mean \"18.01\"?\n\
             rules[0].of.island: there is no island group \"Sumatra\"; did you mean \"Sumatera\"?\n\
             rules[0].of.source: no source is given; name one of table sources\n\
             rules[0].of.sentra: there is no sentra \"X\"; correct it or add it to table sentra\n\
             rules[0].of.need: there is no need \"X\"; correct it or add it to table needs\n\
             rules[0].in.year[1]: year 2031 is outside the horizon 2019 to 2021; give a year within it",
        ),
    ]
}

pub(crate) fn keys() -> Vec<Case> {
    vec![
        case(
            "RuleWithoutId",
            |data| data.rules.push(rule(r#"{"id": "", "rule": "exclusive"}"#)),
            "rules[0].id: the rule has no id; give it one that no other rule has",
        ),
        case(
            "DuplicateRule",
            |data| data.rules = vec![rule(r#"{"id": "one", "rule": "exclusive"}"#); 2],
            "rules[1].id: rule one is there already; give this one another id",
        ),
        case(
            "KeyNotAllowed",
            |data| {
                data.rules = vec![
                    rule(r#"{"id": "a", "rule": "amount", "in": {"sector": "?"}, "to": "dak", "at_most": 0}"#),
                    rule(r#"{"id": "s", "rule": "share", "zero_or_at_least": 7, "at_most": 1}"#),
                    rule(r#"{"id": "t", "rule": "together", "at_least": 2, "what": "need"}"#),
                    rule(r#"{"id": "y", "rule": "stability", "at_most": 0, "exactly": 0}"#),
                    rule(r#"{"id": "g", "rule": "growth", "times": 1, "at_least": 0}"#),
                ];
            },
            "rules[0].in: the family amount takes no key in; remove it\n\
             rules[0].to: the family amount takes no key to; remove it\n\
             rules[1].zero_or_at_least: the family share takes no key zero_or_at_least; remove it\n\
             rules[2].at_least: the family together takes no key at_least; remove it\n\
             rules[2].what: the family together takes no key what; remove it\n\
             rules[3].exactly: the family stability takes no key exactly; remove it\n\
             rules[4].at_least: the family growth takes no key at_least; remove it",
        ),
        case(
            "KeyRequired",
            |data| {
                data.rules = vec![
                    rule(r#"{"id": "m", "rule": "match", "at_least": 0.1}"#),
                    rule(r#"{"id": "c", "rule": "count", "at_least": 1}"#),
                ];
            },
            "rules[0]: the family match needs the key source; add it\n\
             rules[0]: the family match needs the key to; add it\n\
             rules[1]: the family count needs the key what; add it",
        ),
        case(
            "LawIsSoft",
            |data| {
                only(
                    data,
                    r#"{"id": "a", "rule": "amount", "at_most": 0, "law": true, "basis": "PMK 1", "soft": {"penalty": 1}}"#,
                );
            },
            "rules[0].soft: the rule is law, so it cannot be soft; remove soft, or law",
        ),
        case(
            "EmptyBasis",
            |data| only(data, r#"{"id": "a", "rule": "amount", "at_most": 0, "basis": " "}"#),
            "rules[0].basis: basis is empty; name the regulation, or remove the key",
        ),
        case(
            "NeverSoft",
            |data| {
                data.rules = vec![
                    rule(r#"{"id": "t", "rule": "together", "soft": {"penalty": 1}}"#),
                    rule(r#"{"id": "e", "rule": "exclusive", "soft": {"penalty": -1}}"#),
                ];
            },
            "rules[0].soft: a rule of the family together is never soft; remove soft\n\
             rules[1].soft: a rule of the family exclusive is never soft; remove soft",
        ),
        case(
            "PenaltyOutOfRange",
            |data| only(data, r#"{"id": "a", "rule": "amount", "at_most": 0, "soft": {"penalty": -0.5}}"#),
            "rules[0].soft.penalty: -0.5 is no penalty; give points from 0 to 1e15",
        ),
        case(
            "PerKeyNotAllowed",
            |data| {
                data.rules = vec![
                    rule(r#"{"id": "g", "rule": "growth", "times": 1, "per": ["region", "year"]}"#),
                    rule(r#"{"id": "t", "rule": "together", "per": ["year"]}"#),
                ];
            },
            "rules[0].per[1]: the family growth has no groups by year; take year out of per\n\
             rules[1].per[0]: the family together has no groups by year; take year out of per",
        ),
        case(
            "PerKeyTwice",
            |data| only(data, r#"{"id": "e", "rule": "exclusive", "per": ["year", "island", "year"]}"#),
            "rules[0].per[2]: per names year twice; keep one",
        ),
    ]
}

pub(crate) fn families() -> Vec<Case> {
    vec![
        case(
            "SelectorKeyNotAllowed",
            |data| {
                data.rules = vec![
                    rule(r#"{"id": "g", "rule": "growth", "times": 1, "of": {"year": 2019}}"#),
                    rule(
                        r#"{"id": "m", "rule": "match", "source": "industri", "to": "dak", "at_least": 1, "of": {"source": "dak"}}"#,
                    ),
                    rule(r#"{"id": "t", "rule": "together", "of": {"year": 2019, "source": "dak"}}"#),
                ];
            },
            "rules[0].of.year: the family growth may not select by year; remove the key\n\
             rules[1].of.source: the family match may not select by source; remove the key\n\
             rules[2].of.year: the family together may not select by year; remove the key\n\
             rules[2].of.source: the family together may not select by source; remove the key",
        ),
        case(
            "CompletedSelectorKey",
            |data| {
                only(
                    data,
                    r#"{"id": "c", "rule": "count", "what": "sentra", "counting": "completed", "at_least": 1,
                        "of": {"source": "dak", "activity": "building", "need": "N1", "sector": "pangan"}}"#,
                );
            },
            "rules[0].of.source: a count of completed sentra may not select by source; remove the key\n\
             rules[0].of.activity: a count of completed sentra may not select by activity; remove the key\n\
             rules[0].of.need: a count of completed sentra may not select by need; remove the key",
        ),
        case(
            "CompletedNotSentra",
            |data| {
                only(data, r#"{"id": "c", "rule": "count", "what": "region", "counting": "completed", "at_least": 1}"#);
            },
            "rules[0].what: a region is never counted as completed; write what \"sentra\" or counting \"funded\"",
        ),
        case(
            "LeastWithCompleted",
            |data| {
                only(
                    data,
                    r#"{"id": "c", "rule": "count", "what": "sentra", "counting": "completed", "least": 5, "at_least": 1}"#,
                );
            },
            "rules[0].least: least goes with counting \"funded\" only; remove it",
        ),
        case(
            "MatchWithItself",
            |data| only(data, r#"{"id": "m", "rule": "match", "source": "dak", "to": "dak", "at_least": 0.1}"#),
            "rules[0].to: source and to are both dak; name two sources",
        ),
        case(
            "UnknownCode",
            |data| only(data, r#"{"id": "m", "rule": "match", "source": "apbd", "to": "", "at_least": 0.1}"#),
            "rules[0].source: there is no source \"apbd\"; correct it or add it to table sources\n\
             rules[0].to: no source is given; name one of table sources",
        ),
    ]
}

pub(crate) fn bounds() -> Vec<Case> {
    vec![
        case(
            "NoBound",
            |data| {
                data.rules = vec![
                    rule(r#"{"id": "a", "rule": "amount"}"#),
                    rule(r#"{"id": "g", "rule": "growth"}"#),
                    rule(r#"{"id": "s", "rule": "stability"}"#),
                ];
            },
            "rules[0]: a rule of the family amount bounds nothing without at_least, at_most, exactly, zero_or_at_least; give at least one\n\
             rules[1]: a rule of the family growth bounds nothing without times, plus; give at least one\n\
             rules[2]: a rule of the family stability bounds nothing without at_most; give at least one",
        ),
        case(
            "ExactlyNotAlone",
            |data| only(data, r#"{"id": "a", "rule": "amount", "exactly": 5, "at_most": 9}"#),
            "rules[0].exactly: exactly stands beside at_most; keep one of the two",
        ),
        case(
            "BoundByYearWithoutYear",
            |data| only(data, r#"{"id": "a", "rule": "amount", "at_most": {"2019": 9}, "per": ["region"]}"#),
            "rules[0].at_most: the bound differs by year, but per does not name year; add \"year\" to per or give one number",
        ),
        case(
            "BoundWithoutYears",
            |data| only(data, r#"{"id": "a", "rule": "amount", "at_most": {}, "per": ["year"]}"#),
            "rules[0].at_most: the bound names no year; give a number, or one by year such as {\"2025\": 0.3}",
        ),
        case(
            "BoundYearMalformed",
            |data| {
                only(
                    data,
                    r#"{"id": "a", "rule": "amount", "at_most": {"2019": 1, "+2020": 1, "next": 1}, "per": ["year"]}"#,
                );
            },
            "rules[0].at_most.+2020: \"+2020\" is not a year; write it in digits, such as \"2025\"\n\
             rules[0].at_most.next: \"next\" is not a year; write it in digits, such as \"2025\"",
        ),
        case(
            "YearOutsideHorizon",
            |data| only(data, r#"{"id": "g", "rule": "growth", "plus": {"2031": 1}}"#),
            "rules[0].plus.2031: year 2031 is outside the horizon 2019 to 2021; give a year within it",
        ),
        case(
            "BoundNotAmount",
            |data| {
                only(
                    data,
                    r#"{"id": "a", "rule": "amount", "at_least": -1, "at_most": 2.5, "zero_or_at_least": 5e15}"#,
                );
                data.rules.push(rule(r#"{"id": "g", "rule": "growth", "plus": 0.5}"#));
                data.rules.push(rule(r#"{"id": "s", "rule": "stability", "at_most": 0}"#));
                data.rules[2].at_most = Some(Bound::Same(f64::NAN));
            },
            "rules[0].at_least: -1 is no amount; give whole rupiah from 0 to 4e15\n\
             rules[0].at_most: 2.5 is no amount; give whole rupiah from 0 to 4e15\n\
             rules[0].zero_or_at_least: 5000000000000000 is no amount; give whole rupiah from 0 to 4e15\n\
             rules[1].plus: 0.5 is no amount; give whole rupiah from 0 to 4e15\n\
             rules[2].at_most: NaN is no amount; give whole rupiah from 0 to 4e15",
        ),
        case(
            "BoundNotShare",
            |data| {
                only(data, r#"{"id": "s", "rule": "share", "at_least": -0.1, "at_most": 30}"#);
                data.rules.push(rule(
                    r#"{"id": "c", "rule": "coverage", "at_most": {"2019": 0.1234567, "2020": 0.5}, "per": ["year"]}"#,
                ));
            },
            "rules[0].at_least: -0.1 is no share; give a number from 0 to 1 with at most six decimals\n\
             rules[0].at_most: 30 is no share; give a number from 0 to 1 with at most six decimals\n\
             rules[1].at_most.2019: 0.1234567 is no share; give a number from 0 to 1 with at most six decimals",
        ),
        case(
            "BoundNotRatio",
            |data| {
                only(
                    data,
                    r#"{"id": "m", "rule": "match", "source": "industri", "to": "dak", "at_least": 1.5, "at_most": 1001}"#,
                );
                data.rules.push(rule(r#"{"id": "g", "rule": "growth", "times": 1.2345678}"#));
            },
            "rules[0].at_most: 1001 is no ratio; give a number from 0 to 1000 with at most six decimals\n\
             rules[1].times: 1.2345678 is no ratio; give a number from 0 to 1000 with at most six decimals",
        ),
        case(
            "BoundNotCount",
            |data| {
                only(data, r#"{"id": "c", "rule": "count", "what": "need", "at_least": 1.5, "at_most": 4294967296}"#);
            },
            "rules[0].at_least: 1.5 is no count; give a whole number from 0 to 4294967295\n\
             rules[0].at_most: 4294967296 is no count; give a whole number from 0 to 4294967295",
        ),
        case(
            "LeastOutOfRange",
            |data| only(data, r#"{"id": "c", "rule": "count", "what": "need", "at_least": 1, "least": 0}"#),
            "rules[0].least: 0 is no least amount; give whole rupiah from 1 to 4e15, or leave least out for one unit",
        ),
    ]
}
