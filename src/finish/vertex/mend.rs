//! From the basis of one optimum to the optimum of a program that is a little different.
//!
//! ```text
//! shift    the cost of every variable whose reduced cost has the wrong sign, so that it has none: the basis is optimal but for bounds
//! move     right-hand sides to where every basic variable is within its bounds: now it is optimal
//! back     the moves, then the shifts go to 0, and the vertex with them, from turn to turn
//! ```
//! Both ways are followed turn by turn, so that they take about as many steps as there are different optimal bases between. Steps of steepest
//! ascent from the same basis take hundreds more, since they pass through prices that no optimum has.

use crate::finish::simplex::At;

use super::{Ended, Lost, Move, Until, Vertex};

impl Vertex {
    /// To the optimum from the basis of a similar program's.
    pub(super) fn mend(&mut self, stop: &dyn Fn() -> bool) -> Result<(), Lost> {
        let (cost, tie) = (self.program.cost.clone(), self.program.tie.clone());
        let mut back = vec![0.0; self.at.len()];
        let mut shifted = false;
        for (j, back) in back.iter_mut().enumerate() {
            let points = self.wrong(j, self.points[j], self.nothing[j].0);
            if points != 0.0 {
                *back = points;
                self.program.cost[j] -= points;
                self.points[j] = 0.0;
                shifted = true;
            }
            if self.points[j].abs() <= self.nothing[j].0 {
                let ties = self.wrong(j, self.ties[j], self.nothing[j].1);
                self.program.tie[j] -= ties;
                self.ties[j] -= ties;
            }
        }
        self.bring_back(stop)?;
        if shifted {
            self.walk(&back, 1.0, (&[], 0.0), stop)?;
        }
        (self.program.cost, self.program.tie) = (cost, tie);
        self.reprice();
        self.primal(stop)
    }

    /// Brings every variable within its bounds, all at the same pace.
    fn bring_back(&mut self, stop: &dyn Fn() -> bool) -> Result<(), Lost> {
        let mut off = vec![0.0; self.program.rows()];
        let mut any = false;
        for slot in 0..self.basis.head.len() {
            let j = self.basis.head[slot];
            if self.out(j) == 0.0 {
                continue;
            }
            any = true;
            let bound =
                if self.value[j] > self.program.upper[j] { self.program.upper[j] } else { self.program.lower[j] };
            for &(i, a) in self.program.column(j) {
                off[i] += a * (self.value[j] - bound);
            }
            self.value[j] = bound;
        }
        if any {
            let moves: Vec<Move> = off.into_iter().enumerate().filter(|(_, by)| *by != 0.0).collect();
            let rhs = self.program.rhs.clone();
            for &(i, by) in &moves {
                self.program.rhs[i] -= by;
            }
            let traced = self.trace(&moves, 1.0, Until::Reached, stop);
            self.program.rhs = rhs;
            if traced?.ended == Ended::GaveUp {
                return Err(Lost::Stopped);
            }
            self.settle();
        }
        // What rounding left, and, where the way was closed, the proof of it.
        self.dual(stop)
    }

    /// `reduced` where its sign lets variable `j` gain, else 0.
    fn wrong(&self, j: usize, reduced: f64, nothing: f64) -> f64 {
        let gains = match self.at[j] {
            At::Basic => false,
            At::Lower => reduced > nothing,
            At::Upper => reduced < -nothing,
            At::Between => reduced.abs() > nothing,
        };
        if gains && self.program.upper[j] > self.program.lower[j] { reduced } else { 0.0 }
    }
}
