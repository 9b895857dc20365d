//! A part of a linear program: some of its columns, or all of them without some rows.

use super::{Lp, RowKey};

/// Some columns of a program, with the rows that hold any of them.
pub(crate) struct Part {
    pub(crate) lp: Lp,
    /// The columns of the whole program that it has, in order.
    pub(crate) columns: Vec<usize>,
    /// Likewise its rows.
    pub(crate) rows: Vec<usize>,
}

impl Part {
    pub(crate) fn new(lp: &Lp, kept: &[bool]) -> Self {
        Self::of(lp, kept, |_| true)
    }

    /// All columns of `lp` and those rows for which `keeps` holds.
    pub(crate) fn with_rows(lp: &Lp, keeps: impl Fn(RowKey) -> bool) -> Self {
        Self::of(lp, &vec![true; lp.column_count()], keeps)
    }

    fn of(lp: &Lp, kept: &[bool], keeps: impl Fn(RowKey) -> bool) -> Self {
        let mut part = Lp::default();
        let (mut columns, mut rows) = (Vec::new(), Vec::new());
        let mut place = vec![0; kept.len()];
        for j in (0..kept.len()).filter(|&j| kept[j]) {
            place[j] = part.add_column(lp.column(j), lp.cost()[j], lp.lower()[j], lp.upper()[j]);
            columns.push(j);
        }
        lp.groups().iter().for_each(|groups| part.add_groups(groups.clone()));
        for (i, row) in lp.rows().enumerate().filter(|(_, row)| keeps(row.key)) {
            // A row without any term says what it says of no column.
            if row.columns.is_empty() || row.terms().any(|(j, _)| kept[j]) {
                let terms = row.terms().filter(|&(j, _)| kept[j]).map(|(j, a)| (place[j], a));
                part.add_row(row.key, row.sense, row.rhs, row.scale, terms);
                rows.push(i);
            }
        }
        Self { lp: part, columns, rows }
    }
}
