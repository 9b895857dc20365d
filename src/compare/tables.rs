//! The tables of two programmes held against each other, row by row and cell by cell.
//!
//! Names, and columns that are information only, bear on no plan and are not compared.

use std::collections::{BTreeMap, BTreeSet};

use super::diff::Diff;
use super::side::Side;
use crate::input::{
    ActivityRow, Funding, NeedRow, PaymentRow, ProvinceRow, RegionRow, SectorRow, SentraRow, SourceRow,
};
use crate::units::Rupiah;
use crate::words::Name;
use crate::words::inputs::{Cell, Change, Column, Row};
use crate::words::phrase::Payment;

/// Notes what rows and cells differ.
pub(super) fn rows(diff: &mut Diff<'_>, before: &Side<'_>, after: &Side<'_>) {
    let (a, b) = (before.data, after.data);
    let sides = [before, after];
    table(
        diff,
        &a.provinces,
        &b.provinces,
        |row| row.code.as_str(),
        |row, _| province(row),
        |a, b| vec![(Column::Island, words([&a.island]), words([&b.island]))],
    );
    table(
        diff,
        &a.regions,
        &b.regions,
        |row| row.code.as_str(),
        |row, _| region(row),
        |a, b| {
            vec![
                (Column::Province, words([&a.province]), words([&b.province])),
                (Column::EligibleYears, or_all(years(&a.eligible_years)), or_all(years(&b.eligible_years))),
            ]
        },
    );
    table(diff, &a.sectors, &b.sectors, |row| row.code.as_str(), |row, _| sector(row), |_, _| Vec::new());
    table(diff, &a.activities, &b.activities, |row| row.code.as_str(), |row, _| activity(row), |_, _| Vec::new());
    table(
        diff,
        &a.sources,
        &b.sources,
        |row| row.code.as_str(),
        |row, _| source(row),
        |a, b| vec![(Column::Activities, or_all(words(&a.activities)), or_all(words(&b.activities)))],
    );
    table(
        diff,
        &a.sentra,
        &b.sentra,
        |row| row.code.as_str(),
        |row, _| sentra(row),
        |a, b| {
            vec![
                (Column::Region, words([&a.region]), words([&b.region])),
                (Column::Sector, words([&a.sector]), words([&b.sector])),
                (Column::Status, Cell::Status(a.status), Cell::Status(b.status)),
                (Column::CompletionBenefit, Cell::Points(a.completion_benefit), Cell::Points(b.completion_benefit)),
                (Column::Tags, words(&a.tags), words(&b.tags)),
            ]
        },
    );
    let horizons = sides.map(|side| (side.data.years.first().copied(), side.data.years.last().copied()));
    let need_row = |row: &NeedRow, side: usize| need(sides[side], row);
    table(
        diff,
        &a.needs,
        &b.needs,
        |row| row.code.as_str(),
        need_row,
        |a, b| {
            let mut cells = vec![
                (Column::Sentra, words([&a.sentra]), words([&b.sentra])),
                (Column::Activity, words([&a.activity]), words([&b.activity])),
                (Column::Cost, Cell::Money(a.cost), Cell::Money(b.cost)),
                (Column::Benefit, Cell::Points(a.benefit), Cell::Points(b.benefit)),
            ];
            // A window that is left open follows the horizon, which is told apart.
            for (column, [old, new], ends) in [
                (Column::FirstYear, [a.first_year, b.first_year], horizons.map(|(first, _)| first)),
                (Column::LastYear, [a.last_year, b.last_year], horizons.map(|(_, last)| last)),
            ] {
                if (old, new) != (None, None)
                    && let (Some(old), Some(new)) = (old.or(ends[0]), new.or(ends[1]))
                {
                    cells.push((column, Cell::Year(old), Cell::Year(new)));
                }
            }
            cells.extend([
                (Column::Essential, Cell::Flag(a.essential), Cell::Flag(b.essential)),
                (Column::After, words(&a.after), words(&b.after)),
                (Column::Funding, funding(a.funding), funding(b.funding)),
                (Column::OneYear, Cell::Flag(a.one_year), Cell::Flag(b.one_year)),
            ]);
            cells
        },
    );
}

