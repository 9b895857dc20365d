//! One plan for each region, chosen from plans seen so that together they keep the links: annealing over columns.
//!
//! ```text
//! score   points of the chosen columns - penalties of soft links - sum over hard links  weight * max(0, usage - rhs)
//! move    a region takes another of its columns, those worth more at the prices more often; where that lowers the score and is not taken, every
//!         other time a second region follows: the best of a few drawn
//! taken   if the score does not fall; else with probability exp(fall / heat)
//! ```
//! The weight of a hard link is its price at first. That is what its room is worth, so that to break it a little costs what leaving it unused
//! costs, and the search walks along the links on both sides rather than in front of them. A weight grows while its link stays broken and
//! shrinks while it holds. A link without a price weighs a small part of what all points are to its usage: heavier ones hold everything else fast.
//!
//! # Which columns
//! Those that the master has; those made beside the best plan (see `vary`); to pay nothing; and, where it starts from a plan of its own or of the bound, the neighbours of that (see `neighbours`): they make up for what the
//! others leave unused. At most [`KEPT`] of a region.
//!
//! # What it gives
//! Annealing need by need from a plan of the master's mix, which is what this took the place of, left 1.8 % open at 1,750 sentra after 60 s and 5 % at
//! 7,437 within tight ceilings; this left 1.0 and 1.6 % at its first trial. HiGHS, given the columns of 1,750 sentra as a program, came within 0.1 % of the best choice of them in
//! 30 s, this within 0.4 % in 4 s.

use std::sync::Arc;

use rayon::prelude::*;

use super::master::Column;
use super::neighbours::neighbours;
use super::outline::{Outline, tolerance};
use super::payments;
use super::region::Region;
use super::seen::{Seen, Start};
use super::usage::differences;
use crate::id::PaymentId;
use crate::random::Random;

/// Columns of a region at most, those worth most at the prices.
const KEPT: usize = 200;
/// Moves between two looks at the weights and at whether to stop.
const STRETCH: usize = 20_000;
/// Columns drawn for the second region of a move. At 1,750 sentra 16 left 0.49 % of the best choice open in the mean of three runs, 8 left 0.55 %, and none at all 1
/// to 2 %.
const DRAWN: usize = 16;
/// By how much the weight of a broken link grows in a stretch, and that of one that holds shrinks; and within what bounds.
const HEAVIER: f64 = 1.1;
const LIGHTER: f64 = 0.95;
const HEAVIEST: f64 = 100.0;
const LIGHTEST: f64 = 0.5;
/// Weight of a link without a price, as a part of what all points are to its usage: at a hundredth links stay broken; a tenth is as good.
const UNPRICED: f64 = 0.03;
/// Usage that is taken to keep a link, in the roundings of one sum: it is a sum of thousands of steps. Who takes a plan judges it exactly.
const ROUNDINGS: f64 = 1e3;

/// A link at work.
#[derive(Debug, Clone)]
struct Gauge {
    rhs: f64,
    used: f64,
    /// Points that a unit of breach costs at first; of a soft link its penalty.
    weight: f64,
    /// How often as much by now.
    heavy: f64,
    soft: bool,
    broken: bool,
}

impl Gauge {
    fn over(&self, used: f64) -> f64 {
        (used - self.rhs).max(0.0)
    }

    /// What `more` usage costs.
    fn cost(&self, more: f64) -> f64 {
        self.weight * self.heavy * (self.over(self.used + more) - self.over(self.used))
    }

    fn is_broken(&self) -> bool {
        !self.soft && self.used > self.rhs + ROUNDINGS * tolerance(self.rhs)
    }
}

/// One column of each region, and those that it may take instead.
#[derive(Debug)]
pub struct Assembly {
    random: Random,
    outline: Arc<Outline>,
    gauges: Vec<Gauge>,
    /// Columns of each region, those worth most first.
    columns: Vec<Vec<Column>>,
    /// Which of them is chosen.
    at: Vec<usize>,
    /// Regions with more than one.
    open: Vec<usize>,
    points: f64,
    /// Hard links that are broken.
    broken: usize,
    /// Worth and columns of the best choice that keeps them all.
    best: Option<(f64, Vec<usize>)>,
    /// What the steps of a move change, kept from move to move for its room.
    changed: [Vec<(u32, f64)>; 2],
}

