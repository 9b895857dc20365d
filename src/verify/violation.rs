//! What the judge says: violations, and how near each rule is to its bound.

use std::fmt;

use crate::id::RuleId;
use crate::model::policy::GroupKey;
use crate::units::Rupiah;

/// A hard rule that a plan breaks in one place.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{rule} ({group}): {breach} by {by}")]
pub struct Violation {
    /// Id of the rule, or `need`, `funding`, `one_year`, `ceiling`, `order`, `contracted`, `unit` or `plan` for what tables state.
    pub rule: String,
    /// Where: the group in codes, or the need, ceiling or payment.
    pub group: String,
    /// What is wrong.
    pub breach: Breach,
    /// By how much.
    pub by: Quantity,
}

/// What is wrong.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum Breach {
    /// A sum or number is too small.
    #[error("below its lower bound")]
    BelowLeast,
    /// A sum or number is too large.
    #[error("above its upper bound")]
    AboveMost,
    /// Something is paid, but less than the least amount.
    #[error("neither nothing nor its least amount, short")]
    BetweenNothingAndLeast,
    /// Some of a set is paid, not all.
    #[error("neither all wholly paid nor all unpaid, off")]
    Torn,
    /// More than one of a set is paid.
    #[error("more than one is paid, too many")]
    MoreThanOne,
    /// A need gets more than it costs.
    #[error("paid above its cost")]
    AboveCost,
    /// A need that cannot be split is split.
    #[error("neither nothing nor its whole cost, off")]
    NotWhole,
    /// A need is paid, but less than its least share.
    #[error("neither nothing nor its least share, off")]
    BelowLeastShare,
    /// A need of one year is paid in several.
    #[error("paid in more than one year, outside the best of them")]
    SeveralYears,
    /// A source pays too much.
    #[error("above the ceiling")]
    AboveCeiling,
    /// A need is further paid than what must come before it.
    #[error("paid ahead of what must come before it")]
    BeforeItsTurn,
    /// A payment is below what is committed.
    #[error("below what is contracted")]
    BelowContracted,
    /// A payment is no whole multiple of the unit.
    #[error("not a whole multiple of the unit of payment, above one")]
    OffUnit,
    /// A payment is negative.
    #[error("below nothing")]
    Negative,
    /// A payment is beyond any amount a programme may state.
    #[error("beyond the largest amount of money")]
    TooLarge,
    /// The plan has another number of payments than the programme.
    #[error("the number of payments is not the programme's, off")]
    WrongLength,
}

/// Money or a number of things.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Quantity {
    /// Money.
    Rupiah(Rupiah),
    /// A number of sentra, needs, regions or payments.
    Number(i64),
}

impl Quantity {
    /// Whole rupiah, or the number.
    #[must_use]
    pub const fn get(self) -> i64 {
        match self {
            Self::Rupiah(rupiah) => rupiah.get(),
            Self::Number(number) => number,
        }
    }
}

impl fmt::Display for Quantity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Rupiah(rupiah) => rupiah.fmt(f),
            Self::Number(number) => number.fmt(f),
        }
    }
}

/// How one rule fares under a plan.
#[derive(Debug, Clone, PartialEq)]
pub struct RuleOutcome {
    /// The rule.
    pub rule: RuleId,
    /// Its id.
    pub id: String,
    /// Whether it may be broken at a price.
    pub soft: bool,
    /// In how many groups it states a bound.
    pub groups: usize,
    /// The group nearest to its bound, or furthest beyond it; `None` where the rule bounds nothing.
    pub worst: Option<Worst>,
    /// Points that its breaches cost, discounted; 0 for a hard rule.
    pub penalty: f64,
}

/// The group of a rule with the least slack.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Worst {
    /// The group.
    pub group: GroupKey,
    /// The group in codes.
    pub name: String,
    /// How far from the bound, rounded down to whole rupiah or number; negative = beyond it.
    pub slack: Quantity,
}

/// An exact amount as [`Quantity`] holds it: saturated at the ends of `i64`.
pub(super) fn saturate(amount: i128) -> i64 {
    i64::try_from(amount).unwrap_or(if amount < 0 { i64::MIN } else { i64::MAX })
}

/// An exact sum as money.
pub(super) fn rupiah(amount: i128) -> Quantity {
    Quantity::Rupiah(Rupiah::new(saturate(amount)))
}
