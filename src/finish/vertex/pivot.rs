//! What all steps share: choosing and refreshing a basis, columns and rows of the tableau, one variable taking another's place.

use crate::finish::basis::Basis;
use crate::finish::ratio::{PIVOT, Span};
use crate::finish::simplex::At;

use super::{Lost, Move, NO_GAIN, REFACTOR, TIE, Vertex};

/// An entry worked out by column and by row must agree to this part, else the basis is worn.
const AGREE: f64 = 1e-6;

impl Vertex {
    /// The basis of as many of `candidates` as are independent, and where everything is then.
    pub(super) fn choose(&mut self, candidates: &[usize]) {
        let program = &self.program;
        self.basis = Basis::choose((program.rows(), program.open), candidates, |j| program.column(j));
        for &j in &self.basis.head {
            self.at[j] = At::Basic;
        }
        self.settle();
        self.reprice();
    }

    /// Factors the basis anew, and works out values and reduced costs from nothing else.
    pub(super) fn refactor(&mut self) {
        let basics: Vec<usize> = self.basis.head.clone();
        for &j in &basics {
            self.at[j] = At::Between;
        }
        self.choose(&basics);
    }

    /// Values of all variables: those at bounds there, then the basic ones.
    pub(super) fn settle(&mut self) {
        for j in 0..self.at.len() {
            match self.at[j] {
                At::Lower => self.value[j] = self.program.lower[j],
                At::Upper => self.value[j] = self.program.upper[j],
                At::Basic | At::Between => {}
            }
        }
        self.correct();
    }

    /// Adds to the basic variables what the rows are off by.
    fn correct(&mut self) {
        let mut off = self.program.rhs.clone();
        for (j, &value) in self.value.iter().enumerate() {
            if value != 0.0 {
                for &(i, a) in self.program.column(j) {
                    off[i] -= a * value;
                }
            }
        }
        self.basis.solve(&mut off);
        for (&j, off) in self.basis.head.iter().zip(&off) {
            self.value[j] += off;
        }
    }

    /// Reduced costs of all variables.
    pub(super) fn reprice(&mut self) {
        let (mut y1, mut y2) = (vec![0.0; self.program.rows()], vec![0.0; self.program.rows()]);
        for (slot, &j) in self.basis.head.iter().enumerate() {
            (y1[slot], y2[slot]) = (self.program.cost[j], self.program.tie[j]);
        }
        self.basis.solve_transposed(&mut y1);
        self.basis.solve_transposed(&mut y2);
        let worth = self.program.worth;
        for j in 0..self.at.len() {
            let (mut points, mut ties) = (self.program.cost[j], self.program.tie[j]);
            let (mut points_size, mut ties_size) = (points.abs() + worth, ties.abs() + 1.0);
            for &(i, a) in self.program.column(j) {
                let (by_points, by_ties) = (a * y1[i], a * y2[i]);
                points -= by_points;
                ties -= by_ties;
                points_size += by_points.abs();
                ties_size += by_ties.abs();
            }
            let is_basic = self.at[j] == At::Basic;
            (self.points[j], self.ties[j]) = if is_basic { (0.0, 0.0) } else { (points, ties) };
            self.nothing[j] = (TIE * points_size, NO_GAIN * ties_size);
        }
    }

    /// Where a variable may be.
    pub(super) fn span(&self, j: usize) -> Span {
        Span { lower: self.program.lower[j], upper: self.program.upper[j], slop: self.slop }
    }

    /// How far a variable is out of its bounds: below 0 = too small.
    pub(super) fn out(&self, j: usize) -> f64 {
        self.span(j).out(self.value[j])
    }

    /// Works out how the basic variables change with `variable`.
    pub(super) fn aim(&mut self, variable: usize) {
        self.clear_aim();
        for &(i, a) in self.program.column(variable) {
            self.alpha[i] = a;
            self.basis.mark(i, &mut self.marks);
        }
        self.basis.solve_few(&mut self.alpha, &mut self.marks, &mut self.touched);
    }