/// Notes what is contracted otherwise, and whether the earlier plan differs.
pub(super) fn payments(diff: &mut Diff<'_>, before: &Side<'_>, after: &Side<'_>) {
    for ((code, year, source), [old, new]) in differing(&before.data.contracted, &after.data.contracted) {
        // A contracted need is in table needs of the side that states it.
        let side = if after.need_at.contains_key(code) && new != Rupiah::ZERO { after } else { before };
        let side = if side.need_at.contains_key(code) { side } else { after };
        let Some(&need) = side.need_at.get(code) else { continue };
        let name = side.data.sources.iter().find(|row| row.code.as_str() == source);
        let source = name.map_or_else(|| Name::new(source, ""), |row| Name::new(&row.code, &row.name));
        let payment = Payment { need: side.names().need(need), year, source };
        let place = diff.note(Change::Contracted { payment, before: old, after: new });
        diff.needs.entry(code.to_owned()).or_default().push(place);
    }
    let previous = |side: &'_ Side<'_>| side.data.previous.clone().unwrap_or_default();
    let payments = differing(&previous(before), &previous(after)).len();
    if payments > 0 {
        diff.previous = Some(diff.note(Change::Previous { payments }));
    }
}

/// Payments that two tables state otherwise; what is not stated is 0.
fn differing<'a>(before: &'a [PaymentRow], after: &'a [PaymentRow]) -> BTreeMap<(&'a str, i32, &'a str), [Rupiah; 2]> {
    let mut stated: BTreeMap<_, [Rupiah; 2]> = BTreeMap::new();
    for (side, rows) in [before, after].into_iter().enumerate() {
        for row in rows {
            stated.entry((row.need.as_str(), row.year, row.source.as_str())).or_default()[side] += row.rupiah;
        }
    }
    stated.retain(|_, [old, new]| old != new);
    stated
}

/// Notes the rows of one table that come, go or hold other cells, in the order of codes. `name` takes a row and its side.
fn table<'t, T: PartialEq>(
    diff: &mut Diff<'_>,
    before: &'t [T],
    after: &'t [T],
    code: impl Fn(&'t T) -> &'t str,
    name: impl Fn(&'t T, usize) -> Row,
    cells: impl Fn(&'t T, &'t T) -> Vec<(Column, Cell, Cell)>,
) {
    let mut stated: BTreeMap<&str, [Option<&'t T>; 2]> = BTreeMap::new();
    for (side, rows) in [before, after].into_iter().enumerate() {
        for row in rows {
            stated.entry(code(row)).or_default()[side] = Some(row);
        }
    }
    for rows in stated.into_values() {
        match rows {
            [Some(old), Some(new)] if old != new => {
                for (column, before, after) in cells(old, new) {
                    if before != after {
                        let row = name(new, 1);
                        diff.note_row(&row, Change::Cell { row: row.clone(), column, before, after });
                    }
                }
            }
            [Some(old), None] => {
                let row = name(old, 0);
                diff.note_row(&row, Change::RowGone { row: row.clone() });
            }
            [None, Some(new)] => {
                let row = name(new, 1);
                diff.note_row(&row, Change::RowNew { row: row.clone() });
            }
            [Some(_), Some(_)] | [None, None] => {}
        }
    }
}

/// Words as a set, without the empty one.
fn words<T: AsRef<str>>(words: impl IntoIterator<Item = T>) -> Cell {
    let set: BTreeSet<String> = words.into_iter().map(|word| word.as_ref().to_owned()).collect();
    Cell::Codes(set.into_iter().filter(|word| !word.is_empty()).collect())
}

fn years(years: &[i32]) -> Cell {
    let set: BTreeSet<i32> = years.iter().copied().collect();
    Cell::Years(set.into_iter().collect())
}

/// A list that means all where it is empty.
fn or_all(cell: Cell) -> Cell {
    match cell {
        Cell::Codes(codes) if codes.is_empty() => Cell::All,
        Cell::Years(years) if years.is_empty() => Cell::All,
        other => other,
    }
}

fn funding(funding: Funding) -> Cell {
    words([String::from(funding)])
}

fn province(row: &ProvinceRow) -> Row {
    Row::Province(Name::new(&row.code, &row.name))
}
fn region(row: &RegionRow) -> Row {
    Row::Region(Name::new(&row.code, &row.name))
}
fn sector(row: &SectorRow) -> Row {
    Row::Sector(Name::new(&row.code, &row.name))
}
fn activity(row: &ActivityRow) -> Row {
    Row::Activity(Name::new(&row.code, &row.name))
}
fn source(row: &SourceRow) -> Row {
    Row::Source(Name::new(&row.code, &row.name))
}
fn sentra(row: &SentraRow) -> Row {
    Row::Sentra(Name::new(&row.code, &row.name))
}
fn need(side: &Side<'_>, row: &NeedRow) -> Row {
    let named = side.need_at.get(row.code.as_str()).map(|&id| side.names().need(id));
    Row::Need(named.unwrap_or_else(|| crate::words::phrase::Need {
        code: row.code.to_string(),
        activity: Name::new(&row.activity, ""),
        sentra: Name::new(&row.sentra, ""),
    }))
}
