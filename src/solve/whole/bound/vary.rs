//! More plans of regions, near what the best plan known leaves them of each link.
//!
//! The master's plans of a region are worth most at prices that are the same whatever it takes. A region that takes much of a link (a large one of its
//! province, say) then has plans that take far more than there is and others that take far less, and none that fits beside what the others take. Here the
//! price depends on that:
//!
//! ```text
//! room[k]  = rhs[k] - what the other regions use of link k in the best plan known
//! price    = (1 - t) y[k] for usage below the room, (1 + t) y[k] above it
//! ```
//! with `t` drawn anew for each plan; at `t = 1` room that is left is worth nothing, and what is taken from others costs twice. A price of this kind is a
//! linear one and a soft row of the region, so that a region is decided as ever.

use std::collections::BTreeMap;
use std::sync::Arc;

use rayon::prelude::*;

use super::decide::{Memory, decide};
use super::effort::FAIR;
use super::master::Column;
use super::outline::Outline;
use super::prices::add;
use super::region::{Region, RegionRow, Right};
use super::rows::index;
use super::seen::Seen;
use crate::random::Random;

/// Plans kept of each region: the oldest go first.
const KEPT: usize = 400;
/// Of a plan's patterns those kept beside its best.
const OTHERS: usize = 3;

/// Least part `t` that is drawn: with none at all the master's own plan comes out again.
const LEAST: f64 = 0.1;
/// By what part of itself a feature's value is off at most, at `t = 1`: two plans at the same `t` should not be the same.
const NOISE: f64 = 0.05;

/// The plans made so far, region by region.
#[derive(Debug)]
pub struct Variants {
    random: Random,
    of: Vec<Vec<Column>>,
}

impl Variants {
    /// None yet; draws by `seed`.
    #[must_use]
    pub fn new(seed: u64) -> Self {
        Self { random: Random::new(seed, 8), of: Vec::new() }
    }

    /// Decides every region `times` beside the best plan that `seen` knows, if it knows one, and adds these plans and those made before to what `seen` has.
    pub fn extend(&mut self, seen: &mut Seen, times: usize, stop: impl Fn() -> bool + Sync) {
        let outline = Arc::clone(&seen.outline);
        self.of.resize(outline.regions.len(), Vec::new());
        if seen.learned.len() == outline.regions.len() {
            let seed = self.random.below(1 << 32) as u64;
            let room = room(&outline, seen);
            let values = outline.values(&seen.prices);
            let regions = outline.regions.par_iter().zip(&seen.rows).zip(&seen.learned).zip(&mut self.of);
            regions.for_each(|(((region, prices), own), varied)| {
                let mut random = Random::new(seed, region.index as u64);
                let base = region.values(&values);
                let mut used = vec![0.0; seen.prices.len()];
                let links = Beside::new(&outline, region, own, &room, &seen.prices);
                if links.all.is_empty() {
                    return;
                }
                for _ in 0..times {
                    if stop() {
                        return;
                    }
                    let t = random.between(LEAST, 1.0);
                    let (beside, mut near) = links.region(region, &base, t);
                    let each = NOISE * t;
                    for value in &mut near {
                        *value *= 1.0 + random.between(-each, each);
                    }
                    let mut start = prices.clone();
                    start.extend(beside.rows[region.rows.len()..].iter().map(|row| 0.5 * row.cap));
                    let mut memory = Memory { prices: start, start: own.clone(), ..Memory::default() };
                    let decided = decide(&beside, &near, &mut memory, FAIR, &|| stop());
                    for (_, choices) in decided.best.iter().chain(decided.others.iter().take(OTHERS)) {
                        // None if it breaks a row of the region: then it is of no use.
                        if let Some(worth) = region.worth(choices, &base) {
                            let column = outline.column(region, &(worth, choices.clone()), &seen.prices, &mut used);
                            add(varied, column, KEPT);
                        }
                    }
                }
            });
        }
        seen.columns.iter_mut().zip(&self.of).for_each(|(columns, varied)| columns.extend_from_slice(varied));
    }
}

/// What the plan that `seen` knows leaves of each link.
fn room(outline: &Outline, seen: &Seen) -> Vec<f64> {
    let mut room: Vec<f64> = outline.links.iter().map(|row| row.rhs).collect();
    for (region, choices) in outline.regions.iter().zip(&seen.learned) {
        region.features(choices, &mut |f| {
            outline.links_of(region, f).iter().for_each(|&(link, a)| room[link as usize] -= a);
        });
    }
    room
}

