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
//! Solved by a primal-dual interior-point method from a point inside the box. Its prices are *central*: far from vertices, where the prices
//! of a master with few plans jump to and fro. One step takes the Schur complement over the links, a dense matrix,
//! `sum_p (w/z)(a - mean)(a - mean)' + s/(y - l) + e/(u - y)`, `mean` = the region's mean with weights `w/z`, so that nothing cancels.

use crate::id::PaymentId;

/// What the master found.
#[derive(Debug, Clone)]
pub(super) struct Mixed {
    /// A price for each link.
    pub(super) prices: Vec<f64>,
    /// A weight for each plan of each region; those of a region sum to 1.
    pub(super) weights: Vec<Vec<f64>>,
}

/// A plan of one region.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Column {
    /// The payments it makes.
    pub(super) payments: Vec<PaymentId>,
    pub(super) points: f64,
    /// What it uses of each link, in order.
    pub(super) usage: Vec<(u32, f64)>,
}

/// A region's mean usage, its weight `sum w/z`, and `sum aim/z - 1`.
type Mean = (Vec<(u32, f64)>, f64, f64);

/// Steps: each takes the gap to about a fifth; thirty take it from the start to far below what is asked.
const STEPS: usize = 40;
/// Part of complementarity that a step aims at.
const CENTRE: f64 = 0.15;
/// Part of the way to the boundary.
const WAY: f64 = 0.95;

/// The best mix of `columns` and the prices of the links, one for each of `rhs`, within `lower..upper`; `gap` = the gap at which they are
/// good enough, in points.
pub(super) fn mix(columns: &[Vec<Column>], rhs: &[f64], lower: &[f64], upper: &[f64], gap: f64) -> Mixed {
    let links = rhs.len();
    let mut y: Vec<f64> = lower.iter().zip(upper).map(|(l, u)| 0.5 * (l + u)).collect();
    let worth =
        |column: &Column, y: &[f64]| column.points - column.usage.iter().map(|&(k, a)| a * y[k as usize]).sum::<f64>();
    let mut best_y = y.clone();
    // Slack of plans: their region's price starts above its best plan by the mean size of what is at stake.
    let spread = {
        let (mut sum, mut count) = (0.0, 0.0_f64);
        for column in columns.iter().flatten() {
            sum += worth(column, &y).abs();
            count += 1.0;
        }
        (0.1 * sum / count.max(1.0)).max(1e-6)
    };
    let mut pi: Vec<f64> =
        columns.iter().map(|of| of.iter().map(|c| worth(c, &y)).fold(f64::MIN, f64::max) + spread).collect();
    let mut w: Vec<Vec<f64>> = columns.iter().map(|of| vec![1.0 / of.len().max(1) as f64; of.len()]).collect();
    let start = spread * 0.1;
    let mut s: Vec<f64> = (0..links).map(|k| start / (y[k] - lower[k])).collect();
    let mut e: Vec<f64> = (0..links).map(|k| start / (upper[k] - y[k])).collect();
    let pairs = (columns.iter().map(Vec::len).sum::<usize>() + 2 * links) as f64;
    for _ in 0..STEPS {
        let z: Vec<Vec<f64>> = columns
            .iter()
            .zip(&pi)
            .map(|(of, pi)| of.iter().map(|c| (pi - worth(c, &y)).max(1e-300)).collect())
            .collect();
        let mut total: f64 = w.iter().flatten().zip(z.iter().flatten()).map(|(w, z)| w * z).sum();
        for k in 0..links {
            total += s[k] * (y[k] - lower[k]) + e[k] * (upper[k] - y[k]);
        }
        best_y.clone_from(&y);
        if total <= gap || !total.is_finite() {
            break;
        }
        let aim = CENTRE * total / pairs;
        let mut matrix = vec![0.0; links * links];
        let mut right: Vec<f64> =
            (0..links).map(|k| aim / (y[k] - lower[k]) - aim / (upper[k] - y[k]) - rhs[k]).collect();
        for k in 0..links {
            matrix[k * links + k] = s[k] / (y[k] - lower[k]) + e[k] / (upper[k] - y[k]);
        }
        let means: Vec<Mean> = columns
            .iter()
            .zip(&w)
            .zip(&z)
            .map(|((of, w), z)| add_region(of, w, z, aim, &mut matrix, &mut right))
            .collect();
        if !factor(&mut matrix, links) {
            break;
        }
        solve(&matrix, links, &mut right);
        let dy = right;
        // Steps of the rest, and how far they may go.
        let (mut primal, mut dual) = (1.0_f64, 1.0_f64);
        let limit = |step: &mut f64, x: f64, dx: f64| {
            if dx < 0.0 {
                *step = step.min(-WAY * x / dx);
            }
        };
        let mut dw = Vec::with_capacity(w.len());
        let mut dpi = Vec::with_capacity(pi.len());
        for (r, of) in columns.iter().enumerate() {
            let (mean, weight, excess) = &means[r];
            let along: f64 = mean.iter().map(|&(k, a)| a * dy[k as usize]).sum();
            let step = excess / weight - along;
            let mut here = Vec::with_capacity(of.len());
            for (p, column) in of.iter().enumerate() {
                let dz = step + column.usage.iter().map(|&(k, a)| a * dy[k as usize]).sum::<f64>();
                let change = aim / z[r][p] - w[r][p] - w[r][p] / z[r][p] * dz;
                limit(&mut dual, z[r][p], dz);
                limit(&mut primal, w[r][p], change);
                here.push(change);
            }
            dw.push(here);
            dpi.push(step);
        }
        let mut ds = vec![0.0; links];
        let mut de = vec![0.0; links];
        for k in 0..links {
            let (below, above) = (y[k] - lower[k], upper[k] - y[k]);
            ds[k] = aim / below - s[k] - s[k] / below * dy[k];
            de[k] = aim / above - e[k] + e[k] / above * dy[k];
            limit(&mut dual, below, dy[k]);
            limit(&mut dual, above, -dy[k]);
            limit(&mut primal, s[k], ds[k]);
            limit(&mut primal, e[k], de[k]);
        }
        for k in 0..links {
            y[k] += dual * dy[k];
            s[k] += primal * ds[k];
            e[k] += primal * de[k];
        }
        pi.iter_mut().zip(&dpi).for_each(|(pi, d)| *pi += dual * d);
        w.iter_mut().flatten().zip(dw.iter().flatten()).for_each(|(w, d)| *w += primal * d);
    }
    Mixed { prices: best_y, weights: w }
}

