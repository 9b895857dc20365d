//! Tables ceilings, contracted and previous.

use std::collections::{HashMap, HashSet};

use crate::input::{CeilingRow, PaymentRow, Scope, Status};
use crate::model::fault::{FaultKind, Item, Obstacle, Place};
use crate::model::validate::checker::Checker;
use crate::model::validate::needs;
use crate::units::Rupiah;

/// Table ceilings.
pub(super) fn check_ceilings(checker: &mut Checker<'_>) {
    let data = checker.data;
    let mut seen = HashSet::with_capacity(data.ceilings.len());
    for (i, ceiling) in data.ceilings.iter().enumerate() {
        let source = checker.reference(Item::Source, ceiling.source.as_str(), || Place::cell("ceilings", i, "source"));
        let place = ceiling_place(checker, i, ceiling);
        let year = checker.year(ceiling.year, || Place::cell("ceilings", i, "year"));
        checker.amount(ceiling.rupiah, || Place::cell("ceilings", i, "rupiah"));
        if let (Some(source), Some(place), true) = (source, place, year)
            && !seen.insert((source, ceiling.scope, place, ceiling.year))
        {
            let kind = FaultKind::DuplicateCeiling {
                source_code: ceiling.source.clone(),
                scope: ceiling.scope,
                code: ceiling.code.clone(),
                year: ceiling.year,
            };
            checker.fault(Place::row("ceilings", i), kind);
        }
    }
    // Ceilings bound payments and are never mixed with them, so they need not be exact as `f64`; their sum must fit `i64`.
    checker.total("ceilings", "rupiah", data.ceilings.iter().map(|c| c.rupiah), i128::from(i64::MAX));
}

/// The row of the province or region of `ceiling` (0 for the nation), if its code fits its scope.
fn ceiling_place(checker: &mut Checker<'_>, i: usize, ceiling: &CeilingRow) -> Option<usize> {
    let place = || Place::cell("ceilings", i, "code");
    match (ceiling.scope, ceiling.code.is_empty()) {
        (Scope::Nation, true) => return Some(0),
        (Scope::Nation, false) => {
            checker.fault(place(), FaultKind::NationCeilingWithCode { code: ceiling.code.clone() });
        }
        (scope, true) => checker.fault(place(), FaultKind::CeilingWithoutCode { scope }),
        (Scope::Province, false) => return checker.reference(Item::Province, &ceiling.code, place),
        (Scope::Region, false) => return checker.reference(Item::Region, &ceiling.code, place),
    }
    None
}

/// Table contracted: as [`rows`], and that each payment can be made and its need costs as much.
pub(super) fn check_contracted(checker: &mut Checker<'_>) {
    let data = checker.data;
    let mut committed: HashMap<usize, i128> = HashMap::new();
    for (i, need, source) in rows(checker, "contracted", &data.contracted) {
        let row = &data.contracted[i];
        if row.rupiah <= Rupiah::ZERO {
            continue;
        }
        if let Some(obstacle) = obstacle(checker, need, row.year, source) {
            let kind = FaultKind::ImpossiblePayment {
                need: row.need.clone(),
                year: row.year,
                source_code: row.source.clone(),
                obstacle,
            };
            checker.fault(Place::row("contracted", i), kind);
            continue;
        }
        let cost = data.needs[need].cost;
        let so_far = committed.entry(need).or_insert(0);
        let before = *so_far;
        *so_far += i128::from(row.rupiah.get());
        // Told at the row that passes the cost, not again at those after it.
        if cost > Rupiah::ZERO && before <= i128::from(cost.get()) && *so_far > i128::from(cost.get()) {
            let contracted = Rupiah::new(i64::try_from(*so_far).unwrap_or(i64::MAX));
            let kind = FaultKind::ContractedAboveCost { need: row.need.clone(), contracted, cost };
            checker.fault(Place::cell("contracted", i, "rupiah"), kind);
        }
    }
}

/// Table previous: as [`rows`]; a payment that can no longer be made is no fault.
pub(super) fn check_previous(checker: &mut Checker<'_>) {
    let Some(previous) = &checker.data.previous else { return };
    rows(checker, "previous", previous);
    // Changes are differences of payments and these amounts, so the same limit holds as for needs.
    let largest = i128::from(Rupiah::LARGEST.get());
    checker.total("previous", "rupiah", previous.iter().map(|row| row.rupiah), largest);
}

/// Checks codes, years, amounts and repetitions; gives the rows that are in order, each with the rows of its need and source.
fn rows(checker: &mut Checker<'_>, table: &'static str, rows: &[PaymentRow]) -> Vec<(usize, usize, usize)> {
    let mut seen = HashSet::with_capacity(rows.len());
    let mut in_order = Vec::with_capacity(rows.len());
    for (i, row) in rows.iter().enumerate() {
        let need = checker.reference(Item::Need, row.need.as_str(), || Place::cell(table, i, "need"));
        let year = checker.year(row.year, || Place::cell(table, i, "year"));
        let source = checker.reference(Item::Source, row.source.as_str(), || Place::cell(table, i, "source"));
        let amount = checker.amount(row.rupiah, || Place::cell(table, i, "rupiah"));
        let (Some(need), Some(source), true) = (need, source, year) else { continue };
        if !seen.insert((need, row.year, source)) {
            let kind =
                FaultKind::DuplicatePayment { need: row.need.clone(), year: row.year, source_code: row.source.clone() };
            checker.fault(Place::row(table, i), kind);
        } else if amount {
            in_order.push((i, need, source));
        }
    }
    in_order
}

/// Why the need of row `need` cannot be paid in `year` by the source of row `source`; `None` if it can, or if that cannot be told
/// because of another fault.
fn obstacle(checker: &Checker<'_>, need: usize, year: i32, source: usize) -> Option<Obstacle> {
    let data = checker.data;
    let need = &data.needs[need];
    let (first, last) = needs::window(checker, need)?;
    let sentra = &data.sentra[checker.row(Item::Sentra, need.sentra.as_str())?];
    let region = &data.regions[checker.row(Item::Region, sentra.region.as_str())?];
    checker.row(Item::Activity, need.activity.as_str())?;
    let menu = &data.sources[source].activities;
    if sentra.status == Status::Gone {
        Some(Obstacle::Gone(sentra.code.clone()))
    } else if !(first..=last).contains(&year) {
        Some(Obstacle::Window(first, last))
    } else if !region.eligible_years.is_empty() && !region.eligible_years.contains(&year) {
        Some(Obstacle::NotEligible(region.code.clone()))
    } else if !menu.is_empty() && !menu.contains(&need.activity) {
        Some(Obstacle::NotOnMenu(need.activity.clone()))
    } else {
        None
    }
}
