//! A selection of a region that keeps its rows, made of schedules that were met as its prices moved.
//!
//! ```text
//! score   sum over sentra  value of its schedule  -  sum over hard rows  weight * max(0, usage - right)
//! move    one sentra takes another schedule that was met, or none: the one that raises the score most
//! stuck   weights of broken rows grow; where none is broken, it ends
//! ```
//! What prices choose hardly ever keeps rows of two or three needs a year: it is too much by one need here, too little there. The weight of a row is its price at
//! first, so that what is given up is what is worth least for the room that it takes. Without this the best selection known after a quick look was 12 % below what
//! prices promise where money is tight, at prices within 0.5 % of the best.

use super::outline::tolerance;
use super::region::Region;
use super::search::{Selection, right};
use super::usage::{differences, summed};

/// By how much the weight of a broken row grows.
const HEAVIER: f64 = 2.0;
/// How often weights grow at most.
const ROUNDS: usize = 24;
/// Moves at most, for each sentra. Not tuned, like the rest of these.
const MOVES: usize = 4;
/// Weight of a row without a price, as a part of the largest price.
const UNPRICED: f64 = 0.1;

/// For each sentra the schedules that were met.
#[derive(Debug, Default)]
pub(super) struct Pool {
    of: Vec<Vec<Vec<u16>>>,
}

impl Pool {
    /// Takes note of the schedules of `choices`.
    pub(super) fn take(&mut self, region: &Region, choices: &[u16]) {
        self.of.resize(region.sentra.len(), Vec::new());
        let mut from = 0;
        for (sentra, known) in region.sentra.iter().zip(&mut self.of) {
            let own = &choices[from..from + sentra.needs.len()];
            from += own.len();
            if known.iter().all(|known| known != own) {
                known.push(own.to_vec());
            }
        }
    }

    /// The best selection within `pattern` that is found from `start` on, at `values` of features and `prices` of rows; `None` if none keeps the rows.
    pub(super) fn mend(
        &self,
        region: &Region,
        values: &[f64],
        prices: &[f64],
        pattern: usize,
        start: &[u16],
    ) -> Option<Selection> {
        let rights: Vec<f64> = region.rows.iter().map(|row| right(region, row, pattern)).collect();
        let top = prices.iter().copied().fold(1e-9, f64::max);
        let mut rows: Vec<Gauge> = prices
            .iter()
            .zip(&rights)
            .map(|(&price, &right)| Gauge { right, used: 0.0, weight: price.max(UNPRICED * top) })
            .collect();
        let mut at = Vec::with_capacity(region.sentra.len());
        let mut all = Vec::with_capacity(region.sentra.len());
        let mut from = 0;
        for (s, sentra) in region.sentra.iter().enumerate() {
            let own = &start[from..from + sentra.needs.len()];
            from += own.len();
            let nothing = vec![0; own.len()];
            let none = sentra.needs.iter().all(|need| !need.must).then_some(&nothing[..]);
            let known = self.of.get(s).into_iter().flatten().map(Vec::as_slice).filter(|known| *known != own);
            let known = known.chain(none.filter(|none| *none != own));
            let candidates: Vec<Candidate> =
                std::iter::once(own).chain(known).map(|choice| Candidate::new(region, s, values, choice)).collect();
            candidates[0].usage.iter().for_each(|&(row, a)| rows[row as usize].used += a);
            at.push(0);
            all.push(candidates);
        }
        let mut most = MOVES * all.len() + ROUNDS;
        for _ in 0..ROUNDS {
            while most > 0 {
                most -= 1;
                let mut best: Option<(f64, usize, usize)> = None;
                for (s, candidates) in all.iter().enumerate() {
                    let old = &candidates[at[s]];
                    for (k, new) in candidates.iter().enumerate().filter(|&(k, _)| k != at[s]) {
                        let gain = new.value - old.value - cost(&rows, old, new);
                        if gain > best.map_or(1e-9, |(known, ..)| known) {
                            best = Some((gain, s, k));
                        }
                    }
                }
                let Some((_, s, k)) = best else { break };
                all[s][at[s]].usage.iter().for_each(|&(row, a)| rows[row as usize].used -= a);
                all[s][k].usage.iter().for_each(|&(row, a)| rows[row as usize].used += a);
                at[s] = k;
            }
            let mut broken = false;
            for row in &mut rows {
                if row.used > row.right + tolerance(row.used) {
                    row.weight *= HEAVIER;
                    broken = true;
                }
            }
            if !broken || most == 0 {
                break;
            }
        }
        let choices: Vec<u16> = all.iter().zip(&at).flat_map(|(of, &k)| of[k].choice.iter().copied()).collect();
        region.worth(&choices, values).map(|worth| (worth, choices))
    }
}

/// A row at work.
struct Gauge {
    right: f64,
    used: f64,
    weight: f64,
}

