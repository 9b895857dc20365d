//! A sparse triangular factorisation that chooses a basis: as many of the candidate columns as are independent, logicals for the rest.
//!
//! ```text
//! B = L U        pivots by Markowitz' count (r - 1)(c - 1), rows and columns with a single entry first
//! |pivot| >= STABLE * the largest of its row
//! ```
//! The bases here are all but triangular, so that little is left after the single entries.

use std::cmp::Reverse;
use std::collections::BinaryHeap;

use super::marks::Marks;

/// A pivot is at least this part of the largest entry of its row.
const STABLE: f64 = 0.1;
/// An entry this small is what cancellation left (coefficients are of the order of 1).
const NOTHING: f64 = 1e-11;
/// Columns with fewest entries that are looked at for a pivot.
const SEARCHED: usize = 4;

/// Lists of entries laid end to end.
#[derive(Debug, Clone, Default)]
struct Lists {
    ends: Vec<usize>,
    entries: Vec<(usize, f64)>,
}

impl Lists {
    fn of(&self, k: usize) -> &[(usize, f64)] {
        let start = if k == 0 { 0 } else { self.ends[k - 1] };
        &self.entries[start..self.ends[k]]
    }

    fn end(&mut self) {
        self.ends.push(self.entries.len());
    }
}

/// `B = L U`. A slot is the row in which a basic column was pivoted.
#[derive(Debug, Clone, Default)]
pub(super) struct Factor {
    /// Slots and pivots, first to last.
    pivots: Vec<(usize, f64)>,
    /// Multipliers by step: (row, how much of the pivot row is taken from it).
    lower: Lists,
    /// Entries by step right of the pivot: (slot of the column, value).
    upper_rows: Lists,
    /// Entries by step above the pivot: (slot of the row, value).
    upper_columns: Lists,
    /// The steps that have multipliers: few, as bases are all but triangular.
    lowers: Vec<usize>,
    /// The step of each slot.
    step: Vec<usize>,
}

/// A basis with its factors.
#[derive(Debug)]
pub(super) struct Chosen {
    pub(super) factor: Factor,
    /// For each slot the candidate that is basic in it; `None` = the row's own logical.
    pub(super) head: Vec<Option<usize>>,
}

/// Chooses a basis among `candidates`, each a column of entries (row, value), and factors it.
pub(super) fn factor(rows: usize, candidates: &[&[(usize, f64)]]) -> Chosen {
    let mut work = Work::new(rows, candidates);
    while work.singles() || work.markowitz() {}
    work.finish()
}

impl Factor {
    /// Notes that what `v` holds in this slot may be other than 0.
    pub(super) fn mark(&self, slot: usize, marks: &mut Marks) {
        marks.set(self.step[slot]);
    }

    /// The slots that are marked, in order.
    pub(super) fn marked(&self, marks: &mut Marks, slots: &mut Vec<usize>) {
        marks.renamed(|step| self.pivots[step].0);
        slots.clear();
        marks.drain(|slot| slots.push(slot));
    }

    /// [`solve`](Self::solve) where `v` is 0 but for what is marked; the same sums in the same order. What may be other than 0 after it is marked.
    pub(super) fn solve_few(&self, v: &mut [f64], marks: &mut Marks) {
        for &k in &self.lowers {
            let value = v[self.pivots[k].0];
            if value != 0.0 {
                for &(i, l) in self.lower.of(k) {
                    v[i] -= l * value;
                    self.mark(i, marks);
                }
            }
        }
        marks.down(|k, marks| {
            let (row, pivot) = self.pivots[k];
            if v[row] != 0.0 {
                let value = v[row] / pivot;
                v[row] = value;
                for &(i, u) in self.upper_columns.of(k) {
                    v[i] -= u * value;
                    self.mark(i, marks);
                }
            }
        });
    }

