//! The linear program as numbers: sparse rows and columns that carry keys.
//!
//! ```text
//! maximise  sum_j cost[j] * x[j]
//! subject to  sum_j a[i][j] * x[j]  <=, >= or =  rhs[i]    for each row i
//!             lower[j] <= x[j] <= upper[j]                 for each column j; both finite
//!             x[j] whole                                   for the columns that are decisions
//! ```
//! Solvers of linear programs drop the last line: what they solve is the relaxation.
//!
//! # Units
//! Money columns are in Rp 1 million ([`MONEY`]); completion columns are shares, decisions and numbers of things count in ones. Every row over money is in Rp 1 million times a
//! factor. `scale[i]` makes row `i` whole again: `a[i][j] * scale[i]` is a whole number, and with `x` in whole rupiah the row reads
//! `sum round(a * scale) * x  <=  round(rhs * 1e6) * scale`, exactly, in integers. Rows that hold completion, decisions or numbers are not of this kind (`scale` 0).
//!
//! # Prices
//! One convention everywhere: the price of a row is what the optimum gains when the row is loosened by one unit. So it is >= 0 for
//! `<=` and `>=`, and of either sign for `=` (the gain per unit of right-hand side).

use crate::id::{CeilingId, NeedId, PaymentId, RegionId, RuleId, SentraId, YearId};
use crate::lp::values::Values;
use crate::model::policy::GroupKey;

/// Rupiah in one unit of money of the linear program.
pub const MONEY: f64 = 1e6;

/// The sense of a row.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Sense {
    /// `<=`
    AtMost,
    /// `>=`
    AtLeast,
    /// `=`
    Equal,
}

/// What a column means.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum ColumnKey {
    /// `x[n,t,f]`, Rp 1 million. Column `j` is payment `j`: these come first.
    Payment(PaymentId),
    /// `z[i,t]`, a share.
    Completion(SentraId, YearId),
    /// `q[k]`, a spending total in Rp 1 million, defined by the row [`RowKey::Total`] of the same number.
    Total(u32),
    /// What a soft rule falls short of its bound in a group (index in [`Lp::groups`]), Rp 1 million.
    Shortfall(RuleId, u32),
    /// What a soft rule exceeds its bound by, Rp 1 million.
    Excess(RuleId, u32),
    /// How far a payment is from the earlier plan, Rp 1 million.
    Change(PaymentId),
    /// `w[n]` or `w[n,t]`, a decision: whether a need is paid at all, or in that year.
    Paid(NeedId, Option<YearId>),
    /// `y[k,g]`, a decision: whether a group of a rule gets anything (`zero_or_at_least`, together).
    Open(RuleId, u32),
    /// `y[k,g,i]`, a decision: whether an item counts in a group of a rule (count, exclusive).
    Counts(RuleId, u32, Item),
    /// `e[k,g,n]`, a decision: that this need is one for want of which its sentra does not count as complete.
    Wanting(RuleId, u32, NeedId),
    /// What a group of a soft rule that gets something falls short of the least that it may get, Rp 1 million.
    ShortOfLeast(RuleId, u32),
    /// How many fewer things than a soft rule asks for count in a group.
    Fewer(RuleId, u32),
    /// How many more things than a soft rule allows count in a group.
    More(RuleId, u32),
}

impl ColumnKey {
    /// Whether the column is money; else it is a share or a number.
    #[must_use]
    pub fn is_money(self) -> bool {
        match self {
            Self::Payment(_)
            | Self::Total(_)
            | Self::Shortfall(..)
            | Self::Excess(..)
            | Self::Change(_)
            | Self::ShortOfLeast(..) => true,
            Self::Completion(..)
            | Self::Paid(..)
            | Self::Open(..)
            | Self::Counts(..)
            | Self::Wanting(..)
            | Self::Fewer(..)
            | Self::More(..) => false,
        }
    }
}

/// What a rule counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Item {
    /// A sentra.
    Sentra(SentraId),
    /// A need.
    Need(NeedId),
    /// A region.
    Region(RegionId),
}

/// Which bound of a rule a row states.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum BoundKey {
    /// The lower bound.
    AtLeast,
    /// The upper bound.
    AtMost,
    /// Both at once.
    Exactly,
}

