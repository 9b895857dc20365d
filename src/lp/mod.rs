//! The formulation: a programme as a linear program.
//!
//! ```text
//! maximise   sum_{n,t,f} d^(t-1) * v[n] * x[n,t,f] / c[n]          need benefit        (payments)
//!          + sum_{i,t} d^(t-1) * V[i] * (z[i,t] - z[i,t-1])        completion benefit  (completion)
//!          - penalties of soft rules, discounted                                       (each rule)
//! subject to need rows, ceilings, order, completion, and the rules of the planner: one file of this folder each.
//!
//! x[n,t,f]  paid to need n in year t by source f, Rp 1 million; from what is contracted to what need and ceilings leave
//! z[i,t]    how far sentra i is complete by the end of year t, a share
//! v, V, d   points of a need and of completing a sentra, with their priorities; discount
//! ```
//! Rows that speak of many payments are written over spending totals (`totals`), so that only definitions are long.
//!
//! # Order
//! Columns: payments in order, then completion, then change, shortfall and excess as the rules ask for them, then totals. Rows: needs,
//! order, completion, change, the definitions of totals, ceilings, rules as the planner wrote them. A row that holds whatever is
//! paid is left out; one that nothing can meet stays, without terms if need be.
//!
//! # Upper bounds
//! Every column has a finite upper bound, which a certificate needs and a solver may leave out: those of payments, completion and
//! totals follow from the rows; those of shortfall, excess and change are beyond what an optimum has any use for.

mod amount;
mod ceilings;
mod cells;
mod completion;
mod coverage;
mod draft;
pub mod export;
mod growth;
pub mod identity;
mod limits;
mod match_;
pub mod matrix;
pub mod names;
mod needs;
mod order;
mod payments;
mod share;
mod stability;
mod totals;

use std::fmt;

pub use matrix::{BoundKey, ColumnKey, Lp, RowKey, RowRef, Sense};

use crate::model::{Kind, Programme, WholePart};
use draft::Draft;

/// A programme and its linear program.
#[derive(Debug, Clone)]
pub struct Formulation<'a> {
    /// The programme.
    pub programme: &'a Programme,
    /// Its linear program.
    pub lp: Lp,
}

/// A programme that no linear program states, since something in it takes whole numbers.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub struct NotYet {
    /// All that takes whole numbers.
    pub parts: Vec<WholePart>,
}

impl fmt::Display for NotYet {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("whole numbers are not supported yet, and the programme needs them for: ")?;
        for (i, part) in self.parts.iter().enumerate() {
            write!(f, "{}{part}", if i == 0 { "" } else { "; " })?;
        }
        f.write_str(
            "; take the linear relaxation (--relax, or Programme::relaxed), which bounds the programme from above, or state \
             divisible funding, proportional completion and rules without these",
        )
    }
}

/// States `programme` as a linear program.
///
/// # Errors
/// [`NotYet`], which names everything that takes whole numbers; [`Programme::relaxed`] gives the programme without it.
pub fn formulate(programme: &Programme) -> Result<Formulation<'_>, NotYet> {
    let parts = programme.whole_parts();
    if !parts.is_empty() {
        return Err(NotYet { parts });
    }
    let mut draft = Draft::new(programme);
    payments::add_columns(&mut draft);
    needs::add_rows(&mut draft);
    order::add_rows(&mut draft);
    completion::add_rows(&mut draft);
    ceilings::add_rows(&mut draft);
    for (id, rule) in programme.rule_ids().zip(programme.rules()) {
        let groups = draft.groups(rule);
        match &rule.kind {
            Kind::Amount(bounds) => amount::add_rows(&mut draft, id, &groups, bounds),
            Kind::Share { bounds, .. } => share::add_rows(&mut draft, id, &groups, bounds),
            Kind::Coverage(bounds) => coverage::add_rows(&mut draft, id, &groups, bounds),
            Kind::Growth { times, plus } => growth::add_rows(&mut draft, id, &groups, times, plus),
            Kind::Match { bounds, .. } => match_::add_rows(&mut draft, id, &groups, bounds),
            Kind::Stability(at_most) => stability::add_rows(&mut draft, id, &groups, at_most),
            Kind::Count { .. } | Kind::Together | Kind::Exclusive => {
                unreachable!("refused above as a part that takes whole numbers")
            }
        }
    }
    Ok(Formulation { programme, lp: draft.finish() })
}
