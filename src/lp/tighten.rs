//! Bounds of columns that follow from all rows of a mixed-integer program together.
//!
//! ```text
//! row      sum a[j] x[j] <= b;    least = sum over j  min(a[j] lower[j], a[j] upper[j])
//! follows  a[j] > 0:  x[j] <= lower[j] + (b - least) / a[j]      a[j] < 0:  x[j] >= upper[j] + (b - least) / a[j]      decisions rounded inwards
//!          least > b:  no point
//! probing  a decision held at either of its bounds leads, row by row, to other bounds; where one of the two leads to no point the other bound is left out,
//!          and what both say of a column holds
//! ```
//! By hand: `60 x + 50 y + 50 z <= 100`, `y + z >= 1`, all of them 0 or 1. Neither row alone says anything of `x`; held at 1 it leaves 40 for `y` and `z`, so neither is 1: `x` is 0.
//!
//! Every margin is on the side of the wider bound: sums of `f64` are off by far less than [`MARGIN`] of what is summed.

use std::collections::VecDeque;

use super::{Lp, Sense};

/// Part of all that the terms of a row can come to by which it may be missed.
const MARGIN: f64 = 1e-9;
/// A decision is not rounded inwards where it is this near to the next number.
const WHOLE: f64 = 1e-6;
/// What is divisible is told only where its range falls by this part: smaller steps can go on without end.
const PART: f64 = 1e-3;

/// Bounds of all columns, none wider than those of the program.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Tight {
    pub(crate) lower: Vec<f64>,
    pub(crate) upper: Vec<f64>,
}

/// The bounds that follow from the rows of `lp`, as far as looking at so many coefficients leads; `None` if no point keeps the rows.
pub(crate) fn tighten(lp: &Lp, most: usize) -> Option<Tight> {
    let mut state = Rows::new(lp, most);
    (0..state.rhs.len()).for_each(|i| state.wait(i));
    if !state.follow() {
        return None;
    }
    let mut changed = true;
    while changed && state.left > 0 {
        changed = false;
        for j in 0..lp.column_count() {
            if state.left > 0 && state.whole[j] && state.lower[j] < state.upper[j] {
                changed |= state.probe(j)?;
            }
        }
    }
    Some(Tight { lower: state.lower, upper: state.upper })
}

/// What a step changed, to be taken back.
#[derive(Debug, Clone)]
enum Change {
    /// The bounds of a column.
    Bounds(usize, f64, f64),
    /// The least of a row.
    Least(usize, f64),
}

/// A column with its lower and upper bound.
pub(crate) type Bounds = (usize, f64, f64);

/// Rows of a program that lead from bounds to narrower ones.
#[derive(Debug, Clone)]
pub(crate) struct Rows {
    lower: Vec<f64>,
    upper: Vec<f64>,
    whole: Vec<bool>,
    /// Rows as `sum a x <= rhs`, an equality as two: where the terms of each begin.
    starts: Vec<usize>,
    terms: Vec<(u32, f64)>,
    rhs: Vec<f64>,
    margin: Vec<f64>,
    least: Vec<f64>,
    /// Where the rows of each column begin.
    column_starts: Vec<usize>,
    stands_in: Vec<(u32, f64)>,
    /// Rows that are to be looked at.
    waiting: VecDeque<usize>,
    waits: Vec<bool>,
    /// While a decision is held: what that changed.
    changes: Option<Vec<Change>>,
    /// Coefficients that may still be looked at.
    left: usize,
}

