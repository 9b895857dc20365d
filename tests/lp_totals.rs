//! Spending totals and groups. Source of truth: the flat row, summed payment by payment from selectors and keys, which knows
//! neither groups nor totals; and the groups of small cases by hand.

mod three_needs;

use std::collections::BTreeMap;

use alokasi::id::{PaymentId, RuleId, YearId};
use alokasi::lp::{BoundKey, ColumnKey, Formulation, Lp, RowKey, formulate};
use alokasi::model::groups::groups;
use alokasi::model::{Kind, Place, Programme};
use serde_json::{Value, json};
use three_needs::{columns, programme, rows, three_needs, with_rules};

/// Three provinces of two regions of three sentra of three needs each, three years, three sources; rules of every family, some with
/// the same sums.
fn busy() -> Programme {
    let places: Vec<(String, String)> =
        (1..=3).flat_map(|p| (1..=2).map(move |r| (format!("1{p}"), format!("1{p}.0{r}")))).collect();
    let sectors = ["pangan.kering", "pangan.basah", "sandang"];
    let activities = ["building", "machinery", "support"];
    let sentra: Vec<(String, &str, &str)> = places
        .iter()
        .flat_map(|(_, region)| (0..3).map(move |s| (format!("S{region}-{s}"), region.as_str(), sectors[s])))
        .collect();
    let needs: Vec<Value> = sentra
        .iter()
        .enumerate()
        .flat_map(|(i, (code, ..))| {
            (0..3).map(move |k| {
                let first = 2019 + (i + k) % 3;
                json!({
                    "code": format!("{code}/{k}"), "sentra": code, "activity": activities[k],
                    "cost": 1_000_000 * (50 + 7 * i + 11 * k), "benefit": 1.0 + i as f64, "first_year": first
                })
            })
        })
        .collect();
    let year_ceilings = |source: &str, scope: &str, code: &str, rupiah: u64| -> Vec<Value> {
        (2019..=2021)
            .map(|year| json!({"source": source, "scope": scope, "code": code, "year": year, "rupiah": rupiah}))
            .collect()
    };
    let mut ceilings = year_ceilings("dak", "nation", "", 900_000_000);
    ceilings.extend(year_ceilings("dak", "province", "12", 250_000_000));
    ceilings.extend(year_ceilings("dak", "region", "12.01", 150_000_000));
    ceilings.extend(year_ceilings("apbd", "region", "13.02", 40_000_000));
    programme(json!({
        "years": [2019, 2020, 2021],
        "completion": "proportional",
        "provinces": [
            {"code": "11", "island": "A"}, {"code": "12", "island": "A"}, {"code": "13", "island": "B"}
        ],
        "regions": places.iter().map(|(p, r)| json!({"code": r, "province": p})).collect::<Vec<_>>(),
        "sectors": [{"code": "pangan"}, {"code": "pangan.kering"}, {"code": "pangan.basah"}, {"code": "sandang"}],
        "activities": activities.map(|code| json!({"code": code})),
        "sources": [{"code": "dak"}, {"code": "apbd"}, {"code": "industri", "activities": ["machinery"]}],
        "sentra": sentra.iter().map(|(c, r, s)| json!({"code": c, "region": r, "sector": s})).collect::<Vec<_>>(),
        "needs": needs,
        "ceilings": ceilings,
        "previous": [{"need": "S11.01-0/0", "year": 2019, "source": "dak", "rupiah": 10_000_000}],
        "rules": [
            {"id": "floor", "rule": "share", "of": {"sector": "pangan.kering"}, "in": {}, "at_least": 0.3, "per": ["year"]},
            {"id": "again", "rule": "share", "of": {"sector": "pangan.kering"}, "in": {}, "at_most": 0.6, "per": ["year"]},
            {"id": "support", "rule": "share", "of": {"activity": "support"}, "in": {}, "at_most": 0.05, "per": ["region", "year"]},
            {"id": "nested", "rule": "share", "of": {"sector": "sandang"}, "in": {"activity": "support"}, "at_most": 0.9, "per": ["island"]},
            {"id": "cover", "rule": "coverage", "of": {}, "at_least": 0.01, "per": ["province"]},
            {"id": "growth", "rule": "growth", "of": {}, "times": 1.5, "plus": 5_000_000, "per": ["region"]},
            {"id": "match", "rule": "match", "of": {}, "source": "apbd", "to": "dak", "at_least": 0.05, "per": ["year"]},
            {"id": "machines", "rule": "amount", "of": {"activity": "machinery"}, "at_most": 800_000_000, "per": ["sector", "year"],
             "soft": {"penalty": 1}}
        ]
    }))
}