/// What a row means.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum RowKey {
    /// `sum_{t,f} x[n,t,f] <= c[n]`
    Need(NeedId),
    /// `sum x <= ceiling`
    Ceiling(CeilingId),
    /// Definition of the total of the same number: `q - sum = 0`
    Total(u32),
    /// `share of need paid by the end of year <= share of before`, times the need's cost; years that follow from others have none.
    Order {
        /// The later need.
        need: NeedId,
        /// The need that goes before it.
        before: NeedId,
        /// By the end of this year.
        year: YearId,
    },
    /// `z[i,t] <= share of need paid by the end of year`, times the need's cost.
    Completion {
        /// An essential need of the sentra.
        need: NeedId,
        /// By the end of this year.
        year: YearId,
    },
    /// A rule in one group (index in [`Lp::groups`]).
    Rule {
        /// The rule.
        rule: RuleId,
        /// The group.
        group: u32,
        /// The bound.
        bound: BoundKey,
    },
    /// `change[x] >= x - previous`
    ChangeUp(PaymentId),
    /// `change[x] >= previous - x`
    ChangeDown(PaymentId),
    /// What a need is paid, over the horizon or in one year, against the decision to pay it.
    Funding {
        /// The need.
        need: NeedId,
        /// The year of the decision; `None` = the horizon.
        year: Option<YearId>,
        /// Which side.
        bound: BoundKey,
    },
    /// `sum_t w[n,t] <= 1`
    OneYear(NeedId),
    /// Payments against a decision of a rule: those of a group, of an item in it, or of a need.
    Link {
        /// The rule.
        rule: RuleId,
        /// The group.
        group: u32,
        /// What is counted; `None` where the group itself is decided.
        item: Option<Item>,
        /// The need, where the row speaks of one.
        need: Option<NeedId>,
        /// Which side.
        bound: BoundKey,
    },
}

/// One row, borrowed.
#[derive(Debug, Clone, Copy)]
pub struct RowRef<'a> {
    /// What it means.
    pub key: RowKey,
    /// Its sense.
    pub sense: Sense,
    /// Its right-hand side.
    pub rhs: f64,
    /// Makes it whole (see the module's words on units); 0 where the row holds a column that is not money.
    pub scale: f64,
    /// Its columns, each once.
    pub columns: &'a [u32],
    /// The coefficient of each of [`columns`](Self::columns).
    pub values: &'a [f64],
}

impl RowRef<'_> {
    /// Its terms.
    pub fn terms(&self) -> impl Iterator<Item = (usize, f64)> + '_ {
        self.columns.iter().zip(self.values).map(|(&j, &value)| (j as usize, value))
    }
    /// `sum_j a[j] * x[j]`
    #[must_use]
    pub fn activity(&self, x: &[f64]) -> f64 {
        self.terms().map(|(j, a)| a * x[j]).sum()
    }
}

/// A linear program.
#[derive(Debug, Clone, Default)]
pub struct Lp {
    columns: Vec<ColumnKey>,
    cost: Vec<f64>,
    lower: Vec<f64>,
    upper: Vec<f64>,
    whole: Vec<bool>,
    keys: Vec<RowKey>,
    senses: Vec<Sense>,
    rhs: Vec<f64>,
    scale: Vec<f64>,
    ends: Vec<usize>,
    indices: Vec<u32>,
    values: Values,
    groups: Vec<Vec<GroupKey>>,
}

impl Lp {
    /// Adds a column and gives its index.
    ///
    /// # Panics
    /// If there are 2^32 columns.
    pub fn add_column(&mut self, key: ColumnKey, cost: f64, lower: f64, upper: f64) -> u32 {
        let index = u32::try_from(self.columns.len()).expect("the model refuses programmes of 2^32 payments");
        self.columns.push(key);
        self.cost.push(cost);
        self.lower.push(lower);
        self.upper.push(upper);
        self.whole.push(false);
        index
    }

    /// Adds a column that takes whole numbers only, a decision, and gives its index.
    ///
    /// # Panics
    /// If there are 2^32 columns.
    pub fn add_whole_column(&mut self, key: ColumnKey, cost: f64, lower: f64, upper: f64) -> u32 {
        let index = self.add_column(key, cost, lower, upper);
        self.whole[index as usize] = true;
        index
    }

    /// Gives column `j` other bounds.
    pub(crate) fn set_bounds(&mut self, j: usize, lower: f64, upper: f64) {
        self.lower[j] = lower;
        self.upper[j] = upper;
    }

    /// Adds a row; each column may stand in `terms` once. Zero coefficients are left out.
    pub fn add_row(
        &mut self,
        key: RowKey,
        sense: Sense,
        rhs: f64,
        scale: f64,
        terms: impl IntoIterator<Item = (u32, f64)>,
    ) {
        self.keys.push(key);
        self.senses.push(sense);
        self.rhs.push(rhs);
        self.scale.push(scale);
        self.values.begin();
        for (column, value) in terms {
            if value != 0.0 {
                self.indices.push(column);
                self.values.push(value);
            }
        }
        self.values.end();
        self.ends.push(self.indices.len());
    }

