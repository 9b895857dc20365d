//! Random linear programs whose optimum is known by construction.

use super::{Row, lp};
use alokasi::lp::Lp;
use alokasi::lp::Sense::{AtLeast, AtMost, Equal};

/// A program and its optimum.
pub(crate) struct Certified {
    /// The program.
    pub(crate) lp: Lp,
    /// Its optimum, exactly.
    pub(crate) optimum: f64,
}

/// A random program around a chosen point and chosen prices that fit together (each row slack or priced, each column inside its
/// bounds or with a reduced cost of the right sign), so that the point is optimal by complementary slackness. Everything but the
/// number of points is a small whole number, so the optimum is exact.
pub(crate) fn certified(seed: u64) -> Certified {
    let mut random = Random::new(seed);
    let columns = 5 + random.index(40);
    let rows = 3 + random.below(20);
    let upper: Vec<i64> = (0..columns).map(|_| 1 + random.below(50)).collect();
    // 0 = at its lower bound, 1 = at its upper, else inside.
    let place: Vec<i64> = (0..columns).map(|_| random.below(3)).collect();
    let point: Vec<i64> = (0..columns)
        .map(|j| match place[j] {
            0 => 0,
            1 => upper[j],
            _ => random.below(upper[j] + 1),
        })
        .collect();
    let mut cost = vec![0; columns];
    let mut stated = Vec::new();
    for _ in 0..rows {
        let coefficients: Vec<i64> =
            (0..columns).map(|_| if random.below(3) == 0 { random.below(9) - 3 } else { 0 }).collect();
        let activity: i64 = coefficients.iter().zip(&point).map(|(a, x)| a * x).sum();
        let sense = [AtMost, AtLeast, Equal][random.index(3)];
        let binding = sense == Equal || random.below(2) == 0;
        let slack = if binding { 0 } else { 1 + random.below(20) };
        let price = if binding { random.below(8) } else { 0 };
        let (rhs, weight) = match sense {
            AtMost => (activity + slack, price),
            AtLeast => (activity - slack, -price),
            Equal => (activity, price - 4),
        };
        for (c, a) in cost.iter_mut().zip(&coefficients) {
            *c += weight * a;
        }
        stated.push((sense, rhs, coefficients));
    }
    for j in 0..columns {
        cost[j] += match place[j] {
            0 => -random.below(10),
            1 => random.below(10),
            _ => 0,
        };
    }
    let optimum: i64 = cost.iter().zip(&point).map(|(c, x)| c * x).sum();
    let float = |values: &[i64]| values.iter().map(|&v| v as f64).collect::<Vec<_>>();
    let columns: Vec<_> = cost.iter().zip(&upper).map(|(&c, &u)| (c as f64, 0.0, u as f64)).collect();
    let values: Vec<_> = stated.iter().map(|(sense, rhs, a)| (*sense, *rhs as f64, float(a))).collect();
    let rows: Vec<Row<'_>> = values.iter().map(|(sense, rhs, a)| (*sense, *rhs, a.as_slice())).collect();
    Certified { lp: lp(&columns, &rows), optimum: optimum as f64 }
}

/// xorshift64*: enough for test data, the same everywhere.
pub(crate) struct Random(u64);

impl Random {
    pub(crate) fn new(seed: u64) -> Self {
        Self(seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1)
    }

    /// A whole number from 0 to below `end`.
    pub(crate) fn below(&mut self, end: i64) -> i64 {
        self.0 ^= self.0 >> 12;
        self.0 ^= self.0 << 25;
        self.0 ^= self.0 >> 27;
        let bits = self.0.wrapping_mul(0x2545_f491_4f6c_dd1d) >> 33;
        i64::try_from(bits).expect("31 bits") % end
    }

    /// An index below `len`.
    pub(crate) fn index(&mut self, len: usize) -> usize {
        let end = i64::try_from(len).expect("a length");
        usize::try_from(self.below(end)).expect("not negative")
    }
}