impl Rows {
    /// Of `lp`; so many coefficients are looked at.
    pub(crate) fn new(lp: &Lp, most: usize) -> Self {
        let count = lp.column_count();
        let lower: Vec<f64> = (0..count).map(|j| lp.lower()[j]).collect();
        let (upper, whole) = (lp.upper().to_vec(), (0..count).map(|j| lp.whole()[j]).collect());
        let (mut starts, mut terms, mut rhs) = (vec![0], Vec::new(), Vec::new());
        for row in lp.rows() {
            let signs: &[f64] = match row.sense {
                Sense::AtMost => &[1.0],
                Sense::AtLeast => &[-1.0],
                Sense::Equal => &[1.0, -1.0],
            };
            for sign in signs {
                terms.extend(row.columns.iter().zip(row.values).map(|(&j, &a)| (j, sign * a)));
                starts.push(terms.len());
                rhs.push(sign * row.rhs);
            }
        }
        let mut column_starts = vec![0; count + 1];
        for &(j, _) in &terms {
            column_starts[j as usize + 1] += 1;
        }
        for j in 0..count {
            column_starts[j + 1] += column_starts[j];
        }
        let mut next = column_starts.clone();
        let mut stands_in = vec![(0, 0.0); terms.len()];
        let (mut least, mut margin) = (Vec::with_capacity(rhs.len()), Vec::with_capacity(rhs.len()));
        for ((range, &b), i) in starts.windows(2).zip(&rhs).zip(0..) {
            let (mut sum, mut size) = (0.0, b.abs());
            for &(j, a) in &terms[range[0]..range[1]] {
                let j = j as usize;
                stands_in[next[j]] = (i, a);
                next[j] += 1;
                sum += if a > 0.0 { a * lower[j] } else { a * upper[j] };
                size += a.abs() * lower[j].abs().max(upper[j].abs());
            }
            least.push(sum);
            margin.push(MARGIN * size);
        }
        let (waiting, waits) = (VecDeque::new(), vec![false; rhs.len()]);
        let (changes, left) = (None, most);
        Self {
            lower,
            upper,
            whole,
            starts,
            terms,
            rhs,
            margin,
            least,
            column_starts,
            stands_in,
            waiting,
            waits,
            changes,
            left,
        }
    }

    fn wait(&mut self, i: usize) {
        if !self.waits[i] {
            self.waits[i] = true;
            self.waiting.push_back(i);
        }
    }

    /// Looks at rows until none waits; false if no point keeps them.
    fn follow(&mut self) -> bool {
        let mut holds = true;
        while let Some(i) = self.waiting.pop_front() {
            self.waits[i] = false;
            holds = holds && self.row(i);
        }
        holds
    }

    /// What row `i` says of its columns; false if no point keeps it.
    fn row(&mut self, i: usize) -> bool {
        let range = self.starts[i]..self.starts[i + 1];
        self.left = self.left.saturating_sub(range.len());
        if self.rhs[i] - self.least[i] < -self.margin[i] {
            return false;
        }
        for k in range {
            if self.left == 0 {
                break;
            }
            let (j, a) = (self.terms[k].0 as usize, self.terms[k].1);
            let (lower, upper) = (self.lower[j], self.upper[j]);
            let room = (self.rhs[i] - self.least[i]).max(0.0) + self.margin[i];
            if a.abs() * (upper - lower) <= room {
                continue;
            }
            let reach = room / a.abs();
            let (mut low, mut high) = if a > 0.0 { (lower, lower + reach) } else { (upper - reach, upper) };
            if self.whole[j] {
                (low, high) = ((low - WHOLE).ceil(), (high + WHOLE).floor());
            }
            if low > high {
                return false;
            }
            self.narrow((j, low, high));
        }
        true
    }

    /// Gives a column narrower bounds, if they are narrower by enough; whether they are.
    fn narrow(&mut self, (j, low, high): Bounds) -> bool {
        let (lower, upper) = (self.lower[j], self.upper[j]);
        let enough = if self.whole[j] { 0.5 } else { PART * (upper - lower) };
        let narrower = low > lower + enough || high < upper - enough;
        if narrower {
            self.set(j, low.max(lower), high.min(upper));
        }
        narrower
    }

    fn set(&mut self, j: usize, lower: f64, upper: f64) {
        let before = (self.lower[j], self.upper[j]);
        if let Some(changes) = &mut self.changes {
            changes.push(Change::Bounds(j, before.0, before.1));
        }
        (self.lower[j], self.upper[j]) = (lower, upper);
        let range = self.column_starts[j]..self.column_starts[j + 1];
        self.left = self.left.saturating_sub(range.len());
        for k in range {
            let (i, a) = (self.stands_in[k].0 as usize, self.stands_in[k].1);
            let more = if a > 0.0 { a * (lower - before.0) } else { a * (upper - before.1) };
            if more > 0.0 {
                if let Some(changes) = &mut self.changes {
                    changes.push(Change::Least(i, self.least[i]));
                }
                self.least[i] += more;
                self.wait(i);
            }
        }
    }

