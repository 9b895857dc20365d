//! Rows under construction: stated over sums of payments with whole coefficients, written over columns once every sum is known.

use std::collections::BTreeMap;

use crate::id::{PaymentId, RuleId, YearId};
use crate::lp::cells::Cells;
use crate::lp::funding::Decisions;
use crate::lp::limits::Limits;
use crate::lp::matrix::{BoundKey, ColumnKey, Lp, RowKey, Sense};
use crate::lp::totals::{self, SumId, Sums};
use crate::model::groups::groups;
use crate::model::policy::{Bounds, GroupKey, Kind};
use crate::model::{Programme, Rule};
use crate::units::Rupiah;

/// A linear program under construction.
#[derive(Debug)]
pub(super) struct Draft<'a> {
    pub(super) programme: &'a Programme,
    /// Columns and rows so far; the rows over sums are added by [`finish`](Self::finish).
    pub(super) lp: Lp,
    pub(super) cells: Cells,
    pub(super) limits: Limits<'a>,
    /// The columns that measure change against the earlier plan, so far.
    pub(super) changes: BTreeMap<PaymentId, u32>,
    /// The decisions to pay each need.
    pub(super) decisions: Decisions,
    sums: Sums,
    rows: Vec<SumRow>,
}

/// `sum coefficient * sum + sum coefficient * column  <=, >=, =  rhs * scale`, with money in whole rupiah.
#[derive(Debug)]
struct SumRow {
    key: RowKey,
    sense: Sense,
    rhs: Rupiah,
    scale: i64,
    sums: Vec<(SumId, i64)>,
    columns: Vec<(u32, i64)>,
    /// Decisions, each with the money that it stands for; such a row has a scale of 1.
    decisions: Vec<(u32, Rupiah)>,
}

/// A group of a rule, its payments as sums.
#[derive(Debug, Clone, Copy)]
pub(super) struct Group {
    /// Index in [`Lp::groups`] of the rule.
    pub(super) index: u32,
    pub(super) key: GroupKey,
    pub(super) of: SumId,
    pub(super) within: SumId,
}

/// What a rule demands of a group in one bound: `terms <=, >=, = rhs * scale` in whole rupiah.
#[derive(Debug)]
pub(super) struct Demand<'a> {
    pub(super) bound: BoundKey,
    /// Sums with whole coefficients. One rupiah of shortfall or excess counts as much as one rupiah of the first sum.
    pub(super) sums: &'a [(SumId, i64)],
    /// Other columns with whole coefficients.
    pub(super) columns: Vec<(u32, i64)>,
    pub(super) rhs: Rupiah,
    pub(super) scale: i64,
}

impl<'a> Draft<'a> {
    /// Nothing stated yet.
    pub(super) fn new(programme: &'a Programme) -> Self {
        let cells = Cells::new(programme);
        let limits = Limits::new(programme, &cells);
        Self {
            programme,
            lp: Lp::default(),
            cells,
            limits,
            changes: BTreeMap::new(),
            decisions: Decisions::default(),
            sums: Sums::default(),
            rows: Vec::new(),
        }
    }

    /// The groups of `rule`, which is the next in order.
    pub(super) fn groups(&mut self, rule: &Rule) -> Vec<Group> {
        let mut keys = Vec::new();
        let found = groups(self.programme, rule)
            .into_iter()
            .zip(0..)
            .map(|(group, index)| {
                keys.push(group.key);
                let (of, within) = (self.sums.intern(group.of), self.sums.intern(group.within));
                Group { index, key: group.key, of, within }
            })
            .collect();
        self.lp.add_groups(keys);
        found
    }

    /// The sum of `members`, which are in order.
    pub(super) fn sum(&mut self, members: Vec<PaymentId>) -> SumId {
        self.sums.intern(members)
    }

    /// The payments of `sum`, in order.
    pub(super) fn members(&self, sum: SumId) -> &[PaymentId] {
        self.sums.members(sum)
    }

    /// States `sum <= rhs` for something that is no rule; left out where there is nothing to bound.
    pub(super) fn at_most(&mut self, key: RowKey, sum: SumId, rhs: Rupiah) {
        let sums = self.merged(&[(sum, 1)]);
        self.add(SumRow { key, sense: Sense::AtMost, rhs, scale: 1, sums, columns: Vec::new(), decisions: Vec::new() });
    }

