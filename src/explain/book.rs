//! The books that all answers are read from: a plan, the rows it was made by, their prices, and what each payment meets in them.

use std::collections::HashMap;

use serde::{Deserialize, Serialize};

use crate::id::{PaymentId, SourceId, YearId};
use crate::lp::names::row_name;
use crate::lp::{ColumnKey, Formulation, NotLinear, RowKey, Sense, formulate};
use crate::model::{Place, Programme};
use crate::plan::Plan;
use crate::tables::paid_by_need;
use crate::units::Rupiah;
use crate::verify::certificate::{Price, RecheckError, relative_gap};
use crate::verify::{self, Certificate};

use super::queue::Queues;
use super::shared::Shared;
use super::whole::WholeGroups;

/// Where the prices come from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Source {
    /// The certificate that stands beside the plan.
    Certificate,
    /// A solve made for the explanation, since the plan has no certificate.
    Solved,
}

/// What the prices prove of the plan.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Proof {
    /// Where the prices come from.
    pub prices: Source,
    /// Points of the plan.
    pub benefit: f64,
    /// No plan has more points than this, worked out again from the prices, or proved by regions where that says more ([`Book::bounded`]); absent
    /// where nothing is proved.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub bound: Option<f64>,
    /// `(bound - benefit) / |benefit|`; absent where that is no number.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub gap: Option<f64>,
    /// Parts of the programme that the prices do not know, being those of its linear relaxation.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub relaxed: Vec<String>,
}

/// A row that a payment meets, with the coefficient after its spending totals are put in.
pub(super) type Entry = (u32, f64);

/// The books of one plan.
#[derive(Debug)]
pub struct Book<'a> {
    /// The programme as the planner states it, whole numbers included.
    pub(super) stated: &'a Programme,
    pub(super) formulation: Formulation<'a>,
    pub(super) plan: &'a Plan,
    pub(super) prices: Vec<f64>,
    pub(super) proof: Proof,
    /// For each payment the priced rows that it meets, in the order of rows.
    pub(super) meets: Vec<Vec<Entry>>,
    /// Rupiah paid to each need.
    pub(super) paid: Vec<Rupiah>,
    pub(super) queues: Queues,
    /// Where each ceiling stands.
    pub(super) ceiling_at: HashMap<(Place, YearId, SourceId), usize>,
    /// What each ceiling leaves.
    pub(super) left: Vec<Rupiah>,
    /// The groups of rules of whole numbers.
    pub(super) whole: WholeGroups,
    /// Names that facts share.
    pub(super) shared: Shared,
}

impl<'a> Book<'a> {
    /// The books of `plan` for `stated`, whose linear relaxation is `relaxed` (the same programme if it is linear), priced by
    /// `certificate`.
    ///
    /// # Errors
    /// [`BookError`] if the certificate belongs to another programme, or `relaxed` is no linear relaxation.
    pub fn new(
        stated: &'a Programme,
        relaxed: &'a Programme,
        plan: &'a Plan,
        certificate: &Certificate,
        source: Source,
    ) -> Result<Self, BookError> {
        let formulation = formulate(relaxed)?;
        let bound = certificate.recheck(&formulation)?;
        let prices = prices(&formulation, &certificate.prices);
        let benefit = verify::benefit(stated, plan).total;
        let gap = Some(relative_gap(bound, benefit)).filter(|gap| gap.is_finite());
        let bound = Some(bound).filter(|bound| bound.is_finite());
        let (_, parts) = stated.relaxed();
        let proof = Proof { prices: source, benefit, bound, gap, relaxed: parts };
        let meets = meets(&formulation, &prices);
        let paid = paid_by_need(stated, plan);
        let ceilings = stated.ceilings().iter().enumerate();
        let ceiling_at = ceilings.map(|(c, row)| ((row.place, row.year, row.source), c)).collect();
        let left = stated.ceilings().iter().map(|ceiling| ceiling.rupiah).collect();
        let whole = WholeGroups::new(stated, plan);
        let queues = Queues::default();
        let shared = Shared::new(stated, formulation.lp.row_count());
        let mut book =
            Self { stated, formulation, plan, prices, proof, meets, paid, queues, ceiling_at, left, whole, shared };
        for p in 0..stated.payments().len() {
            let under: Vec<usize> = book.ceilings_of(p).collect();
            for c in under {
                book.left[c] -= plan.paid()[p];
            }
        }
        book.queues = Queues::new(&book);
        Ok(book)
    }

