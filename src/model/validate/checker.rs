//! What all checks share: the data, lookups by code, and the faults found so far.

use std::collections::{HashMap, HashSet};

use crate::input::ProgrammeData;
use crate::model::fault::{Fault, FaultKind, Faults, Item, Place};
use crate::model::validate::suggest::Suggestions;
use crate::units::Rupiah;

/// The most points, factor or penalty that may be stated, and the most points that priorities may raise a need to: far above any
/// sensible scale, and low enough that the sum over all payments of a programme stays far inside the range of `f64`.
pub(super) const MOST_POINTS: f64 = 1e15;

/// The state of the checks.
pub(super) struct Checker<'a> {
    pub(super) data: &'a ProgrammeData,
    /// For each kind of item, as [`place_of`] numbers them, the first row of each code.
    rows: [HashMap<&'a str, usize>; 8],
    years: HashSet<i32>,
    suggestions: Suggestions,
    faults: Vec<Fault>,
}

impl<'a> Checker<'a> {
    pub(super) fn new(data: &'a ProgrammeData) -> Self {
        let rows = [
            first_rows(data.provinces.iter().map(|r| r.code.as_str())),
            first_rows(data.provinces.iter().map(|r| r.island.as_str())),
            first_rows(data.regions.iter().map(|r| r.code.as_str())),
            first_rows(data.sectors.iter().map(|r| r.code.as_str())),
            first_rows(data.activities.iter().map(|r| r.code.as_str())),
            first_rows(data.sources.iter().map(|r| r.code.as_str())),
            first_rows(data.sentra.iter().map(|r| r.code.as_str())),
            first_rows(data.needs.iter().map(|r| r.code.as_str())),
        ];
        Self {
            data,
            rows,
            years: data.years.iter().copied().collect(),
            suggestions: Suggestions::default(),
            faults: Vec::new(),
        }
    }

    /// All faults, or none.
    pub(super) fn finish(self) -> Result<(), Faults> {
        if self.faults.is_empty() { Ok(()) } else { Err(Faults(self.faults)) }
    }

    /// Reports `kind` at `place`.
    pub(super) fn fault(&mut self, place: Place, kind: FaultKind) {
        self.faults.push(Fault { place, kind });
    }

    /// The first row that lists `code`, if any.
    pub(super) fn row(&self, item: Item, code: &str) -> Option<usize> {
        self.rows[place_of(item)?].get(code).copied()
    }

    /// The first row that lists `code`; reports at `place` where there is none.
    pub(super) fn reference(&mut self, item: Item, code: &str, place: impl FnOnce() -> Place) -> Option<usize> {
        let row = self.row(item, code);
        if row.is_none() {
            let kind = if code.is_empty() {
                FaultKind::MissingCode { item }
            } else {
                let known = place_of(item).into_iter().flat_map(|place| self.rows[place].keys()).copied();
                FaultKind::UnknownCode {
                    item,
                    code: code.to_owned(),
                    nearest: self.suggestions.nearest(item, code, known),
                }
            };
            self.fault(place(), kind);
        }
        row
    }

    /// Whether `year` is planned for; reports at `place` where it is not. Without a horizon no year is wrong.
    pub(super) fn year(&mut self, year: i32, place: impl FnOnce() -> Place) -> bool {
        let (Some(&first), Some(&last)) = (self.data.years.iter().min(), self.data.years.iter().max()) else {
            return false;
        };
        let inside = self.is_planned(year);
        if !inside {
            self.fault(place(), FaultKind::YearOutsideHorizon { year, first, last });
        }
        inside
    }

    /// Whether `year` is one of the horizon.
    pub(super) fn is_planned(&self, year: i32) -> bool {
        self.years.contains(&year)
    }

    /// Reports at `place` unless `points` can be counted with.
    pub(super) fn points(&mut self, points: f64, place: impl FnOnce() -> Place) {
        if !(0.0..=MOST_POINTS).contains(&points) {
            self.fault(place(), FaultKind::PointsOutOfRange { found: points });
        }
    }

    /// Whether `amount` is an amount of money; reports at `place` where it is not.
    pub(super) fn amount(&mut self, amount: Rupiah, place: impl FnOnce() -> Place) -> bool {
        let kind = if amount < Rupiah::ZERO {
            FaultKind::NegativeAmount { amount }
        } else if amount > Rupiah::LARGEST {
            FaultKind::AmountTooLarge { amount }
        } else {
            return true;
        };
        self.fault(place(), kind);
        false
    }

    /// Reports if `amounts`, each of which has passed alone, are together above `largest`.
    pub(super) fn total(
        &mut self,
        table: &'static str,
        column: &'static str,
        amounts: impl Iterator<Item = Rupiah>,
        largest: i128,
    ) {
        let total: i128 = amounts
            .filter(|amount| (Rupiah::ZERO..=Rupiah::LARGEST).contains(amount))
            .map(|a| i128::from(a.get()))
            .sum();
        if total > largest {
            self.fault(Place::table(table), FaultKind::TotalTooLarge { column, total, largest });
        }
    }
}

/// Where the codes of `item` stand in [`Checker::rows`]; tags are listed nowhere.
fn place_of(item: Item) -> Option<usize> {
    match item {
        Item::Province => Some(0),
        Item::Island => Some(1),
        Item::Region => Some(2),
        Item::Sector => Some(3),
        Item::Activity => Some(4),
        Item::Source => Some(5),
        Item::Sentra => Some(6),
        Item::Need => Some(7),
        Item::Tag => None,
    }
}

fn first_rows<'a>(codes: impl Iterator<Item = &'a str>) -> HashMap<&'a str, usize> {
    let mut rows = HashMap::with_capacity(codes.size_hint().0);
    for (row, code) in codes.enumerate().filter(|(_, code)| !code.is_empty()) {
        rows.entry(code).or_insert(row);
    }
    rows
}