    /// Gives row `i` another sense and right-hand side.
    pub(crate) fn set_row(&mut self, i: usize, sense: Sense, rhs: f64) {
        (self.senses[i], self.rhs[i]) = (sense, rhs);
    }

    /// The rows whose numbers are others in `next`; `None` if they are not the same rows over the same columns.
    pub(crate) fn moved(&self, next: &Self) -> Option<Vec<usize>> {
        let differs = |i: usize| {
            let (here, there) = (self.row(i), next.row(i));
            here.rhs.to_bits() != there.rhs.to_bits() || here.values != there.values
        };
        self.has_rows_of(next).then(|| (0..self.row_count()).filter(|&i| differs(i)).collect())
    }

    fn has_rows_of(&self, next: &Self) -> bool {
        let same = self.keys == next.keys && self.senses == next.senses && self.columns == next.columns;
        same && self.ends == next.ends && self.indices == next.indices
    }

    /// The program whose rows go on by `times` what those of `next` differ by from these; `None` if they are not the same rows over the same columns.
    pub(crate) fn beyond(&self, next: &Self, times: f64) -> Option<Self> {
        if !self.has_rows_of(next) {
            return None;
        }
        let on = |here: f64, there: f64| here + times * (there - here);
        let mut lp = self.clone();
        lp.rhs.iter_mut().zip(&next.rhs).for_each(|(here, there)| *here = on(*here, *there));
        lp.values = Values::default();
        for (here, there) in self.rows().zip(next.rows()) {
            lp.values.begin();
            here.values.iter().zip(there.values).for_each(|(here, there)| lp.values.push(on(*here, *there)));
            lp.values.end();
        }
        Some(lp)
    }

    /// States the groups of the next rule; called once for each rule, in order.
    pub fn add_groups(&mut self, groups: Vec<GroupKey>) {
        self.groups.push(groups);
    }

    /// Number of columns.
    #[must_use]
    pub fn column_count(&self) -> usize {
        self.columns.len()
    }
    /// Number of rows.
    #[must_use]
    pub fn row_count(&self) -> usize {
        self.keys.len()
    }
    /// Number of non-zero coefficients.
    #[must_use]
    pub fn nonzeros(&self) -> usize {
        self.indices.len()
    }
    /// What each column means.
    #[must_use]
    pub fn columns(&self) -> &[ColumnKey] {
        &self.columns
    }
    /// Points per unit of each column.
    #[must_use]
    pub fn cost(&self) -> &[f64] {
        &self.cost
    }
    /// Lower bound of each column.
    #[must_use]
    pub fn lower(&self) -> &[f64] {
        &self.lower
    }
    /// Upper bound of each column; finite.
    #[must_use]
    pub fn upper(&self) -> &[f64] {
        &self.upper
    }
    /// For each column whether it takes whole numbers only.
    #[must_use]
    pub fn whole(&self) -> &[bool] {
        &self.whole
    }
    /// Whether some column takes whole numbers only, so that this is a mixed-integer program.
    #[must_use]
    pub fn is_mixed(&self) -> bool {
        self.whole.contains(&true)
    }
    /// What each row means.
    #[must_use]
    pub fn row_keys(&self) -> &[RowKey] {
        &self.keys
    }
    /// The right-hand side of each row.
    #[must_use]
    pub fn rhs(&self) -> &[f64] {
        &self.rhs
    }
    /// The sense of each row.
    #[must_use]
    pub fn senses(&self) -> &[Sense] {
        &self.senses
    }
    /// The groups of each rule, by [`RuleId::index`].
    #[must_use]
    pub fn groups(&self) -> &[Vec<GroupKey>] {
        &self.groups
    }
    /// Row `i`.
    #[must_use]
    pub fn row(&self, i: usize) -> RowRef<'_> {
        let start = if i == 0 { 0 } else { self.ends[i - 1] };
        let range = start..self.ends[i];
        RowRef {
            key: self.keys[i],
            sense: self.senses[i],
            rhs: self.rhs[i],
            scale: self.scale[i],
            columns: &self.indices[range.clone()],
            values: self.values.of(i, range.len()),
        }
    }
    /// All rows in order.
    #[must_use]
    pub fn rows(&self) -> impl ExactSizeIterator<Item = RowRef<'_>> + '_ {
        (0..self.row_count()).map(|i| self.row(i))
    }
    /// The objective at `x`.
    #[must_use]
    pub fn objective(&self, x: &[f64]) -> f64 {
        self.cost.iter().zip(x).map(|(c, x)| c * x).sum()
    }
}
