//! One round: every region decided at the same prices, and how much work each gets in the next.

use std::sync::Arc;
use std::time::Instant;

use rayon::prelude::*;

use super::decide::{Decision, decide};
use super::effort::{Effort, MOST};
use super::{Bounds, Round, total};
use crate::solve::{Control, Ended};

/// Part of the bound that a region may leave open before it gets more nodes.
const OPEN: f64 = 5e-5;
/// Part of the bound that a region looked at quickly may leave open once regions have more to give than prices.
const LEFT: f64 = 2e-6;
/// Part of the bound by which a round may be off the best for its open regions to get more nodes.
const SETTLED: f64 = 1e-3;
/// Part of the bound by which it may still fall, as the master has it, above which prices are taken to be far from the best.
const FAR: f64 = 1e-2;
/// A reach so small says that it is not the prices that fail.
const SMALL: f64 = 4e-3;
/// Part of what the master promises that open regions must make for work to turn from prices to them.
const TURN: f64 = 0.1;
/// Rounds on end that bring less than a tenth of what the master promised, after which work turns to regions too. Not tuned.
const STUCK: usize = 6;

impl Bounds<'_> {
    /// Decides all regions at `self.at`, and keeps their plans.
    pub(super) fn round(&mut self, control: &Control, start: Instant) -> Result<(), Ended> {
        let values = self.outline.values(&self.at);
        let outline = Arc::clone(&self.outline);
        let far = self.promised > FAR * self.best.bound.abs();
        if !self.last.is_empty() {
            let changed: Vec<f64> = values.iter().zip(&self.last).map(|(new, old)| new - old).collect();
            for (region, memory) in self.outline.regions.iter().zip(&mut self.memories) {
                region.follow(&region.values(&changed), &mut memory.prices);
            }
        }
        self.last.clone_from(&values);
        for (memory, columns) in self.memories.iter_mut().zip(&self.columns) {
            let best = columns.iter().max_by(|a, b| a.worth(&self.at).total_cmp(&b.worth(&self.at)));
            memory.start = best.map_or_else(Vec::new, |column| column.choices.clone());
        }
        let before = self.memories.clone();
        let memories = &mut self.memories;
        let mut work = || -> Vec<Option<Decision>> {
            let regions = outline.regions.par_iter().zip(memories.par_iter_mut());
            let decided = regions.map(|(region, memory)| {
                if control.stop(start).is_some() {
                    return None;
                }
                let effort = if far { Effort::raised(memory.effort).far_off() } else { Effort::raised(memory.effort) };
                let decided =
                    decide(region, &region.values(&values), memory, effort, &|| control.stop(start).is_some());
                // One that was cut short counts for nothing.
                control.stop(start).is_none().then_some(decided)
            });
            decided.collect()
        };
        let decided = match control.threads {
            None => work(),
            // A pool that cannot be had is no reason to fail: the answer is the same on any number of threads.
            Some(threads) => match rayon::ThreadPoolBuilder::new().num_threads(threads).build() {
                Ok(pool) => pool.install(&mut work),
                Err(_) => work(),
            },
        };
        let decided: Option<Vec<Decision>> = decided.into_iter().collect();
        let Some(decided) = decided else { return Err(control.stop(start).unwrap_or(Ended::Cancelled)) };
        let regions: Vec<f64> = decided.iter().map(|decision| decision.bound).collect();
        let bound = total(&self.outline, &self.at, &regions);
        self.nodes = decided.iter().map(|decision| decision.nodes).sum();
        self.raise(&decided, bound);
        self.keep(&decided);
        if bound < self.best.bound {
            self.best = Round { prices: self.at.clone(), before, regions, bound };
        }
        Ok(())
    }

    /// Raises the effort of regions of which much is open after a round that proves `bound`.
    fn raise(&mut self, decided: &[Decision], bound: f64) {
        let open = |decision: &Decision| {
            let found = decision.best.as_ref().map_or(f64::NEG_INFINITY, |(worth, _)| *worth);
            decision.bound - found
        };
        let all: f64 = decided.iter().map(open).filter(|open| open.is_finite()).sum();
        // Work done far from the best prices is lost, and so it is while prices still gain more than regions could.
        let prices_first = all < TURN * self.promised && self.reach > SMALL && self.stuck < STUCK;
        let near = (bound - self.best.bound).abs() <= SETTLED * self.best.bound.abs();
        for (decision, memory) in decided.iter().zip(&mut self.memories) {
            let wanted = match memory.effort {
                0 => !prices_first && open(decision) > LEFT * bound.abs(),
                _ => near && self.promised < FAR * bound.abs() && open(decision) > OPEN * bound.abs(),
            };
            if wanted && memory.effort < MOST {
                memory.effort += 1;
            }
        }
    }
}