    /// Likewise [`solve_transposed`](Self::solve_transposed).
    pub(super) fn solve_transposed_few(&self, v: &mut [f64], marks: &mut Marks) {
        marks.up(|k, marks| {
            let (row, pivot) = self.pivots[k];
            if v[row] != 0.0 {
                let value = v[row] / pivot;
                v[row] = value;
                for &(slot, u) in self.upper_rows.of(k) {
                    v[slot] -= u * value;
                    self.mark(slot, marks);
                }
            }
        });
        for &k in self.lowers.iter().rev() {
            let taken: f64 = self.lower.of(k).iter().map(|&(i, l)| l * v[i]).sum();
            if taken != 0.0 {
                v[self.pivots[k].0] -= taken;
                marks.set(k);
            }
        }
    }

    /// Solves `B x = b` in place: `b` by row, `x` by slot.
    pub(super) fn solve(&self, v: &mut [f64]) {
        for &k in &self.lowers {
            let value = v[self.pivots[k].0];
            if value != 0.0 {
                for &(i, l) in self.lower.of(k) {
                    v[i] -= l * value;
                }
            }
        }
        for (k, &(row, pivot)) in self.pivots.iter().enumerate().rev() {
            if v[row] != 0.0 {
                let value = v[row] / pivot;
                v[row] = value;
                for &(i, u) in self.upper_columns.of(k) {
                    v[i] -= u * value;
                }
            }
        }
    }

    /// Solves `B' y = c` in place: `c` by slot, `y` by row.
    pub(super) fn solve_transposed(&self, v: &mut [f64]) {
        for (k, &(row, pivot)) in self.pivots.iter().enumerate() {
            if v[row] != 0.0 {
                let value = v[row] / pivot;
                v[row] = value;
                for &(slot, u) in self.upper_rows.of(k) {
                    v[slot] -= u * value;
                }
            }
        }
        for &k in self.lowers.iter().rev() {
            let taken: f64 = self.lower.of(k).iter().map(|&(i, l)| l * v[i]).sum();
            v[self.pivots[k].0] -= taken;
        }
    }
}

struct Work {
    rows: Vec<Vec<(usize, f64)>>,
    /// Rows of each column; may name rows that no longer hold it.
    columns: Vec<Vec<usize>>,
    counts: Vec<usize>,
    row_open: Vec<bool>,
    column_open: Vec<bool>,
    single_rows: Vec<usize>,
    single_columns: Vec<usize>,
    short_columns: BinaryHeap<Reverse<(usize, usize)>>,
    short_rows: BinaryHeap<Reverse<(usize, usize)>>,
    /// Whether the heaps are in use: not before the single entries are done.
    heaped: bool,
    place: Vec<usize>,
    steps: Vec<(usize, usize, f64)>,
    lower: Lists,
    upper: Lists,
}

impl Work {
    fn new(row_count: usize, candidates: &[&[(usize, f64)]]) -> Self {
        let mut counts = vec![0; row_count];
        for &(i, _) in candidates.iter().copied().flatten() {
            counts[i] += 1;
        }
        let mut rows: Vec<Vec<(usize, f64)>> = counts.into_iter().map(Vec::with_capacity).collect();
        for (k, column) in candidates.iter().enumerate() {
            for &(i, a) in *column {
                rows[i].push((k, a));
            }
        }
        Self {
            columns: candidates.iter().map(|column| column.iter().map(|e| e.0).collect()).collect(),
            counts: candidates.iter().map(|column| column.len()).collect(),
            row_open: vec![true; row_count],
            column_open: vec![true; candidates.len()],
            single_rows: (0..row_count).filter(|&i| rows[i].len() == 1).collect(),
            single_columns: (0..candidates.len()).filter(|&k| candidates[k].len() == 1).collect(),
            short_columns: BinaryHeap::new(),
            short_rows: BinaryHeap::new(),
            heaped: false,
            place: vec![usize::MAX; candidates.len()],
            steps: Vec::with_capacity(row_count),
            lower: Lists::default(),
            upper: Lists::default(),
            rows,
        }
    }

    /// Pivots on single entries until there is none; false if there was none.
    fn singles(&mut self) -> bool {
        let before = self.steps.len();
        loop {
            if let Some(k) = self.single_columns.pop() {
                if self.column_open[k] && self.counts[k] == 1 {
                    let at = self.columns[k].iter().copied().find(|&i| self.row_open[i] && self.entry(i, k).is_some());
                    if let Some(i) = at {
                        self.pivot(i, k);
                    }
                }
            } else if let Some(i) = self.single_rows.pop() {
                if let (true, [(k, _)]) = (self.row_open[i], &self.rows[i][..]) {
                    self.pivot(i, *k);
                }
            } else {
                return self.steps.len() > before;
            }
        }
    }

