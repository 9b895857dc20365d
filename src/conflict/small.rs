//! A few demands as a small program: payments that no demand tells apart are one column.
//!
//! ```text
//! class     payments with the same coefficient in every demand at hand
//! kind      needs that can pay into the same classes; their costs added up are C[k]
//! y[k,c]    paid by all needs of kind k into class c, Rp 1 million
//!
//! sum_c y[k,c] <= C[k]                              for each kind
//! sum_{k,c} a[d,c] y[k,c] + e[d] >= b[d]            for each demand (<=, = likewise)
//! 0 <= e[d]                                         how far demand d gives in; held at 0 while it is hard
//! ```
//! A point of it is a point of the demands and back: needs of a kind take of each class in proportion to their costs, and what is paid within a
//! class is all one to every demand. So the small program has a point if and only if the demands have one that needs can bear; all other rows of the
//! programme are left out. Changes against an earlier plan are not added up: each keeps its column and its payment.

use std::collections::{BTreeMap, HashMap};

use crate::conflict::base::{Base, Member};
use crate::id::PaymentId;
use crate::lp::{ColumnKey, Lp, RowKey, Sense};

/// One inequality of a demand, over payments and changes.
#[derive(Debug)]
struct Piece {
    /// Its place among the demands.
    member: usize,
    /// Its row of the hard program; `None` for what is contracted, which is a bound there.
    row: Option<usize>,
    /// Column of the hard program and coefficient, in order.
    terms: Vec<(u32, f64)>,
    sense: Sense,
    rhs: f64,
    unit: f64,
}

/// The small program of some demands.
#[derive(Debug)]
pub(super) struct Small {
    pub(super) lp: Lp,
    /// For each demand the columns that give in, with the most that each can.
    pub(super) giving: Vec<Vec<(usize, f64)>>,
    /// For each row of [`lp`](Self::lp) the rows of the hard program that it stands for.
    pub(super) stands_for: Vec<Vec<usize>>,
    /// For each column of payments: its needs with their costs, each with the payment that it pays by.
    paid: Vec<Vec<(u32, f64)>>,
    /// For each column of a change, the column of the hard program.
    changes: Vec<(usize, u32)>,
}

/// What tells a payment from others: its coefficients by piece.
type Pattern = Vec<(u32, u64)>;