    /// Holds the decision `j` at each of its bounds; whether anything follows, `None` if no point is left.
    fn probe(&mut self, j: usize) -> Option<bool> {
        let (lower, upper) = (self.lower[j], self.upper[j]);
        let changed = match (self.held(j, upper), self.held(j, lower)) {
            // Of two numbers neither; of more, those between are left.
            (None, None) if upper - lower <= 1.0 => return None,
            (None, None) => self.narrow((j, lower + 1.0, upper - 1.0)),
            (None, Some(_)) => self.narrow((j, lower, upper - 1.0)),
            (Some(_), None) => self.narrow((j, lower + 1.0, upper)),
            // There is something between.
            (Some(_), Some(_)) if upper - lower > 1.0 => false,
            (Some(up), Some(down)) => {
                let mut changed = false;
                for (k, low, high) in up {
                    if let Ok(at) = down.binary_search_by_key(&k, |&(k, ..)| k) {
                        changed |= self.narrow((k, low.min(down[at].1), high.max(down[at].2)));
                    }
                }
                changed
            }
        };
        self.follow().then_some(changed)
    }

    /// The bounds that are others within those of `held`, by column; `None` if no point is left then. All is as before afterwards.
    pub(crate) fn within(&mut self, held: &[Bounds]) -> Option<Vec<Bounds>> {
        self.changes = Some(Vec::new());
        let mut holds = true;
        for &(j, lower, upper) in held {
            let (lower, upper) = (lower.max(self.lower[j]), upper.min(self.upper[j]));
            holds = holds && lower <= upper;
            if holds && (lower > self.lower[j] || upper < self.upper[j]) {
                self.set(j, lower, upper);
            }
        }
        let holds = self.follow() && holds;
        self.differ(holds)
    }

    /// The bounds that are others with `j` held at `value`, by column; `None` if no point is left then. All is as before afterwards.
    fn held(&mut self, j: usize, value: f64) -> Option<Vec<Bounds>> {
        self.changes = Some(Vec::new());
        self.set(j, value, value);
        let holds = self.follow();
        self.differ(holds)
    }

    /// What has changed, if it `holds`; and all is as before.
    fn differ(&mut self, holds: bool) -> Option<Vec<Bounds>> {
        let changes = self.changes.take().unwrap_or_default();
        let mut columns: Vec<usize> = Vec::new();
        if holds {
            columns.extend(changes.iter().filter_map(|change| match change {
                Change::Bounds(k, ..) => Some(*k),
                Change::Least(..) => None,
            }));
            columns.sort_unstable();
            columns.dedup();
        }
        let differ = columns.into_iter().map(|k| (k, self.lower[k], self.upper[k])).collect();
        for change in changes.into_iter().rev() {
            match change {
                Change::Bounds(k, lower, upper) => (self.lower[k], self.upper[k]) = (lower, upper),
                Change::Least(i, least) => self.least[i] = least,
            }
        }
        holds.then_some(differ)
    }
}

#[cfg(test)]
mod tests {
    //! Source of truth: by hand, and every point of small programs looked at.

    use super::*;
    use crate::id::{NeedId, PaymentId};
    use crate::lp::{ColumnKey, RowKey};
    use crate::random::Random;

    type Terms = Vec<(u32, f64)>;

    /// Columns `(whole, upper)`, from 0 on, and rows.
    fn program(columns: &[(bool, f64)], rows: &[(Terms, Sense, f64)]) -> Lp {
        let mut lp = Lp::default();
        for (j, &(whole, upper)) in columns.iter().enumerate() {
            let key = if whole { ColumnKey::Paid(NeedId::new(j), None) } else { ColumnKey::Payment(PaymentId::new(j)) };
            if whole {
                lp.add_whole_column(key, 1.0, 0.0, upper);
            } else {
                lp.add_column(key, 1.0, 0.0, upper);
            }
        }
        for (i, (terms, sense, rhs)) in rows.iter().enumerate() {
            lp.add_row(RowKey::OneYear(NeedId::new(i)), *sense, *rhs, 0.0, terms.iter().copied());
        }
        lp
    }