impl Assembly {
    /// Nothing chosen yet; draws by `seed`.
    #[must_use]
    pub fn new(seen: &Seen, seed: u64) -> Self {
        Self {
            random: Random::new(seed, 6),
            outline: Arc::clone(&seen.outline),
            gauges: Vec::new(),
            columns: Vec::new(),
            at: Vec::new(),
            open: Vec::new(),
            points: 0.0,
            broken: 0,
            best: None,
            changed: [Vec::new(), Vec::new()],
        }
    }

    /// Regions that it chooses for.
    #[must_use]
    pub fn regions(&self) -> usize {
        self.open.len()
    }

    /// Takes the columns and prices of `seen`, and starts anew. Once `stop` says so it makes no neighbours, which take most of its time.
    pub fn fill(&mut self, seen: &Seen, start: Start, stop: impl Fn() -> bool + Sync) {
        let prices = &seen.prices;
        let values = self.outline.values(prices);
        let from = self.start(seen, start);
        let regions = self.outline.regions.par_iter().zip(&seen.columns).zip(&seen.rows).zip(&from);
        let filled: Vec<(Vec<Column>, usize)> = regions
            .map(|(((region, known), rows), from)| {
                let values = region.values(&values);
                let mut more = Vec::new();
                // The master's plans are among those that are known. Their neighbours would take a second at national size.
                if let Some(from) = from.as_ref().filter(|_| start != Start::Mixed) {
                    if !stop() {
                        more = neighbours(region, from, &values, rows);
                    }
                    more.extend(region.worth(from, &values).map(|worth| (worth, from.clone())));
                }
                let nothing = vec![0; region.sentra.iter().map(|sentra| sentra.needs.len()).sum()];
                more.extend(region.worth(&nothing, &values).map(|worth| (worth, nothing)));
                let mut used = vec![0.0; prices.len()];
                let more = more.iter().map(|selection| self.outline.column(region, selection, prices, &mut used));
                let all = more.chain(known.iter().cloned()).map(|column| (column.worth(prices), column)).collect();
                sift(all, from.as_deref())
            })
            .collect();
        (self.columns, self.at) = filled.into_iter().unzip();
        self.open = (0..self.columns.len()).filter(|&r| self.columns[r].len() > 1).collect();
        self.best = None;
        self.gauge(prices);
        self.note();
    }

    /// The selections to start from.
    fn start(&self, seen: &Seen, start: Start) -> Vec<Option<Vec<u16>>> {
        match start {
            Start::Mixed if !seen.mixed.is_empty() => seen.mixed.clone(),
            Start::Learned if !seen.learned.is_empty() => seen.learned.iter().cloned().map(Some).collect(),
            Start::Own if !self.columns.is_empty() => self.chosen().map(|(_, choices)| choices.cloned()).collect(),
            _ => vec![None; self.outline.regions.len()],
        }
    }

    /// Every region with its selection: the best that keeps the links, else the last.
    fn chosen(&self) -> impl Iterator<Item = (&Region, Option<&Vec<u16>>)> {
        let at = self.best.as_ref().map_or(&self.at, |(_, at)| at);
        let regions = self.outline.regions.iter().zip(&self.columns).zip(at);
        regions.map(|((region, columns), &k)| (region, columns.get(k).map(|column| &column.choices)))
    }

