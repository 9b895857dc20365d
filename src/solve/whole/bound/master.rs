//! The master: prices at which the plans seen so far, mixed as well as they can be, leave nothing to gain.
//!
//! ```text
//! maximise   sum_p v[p] w[p] - sum_k u[k] e[k] + sum_k l[k] s[k]         minimise  b'y + sum_r pi[r]
//!            sum_p a[k,p] w[p] - e[k] + s[k] = b[k]   for each link k              pi[r] >= v[p] - a[p]'y   for plans p of region r
//!            sum of w[p] over plans p of r = 1        for each region r            l <= y <= u
//!            w, e, s >= 0
//!
//! v[p], a[p]  points of a region plan (its own penalties taken off), and what it uses of each link
//! l, u        a box around the best prices: what lies beyond has not been looked at, and plans are too few to tell
//! ```
//! Solved by a primal-dual interior-point method from a point inside the box, each step foretold and corrected (Mehrotra). Its prices are
//! *central*: far from vertices, where the prices of a master with few plans jump to and fro. One step takes the Schur complement over the links,
//! `sum_p (w/z)(a - mean)(a - mean)' + s/(y - l) + e/(u - y)`, `mean` = the region's mean with weights `w/z`, so that nothing cancels.
//! Links of few regions come first and those of the nation last, so that rows of the matrix are 0 up to the first link that shares a region,
//! and so are those of its factor.

use rayon::prelude::*;

use super::envelope::{factor, solve};

/// A plan of one region.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Column {
    /// The schedule of each sentra, one after the other.
    pub(super) choices: Vec<u16>,
    pub(super) points: f64,
    /// What it uses of each link, in order.
    pub(super) usage: Vec<(u32, f64)>,
}

impl Column {
    /// Its points less what it uses at `prices`, one for each link.
    pub(super) fn worth(&self, prices: &[f64]) -> f64 {
        self.points - self.usage.iter().map(|&(link, a)| a * prices[link as usize]).sum::<f64>()
    }
}

/// Steps: twenty take the gap from the start to far below what is asked; more than that means that rounding has the last word.
const STEPS: usize = 40;
/// Part of the way to the boundary.
const WAY: f64 = 0.95;

/// Regions that one thread takes at once: one alone is some microseconds.
const FEW: usize = 16;

/// Every region with its number, on all threads.
fn each(blocks: &[Block]) -> impl IndexedParallelIterator<Item = (usize, &Block)> {
    blocks.par_iter().with_min_len(FEW).enumerate()
}

/// A region's plans side by side: what each uses of the links that any of them uses.
struct Block {
    support: Vec<u32>,
    /// Plan by plan, one entry for each of `support`.
    usage: Vec<f64>,
    points: Vec<f64>,
}

impl Block {
    fn new(of: &[Column]) -> Self {
        let mut support: Vec<u32> = of.iter().flat_map(|column| column.usage.iter().map(|&(k, _)| k)).collect();
        support.sort_unstable();
        support.dedup();
        let mut usage = vec![0.0; support.len() * of.len()];
        for (p, column) in of.iter().enumerate() {
            let row = &mut usage[p * support.len()..(p + 1) * support.len()];
            let mut at = 0;
            for &(k, a) in &column.usage {
                while support[at] != k {
                    at += 1;
                }
                row[at] = a;
            }
        }
        Self { support, usage, points: of.iter().map(|column| column.points).collect() }
    }

    fn row(&self, p: usize) -> &[f64] {
        let count = self.support.len();
        &self.usage[p * count..(p + 1) * count]
    }

    /// `usage of plan p' x`.
    fn times(&self, p: usize, x: &[f64]) -> f64 {
        self.row(p).iter().zip(&self.support).map(|(a, &k)| a * x[k as usize]).sum()
    }

    /// Its weight `sum w/z`, and its mean usage with weights `w/z`.
    fn mean(&self, w: &[f64], z: &[f64]) -> (f64, Vec<f64>) {
        let weight = w.iter().zip(z).map(|(w, z)| w / z).sum::<f64>().max(1e-300);
        let mut mean = vec![0.0; self.support.len()];
        for (p, (w, z)) in w.iter().zip(z).enumerate() {
            let part = w / z / weight;
            mean.iter_mut().zip(self.row(p)).for_each(|(mean, a)| *mean += part * a);
        }
        (weight, mean)
    }

