//! The basis: its factors, and the columns that changed since.
//!
//! ```text
//! B = B0 E1 E2 ... Ek        E the identity but for one column alpha = B^-1 a, that of the variable that entered
//! ```

use super::factor::{Factor, factor};
use super::marks::Marks;

/// A sparse identity but for the column of one slot.
#[derive(Debug, Clone)]
struct Eta {
    slot: usize,
    pivot: f64,
    others: Vec<(usize, f64)>,
}

/// A basis of a face.
#[derive(Debug, Clone, Default)]
pub(super) struct Basis {
    factor: Factor,
    etas: Vec<Eta>,
    /// The basic variable of each slot.
    pub(super) head: Vec<usize>,
}

impl Basis {
    /// The basis of as many of `candidates` as are independent, and logicals for the rest, of a program of so many rows and so many
    /// open columns, the logicals coming after these.
    pub(super) fn choose<'a>(
        (rows, open): (usize, usize),
        candidates: &[usize],
        column: impl Fn(usize) -> &'a [(usize, f64)],
    ) -> Self {
        let columns: Vec<&[(usize, f64)]> = candidates.iter().map(|&variable| column(variable)).collect();
        let chosen = factor(rows, &columns);
        let logical = |row: usize| open + row;
        let variable = |(row, candidate): (usize, Option<usize>)| candidate.map_or(logical(row), |k| candidates[k]);
        let head = chosen.head.into_iter().enumerate().map(variable).collect();
        Self { factor: chosen.factor, etas: Vec::new(), head }
    }

    /// Variables that entered since it was factored.
    pub(super) fn changes(&self) -> usize {
        self.etas.len()
    }

    /// `B^-1 b` in place: `b` by row, the result by slot.
    pub(super) fn solve(&self, v: &mut [f64]) {
        self.factor.solve(v);
        for eta in &self.etas {
            if v[eta.slot] != 0.0 {
                let value = v[eta.slot] / eta.pivot;
                v[eta.slot] = value;
                for &(slot, alpha) in &eta.others {
                    v[slot] -= alpha * value;
                }
            }
        }
    }

    /// `B^-T c` in place: `c` by slot, the result by row.
    pub(super) fn solve_transposed(&self, v: &mut [f64]) {
        for eta in self.etas.iter().rev() {
            let taken: f64 = eta.others.iter().map(|&(slot, alpha)| alpha * v[slot]).sum();
            v[eta.slot] = (v[eta.slot] - taken) / eta.pivot;
        }
        self.factor.solve_transposed(v);
    }

    /// Notes that a vector may be other than 0 in this row or slot.
    pub(super) fn mark(&self, slot: usize, marks: &mut Marks) {
        self.factor.mark(slot, marks);
    }

    /// [`solve`](Self::solve) where `v` is 0 but for what is marked, with the slots in which the result may not be, in order; no mark is left.
    pub(super) fn solve_few(&self, v: &mut [f64], marks: &mut Marks, touched: &mut Vec<usize>) {
        self.factor.solve_few(v, marks);
        for eta in &self.etas {
            if v[eta.slot] != 0.0 {
                let value = v[eta.slot] / eta.pivot;
                v[eta.slot] = value;
                for &(slot, alpha) in &eta.others {
                    v[slot] -= alpha * value;
                    self.factor.mark(slot, marks);
                }
            }
        }
        self.factor.marked(marks, touched);
    }

    /// Likewise [`solve_transposed`](Self::solve_transposed).
    pub(super) fn solve_transposed_few(&self, v: &mut [f64], marks: &mut Marks, touched: &mut Vec<usize>) {
        for eta in self.etas.iter().rev() {
            let taken: f64 = eta.others.iter().map(|&(slot, alpha)| alpha * v[slot]).sum();
            let value = (v[eta.slot] - taken) / eta.pivot;
            if value != 0.0 {
                self.factor.mark(eta.slot, marks);
            }
            v[eta.slot] = value;
        }
        self.factor.solve_transposed_few(v, marks);
        self.factor.marked(marks, touched);
    }

    /// `variable`, whose column is `alpha = B^-1 a`, 0 but in the slots `touched`, takes `slot`.
    pub(super) fn enter(&mut self, variable: usize, slot: usize, alpha: &[f64], touched: &[usize]) {
        let others = touched.iter().filter(|&&i| i != slot && alpha[i] != 0.0).map(|&i| (i, alpha[i])).collect();
        self.etas.push(Eta { slot, pivot: alpha[slot], others });
        self.head[slot] = variable;
    }
}