/// The row over payments alone: every total replaced by its definition, until none is left; other columns are kept by their key.
fn without_totals(lp: &Lp, terms: impl Iterator<Item = (usize, f64)>) -> (BTreeMap<PaymentId, f64>, Vec<ColumnKey>) {
    let definitions: BTreeMap<u32, Vec<(usize, f64)>> = lp
        .rows()
        .filter_map(|row| match row.key {
            RowKey::Total(number) => Some((number, row.terms().collect())),
            _ => None,
        })
        .collect();
    let mut open: Vec<(usize, f64)> = terms.collect();
    let (mut flat, mut others) = (BTreeMap::new(), Vec::new());
    while let Some((column, value)) = open.pop() {
        match lp.column(column) {
            ColumnKey::Payment(payment) => *flat.entry(payment).or_insert(0.0) += value,
            // q - sum = 0: the total is the other terms, their signs turned.
            ColumnKey::Total(number) => {
                open.extend(definitions[&number].iter().filter(|(j, _)| *j != column).map(|&(j, a)| (j, -a * value)));
            }
            key => others.push(key),
        }
    }
    (flat, others)
}

/// What a rule's row must be, payment by payment.
fn flat_rule(f: &Formulation<'_>, rule: RuleId, group: u32, bound: BoundKey) -> BTreeMap<PaymentId, f64> {
    let programme = f.programme;
    let key = f.lp.groups()[rule.index()][group as usize];
    let rule = &programme.rules()[rule.index()];
    let coefficient = |p: usize| {
        let payment = &programme.payments()[p];
        let here = rule.per.key(programme, payment.need, payment.year);
        let selected = f64::from(u8::from(rule.of.selects(programme, payment)));
        if let Kind::Growth { times, .. } = &rule.kind {
            let later = key.year.expect("growth names the later year");
            let here = alokasi::model::policy::GroupKey { year: Some(later), ..here };
            let times = times.get(Some(later)).expect("stated for all years").as_f64();
            let sign = match later.index().checked_sub(payment.year.index()) {
                Some(0) => 1.0,
                Some(1) => -times,
                _ => 0.0,
            };
            return if here == key { sign * selected } else { 0.0 };
        }
        if here != key {
            return 0.0;
        }
        match &rule.kind {
            Kind::Share { within, bounds } => {
                let share = if bound == BoundKey::AtLeast { &bounds.at_least } else { &bounds.at_most };
                let share = share.get(key.year).expect("stated").as_f64();
                selected - share * f64::from(u8::from(within.selects(programme, payment)))
            }
            Kind::Match { source, to, bounds } => {
                let ratio = bounds.at_least.get(key.year).expect("stated").as_f64();
                if payment.source == *source {
                    selected
                } else if payment.source == *to {
                    -ratio * selected
                } else {
                    0.0
                }
            }
            _ => selected,
        }
    };
    (0..programme.payments().len())
        .map(|p| (PaymentId::new(p), coefficient(p)))
        .filter(|(_, value)| *value != 0.0)
        .collect()
}

fn flat_ceiling(programme: &Programme, id: alokasi::id::CeilingId) -> BTreeMap<PaymentId, f64> {
    let ceiling = programme.ceilings()[id.index()];
    (0..programme.payments().len())
        .filter(|&p| {
            let payment = programme.payments()[p];
            let there = match ceiling.place {
                Place::Nation => true,
                Place::Province(place) => programme.province_of(payment.need) == place,
                Place::Region(place) => programme.region_of(payment.need) == place,
            };
            there && payment.year == ceiling.year && payment.source == ceiling.source
        })
        .map(|p| (PaymentId::new(p), 1.0))
        .collect()
}