impl Small {
    /// The program of `members`; `None` if it would have more than `most` cells.
    pub(super) fn new(base: &Base<'_>, members: &[Member], most: usize) -> Option<Self> {
        let hard = &base.hard.lp;
        let programme = base.hard.programme;
        let pieces = pieces(base, members);
        let mut patterns: BTreeMap<u32, Pattern> = BTreeMap::new();
        let mut changed: Vec<u32> = Vec::new();
        for (d, piece) in (0_u32..).zip(&pieces) {
            for &(j, a) in &piece.terms {
                match hard.column(j as usize) {
                    ColumnKey::Change(_) => changed.push(j),
                    _ => patterns.entry(j).or_default().push((d, a.to_bits())),
                }
            }
        }
        changed.sort_unstable();
        changed.dedup();
        for &j in &changed {
            if let ColumnKey::Change(payment) = hard.column(j as usize) {
                // Its own.
                let p = u32::try_from(payment.index()).unwrap_or(u32::MAX);
                patterns.entry(p).or_default().push((u32::MAX, u64::from(p)));
            }
        }
        let mut known: HashMap<Pattern, usize> = HashMap::new();
        let mut classes: Vec<Pattern> = Vec::new();
        // By need, the classes that it pays into, each with the first payment that does.
        let mut of_need: BTreeMap<usize, Vec<(usize, u32)>> = BTreeMap::new();
        for (p, pattern) in patterns {
            let class = *known.entry(pattern).or_insert_with_key(|pattern| {
                classes.push(pattern.clone());
                classes.len() - 1
            });
            let own = of_need.entry(programme.payments()[p as usize].need.index()).or_default();
            if own.iter().all(|&(other, _)| other != class) {
                own.push((class, p));
            }
        }
        let mut kinds: BTreeMap<Vec<usize>, Vec<(usize, Vec<u32>)>> = BTreeMap::new();
        for (need, mut own) in of_need {
            own.sort_unstable();
            let (of, by) = own.into_iter().unzip();
            kinds.entry(of).or_default().push((need, by));
        }
        let rows = pieces.len() + kinds.keys().filter(|of| of.len() > 1).count() + 2 * changed.len();
        let columns = kinds.keys().map(Vec::len).sum::<usize>() + changed.len() + 2 * pieces.len();
        if rows.saturating_mul(columns) > most {
            return None;
        }
        let mut small = Self {
            lp: Lp::default(),
            giving: vec![Vec::new(); members.len()],
            stands_for: Vec::new(),
            paid: Vec::new(),
            changes: Vec::new(),
        };
        let need_rows: HashMap<usize, usize> = hard.row_keys().enumerate().filter_map(need_row).collect();
        let mut terms: Vec<Vec<(u32, f64)>> = vec![Vec::new(); pieces.len()];
        let mut alone: HashMap<u32, u32> = HashMap::new();
        for (of, needs) in kinds {
            let costs: Vec<f64> = needs.iter().map(|&(need, _)| programme.needs()[need].cost.as_millions()).collect();
            let cost: f64 = costs.iter().sum::<f64>().next_up();
            let mut kind = Vec::with_capacity(of.len());
            for (place, class) in of.into_iter().enumerate() {
                let key = ColumnKey::Payment(PaymentId::new(small.paid.len()));
                let column = small.lp.add_column(key, 0.0, 0.0, cost);
                kind.push((column, 1.0));
                for &(d, bits) in &classes[class] {
                    match terms.get_mut(d as usize) {
                        Some(terms) => terms.push((column, f64::from_bits(bits))),
                        None => {
                            alone.insert(u32::try_from(bits).unwrap_or(u32::MAX), column);
                        }
                    }
                }
                small.paid.push(needs.iter().zip(&costs).map(|((_, by), &own)| (by[place], own / cost)).collect());
            }
            if kind.len() > 1 {
                let rows = needs.iter().filter_map(|(need, _)| need_rows.get(need).copied()).collect();
                small.row(rows, Sense::AtMost, cost, kind);
            }
        }
        small.add_changes(hard, &changed, &alone, &pieces, &mut terms);
        for (piece, mut terms) in pieces.into_iter().zip(terms) {
            let caps = terms.iter().map(|&(j, a): &(u32, f64)| a.abs() * small.lp.upper()[j as usize]);
            let reach = (piece.rhs.abs() + caps.sum::<f64>() + 1.0) / piece.unit;
            for (skip, sign) in [(Sense::AtMost, 1.0), (Sense::AtLeast, -1.0)] {
                if piece.sense != skip {
                    let key = ColumnKey::Payment(PaymentId::new(small.lp.column_count()));
                    let column = small.lp.add_column(key, -1.0, 0.0, reach);
                    terms.push((column, sign * piece.unit));
                    small.giving[piece.member].push((column as usize, reach));
                }
            }
            small.row(piece.row.into_iter().collect(), piece.sense, piece.rhs, terms);
        }
        Some(small)
    }

    fn row(&mut self, stands_for: Vec<usize>, sense: Sense, rhs: f64, terms: Vec<(u32, f64)>) {
        let number = u32::try_from(self.lp.row_count()).unwrap_or(u32::MAX);
        self.lp.add_row(RowKey::Total(number), sense, rhs, 0.0, terms);
        self.stands_for.push(stands_for);
    }

    /// The columns of changes, with the two rows that each has.
    fn add_changes(
        &mut self,
        hard: &Lp,
        changed: &[u32],
        alone: &HashMap<u32, u32>,
        pieces: &[Piece],
        terms: &mut [Vec<(u32, f64)>],
    ) {
        let mut of: HashMap<u32, u32> = HashMap::new();
        let mut of_payment: HashMap<PaymentId, u32> = HashMap::new();
        for &j in changed {
            let ColumnKey::Change(payment) = hard.column(j as usize) else { continue };
            let key = ColumnKey::Payment(PaymentId::new(self.lp.column_count()));
            let column = self.lp.add_column(key, 0.0, 0.0, hard.upper()[j as usize]);
            of.insert(j, column);
            of_payment.insert(payment, column);
            self.changes.push((column as usize, j));
        }
        let rows = hard.rows().enumerate().filter(|_| !changed.is_empty());
        for (i, row) in rows {
            let (RowKey::ChangeUp(payment) | RowKey::ChangeDown(payment)) = row.key else { continue };
            let Some(&change) = of_payment.get(&payment) else { continue };
            let p = u32::try_from(payment.index()).unwrap_or(u32::MAX);
            let own = row.terms().filter_map(|(j, a)| match hard.column(j) {
                ColumnKey::Change(_) => Some((change, a)),
                _ => alone.get(&p).map(|&column| (column, a)),
            });
            let own = own.collect();
            self.row(vec![i], row.sense, row.rhs, own);
        }
        for (piece, terms) in pieces.iter().zip(terms) {
            terms.extend(piece.terms.iter().filter_map(|&(j, a)| of.get(&j).map(|&column| (column, a))));
        }
    }

