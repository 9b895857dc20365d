//! Programmes with plans, held against each other; every comparison adds up.

use alokasi::allocate::{Options, allocate};
use alokasi::compare::{Comparison, Line, Side, Subject, compare, say};
use alokasi::explain::{Book, Source};
use alokasi::input::ProgrammeData;
use alokasi::plan::Plan;
use alokasi::verify;
use alokasi::words::Language;
use alokasi::{Certificate, Programme, Rupiah};
use serde_json::Value;
use std::collections::BTreeMap;

use crate::small;

/// A programme with a plan, and its prices if it was solved.
pub(crate) struct Case {
    pub(crate) data: ProgrammeData,
    pub(crate) programme: Programme,
    pub(crate) plan: Plan,
    pub(crate) certificate: Option<Certificate>,
}

impl Case {
    pub(crate) fn solved(data: ProgrammeData) -> Self {
        let programme = Programme::try_from(&data).unwrap();
        let outcome = allocate(&programme, &Options::default()).unwrap();
        Self { data, programme, plan: outcome.plan, certificate: outcome.certificate }
    }

    /// Payments in Rp 1 million by need, year and source; no prices.
    pub(crate) fn paid(data: ProgrammeData, payments: &[(&str, i32, &str, i64)]) -> Self {
        let programme = Programme::try_from(&data).unwrap();
        let amount = |p: &alokasi::model::Payment| {
            let need = programme.needs()[p.need.index()].code.as_str();
            let source = programme.sources()[p.source.index()].code.as_str();
            let found = payments.iter().find(|row| (row.0, row.1, row.2) == (need, programme.year(p.year), source));
            Rupiah::millions(found.map_or(0, |row| row.3))
        };
        let plan = Plan::new(programme.payments().iter().map(amount).collect());
        assert_eq!(plan.total(), Rupiah::millions(payments.iter().map(|row| row.3).sum()), "every payment exists");
        Self { data, programme, plan, certificate: None }
    }

    pub(crate) fn side(&self) -> Side<'_> {
        let book = self.certificate.as_ref().map(|certificate| {
            Book::new(&self.programme, &self.programme, &self.plan, certificate, Source::Certificate).unwrap()
        });
        Side::new(&self.data, &self.programme, &self.plan, book).unwrap()
    }
}

pub(crate) fn compared(before: &Case, after: &Case) -> Comparison {
    let comparison = compare(&before.side(), &after.side());
    adds_up(before, after, &comparison);
    comparison
}

/// Lines, causes and groups add up to the totals, exactly; the totals are the judge's and the plans' own.
#[track_caller]
#[allow(clippy::float_cmp)] // exactly is what is claimed
pub(crate) fn adds_up(before: &Case, after: &Case, compared: &Comparison) {
    let difference = compared.difference;
    assert_eq!(compared.lines.iter().map(Line::rupiah).sum::<Rupiah>(), difference.rupiah);
    assert_eq!(compared.lines.iter().map(Line::points).sum::<f64>(), difference.points);
    // In another order too.
    assert_eq!(compared.lines.iter().rev().map(Line::points).sum::<f64>(), difference.points);
    assert_eq!(compared.causes.iter().map(|cause| cause.gained + cause.lost).sum::<Rupiah>(), difference.rupiah);
    assert_eq!(compared.causes.iter().map(|cause| cause.points).sum::<f64>(), difference.points);
    assert_eq!(compared.causes.iter().map(|cause| cause.lines).sum::<usize>(), compared.lines.len());
    for groups in [&compared.regions, &compared.sectors, &compared.sentra] {
        assert_eq!(groups.iter().map(|g| g.after.rupiah - g.before.rupiah).sum::<Rupiah>(), difference.rupiah);
        let points: f64 = groups.iter().map(|g| g.after.points - g.before.points).sum();
        assert_eq!(points - difference.penalties, difference.points);
    }
    for (case, totals) in [(before, compared.before), (after, compared.after)] {
        let judged = verify::benefit(&case.programme, &case.plan);
        assert_eq!(totals.rupiah, case.plan.total());
        for (found, wanted) in [
            (totals.needs, judged.needs),
            (totals.completion, judged.completion),
            (totals.penalties, judged.penalties),
            (totals.points, judged.total),
        ] {
            assert!((found - wanted).abs() <= 1e-9 * judged.needs.abs().max(1.0), "{found} {wanted}");
        }
    }
    // Every payment that differs is on one line, and no other.
    let rows = |case: &Case| -> BTreeMap<(String, i32, String), Rupiah> {
        let key = |row: &alokasi::input::PaymentRow| (row.need.to_string(), row.year, row.source.to_string());
        case.plan.rows(&case.programme).map(|row| (key(&row), row.rupiah)).collect()
    };
    let (old, new) = (rows(before), rows(after));
    let mut wanted: BTreeMap<(String, i32, String), (Rupiah, Rupiah)> = BTreeMap::new();
    for key in old.keys().chain(new.keys()) {
        let amount = |rows: &BTreeMap<_, Rupiah>| rows.get(key).copied().unwrap_or_default();
        if amount(&old) != amount(&new) {
            wanted.insert(key.clone(), (amount(&old), amount(&new)));
        }
    }
    let mut found = BTreeMap::new();
    for line in &compared.lines {
        assert!(!line.because.is_empty(), "{line:?}");
        if let Subject::Need(need) = &line.subject {
            for moved in &line.payments {
                let key = (need.code.clone(), moved.year, moved.source.code.clone());
                assert!(found.insert(key, (moved.before, moved.after)).is_none(), "twice: {line:?}");
            }
        }
    }
    assert_eq!(found, wanted);
    // It survives being written and read again, and reads in both languages.
    let text = serde_json::to_string(compared).unwrap();
    assert_eq!(&serde_json::from_str::<Comparison>(&text).unwrap(), compared);
    for language in Language::ALL {
        assert!(say(compared, language).len() > compared.lines.len());
    }
}

pub(crate) fn need_line<'a>(compared: &'a Comparison, code: &str) -> &'a Line {
    let is = |line: &&Line| matches!(&line.subject, Subject::Need(need) if need.code == code);
    compared.lines.iter().find(is).unwrap_or_else(|| panic!("no line on {code}: {:?}", compared.lines))
}

pub(crate) fn solved(case: Value) -> Case {
    Case::solved(small::data(case))
}
