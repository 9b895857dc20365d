//! Prices to start from, for links that the relaxation does not know or knows wrongly: rules that count, and what they make of the money of the nation.
//!
//! ```text
//! glance(y) = sum over links  y * rhs  +  sum over regions  max over patterns ( m'right + rewards + sum over sentra  max over schedules (value - m'usage) )
//! ```
//! at the prices `m` that the relaxation gives the rows of regions, which stay. That is what a round proves before it moves a region's own prices and searches: one
//! pricing of each sentra in place of twenty, and a master of few links. Where three sentra of a thousand may be paid in a year, the price of
//! being counted is far from 0, where it would start, and the price of that year's money near 0, where the relaxation would not have it: in rounds, each
//! ten times as dear, that took most of the time. At 7,437 sentra with tight money the first round proved 1,304,000 at the prices of the
//! relaxation, and proves 1,130,000 after a dozen glances; the best bound ever found is 1,125,600.
//!
//! Links that move: those that the relaxation does not price, and those of more than a quarter of all regions. What a glance says of a region is
//! too much by what its own rows leave, so that it decides nothing: a round follows at the prices found.

use std::sync::Arc;
use std::time::Instant;

use rayon::prelude::*;

use super::master::Column;
use super::outline::Outline;
use super::pricing::{Pricing, Scope};
use super::region::Region;
use super::usage::summed;
use super::{Bounds, REACH, Round, total};
use crate::solve::Control;

/// Glances at most; at 7,437 sentra 12 were needed with steps that only doubled.
const GLANCES: usize = 24;
/// By how much farther prices may move after a glance that brought half of what the master promised: they have a long way to go.
const FASTER: f64 = 3.0;
/// Part of the bound that the master has to promise for another glance.
const WORTH: f64 = 2e-3;
/// Part of the bound by which prices are taken to be off after the last.
const NEAR: f64 = 5e-3;

impl Bounds<'_> {
    /// Moves the prices at which the first round decides, where there are links that the relaxation does not price: `is_priced` says of which it does.
    pub(super) fn foresee(&mut self, is_priced: &[bool], control: &Control, start: Instant) {
        if is_priced.iter().all(|&priced| priced) {
            return;
        }
        let outline = Arc::clone(&self.outline);
        let wide = outline.regions.len() / 4;
        let is_wide = |&(first, last): &(usize, usize)| last.saturating_sub(first) > wide;
        let moves: Vec<bool> =
            is_priced.iter().zip(&self.spans).map(|(&priced, span)| !priced || is_wide(span)).collect();
        let mut promised = f64::INFINITY;
        for _ in 0..GLANCES {
            if control.stop(start).is_some() {
                break;
            }
            let values = outline.values(&self.at);
            let regions = outline.regions.par_iter().zip(&self.memories);
            let (bounds, seen): (Vec<f64>, Vec<Column>) = regions
                .map(|(region, memory)| glance(&outline, region, &values, &memory.prices, &self.at))
                .collect::<Vec<_>>()
                .into_iter()
                .unzip();
            let bound = total(&outline, &self.at, &bounds);
            if bound == f64::NEG_INFINITY {
                // There is no plan; the first round will say so.
                break;
            }
            self.count(seen.iter());
            self.columns.iter_mut().zip(seen).for_each(|(columns, column)| columns.push(column));
            let gain = self.best.bound - bound;
            if gain > 0.0 {
                self.best = Round { prices: self.at.clone(), before: Vec::new(), regions: Vec::new(), bound };
            }
            if gain == f64::INFINITY {
                self.scales = self.price_scales();
            } else if gain > 0.5 * promised {
                self.reach *= FASTER;
            } else if gain > 0.1 * promised {
                self.reach *= 2.0;
            } else if gain <= 0.0 {
                self.reach *= 0.5;
            }
            let prices = self.master_prices(&|k| moves[k]);
            promised = self.best.bound - self.seen_at(&prices);
            if promised < WORTH * self.best.bound.abs() {
                break;
            }
            self.at = prices;
        }
        self.at.clone_from(&self.best.prices);
        if self.best.bound.is_finite() {
            // Near the best by now, which the master, with few plans of each region, will not know.
            self.promised = NEAR * self.best.bound.abs();
            self.foreseen = true;
            self.memories.iter_mut().for_each(|memory| memory.effort = 1);
        }
        // None of it is proved of regions as rounds decide them.
        (self.best.bound, self.reach) = (f64::INFINITY, REACH);
        self.columns.iter_mut().for_each(Vec::clear);
    }
}

