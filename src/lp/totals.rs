//! Spending totals: sums of payments that rows share become columns, so that no row but a definition speaks of many payments.
//!
//! ```text
//! q[k] - sum_{j in S_k} x[j] = 0        x a payment or another total, all in Rp 1 million
//! 0 <= q[k] <= what follows from need and ceiling rows
//! ```
//! How a sum is written, the first that fits:
//!
//! 1. at most [`SHORT`] payments: payment by payment;
//! 2. all or none of each cell (the payments of one source in one region and year): over the cells' totals, and as a total over those
//!    in its turn where several rows use it and there are more than [`SHORT`];
//! 3. within one region and used by one row: payment by payment, as such a row couples nothing that the region's totals do not;
//! 4. else: as a total over payments.
//!
//! A total is made when the first row asks for it. Sums with the same payments are one sum, whatever rule they come from.

use std::collections::HashMap;
use std::hash::{BuildHasher, BuildHasherDefault, DefaultHasher};

use crate::id::PaymentId;
use crate::lp::cells::Cells;
use crate::lp::limits::Limits;
use crate::lp::matrix::{ColumnKey, Lp, RowKey, Sense};
use crate::model::Programme;

/// Sums of up to this many terms gain nothing from a column of their own.
const SHORT: usize = 3;

/// A sum of payments that rows speak of.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct SumId(u32);

/// All sums, each once.
#[derive(Debug, Default)]
pub(super) struct Sums {
    members: Vec<Vec<PaymentId>>,
    /// In how many rows each stands.
    uses: Vec<u32>,
    by_hash: HashMap<u64, Vec<SumId>>,
}

impl Sums {
    /// The sum of `members`, which are in order.
    pub(super) fn intern(&mut self, members: Vec<PaymentId>) -> SumId {
        let hash = BuildHasherDefault::<DefaultHasher>::default().hash_one(&members);
        let same_hash = self.by_hash.entry(hash).or_default();
        if let Some(&known) = same_hash.iter().find(|known| self.members[known.0 as usize] == members) {
            return known;
        }
        let id = SumId(u32::try_from(self.members.len()).expect("fewer sums than 2^32: each has a row of its own"));
        same_hash.push(id);
        self.members.push(members);
        self.uses.push(0);
        id
    }

    /// Its payments, in order.
    pub(super) fn members(&self, sum: SumId) -> &[PaymentId] {
        &self.members[sum.0 as usize]
    }

    /// Notes that one more row uses `sum`.
    pub(super) fn count_use(&mut self, sum: SumId) {
        self.uses[sum.0 as usize] += 1;
    }
}

/// How each sum is written: columns with coefficient 1.
#[derive(Debug)]
pub(super) struct Written(Vec<Vec<u32>>);

impl Written {
    /// The columns that add up to `sum`.
    pub(super) fn columns(&self, sum: SumId) -> &[u32] {
        &self.0[sum.0 as usize]
    }
}

/// Decides how each sum that rows use is written, and adds the totals' columns and definitions to `lp`.
pub(super) fn write(
    programme: &Programme,
    sums: &Sums,
    cells: &Cells,
    limits: &mut Limits<'_>,
    lp: &mut Lp,
) -> Written {
    let mut writer = Writer {
        programme,
        cells,
        limits,
        lp,
        of_cell: vec![None; cells.count()],
        counts: vec![0; cells.count()],
        totals: 0,
    };
    Written(
        sums.members
            .iter()
            .zip(&sums.uses)
            .map(|(members, &uses)| if uses == 0 { Vec::new() } else { writer.write(members, uses) })
            .collect(),
    )
}

struct Writer<'a, 'p> {
    programme: &'a Programme,
    cells: &'a Cells,
    limits: &'a mut Limits<'p>,
    lp: &'a mut Lp,
    /// The column that stands for each cell, where there is one by now.
    of_cell: Vec<Option<u32>>,
    /// Room to count members by cell; all 0 between two uses.
    counts: Vec<usize>,
    totals: u32,
}

impl Writer<'_, '_> {
    fn write(&mut self, members: &[PaymentId], uses: u32) -> Vec<u32> {
        if members.len() <= SHORT {
            return payment_columns(members);
        }
        if let Some(cells) = self.whole_cells(members) {
            let columns: Vec<u32> = cells.into_iter().map(|cell| self.cell_column(cell)).collect();
            if uses == 1 || columns.len() <= SHORT { columns } else { vec![self.total(members, &columns)] }
        } else if uses == 1 && self.is_in_one_region(members) {
            payment_columns(members)
        } else {
            vec![self.total(members, &payment_columns(members))]
        }
    }

    /// The cells that `members` are made of, in order of their first payments; `None` if they hold only a part of some cell.
    fn whole_cells(&mut self, members: &[PaymentId]) -> Option<Vec<usize>> {
        let mut touched = Vec::new();
        for &payment in members {
            let cell = self.cells.of(payment);
            if self.counts[cell] == 0 {
                touched.push(cell);
            }
            self.counts[cell] += 1;
        }
        let mut whole = true;
        for &cell in &touched {
            let count = std::mem::take(&mut self.counts[cell]);
            whole &= count == self.cells.members(cell).len();
        }
        whole.then_some(touched)
    }

    fn is_in_one_region(&self, members: &[PaymentId]) -> bool {
        let region = |p: &PaymentId| self.programme.region_of(self.programme.payments()[p.index()].need);
        // Payments are sorted by region.
        members.first().map(region) == members.last().map(region)
    }

    fn cell_column(&mut self, cell: usize) -> u32 {
        if let Some(column) = self.of_cell[cell] {
            return column;
        }
        let members = self.cells.members(cell);
        let columns = payment_columns(members);
        let column = if let [single] = columns[..] { single } else { self.total(members, &columns) };
        self.of_cell[cell] = Some(column);
        column
    }

    /// A new total of `members`, defined over `columns`.
    fn total(&mut self, members: &[PaymentId], columns: &[u32]) -> u32 {
        let number = self.totals;
        self.totals += 1;
        let upper = self.limits.sum(self.cells, members).as_millions();
        let total = self.lp.add_column(ColumnKey::Total(number), 0.0, 0.0, upper);
        let terms = columns.iter().map(|&column| (column, -1.0)).chain([(total, 1.0)]);
        self.lp.add_row(RowKey::Total(number), Sense::Equal, 0.0, 1.0, terms);
        total
    }
}

/// The columns of `members`.
fn payment_columns(members: &[PaymentId]) -> Vec<u32> {
    members.iter().map(|p| column_of(p.index())).collect()
}

/// The column of payment number `payment`: payments come first in the program.
pub(super) fn column_of(payment: usize) -> u32 {
    u32::try_from(payment).expect("a payment id has 32 bits")
}
