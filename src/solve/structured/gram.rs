//! The matrix that children put on the measures of a node: symmetric, block-diagonal.

use super::problem::NONE;

/// Which measures stand in one block. Measures of a block are neighbours.
#[derive(Debug, Clone, Default)]
pub(super) struct Blocks {
    /// For each measure, the first one of its block.
    pub(super) first: Vec<u32>,
    /// For each measure, how many its block has.
    pub(super) width: Vec<u32>,
    /// For each measure, where its row of the block starts in the values.
    row: Vec<u32>,
    size: usize,
}

impl Blocks {
    /// Blocks of these widths, one after the other.
    pub(super) fn new(widths: &[usize]) -> Self {
        let mut blocks = Self::default();
        for &width in widths {
            let first = blocks.first.len();
            for k in 0..width {
                blocks.first.push(super::outline::id(first));
                blocks.width.push(super::outline::id(width));
                blocks.row.push(super::outline::id(blocks.size + k * width));
            }
            blocks.size += width * width;
        }
        blocks
    }

    /// Number of values.
    pub(super) fn size(&self) -> usize {
        self.size
    }

    /// The values of row `k`, for the measures of its block.
    pub(super) fn row<'a>(&self, values: &'a [f64], k: usize) -> &'a [f64] {
        let start = self.row[k] as usize;
        &values[start..start + self.width[k] as usize]
    }

    /// Where (`k`, `l`) stands; both are in one block.
    #[inline]
    pub(super) fn at(&self, k: usize, l: usize) -> usize {
        self.row[k] as usize + l - self.first[k] as usize
    }

    /// Fills the upper triangles from the lower ones.
    pub(super) fn mirror(&self, values: &mut [f64]) {
        for k in 0..self.first.len() {
            for l in self.first[k] as usize..k {
                values[self.at(l, k)] = values[self.at(k, l)];
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

    /// The new place of each thing such that joined ones are neighbours, and how many are in each block.
    pub(super) fn blocks(mut self) -> (Vec<u32>, Vec<usize>) {
        let count = self.0.len();
        let mut members: Vec<Vec<u32>> = vec![Vec::new(); count];
        for k in 0..count {
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
        (place, widths)
    }
}
