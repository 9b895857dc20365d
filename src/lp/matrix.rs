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
use crate::lp::short::{self, Short};
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
///
/// Payments are most of the columns and need rows most of the rows; both come first. What is the same in all of them is not stored: the key of a
/// payment, and of a need row all but its need, where it ends and its right-hand side.
#[derive(Debug, Clone, Default)]
pub struct Lp {
    /// How many columns there are before the first that is not the payment of its number.
    payments: usize,
    /// What the columns from there on mean.
    columns: Vec<ColumnKey>,
    cost: Vec<f64>,
    lower: Short<f64>,
    upper: Vec<f64>,
    whole: Short<bool>,
    /// The need of each row before the first that is not `sum of columns` of a need, with a scale of 1.
    needs: Vec<NeedId>,
    /// Where the columns of each of these rows end in `indices`: one for each payment at most.
    need_ends: Vec<u32>,
    /// What the rows from there on mean, and so on.
    keys: Vec<RowKey>,
    scale: Vec<f64>,
    ends: Vec<usize>,
    values: Values,
    /// Of all rows.
    senses: Vec<Sense>,
    rhs: Vec<f64>,
    indices: Vec<u32>,
    groups: Vec<Vec<GroupKey>>,
}

impl Lp {
    /// Adds a column and gives its index.
    ///
    /// # Panics
    /// If there are 2^32 columns.
    pub fn add_column(&mut self, key: ColumnKey, cost: f64, lower: f64, upper: f64) -> u32 {
        let index = u32::try_from(self.cost.len()).expect("the model refuses programmes of 2^32 payments");
        if self.columns.is_empty() && key == ColumnKey::Payment(PaymentId::new(self.payments)) {
            self.payments += 1;
        } else {
            self.columns.push(key);
        }
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
        self.whole.set(index as usize, true);
        index
    }

    /// Gives column `j` other bounds.
    pub(crate) fn set_bounds(&mut self, j: usize, lower: f64, upper: f64) {
        self.lower.set(j, lower);
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
        self.senses.push(sense);
        self.rhs.push(rhs);
        self.values.begin();
        for (column, value) in terms {
            if value != 0.0 {
                self.indices.push(column);
                self.values.push(value);
            }
        }
        let ones = self.values.end();
        let end = self.indices.len();
        match (key, u32::try_from(end)) {
            (RowKey::Need(need), Ok(end)) if ones && self.keys.is_empty() && scale.to_bits() == 1f64.to_bits() => {
                self.values.take_back();
                self.needs.push(need);
                self.need_ends.push(end);
            }
            _ => {
                self.keys.push(key);
                self.scale.push(scale);
                self.ends.push(end);
            }
        }
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
        let columns = self.payments == next.payments && self.columns == next.columns;
        let needs = self.needs == next.needs && self.need_ends == next.need_ends;
        let rows = self.keys == next.keys && self.senses == next.senses && self.ends == next.ends;
        columns && needs && rows && self.indices == next.indices
    }

    /// The program whose rows go on by `times` what those of `next` differ by from these; `None` if they are not the same rows over the same columns.
    pub(crate) fn beyond(&self, next: &Self, times: f64) -> Option<Self> {
        if !self.has_rows_of(next) {
            return None;
        }
        let on = |here: f64, there: f64| here + times * (there - here);
        let mut lp = self.clone();
        lp.rhs.iter_mut().zip(&next.rhs).for_each(|(here, there)| *here = on(*here, *there));
        lp.values.clear();
        // Those of need rows are the same in both.
        for (here, there) in self.rows().zip(next.rows()).skip(self.needs.len()) {
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
        self.cost.len()
    }
    /// Number of rows.
    #[must_use]
    pub fn row_count(&self) -> usize {
        self.rhs.len()
    }
    /// Number of non-zero coefficients.
    #[must_use]
    pub fn nonzeros(&self) -> usize {
        self.indices.len()
    }
    /// What column `j` means.
    #[must_use]
    pub fn column(&self, j: usize) -> ColumnKey {
        if j < self.payments { ColumnKey::Payment(PaymentId::new(j)) } else { self.columns[j - self.payments] }
    }
    /// What each column means.
    #[must_use]
    pub fn columns(&self) -> impl ExactSizeIterator<Item = ColumnKey> + Clone + '_ {
        (0..self.column_count()).map(|j| self.column(j))
    }
    /// Points per unit of each column.
    #[must_use]
    pub fn cost(&self) -> &[f64] {
        &self.cost
    }
    /// Lower bound of each column.
    #[must_use]
    pub fn lower(&self) -> short::List<'_, f64> {
        self.lower.read(&0.0)
    }
    /// Upper bound of each column; finite.
    #[must_use]
    pub fn upper(&self) -> &[f64] {
        &self.upper
    }
    /// For each column whether it takes whole numbers only.
    #[must_use]
    pub fn whole(&self) -> short::List<'_, bool> {
        self.whole.read(&false)
    }
    /// Whether some column takes whole numbers only, so that this is a mixed-integer program.
    #[must_use]
    pub fn is_mixed(&self) -> bool {
        self.whole.stored().contains(&true)
    }
    /// What row `i` means.
    #[must_use]
    pub fn row_key(&self, i: usize) -> RowKey {
        self.needs.get(i).map_or_else(|| self.keys[i - self.needs.len()], |&need| RowKey::Need(need))
    }
    /// What each row means.
    #[must_use]
    pub fn row_keys(&self) -> impl ExactSizeIterator<Item = RowKey> + DoubleEndedIterator + Clone + '_ {
        (0..self.row_count()).map(|i| self.row_key(i))
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
        let needs = self.needs.len();
        let end = |i: usize| if i < needs { self.need_ends[i] as usize } else { self.ends[i - needs] };
        let range = i.checked_sub(1).map_or(0, end)..end(i);
        let count = range.len();
        RowRef {
            key: self.row_key(i),
            sense: self.senses[i],
            rhs: self.rhs[i],
            scale: if i < needs { 1.0 } else { self.scale[i - needs] },
            columns: &self.indices[range],
            values: if i < needs { self.values.ones(count) } else { self.values.of(i - needs, count) },
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
