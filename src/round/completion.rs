//! Completion points of a plan in the making, sentra by sentra.
//!
//! ```text
//! points[i] = sum over t   C[i,t] * min over essential needs n of i   (units paid to n by the end of t) * unit / c[n]
//! C[i,t] = what the objective gives for z[i,t]
//! ```

use std::collections::BTreeMap;

use crate::id::{SentraId, YearId};
use crate::lp::{ColumnKey, Formulation};
use crate::model::Programme;

/// What the program gives for completing each sentra.
#[derive(Debug)]
pub(super) struct Completions<'a> {
    programme: &'a Programme,
    /// The column and the points of each year, by sentra.
    of: BTreeMap<SentraId, Vec<(YearId, usize, f64)>>,
}

impl<'a> Completions<'a> {
    pub(super) fn new(formulation: &Formulation<'a>) -> Self {
        let mut of: BTreeMap<SentraId, Vec<(YearId, usize, f64)>> = BTreeMap::new();
        for (j, key) in formulation.lp.columns().enumerate() {
            if let ColumnKey::Completion(sentra, year) = key {
                of.entry(sentra).or_default().push((year, j, formulation.lp.cost()[j]));
            }
        }
        Self { programme: formulation.programme, of }
    }

    /// The sentra that completion earns points for, each with the year, the column and the points of its completion.
    pub(super) fn each(&self) -> impl Iterator<Item = (SentraId, &[(YearId, usize, f64)])> {
        self.of.iter().map(|(sentra, years)| (*sentra, years.as_slice()))
    }

    /// Points of `sentra` when payment `j` gets `rupiah(j)`.
    pub(super) fn points(&self, sentra: SentraId, rupiah: impl Fn(usize) -> f64 + Copy) -> f64 {
        let years = self.of.get(&sentra).map_or(&[][..], Vec::as_slice);
        years.iter().map(|&(year, _, points)| points * self.share(sentra, year, rupiah)).sum()
    }

    /// How far `sentra` is complete by the end of `year`.
    fn share(&self, sentra: SentraId, year: YearId, rupiah: impl Fn(usize) -> f64 + Copy) -> f64 {
        let needs = &self.programme.needs()[self.programme.sentra()[sentra.index()].needs.clone()];
        let share = |need: &crate::model::Need| {
            let by_then = need.payments.clone().filter(|&j| self.programme.payments()[j].year <= year);
            by_then.map(rupiah).sum::<f64>() / need.cost.get() as f64
        };
        needs.iter().filter(|need| need.essential).map(share).fold(1.0, f64::min)
    }
}