    /// Pivots once on the entry that is likely to fill in least; false if nothing is left.
    fn markowitz(&mut self) -> bool {
        if !self.heaped {
            self.heaped = true;
            self.short_columns = (0..self.counts.len())
                .filter(|&k| self.column_open[k] && self.counts[k] > 0)
                .map(|k| Reverse((self.counts[k], k)))
                .collect();
            self.short_rows = (0..self.rows.len())
                .filter(|&i| self.row_open[i] && !self.rows[i].is_empty())
                .map(|i| Reverse((self.rows[i].len(), i)))
                .collect();
        }
        let mut best: Option<(usize, Reverse<usize>, usize)> = None;
        let mut seen = Vec::with_capacity(SEARCHED);
        let shortest_row = self.shortest_row();
        while seen.len() < SEARCHED {
            let Some(Reverse((count, k))) = self.short_columns.pop() else { break };
            if !self.column_open[k] || self.counts[k] != count || count == 0 || seen.contains(&Reverse((count, k))) {
                continue;
            }
            seen.push(Reverse((count, k)));
            self.columns[k].retain(|&i| self.row_open[i] && self.rows[i].iter().any(|e| e.0 == k));
            for &i in &self.columns[k] {
                let largest = self.rows[i].iter().fold(0.0_f64, |most, e| most.max(e.1.abs()));
                let value = self.entry(i, k).unwrap_or(0.0).abs();
                let fill = (self.rows[i].len() - 1) * (count - 1);
                if value >= STABLE * largest && best.is_none_or(|(least, ..)| fill < least) {
                    best = Some((fill, Reverse(k), i));
                }
            }
        }
        self.short_columns.extend(seen);
        if let Some(i) = shortest_row {
            let largest = self.rows[i].iter().fold(0.0_f64, |most, e| most.max(e.1.abs()));
            for &(k, a) in &self.rows[i] {
                let fill = (self.rows[i].len() - 1) * (self.counts[k] - 1);
                if a.abs() >= STABLE * largest && best.is_none_or(|(least, ..)| fill < least) {
                    best = Some((fill, Reverse(k), i));
                }
            }
        }
        if let Some((_, Reverse(k), i)) = best {
            self.pivot(i, k);
        }
        best.is_some()
    }

    fn shortest_row(&mut self) -> Option<usize> {
        while let Some(&Reverse((length, i))) = self.short_rows.peek() {
            if self.row_open[i] && self.rows[i].len() == length && length > 0 {
                return Some(i);
            }
            self.short_rows.pop();
        }
        None
    }

    fn entry(&self, row: usize, column: usize) -> Option<f64> {
        self.rows[row].iter().find(|e| e.0 == column).map(|e| e.1)
    }

    /// Eliminates column `k` by row `r`.
    fn pivot(&mut self, r: usize, k: usize) {
        let mut own = std::mem::take(&mut self.rows[r]);
        let Some(at) = own.iter().position(|e| e.0 == k) else { return };
        let (_, pivot) = own.swap_remove(at);
        (self.row_open[r], self.column_open[k]) = (false, false);
        for i in std::mem::take(&mut self.columns[k]) {
            if !self.row_open[i] {
                continue;
            }
            let Some(at) = self.rows[i].iter().position(|e| e.0 == k) else { continue };
            let (_, a) = self.rows[i].swap_remove(at);
            let l = a / pivot;
            self.lower.entries.push((i, l));
            if !own.is_empty() {
                self.take(i, l, &own);
            }
            self.note_row(i);
        }
        self.lower.end();
        for &(c, _) in &own {
            self.counts[c] -= 1;
            self.note_column(c);
        }
        self.upper.entries.extend(own);
        self.upper.end();
        self.steps.push((r, k, pivot));
    }

