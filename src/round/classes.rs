//! Payments that rows of totals cannot tell apart.
//!
//! ```text
//! a[i][j] = a[i][class of j]      in every row i that holds a total
//! ```
//! A total stands for up to all payments, and stands in dozens of rows. Written out, 7,437 sentra have 2.9 million coefficients, of which the
//! program has half a million. Payments that have the same coefficients in definitions of totals, and in rows that hold totals, are one
//! *class* (some 27,000 there), and what rows say of it is written out once.
//!
//! Smallest case: payments 0 and 1 of one region and year, 2 of another region; totals `q0 = x0 + x1`, `q1 = x2`, `q2 = q0 + q1`; rows `q0 <= 5` and
//! `q2 <= 7`. Payments 0 and 1 are a class with coefficients 1 and 1 in these rows, payment 2 is one with 0 and 1.

use std::collections::HashMap;

use crate::lp::{ColumnKey, Lp, RowKey, RowRef};

use super::rows::{index, to_narrow};

/// Stands for no total.
const NONE: u32 = u32::MAX;

/// Lists of places with coefficients.
#[derive(Debug, Default)]
pub(super) struct Lists {
    ends: Vec<usize>,
    pub(super) terms: Vec<(u32, i64)>,
}

impl Lists {
    /// How many lists there are.
    fn len(&self) -> usize {
        self.ends.len()
    }

    fn push(&mut self, terms: impl IntoIterator<Item = (u32, i64)>) {
        self.terms.extend(terms);
        self.ends.push(self.terms.len());
    }

    /// Where the terms of list `k` stand.
    pub(super) fn range(&self, k: usize) -> std::ops::Range<usize> {
        let start = if k == 0 { 0 } else { self.ends[k - 1] };
        start..self.ends[k]
    }

    /// The terms of list `k`.
    pub(super) fn of(&self, k: usize) -> &[(u32, i64)] {
        &self.terms[self.range(k)]
    }

    /// For each of `count` places the lists that it is in, ascending, with its coefficients there.
    pub(super) fn turned(&self, count: usize) -> Self {
        let all = (0..self.len()).flat_map(|k| self.of(k).iter().map(move |&(place, a)| (place, index(k), a)));
        Self::gathered(count, all)
    }

    /// A list for each of `count` things, from what each stands in, in the order in which it comes.
    fn gathered(count: usize, all: impl Iterator<Item = (u32, u32, i64)> + Clone) -> Self {
        let mut starts = vec![0; count + 1];
        for (thing, ..) in all.clone() {
            starts[thing as usize + 1] += 1;
        }
        for k in 0..count {
            starts[k + 1] += starts[k];
        }
        let mut terms = vec![(0, 0); starts[count]];
        let mut next = starts.clone();
        for (thing, inside, a) in all {
            terms[next[thing as usize]] = (inside, a);
            next[thing as usize] += 1;
        }
        starts.remove(0);
        Self { ends: starts, terms }
    }
}

/// The class of each payment, and the payments of each class.
#[derive(Debug, Default)]
pub(super) struct Classes {
    pub(super) of: Vec<u32>,
    starts: Vec<usize>,
    members: Vec<u32>,
}

impl Classes {
    /// How many there are.
    pub(super) fn count(&self) -> usize {
        self.starts.len().saturating_sub(1)
    }

    /// The payments of `class`, ascending.
    pub(super) fn members(&self, class: u32) -> &[u32] {
        &self.members[self.starts[class as usize]..self.starts[class as usize + 1]]
    }

    fn new(of: Vec<u32>, count: usize) -> Self {
        let mut starts = vec![0; count + 1];
        for &class in &of {
            starts[class as usize + 1] += 1;
        }
        for k in 0..count {
            starts[k + 1] += starts[k];
        }
        let mut members = vec![0; of.len()];
        let mut next = starts.clone();
        for (payment, &class) in of.iter().enumerate() {
            members[next[class as usize]] = index(payment);
            next[class as usize] += 1;
        }
        Self { of, starts, members }
    }
}

