//! Rows with `=` whose coefficients differ, such as "exactly 30 % of": a small whole solution.
//!
//! ```text
//! a u + b v = missing         u, v = units added to payments of coefficient a, of coefficient b
//! ```
//! Solutions lie on a lattice, `u = u0 + s b/g`, `v = v0 - s a/g` with `g = gcd(a, b)`; tried are those whose u is nearest to what
//! rounding down took from these payments.

use std::collections::BTreeMap;

use super::state::{Keep, State};

/// Lattice points tried on either side of the best one.
const REACH: i128 = 8;

/// Makes `row`, whose two sides are equal, hold exactly, if two kinds of its payments can; leaves it as it is if not.
pub(super) fn solve(state: &mut State<'_>, row: usize) {
    let mut kinds: BTreeMap<i64, Vec<usize>> = BTreeMap::new();
    for entry in state.rows.row(row).filter(|entry| !entry.change) {
        kinds.entry(entry.a).or_default().push(entry.at as usize);
    }
    for payments in kinds.values_mut() {
        payments.sort_unstable();
    }
    let kinds: Vec<(i128, Vec<usize>)> = kinds.into_iter().map(|(a, payments)| (i128::from(a), payments)).collect();
    let missing = -state.miss(row, 0);
    for (i, first) in kinds.iter().enumerate() {
        for second in &kinds[i + 1..] {
            let (g, p, q) = extended_gcd(first.0, second.0);
            if missing % g != 0 {
                continue;
            }
            let (a, b) = (first.0 / g, second.0 / g);
            let (u, v) = (p * (missing / g), q * (missing / g));
            let lost: i128 = first.1.iter().map(|&j| i128::from(state.goal[j].units() - state.units()[j])).sum();
            let nearest = (lost - u).div_euclid(b.abs()) * b.signum();
            // Nearest first: 0, -1, 1, -2, 2 ...
            for step in (0..=REACH).flat_map(|reach| [-reach, reach]) {
                let s = nearest + step;
                let (u, v) = (u + s * b, v - s * a);
                if spread_both(state, row, (&first.1, u), (&second.1, v)) {
                    return;
                }
            }
        }
    }
}

/// Adds units to both kinds of payments, or leaves all as it was.
fn spread_both(state: &mut State<'_>, row: usize, first: (&[usize], i128), second: (&[usize], i128)) -> bool {
    let mut moves = Vec::new();
    // Growth last, so that what shrinks makes room for it.
    let (first, second) = if first.1 <= second.1 { (first, second) } else { (second, first) };
    let done = spread(state, row, first, &mut moves) && spread(state, row, second, &mut moves);
    if !done {
        for (payment, steps) in moves.into_iter().rev() {
            state.apply(payment, -steps);
        }
    }
    done
}

fn spread(state: &mut State<'_>, row: usize, kind: (&[usize], i128), moves: &mut Vec<(usize, i64)>) -> bool {
    let (payments, amount) = kind;
    let direction = if amount < 0 { -1 } else { 1 };
    let Ok(mut left) = i64::try_from(amount.abs()) else { return false };
    for towards_goal in [true, false] {
        for &payment in payments {
            if left == 0 {
                return true;
            }
            let mut steps = left.min(state.room(payment, direction, Keep::Hard, Some(row)));
            if towards_goal {
                steps = steps.min((state.goal[payment].units() - state.units()[payment]) * direction);
            }
            if steps > 0 {
                state.apply(payment, direction * steps);
                moves.push((payment, direction * steps));
                left -= steps;
            }
        }
    }
    left == 0
}

/// `(g, p, q)` with `g = gcd(a, b) = p a + q b`, `g > 0` unless both are 0.
fn extended_gcd(a: i128, b: i128) -> (i128, i128, i128) {
    let (mut r, mut next_r) = (a, b);
    let (mut p, mut next_p) = (1, 0);
    let (mut q, mut next_q) = (0, 1);
    while next_r != 0 {
        let times = r / next_r;
        (r, next_r) = (next_r, r - times * next_r);
        (p, next_p) = (next_p, p - times * next_p);
        (q, next_q) = (next_q, q - times * next_q);
    }
    if r < 0 { (-r, -p, -q) } else { (r, p, q) }
}

#[cfg(test)]
mod tests {
    use super::extended_gcd;

    #[test]
    fn gcd_is_a_combination_of_both() {
        for (a, b, g) in [(700_000, -300_000, 100_000), (6, 4, 2), (-5, 0, 5), (1, 1_000_000, 1)] {
            let (found, p, q) = extended_gcd(a, b);
            assert_eq!((found, p * a + q * b), (g, g));
        }
    }
}