/// The bound of `region` at `values` of the features and `prices` of its rows, and the schedules behind it as a column for `at`, the prices of links.
fn glance(outline: &Outline, region: &Region, values: &[f64], prices: &[f64], at: &[f64]) -> (f64, Column) {
    let values = region.values(values);
    let mut own = prices.to_vec();
    own.resize(region.rows.len(), 0.0);
    let mut pricing = Pricing::new(region, &values);
    pricing.price(&own, Scope::All);
    let bounds = &pricing.bounds;
    let top = (0..bounds.len()).fold(0, |top, k| if bounds[k] > bounds[top] { k } else { top });
    let mut features = Vec::new();
    let mut choices = pricing.choices(top);
    for sentra in &region.sentra {
        let (schedule, rest) = choices.split_at(sentra.needs.len());
        sentra.features(schedule, |feature| features.push(feature));
        choices = rest;
    }
    // As the pattern has them, whatever its schedules pay: that is what was priced.
    let on = region.switches.iter().enumerate().filter(|&(k, _)| pricing.is_on(top, k));
    features.extend(on.flat_map(|(_, switch)| &switch.items));
    let usage = summed(features.iter().flat_map(|&f| outline.links_of(region, f)).copied().collect());
    let points = bounds[top] + usage.iter().map(|&(link, a)| a * at[link as usize]).sum::<f64>();
    (bounds[top], Column { choices: Vec::new(), points, usage })
}

#[cfg(test)]
mod tests {
    use super::super::decide::{Memory, decide};
    use super::super::effort::Effort;
    use super::*;
    use crate::model::Programme;
    use crate::random::Random;
    use crate::solve::whole::reach::Reach;
    use crate::synthetic::{Kind, Money, Spec, make};

    /// What a glance says is never below what a region is worth; and its column is a tangent: at other prices a glance says no less than it, at its own just that.
    #[test]
    fn a_glance_is_a_bound_and_its_column_a_tangent() -> Result<(), Box<dyn std::error::Error>> {
        let spec = Spec { sentra: 100, years: 3, kind: Kind::Whole, money: Money::Tight, ..Spec::default() };
        let programme = Programme::try_from(make(&spec))?;
        let outline = Outline::new(&programme, &Reach::new(&programme));
        let mut random = Random::new(1, 7);
        let mut prices = || outline.links.iter().map(|_| random.between(0.0, 0.05)).collect::<Vec<f64>>();
        let tried: Vec<(Vec<f64>, Vec<f64>)> = (0..6).map(|_| prices()).map(|at| (outline.values(&at), at)).collect();
        let mut random = Random::new(2, 7);
        let mut apart = 0;
        for region in &outline.regions {
            let own: Vec<f64> = region.rows.iter().map(|row| random.between(0.0, 0.05).min(row.cap)).collect();
            let seen: Vec<(f64, Column)> =
                tried.iter().map(|(values, at)| glance(&outline, region, values, &own, at)).collect();
            for ((values, at), (bound, _)) in tried.iter().zip(&seen) {
                let decided =
                    decide(region, &region.values(values), &mut Memory::default(), Effort::raised(1), &|| false);
                let worth = decided.best.map_or(f64::NEG_INFINITY, |(worth, _)| worth);
                assert!(*bound >= worth - 1e-9 * worth.abs().max(1.0), "region {}: {bound} {worth}", region.index);
                for (_, column) in &seen {
                    let tangent = column.worth(at);
                    assert!(tangent <= bound + 1e-9 * bound.abs().max(1.0), "region {}", region.index);
                    apart += usize::from(tangent < bound - 1e-6);
                }
            }
            for ((_, at), (bound, column)) in tried.iter().zip(&seen) {
                assert!((column.worth(at) - bound).abs() <= 1e-9 * bound.abs().max(1.0));
            }
        }
        assert!(apart > 100, "{apart}");
        Ok(())
    }
}
