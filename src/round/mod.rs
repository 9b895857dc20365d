//! A fractional point of the linear program to a plan in whole units of payment.
//!
//! ```text
//! snap     what is within noise of nothing or of the whole cost to exactly that; the rest down to whole units       snap.rs
//! repair   move units of single payments until every hard row holds again                                          repair.rs
//!          rows with `=` whose coefficients differ: a small solution of a u + b v = missing                         equal.rs
//!          what is left: moves that break one row to mend another, until all hold                                   jump.rs
//! fill     spend what rounding down left over, best benefit first, where every row allows                           fill.rs
//! balance  exchange units between payments where that earns completion                                              balance.rs
//! ```
//! All of it in integers, on the rows of the program made whole (`rows.rs`). No step breaks a row that holds. Rows of soft rules are
//! kept as far as the point kept them. What comes out is still judged by [`verify`](crate::verify), which knows none of this.

mod balance;
mod classes;
mod completion;
mod equal;
mod fill;
mod jump;
mod queue;
mod repair;
mod rows;
mod snap;
mod state;
mod worth;

use std::fmt;

use crate::id::SentraId;
use crate::lp::names::row_name;
use crate::lp::{Formulation, RowKey};
use crate::plan::Plan;
use crate::units::Rupiah;
use completion::Completions;
use rows::{Rows, value};
use state::State;

/// A plan near a point.
#[derive(Debug, Clone, PartialEq)]
pub struct Rounded {
    /// The plan: whole multiples of the programme's unit, every hard row holds.
    pub plan: Plan,
    /// Sum of the distances between point and plan, over all payments.
    pub moved: Rupiah,
    /// Points of needs and completion at the point less those of the plan, penalties aside; negative if the plan's are more.
    pub lost: f64,
    /// The sentra that lost most points, with how many, the largest loss first; at most ten.
    pub losers: Vec<(SentraId, f64)>,
}

/// Sentra that [`Rounded::losers`] lists.
const LOSERS: usize = 10;

/// No plan in whole units was found near the point: these rows fail, by so much.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
pub struct NoPlanNearby {
    /// The rows that still fail where rounding gave up, in order.
    pub rows: Vec<Shortfall>,
    /// The programme's unit of payment.
    pub unit: Rupiah,
}

/// By how much a row fails.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Shortfall {
    /// The row.
    pub row: RowKey,
    /// Its name.
    pub name: String,
    /// What is missing or too much, up to whole rupiah of the row.
    pub by: Rupiah,
}

/// Rows that the text of [`NoPlanNearby`] names.
const NAMED: usize = 5;

impl fmt::Display for NoPlanNearby {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "no plan in whole multiples of {} was found near the optimum: ", self.unit)?;
        for (i, row) in self.rows.iter().take(NAMED).enumerate() {
            if i > 0 {
                f.write_str(", ")?;
            }
            write!(f, "{} is off by {}", row.name, row.by)?;
        }
        if self.rows.len() > NAMED {
            write!(f, " and {} more", self.rows.len() - NAMED)?;
        }
        f.write_str("; a smaller unit or a little room in these rules would do")
    }
}

/// Rounds `point`, a value for each column of the program (Rp 1 million), to a plan.
///
/// # Errors
/// [`NoPlanNearby`] if a hard row cannot be made to hold by small moves.
pub fn to_plan(formulation: &Formulation<'_>, point: &[f64]) -> Result<Rounded, NoPlanNearby> {
    let rows = Rows::new(formulation, point);
    let (units, goal) = snap::snap(formulation, point);
    let mut state = State::new(&rows, units, goal, worth::worth(formulation, point));
    repair::repair(&mut state);
    let failing: Vec<Shortfall> = state
        .failing()
        .map(|row| Shortfall {
            row: rows.key(row),
            name: row_name(formulation, rows.key(row)),
            by: state.shortfall(row),
        })
        .collect();
    if !failing.is_empty() {
        return Err(NoPlanNearby { rows: failing, unit: formulation.programme.unit() });
    }
    fill::fill(&mut state, formulation);
    let completions = Completions::new(formulation);
    balance::balance(&mut state, formulation, point, &completions);
    Ok(measure(formulation, point, &state, &completions))
}

fn measure(formulation: &Formulation<'_>, point: &[f64], state: &State<'_>, completions: &Completions<'_>) -> Rounded {
    let (lp, programme) = (&formulation.lp, formulation.programme);
    let unit = programme.unit();
    let paid: Vec<Rupiah> = state.units().iter().map(|&units| Rupiah::new(units.saturating_mul(unit.get()))).collect();
    let mut moved = 0.0;
    let mut by_sentra = vec![0.0; programme.sentra().len()];
    for ((j, paid), payment) in paid.iter().enumerate().zip(programme.payments()) {
        let change = value(point, j) - paid.as_millions();
        moved += change.abs();
        by_sentra[programme.needs()[payment.need.index()].sentra.index()] += lp.cost()[j] * change;
    }
    for (sentra, years) in completions.each() {
        let wanted: f64 = years.iter().map(|&(_, column, points)| points * value(point, column)).sum();
        by_sentra[sentra.index()] += wanted - completions.points(sentra, |j| paid[j].get() as f64);
    }
    let lost = by_sentra.iter().sum();
    let mut losers: Vec<(SentraId, f64)> =
        by_sentra.into_iter().enumerate().map(|(i, points)| (SentraId::new(i), points)).collect();
    losers.sort_by(|a, b| b.1.total_cmp(&a.1).then(a.0.cmp(&b.0)));
    losers.truncate(LOSERS);
    losers.retain(|&(_, points)| points > 0.0);
    Rounded { plan: Plan::new(paid), moved: snap::to_rupiah(moved), lost, losers }
}
