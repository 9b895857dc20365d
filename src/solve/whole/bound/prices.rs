//! From the plans of a round to the prices of the next.

use super::Bounds;
use super::decide::Decision;
use super::master::{self, Column};

/// Plans kept of each region: the oldest go first.
const COLUMNS: usize = 40;
/// Links that the master moves at most.
const MOVING: usize = 600;

impl Bounds<'_> {
    /// Keeps the best selection of each region as a column of the master.
    pub(super) fn keep(&mut self, decided: &[Decision]) {
        self.usage.fill(0.0);
        self.size.fill(0.0);
        let mut used = vec![0.0; self.usage.len()];
        for ((region, decision), columns) in self.outline.regions.iter().zip(decided).zip(&mut self.columns) {
            let Some((worth, choices)) = &decision.best else { continue };
            let mut touched = Vec::new();
            region.features(choices, &mut |f| {
                for &(link, a) in self.outline.links_of(region, f) {
                    if used[link as usize] == 0.0 {
                        touched.push(link);
                    }
                    used[link as usize] += a;
                    self.size[link as usize] += a.abs();
                }
            });
            touched.sort_unstable();
            touched.dedup();
            let usage: Vec<(u32, f64)> =
                touched.iter().map(|&link| (link, std::mem::take(&mut used[link as usize]))).collect();
            let priced: f64 = usage.iter().map(|&(link, a)| a * self.at[link as usize]).sum();
            for &(link, a) in &usage {
                self.usage[link as usize] += a;
            }
            if columns.iter().all(|column| column.usage != usage || column.points < worth + priced) {
                if columns.len() == COLUMNS {
                    columns.remove(0);
                }
                columns.push(Column { points: worth + priced, usage });
            }
        }
    }

    /// Points that a unit of each link moves: its price, or what a unit of its usage makes of a twentieth of all points.
    pub(super) fn price_scales(&self) -> Vec<f64> {
        let links = self.outline.links.iter().zip(&self.size).zip(&self.best.prices);
        let part = 0.05 * self.best.bound.abs();
        links
            .map(|((row, used), price)| {
                // Where nothing is used yet, a hundredth of all that could be.
                let all: f64 = row.terms.iter().map(|&(_, a)| a.abs()).sum();
                price.max(part / used.max(row.rhs.abs()).max(0.01 * all).max(1e-9)).max(1e-9)
            })
            .collect()
    }

    /// The master's prices in a box around the best.
    pub(super) fn master_prices(&self) -> Vec<f64> {
        let best = &self.best.prices;
        let rows = &self.outline.links;
        let weight = |k: usize| {
            (best[k] + (self.usage[k] - rows[k].rhs).max(0.0) * self.scales[k] / self.best.bound.abs().max(1.0))
                / self.scales[k]
        };
        let mut moving: Vec<usize> = (0..rows.len()).collect();
        if moving.len() > MOVING {
            moving.sort_by(|&a, &b| weight(b).total_cmp(&weight(a)).then(a.cmp(&b)));
            moving.truncate(MOVING);
            moving.sort_unstable();
        }
        let mut place = vec![None; rows.len()];
        moving.iter().zip(0_u32..).for_each(|(&k, i)| place[k] = Some(i));
        // In scales, so that every price counts alike; links that stay are taken off the points.
        let columns: Vec<Vec<Column>> = self
            .columns
            .iter()
            .map(|of| {
                let scaled = of.iter().map(|column| {
                    let mut points = column.points;
                    let mut usage = Vec::with_capacity(column.usage.len());
                    for &(link, a) in &column.usage {
                        let k = link as usize;
                        match place[k] {
                            Some(i) => usage.push((i, a * self.scales[k])),
                            None => points -= a * best[k],
                        }
                    }
                    Column { points, usage }
                });
                scaled.collect()
            })
            .filter(|of: &Vec<Column>| !of.is_empty())
            .collect();
        let of = |value: &dyn Fn(usize) -> f64| moving.iter().map(|&k| value(k)).collect::<Vec<f64>>();
        let lower = of(&|k| (best[k] / self.scales[k] - self.reach).max(0.0));
        let upper = of(&|k| {
            let most = rows[k].penalty.unwrap_or(f64::INFINITY) / self.scales[k];
            let least = (best[k] / self.scales[k] - self.reach).max(0.0);
            (best[k] / self.scales[k] + self.reach).min(most).max(least + 1e-9)
        });
        let rhs = of(&|k| rows[k].rhs * self.scales[k]);
        let found = master::prices(&columns, &rhs, &lower, &upper, 1e-4 * self.best.bound.abs());
        let mut prices = best.clone();
        for (&k, y) in moving.iter().zip(found) {
            prices[k] = (y * self.scales[k]).clamp(0.0, rows[k].penalty.unwrap_or(f64::INFINITY));
        }
        prices
    }

    /// The bound at `prices` if there were no plans but those seen: no less can come of a round there.
    pub(super) fn seen(&self, prices: &[f64]) -> f64 {
        let links: f64 = self.outline.links.iter().zip(prices).map(|(row, y)| row.rhs * y).sum();
        let worth = |column: &Column| {
            column.points - column.usage.iter().map(|&(link, a)| a * prices[link as usize]).sum::<f64>()
        };
        let regions = self.columns.iter().filter(|of| !of.is_empty());
        links + self.outline.lost + regions.map(|of| of.iter().map(worth).fold(f64::MIN, f64::max)).sum::<f64>()
    }
}
