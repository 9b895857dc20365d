//! A region decided at given values: its own rows priced, then a search with a node limit.
//!
//! ```text
//! for prices m >= 0 of the region's rows and each pattern G of its switches (on, off):
//!     bound(m, G) = m'right(G) + sum of rewards of switches on in G
//!                 + sum over sentra of  max over schedules within G of (value - m'usage)
//! region bound = max over G of min over the m tried, or what the search says of G where it says less
//! ```
//! Prices move by subgradients, each step as long as Polyak's towards an aim that moves (see `FIRST`). What they choose is mended to keep the region's rows
//! (see `mend`), so that the search begins with a good selection. The search goes through the sentra in order, each with
//! the schedules whose loss against its best is less than the gap; where they are too many, with those of a smaller loss, and what has a schedule
//! of more loss counts by the bound less that. Where nodes run out, the largest bound left open counts.

use super::branch::{Met, TAKES};
use super::effort::{Effort, FEW};
use super::mend::Pool;
use super::outline::tolerance;
use super::pricing::{Pricing, Scope};
use super::region::{Region, Right};
use super::search::{Schedules, Search, Selection};
use super::walk::Sink;

/// While prices are far off, a step of a region's prices aims at a bound lower by this part at first; by so much more after a step that
/// brought a third of it, less after one that brought nothing; after more failures on end it goes back to the best prices, and ends where it
/// aims at so small a part. The best selection known is no aim there: within ceilings that hold two or three needs it is at times half of the
/// bound, and steps towards it go far too far. Near the best prices it is: steps go towards it, half as far after more failures on end.
const NEAR_FAILURES: i32 = 4;
const FIRST: f64 = 0.1;
const LONGER: f64 = 1.5;
const SHORTER: f64 = 0.6;
const FAILURES: i32 = 2;
const LEAST: f64 = 1e-5;
/// Patterns that selections are made of by mending.
const MENDED: usize = 3;

/// What is known of a region from one round to the next.
#[derive(Debug, Clone, Default)]
pub(super) struct Memory {
    /// Prices of its rows.
    pub(super) prices: Vec<f64>,
    /// How often its effort was raised.
    pub(super) effort: u32,
    /// A selection that may be worth much; empty if none is known.
    pub(super) start: Vec<u16>,
}

/// How a region was decided.
#[derive(Debug, Clone)]
pub(super) struct Decision {
    /// No selection is worth more; minus infinity if there is none.
    pub(super) bound: f64,
    /// The best selection found, with its worth.
    pub(super) best: Option<Selection>,
    /// The best met within each pattern of switches, best first: what tells the master what a switch is worth.
    pub(super) others: Vec<Selection>,
    /// Nodes that the search went through.
    pub(super) nodes: usize,
}

/// All schedules worth more than `above`.
struct List {
    above: f64,
    found: Vec<(f64, Vec<u16>)>,
    most: usize,
    complete: bool,
}

impl Sink for List {
    fn floor(&self, _: u64) -> f64 {
        if self.complete { self.above } else { f64::INFINITY }
    }
    fn take(&mut self, choice: &[u16], _: u64, value: f64) {
        self.complete &= self.found.len() < self.most;
        self.found.push((value, choice.to_vec()));
    }
    fn cut(&mut self, _: f64) {
        self.complete = false;
    }
}

/// Decides `region` at `values` of its features with so much `effort`; once `stop` says so, with no more: the bound is true, and loose.
pub(super) fn decide(
    region: &Region,
    values: &[f64],
    memory: &mut Memory,
    effort: Effort,
    stop: &dyn Fn() -> bool,
) -> Decision {
    Decider::new(region, values, effort, stop).run(memory, effort)
}