/// Adds a region to the Schur complement and its right side; gives the mean of its usage, its weight `sum w/z`, and `sum aim/z - 1`.
fn add_region(of: &[Column], w: &[f64], z: &[f64], aim: f64, matrix: &mut [f64], right: &mut [f64]) -> Mean {
    let links = right.len();
    let mut support: Vec<u32> = of.iter().flat_map(|column| column.usage.iter().map(|&(k, _)| k)).collect();
    support.sort_unstable();
    support.dedup();
    let theta: Vec<f64> = w.iter().zip(z).map(|(w, z)| w / z).collect();
    let weight = theta.iter().sum::<f64>().max(1e-300);
    let excess = z.iter().map(|z| aim / z).sum::<f64>() - 1.0;
    let mut dense = vec![0.0; support.len() * of.len()];
    let mut mean = vec![0.0; support.len()];
    for (p, column) in of.iter().enumerate() {
        let mut at = 0;
        for &(k, a) in &column.usage {
            while support[at] != k {
                at += 1;
            }
            dense[p * support.len() + at] = a;
            mean[at] += theta[p] / weight * a;
            right[k as usize] += aim / z[p] * a;
        }
    }
    for (p, theta) in theta.iter().enumerate() {
        let row = &mut dense[p * support.len()..(p + 1) * support.len()];
        row.iter_mut().zip(&mean).for_each(|(a, mean)| *a -= mean);
        for (i, &k) in support.iter().enumerate() {
            let scaled = theta * row[i];
            if scaled != 0.0 {
                for (j, &l) in support.iter().enumerate().take(i + 1) {
                    matrix[k as usize * links + l as usize] += scaled * row[j];
                }
            }
        }
    }
    for (&k, mean) in support.iter().zip(&mean) {
        right[k as usize] -= mean * excess;
    }
    (support.into_iter().zip(mean).collect(), weight, excess)
}

/// Cholesky's factor of the lower triangle, in place; false if it is not positive.
fn factor(matrix: &mut [f64], n: usize) -> bool {
    for i in 0..n {
        for j in 0..=i {
            let (upper, lower) = matrix.split_at_mut(i * n);
            let row = &mut lower[..n];
            let sum: f64 = if i == j {
                row[..j].iter().map(|a| a * a).sum()
            } else {
                row[..j].iter().zip(&upper[j * n..j * n + j]).map(|(a, b)| a * b).sum()
            };
            let left = row[j] - sum;
            if i == j {
                if !(left > 0.0 && left.is_finite()) {
                    return false;
                }
                row[j] = left.sqrt();
            } else {
                row[j] = left / upper[j * n + j];
            }
        }
    }
    true
}

fn solve(factor: &[f64], n: usize, x: &mut [f64]) {
    for i in 0..n {
        let sum: f64 = factor[i * n..i * n + i].iter().zip(&x[..i]).map(|(a, b)| a * b).sum();
        x[i] = (x[i] - sum) / factor[i * n + i];
    }
    for i in (0..n).rev() {
        x[i] /= factor[i * n + i];
        let (head, tail) = x.split_at_mut(i);
        head.iter_mut().zip(&factor[i * n..i * n + i]).for_each(|(x, a)| *x -= a * tail[0]);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// One link of two units, two regions; each may take a unit for 3 or 5 points, or two for 4 or 9. Best: the second takes two, and
    /// the least price at which the first takes none is 3, that at which the second takes both 4 (of two at 9, one at 5).
    #[test]
    fn the_price_parts_what_is_taken_from_what_is_left() {
        let plan = |points, used: f64| Column {
            payments: Vec::new(),
            points,
            usage: if used > 0.0 { vec![(0, used)] } else { Vec::new() },
        };
        let columns = vec![
            vec![plan(0.0, 0.0), plan(3.0, 1.0), plan(4.0, 2.0)],
            vec![plan(0.0, 0.0), plan(5.0, 1.0), plan(9.0, 2.0)],
        ];
        let y = mix(&columns, &[2.0], &[0.0], &[100.0], 1e-9).prices;
        assert!((3.0..=4.0).contains(&y[0]), "{y:?}");
        // Within a box that does not reach so far, the nearest.
        let y = mix(&columns, &[2.0], &[0.0], &[1.0], 1e-9).prices;
        assert!((y[0] - 1.0).abs() < 1e-6, "{y:?}");
    }
}
