//! From the master's mix of region plans to one plan for each region.
//!
//! The regions on whose plan the mix is most agreed are fixed; what they use is taken off the links; the others are decided again at the prices
//! that the master gives for what is left, and mixed again; and so on until every region has its plan. What comes out keeps each region's
//! own rows and keeps the links nearly: the search mends the rest.

use std::time::Instant;

use rayon::prelude::*;

use super::decide::{Effort, decide};
use super::master::Column;
use super::prices::add;
use super::{Bounds, payments};
use crate::id::PaymentId;
use crate::solve::Control;

/// Weight from which a region's plan is taken as agreed.
const AGREED: f64 = 0.9;
/// Part of the open regions that is fixed in each pass at least, the most agreed first; and where prices are still on their way. Twice as many
/// take half the time and leave a third of a percent more open (7,437 sentra, ample money).
const PART: f64 = 0.15;
const FAR_PART: f64 = 0.3;
/// How far prices move in a pass, in scales.
const REACH: f64 = 0.2;

impl Bounds<'_> {
    /// One plan for each region that can be paid, as payments that pay a need wholly, with less care where prices have not `settled`; `None` if
    /// there was no time for it or no mix yet.
    #[must_use]
    pub fn dive(&self, control: &Control, settled: bool) -> Option<Vec<(usize, Vec<PaymentId>)>> {
        let start = Instant::now();
        let stop = || control.stop(start).is_some();
        let links = self.outline.links.len();
        let mut rhs: Vec<f64> = self.outline.links.iter().map(|row| row.rhs).collect();
        let mut columns: Vec<Vec<Column>> = self.columns.clone();
        let mut prices = self.best.prices.clone();
        let mut memories = self.memories.clone();
        let mut weights = self.weights.clone();
        let mut plans: Vec<(usize, Vec<PaymentId>)> = Vec::new();
        let mut used = vec![0.0; links];
        loop {
            // The heaviest plan of each open region, the most agreed first.
            let mut agreed: Vec<(f64, usize, usize)> = Vec::new();
            for (r, of) in columns.iter().enumerate() {
                let heavy = weights.get(r)?.iter().take(of.len()).enumerate().max_by(|a, b| a.1.total_cmp(b.1));
                if let Some((k, &weight)) = heavy {
                    agreed.push((weight, r, k));
                }
            }
            if agreed.is_empty() {
                return Some(plans);
            }
            agreed.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(&b.1)));
            let least = (agreed.len() as f64 * if settled { PART } else { FAR_PART }).ceil();
            for (n, (weight, r, k)) in agreed.into_iter().enumerate() {
                if weight < AGREED && n as f64 >= least {
                    break;
                }
                let column = columns[r].swap_remove(k);
                columns[r].clear();
                for &(link, a) in &column.usage {
                    rhs[link as usize] -= a;
                }
                let region = &self.outline.regions[r];
                plans.push((region.index, payments(region, &column.choices)));
            }
            if columns.iter().all(Vec::is_empty) {
                return Some(plans);
            }
            let mut usage = vec![0.0; links];
            let mixed = self.master(&columns, &rhs, &prices, &usage, REACH);
            prices = mixed.prices;
            let values = self.outline.values(&prices);
            let open = self.outline.regions.par_iter().zip(memories.par_iter_mut()).zip(columns.par_iter());
            let decided: Vec<_> = open
                .map(|((region, memory), of)| {
                    let wanted = !of.is_empty() && !stop();
                    wanted.then(|| decide(region, &region.values(&values), memory, Effort::raised(1), &stop))
                })
                .collect();
            if stop() {
                return None;
            }
            for ((region, decision), of) in self.outline.regions.iter().zip(&decided).zip(&mut columns) {
                let Some(decision) = decision else { continue };
                if let Some(best) = &decision.best {
                    let column = self.outline.column(region, best, &prices, &mut used);
                    column.usage.iter().for_each(|&(link, a)| usage[link as usize] += a);
                    add(of, column);
                }
            }
            let mixed = self.master(&columns, &rhs, &prices, &usage, REACH);
            prices = mixed.prices;
            weights = mixed.weights;
        }
    }
}
