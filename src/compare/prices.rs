//! The prices of both plans, row by row under one name.

use std::collections::HashMap;

use super::diff::{Diff, ceiling_key};
use super::side::Side;
use crate::explain::{Book, reason};
use crate::id::PaymentId;
use crate::lp::names::row_name;
use crate::lp::{Formulation, RowKey};
use crate::words::inputs::Change;
use crate::words::why::Reason;

/// No shared row: it has no price on this side.
const NONE: u32 = u32::MAX;

/// A row that is priced before or after.
#[derive(Debug, Clone, Copy)]
pub(super) struct Row {
    /// The change of the ceiling or rule that it states, if there is one.
    pub(super) change: Option<usize>,
    /// Whether it is a need's own cost.
    pub(super) own: bool,
    /// Where it stands: side and row.
    at: (usize, usize),
}

/// The books of both sides.
#[derive(Debug)]
pub(super) struct Prices<'a> {
    books: [&'a Book<'a>; 2],
    /// By side: shared number of each row.
    shared: [Vec<u32>; 2],
    pub(super) rows: Vec<Row>,
    /// Worth of one million more of each changed ceiling, at the prices of each side.
    ceilings: HashMap<usize, [f64; 2]>,
}

impl<'a> Prices<'a> {
    /// The prices of `before` and `after`; `None` if one of them has none.
    pub(super) fn new(before: &'a Side<'_>, after: &'a Side<'_>, diff: &Diff<'_>) -> Option<Self> {
        let books = [before.book.as_ref()?, after.book.as_ref()?];
        let mut prices = Self { books, shared: [Vec::new(), Vec::new()], rows: Vec::new(), ceilings: HashMap::new() };
        let mut numbers: HashMap<String, u32> = HashMap::new();
        for (side, book) in books.into_iter().enumerate() {
            let formulation = book.formulation();
            let keys = formulation.lp.row_keys();
            let mut shared = vec![NONE; keys.len()];
            for (i, (key, &price)) in keys.zip(book.prices()).enumerate() {
                if let RowKey::Ceiling(id) = key
                    && let Some(&change) = diff.ceilings.get(&ceiling_key(formulation.programme, id))
                {
                    prices.ceilings.entry(change).or_default()[side] = price;
                }
                // Totals are put in by their definitions, so no payment meets them.
                if price == 0.0 || matches!(key, RowKey::Total(_)) {
                    continue;
                }
                let next = u32::try_from(prices.rows.len()).unwrap_or(NONE);
                let number = *numbers.entry(row_name(formulation, key)).or_insert(next);
                if number == next && next != NONE {
                    let change = change_of(formulation, key, diff);
                    let own = matches!(key, RowKey::Need(_));
                    prices.rows.push(Row { change, own, at: (side, i) });
                }
                shared[i] = number;
            }
            prices.shared[side] = shared;
        }
        Some(prices)
    }

    /// What Rp 1 million costs for `payment` of side `side`, by shared row.
    pub(super) fn parts(&self, side: usize, payment: PaymentId) -> impl Iterator<Item = (u32, f64)> + '_ {
        let shared = &self.shared[side];
        self.books[side].parts(payment).map(|(row, points)| (shared[row], points)).filter(|&(row, _)| row != NONE)
    }

    /// Points that Rp 1 million of `payment` earns on side `side`.
    pub(super) fn earns(&self, side: usize, payment: PaymentId) -> f64 {
        self.books[side].formulation().lp.cost()[payment.index()]
    }

    /// What the shared row says.
    pub(super) fn reason(&self, row: u32) -> Reason {
        let (side, i) = self.rows[row as usize].at;
        let formulation = self.books[side].formulation();
        reason(formulation, formulation.lp.row_key(i))
    }

    /// What the difference that change number `place` makes to a ceiling is worth, at the prices before and after.
    pub(super) fn worth(&self, place: usize, change: &Change) -> Option<(f64, f64)> {
        let Change::CeilingChanged { before, after, .. } = change else { return None };
        let [old, new] = self.ceilings.get(&place)?;
        let millions = (*after - *before).as_millions();
        Some((millions * old, millions * new))
    }
}

/// The change of what a row states.
fn change_of(formulation: &Formulation<'_>, key: RowKey, diff: &Diff<'_>) -> Option<usize> {
    let programme = formulation.programme;
    match key {
        RowKey::Ceiling(id) => diff.ceilings.get(&ceiling_key(programme, id)).copied(),
        RowKey::Rule { rule, .. } | RowKey::Link { rule, .. } => {
            diff.rules.get(&programme.rules()[rule.index()].id).copied()
        }
        RowKey::ChangeUp(_) | RowKey::ChangeDown(_) => diff.previous,
        RowKey::Need(_)
        | RowKey::Total(_)
        | RowKey::Order { .. }
        | RowKey::Completion { .. }
        | RowKey::Funding { .. }
        | RowKey::OneYear(_) => None,
    }
}