    /// States `demand` of rule `id` in `group`, with slack columns where the rule is soft; left out where it holds whatever is paid.
    pub(super) fn demand(&mut self, id: RuleId, group: &Group, demand: Demand<'_>) {
        let Demand { bound, sums, columns, rhs, scale } = demand;
        let sense = match bound {
            BoundKey::AtLeast => Sense::AtLeast,
            BoundKey::AtMost => Sense::AtMost,
            BoundKey::Exactly => Sense::Equal,
        };
        let key = RowKey::Rule { rule: id, group: group.index, bound };
        let unit = sums.first().map_or(scale, |&(_, coefficient)| coefficient);
        let sums = self.merged(sums);
        let mut row = SumRow { key, sense, rhs, scale, sums, columns, decisions: Vec::new() };
        if row.always_holds() {
            return;
        }
        if let Some(penalty) = self.penalty(id, group) {
            let cost = -penalty;
            let (lowest, highest) = self.range(&row);
            let rhs = row.rhs.as_millions() * row.scale as f64;
            // Beyond these an optimum never goes: they would undo a breach that no plan can reach.
            let shortfall = ((rhs - lowest) / unit as f64).max(0.0);
            let excess = ((highest - rhs) / unit as f64).max(0.0);
            if sense != Sense::AtMost {
                let key = ColumnKey::Shortfall(id, group.index);
                row.columns.push((self.lp.add_column(key, cost, 0.0, shortfall), unit));
            }
            if sense != Sense::AtLeast {
                let key = ColumnKey::Excess(id, group.index);
                row.columns.push((self.lp.add_column(key, cost, 0.0, excess), -unit));
            }
        }
        self.add(row);
    }

    /// States `sum + sum of money * decision + sum of columns  <=, >=, =  rhs`, all in money.
    pub(super) fn link(
        &mut self,
        key: RowKey,
        sense: Sense,
        sum: SumId,
        decisions: Vec<(u32, Rupiah)>,
        columns: Vec<(u32, i64)>,
        rhs: Rupiah,
    ) {
        let sums = self.merged(&[(sum, 1)]);
        self.add(SumRow { key, sense, rhs, scale: 1, sums, columns, decisions });
    }

    /// The most that `sum` can be, in whole units of payment; see [`Limits`].
    pub(super) fn most(&mut self, sum: SumId) -> Rupiah {
        self.limits.sum(&self.cells, self.sums.members(sum)).floor_to(self.programme.unit())
    }

    /// Points that one unit of breach of rule `id` in `group` costs, discounted; `None` where the rule is hard.
    pub(super) fn penalty(&self, id: RuleId, group: &Group) -> Option<f64> {
        let rule = &self.programme.rules()[id.index()];
        let year = last_year(self.programme, rule, &group.key);
        rule.penalty.map(|penalty| penalty * self.programme.discount_factor(year))
    }

    /// `terms` with each sum once, without sums of nothing.
    fn merged(&self, terms: &[(SumId, i64)]) -> Vec<(SumId, i64)> {
        let mut merged: Vec<(SumId, i64)> = Vec::with_capacity(terms.len());
        for &(sum, coefficient) in terms {
            match merged.iter_mut().find(|(known, _)| *known == sum) {
                Some((_, known)) => *known += coefficient,
                None => merged.push((sum, coefficient)),
            }
        }
        merged.retain(|&(sum, coefficient)| coefficient != 0 && !self.members(sum).is_empty());
        merged
    }

    /// The least and the most that the left-hand side of `row` can be, in Rp 1 million times the row's scale.
    fn range(&mut self, row: &SumRow) -> (f64, f64) {
        let (mut lowest, mut highest) = (0.0, 0.0);
        let mut count = |coefficient: i64, upper: f64| {
            let reach = coefficient as f64 * upper;
            if coefficient < 0 { lowest += reach } else { highest += reach }
        };
        for &(sum, coefficient) in &row.sums {
            count(coefficient, self.limits.sum(&self.cells, self.sums.members(sum)).as_millions());
        }
        for &(column, coefficient) in &row.columns {
            count(coefficient, self.lp.upper()[column as usize]);
        }
        (lowest, highest)
    }

