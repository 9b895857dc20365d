//! The formulation: a programme as a linear program, or, where it takes whole numbers, as a mixed-integer one.
//!
//! ```text
//! maximise   sum_{n,t,f} d^(t-1) * v[n] * x[n,t,f] / c[n]          need benefit        (payments)
//!          + sum_{i,t} d^(t-1) * V[i] * (z[i,t] - z[i,t-1])        completion benefit  (completion)
//!          - penalties of soft rules, discounted                                       (each rule)
//! subject to need rows, ceilings, order, completion, and the rules of the planner: one file of this folder each.
//!
//! x[n,t,f]  paid to need n in year t by source f, Rp 1 million; from what is contracted to what need and ceilings leave
//! z[i,t]    how far sentra i is complete by the end of year t, a share; 0 or 1 where completion is all or nothing
//! v, V, d   points of a need and of completing a sentra, with their priorities; discount
//! ```
//! Rows that speak of many payments are written over spending totals (`totals`), so that only definitions are long.
//!
//! Decisions (columns that take whole numbers) are tied to money by `funding` for needs and by `link` for rules: each with the smallest
//! big M that follows from the rows, and need by need where that says more than the sum.
//!
//! # Order
//! Columns: payments in order, then completion, then the decisions to pay needs, then change, shortfall, excess and other decisions as the
//! rules ask for them, then totals. Rows: needs, order, completion, years of decisions, change and numbers as the rules ask for them, the
//! definitions of totals, then what speaks of sums: decisions, ceilings, rules as the planner wrote them. A row that holds whatever is
//! paid is left out; one that nothing can meet stays, without terms if need be.
//!
//! # Upper bounds
//! Every column has a finite upper bound, which a certificate needs and a solver may leave out: those of payments, completion and
//! totals follow from the rows; those of shortfall, excess and change are beyond what an optimum has any use for.

mod amount;
mod ceilings;
mod cells;
mod completion;
mod count;
mod coverage;
mod decided;
mod draft;
mod exclusive;
pub mod export;
mod funding;
mod growth;
pub mod identity;
mod least;
mod limits;
mod link;
mod match_;
pub mod matrix;
pub mod names;
mod needs;
mod order;
pub(crate) mod part;
mod payments;
mod share;
pub mod short;
mod stability;
pub(crate) mod tighten;
mod together;
mod totals;
mod values;

use std::fmt;

pub use decided::{Undecided, decided};
pub use matrix::{BoundKey, ColumnKey, Item, Lp, RowKey, RowRef, Sense};

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
pub struct NotLinear {
    /// All that takes whole numbers.
    pub parts: Vec<WholePart>,
}

impl fmt::Display for NotLinear {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("no linear program states this programme, which takes whole numbers for: ")?;
        for (i, part) in self.parts.iter().enumerate() {
            write!(f, "{}{part}", if i == 0 { "" } else { "; " })?;
        }
        f.write_str(
            "; its mixed-integer program does (formulate_whole), and its linear relaxation (--relax, or Programme::relaxed) bounds it \
             from above",
        )
    }
}

/// States `programme` as a linear program.
///
/// # Errors
/// [`NotLinear`], which names everything that takes whole numbers; [`Programme::relaxed`] gives the programme without it.
pub fn formulate(programme: &Programme) -> Result<Formulation<'_>, NotLinear> {
    let parts = programme.whole_parts();
    if parts.is_empty() { Ok(formulate_whole(programme)) } else { Err(NotLinear { parts }) }
}

/// States any `programme` as a mixed-integer program: [`Lp::whole`] tells which columns are decisions. One without
/// [`whole_parts`](Programme::whole_parts) has none.
#[must_use]
pub fn formulate_whole(programme: &Programme) -> Formulation<'_> {
    let mut draft = Draft::new(programme);
    payments::add_columns(&mut draft);
    needs::add_rows(&mut draft);
    order::add_rows(&mut draft);
    completion::add_rows(&mut draft);
    funding::add_rows(&mut draft);
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
            Kind::Count { what, counting, least, bounds } => {
                let counted = count::Counted { what: *what, counting: *counting, least: *least };
                count::add_rows(&mut draft, id, &groups, counted, bounds);
            }
            Kind::Together => together::add_rows(&mut draft, id, &groups),
            Kind::Exclusive => exclusive::add_rows(&mut draft, id, &groups),
        }
    }
    Formulation { programme, lp: draft.finish() }
}