/// Whether `row` holds a total; columns before `payments` are payments.
pub(super) fn holds_total(lp: &Lp, payments: usize, row: &RowRef<'_>) -> bool {
    row.columns.iter().any(|&j| j as usize >= payments && matches!(lp.column(j as usize), ColumnKey::Total(_)))
}

/// The classes of all `payments`, and the coefficients of each class in those of the rows `kept` that hold totals, by place among these.
pub(super) fn classes(lp: &Lp, payments: usize, kept: &[usize]) -> (Classes, Lists) {
    let definitions = definitions(lp, payments);
    let mut number = vec![NONE; lp.column_count()];
    for (k, &(column, _)) in definitions.iter().enumerate() {
        number[column] = index(k);
    }
    // What payments and totals stand in: totals first, then rows.
    let (mut of_payment, mut of_total) = (Vec::new(), Vec::new());
    let mut note = |row: &RowRef<'_>, own: usize, inside: u32, scale: f64| {
        for (j, a) in row.terms().filter(|&(j, _)| j != own) {
            let a = to_narrow(a * scale);
            if j < payments {
                of_payment.push((index(j), inside, a));
            } else if number[j] != NONE {
                of_total.push((number[j], inside, a));
            }
        }
    };
    for (k, &(column, i)) in definitions.iter().enumerate() {
        note(&lp.row(i), column, index(k), -1.0);
    }
    let totals = index(definitions.len());
    for (place, &i) in kept.iter().enumerate() {
        let row = lp.row(i);
        if holds_total(lp, payments, &row) {
            note(&row, usize::MAX, totals + index(place), row.scale);
        }
    }
    let of_payment = Lists::gathered(payments, of_payment.iter().copied());
    let of_total = Lists::gathered(definitions.len(), of_total.iter().copied());
    // The rows that a total comes to, later totals, which may hold it, first.
    let mut rows_of: Vec<Vec<(u32, i64)>> = vec![Vec::new(); definitions.len()];
    let mut gather = Gather::default();
    for k in (0..definitions.len()).rev() {
        gather.add_uses(of_total.of(k), totals, &rows_of);
        rows_of[k] = gather.take().collect();
    }
    let (of, firsts) = alike(&of_payment, payments);
    let mut terms = Lists::default();
    for &payment in &firsts {
        gather.add_uses(of_payment.of(payment), totals, &rows_of);
        terms.push(gather.take());
    }
    (Classes::new(of, firsts.len()), terms)
}

/// The column and the row of each total's definition, those that sum other totals after these.
fn definitions(lp: &Lp, payments: usize) -> Vec<(usize, usize)> {
    let mut known = vec![false; lp.column_count()];
    let mut found = Vec::new();
    for (i, row) in lp.rows().enumerate().filter(|(_, row)| matches!(row.key, RowKey::Total(_))) {
        let is_new = |j: &usize| *j >= payments && matches!(lp.column(*j), ColumnKey::Total(_)) && !known[*j];
        if let Some(column) = row.terms().map(|(j, _)| j).filter(is_new).last() {
            known[column] = true;
            found.push((column, i));
        }
    }
    found
}

/// The class of each payment, and the first payment of each class: those are alike that stand in the same with the same coefficients.
fn alike(uses: &Lists, payments: usize) -> (Vec<u32>, Vec<usize>) {
    let mut known: HashMap<&[(u32, i64)], u32> = HashMap::new();
    let mut firsts = Vec::new();
    let of = (0..payments)
        .map(|payment| {
            *known.entry(uses.of(payment)).or_insert_with(|| {
                firsts.push(payment);
                index(firsts.len() - 1)
            })
        })
        .collect();
    (of, firsts)
}

/// Adds up coefficients that come by several ways, in the order of rows.
#[derive(Default)]
struct Gather {
    terms: Vec<(u32, i64)>,
}

impl Gather {
    /// Adds what stands in `uses`: totals below `totals`, which stand in `rows_of`, and rows from there on.
    fn add_uses(&mut self, uses: &[(u32, i64)], totals: u32, rows_of: &[Vec<(u32, i64)>]) {
        for &(inside, a) in uses {
            if inside >= totals {
                self.terms.push((inside - totals, a));
            } else {
                self.terms.extend(rows_of[inside as usize].iter().map(|&(row, times)| (row, a * times)));
            }
        }
    }