pub(super) struct Decider<'a> {
    pub(super) region: &'a Region,
    pub(super) values: &'a [f64],
    pub(super) pricing: Pricing<'a>,
    pub(super) best: Option<Selection>,
    /// The best selection met within each pattern.
    pub(super) seen: Vec<Option<Selection>>,
    /// How often options were met as the prices of one pattern moved, where somebody asks.
    pub(super) met: Option<Met>,
    /// Schedules met as prices moved.
    pub(super) pool: Pool,
    pub(super) rows: usize,
    /// Whether prices may be far from the best.
    pub(super) far: bool,
    pub(super) stop: &'a dyn Fn() -> bool,
}

impl<'a> Decider<'a> {
    pub(super) fn new(region: &'a Region, values: &'a [f64], effort: Effort, stop: &'a dyn Fn() -> bool) -> Self {
        let seen = vec![None; region.patterns()];
        let (pricing, rows) = (Pricing::new(region, values), region.rows.len());
        Self {
            region,
            values,
            pricing,
            best: None,
            seen,
            met: None,
            pool: Pool::default(),
            rows,
            far: effort.far,
            stop,
        }
    }

    fn run(mut self, memory: &mut Memory, effort: Effort) -> Decision {
        memory.prices.resize(self.rows, 0.0);
        for (price, row) in memory.prices.iter_mut().zip(&self.region.rows) {
            *price = price.clamp(0.0, row.cap);
        }
        let needs = self.region.sentra.iter().map(|sentra| sentra.needs.len()).sum::<usize>();
        if memory.start.len() == needs {
            self.best = self.region.worth(&memory.start, self.values).map(|worth| (worth, memory.start.clone()));
        }
        let bounds = self.descend(&mut memory.prices, Scope::All, effort.steps.0);
        let mut order: Vec<usize> = (0..bounds.len()).filter(|&g| bounds[g] > f64::NEG_INFINITY).collect();
        order.sort_by(|&a, &b| bounds[b].total_cmp(&bounds[a]));
        self.mend(&memory.prices, &memory.start, &order);
        let branches = effort.branches * FEW / self.region.sentra.len().max(FEW);
        let (mut open, mut left, mut twigs) = (f64::NEG_INFINITY, effort.nodes, branches);
        for (n, pattern) in order.into_iter().enumerate() {
            if bounds[pattern] <= self.floor() || bounds[pattern] <= open {
                break;
            }
            if n == effort.patterns || (self.stop)() {
                open = bounds[pattern];
                break;
            }
            let mut prices = memory.prices.clone();
            let mut bound = bounds[pattern];
            if effort.steps.1 > 0 {
                bound = bound.min(self.descend(&mut prices, Scope::One(pattern), effort.steps.1)[0]);
            }
            if bound > self.floor() && bound > open {
                let mut rest = self.search(&prices, pattern, bound, effort, &mut left);
                if twigs > 0 && rest > self.floor() && rest > open {
                    rest = self.branch(&prices, pattern, rest, &mut twigs);
                }
                open = open.max(rest);
            }
        }
        let bound = open.max(self.floor());
        let bound = bound + self.rounding(bound);
        let mut others: Vec<Selection> = self.seen.into_iter().flatten().collect();
        others.sort_by(|a, b| b.0.total_cmp(&a.0));
        Decision { bound, best: self.best, others, nodes: effort.nodes - left + TAKES * (branches - twigs) }
    }

    /// Makes selections of the best patterns of `order` out of what was met: from what the `prices` choose, and from one that was known before.
    fn mend(&mut self, prices: &[f64], start: &[u16], order: &[usize]) {
        for &pattern in order.iter().take(MENDED) {
            self.pricing.price(prices, Scope::One(pattern));
            let choices = self.pricing.choices(0).to_vec();
            self.pool.take(self.region, &choices);
            let needs = choices.len();
            for from in [&choices[..], start].into_iter().filter(|from| from.len() == needs) {
                let Some((worth, choices)) = self.pool.mend(self.region, self.values, prices, pattern, from) else {
                    continue;
                };
                if self.seen.get(pattern).is_some_and(|seen| seen.as_ref().is_none_or(|(best, _)| worth > *best)) {
                    self.seen[pattern] = Some((worth, choices.clone()));
                }
                if worth > self.floor() {
                    self.best = Some((worth, choices));
                }
            }
        }
    }