    /// Adds `sum w/z (a - mean)(a - mean)'` to the lower triangle of `matrix`.
    fn add(&self, w: &[f64], z: &[f64], mean: &[f64], matrix: &mut [f64], links: usize) {
        let count = self.support.len();
        let mut own = vec![0.0; count * count];
        let mut row = vec![0.0; count];
        for (p, (w, z)) in w.iter().zip(z).enumerate() {
            row.iter_mut().zip(self.row(p)).zip(mean).for_each(|((row, a), mean)| *row = a - mean);
            for i in 0..count {
                let scaled = w / z * row[i];
                if scaled != 0.0 {
                    own[i * count..=i * count + i].iter_mut().zip(&row[..=i]).for_each(|(sum, a)| *sum += scaled * a);
                }
            }
        }
        for (i, &k) in self.support.iter().enumerate() {
            for (j, &l) in self.support.iter().enumerate().take(i + 1) {
                matrix[k as usize * links + l as usize] += own[i * count + j];
            }
        }
    }
}

/// A point: prices of links and regions, weights of plans, and what keeps the links and the box.
#[derive(Clone)]
struct Point {
    y: Vec<f64>,
    pi: Vec<f64>,
    w: Vec<Vec<f64>>,
    s: Vec<f64>,
    e: Vec<f64>,
}

/// A direction, with what it makes of the slacks of plans.
struct Direction {
    y: Vec<f64>,
    pi: Vec<f64>,
    w: Vec<Vec<f64>>,
    z: Vec<Vec<f64>>,
    s: Vec<f64>,
    e: Vec<f64>,
}

/// The master at one point: the factor of its Schur complement serves two right-hand sides.
struct System<'a> {
    blocks: &'a [Block],
    rhs: &'a [f64],
    point: &'a Point,
    z: Vec<Vec<f64>>,
    below: Vec<f64>,
    above: Vec<f64>,
    means: Vec<(f64, Vec<f64>)>,
    factor: Vec<f64>,
}

impl System<'_> {
    /// The direction in which every product goes to `aim`, but for the second-order part of `last`.
    fn direction(&self, aim: f64, last: Option<&Direction>) -> Direction {
        let Self { blocks, rhs, point, z, below, above, means, factor } = self;
        let links = rhs.len();
        // What each product is to become.
        let of_w = |r: usize, p: usize| aim - last.map_or(0.0, |d| d.w[r][p] * d.z[r][p]);
        let of_s = |k: usize| aim - last.map_or(0.0, |d| d.s[k] * d.y[k]);
        let of_e = |k: usize| aim + last.map_or(0.0, |d| d.e[k] * d.y[k]);
        let mut y: Vec<f64> = (0..links).map(|k| of_s(k) / below[k] - of_e(k) / above[k] - rhs[k]).collect();
        let sums: Vec<(f64, Vec<f64>)> = each(blocks)
            .map(|(r, block)| {
                let mut over = -1.0;
                let mut own: Vec<f64> = vec![0.0; block.support.len()];
                for (p, z) in z[r].iter().enumerate() {
                    let part = of_w(r, p) / z;
                    over += part;
                    own.iter_mut().zip(block.row(p)).for_each(|(own, a)| *own += part * a);
                }
                own.iter_mut().zip(&means[r].1).for_each(|(own, mean)| *own -= mean * over);
                (over, own)
            })
            .collect();
        for (block, (_, own)) in blocks.iter().zip(&sums) {
            block.support.iter().zip(own).for_each(|(&k, own)| y[k as usize] += own);
        }
        solve(factor, links, &mut y);
        let steps: Vec<(f64, Vec<f64>, Vec<f64>)> = each(blocks)
            .map(|(r, block)| {
                let (weight, mean) = &means[r];
                let along: f64 = mean.iter().zip(&block.support).map(|(a, &k)| a * y[k as usize]).sum();
                let step = sums[r].0 / weight - along;
                let here: Vec<f64> = (0..block.points.len()).map(|p| step + block.times(p, &y)).collect();
                let change = here.iter().enumerate().map(|(p, dz)| {
                    let (w, z) = (point.w[r][p], z[r][p]);
                    of_w(r, p) / z - w - w / z * dz
                });
                (step, change.collect(), here)
            })
            .collect();
        let (mut pi, mut w, mut dz) = (Vec::new(), Vec::new(), Vec::new());
        for (step, change, here) in steps {
            pi.push(step);
            w.push(change);
            dz.push(here);
        }
        let s = (0..links).map(|k| of_s(k) / below[k] - point.s[k] - point.s[k] / below[k] * y[k]).collect();
        let e = (0..links).map(|k| of_e(k) / above[k] - point.e[k] + point.e[k] / above[k] * y[k]).collect();
        Direction { y, pi, w, z: dz, s, e }
    }

    /// How far weights and prices may go in a direction: to the boundary.
    fn room(&self, d: &Direction) -> (f64, f64) {
        let (mut primal, mut dual) = (f64::INFINITY, f64::INFINITY);
        let limit = |step: &mut f64, x: f64, dx: f64| {
            if dx < 0.0 {
                *step = step.min(-x / dx);
            }
        };
        for r in 0..self.blocks.len() {
            for p in 0..self.z[r].len() {
                limit(&mut dual, self.z[r][p], d.z[r][p]);
                limit(&mut primal, self.point.w[r][p], d.w[r][p]);
            }
        }
        for k in 0..self.rhs.len() {
            limit(&mut dual, self.below[k], d.y[k]);
            limit(&mut dual, self.above[k], -d.y[k]);
            limit(&mut primal, self.point.s[k], d.s[k]);
            limit(&mut primal, self.point.e[k], d.e[k]);
        }
        (primal, dual)
    }

    /// The sum of products after steps in a direction.
    fn gap(&self, d: &Direction, primal: f64, dual: f64) -> f64 {
        let mut sum = 0.0;
        for r in 0..self.blocks.len() {
            for p in 0..self.z[r].len() {
                sum += (self.point.w[r][p] + primal * d.w[r][p]) * (self.z[r][p] + dual * d.z[r][p]);
            }
        }
        for k in 0..self.rhs.len() {
            sum += (self.point.s[k] + primal * d.s[k]) * (self.below[k] + dual * d.y[k]);
            sum += (self.point.e[k] + primal * d.e[k]) * (self.above[k] - dual * d.y[k]);
        }
        sum
    }
}