#[test]
fn with_the_totals_put_in_every_row_is_the_flat_row() {
    let programme = busy();
    let formulation = formulate(&programme).expect("linear");
    let lp = &formulation.lp;
    let mut seen: BTreeMap<&str, usize> = BTreeMap::new();
    for row in lp.rows() {
        let (expected, family) = match row.key {
            RowKey::Rule { rule, group, bound } => {
                (flat_rule(&formulation, rule, group, bound), programme.rules()[rule.index()].id.as_str())
            }
            RowKey::Ceiling(id) => (flat_ceiling(&programme, id), "ceiling"),
            _ => continue,
        };
        *seen.entry(family).or_default() += 1;
        let (mut flat, others) = without_totals(lp, row.terms());
        flat.retain(|_, value| value.abs() > 1e-12);
        assert_eq!(flat.keys().collect::<Vec<_>>(), expected.keys().collect::<Vec<_>>(), "{:?}", row.key);
        for (payment, value) in &flat {
            assert!((value - expected[payment]).abs() < 1e-12, "{:?} {payment:?}: {value}", row.key);
        }
        assert!(others.iter().all(|key| matches!(key, ColumnKey::Excess(..))), "{:?} {others:?}", row.key);
    }
    // One row for each group that has something to bound: 6 regions, 3 provinces, 2 islands, 3 years, 2 top sectors,
    // of which pangan has no machines to pay for in 2019.
    let counts: Vec<(&str, usize)> = seen.into_iter().collect();
    assert_eq!(
        counts,
        [
            ("again", 3),
            ("ceiling", 12),
            ("cover", 3),
            ("floor", 3),
            ("growth", 12),
            ("machines", 5),
            ("match", 3),
            ("nested", 2),
            ("support", 18),
        ]
    );
}

#[test]
fn no_row_but_a_definition_is_long() {
    let programme = busy();
    let formulation = formulate(&programme).expect("linear");
    let cells = 6 * 3 * 3;
    for row in formulation.lp.rows() {
        if matches!(row.key, RowKey::Rule { .. } | RowKey::Ceiling(_)) {
            assert!(row.columns.len() <= cells / 3, "{:?} has {} terms", row.key, row.columns.len());
        }
    }
}

#[test]
fn upper_bounds_of_totals_follow_from_needs_and_ceilings() {
    let mut data = three_needs();
    data["ceilings"] = json!([
        {"source": "dak", "scope": "region", "code": "18.01", "year": 2020, "rupiah": 90_000_000},
        {"source": "dak", "scope": "nation", "year": 2020, "rupiah": 250_000_000}
    ]);
    data["rules"] = json!([
        {"id": "a", "rule": "amount", "of": {}, "at_most": 1_000_000_000},
        {"id": "b", "rule": "amount", "of": {}, "at_least": 1_000_000},
        {"id": "c", "rule": "amount", "of": {"year": 2020}, "at_most": 1_000_000_000},
        {"id": "d", "rule": "amount", "of": {"year": 2020}, "at_least": 1_000_000}
    ]);
    let programme = programme(data);
    // All years: the costs, 400 + 100 + 300. In 2020 by source: DAK 90 in 18.01 and 160 at most in 18.02 = 250 by the nation's ceiling,
    // APBD 100 + 300; the needs' costs allow 800, but A1 gets DAK alone and so 90: 90 + 100 + 300.
    assert_eq!(
        columns(&programme, "total:"),
        [
            "0 * total:0 in [0, 500]", // 18.01, DAK, 2019: costs 400 + 100
            "0 * total:1 in [0, 90]",  // 18.01, DAK, 2020: its ceiling
            "0 * total:2 in [0, 800]", // all
            "0 * total:3 in [0, 490]", // 2020
        ]
    );
}

#[test]
fn no_upper_bound_cuts_off_what_needs_and_ceilings_allow() {
    let programme = busy();
    let formulation = formulate(&programme).expect("linear");
    let lp = &formulation.lp;
    let payments = programme.payments();
    for (column, key) in lp.columns().enumerate() {
        if !matches!(key, ColumnKey::Payment(_) | ColumnKey::Total(_)) {
            continue;
        }
        // Pays as much as it can to one payment after the other of those that the column adds up; all others get nothing.
        let (members, _) = without_totals(lp, [(column, 1.0)].into_iter());
        let mut paid = vec![0.0; payments.len()];
        for payment in members.keys() {
            let need = payments[payment.index()].need;
            let spent = |holds: &dyn Fn(usize) -> bool| -> f64 {
                (0..payments.len()).filter(|&p| holds(p)).map(|p| paid[p]).sum()
            };
            let mut room = programme.needs()[need.index()].cost.as_millions() - spent(&|p| payments[p].need == need);
            for id in programme.ceiling_ids() {
                let under = flat_ceiling(&programme, id);
                if under.contains_key(payment) {
                    let ceiling = programme.ceilings()[id.index()].rupiah.as_millions();
                    room = room.min(ceiling - spent(&|p| under.contains_key(&PaymentId::new(p))));
                }
            }
            paid[payment.index()] = room.max(0.0);
        }
        let reached: f64 = paid.iter().sum();
        assert!(reached <= lp.upper()[column] + 1e-9, "{key:?}: {reached} above {}", lp.upper()[column]);
    }
}

