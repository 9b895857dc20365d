//! From the plans of a round to the prices of the next.

use rayon::prelude::*;

use super::Bounds;
use super::decide::Decision;
use super::master::{self, Column};
use super::outline::Outline;
use super::region::Region;
use super::search::Selection;

/// Plans kept of each region: the oldest go first.
pub(super) const COLUMNS: usize = 60;
/// Columns that the master mixes, shared by the regions, and of one region at least; those worth most at the best prices: its time grows with
/// them.
const MIXED: usize = 10_000;
const MIXED_EACH: usize = 20;
/// Links that the master moves at most.
const MOVING: usize = 600;

/// Adds `column` to those of its region, of which `most` are kept, unless it is there.
pub(super) fn add(columns: &mut Vec<Column>, column: Column, most: usize) {
    if columns.iter().all(|known| known.usage != column.usage || known.points < column.points) {
        if columns.len() == most {
            columns.remove(0);
        }
        columns.push(column);
    }
}

/// The places of the `most` columns worth most at `prices`, in order.
fn best(columns: &[Column], prices: &[f64], most: usize) -> Vec<usize> {
    let mut places: Vec<usize> = (0..columns.len()).collect();
    if places.len() > most {
        let worth: Vec<f64> = columns.iter().map(|column| column.worth(prices)).collect();
        places.sort_by(|&a, &b| worth[b].total_cmp(&worth[a]).then(a.cmp(&b)));
        places.truncate(most);
        places.sort_unstable();
    }
    places
}

impl Outline {
    /// A selection found at `prices` as a column; `used` is of zeros, one for each link.
    pub(super) fn column(
        &self,
        region: &Region,
        (worth, choices): &Selection,
        prices: &[f64],
        used: &mut [f64],
    ) -> Column {
        let mut touched = Vec::new();
        region.features(choices, &mut |f| {
            for &(link, a) in self.links_of(region, f) {
                touched.push(link);
                used[link as usize] += a;
            }
        });
        touched.sort_unstable();
        touched.dedup();
        let usage: Vec<(u32, f64)> =
            touched.iter().map(|&link| (link, std::mem::take(&mut used[link as usize]))).collect();
        let priced: f64 = usage.iter().map(|&(link, a)| a * prices[link as usize]).sum();
        Column { choices: choices.clone(), points: worth + priced, usage }
    }
}