/// What the master says: prices, and plans.
pub(super) struct Mix {
    /// The price of each link.
    pub(super) prices: Vec<f64>,
    /// For each region the weights of its plans, which add up to 1.
    pub(super) weights: Vec<Vec<f64>>,
}

/// The prices of the links, one for each of `rhs`, within `lower..upper`, at which `columns` are best mixed, and that mix; `gap` = the gap at which they
/// are good enough, in points.
pub(super) fn mix(columns: &[Vec<Column>], rhs: &[f64], lower: &[f64], upper: &[f64], gap: f64) -> Mix {
    let links = rhs.len();
    let blocks: Vec<Block> = columns.par_iter().with_min_len(FEW).map(|of| Block::new(of)).collect();
    let first = envelope(&blocks, links);
    let mut point = start(&blocks, lower, upper);
    let pairs = (blocks.iter().map(|block| block.points.len()).sum::<usize>() + 2 * links) as f64;
    let mut found = Mix { prices: point.y.clone(), weights: point.w.clone() };
    for _ in 0..STEPS {
        let slack = |(r, block): (usize, &Block)| -> Vec<f64> {
            let worth = |(p, points): (usize, &f64)| points - block.times(p, &point.y);
            block.points.iter().enumerate().map(|plan| (point.pi[r] - worth(plan)).max(1e-300)).collect()
        };
        let z: Vec<Vec<f64>> = each(&blocks).map(slack).collect();
        let below: Vec<f64> = (0..links).map(|k| point.y[k] - lower[k]).collect();
        let above: Vec<f64> = (0..links).map(|k| upper[k] - point.y[k]).collect();
        let mut total: f64 = point.w.iter().flatten().zip(z.iter().flatten()).map(|(w, z)| w * z).sum();
        total += (0..links).map(|k| point.s[k] * below[k] + point.e[k] * above[k]).sum::<f64>();
        found.prices.clone_from(&point.y);
        found.weights.clone_from(&point.w);
        if total <= gap || !total.is_finite() {
            break;
        }
        let means: Vec<(f64, Vec<f64>)> = each(&blocks).map(|(r, block)| block.mean(&point.w[r], &z[r])).collect();
        let mut matrix = vec![0.0; links * links];
        for k in 0..links {
            matrix[k * links + k] = point.s[k] / below[k] + point.e[k] / above[k];
        }
        // By eights, summed in order: the same sum on any number of threads.
        let eighth = blocks.len().div_ceil(8).max(1);
        let parts: Vec<Vec<f64>> = (0..blocks.len().div_ceil(eighth))
            .into_par_iter()
            .map(|part| {
                let mut sum = vec![0.0; links * links];
                for r in (part * eighth..blocks.len()).take(eighth) {
                    blocks[r].add(&point.w[r], &z[r], &means[r].1, &mut sum, links);
                }
                sum
            })
            .collect();
        for part in parts {
            matrix.iter_mut().zip(part).for_each(|(sum, a)| *sum += a);
        }
        if !factor(&mut matrix, &first) {
            break;
        }
        let system = System { blocks: &blocks, rhs, point: &point, z, below, above, means, factor: matrix };
        // Where would the straight way end? The nearer to 0, the less the products have to be kept alike.
        let straight = system.direction(0.0, None);
        let (primal, dual) = system.room(&straight);
        let left = system.gap(&straight, primal.min(1.0), dual.min(1.0)) / total;
        let aim = left.clamp(0.0, 1.0).powi(3).max(1e-3) * total / pairs;
        let d = system.direction(aim, Some(&straight));
        let (primal, dual) = system.room(&d);
        let (primal, dual) = ((WAY * primal).min(1.0), (WAY * dual).min(1.0));
        let move_by = |x: &mut Vec<f64>, d: &[f64], step: f64| x.iter_mut().zip(d).for_each(|(x, d)| *x += step * d);
        move_by(&mut point.y, &d.y, dual);
        move_by(&mut point.pi, &d.pi, dual);
        move_by(&mut point.s, &d.s, primal);
        move_by(&mut point.e, &d.e, primal);
        point.w.iter_mut().zip(&d.w).for_each(|(w, d)| move_by(w, d, primal));
    }
    found
}