#[test]
fn the_same_sum_in_two_rules_is_one_total() {
    let once = with_rules(json!([
        {"id": "a", "rule": "share", "of": {"activity": "machinery"}, "in": {}, "at_least": 0.1}
    ]));
    let twice = with_rules(json!([
        {"id": "a", "rule": "share", "of": {"activity": "machinery"}, "in": {}, "at_least": 0.1},
        {"id": "b", "rule": "share", "of": {"activity": "machinery"}, "in": {"year": [2019, 2020]}, "at_most": 0.9}
    ]));
    let of_machines = |programme| {
        // The six payments for machines, whose cells hold the building's payments too.
        rows(programme, "total:").iter().filter(|row| row.matches("pay:").count() == 6).count()
    };
    assert_eq!((of_machines(&once), rows(&once, "total:").len()), (1, 3), "machines, and DAK in 18.01 in each year");
    assert_eq!(
        (of_machines(&twice), rows(&twice, "total:").len()),
        (1, 4),
        "and all money, now that two rows ask for it"
    );
}

fn described(programme: &Programme, rule: usize) -> Vec<String> {
    groups(programme, &programme.rules()[rule])
        .iter()
        .map(|group| format!("{}: {} in {}", group.key.describe(programme), group.of.len(), group.within.len()))
        .collect()
}

#[test]
fn a_group_exists_for_needs_that_cannot_be_paid_and_for_admitted_years() {
    let mut data = three_needs();
    data["sentra"][1]["status"] = json!("gone");
    data["rules"] = json!([
        {"id": "a", "rule": "amount", "of": {}, "at_least": 1, "per": ["sector"]},
        {"id": "b", "rule": "amount", "of": {"year": 2020}, "at_least": 1, "per": ["region", "year"]},
        {"id": "c", "rule": "share", "of": {"sector": "pangan"}, "in": {"sector": "sandang"}, "at_least": 0.1, "per": ["sentra"]},
        {"id": "d", "rule": "growth", "of": {"activity": "machinery"}, "times": 1},
        {"id": "e", "rule": "match", "of": {}, "source": "apbd", "to": "dak", "at_least": 0.1, "per": ["island"]},
        {"id": "f", "rule": "amount", "of": {"tag": "nobody"}, "at_least": 1}
    ]);
    let programme = programme(data);
    // By the top of the tree, not the sentra's own leaf; sandang has a need that nobody can pay.
    assert_eq!(described(&programme, 0), ["pangan: 6 in 0", "sandang: 0 in 0"]);
    assert_eq!(described(&programme, 1), ["2020, 18.01: 3 in 0", "2020, 18.02: 0 in 0"]);
    assert_eq!(described(&programme, 2), ["A: 6 in 0", "B: 0 in 0"]);
    assert_eq!(described(&programme, 3), ["2020: 2 in 2"]);
    assert_eq!(described(&programme, 4), ["Sumatera: 2 in 4"]);
    assert_eq!(described(&programme, 5), [""; 0], "no need is selected, so no group");
}

#[test]
fn groups_hold_the_payments_of_their_year_in_order() {
    let programme = with_rules(json!([{"id": "a", "rule": "amount", "of": {}, "at_least": 1, "per": ["year"]}]));
    let groups = groups(&programme, &programme.rules()[0]);
    assert_eq!(groups.iter().map(|g| g.key.year).collect::<Vec<_>>(), [Some(YearId::new(0)), Some(YearId::new(1))]);
    assert_eq!(groups[0].of, [0, 2, 3].map(PaymentId::new));
    assert_eq!(groups[1].of, [1, 4, 5, 6, 7].map(PaymentId::new));
}