    /// Hands out what is not 0 and starts anew.
    fn take(&mut self) -> impl Iterator<Item = (u32, i64)> + '_ {
        // It comes in a few runs that are in order, which this sort merges.
        self.terms.sort_by_key(|&(row, _)| row);
        self.terms.dedup_by(|next, kept| {
            let same = next.0 == kept.0;
            if same {
                kept.1 += next.1;
            }
            same
        });
        self.terms.drain(..).filter(|&(_, a)| a != 0)
    }
}

#[cfg(test)]
mod tests {
    //! Source of truth: totals put into each row term by term, from their definitions.

    use std::collections::BTreeMap;

    use super::*;
    use crate::lp::formulate;
    use crate::model::Programme;
    use crate::round::rows::Rows;
    use crate::synthetic::{Kind, Spec, make};

    /// Adds `times` the payments that total `column` sums.
    fn put_in(lp: &Lp, column: usize, times: f64, out: &mut BTreeMap<usize, f64>) {
        let is_its = |row: &RowRef<'_>| matches!((row.key, lp.column(column)), (RowKey::Total(k), ColumnKey::Total(number)) if k == number);
        let row = lp.rows().find(is_its).expect("a total is defined");
        for (j, a) in row.terms().filter(|&(j, _)| j != column) {
            match lp.column(j) {
                ColumnKey::Payment(payment) => *out.entry(payment.index()).or_default() -= a * times,
                _ => put_in(lp, j, -a * times, out),
            }
        }
    }

    #[test]
    fn classes_hold_what_rows_say_of_each_payment() {
        for (seed, sources, full) in [(1, 1, false), (2, 2, true), (3, 3, false)] {
            let spec = Spec {
                sentra: 50,
                years: 2,
                sources,
                seed,
                order: full,
                completion: full,
                kind: Kind::Rules,
                ..Spec::default()
            };
            let programme = Programme::try_from(make(&spec)).expect("valid");
            let formulation = formulate(&programme).expect("linear");
            let lp = &formulation.lp;
            let payments = programme.payments().len();
            let rows = Rows::new(&formulation, &lp.lower().to_vec());
            assert!(rows.classes.count() < payments, "{seed}: {} classes", rows.classes.count());
            let mut of_totals = 0;
            for number in 0..rows.len() {
                let row = lp.rows().find(|row| row.key == rows.key(number)).expect("it is there");
                let mut expected: BTreeMap<usize, f64> = BTreeMap::new();
                for (j, a) in row.terms() {
                    match lp.column(j) {
                        ColumnKey::Payment(payment) => *expected.entry(payment.index()).or_default() += a * row.scale,
                        ColumnKey::Total(_) => put_in(lp, j, a * row.scale, &mut expected),
                        _ => {}
                    }
                }
                expected.retain(|_, a| a.abs() > 1e-6);
                of_totals += usize::from(holds_total(lp, payments, &row));
                let by_row: BTreeMap<usize, i64> =
                    rows.row(number).filter(|entry| !entry.change).map(|entry| (entry.at as usize, entry.a)).collect();
                assert_eq!(by_row.keys().collect::<Vec<_>>(), expected.keys().collect::<Vec<_>>(), "{:?}", row.key);
                let unit =
                    if row.terms().any(|(j, _)| matches!(lp.column(j), ColumnKey::Change(_))) { rows.unit } else { 1 };
                let times = |(payment, a): (&usize, &i64)| expected[payment] * unit as f64 / *a as f64;
                let divisor = by_row.iter().next().map_or(0.0, times);
                for (payment, a) in &by_row {
                    assert!((times((payment, a)) - divisor).abs() < 1e-6 * divisor.abs(), "{:?}: {payment}", row.key);
                    let mut found =
                        rows.of_payment(*payment).filter(|entry| entry.at as usize == number && !entry.change);
                    assert_eq!(found.next().map(|entry| entry.a), Some(*a), "{:?}: {payment}", row.key);
                    assert!(found.next().is_none());
                }
            }
            assert!(of_totals > 20, "{seed}: {of_totals} rows hold totals");
        }
    }
}
