//! Sums of money by group: the judge's own, in ordered maps.
//!
//! A group exists for each combination of keys that a selected need holds, payable or not, times every year that the selector admits.

use std::collections::BTreeMap;

use super::books::Books;
use crate::id::{NeedId, SourceId, YearId};
use crate::model::policy::{GroupKey, Per, Selector, YearSet};

/// Sums by key and year. A key is a group without its year, or such a group with an item to count.
#[derive(Debug)]
pub(super) struct Sums<K> {
    slots: BTreeMap<K, usize>,
    cells: Vec<i128>,
    years: usize,
}

impl<K: Ord + Copy> Sums<K> {
    pub(super) fn new(years: usize) -> Self {
        Self { slots: BTreeMap::new(), cells: Vec::new(), years }
    }

    /// The place of `key` in [`Self::add`], made if it is new.
    pub(super) fn slot(&mut self, key: K) -> usize {
        let next = self.slots.len();
        let slot = *self.slots.entry(key).or_insert(next);
        if slot == next {
            self.cells.resize(self.cells.len() + self.years, 0);
        }
        slot
    }

    pub(super) fn add(&mut self, slot: usize, year: YearId, amount: i128) {
        self.cells[slot * self.years + year.index()] += amount;
    }

    /// Each key in order with its sums by year.
    pub(super) fn rows(&self) -> impl Iterator<Item = (K, &[i128])> + '_ {
        self.slots.iter().map(|(key, slot)| (*key, &self.cells[slot * self.years..(slot + 1) * self.years]))
    }

    /// Sums `value` over the payments that `selector` selects (and, if stated, `source` makes), by the key of their need.
    pub(super) fn collect(
        books: &Books<'_>,
        selector: &Selector,
        source: Option<SourceId>,
        key: impl Fn(NeedId) -> K,
        value: impl Fn(usize) -> i128,
    ) -> Self {
        let programme = books.programme;
        let mut sums = Self::new(books.years());
        // Needs of one sentra or region stand together, so most keys are the one before.
        let mut last: Option<(K, usize)> = None;
        for need in books.needs().filter(|&need| selector.selects_need(programme, need)) {
            let key = key(need);
            let slot = match last {
                Some((known, slot)) if known == key => slot,
                _ => sums.slot(key),
            };
            last = Some((key, slot));
            for payment in programme.needs()[need.index()].payments.clone() {
                let row = &programme.payments()[payment];
                if selector.years.contains(row.year)
                    && selector.admits_source(row.source)
                    && source.is_none_or(|source| source == row.source)
                {
                    sums.add(slot, row.year, value(payment));
                }
            }
        }
        sums
    }
}

/// The group of `need` by all keys of `per` but the year.
pub(super) fn place(books: &Books<'_>, per: Per, need: NeedId) -> GroupKey {
    GroupKey { year: None, ..per.key(books.programme, need, YearId::new(0)) }
}

impl Sums<GroupKey> {
    /// Rupiah by group of what `selector` selects.
    pub(super) fn paid(books: &Books<'_>, per: Per, selector: &Selector, source: Option<SourceId>) -> Self {
        Self::collect(books, selector, source, |need| place(books, per, need), |payment| books.paid(payment))
    }

    /// The sum of each group: of each admitted year where `per` names the year, else over all years.
    pub(super) fn by_group(&self, per: Per, admitted: YearSet) -> BTreeMap<GroupKey, i128> {
        let mut groups = BTreeMap::new();
        for (key, row) in self.rows() {
            if per.year {
                for year in years(admitted, row.len()) {
                    groups.insert(GroupKey { year: Some(year), ..key }, row[year.index()]);
                }
            } else {
                groups.insert(key, row.iter().sum());
            }
        }
        groups
    }
}

/// The years of `admitted` in a horizon of `years`.
pub(super) fn years(admitted: YearSet, years: usize) -> impl Iterator<Item = YearId> {
    (0..years).map(YearId::new).filter(move |&year| admitted.contains(year))
}