    /// These books with a bound that is proved in another way, where it says more than the prices do: that of a whole-number programme by its regions.
    #[must_use]
    pub fn bounded(mut self, bound: f64) -> Self {
        if bound.is_finite() && self.proof.bound.is_none_or(|proved| bound < proved) {
            let gap = Some(relative_gap(bound, self.proof.benefit)).filter(|gap| gap.is_finite());
            (self.proof.bound, self.proof.gap) = (Some(bound), gap);
        }
        self
    }

    /// What the prices prove.
    #[must_use]
    pub fn proof(&self) -> &Proof {
        &self.proof
    }

    /// The programme.
    #[must_use]
    pub fn programme(&self) -> &'a Programme {
        self.stated
    }

    /// The linear program and its programme.
    #[must_use]
    pub fn formulation(&self) -> &Formulation<'a> {
        &self.formulation
    }

    /// The price of each row of [`formulation`](Self::formulation).
    #[must_use]
    pub fn prices(&self) -> &[f64] {
        &self.prices
    }

    /// The plan.
    #[must_use]
    pub fn plan(&self) -> &'a Plan {
        self.plan
    }

    /// Points per Rp 1 million of `payment`.
    pub(super) fn earns(&self, payment: PaymentId) -> f64 {
        self.formulation.lp.cost()[payment.index()]
    }
}

/// Why there are no books.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum BookError {
    /// The certificate is of another programme.
    #[error(transparent)]
    Certificate(#[from] RecheckError),
    /// The programme takes whole numbers.
    #[error(transparent)]
    NotLinear(#[from] NotLinear),
}

/// A price for each row; rechecking has seen that every name is known.
fn prices(formulation: &Formulation<'_>, stored: &[Price]) -> Vec<f64> {
    let by_name: HashMap<&str, f64> = stored.iter().map(|price| (price.row.as_str(), price.price)).collect();
    let keys = formulation.lp.row_keys();
    keys.map(|key| by_name.get(row_name(formulation, key).as_str()).copied().unwrap_or(0.0))
        .zip(formulation.lp.senses())
        // As the certificate takes it: a price of the wrong sign, or none, counts for nothing.
        .map(|(price, &sense)| if price.is_finite() && (price > 0.0 || sense == Sense::Equal) { price } else { 0.0 })
        .collect()
}

/// For each payment the priced rows that it meets.
fn meets(formulation: &Formulation<'_>, prices: &[f64]) -> Vec<Vec<Entry>> {
    let lp = &formulation.lp;
    let payments = formulation.programme.payments().len();
    let mut direct: Vec<Vec<Entry>> = vec![Vec::new(); lp.column_count()];
    let mut definitions = Vec::new();
    for (i, row) in (0_u32..).zip(lp.rows()) {
        if let RowKey::Total(_) = row.key {
            definitions.push(i);
        } else if prices[i as usize] != 0.0 {
            row.terms().for_each(|(j, a)| direct[j].push((i, a)));
        }
    }
    // A total may sum earlier ones, so the last hands on first what it meets.
    for &i in definitions.iter().rev() {
        let row = lp.row(i as usize);
        let own = row.terms().find(|&(j, a)| a > 0.0 && is_total(lp.column(j)));
        let Some((total, scale)) = own else { continue };
        let met = std::mem::take(&mut direct[total]);
        for (j, a) in row.terms().filter(|&(j, _)| j != total) {
            direct[j].extend(met.iter().map(|&(row, value)| (row, -value * a / scale)));
        }
    }
    direct.truncate(payments);
    for met in &mut direct {
        met.sort_by_key(|&(row, _)| row);
        met.dedup_by(|later, kept| {
            let same = later.0 == kept.0;
            if same {
                kept.1 += later.1;
            }
            same
        });
        met.retain(|&(_, value)| value != 0.0);
    }
    direct
}

fn is_total(key: ColumnKey) -> bool {
    matches!(key, ColumnKey::Total(_))
}
