//! The certificate: prices, and the bound on every plan's benefit that follows from them by arithmetic alone.
//!
//! ```text
//! maximise c'x  with rows a_i'x (<=, >=, =) b_i  and  l <= x <= u:   for any prices y, no plan earns more than
//!     bound = sum_i s_i b_i y_i  +  sum_j max over l_j <= x_j <= u_j of (c_j - sum_i s_i a_ij y_i) x_j
//! s_i = -1 for >=, else 1;   y_i is taken as 0 where it is not a number, or negative for <= or >=
//! ```
//! Bad prices loosen the bound and cannot make it false. It holds for whole-number plans too, which are among the plans of the rows.
//!
//! # What makes it a true bound
//! It is summed with outward rounding ([`Interval`]). And since the stored numbers of the program are themselves rounded (a share,
//! a benefit divided by a cost), each is taken as the interval of what it may stand for; so the bound holds for the programme that
//! the planner stated, not just for its copy in floating point.
//!
//! A spending total is substituted out where its price says so: the price of its definition that makes the total's reduced cost 0 is
//! rarely a number that `f64` has, so a stored price within `SAME` of it is taken to mean that very number, known as an interval.

use std::collections::HashMap;

use serde::{Deserialize, Serialize};

pub use super::polish::polish;
use crate::interval::{Interval, UpperSum};
use crate::lp::names::row_name;
use crate::lp::{ColumnKey, Formulation, Lp, RowKey, RowRef, Sense};
use crate::model::Programme;

/// Roundings behind a stored coefficient, right-hand side or bound of the program: one conversion to the unit of money, one
/// quotient or product with a share, and as many to spare.
const STORED: u32 = 4;

/// Roundings behind a stored benefit, apart from one for each priority and each year: the quotient by the cost, the conversion to
/// the unit of money, and plenty to spare, as they cost nothing.
const STORED_BENEFIT: u32 = 16;

/// Relative distance within which the price of a total's definition means the one that makes the total's reduced cost 0.
const SAME: f64 = 1e-9;

/// Prices, and the bound that follows from them.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Certificate {
    /// Points of the plan that it stands beside.
    pub benefit: f64,
    /// No plan earns more points than this; infinite (`null` in JSON) if the prices prove nothing.
    #[serde(with = "infinite_as_null")]
    pub bound: f64,
    /// The prices that are not 0, in the order of rows.
    pub prices: Vec<Price>,
}

/// The price of one row, in the convention of [`crate::lp::matrix`].
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Price {
    /// Name of the row.
    pub row: String,
    /// Points per unit of loosening.
    pub price: f64,
}

/// Why a stored certificate cannot be recomputed.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum RecheckError {
    /// It prices a row that the programme does not have.
    #[error("the certificate prices \"{row}\", which this programme does not have: it belongs to another programme")]
    UnknownRow {
        /// Name of the first such row.
        row: String,
    },
    /// It prices a row twice.
    #[error("the certificate prices \"{row}\" twice")]
    Twice {
        /// Name of the row.
        row: String,
    },
}

impl Certificate {
    /// The certificate that `prices`, one for each row, give beside a plan of `benefit` points.
    ///
    /// They are taken as they are, but for those that are no prices at all; [`polish`] improves a solver's before.
    #[must_use]
    pub fn new(formulation: &Formulation<'_>, prices: &[f64], benefit: f64) -> Self {
        let lp = &formulation.lp;
        let prices = usable(lp, prices);
        let bound = bound(lp, &prices, objective_roundings(formulation));
        let prices = prices.iter().zip(lp.row_keys()).filter(|(price, _)| **price != 0.0);
        let prices = prices.map(|(&price, key)| Price { row: row_name(formulation, key), price }).collect();
        Self { benefit, bound, prices }
    }

    /// `(bound - benefit) / |benefit|`: how much better a plan could be at most. 0 where they are equal, infinite where the benefit
    /// is 0 and the bound is not, or where nothing is proved.
    #[must_use]
    pub fn relative_gap(&self) -> f64 {
        relative_gap(self.bound, self.benefit)
    }