    /// Works out how the basic variables change with right-hand sides.
    pub(super) fn aim_at(&mut self, moves: &[Move]) {
        self.clear_aim();
        for &(i, by) in moves {
            self.alpha[i] += by;
            self.basis.mark(i, &mut self.marks);
        }
        self.basis.solve_few(&mut self.alpha, &mut self.marks, &mut self.touched);
    }

    fn clear_aim(&mut self) {
        for &slot in &self.touched {
            self.alpha[slot] = 0.0;
        }
    }

    /// Works out the row of the tableau of `slot`, for all that are not basic, or those of them that are looked at.
    pub(super) fn row_of(&mut self, slot: usize) {
        for &i in &self.rho_touched {
            self.rho[i] = 0.0;
        }
        self.rho[slot] = 1.0;
        self.basis.mark(slot, &mut self.marks);
        self.basis.solve_transposed_few(&mut self.rho, &mut self.marks, &mut self.rho_touched);
        self.row_again();
    }

    /// Likewise where the row of `B^-1` is known, but more columns are looked at.
    pub(super) fn row_again(&mut self) {
        for &j in &self.row_touched {
            (self.row[j], self.seen[j]) = (0.0, false);
        }
        self.row_touched.clear();
        for &i in &self.rho_touched {
            let weight = self.rho[i];
            if weight == 0.0 {
                continue;
            }
            // No other row has its logical.
            let logical = self.program.open + i;
            if self.at[logical] != At::Basic {
                (self.row[logical], self.seen[logical]) = (weight, true);
                self.row_touched.push(logical);
            }
            let lists = self.near.as_ref().map_or_else(|| [self.program.row(i), &[]], |near| near.row(i));
            for &(j, a) in lists.into_iter().flatten() {
                // Most are: totals are free, so that they never leave.
                if self.at[j] == At::Basic {
                    continue;
                }
                // Terms may cancel on the way, so that 0 does not mean that it was not seen.
                if !self.seen[j] {
                    self.seen[j] = true;
                    self.row_touched.push(j);
                }
                self.row[j] += weight * a;
            }
        }
    }

    /// Whether the entry of `variable` in `slot`, of which both column and row were worked out, can be believed.
    pub(super) fn agree(&self, variable: usize, slot: usize) -> bool {
        let (by_column, by_row) = (self.alpha[slot], self.row[variable]);
        by_column.abs() > PIVOT && (by_column - by_row).abs() <= AGREE * by_column.abs().max(1e-3)
    }

    /// `entering` takes the place of the variable in `slot`, which goes to its bound `side`; column and row are worked out.
    pub(super) fn exchange(&mut self, entering: usize, slot: usize, side: At) {
        let leaving = self.basis.head[slot];
        let bound = if side == At::Lower { self.program.lower[leaving] } else { self.program.upper[leaving] };
        let length = (self.value[leaving] - bound) / self.alpha[slot];
        if length != 0.0 {
            for &at in &self.touched {
                self.value[self.basis.head[at]] -= length * self.alpha[at];
            }
            self.value[entering] += length;
        }
        self.value[leaving] = bound;
        let pivot = self.alpha[slot];
        let (points, ties) = (self.points[entering] / pivot, self.ties[entering] / pivot);
        for &j in &self.row_touched {
            self.points[j] -= points * self.row[j];
            self.ties[j] -= ties * self.row[j];
        }
        (self.points[leaving], self.ties[leaving]) = (-points, -ties);
        (self.points[entering], self.ties[entering]) = (0.0, 0.0);
        (self.at[leaving], self.at[entering]) = (side, At::Basic);
        self.basis.enter(entering, slot, &self.alpha, &self.touched);
        self.note_left(leaving);
        self.steps += 1;
    }

    /// Before a step: a fresh basis where this one is worn.
    pub(super) fn before_step(&mut self, since: usize, stop: &dyn Fn() -> bool) -> Result<(), Lost> {
        let taken = self.steps - since;
        if taken >= self.most || (taken % 32 == 31 && stop()) {
            return Err(Lost::Stopped);
        }
        if self.basis.changes() >= REFACTOR {
            self.refactor();
        }
        Ok(())
    }
}