    /// Takes `l` times the pivot row from row `i`.
    fn take(&mut self, i: usize, l: f64, own: &[(usize, f64)]) {
        for (at, &(c, _)) in self.rows[i].iter().enumerate() {
            self.place[c] = at;
        }
        let mut vanished = false;
        for &(c, u) in own {
            let at = self.place[c];
            if at == usize::MAX {
                self.rows[i].push((c, -l * u));
                self.columns[c].push(i);
                self.counts[c] += 1;
            } else {
                let entry = &mut self.rows[i][at].1;
                *entry -= l * u;
                vanished |= entry.abs() <= NOTHING;
            }
        }
        for e in &self.rows[i] {
            self.place[e.0] = usize::MAX;
        }
        if vanished {
            let gone: Vec<usize> = self.rows[i].iter().filter(|e| e.1.abs() <= NOTHING).map(|e| e.0).collect();
            self.rows[i].retain(|e| e.1.abs() > NOTHING);
            for c in gone {
                self.counts[c] -= 1;
                self.columns[c].retain(|&row| row != i);
                self.note_column(c);
            }
        }
    }

    fn note_row(&mut self, i: usize) {
        if self.rows[i].len() == 1 {
            self.single_rows.push(i);
        } else if self.heaped {
            self.short_rows.push(Reverse((self.rows[i].len(), i)));
        }
    }

    fn note_column(&mut self, c: usize) {
        if self.counts[c] == 1 {
            self.single_columns.push(c);
        } else if self.heaped {
            self.short_columns.push(Reverse((self.counts[c], c)));
        }
    }

    fn finish(self) -> Chosen {
        let mut head = vec![None; self.rows.len()];
        let mut slot = vec![usize::MAX; self.counts.len()];
        for &(r, k, _) in &self.steps {
            head[r] = Some(k);
            slot[k] = r;
        }
        let mut factor = Factor { lower: self.lower, step: vec![0; self.rows.len()], ..Factor::default() };
        let mut above = vec![0; self.rows.len() + 1];
        for (step, &(r, _, pivot)) in self.steps.iter().enumerate() {
            factor.pivots.push((r, pivot));
            for &(c, u) in self.upper.of(step) {
                if slot[c] != usize::MAX {
                    factor.upper_rows.entries.push((slot[c], u));
                    above[slot[c] + 1] += 1;
                }
            }
            factor.upper_rows.end();
            if !factor.lower.of(step).is_empty() {
                factor.lowers.push(step);
            }
        }
        for (r, open) in self.row_open.iter().enumerate() {
            if *open {
                factor.pivots.push((r, 1.0));
                factor.lower.end();
                factor.upper_rows.end();
            }
        }
        // What stands above each pivot, by the slot of the column, then in the order of pivots.
        for r in 0..self.rows.len() {
            above[r + 1] += above[r];
        }
        let (mut next, mut entries) = (above.clone(), vec![(0, 0.0); factor.upper_rows.entries.len()]);
        for (step, &(r, ..)) in self.steps.iter().enumerate() {
            for &(column, u) in factor.upper_rows.of(step) {
                entries[next[column]] = (r, u);
                next[column] += 1;
            }
        }
        for (step, &(r, _)) in factor.pivots.iter().enumerate() {
            factor.step[r] = step;
            factor.upper_columns.entries.extend(&entries[above[r]..above[r + 1]]);
            factor.upper_columns.end();
        }
        Chosen { factor, head }
    }
}

#[cfg(test)]
mod tests {
    //! Source of truth: the products `B x` and `B' y`, formed from the columns themselves.

    use super::{Chosen, Marks, factor};

    type Column = Vec<(usize, f64)>;

    /// Numbers from 0 to `below`, the same on every machine.
    struct Random(u64);

    impl Random {
        fn below(&mut self, below: usize) -> usize {
            self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            usize::try_from(self.0 >> 33).unwrap() % below
        }
        fn value(&mut self) -> f64 {
            (self.below(2000) as f64 - 999.5) / 250.0
        }
    }

    fn random_columns(random: &mut Random, rows: usize, count: usize, entries: usize) -> Vec<Column> {
        let column = |random: &mut Random| {
            let mut column: Column =
                (0..=random.below(entries)).map(|_| (random.below(rows), random.value())).collect();
            column.sort_by_key(|e| e.0);
            column.dedup_by_key(|e| e.0);
            column
        };
        (0..count).map(|_| column(random)).collect()
    }