    fn add(&mut self, row: SumRow) {
        if !row.always_holds() {
            for &(sum, _) in &row.sums {
                self.sums.count_use(sum);
            }
            self.rows.push(row);
        }
    }

    /// Adds the totals, then the rows over sums in the order they were stated.
    pub(super) fn finish(mut self) -> Lp {
        let written = totals::write(self.programme, &self.sums, &self.cells, &mut self.limits, &mut self.lp);
        let mut terms: Vec<(u32, i64)> = Vec::new();
        for mut row in self.rows {
            row.reduce();
            terms.clear();
            for &(sum, coefficient) in &row.sums {
                terms.extend(written.columns(sum).iter().map(|&column| (column, coefficient)));
            }
            terms.extend(&row.columns);
            // Sums that share a payment, such as the part and the whole of a share, meet in one coefficient.
            terms.sort_unstable_by_key(|&(column, _)| column);
            terms.dedup_by(|later, kept| {
                let same = later.0 == kept.0;
                if same {
                    kept.1 += later.1;
                }
                same
            });
            let scale = row.scale as f64;
            let values = terms.iter().map(|&(column, coefficient)| (column, coefficient as f64 / scale));
            let values = values.chain(row.decisions.iter().map(|&(column, money)| (column, money.as_millions())));
            let kept = if row.decisions.is_empty() { scale } else { 0.0 };
            self.lp.add_row(row.key, row.sense, row.rhs.as_millions(), kept, values);
        }
        self.lp
    }
}

impl SumRow {
    /// Whether it holds for all payments of 0 or more.
    fn always_holds(&self) -> bool {
        let decisions = self.decisions.iter().map(|(_, money)| money.get());
        let mut coefficients =
            self.sums.iter().map(|&(_, c)| c).chain(self.columns.iter().map(|&(_, c)| c)).chain(decisions);
        match self.sense {
            Sense::AtMost => self.rhs >= Rupiah::ZERO && coefficients.all(|c| c <= 0),
            Sense::AtLeast => self.rhs <= Rupiah::ZERO && coefficients.all(|c| c >= 0),
            Sense::Equal => self.rhs == Rupiah::ZERO && coefficients.all(|c| c == 0),
        }
    }

    /// Divides coefficients and scale by what they have in common.
    fn reduce(&mut self) {
        if !self.decisions.is_empty() {
            return;
        }
        let coefficients = self.sums.iter().map(|&(_, c)| c).chain(self.columns.iter().map(|&(_, c)| c));
        let common = coefficients.fold(self.scale, |common, c| greatest_common_divisor(common, c.abs()));
        self.scale /= common;
        for (_, coefficient) in &mut self.sums {
            *coefficient /= common;
        }
        for (_, coefficient) in &mut self.columns {
            *coefficient /= common;
        }
    }
}

/// The greatest common divisor of two numbers of 0 or more.
pub(super) fn greatest_common_divisor(a: i64, b: i64) -> i64 {
    if b == 0 { a } else { greatest_common_divisor(b, a % b) }
}

/// The bounds that hold in a group of `year`, other than `zero_or_at_least`.
pub(super) fn stated<T: Copy>(bounds: &Bounds<T>, year: Option<YearId>) -> impl Iterator<Item = (BoundKey, T)> {
    [
        (BoundKey::AtLeast, bounds.at_least.get(year)),
        (BoundKey::AtMost, bounds.at_most.get(year)),
        (BoundKey::Exactly, bounds.exactly.get(year)),
    ]
    .into_iter()
    .filter_map(|(key, value)| Some((key, value?)))
}

/// The year whose discount a penalty in the group takes: the group's own, or the last that the selectors admit.
fn last_year(programme: &Programme, rule: &Rule, key: &GroupKey) -> YearId {
    let within = match &rule.kind {
        Kind::Share { within, .. } => within.years.last(),
        _ => None,
    };
    let horizon = YearId::new(programme.years().len().saturating_sub(1));
    key.year.or_else(|| rule.of.years.last().max(within)).unwrap_or(horizon)
}