    pub(super) fn floor(&self) -> f64 {
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

    /// Moves `prices` to lower the largest bound of the patterns in `scope`; gives the least bound seen of each.
    pub(super) fn descend(&mut self, prices: &mut Vec<f64>, scope: Scope, steps: usize) -> Vec<f64> {
        let mut least = match scope {
            Scope::All => vec![f64::INFINITY; self.region.patterns()],
            Scope::One(_) => vec![f64::INFINITY],
        };
        let (mut best, mut kept) = (f64::INFINITY, prices.clone());
        let mut gradient = Vec::new();
        let (mut aimed, mut stalled) = (f64::INFINITY, 0);
        for _ in 0..steps {
            self.pricing.price(prices, scope);
            let bounds = &self.pricing.bounds;
            for (least, &bound) in least.iter_mut().zip(bounds) {
                *least = least.min(bound);
            }
            let top = (0..bounds.len()).fold(0, |top, k| if bounds[k] > bounds[top] { k } else { top });
            let bound = bounds[top];
            if matches!(scope, Scope::All) && bound < best {
                self.look();
            }
            let choices = self.pricing.choices(top);
            self.pool.take(self.region, choices);
            if let Some(met) = &mut self.met {
                met.iter_mut().zip(choices).for_each(|(met, &choice)| met[usize::from(choice)] += 1);
            }
            if let Some(worth) = self.region.worth(choices, self.values)
                && self.best.as_ref().is_none_or(|(best, _)| worth > *best)
            {
                self.best = Some((worth, choices.to_vec()));
            }
            if bound < best {
                if best.is_finite() && best - bound > 0.3 * aimed {
                    aimed *= LONGER;
                }
                (best, stalled) = (bound, 0);
                kept.clone_from(prices);
            } else {
                stalled += 1;
                if self.far {
                    aimed *= SHORTER;
                }
                if stalled > if self.far { FAILURES } else { NEAR_FAILURES } {
                    if !self.far {
                        aimed = 0.5 * aimed.min(best - self.floor());
                    }
                    stalled = 0;
                    prices.clone_from(&kept);
                    if aimed < LEAST * best.abs() {
                        break;
                    }
                    continue;
                }
            }
            let floor = self.floor();
            if !bound.is_finite() || best <= floor + 1e-9 * floor.abs() || self.rows == 0 {
                break;
            }
            if !aimed.is_finite() {
                aimed = if self.far { FIRST } else { 1.0 } * bound.abs().max(1.0);
            }
            let aim = (bound - best) + aimed.min((best - floor).max(1e-3 * best.abs()));
            let pattern = if let Scope::One(pattern) = scope { pattern } else { top };
            self.slack(top, pattern, &mut gradient);
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
                *price = (*price + aim / norm * g).clamp(0.0, row.cap);
            }
        }
        *prices = kept;
        least
    }

    /// Keeps the best selections of the patterns just priced.
    fn look(&mut self) {
        for pattern in 0..self.seen.len() {
            let choices = self.pricing.choices(pattern);
            if let Some(worth) = self.region.worth(choices, self.values)
                && self.seen[pattern].as_ref().is_none_or(|(best, _)| worth > *best)
            {
                self.seen[pattern] = Some((worth, choices.to_vec()));
            }
        }
    }