/// A schedule that a sentra may take.
struct Candidate {
    value: f64,
    /// What it uses of each row, in order.
    usage: Vec<(u32, f64)>,
    choice: Vec<u16>,
}

impl Candidate {
    fn new(region: &Region, s: usize, values: &[f64], choice: &[u16]) -> Self {
        let (sentra, mut value, mut usage) = (&region.sentra[s], 0.0, Vec::new());
        let year = sentra.features(choice, |feature| {
            value += values[feature as usize];
            usage.extend_from_slice(&region.columns[feature as usize]);
        });
        value += year.map_or(0.0, |year| sentra.completion[usize::from(year)]);
        Self { value, usage: summed(usage), choice: choice.to_vec() }
    }
}

/// What it costs more in broken rows to take `new` in place of `old`.
fn cost(rows: &[Gauge], old: &Candidate, new: &Candidate) -> f64 {
    let mut sum = 0.0;
    differences(&old.usage, &new.usage, |row, more| {
        let Gauge { right, used, weight } = rows[row as usize];
        sum += weight * ((used + more - right).max(0.0) - (used - right).max(0.0));
    });
    sum
}

#[cfg(test)]
mod tests {
    use super::super::decide::{Decider, Memory, decide};
    use super::super::effort::Effort;
    use super::super::outline::Outline;
    use super::super::pricing::Scope;
    use super::*;
    use crate::model::Programme;
    use crate::random::Random;
    use crate::solve::whole::reach::Reach;
    use crate::synthetic::{Kind, Money, Spec, make};

    /// What prices choose is mended: what comes out keeps the rows, is worth what is said, and never more than the optimum; and often it is worth more than half of
    /// that where the choice of prices itself breaks rows.
    #[test]
    fn what_prices_choose_is_mended() -> Result<(), Box<dyn std::error::Error>> {
        let (mut broken, mut mended_well) = (0, 0);
        for seed in 1..=2 {
            let spec = Spec { sentra: 150, years: 3, seed, kind: Kind::Whole, money: Money::Tight, ..Spec::default() };
            let programme = Programme::try_from(make(&spec))?;
            let outline = Outline::new(&programme, &Reach::open(&programme));
            let mut random = Random::new(seed, 9);
            let prices: Vec<f64> = outline.links.iter().map(|_| random.between(0.0, 0.02)).collect();
            let values = outline.values(&prices);
            for region in &outline.regions {
                let values = region.values(&values);
                let decided = decide(region, &values, &mut Memory::default(), Effort::raised(3), &|| false);
                let Some((optimum, _)) = decided.best else { continue };
                let mut decider = Decider::new(region, &values, Effort::raised(1), &|| false);
                let mut own = vec![0.0; region.rows.len()];
                let bounds = decider.descend(&mut own, Scope::All, 20);
                let pattern = (0..bounds.len()).fold(0, |top, k| if bounds[k] > bounds[top] { k } else { top });
                decider.pricing.price(&own, Scope::One(pattern));
                let chosen = decider.pricing.choices(0).to_vec();
                let mended = decider.pool.mend(region, &values, &own, pattern, &chosen);
                if let Some((worth, choices)) = &mended {
                    assert_eq!(region.worth(choices, &values), Some(*worth));
                    assert!(*worth <= decided.bound + 1e-6 * optimum.abs().max(1.0), "region {}", region.index);
                }
                if region.worth(&chosen, &values).is_none() && optimum > 0.0 {
                    broken += 1;
                    mended_well += usize::from(mended.is_some_and(|(worth, _)| worth > 0.5 * optimum));
                }
            }
        }
        assert!(broken > 30 && 3 * mended_well > broken, "{mended_well} of {broken}");
        Ok(())
    }

    /// One year with room for two of three needs: prices choose all three; the one worth least for its room goes.
    #[test]
    fn what_is_worth_least_for_its_room_goes() {
        let rows = || vec![Gauge { right: 2.0, used: 3.0, weight: 1.0 }];
        let candidate = |value: f64, used: f64| Candidate {
            value,
            usage: if used > 0.0 { vec![(0, used)] } else { Vec::new() },
            choice: Vec::new(),
        };
        let gain = |value: f64| -value - cost(&rows(), &candidate(value, 1.0), &candidate(0.0, 0.0));
        // Worth 0.5, it is better out at a weight of 1; worth 3, it is not.
        assert!((gain(0.5) - 0.5).abs() < 1e-12 && (gain(3.0) + 2.0).abs() < 1e-12);
        // Room that is left costs nothing.
        let left = vec![Gauge { right: 2.0, used: 1.0, weight: 1.0 }];
        assert!(cost(&left, &candidate(0.0, 0.0), &candidate(1.0, 1.0)).abs() < 1e-12);
        assert!((cost(&left, &candidate(0.0, 0.0), &candidate(1.0, 1.5)) - 0.5).abs() < 1e-12);
    }
}
