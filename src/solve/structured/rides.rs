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

use super::leaves::Gathered;
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

    /// `count` more columns that do not ride.
    pub(super) fn push_none(&mut self, count: usize) {
        if !self.start.is_empty() {
            self.start.extend(std::iter::repeat_n(id(self.terms.len()), count));
        }
    }

    /// Forgets all columns, if none of them rides.
    pub(super) fn settle(&mut self) {
        if self.terms.is_empty() {
            self.start = Vec::new();
        }
    }

    /// Whether rides were told of any column.
    pub(super) fn is_any(&self) -> bool {
        !self.start.is_empty()
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

    /// Adds the sizes of the rides of column `c` at `value`.
    pub(super) fn add_size(&self, c: usize, value: f64, out: &mut [f64]) {
        for &(v, e) in self.of(c) {
            out[v as usize] += e.abs() * value;
        }
    }

    /// Adds what a leaf gives to the border's measures.
    pub(super) fn gather(&self, leaf: &Given<'_>, out: &mut Gathered<'_>) {
        let size = leaf.measures.len();
        let share = leaf.row.map_or(0.0, |(_, _, share)| share);
        if leaf.alike {
            self.add(leaf.first, leaf.x.iter().sum(), out.load);
            let moved = leaf.th.iter().zip(leaf.r).map(|(th, r)| th * (r - share)).sum();
            self.add(leaf.first, moved, out.flow);
            // The rows of W sum to th w / (w + sum th).
            let part = leaf.row.map_or(1.0, |(w, inv, _)| w * inv);
            self.put_on_alike(leaf, part, out);
            return;
        }
        for j in 0..size {
            self.add(leaf.first + j, leaf.x[j], out.load);
            self.add(leaf.first + j, leaf.th[j] * (leaf.r[j] - share), out.flow);
        }
        for j in 0..size {
            let mine = self.of(leaf.first + j);
            if mine.is_empty() {
                continue;
            }
            for (i, &k) in leaf.measures.iter().enumerate() {
                let value = leaf.entry(i, j);
                for &(v, e) in mine {
                    out.gram[out.blocks.at(v as usize, k as usize)] += e * value;
                    for &(u, f) in self.of(leaf.first + i) {
                        // Both (i, j) and (j, i) come by: each adds its half of the symmetric matrix.
                        if u <= v {
                            out.gram[out.blocks.at(v as usize, u as usize)] += e * f * value;
                        }
                    }
                }
            }
        }
    }

    /// `W e` and `e' W e` where all columns ride alike; the rows of `W` sum to `part` times `th`.
    fn put_on_alike(&self, leaf: &Given<'_>, part: f64, out: &mut Gathered<'_>) {
        let rides = self.of(leaf.first);
        let mut total = 0.0;
        for (th, &k) in leaf.th.iter().zip(leaf.measures) {
            total += th * part;
            for &(v, e) in rides {
                out.gram[out.blocks.at(v as usize, k as usize)] += e * th * part;
            }
        }
        for (n, &(v, e)) in rides.iter().enumerate() {
            for &(u, f) in &rides[..=n] {
                out.gram[out.blocks.at(v.max(u) as usize, v.min(u) as usize)] += e * f * total;
            }
        }
    }
}

/// A leaf whose columns ride, in the letters of `leaves.rs`.
#[derive(Debug)]
pub(super) struct Given<'a> {
    /// Its first column.
    pub(super) first: usize,
    pub(super) measures: &'a [u32],
    /// Whether its columns ride alike.
    pub(super) alike: bool,
    pub(super) x: &'a [f64],
    pub(super) th: &'a [f64],
    pub(super) r: &'a [f64],
    /// `w`, `1 / (w + sum th)` and `h / (w + sum th)` of its row, if it has one.
    pub(super) row: Option<(f64, f64, f64)>,
}

impl Given<'_> {
    /// An entry of `W`.
    fn entry(&self, i: usize, j: usize) -> f64 {
        match self.row {
            None if i == j => self.th[j],
            None => 0.0,
            Some((w, inv, _)) if i == j => {
                let others: f64 = (0..self.th.len()).filter(|&k| k != j).map(|k| self.th[k]).sum();
                self.th[j] * inv * (w + others)
            }
            Some((_, inv, _)) => -self.th[i] * inv * self.th[j],
        }
    }
}
