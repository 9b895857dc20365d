//! From a formulation to the core: where each column lives.

use crate::lp::{ColumnKey, Formulation};

use super::outline::id;
use super::problem::{Place, Places};

/// The places of a formulation's columns.
pub(super) fn places(formulation: &Formulation<'_>) -> Places {
    let programme = formulation.programme;
    let need_of = |payment: crate::id::PaymentId| programme.payments()[payment.index()].need;
    let columns = formulation
        .lp
        .columns()
        .map(|key| match key {
            ColumnKey::Payment(payment) => Place::Need(id(need_of(payment).index())),
            ColumnKey::Completion(sentra, _) => Place::Sentra(id(sentra.index())),
            ColumnKey::Change(payment) => Place::Sentra(id(programme.needs()[need_of(payment).index()].sentra.index())),
            // Of a linear programme there are but the first three; programs with decisions are refused before.
            ColumnKey::Total(_)
            | ColumnKey::Shortfall(..)
            | ColumnKey::Excess(..)
            | ColumnKey::Paid(..)
            | ColumnKey::Open(..)
            | ColumnKey::Counts(..)
            | ColumnKey::Wanting(..)
            | ColumnKey::ShortOfLeast(..)
            | ColumnKey::Fewer(..)
            | ColumnKey::More(..) => Place::Rows,
        })
        .collect();
    Places {
        columns,
        sentra: programme.needs().iter().map(|need| id(need.sentra.index())).collect(),
        region: programme.sentra().iter().map(|sentra| id(sentra.region.index())).collect(),
        province: programme.regions().iter().map(|region| id(region.province.index())).collect(),
    }
}