/// The links that a region is in, as soft rows beside its own.
struct Beside {
    /// Each with its price.
    all: Vec<(f64, RegionRow)>,
}

impl Beside {
    fn new(outline: &Outline, region: &Region, own: &[u16], room: &[f64], prices: &[f64]) -> Self {
        let mut terms: BTreeMap<u32, Vec<(u32, f64)>> = BTreeMap::new();
        for f in 0..index(region.payments.len() + region.items.len()) {
            for &(link, a) in outline.links_of(region, f) {
                if prices[link as usize] > 0.0 {
                    terms.entry(link).or_default().push((f, a));
                }
            }
        }
        let mut used = BTreeMap::new();
        region.features(own, &mut |f| {
            outline.links_of(region, f).iter().for_each(|&(link, a)| *used.entry(link).or_insert(0.0) += a);
        });
        let row = |(link, terms): (u32, Vec<(u32, f64)>)| {
            let k = link as usize;
            let right = room[k] + used.get(&link).copied().unwrap_or(0.0);
            (prices[k], RegionRow::new(outline.links[k].link, terms, Right::Fixed(right), Some(prices[k])))
        };
        Self { all: terms.into_iter().map(row).collect() }
    }

    /// `region` with these rows at twice `t` of their prices, and `values` of its features without that part of them.
    fn region(&self, region: &Region, values: &[f64], t: f64) -> (Region, Vec<f64>) {
        let mut values = values.to_vec();
        let mut rows = region.rows.clone();
        for (price, row) in &self.all {
            for &(f, a) in &row.terms {
                values[f as usize] += t * price * a * row.scale;
            }
            rows.push(RegionRow { cap: 2.0 * t * row.cap, ..row.clone() });
        }
        let Region { index, payments, items, sentra, switches, .. } = region.clone();
        (Region::new(index, payments, items, sentra, rows, switches), values)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Programme;
    use crate::solve::whole::reach::Reach;
    use crate::synthetic::{Kind, Money, Spec, make};

    /// What a selection is worth beside the others, against the two prices of the formula, link by link.
    #[test]
    fn room_that_is_left_costs_less_and_what_is_taken_from_others_more() -> Result<(), Box<dyn std::error::Error>> {
        let spec = Spec { sentra: 60, years: 3, kind: Kind::Whole, money: Money::Tight, ..Spec::default() };
        let programme = Programme::try_from(make(&spec))?;
        let outline = Outline::new(&programme, &Reach::new(&programme));
        let mut random = Random::new(1, 1);
        let prices: Vec<f64> = outline.links.iter().map(|_| random.between(0.0, 0.3)).collect();
        let values = outline.values(&prices);
        let mut used = vec![0.0; prices.len()];
        let (mut below, mut above) = (0, 0);
        for region in &outline.regions {
            let base = region.values(&values);
            let nothing = vec![0; region.sentra.iter().map(|sentra| sentra.needs.len()).sum()];
            let room: Vec<f64> =
                outline.links.iter().map(|row| random.between(-1.0, 1.0) * 0.01 * row.rhs.abs()).collect();
            let beside = Beside::new(&outline, region, &nothing, &room, &prices);
            for t in [0.1, 0.5, 1.0] {
                let (wider, near) = beside.region(region, &base, t);
                // One need alone, each in turn, by its first payment.
                let needs = region.sentra.iter().flat_map(|sentra| &sentra.needs);
                for (n, _) in needs.enumerate().filter(|(_, need)| !need.options.is_empty()) {
                    let mut choices = nothing.clone();
                    choices[n] = 1;
                    let Some(worth) = region.worth(&choices, &base) else { continue };
                    let column = outline.column(region, &(worth, choices.clone()), &prices, &mut used);
                    let mut expected = column.points;
                    for (k, (&y, &room)) in prices.iter().zip(&room).enumerate() {
                        let a = column.usage.iter().find(|&&(link, _)| link as usize == k).map_or(0.0, |&(_, a)| a);
                        let over = (a - room).max(0.0);
                        // A link that nothing here is in is no row here.
                        if beside.all.iter().any(|(_, row)| row.link == outline.links[k].link) {
                            expected -= (1.0 - t) * y * a + 2.0 * t * y * over;
                            below += usize::from(over == 0.0);
                            above += usize::from(over > 0.0);
                        }
                    }
                    let found = wider.worth(&choices, &near).expect("it keeps the region's rows");
                    assert!((found - expected).abs() <= 1e-9 * expected.abs().max(1.0), "{found} {expected}");
                }
            }
        }
        assert!(below > 1_000 && above > 1_000, "{below} {above}");
        Ok(())
    }
}
