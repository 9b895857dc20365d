//! What the rows of a whole programme speak of: its *features*, numbers that follow from a plan.
//!
//! ```text
//! feature j < payments    share of its need's cost that payment j pays; 1 where the need is wholly paid so
//! feature payments + k    item k: 0 or 1
//! ```
//! Every feature belongs to one region, which is what lets regions be decided apart.

use crate::id::{NeedId, SentraId, YearId};
use crate::input::Funding;
use crate::model::{Need, Programme};
use crate::units::Rupiah;

use super::rows::Link;

/// Something that a rule counts, or that is funded or not.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Item {
    /// A sentra whose `payments` make `least` or more together.
    Sentra { sentra: SentraId, payments: Vec<u32>, least: Rupiah },
    /// A region whose `payments` make `least` or more together, as the group behind `link` counts.
    Region { region: usize, payments: Vec<u32>, least: Rupiah, link: Link },
    /// A sentra that is complete by the end of a year.
    Completed { sentra: SentraId, year: YearId },
}

impl Item {
    /// The region it belongs to.
    pub(super) fn region(&self, programme: &Programme) -> usize {
        match self {
            Self::Region { region, .. } => *region,
            Self::Sentra { sentra, .. } | Self::Completed { sentra, .. } => {
                programme.sentra()[sentra.index()].region.index()
            }
        }
    }
}

/// Facts on needs that decide how they may be paid.
#[derive(Debug)]
pub(super) struct Nature {
    /// For each need whether every plan pays it by one payment or not at all.
    pub(super) exact: Vec<bool>,
    /// For each need whether no plan pays it: nobody may, or nobody may pay what must go before it.
    pub(super) barred: Vec<bool>,
}

impl Nature {
    pub(super) fn new(programme: &Programme) -> Self {
        let exact = programme.needs().iter().map(|need| is_exact(programme, need)).collect();
        let mut barred: Vec<bool> = programme.needs().iter().map(|need| need.payments.is_empty()).collect();
        loop {
            let mut changed = false;
            for (n, need) in programme.needs().iter().enumerate() {
                if !barred[n] && need.after.iter().any(|before| barred[before.index()]) {
                    (barred[n], changed) = (true, true);
                }
            }
            if !changed {
                break;
            }
        }
        Self { exact, barred }
    }

    /// Whether `payment` can be other than 0.
    pub(super) fn may_pay(&self, programme: &Programme, payment: usize) -> bool {
        !self.barred[programme.payments()[payment].need.index()]
    }
    /// Whether all `payments` are of exact needs.
    pub(super) fn all_exact(&self, programme: &Programme, payments: &[u32]) -> bool {
        payments.iter().all(|&p| self.exact[need_of(programme, p).index()])
    }
}

/// The need that payment `payment` pays for.
pub(super) fn need_of(programme: &Programme, payment: u32) -> NeedId {
    programme.payments()[payment as usize].need
}

/// Cost of the need that `payment` pays for.
pub(super) fn cost_of(programme: &Programme, payment: u32) -> Rupiah {
    programme.needs()[need_of(programme, payment).index()].cost
}

/// Whole, in one year, and by one source in each year.
fn is_exact(programme: &Programme, need: &Need) -> bool {
    let whole = match need.funding {
        Funding::Whole => true,
        Funding::AtLeast(share) => share >= 1.0,
        Funding::Divisible => false,
    };
    let payments = &programme.payments()[need.payments.clone()];
    let one_source = payments.windows(2).all(|pair| pair[0].year != pair[1].year);
    whole && one_source && (need.one_year || payments.len() <= 1)
}
