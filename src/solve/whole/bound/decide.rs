//! A region decided at given values: its own rows priced, then a search with a node limit.
//!
//! ```text
//! for prices m >= 0 of the region's rows and each pattern G of its switches (on, off):
//!     bound(m, G) = m'right(G) + sum of rewards of switches on in G
//!                 + sum over sentra of  max over schedules within G of (value - m'usage)
//! region bound = max over G of min over the m tried, or what the search says of G where it says less
//! ```
//! Prices move by subgradients with Polyak's step towards the best selection known. The search goes through the sentra in order, each with
//! the schedules whose loss against its best is less than the gap; where nodes run out, the largest bound left open counts.

use super::outline::tolerance;
use super::region::{Region, Right};
use super::search::{Schedules, Search, Selection};
use super::walk::{Sink, Walk};

/// Nodes in the walk of one sentra: enough for six needs in five years with nothing passed over; the rest counts by its bound.
const WALK: usize = 60_000;
/// Steps of prices with all patterns together, then for one pattern: gains beyond are below 1e-4 of the region (measured).
const STEPS: (usize, usize) = (40, 25);
/// The most schedules of one sentra that a search takes up; where more are within the gap the bound by prices stands.
const LISTED: usize = 20_000;

/// What is known of a region from one round to the next.
#[derive(Debug, Clone, Default)]
pub(super) struct Memory {
    /// Prices of its rows.
    pub(super) prices: Vec<f64>,
    /// How often its nodes were quadrupled.
    pub(super) effort: u32,
}

/// How a region was decided.
#[derive(Debug, Clone)]
pub(super) struct Decision {
    /// No selection is worth more; minus infinity if there is none.
    pub(super) bound: f64,
    /// The best selection found, with its worth.
    pub(super) best: Option<Selection>,
}

/// For each pattern the best schedule within it.
struct Table {
    worth: Vec<f64>,
    choice: Vec<u16>,
    needs: usize,
    cut: f64,
}

impl Sink for Table {
    fn floor(&self, mask: u64) -> f64 {
        let mask = usize::try_from(mask).unwrap_or(0);
        self.worth[mask].max(self.cut)
    }
    fn take(&mut self, choice: &[u16], mask: u64, value: f64) {
        let mask = usize::try_from(mask).unwrap_or(0);
        for pattern in (mask..self.worth.len()).filter(|pattern| pattern & mask == mask) {
            if value > self.worth[pattern] {
                self.worth[pattern] = value;
                self.choice[pattern * self.needs..(pattern + 1) * self.needs].copy_from_slice(choice);
            }
        }
    }
    fn cut(&mut self, bound: f64) {
        self.cut = self.cut.max(bound);
    }
}

/// All schedules worth more than `above`.
struct List {
    above: f64,
    found: Vec<(f64, Vec<u16>)>,
    complete: bool,
}

impl Sink for List {
    fn floor(&self, _: u64) -> f64 {
        if self.complete { self.above } else { f64::INFINITY }
    }
    fn take(&mut self, choice: &[u16], _: u64, value: f64) {
        self.complete &= self.found.len() < LISTED;
        self.found.push((value, choice.to_vec()));
    }
    fn cut(&mut self, _: f64) {
        self.complete = false;
    }
}

/// Bounds of patterns at some prices.
struct Priced {
    bounds: Vec<f64>,
    /// For each pattern and sentra the schedule, all needs one after the other.
    choices: Vec<Vec<u16>>,
}

/// Decides `region` at `values` of its features, with at most `nodes` nodes of the search.
pub(super) fn decide(region: &Region, values: &[f64], memory: &mut Memory, nodes: usize) -> Decision {
    Decider { region, values, best: None, rows: region.rows.len() }.run(memory, nodes)
}

struct Decider<'a> {
    region: &'a Region,
    values: &'a [f64],
    best: Option<Selection>,
    rows: usize,
}