    /// Computes the bound again from the stored prices, solving nothing.
    ///
    /// # Errors
    /// [`RecheckError`] if it does not belong to this programme.
    pub fn recheck(&self, formulation: &Formulation<'_>) -> Result<f64, RecheckError> {
        let mut stored: HashMap<&str, f64> = HashMap::with_capacity(self.prices.len());
        for Price { row, price } in &self.prices {
            if stored.insert(row, *price).is_some() {
                return Err(RecheckError::Twice { row: row.clone() });
            }
        }
        let keys = formulation.lp.row_keys();
        let prices: Vec<f64> =
            keys.map(|key| stored.remove(row_name(formulation, key).as_str()).unwrap_or(0.0)).collect();
        // The first in the certificate's order, so that the message is always the same.
        if let Some(unknown) = self.prices.iter().find(|price| stored.contains_key(price.row.as_str())) {
            return Err(RecheckError::UnknownRow { row: unknown.row.clone() });
        }
        Ok(bound(&formulation.lp, &prices, objective_roundings(formulation)))
    }
}

/// `(bound - benefit) / |benefit|`, see [`Certificate::relative_gap`].
#[must_use]
#[allow(clippy::float_cmp)] // equal is equal: no gap
pub fn relative_gap(bound: f64, benefit: f64) -> f64 {
    if bound == benefit {
        0.0
    } else if benefit == 0.0 || !bound.is_finite() {
        f64::INFINITY
    } else {
        (bound - benefit) / benefit.abs()
    }
}

/// Whether the rows of `lp` contradict each other under the weights `ray`: with no objective, no point has a value above the bound,
/// so a bound below 0 means that there is no point.
#[must_use]
pub fn proves_infeasible(lp: &Lp, ray: &[f64]) -> bool {
    // Any positive multiple of a ray proves the same; this one cannot overflow.
    let largest = ray.iter().filter(|weight| weight.is_finite()).fold(0.0, |most: f64, weight| most.max(weight.abs()));
    if largest == 0.0 {
        return false;
    }
    let scaled: Vec<f64> = ray.iter().map(|weight| weight / largest).collect();
    let nothing = vec![0.0; lp.column_count()];
    let polished = polish(lp, &scaled, &nothing);
    // What polishing sees as best is best up to rounding, so the ray as given is tried as well.
    [polished, usable(lp, &scaled)].iter().any(|weights| bound_of(lp, weights, |_| Interval::ZERO) < 0.0)
}

/// The bound that `prices` give, one for each row of `lp` (missing ones are 0), as a true upper bound on the value of every point
/// of the rows, for an objective each of whose numbers came about by at most `objective_roundings` roundings.
#[must_use]
pub fn bound(lp: &Lp, prices: &[f64], objective_roundings: u32) -> f64 {
    bound_of(lp, &usable(lp, prices), |j| Interval::rounded(lp.cost()[j], objective_roundings))
}

/// The bound that `prices` give on the points of every plan of `programme` within the rows and bounds of `lp`, which states it or a part of it.
#[must_use]
pub fn bound_of_plans(programme: &Programme, lp: &Lp, prices: &[f64]) -> f64 {
    bound(lp, prices, roundings(programme))
}

fn objective_roundings(formulation: &Formulation<'_>) -> u32 {
    roundings(formulation.programme)
}

fn roundings(programme: &Programme) -> u32 {
    let stated = programme.priorities().len() + programme.years().len();
    u32::try_from(stated).unwrap_or(u32::MAX / 2).saturating_add(STORED_BENEFIT)
}

/// A price for each row that is a number and has the sign its row admits.
pub(super) fn usable(lp: &Lp, prices: &[f64]) -> Vec<f64> {
    let mut prices = prices.to_vec();
    prices.resize(lp.row_count(), 0.0);
    for (price, sense) in prices.iter_mut().zip(lp.senses()) {
        if !price.is_finite() || (*sense != Sense::Equal && *price < 0.0) {
            *price = 0.0;
        }
    }
    prices
}

/// Sign with which a price enters: prices of `>=` are of loosening too.
pub(super) fn sign(sense: Sense) -> f64 {
    if sense == Sense::AtLeast { -1.0 } else { 1.0 }
}

/// The column that `row` defines, if it has the form `q - sum = 0` with q free of benefit.
#[allow(clippy::float_cmp)] // a definition is stated with exactly 1 and 0
pub(super) fn defined(lp: &Lp, row: &RowRef<'_>, cost: &[f64]) -> Option<usize> {
    let RowKey::Total(_) = row.key else { return None };
    let mut totals = row.terms().filter(|&(j, a)| {
        a == 1.0
            && cost[j] == 0.0
            && matches!((lp.column(j), row.key), (ColumnKey::Total(q), RowKey::Total(k)) if q == k)
    });
    (row.sense == Sense::Equal && row.rhs == 0.0).then(|| totals.next()).flatten().map(|(j, _)| j)
}

