//! Points that rise: the amount from which on a column gets more.
//!
//! ```text
//! cost(t) = cost + t * by,  t from 0        d(t) = d + t (by - A' B^-T by_B)
//! ```
//! The vertex stays optimal until a reduced cost turns; that variable enters (a primal step). If the step moves nothing, or not what is
//! asked about, it goes on from there.

use crate::finish::simplex::At;

use super::primal::Entering;
use super::{Lost, Vertex};

/// Changes of a reduced cost below this part of the largest are rounding.
const TURNS: f64 = 1e-9;

/// Where columns come in.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Entry {
    /// The amount beyond which it does.
    pub amount: f64,
    /// By how much their sum has grown then.
    pub grows: f64,
}

/// How reduced costs change with the costs, of those that do.
#[derive(Debug)]
struct Turning {
    /// By variable; 0 for basic ones.
    rate: Vec<f64>,
    /// Where it may be other than 0.
    list: Vec<usize>,
    is_in: Vec<bool>,
}

impl Turning {
    fn new(rate: Vec<f64>) -> Self {
        let is_in: Vec<bool> = rate.iter().map(|rate| *rate != 0.0).collect();
        let list = (0..rate.len()).filter(|&j| is_in[j]).collect();
        Self { rate, list, is_in }
    }

    /// After `entering` took the place of `leaving` with this `pivot`; `row` is the row of the tableau. As reduced costs themselves: a pass over all columns
    /// for each step took a sixth of the walk.
    fn exchange(&mut self, entering: usize, leaving: usize, pivot: f64, row: impl Iterator<Item = (usize, f64)>) {
        let by = self.rate[entering] / pivot;
        if by == 0.0 {
            return;
        }
        for (j, a) in row {
            self.rate[j] -= by * a;
            self.note(j);
        }
        (self.rate[leaving], self.rate[entering]) = (-by, 0.0);
        self.note(leaving);
    }

    fn note(&mut self, j: usize) {
        if !std::mem::replace(&mut self.is_in[j], true) {
            self.list.push(j);
        }
    }
}

impl Vertex {
    /// The least amount, up to `most`, beyond which the sum of some columns has grown by enough, as `watch` says, when the points of each
    /// column in `by` rise by that many times its number; `None` if there is none.
    ///
    /// # Errors
    /// [`Lost`] if the numbers go wrong, or it takes too many steps; the vertex is of no more use then.
    pub fn raise(
        &mut self,
        by: &[(usize, f64)],
        most: f64,
        watch: (&[usize], f64),
        stop: &dyn Fn() -> bool,
    ) -> Result<Option<Entry>, Lost> {
        let mut direction = vec![0.0; self.at.len()];
        for &(j, more) in by {
            direction[j] = more * self.program.scale[j];
        }
        self.walk(&direction, most, watch, stop)
    }

    /// Costs move by up to `most` times `direction`, the vertex with them, until the sum of the columns `watch` has grown by
    /// `enough`.
    pub(super) fn walk(
        &mut self,
        direction: &[f64],
        most: f64,
        (watch, enough): (&[usize], f64),
        stop: &dyn Fn() -> bool,
    ) -> Result<Option<Entry>, Lost> {
        let since = self.steps;
        let before = self.sum(watch);
        let moving: Vec<(usize, f64)> = direction.iter().copied().enumerate().filter(|(_, by)| *by != 0.0).collect();
        let mut known: Option<Turning> = None;
        let mut amount = 0.0;
        for _ in 0..10 * self.most {
            self.before_step(since, stop)?;
            // Of a fresh basis from nothing else, as reduced costs then are.
            let mut turning =
                known.take().filter(|_| self.basis.changes() > 0).unwrap_or_else(|| self.turning(direction));
            let (off, entering) = self.first_turn(&turning).unzip();
            let more = off.unwrap_or(f64::INFINITY).min(most - amount);
            amount += more;
            for &j in &turning.list {
                self.points[j] += more * turning.rate[j];
            }
            for &(j, by) in &moving {
                self.program.cost[j] += more * by;
            }
            let Some(entering) = entering.filter(|_| amount < most) else { return Ok(None) };
            self.points[entering.variable] = 0.0;
            self.aim(entering.variable);
            let step = self.step(entering).ok_or(Lost::Unstable)?;
            let leaving = step.stopped.map(|(slot, _)| (self.basis.head[slot], self.alpha[slot]));
            if !self.take(entering, step) {
                self.refactor();
                continue;
            }
            if let Some((leaving, pivot)) = leaving {
                turning.exchange(entering.variable, leaving, pivot, self.row_touched.iter().map(|&j| (j, self.row[j])));
            }
            known = Some(turning);
            let grows = self.sum(watch) - before;
            if grows > self.slop && grows >= enough {
                return Ok(Some(Entry { amount, grows }));
            }
        }
        Err(Lost::Stopped)
    }

    /// How reduced costs change with the costs.
    fn turning(&self, direction: &[f64]) -> Turning {
        let mut y: Vec<f64> = self.basis.head.iter().map(|&j| direction[j]).collect();
        if y.iter().all(|&y| y == 0.0) {
            return Turning::new(direction.to_vec());
        }
        self.basis.solve_transposed(&mut y);
        let reduced = |j: usize| match self.at[j] {
            At::Basic => 0.0,
            _ => direction[j] - self.program.column(j).iter().map(|&(i, a)| a * y[i]).sum::<f64>(),
        };
        Turning::new((0..direction.len()).map(reduced).collect())
    }

    /// The first variable that would gain, and how far off that is.
    fn first_turn(&self, turning: &Turning) -> Option<(f64, Entering)> {
        let rates = || turning.list.iter().map(|&j| (j, turning.rate[j]));
        let nothing = TURNS * rates().fold(0.0_f64, |most, (_, turning)| most.max(turning.abs()));
        let mut first: Option<(f64, f64, Entering)> = None;
        for (j, turning) in rates() {
            if turning.abs() <= nothing || self.program.upper[j] <= self.program.lower[j] {
                continue;
            }
            let (off, direction) = match self.at[j] {
                At::Lower if turning > 0.0 => (-self.points[j] / turning, 1.0),
                At::Upper if turning < 0.0 => (self.points[j] / -turning, -1.0),
                At::Between => (0.0, turning.signum()),
                At::Basic | At::Lower | At::Upper => continue,
            };
            let off = off.max(0.0);
            let near = first.is_none_or(|(least, size, before)| {
                let order = off.total_cmp(&least).then(size.total_cmp(&turning.abs()));
                order.then(j.cmp(&before.variable)).is_lt()
            });
            if near {
                first = Some((off, turning.abs(), Entering { variable: j, direction }));
            }
        }
        first.map(|(off, _, entering)| (off, entering))
    }
}
