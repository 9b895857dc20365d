//! The program of what must hold, and the same with columns that give in.
//!
//! ```text
//! hard      A x <= b,  l <= x <= u           rows of hard rules, ceilings, order, needs; l what is contracted
//! giving    max -sum_k e_k                   e_k >= 0 loosens row k by so many Rp 1 million; 0 at the optimum: the hard program has a point
//! ```
//! The formulation's upper bounds follow from needs *and ceilings*. Here a ceiling may be left out or raised, so that bounds are widened to what
//! needs alone leave: a ceiling then speaks in its row only, and a proof that needs it names it.
//!
//! What gives in on a ceiling or a contract has no column key of its own. It takes those of the rules after the last: excess of rule `rules` stands for
//! ceilings, the row and shortfall of rule `rules + 1` for contracts.

use crate::id::{PaymentId, RuleId};
use crate::lp::{BoundKey, ColumnKey, Formulation, Lp, RowKey, Sense};
use crate::model::{Kind, Programme};
use crate::units::Rupiah;

/// One demand that may not hold together with others.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Member {
    /// A row of a rule in a group, or of a ceiling.
    Row(usize),
    /// What is contracted of a payment.
    Contract(PaymentId),
    /// That a need does not come before another: all rows of the pair, the first of them named.
    Order(usize),
}

/// The hard program of a programme's demands.
#[derive(Debug)]
pub(super) struct Base<'a> {
    /// The programme of [`Programme::demands`], and its program with wide bounds.
    pub(super) hard: Formulation<'a>,
}

impl<'a> Base<'a> {
    /// Widens the bounds of `hard`.
    pub(super) fn new(mut hard: Formulation<'a>) -> Self {
        let programme = hard.programme;
        widen(programme, &mut hard.lp);
        Self { hard }
    }

    /// How many rupiah of the rule's own unit one unit of row `i` is worth: the factor that makes a share of a base a whole number.
    pub(super) fn unit(&self, i: usize) -> f64 {
        let row = self.hard.lp.row(i);
        let RowKey::Rule { rule, .. } = row.key else { return 1.0 };
        match self.hard.programme.rules()[rule.index()].kind {
            Kind::Coverage(_) => row.values.first().copied().unwrap_or(1.0),
            _ => 1.0,
        }
    }

    /// Whether `i` is a row of a rule that is not law.
    pub(super) fn may_give(&self, i: usize) -> bool {
        match self.hard.lp.row_key(i) {
            RowKey::Rule { rule, .. } => !self.hard.programme.rules()[rule.index()].law,
            _ => false,
        }
    }

    /// The hard program with nothing contracted but `contracts`.
    pub(super) fn contracting(&self, contracts: &[PaymentId]) -> Lp {
        let mut lp = self.hard.lp.clone();
        for p in 0..self.hard.programme.payments().len() {
            if lp.lower()[p] > 0.0 && !contracts.contains(&PaymentId::new(p)) {
                let upper = lp.upper()[p];
                lp.set_bounds(p, 0.0, upper);
            }
        }
        lp
    }

    /// The program in which `members` give in. The columns that do come after all others, in the order of `members`, two for an `=` row. What comes
    /// after one other has no column that gives in.
    pub(super) fn giving(&self, members: &[Member]) -> Formulation<'a> {
        let from = &self.hard.lp;
        let mut lp = Lp::default();
        for (j, key) in from.columns().enumerate() {
            lp.add_column(key, 0.0, from.lower()[j], from.upper()[j]);
        }
        from.groups().iter().for_each(|groups| lp.add_groups(groups.clone()));
        let rules = self.hard.programme.rules().len();
        let mut more: Vec<Vec<(u32, f64)>> = vec![Vec::new(); from.row_count()];
        let mut contracts = Vec::new();
        for &member in members {
            match member {
                Member::Row(i) => {
                    let (short, over) = match from.row_key(i) {
                        RowKey::Rule { rule, group, .. } => {
                            (ColumnKey::Shortfall(rule, group), ColumnKey::Excess(rule, group))
                        }
                        RowKey::Ceiling(id) => {
                            let number = u32::try_from(id.index()).unwrap_or(u32::MAX);
                            let none = RuleId::new(rules);
                            (ColumnKey::Shortfall(none, number), ColumnKey::Excess(none, number))
                        }
                        _ => continue,
                    };
                    let (unit, most) = (self.unit(i), self.reach(i));
                    if from.senses()[i] != Sense::AtMost {
                        more[i].push((lp.add_column(short, -1.0, 0.0, most / unit), unit));
                    }
                    if from.senses()[i] != Sense::AtLeast {
                        more[i].push((lp.add_column(over, -1.0, 0.0, most / unit), -unit));
                    }
                }
                Member::Contract(payment) => {
                    let (p, none) = (payment.index(), RuleId::new(rules + 1));
                    let (number, asked) = (u32::try_from(p).unwrap_or(u32::MAX), from.lower()[p]);
                    let column = lp.add_column(ColumnKey::Shortfall(none, number), -1.0, 0.0, asked);
                    lp.set_bounds(p, 0.0, from.upper()[p]);
                    contracts.push((none, number, asked, column));
                }
                Member::Order(_) => {}
            }
        }
        for (row, more) in from.rows().zip(more) {
            let terms = row.columns.iter().copied().zip(row.values.iter().copied()).chain(more);
            lp.add_row(row.key, row.sense, row.rhs, row.scale, terms);
        }
        for (rule, number, asked, column) in contracts {
            let key = RowKey::Rule { rule, group: number, bound: BoundKey::AtLeast };
            lp.add_row(key, Sense::AtLeast, asked, 1.0, [(number, 1.0), (column, 1.0)]);
        }
        Formulation { programme: self.hard.programme, lp }
    }

    /// More than row `i` can ever be missed by.
    fn reach(&self, i: usize) -> f64 {
        let row = self.hard.lp.row(i);
        let ends = row.terms().map(|(j, a)| a.abs() * self.hard.lp.upper()[j]);
        row.rhs.abs() + ends.sum::<f64>() + 1.0
    }
}

/// Sets every upper bound to what follows from the costs of needs alone.
fn widen(programme: &Programme, lp: &mut Lp) {
    for (p, payment) in programme.payments().iter().enumerate() {
        let (lower, cost) = (lp.lower()[p], programme.needs()[payment.need.index()].cost.as_millions());
        lp.set_bounds(p, lower, cost.max(lower));
    }
    let mut previous = vec![Rupiah::ZERO; programme.payments().len()];
    for earlier in programme.previous() {
        if let Some(payment) = earlier.payment {
            previous[payment.index()] = earlier.rupiah;
        }
    }
    for j in 0..lp.column_count() {
        if let ColumnKey::Change(payment) = lp.column(j) {
            let (most, before) = (lp.upper()[payment.index()], previous[payment.index()].as_millions());
            lp.set_bounds(j, 0.0, before.max(most - before));
        }
    }
    // A total is defined over payments and totals before it.
    for i in 0..lp.row_count() {
        let row = lp.row(i);
        let RowKey::Total(number) = row.key else { continue };
        let Some((total, _)) = row.terms().find(|&(j, _)| lp.column(j) == ColumnKey::Total(number)) else {
            continue;
        };
        let most: f64 = row.terms().filter(|&(j, _)| j != total).map(|(j, a)| -a * lp.upper()[j]).sum();
        lp.set_bounds(total, 0.0, most.next_up());
    }
}
