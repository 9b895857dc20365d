//! What assemblies draw on, and where they start.

use std::sync::Arc;

use super::Bounds;
use super::master::Column;
use super::outline::Outline;

/// How far prices may move from the best where a mix is asked for as a plan, in scales: nearer, it would break links for the price of them; farther, it pays less
/// to keep what no plan seen can. At 1,750 and 7,437 sentra with tight money the first good plans were better with 0.2 than with 1.
const PLANNING: f64 = 0.2;

/// Where an assembly starts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum Start {
    /// From the column of each region that is worth most at the prices.
    Best,
    /// From that which weighs most in the master's mix ([`Bounds::mix`]); where there is none, as [`Best`](Self::Best).
    Mixed,
    /// From what it had.
    Own,
    /// From the plan that the bound learned last, if there is one.
    Learned,
}

/// What an assembly draws on: the plans and prices of a bound at one time. The bound may go on meanwhile.
#[derive(Debug, Clone)]
pub struct Seen {
    pub(super) outline: Arc<Outline>,
    pub(super) prices: Vec<f64>,
    pub(super) columns: Vec<Vec<Column>>,
    /// Prices of the rows of each region.
    pub(super) rows: Vec<Vec<f64>>,
    pub(super) learned: Vec<Vec<u16>>,
    /// Of each region the plan that weighs most in the master's mix; empty before there is one.
    pub(super) mixed: Vec<Option<Vec<u16>>>,
}

impl Bounds<'_> {
    /// What has been seen by now.
    #[must_use]
    pub fn seen(&self) -> Seen {
        Seen {
            outline: Arc::clone(&self.outline),
            prices: self.best.prices.clone(),
            columns: self.columns.clone(),
            rows: self.memories.iter().map(|memory| memory.prices.clone()).collect(),
            learned: self.learned.clone(),
            mixed: Vec::new(),
        }
    }

    /// Has the master mix the plans that `seen` has, and notes of each region the one that weighs most in the mix: a start for assemblies.
    pub fn mix(&self, seen: &mut Seen) {
        let weights = self.mixed(&seen.columns, PLANNING, &|_| true).1;
        let heaviest = seen.columns.iter().zip(weights).map(|(columns, of)| {
            let top = of.iter().max_by(|a, b| a.1.total_cmp(&b.1).then(b.0.cmp(&a.0)));
            top.map(|&(place, _)| columns[place].choices.clone())
        });
        seen.mixed = heaviest.collect();
    }
}
