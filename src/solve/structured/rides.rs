//! Columns that ride: what a column adds to the measures of border rows, beside the one measure that it is part of.
//!
//! See `border.rs` for why. A column `x[j]` of measure `k` with coefficients `e[j][v]` in border rows has the price
//!
//! ```text
//! p[j] = price[k] + sum_v e[j][v] price[v]
//! ```
//!
//! and what its leaf gives, `W` on its columns, comes to the node as `W` on their measures, `W e` between these and the border's
//! measures, and `e' W e` on the latter.

use super::gram::Blocks;
use super::outline::id;

/// What each column adds to the measures of border rows.
#[derive(Debug, Clone, Default)]
pub(super) struct Rides {
    /// Where the terms of each column start, one more at the end; empty where no column has any.
    start: Vec<u32>,
    /// Measures with coefficients.
    terms: Vec<(u32, f64)>,
}

impl Rides {
    /// The rides of one column after the other.
    pub(super) fn push(&mut self, terms: impl IntoIterator<Item = (u32, f64)>) {
        if self.start.is_empty() {
            self.start.push(0);
        }
        self.terms.extend(terms);
        self.start.push(id(self.terms.len()));
    }

    /// Forgets all columns, if none of them rides.
    pub(super) fn settle(&mut self) {
        if self.terms.is_empty() {
            self.start = Vec::new();
        }
    }

    /// The terms of column `c`.
    pub(super) fn of(&self, c: usize) -> &[(u32, f64)] {
        if self.start.is_empty() {
            return &[];
        }
        &self.terms[self.start[c] as usize..self.start[c + 1] as usize]
    }

    /// Gives the measures new numbers.
    pub(super) fn renumber(&mut self, place: &[u32]) {
        for (v, _) in &mut self.terms {
            *v = place[*v as usize];
        }
    }

    /// The part of the price of column `c` that its rides add.
    pub(super) fn price(&self, c: usize, price: &[f64]) -> f64 {
        self.of(c).iter().map(|&(v, e)| e * price[v as usize]).sum()
    }

    /// The prices of the columns from `first` on, whose measures these are.
    pub(super) fn prices(&self, first: usize, measures: &[u32], price: &[f64], out: &mut [f64]) {
        for (j, (out, &k)) in out.iter_mut().zip(measures).enumerate() {
            *out = price[k as usize] + self.price(first + j, price);
        }
    }

    /// Adds the rides of column `c` at `value`.
    pub(super) fn add(&self, c: usize, value: f64, out: &mut [f64]) {
        for &(v, e) in self.of(c) {
            out[v as usize] += e * value;
        }
    }

    /// As [`put_on`](Self::put_on) where all columns ride alike: `sums` are the row sums of `W`.
    pub(super) fn put_on_alike(&self, first: usize, measures: &[u32], sums: &[f64], blocks: &Blocks, gram: &mut [f64]) {
        let rides = self.of(first);
        let total: f64 = sums.iter().sum();
        for (sum, &k) in sums.iter().zip(measures) {
            for &(v, e) in rides {
                gram[blocks.at(v as usize, k as usize)] += e * sum;
            }
        }
        for (n, &(v, e)) in rides.iter().enumerate() {
            for &(u, f) in &rides[..=n] {
                gram[blocks.at(v.max(u) as usize, v.min(u) as usize)] += e * f * total;
            }
        }
    }

    /// Adds the sizes of the rides of column `c` at `value`.
    pub(super) fn add_size(&self, c: usize, value: f64, out: &mut [f64]) {
        for &(v, e) in self.of(c) {
            out[v as usize] += e.abs() * value;
        }
    }

    /// Adds `W e` and `e' W e` of the leaf whose columns start at `first`; `w(i, j)` are the entries of `W`.
    pub(super) fn put_on(
        &self,
        first: usize,
        measures: &[u32],
        w: impl Fn(usize, usize) -> f64,
        blocks: &Blocks,
        gram: &mut [f64],
    ) {
        for j in 0..measures.len() {
            let mine = self.of(first + j);
            if mine.is_empty() {
                continue;
            }
            for (i, &k) in measures.iter().enumerate() {
                let value = w(i, j);
                for &(v, e) in mine {
                    gram[blocks.at(v as usize, k as usize)] += e * value;
                    for &(u, f) in self.of(first + i) {
                        // Both (i, j) and (j, i) come by: each adds its half of the symmetric matrix.
                        if u <= v {
                            gram[blocks.at(v as usize, u as usize)] += e * f * value;
                        }
                    }
                }
            }
        }
    }
}