    /// The point of the hard program that `point` stands for, totals included; `0` where nothing is at stake.
    pub(super) fn spread(&self, base: &Base<'_>, point: &[f64]) -> Vec<f64> {
        let hard = &base.hard.lp;
        let mut x = vec![0.0; hard.column_count()];
        for (paid, &value) in self.paid.iter().zip(point) {
            for &(p, part) in paid {
                x[p as usize] += part * value;
            }
        }
        for &(column, j) in &self.changes {
            x[j as usize] = point[column];
        }
        let own: Vec<u32> = self.changes.iter().map(|&(_, j)| j).collect();
        for row in hard.rows() {
            if let RowKey::ChangeUp(_) | RowKey::ChangeDown(_) = row.key
                && let Some((change, _)) = row.terms().find(|&(j, _)| matches!(hard.column(j), ColumnKey::Change(_)))
                && u32::try_from(change).is_ok_and(|j| own.binary_search(&j).is_err())
            {
                // No demand at hand speaks of it: it is what it must be.
                let asked = row.terms().filter(|&(j, _)| j != change).fold(row.rhs, |rest, (j, a)| rest - a * x[j]);
                x[change] = x[change].max(asked);
            }
            if let RowKey::Total(number) = row.key {
                let own = |j: usize| hard.column(j) == ColumnKey::Total(number);
                if let Some((total, _)) = row.terms().find(|&(j, _)| own(j)) {
                    x[total] = row.terms().filter(|&(j, _)| j != total).map(|(j, a)| -a * x[j]).sum();
                }
            }
        }
        x
    }
}

fn need_row((i, key): (usize, RowKey)) -> Option<(usize, usize)> {
    if let RowKey::Need(need) = key { Some((need.index(), i)) } else { None }
}

/// The inequalities of `members`, with totals written out.
fn pieces(base: &Base<'_>, members: &[Member]) -> Vec<Piece> {
    let hard = &base.hard.lp;
    let mut definitions: HashMap<u32, usize> = HashMap::new();
    for (i, key) in hard.row_keys().enumerate() {
        if let RowKey::Total(number) = key {
            definitions.insert(number, i);
        }
    }
    let mut pieces = Vec::new();
    for (member, &of) in members.iter().enumerate() {
        let rows = match of {
            Member::Row(i) => vec![i],
            Member::Order(first) => order_rows(hard, first),
            Member::Contract(payment) => {
                let (p, rhs) = (u32::try_from(payment.index()).unwrap_or(u32::MAX), hard.lower()[payment.index()]);
                let (terms, sense) = (vec![(p, 1.0)], Sense::AtLeast);
                pieces.push(Piece { member, row: None, terms, sense, rhs, unit: 1.0 });
                continue;
            }
        };
        for i in rows {
            let row = hard.row(i);
            let mut sums: BTreeMap<u32, f64> = BTreeMap::new();
            let mut open: Vec<(usize, f64)> = row.terms().collect();
            while let Some((j, a)) = open.pop() {
                match hard.column(j) {
                    ColumnKey::Total(number) => {
                        let Some(&at) = definitions.get(&number) else { continue };
                        open.extend(hard.row(at).terms().filter(|&(k, _)| k != j).map(|(k, b)| (k, -a * b)));
                    }
                    _ => *sums.entry(u32::try_from(j).unwrap_or(u32::MAX)).or_insert(0.0) += a,
                }
            }
            let terms = sums.into_iter().filter(|&(_, a)| a != 0.0).collect();
            pieces.push(Piece { member, row: Some(i), terms, sense: row.sense, rhs: row.rhs, unit: base.unit(i) });
        }
    }
    pieces
}

/// All rows of the order whose first row is `first`.
pub(super) fn order_rows(hard: &Lp, first: usize) -> Vec<usize> {
    let pair = |i: usize| match hard.row_key(i) {
        RowKey::Order { need, before, .. } => Some((need, before)),
        _ => None,
    };
    (first..hard.row_count()).take_while(|&i| pair(i).is_some() && pair(i) == pair(first)).collect()
}