    /// The basic column of each slot.
    fn basis(chosen: &Chosen, columns: &[Column]) -> Vec<Column> {
        let of = |(slot, k): (usize, &Option<usize>)| k.map_or_else(|| vec![(slot, 1.0)], |k| columns[k].clone());
        chosen.head.iter().enumerate().map(of).collect()
    }

    fn chosen(rows: usize, columns: &[Column]) -> Chosen {
        factor(rows, &columns.iter().map(Vec::as_slice).collect::<Vec<_>>())
    }

    #[test]
    fn solutions_multiply_back() {
        let mut random = Random(7);
        for case in 0..300 {
            let rows = 1 + random.below(60);
            let (count, entries) = (random.below(2 * rows + 1), 1 + random.below(6));
            let columns = random_columns(&mut random, rows, count, entries);
            let chosen = chosen(rows, &columns);
            let basis = basis(&chosen, &columns);
            let right: Vec<f64> = (0..rows).map(|_| random.value()).collect();

            let mut x = right.clone();
            chosen.factor.solve(&mut x);
            let mut product = vec![0.0; rows];
            for (column, x) in basis.iter().zip(&x) {
                for &(i, a) in column {
                    product[i] += a * x;
                }
            }
            let size = x.iter().fold(1.0_f64, |most, x| most.max(x.abs()));
            assert!(product.iter().zip(&right).all(|(p, r)| (p - r).abs() <= 1e-9 * size), "case {case}");

            let mut y = right.clone();
            chosen.factor.solve_transposed(&mut y);
            let size = y.iter().fold(1.0_f64, |most, y| most.max(y.abs()));
            let product = basis.iter().map(|column| column.iter().map(|&(i, a)| a * y[i]).sum::<f64>());
            assert!(product.zip(&right).all(|(p, r)| (p - r).abs() <= 1e-9 * size), "case {case}");
        }
    }

    /// What is worked out for a few entries has the bits of what is worked out for all.
    #[test]
    fn few_entries_give_what_all_do() {
        let mut random = Random(11);
        for case in 0..200 {
            let rows = 1 + random.below(200);
            let columns = {
                let (count, entries) = (random.below(2 * rows + 1), 1 + random.below(4));
                random_columns(&mut random, rows, count, entries)
            };
            let factor = chosen(rows, &columns).factor;
            let mut marks = Marks::new(rows);
            let mut few = vec![0.0; rows];
            for _ in 0..=random.below(3) {
                let at = random.below(rows);
                few[at] = random.value();
                factor.mark(at, &mut marks);
            }
            let (mut all, mut slots) = (few.clone(), Vec::new());
            if case % 2 == 0 {
                factor.solve(&mut all);
                factor.solve_few(&mut few, &mut marks);
            } else {
                factor.solve_transposed(&mut all);
                factor.solve_transposed_few(&mut few, &mut marks);
            }
            // 0 and -0 are one number.
            assert!(
                few.iter().zip(&all).all(|(few, all)| (few + 0.0).to_bits() == (all + 0.0).to_bits()),
                "case {case}"
            );
            factor.marked(&mut marks, &mut slots);
            assert!(slots.is_sorted() && (0..rows).all(|i| all[i] == 0.0 || slots.contains(&i)), "case {case}");
        }
    }

    #[test]
    fn as_many_columns_as_are_independent_become_basic() {
        // Columns 0, 1 and their sum 2 span two dimensions; 3 and 4 are each other's multiple; 5 is empty.
        let columns = vec![
            vec![(0, 1.0), (1, 2.0)],
            vec![(1, 1.0), (2, -1.0)],
            vec![(0, 1.0), (1, 3.0), (2, -1.0)],
            vec![(3, 2.0), (4, 1.0)],
            vec![(3, 4.0), (4, 2.0)],
            vec![],
        ];
        let basic: Vec<usize> = chosen(5, &columns).head.iter().filter_map(|k| *k).collect();
        assert_eq!(basic.iter().filter(|&&k| k <= 2).count(), 2);
        assert_eq!(basic.iter().filter(|&&k| k == 3 || k == 4).count(), 1);
        assert_eq!(basic.len(), 3);
    }
}
