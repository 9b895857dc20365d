//! What a payment is worth when a unit must be given or taken somewhere.
//!
//! ```text
//! worth[j] = c[j]  +  sum over t >= year of j of  C[i,t] / c[n]      points per Rp 1 million
//! c[j]    the payment's own points in the objective
//! C[i,t]  points per share that its sentra is complete by the end of t, where n is essential and the point has z[i,t] above 0
//! c[n]    cost of the need in Rp 1 million
//! ```
//! At an optimum the essential needs of a sentra are paid by about the same share, and the one that rounding leaves behind holds the
//! others back. A unit is a larger share of a cheap need: those must not be the ones to lose it.

use std::collections::BTreeMap;

use super::rows::value;
use crate::id::{SentraId, YearId};
use crate::lp::{ColumnKey, Formulation};

/// The worth of each payment.
pub(super) fn worth(formulation: &Formulation<'_>, point: &[f64]) -> Vec<f64> {
    let (lp, programme) = (&formulation.lp, formulation.programme);
    let mut completion: BTreeMap<(SentraId, YearId), f64> = BTreeMap::new();
    for (j, key) in lp.columns().enumerate() {
        if let ColumnKey::Completion(sentra, year) = key
            && value(point, j) > 0.0
        {
            completion.insert((sentra, year), lp.cost()[j]);
        }
    }
    let last = YearId::new(programme.years().len().saturating_sub(1));
    programme
        .payments()
        .iter()
        .zip(lp.cost())
        .map(|(payment, own)| {
            let need = &programme.needs()[payment.need.index()];
            if !need.essential {
                return *own;
            }
            let later = completion.range((need.sentra, payment.year)..=(need.sentra, last));
            own + later.map(|(_, points)| points).sum::<f64>() / need.cost.as_millions()
        })
        .collect()
}