    /// Sets the links up for what is chosen; those that were heavy stay so.
    fn gauge(&mut self, prices: &[f64]) {
        let mut used = vec![0.0; prices.len()];
        let mut gross = vec![0.0; prices.len()];
        self.points = self.outline.lost;
        for (columns, &k) in self.columns.iter().zip(&self.at) {
            let Some(column) = columns.get(k) else { continue };
            self.points += column.points;
            for &(link, a) in &column.usage {
                used[link as usize] += a;
                gross[link as usize] += a.abs();
            }
        }
        let heavy: Vec<f64> = self.gauges.iter().map(|gauge| gauge.heavy).collect();
        let links = self.outline.links.iter().zip(prices).enumerate();
        self.gauges = links
            .map(|(k, (row, &price))| {
                let floor = UNPRICED * self.points.abs() / gross[k].max(1e-3 * row.rhs.abs()).max(1e-9);
                let soft = row.penalty.is_some();
                let mut gauge = Gauge {
                    rhs: row.rhs,
                    used: used[k],
                    weight: row.penalty.unwrap_or(price.max(floor)),
                    heavy: if soft { 1.0 } else { heavy.get(k).copied().unwrap_or(1.0) },
                    soft,
                    broken: false,
                };
                gauge.broken = gauge.is_broken();
                gauge
            })
            .collect();
        self.broken = self.gauges.iter().filter(|gauge| gauge.broken).count();
    }

    /// Makes `moves` unless `stop` says so before; heat from first to last, in parts of what a region earns on the average.
    pub fn run(&mut self, moves: usize, (hot, cold): (f64, f64), stop: impl Fn() -> bool) {
        if self.open.is_empty() || moves == 0 {
            return;
        }
        let stretches = moves.div_ceil(STRETCH);
        let cooling = (cold / hot).powf(1.0 / (stretches * STRETCH) as f64);
        let each = self.points.abs() / self.columns.len() as f64;
        let mut heat = hot * each.max(f64::MIN_POSITIVE);
        let [mut first, mut second] = std::mem::take(&mut self.changed);
        for _ in 0..stretches {
            for _ in 0..STRETCH {
                self.step(heat, &mut first, &mut second);
                heat *= cooling;
            }
            for gauge in self.gauges.iter_mut().filter(|gauge| !gauge.soft) {
                let by = if gauge.broken { HEAVIER } else { LIGHTER };
                gauge.heavy = (gauge.heavy * by).clamp(LIGHTEST, HEAVIEST);
            }
            if stop() {
                break;
            }
        }
        self.changed = [first, second];
    }

    /// Points of the best choice that keeps all hard links, less what soft ones cost; `None` if there is none yet.
    #[must_use]
    pub fn best(&self) -> Option<f64> {
        self.best.as_ref().map(|(worth, _)| *worth)
    }

    /// One plan for each region that has any: the best choice that keeps the links, else the last. Each as the payments that pay a need
    /// wholly; no other payment is made.
    #[must_use]
    pub fn plans(&self) -> Vec<(usize, Vec<PaymentId>)> {
        self.chosen().filter_map(|(region, choices)| Some((region.index, payments(region, choices?)))).collect()
    }

    /// A move, taken or not; the lists are for its steps.
    fn step(&mut self, heat: f64, first: &mut Vec<(u32, f64)>, second: &mut Vec<(u32, f64)>) {
        let (r, k) = self.draw();
        let old = self.at[r];
        let points = self.change(r, k, first);
        let gain = self.gain(points, first);
        if self.is_taken(gain, heat) {
            self.apply(r, k, points, first);
            self.note();
            return;
        }
        if self.random.chance(0.5) {
            return;
        }
        self.apply(r, k, points, first);
        let mut best: Option<(f64, usize, usize)> = None;
        for _ in 0..DRAWN {
            let (other, k) = self.draw();
            if other == r {
                continue;
            }
            let points = self.change(other, k, second);
            let more = self.gain(points, second);
            if best.is_none_or(|(known, ..)| more > known) {
                best = Some((more, other, k));
            }
        }
        if let Some((more, other, k)) = best
            && self.is_taken(gain + more, heat)
        {
            let points = self.change(other, k, second);
            self.apply(other, k, points, second);
            self.note();
        } else {
            for (_, a) in &mut *first {
                *a = -*a;
            }
            self.apply(r, old, -points, first);
        }
    }