impl Bounds<'_> {
    /// Keeps the best selection of each region as a column of the master.
    pub(super) fn keep(&mut self, decided: &[Decision]) {
        let mut used = vec![0.0; self.usage.len()];
        let mut taken = Vec::with_capacity(decided.len());
        for ((region, decision), columns) in self.outline.regions.iter().zip(decided).zip(&mut self.columns) {
            let Some(best) = &decision.best else { continue };
            for other in decision.others.iter().take(self.others) {
                let column = self.outline.column(region, other, &self.at, &mut used);
                add(columns, column, COLUMNS);
            }
            let column = self.outline.column(region, best, &self.at, &mut used);
            taken.push(column.clone());
            add(columns, column, COLUMNS);
        }
        self.count(taken.iter());
    }

    /// Adds up what `columns`, one of each region, use of each link.
    pub(super) fn count<'c>(&mut self, columns: impl Iterator<Item = &'c Column>) {
        self.usage.fill(0.0);
        self.size.fill(0.0);
        for &(link, a) in columns.flat_map(|column| &column.usage) {
            self.usage[link as usize] += a;
            self.size[link as usize] += a.abs();
        }
    }

    /// Points that a unit of each link moves: its price, or what a unit of its usage makes of a twentieth of all points.
    pub(super) fn price_scales(&self) -> Vec<f64> {
        let prices = &self.best.prices;
        let part = 0.05 * self.best.bound.abs();
        let links = self.outline.links.iter().zip(&self.size).enumerate();
        links
            .map(|(k, (row, &used))| {
                let price = prices[k].max(self.twins[k].map_or(0.0, |other| prices[other]));
                let most = used.max(row.rhs.abs());
                let taken = if row.rhs == 0.0 {
                    // Where nothing is used yet, a hundredth of all that could be.
                    let all: f64 = row.terms.iter().map(|&(_, a)| a.abs()).sum();
                    most.max(0.01 * all)
                } else {
                    // Where few of many are let in, what is let in is worth far more than what is asked for on average, and less than all of it.
                    (most * row.rhs.abs()).sqrt()
                };
                price.max(part / taken.max(1e-9)).max(1e-9)
            })
            .collect()
    }

    /// The master's prices in a box around the best; of links that may not move as they are.
    pub(super) fn master_prices(&self, may_move: &dyn Fn(usize) -> bool) -> Vec<f64> {
        self.mixed(&self.columns, self.reach, may_move).0
    }

    /// The master's prices for `columns` in a box that reaches so far around the best, and the place and weight in its mix of those of each region that it mixed.
    pub(super) fn mixed(
        &self,
        columns: &[Vec<Column>],
        reach: f64,
        may_move: &dyn Fn(usize) -> bool,
    ) -> (Vec<f64>, Vec<Vec<(usize, f64)>>) {
        let Self { usage, twins, .. } = self;
        let (rows, centre) = (&self.outline.links, &self.best.prices);
        let rhs: Vec<f64> = rows.iter().map(|row| row.rhs).collect();
        let of_one = |k: usize| {
            (centre[k] + (usage[k] - rhs[k]).max(0.0) * self.scales[k] / self.best.bound.abs().max(1.0))
                / self.scales[k]
        };
        let weight = |k: usize| of_one(k).max(twins[k].map_or(0.0, of_one));
        // The two sides of an equality move as one price of either sign: apart, what they have in common goes where it likes.
        let moves = |&k: &usize| may_move(k) && twins[k].is_none_or(|other| k < other);
        let mut moving: Vec<usize> = (0..rows.len()).filter(moves).collect();
        if moving.len() > MOVING {
            moving.sort_by(|&a, &b| weight(b).total_cmp(&weight(a)).then(a.cmp(&b)));
            moving.truncate(MOVING);
        }
        self.arrange(&mut moving);
        let mut place = vec![None; rows.len()];
        moving.iter().zip(0_u32..).for_each(|(&k, i)| place[k] = Some(i));
        let is_said = |k: usize| twins[k].is_some_and(|other| place[other].is_some());
        let net = |k: usize| centre[k] - twins[k].map_or(0.0, |other| centre[other]);
        let most = MIXED_EACH.max(MIXED / columns.len().max(1));
        let kept: Vec<Vec<usize>> = columns.par_iter().map(|of| best(of, centre, most)).collect();
        // In scales, so that every price counts alike; links that stay are taken off the points.
        let scaled: Vec<Vec<Column>> = columns
            .par_iter()
            .zip(&kept)
            .filter(|(_, kept)| !kept.is_empty())
            .map(|(of, kept)| {
                let scaled = kept.iter().map(|&k| {
                    let column = &of[k];
                    let mut points = column.points;
                    let mut usage = Vec::with_capacity(column.usage.len());
                    for &(link, a) in &column.usage {
                        let k = link as usize;
                        match place[k] {
                            Some(i) => usage.push((i, a * self.scales[k])),
                            // What the other side says is said.
                            None if is_said(k) => {}
                            None => points -= a * centre[k],
                        }
                    }
                    usage.sort_unstable_by_key(|&(i, _)| i);
                    Column { choices: Vec::new(), points, usage }
                });
                scaled.collect()
            })
            .collect();
        let of = |value: &dyn Fn(usize) -> f64| moving.iter().map(|&k| value(k)).collect::<Vec<f64>>();
        let cap = |k: usize| rows[k].penalty.unwrap_or(f64::INFINITY);
        let least = |k: usize| {
            let floor = twins[k].map_or(0.0, |other| -cap(other) / self.scales[k]);
            (net(k) / self.scales[k] - reach).max(floor)
        };
        let lower = of(&least);
        let upper = of(&|k| (net(k) / self.scales[k] + reach).min(cap(k) / self.scales[k]).max(least(k) + 1e-9));
        let right = of(&|k| rhs[k] * self.scales[k]);
        let found = master::mix(&scaled, &right, &lower, &upper, 1e-4 * self.best.bound.abs());
        let mut weights = found.weights.into_iter();
        let weights = kept.into_iter().map(|kept| {
            // Regions without a plan are none of the master's.
            let of = if kept.is_empty() { None } else { weights.next() };
            kept.into_iter().zip(of.unwrap_or_default()).collect()
        });
        let weights = weights.collect();
        let mut prices = centre.clone();
        for (&k, y) in moving.iter().zip(found.prices) {
            let price = y * self.scales[k];
            prices[k] = price.clamp(0.0, cap(k));
            if let Some(other) = twins[k] {
                prices[other] = (-price).clamp(0.0, cap(other));
            }
        }
        (prices, weights)
    }

    /// Puts links of few regions near together first, by place, and those of many last: the master's factor then is of few entries.
    fn arrange(&self, moving: &mut [usize]) {
        let wide = self.outline.regions.len() / 4;
        moving.sort_by_key(|&k| {
            let (first, last) = self.spans[k];
            if last.saturating_sub(first) > wide { (usize::MAX, k) } else { (first, k) }
        });
    }

    /// The bound at `prices` if there were no plans but those seen: no less can come of a round there.
    pub(super) fn seen_at(&self, prices: &[f64]) -> f64 {
        let links: f64 = self.outline.links.iter().zip(prices).map(|(row, y)| row.rhs * y).sum();
        let regions = self.columns.iter().filter(|of| !of.is_empty());
        links
            + self.outline.lost
            + regions.map(|of| of.iter().map(|column| column.worth(prices)).fold(f64::MIN, f64::max)).sum::<f64>()
    }
}