    /// Usage less right-hand side of each row, by the schedules of `pattern`, priced as number `k`.
    fn slack(&self, k: usize, pattern: usize, usage: &mut Vec<f64>) {
        usage.clear();
        usage.resize(self.rows, 0.0);
        self.region.features(self.pricing.choices(k), &mut |feature| {
            for &(row, a) in &self.region.columns[feature as usize] {
                usage[row as usize] += a;
            }
        });
        for (row, used) in self.region.rows.iter().zip(usage) {
            let on = match row.right {
                Right::Fixed(_) => true,
                Right::Most(k) | Right::Least(k) => self.pricing.is_on(pattern, k),
            };
            *used -= self.region.right(row, on);
        }
    }

    /// Searches `pattern`, of which `bound` is known; gives the largest bound of what it left open.
    pub(super) fn search(
        &mut self,
        prices: &[f64],
        pattern: usize,
        bound: f64,
        effort: Effort,
        left: &mut usize,
    ) -> f64 {
        if !self.region.exact {
            return bound;
        }
        let mut base = self.pricing.open(prices, pattern);
        let count = self.region.sentra.len();
        let mut tops = Vec::with_capacity(count);
        for s in 0..count {
            let mut best = Top(f64::NEG_INFINITY, false);
            self.pricing.walk(s, pattern, &mut best);
            if best.1 || best.0 == f64::NEG_INFINITY {
                return if best.1 { bound } else { f64::NEG_INFINITY };
            }
            base += best.0;
            tops.push(best.0);
        }
        // Counted from these prices: `bound` may be that of others, and lower, and what it leaves out here would be lost.
        let gap = base - self.floor();
        let mut within = gap;
        let mut lists = self.lists(pattern, &tops, within + tolerance(base), effort.listed);
        for _ in 0..NARROWED {
            if lists.is_some() {
                break;
            }
            within = if within.is_finite() { 0.25 * within } else { 0.25 * base.abs() };
            lists = self.lists(pattern, &tops, within, effort.listed);
        }
        let Some(lists) = lists else { return bound };
        // Few schedules first: what they decide is decided once.
        let mut sentra: Vec<usize> = (0..count).collect();
        sentra.sort_by_key(|&s| lists[s].1.len());
        // To be exact may take more nodes than there are; then plans that are worth little more than the best are passed over, and what they could be
        // worth stays open: a part of what would be left otherwise.
        let search = Search::new(self.region, self.values, lists, sentra, pattern, prices);
        let mut open = bound;
        for part in PARTS {
            let floor = self.floor();
            let above = if floor.is_finite() { floor + part * (bound - floor) } else { floor };
            let mut own = (*left).min(effort.nodes / PARTS.len());
            let before = own;
            let (rest, best) = search.run(base, self.best.take(), above, &mut own, self.stop);
            self.best = best;
            *left -= before - own;
            if own > 0 {
                open = rest.max(if above > self.floor() { above } else { f64::NEG_INFINITY });
                break;
            }
            open = open.min(rest.max(above));
        }
        if within < gap {
            open = open.max(base - within);
        }
        open.min(bound)
    }

    /// Each sentra's schedules that are worth more than its best less `within`, best first; `None` where a sentra has more than `most`.
    fn lists(&mut self, pattern: usize, tops: &[f64], within: f64, most: usize) -> Option<Vec<Schedules>> {
        let mut lists: Vec<Schedules> = Vec::with_capacity(tops.len());
        let mut from = 0;
        for (s, top) in tops.iter().enumerate() {
            let mut list = List { above: top - within, found: Vec::new(), most, complete: true };
            self.pricing.walk(s, pattern, &mut list);
            if !list.complete {
                return None;
            }
            list.found.sort_by(|a, b| b.0.total_cmp(&a.0).then_with(|| a.1.cmp(&b.1)));
            lists.push((from, list.found));
            from += self.region.sentra[s].needs.len();
        }
        Some(lists)
    }
}

/// Parts of what is open that a search may leave open, one after the other, each with a quarter of the nodes.
const PARTS: [f64; 4] = [0.0, 0.4, 0.65, 0.85];
/// How often the loss within which schedules are listed may be quartered.
const NARROWED: usize = 3;

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
