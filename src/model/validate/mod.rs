//! Every check of a programme; all faults are reported.
//!
//! Each file checks one subject and goes on after a fault. What one check has found wrong, later ones leave out, so that a wrong cell is
//! told once: a lookup of an unknown code gives `None`, and whoever needs the row behind it skips.

mod bounds;
mod checker;
mod codes;
mod families;
mod horizon;
mod needs;
mod order;
mod payments;
mod points;
mod rules;
mod selector;
mod suggest;

use crate::input::{ProgrammeData, Rule};
use crate::model::Programme;
use crate::model::fault::{Faults, Place};

/// Checks `data`, in the order of its fields.
///
/// # Errors
/// Every fault found.
pub(super) fn check(data: &ProgrammeData) -> Result<(), Faults> {
    let mut checker = checker::Checker::new(data);
    horizon::check(&mut checker);
    rules::check_priorities(&mut checker);
    rules::check(&mut checker);
    horizon::check_goals(&mut checker);
    codes::check(&mut checker);
    needs::check(&mut checker);
    order::check(&mut checker);
    payments::check_ceilings(&mut checker);
    payments::check_contracted(&mut checker);
    payments::check_previous(&mut checker);
    horizon::check_size(&mut checker);
    checker.finish()
}

/// Checks the bounds of `rule`, number `i` of a programme of these years, and what goes with them: all that [`check`] looks at but for codes, which stay.
///
/// # Errors
/// Every fault found.
pub(super) fn check_bounds(years: &[i32], i: usize, rule: &Rule) -> Result<(), Faults> {
    let data = ProgrammeData { years: years.to_vec(), ..ProgrammeData::default() };
    let mut checker = checker::Checker::new(&data);
    rules::check_bounds(&mut checker, &format!("rules[{i}]"), rule);
    checker.finish()
}

/// Checks the points of need number `i`.
///
/// # Errors
/// The fault found.
pub(super) fn check_points(i: usize, points: f64) -> Result<(), Faults> {
    let data = ProgrammeData::default();
    let mut checker = checker::Checker::new(&data);
    checker.points(points, || Place::cell("needs", i, "benefit"));
    checker.finish()
}

/// Checks what can be told of the built model only: that points stay in a range that can be counted with.
///
/// # Errors
/// Every fault found.
pub(super) fn check_built(programme: &Programme) -> Result<(), Faults> {
    points::check(programme)
}