/// The middle of the box, every plan alike, every region's price above its best plan by a tenth of the mean size of what is at stake.
fn start(blocks: &[Block], lower: &[f64], upper: &[f64]) -> Point {
    let y: Vec<f64> = lower.iter().zip(upper).map(|(l, u)| 0.5 * (l + u)).collect();
    let worths: Vec<Vec<f64>> = blocks
        .iter()
        .map(|block| block.points.iter().enumerate().map(|(p, points)| points - block.times(p, &y)).collect())
        .collect();
    let count = worths.iter().map(Vec::len).sum::<usize>().max(1) as f64;
    let spread = (0.1 * worths.iter().flatten().map(|worth| worth.abs()).sum::<f64>() / count).max(1e-6);
    let pi = worths.iter().map(|of| of.iter().copied().fold(f64::MIN, f64::max) + spread).collect();
    let w = blocks.iter().map(|block| vec![1.0 / block.points.len().max(1) as f64; block.points.len()]).collect();
    let s = y.iter().zip(lower).map(|(y, l)| 0.1 * spread / (y - l)).collect();
    let e = y.iter().zip(upper).map(|(y, u)| 0.1 * spread / (u - y)).collect();
    Point { y, pi, w, s, e }
}

/// For each link the first that shares a region with it.
fn envelope(blocks: &[Block], links: usize) -> Vec<usize> {
    let mut first: Vec<usize> = (0..links).collect();
    for support in blocks.iter().map(|block| &block.support) {
        let Some(&least) = support.first() else { continue };
        for &k in support {
            first[k as usize] = first[k as usize].min(least as usize);
        }
    }
    first
}

#[cfg(test)]
mod tests {
    use super::*;

    /// One link of two units, two regions; each may take a unit for 3 or 5 points, or two for 4 or 9. Best: the second takes two, and
    /// the least price at which the first takes none is 3, that at which the second takes both 4 (of two at 9, one at 5).
    #[test]
    fn the_price_parts_what_is_taken_from_what_is_left() {
        let plan = |points, used: f64| Column {
            choices: Vec::new(),
            points,
            usage: if used > 0.0 { vec![(0, used)] } else { Vec::new() },
        };
        let columns = vec![
            vec![plan(0.0, 0.0), plan(3.0, 1.0), plan(4.0, 2.0)],
            vec![plan(0.0, 0.0), plan(5.0, 1.0), plan(9.0, 2.0)],
        ];
        let Mix { prices: y, weights: w } = mix(&columns, &[2.0], &[0.0], &[100.0], 1e-9);
        assert!((3.0..=4.0).contains(&y[0]), "{y:?}");
        assert!(w[0][0] > 0.999 && w[1][2] > 0.999, "{w:?}");
        // Within a box that does not reach so far, the nearest: there the first takes a unit too, for more than it costs.
        let Mix { prices: y, weights: w } = mix(&columns, &[2.0], &[0.0], &[1.0], 1e-9);
        assert!((y[0] - 1.0).abs() < 1e-6, "{y:?}");
        assert!(w[0][0] < 1e-3 && w[1][2] > 0.999, "{w:?}");
    }
}
