//! The queue: needs that ask for the same money, by what they bring beyond what it costs them.
//!
//! ```text
//! margin[n] = points per Rp 1 million - what it costs, the need's own row aside        in one region, year and source
//! ```
//! Needs above 0 are wholly paid, those below 0 get nothing, and where the money ends stands who is paid in part, at 0. (Years compete
//! too: a need that is wholly paid in another year may stand above 0 here and get nothing.)

use std::collections::HashMap;
use std::sync::Arc;

use serde::{Deserialize, Serialize};

use crate::id::{PaymentId, RegionId, SourceId, YearId};
use crate::units::Rupiah;
use crate::words::phrase;

use super::book::Book;

/// A need beside another in a queue.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Neighbour {
    /// The need.
    pub need: Arc<phrase::Need>,
    /// Points per Rp 1 million that it brings beyond what they cost it.
    pub margin: f64,
    /// What it gets in this year from this source.
    pub here: Rupiah,
    /// What it gets in all.
    pub paid: Rupiah,
    /// What it costs.
    pub cost: Rupiah,
}

/// Who asks for the same money.
type Key = (RegionId, YearId, SourceId);

/// All queues.
#[derive(Debug, Default)]
pub(super) struct Queues {
    queues: HashMap<Key, Vec<(f64, PaymentId)>>,
    /// The place of each payment in its own.
    places: Vec<usize>,
}

impl Queues {
    /// The queues of `book`, each from the greatest margin to the least; payments of equal margin in their order.
    pub(super) fn new(book: &Book<'_>) -> Self {
        let mut queues: HashMap<Key, Vec<(f64, PaymentId)>> = HashMap::new();
        for p in 0..book.stated.payments().len() {
            let id = PaymentId::new(p);
            queues.entry(key(book, id)).or_default().push((book.margin(id), id));
        }
        let mut places = vec![0; book.stated.payments().len()];
        for queue in queues.values_mut() {
            queue.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(&b.1)));
            for (place, (_, id)) in queue.iter().enumerate() {
                places[id.index()] = place;
            }
        }
        Self { queues, places }
    }
}

fn key(book: &Book<'_>, id: PaymentId) -> Key {
    let payment = book.stated.payments()[id.index()];
    (book.stated.region_of(payment.need), payment.year, payment.source)
}

impl Book<'_> {
    /// Points per Rp 1 million that `payment` earns beyond what they cost it, the need's own row aside.
    #[must_use]
    pub fn margin(&self, payment: PaymentId) -> f64 {
        self.earns(payment) - self.market(payment)
    }

    /// The queue in which `payment` stands, first to last.
    #[must_use]
    pub fn queue(&self, payment: PaymentId) -> &[(f64, PaymentId)] {
        self.queues.queues.get(&key(self, payment)).map_or(&[], Vec::as_slice)
    }

    /// Who stands just above `payment` in its queue, and who just below.
    pub(super) fn neighbours(&self, payment: PaymentId) -> (Option<Neighbour>, Option<Neighbour>) {
        let queue = self.queue(payment);
        let Some(&at) = self.queues.places.get(payment.index()) else { return (None, None) };
        let above = at.checked_sub(1).map(|i| self.neighbour(queue[i]));
        let below = queue.get(at + 1).map(|&other| self.neighbour(other));
        (above, below)
    }

    fn neighbour(&self, (margin, id): (f64, PaymentId)) -> Neighbour {
        let need = self.stated.payments()[id.index()].need;
        Neighbour {
            need: self.need_name(need),
            margin,
            here: self.plan.get(id),
            paid: self.paid[need.index()],
            cost: self.stated.needs()[need.index()].cost,
        }
    }
}