    #[test]
    fn two_rows_together_say_what_neither_says() {
        let rows = [
            (vec![(0, 60.0), (1, 50.0), (2, 50.0)], Sense::AtMost, 100.0),
            (vec![(1, 1.0), (2, 1.0)], Sense::AtLeast, 1.0),
        ];
        let lp = program(&[(true, 1.0); 3], &rows);
        let tight = tighten(&lp, usize::MAX);
        assert_eq!(tight, Some(Tight { lower: vec![0.0; 3], upper: vec![0.0, 1.0, 1.0] }));
        // Without looking nothing is known.
        assert_eq!(tighten(&lp, 0), Some(Tight { lower: vec![0.0; 3], upper: vec![1.0; 3] }));
    }

    #[test]
    fn what_both_sides_of_a_decision_say_holds() {
        // With the decision at 1 the second row leaves 30, with it at 0 the first leaves 20; neither row alone says anything.
        let rows =
            [(vec![(0, 1.0), (1, -80.0)], Sense::AtMost, 20.0), (vec![(0, 1.0), (1, 70.0)], Sense::AtMost, 100.0)];
        let tight = tighten(&program(&[(false, 100.0), (true, 1.0)], &rows), usize::MAX);
        let upper = tight.map(|tight| tight.upper[0]).unwrap_or_default();
        assert!((upper - 30.0).abs() < 1e-4, "{upper}");
    }

    #[test]
    fn rows_that_nothing_keeps_are_found_out() {
        let rows = [(vec![(0, 1.0), (1, 1.0)], Sense::Equal, 1.0), (vec![(0, 2.0), (1, 2.0)], Sense::AtLeast, 3.0)];
        assert_eq!(tighten(&program(&[(true, 1.0); 2], &rows), usize::MAX), None);
    }

    /// Every point of random programs that keeps the rows lies within the bounds; and they are narrower than at first in many.
    #[test]
    fn no_point_is_left_out() {
        let (mut points, mut narrower, mut none) = (0, 0, 0);
        for seed in 0..800 {
            let mut random = Random::new(seed, 11);
            let mut number = |from: i32, to: i32| random.between(f64::from(from), f64::from(to) + 1.0).floor();
            let columns: Vec<(bool, f64)> = (0..5).map(|_| (number(0, 3) > 0.0, number(1, 3))).collect();
            let rows: Vec<(Terms, Sense, f64)> = (0..5)
                .map(|_| {
                    let terms: Terms = (0..5).map(|j| (j, number(-4, 6))).filter(|&(_, a)| a != 0.0).collect();
                    let kind = number(0, 3);
                    let sense = if kind < 2.0 {
                        Sense::AtMost
                    } else if kind < 3.0 {
                        Sense::AtLeast
                    } else {
                        Sense::Equal
                    };
                    (terms, sense, number(-3, 14))
                })
                .collect();
            let lp = program(&columns, &rows);
            let tight = tighten(&lp, if seed % 3 == 0 { 60 } else { usize::MAX });
            // In quarters what is divisible, so that points of equalities are among them.
            let steps: Vec<f64> = columns.iter().map(|&(whole, _)| if whole { 1.0 } else { 0.25 }).collect();
            let mut x = vec![0.0; columns.len()];
            let mut kept = 0;
            loop {
                let keeps = lp.rows().all(|row| {
                    let over = row.activity(&x) - row.rhs;
                    match row.sense {
                        Sense::AtMost => over <= 0.0,
                        Sense::AtLeast => over >= 0.0,
                        Sense::Equal => over == 0.0,
                    }
                });
                if keeps {
                    kept += 1;
                    let tight = tight.as_ref().unwrap_or_else(|| panic!("{seed}: {x:?} keeps all rows"));
                    let within = |j: usize| tight.lower[j] <= x[j] && x[j] <= tight.upper[j];
                    assert!((0..x.len()).all(within), "{seed}: {x:?} is not within {tight:?}");
                }
                let Some(j) = (0..x.len()).find(|&j| x[j] < columns[j].1) else { break };
                x[..j].fill(0.0);
                x[j] += steps[j];
            }
            points += kept;
            none += usize::from(tight.is_none());
            let range = |tight: &Tight| tight.lower.iter().zip(&tight.upper).map(|(low, high)| high - low).sum::<f64>();
            let whole: f64 = columns.iter().map(|column| column.1).sum();
            narrower += usize::from(tight.as_ref().is_some_and(|tight| range(tight) < 0.9 * whole));
        }
        assert!(points > 1_000 && narrower > 100 && none > 20, "{points} {narrower} {none}");
    }
}
