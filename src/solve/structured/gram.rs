//! The matrix that children put on the measures of a node: symmetric, block-diagonal, bordered by its last measures.
//!
//! ```text
//! G = | B1        C1 |
//!     |    B2     C2 |
//!     | C1' C2'   Q  |
//! ```
//!
//! Measures that meet in a need or in a child share a block. Those of border rows (see `border.rs`) meet nearly all others, and would join
//! all blocks to one; they stand last, and each measure has its coefficients with all of them beside it.

use super::dense::add_scaled;
use super::problem::NONE;

/// Which measures stand in one block. Measures of a block are neighbours.
#[derive(Debug, Clone, Default)]
pub(super) struct Blocks {
    /// For each measure, the first one of its block.
    first: Vec<u32>,
    /// For each measure, how many its block has.
    width: Vec<u32>,
    /// For each measure, where its row of the block starts in the values.
    row: Vec<u32>,
    /// Where the values with the last measures start, those of the first measure first.
    side: usize,
    /// How many measures are in the border.
    tail: usize,
}

impl Blocks {
    /// Blocks of these widths, one after the other, and a border of `tail` measures.
    pub(super) fn new(widths: &[usize], tail: usize) -> Self {
        let mut blocks = Self { tail, ..Self::default() };
        for &width in widths {
            let first = blocks.first.len();
            for k in 0..width {
                blocks.first.push(super::outline::id(first));
                blocks.width.push(super::outline::id(width));
                blocks.row.push(super::outline::id(blocks.side + k * width));
            }
            blocks.side += width * width;
        }
        blocks
    }

    /// Number of measures that are in blocks; the others are the border.
    pub(super) fn body(&self) -> usize {
        self.first.len()
    }

    /// Number of values.
    pub(super) fn size(&self) -> usize {
        self.side + (self.body() + self.tail) * self.tail
    }

    /// The values of `k`, which is in a block, for the measures of its block; and the first of these.
    fn block<'a>(&self, values: &'a [f64], k: usize) -> (usize, &'a [f64]) {
        let start = self.row[k] as usize;
        (self.first[k] as usize, &values[start..start + self.width[k] as usize])
    }

    /// The values of `k` for the measures of the border.
    fn beside<'a>(&self, values: &'a [f64], k: usize) -> &'a [f64] {
        &values[self.side + k * self.tail..self.side + (k + 1) * self.tail]
    }

    /// Where (`k`, `l`), `l <= k`, stands; both are in one block, or `k` is in the border.
    #[inline]
    pub(super) fn at(&self, k: usize, l: usize) -> usize {
        if k < self.body() {
            self.row[k] as usize + l - self.first[k] as usize
        } else {
            self.side + l * self.tail + (k - self.body())
        }
    }

    /// Adds `values` at (`k`, each of `others`), which are `k` or less.
    pub(super) fn add_below(&self, gram: &mut [f64], k: usize, others: &[u32], values: &[f64]) {
        if k < self.body() {
            let row = &mut gram[self.row[k] as usize..];
            for (value, &l) in values.iter().zip(others) {
                row[(l - self.first[k]) as usize] += value;
            }
        } else {
            for (value, &l) in values.iter().zip(others) {
                gram[self.at(k, l as usize)] += value;
            }
        }
    }

    /// Adds the lower triangle of `values`, which is square, at each pair of `measures`, which may stand in any order.
    pub(super) fn add_lower(&self, gram: &mut [f64], measures: &[u32], values: &[f64]) {
        for (p, (&k, row)) in measures.iter().zip(values.chunks_exact(measures.len().max(1))).enumerate() {
            for (&l, value) in measures[..=p].iter().zip(row) {
                gram[self.at(k.max(l) as usize, k.min(l) as usize)] += value;
            }
        }
    }

    /// Fills the triangles that [`at`](Self::at) does not name.
    pub(super) fn mirror(&self, values: &mut [f64]) {
        let body = self.body();
        for k in 0..body {
            for l in self.first[k] as usize..k {
                let upper = self.row[l] as usize + k - self.first[l] as usize;
                values[upper] = values[self.at(k, l)];
            }
        }
        for k in 0..self.tail {
            for l in 0..k {
                values[self.side + (body + k) * self.tail + l] = values[self.at(body + k, body + l)];
            }
        }
    }

    /// `out += a G[k]`
    pub(super) fn add_row(&self, values: &[f64], k: usize, a: f64, out: &mut [f64]) {
        let body = self.body();
        if k < body {
            let (first, row) = self.block(values, k);
            add_scaled(&mut out[first..first + row.len()], a, row);
        } else {
            for (l, out) in out[..body].iter_mut().enumerate() {
                *out += a * values[self.at(k, l)];
            }
        }
        if self.tail > 0 {
            add_scaled(&mut out[body..], a, self.beside(values, k));
        }
    }

    /// Adds `G` to the lower triangle of `out`, `width` square, where measure `k` is number `up[k]` (or nothing, [`NONE`]).
    pub(super) fn add_up(&self, values: &[f64], up: &[u32], width: usize, out: &mut [f64]) {
        let body = self.body();
        for (k, &mine) in up.iter().enumerate().filter(|(_, mine)| **mine != NONE) {
            if k < body {
                let (first, row) = self.block(values, k);
                for (value, &other) in row.iter().zip(&up[first..]) {
                    if other <= mine {
                        out[mine as usize * width + other as usize] += value;
                    }
                }
            }
            for (value, &other) in self.beside(values, k).iter().zip(&up[body..]) {
                // Of a measure in a block, the border holds one of the two halves only.
                if other != NONE && (k < body || other <= mine) {
                    out[mine.max(other) as usize * width + mine.min(other) as usize] += value;
                }
            }
        }
    }
}

/// Joins what belongs together; used to find the blocks.
#[derive(Debug)]
pub(super) struct Joined(Vec<u32>);

impl Joined {
    /// `count` things, each alone.
    pub(super) fn new(count: usize) -> Self {
        Self((0..count).map(super::outline::id).collect())
    }

    fn root(&mut self, mut k: usize) -> usize {
        while self.0[k] as usize != k {
            self.0[k] = self.0[self.0[k] as usize];
            k = self.0[k] as usize;
        }
        k
    }

    /// Joins all of `together`.
    pub(super) fn join(&mut self, together: impl IntoIterator<Item = u32>) {
        let mut together = together.into_iter();
        if let Some(one) = together.next() {
            for other in together {
                let (a, b) = (self.root(one as usize), self.root(other as usize));
                // The smaller number leads, so that the order of the blocks is the order of the measures.
                self.0[a.max(b)] = super::outline::id(a.min(b));
            }
        }
    }

    /// The new place of each thing such that joined ones are neighbours, and how many are in each block; those that are `last` (never
    /// joined) come after all blocks.
    pub(super) fn blocks(mut self, last: &[bool]) -> (Vec<u32>, Vec<usize>) {
        let count = self.0.len();
        let mut members: Vec<Vec<u32>> = vec![Vec::new(); count];
        for k in (0..count).filter(|&k| !last[k]) {
            let root = self.root(k);
            members[root].push(super::outline::id(k));
        }
        let mut place = vec![NONE; count];
        let mut widths = Vec::new();
        let mut next = 0;
        for block in members.iter().filter(|block| !block.is_empty()) {
            for &k in block {
                place[k as usize] = next;
                next += 1;
            }
            widths.push(block.len());
        }
        for k in (0..count).filter(|&k| last[k]) {
            place[k] = next;
            next += 1;
        }
        (place, widths)
    }
}