impl Decider<'_> {
    fn run(mut self, memory: &mut Memory, nodes: usize) -> Decision {
        memory.prices.resize(self.rows, 0.0);
        for (price, row) in memory.prices.iter_mut().zip(&self.region.rows) {
            *price = price.clamp(0.0, row.cap);
        }
        let all = u64::MAX;
        let mut prices = memory.prices.clone();
        let bounds = self.descend(&mut prices, None, all, STEPS.0);
        memory.prices.clone_from(&prices);
        let mut order: Vec<usize> = (0..bounds.len()).filter(|&g| bounds[g] > f64::NEG_INFINITY).collect();
        order.sort_by(|&a, &b| bounds[b].total_cmp(&bounds[a]));
        let (mut open, mut left) = (f64::NEG_INFINITY, nodes);
        for pattern in order {
            if bounds[pattern] <= self.floor() || bounds[pattern] <= open {
                break;
            }
            let mut prices = prices.clone();
            let allowed = if self.region.patterns() > 1 { pattern as u64 } else { all };
            let refined = self.descend(&mut prices, Some(pattern), allowed, STEPS.1);
            let bound = refined[pattern].min(bounds[pattern]);
            if bound > self.floor() && bound > open {
                open = open.max(self.search(&prices, pattern, allowed, bound, &mut left));
            }
        }
        let bound = open.max(self.floor());
        Decision { bound: bound + self.rounding(bound), best: self.best }
    }

    fn floor(&self) -> f64 {
        self.best.as_ref().map_or(f64::NEG_INFINITY, |(worth, _)| *worth)
    }

    /// More than all sums of this region can be off by rounding: each of its terms goes through fewer than a thousand sums.
    fn rounding(&self, bound: f64) -> f64 {
        if !bound.is_finite() {
            return 0.0;
        }
        let completion = self.region.sentra.iter().filter_map(|sentra| sentra.completion.first());
        let size: f64 = self.values.iter().map(|v| v.abs()).sum::<f64>() + completion.sum::<f64>();
        1e3 * f64::EPSILON * (size + bound.abs())
    }

    /// Moves `prices` to lower the largest bound of all patterns, or that of one; gives the least bound of each pattern seen.
    fn descend(&mut self, prices: &mut Vec<f64>, only: Option<usize>, allowed: u64, steps: usize) -> Vec<f64> {
        let mut least = vec![f64::INFINITY; self.region.patterns()];
        let (mut best, mut kept) = (f64::INFINITY, prices.clone());
        let (mut step, mut stalled) = (1.0, 0);
        for _ in 0..steps {
            let priced = self.price(prices, allowed);
            for (least, &bound) in least.iter_mut().zip(&priced.bounds) {
                *least = least.min(bound);
            }
            let top =
                (0..priced.bounds.len()).fold(0, |top, g| if priced.bounds[g] > priced.bounds[top] { g } else { top });
            let pattern = only.unwrap_or(top);
            let bound = priced.bounds[pattern];
            let choices = &priced.choices[pattern];
            if let Some(worth) = self.region.worth(choices, self.values)
                && worth > self.floor()
            {
                self.best = Some((worth, choices.clone()));
            }
            if bound < best {
                (best, stalled) = (bound, 0);
                kept.clone_from(prices);
            } else {
                stalled += 1;
                if stalled > 4 {
                    step *= 0.5;
                    stalled = 0;
                    prices.clone_from(&kept);
                    if step < 0.02 {
                        break;
                    }
                    continue;
                }
            }
            let floor = self.floor();
            if !bound.is_finite() || best <= floor + 1e-9 * floor.abs() || self.rows == 0 {
                break;
            }
            let aim =
                if floor.is_finite() { (bound - floor).max(1e-3 * bound.abs()) } else { 0.1 * bound.abs().max(1.0) };
            let mut gradient = self.slack(choices, pattern, prices);
            let mut norm = 0.0;
            for (g, &price) in gradient.iter_mut().zip(prices.iter()) {
                if price <= 0.0 && *g < 0.0 {
                    *g = 0.0;
                }
                norm += *g * *g;
            }
            if norm < 1e-18 {
                break;
            }
            for ((price, g), row) in prices.iter_mut().zip(&gradient).zip(&self.region.rows) {
                *price = (*price + step * aim / norm * g).clamp(0.0, row.cap);
            }
        }
        *prices = kept;
        least
    }

    /// Usage less right-hand side of each row.
    fn slack(&self, choices: &[u16], pattern: usize, prices: &[f64]) -> Vec<f64> {
        let mut usage = vec![0.0; self.rows];
        self.region.features(choices, &mut |feature| {
            for &(row, a) in &self.region.columns[feature as usize] {
                usage[row as usize] += a;
            }
        });
        for (row, used) in self.region.rows.iter().zip(&mut usage) {
            let on = match row.right {
                Right::Fixed(_) => true,
                Right::Most(k) | Right::Least(k) => self
                    .region
                    .state(pattern, k)
                    .unwrap_or_else(|| self.switched(k, true, prices) > self.switched(k, false, prices)),
            };
            *used -= self.region.right(row, on);
        }
        usage
    }

    /// What switch `k` adds in one state at `prices` of the rows.
    fn switched(&self, k: usize, on: bool, prices: &[f64]) -> f64 {
        let switch = &self.region.switches[k];
        if on && switch.least > switch.most + tolerance(switch.most) {
            return f64::NEG_INFINITY;
        }
        let rows = self.region.rows.iter().zip(prices);
        let of = rows.filter(|(row, _)| matches!(row.right, Right::Most(j) | Right::Least(j) if j == k));
        let priced: f64 = of.map(|(row, price)| price * self.region.right(row, on)).sum();
        let reward = |&item: &u32| {
            let rows = &self.region.columns[item as usize];
            self.values[item as usize] - rows.iter().map(|&(row, a)| prices[row as usize] * a).sum::<f64>()
        };
        priced + if on { switch.items.iter().map(reward).sum() } else { 0.0 }
    }

    fn constant(&self, pattern: usize, prices: &[f64]) -> f64 {
        let rows = self.region.rows.iter().zip(prices);
        let fixed = rows.filter(|(row, _)| matches!(row.right, Right::Fixed(_)));
        let fixed: f64 = fixed.map(|(row, price)| price * self.region.right(row, true)).sum();
        let switches = (0..self.region.switches.len()).map(|k| match self.region.state(pattern, k) {
            Some(on) => self.switched(k, on, prices),
            None => self.switched(k, true, prices).max(self.switched(k, false, prices)),
        });
        fixed + switches.sum::<f64>()
    }

    fn reduced(&self, prices: &[f64]) -> Vec<f64> {
        let columns = self.values.iter().zip(&self.region.columns);
        columns.map(|(v, rows)| v - rows.iter().map(|&(row, a)| prices[row as usize] * a).sum::<f64>()).collect()
    }

    fn price(&self, prices: &[f64], allowed: u64) -> Priced {
        let reduced = self.reduced(prices);
        let patterns = self.region.patterns();
        let mut bounds: Vec<f64> = (0..patterns).map(|g| self.constant(g, prices)).collect();
        let mut choices = vec![Vec::new(); patterns];
        for sentra in &self.region.sentra {
            let needs = sentra.needs.len();
            let mut table = Table {
                worth: vec![f64::NEG_INFINITY; patterns],
                choice: vec![0; patterns * needs],
                needs,
                cut: f64::NEG_INFINITY,
            };
            Walk::new(sentra, &reduced, &self.region.masks, allowed, self.region.years).run(WALK, &mut table);
            for pattern in 0..patterns {
                bounds[pattern] += table.worth[pattern].max(table.cut);
                choices[pattern].extend_from_slice(&table.choice[pattern * needs..(pattern + 1) * needs]);
            }
        }
        Priced { bounds, choices }
    }

    /// Searches `pattern`, of which `bound` is known; gives the largest bound of what it left open.
    fn search(&mut self, prices: &[f64], pattern: usize, allowed: u64, bound: f64, left: &mut usize) -> f64 {
        if !self.region.exact {
            return bound;
        }
        let reduced = self.reduced(prices);
        let mut base = self.constant(pattern, prices);
        let mut lists: Vec<Schedules> = Vec::with_capacity(self.region.sentra.len());
        let gap = bound - self.floor();
        let mut from = 0;
        for sentra in &self.region.sentra {
            let mut walk = Walk::new(sentra, &reduced, &self.region.masks, allowed, self.region.years);
            let mut best = Top(f64::NEG_INFINITY, false);
            walk.run(WALK, &mut best);
            if best.1 || best.0 == f64::NEG_INFINITY {
                return if best.1 { bound } else { f64::NEG_INFINITY };
            }
            let above = if gap.is_finite() { best.0 - gap - tolerance(bound) } else { f64::NEG_INFINITY };
            let mut list = List { above, found: Vec::new(), complete: true };
            Walk::new(sentra, &reduced, &self.region.masks, allowed, self.region.years).run(WALK, &mut list);
            if !list.complete {
                return bound;
            }
            list.found.sort_by(|a, b| b.0.total_cmp(&a.0).then_with(|| a.1.cmp(&b.1)));
            lists.push((from, list.found));
            from += sentra.needs.len();
            base += best.0;
        }
        // Few schedules first: what they decide is decided once.
        let mut sentra: Vec<usize> = (0..lists.len()).collect();
        sentra.sort_by_key(|&s| lists[s].1.len());
        let search = Search::new(self.region, self.values, lists, sentra, pattern);
        let (open, best) = search.run(base, self.best.take(), left);
        self.best = best;
        open.min(bound)
    }
}

/// The best schedule's worth, and whether some were not looked at.
struct Top(f64, bool);

impl Sink for Top {
    fn floor(&self, _: u64) -> f64 {
        self.0
    }
    fn take(&mut self, _: &[u16], _: u64, value: f64) {
        self.0 = self.0.max(value);
    }
    fn cut(&mut self, _: f64) {
        self.1 = true;
    }
}