    /// A region and another of its columns.
    fn draw(&mut self) -> (usize, usize) {
        let r = self.open[self.random.below(self.open.len())];
        let x = self.random.uniform();
        #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)] // below the number of columns
        let k = (x * x * (self.columns[r].len() - 1) as f64) as usize;
        (r, if k >= self.at[r] { k + 1 } else { k })
    }

    fn is_taken(&mut self, gain: f64, heat: f64) -> bool {
        gain >= 0.0 || self.random.uniform() < (gain / heat).exp()
    }

    /// The points that region `r` gains by taking column `k`; what that changes in links is put into `changed`.
    fn change(&self, r: usize, k: usize, changed: &mut Vec<(u32, f64)>) -> f64 {
        let (old, new) = (&self.columns[r][self.at[r]], &self.columns[r][k]);
        changed.clear();
        differences(&old.usage, &new.usage, |link, more| {
            if more != 0.0 {
                changed.push((link, more));
            }
        });
        new.points - old.points
    }

    fn gain(&self, points: f64, changed: &[(u32, f64)]) -> f64 {
        points - changed.iter().map(|&(link, a)| self.gauges[link as usize].cost(a)).sum::<f64>()
    }

    fn apply(&mut self, r: usize, k: usize, points: f64, changed: &[(u32, f64)]) {
        self.at[r] = k;
        self.points += points;
        for &(link, a) in changed {
            let gauge = &mut self.gauges[link as usize];
            let before = gauge.broken;
            gauge.used += a;
            gauge.broken = gauge.is_broken();
            self.broken = self.broken + usize::from(gauge.broken) - usize::from(before);
        }
    }

    /// Keeps the choice at hand if it is the best.
    fn note(&mut self) {
        if self.broken > 0 {
            return;
        }
        let soft = self.gauges.iter().filter(|gauge| gauge.soft);
        let worth = self.points - soft.map(|gauge| gauge.weight * gauge.over(gauge.used)).sum::<f64>();
        match &mut self.best {
            // Sums differ by rounding however they came about.
            Some((best, _)) if worth <= *best + 1e-12 * best.abs() => {}
            Some((best, at)) => {
                *best = worth;
                at.copy_from_slice(&self.at);
            }
            None => self.best = Some((worth, self.at.clone())),
        }
    }
}

/// Of columns, each with its worth, those that are kept, and which of them is `from`.
fn sift(mut all: Vec<(f64, Column)>, from: Option<&[u16]>) -> (Vec<Column>, usize) {
    all.sort_by(|a, b| b.0.total_cmp(&a.0).then_with(|| a.1.choices.cmp(&b.1.choices)));
    all.dedup_by(|a, b| a.1.choices == b.1.choices);
    let at = from.and_then(|from| all.iter().position(|(_, column)| column.choices == from)).unwrap_or(0);
    // Even if it is worth little, it is where this starts.
    let at = if at >= KEPT {
        all.swap(at, KEPT - 1);
        KEPT - 1
    } else {
        at
    };
    all.truncate(KEPT);
    (all.into_iter().map(|(_, column)| column).collect(), at)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn of_many_columns_the_best_are_kept_and_the_first_choice() {
        let column = |k: u16| Column { choices: vec![k], points: 0.0, usage: Vec::new() };
        let all: Vec<(f64, Column)> = (0..300).map(|k| (-f64::from(k), column(k))).collect();
        let (kept, at) = sift(all.clone(), Some(&[250]));
        assert_eq!((kept.len(), kept[at].choices[0], kept[0].choices[0]), (KEPT, 250, 0));
        let (kept, at) = sift([all.clone(), all].concat(), Some(&[3]));
        assert_eq!((kept.len(), at, kept[KEPT - 1].choices[0]), (KEPT, 3, 199));
        assert_eq!(sift(Vec::new(), None), (Vec::new(), 0));
    }
}