/// What a stored coefficient may stand for. In a row that is whole after scaling, 1 and -1 are exact.
#[allow(clippy::float_cmp)] // exactly 1 is meant
fn coefficient(row: &RowRef<'_>, a: f64) -> Interval {
    if row.scale > 0.0 && a.abs() == 1.0 { Interval::exact(a) } else { Interval::rounded(a, STORED) }
}

/// Whether `column` is what a soft rule falls short of its bound, or exceeds it by.
pub(super) fn is_breach(column: ColumnKey) -> bool {
    matches!(column, ColumnKey::Shortfall(..) | ColumnKey::Excess(..) | ColumnKey::ShortOfLeast(..))
}

/// By how much the upper bound of a breach in `row` may be below the true one, for each unit of its coefficient: that bound is the
/// difference of the row's right-hand side and the sum of the row's other terms at their bounds, each rounded to its own size.
fn breach_rounding(lp: &Lp, row: &RowRef<'_>) -> f64 {
    let others = row.terms().filter(|&(j, _)| !is_breach(lp.column(j)));
    let sizes = others.map(|(j, a)| a.abs() * lp.lower()[j].abs().max(lp.upper()[j].abs()));
    let roundings = row.columns.len() as f64 + f64::from(STORED);
    (row.rhs.abs() + sizes.sum::<f64>()) * roundings * f64::EPSILON
}

fn bound_of(lp: &Lp, prices: &[f64], cost: impl Fn(usize) -> Interval) -> f64 {
    let mut reduced: Vec<Interval> = (0..lp.column_count()).map(cost).collect();
    let mut upper = lp.upper().to_vec();
    let mut sum = UpperSum::default();
    let mut definitions = Vec::new();
    for (row, &price) in lp.rows().zip(prices) {
        for (j, a) in row.terms().filter(|&(j, _)| is_breach(lp.column(j))) {
            upper[j] += breach_rounding(lp, &row) / a.abs();
        }
        if let Some(total) = defined(lp, &row, lp.cost()) {
            definitions.push((row, total, price));
        } else if price != 0.0 {
            let price = Interval::exact(sign(row.sense) * price);
            sum.add(Interval::rounded(row.rhs, STORED).times(price).hi);
            for (j, a) in row.terms() {
                reduced[j] = reduced[j].minus(coefficient(&row, a).times(price));
            }
        }
    }
    // A total may sum earlier totals, so the last comes first. What is left over as a total's reduced cost its box pays for below.
    for (row, total, price) in definitions.into_iter().rev() {
        let wanted = reduced[total];
        let means_wanted = (wanted.lo - price).abs().max((wanted.hi - price).abs()) <= SAME * price.abs();
        let price = if means_wanted { wanted } else { Interval::exact(price) };
        reduced[total] = if means_wanted { Interval::ZERO } else { wanted.minus(price) };
        for (j, a) in row.terms().filter(|&(j, _)| j != total) {
            reduced[j] = reduced[j].minus(coefficient(&row, a).times(price));
        }
    }
    for (j, reduced) in reduced.into_iter().enumerate() {
        let range =
            Interval { lo: Interval::rounded(lp.lower()[j], STORED).lo, hi: Interval::rounded(upper[j], STORED).hi };
        if reduced != Interval::ZERO && (range.lo != 0.0 || range.hi != 0.0) {
            // With a lower bound of 0 and a negative reduced cost the best is 0 exactly, not the least positive number.
            let nothing = range.lo == 0.0 && reduced.hi <= 0.0;
            if !nothing {
                sum.add(reduced.times(range).hi);
            }
        }
    }
    sum.total()
}

/// JSON has no infinity.
mod infinite_as_null {
    use serde::{Deserialize, Deserializer, Serialize, Serializer};

    #[allow(clippy::trivially_copy_pass_by_ref)] // the signature that serde calls
    pub(super) fn serialize<S: Serializer>(bound: &f64, serializer: S) -> Result<S::Ok, S::Error> {
        bound.is_finite().then_some(*bound).serialize(serializer)
    }
    pub(super) fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<f64, D::Error> {
        Ok(Option::<f64>::deserialize(deserializer)?.unwrap_or(f64::INFINITY))
    }
}
