//! What every payment must be: money, in whole multiples of the programme's unit.
//!
//! ```text
//! x[n,t,f] in {0, unit, 2 unit, ...}                                              rupiah
//! ```

use super::books::Books;
use super::violation::{Breach, Quantity, Violation, rupiah};
use crate::model::Programme;
use crate::plan::Plan;
use crate::units::Rupiah;

/// What makes a plan unreadable: another number of payments, or amounts that are no money. Exact sums of what passes fit `i128`
/// with room to spare.
pub(super) fn sanity(programme: &Programme, plan: &Plan) -> Vec<Violation> {
    let (found, wanted) = (plan.paid().len(), programme.payments().len());
    if found != wanted {
        let off = i64::try_from(found.abs_diff(wanted)).unwrap_or(i64::MAX);
        return vec![Violation {
            rule: "plan".to_owned(),
            group: "all".to_owned(),
            breach: Breach::WrongLength,
            by: Quantity::Number(off),
        }];
    }
    let mut violations = Vec::new();
    for (payment, &paid) in plan.paid().iter().enumerate() {
        let (breach, by) = if paid < Rupiah::ZERO {
            (Breach::Negative, -paid)
        } else if paid > Rupiah::LARGEST {
            (Breach::TooLarge, paid - Rupiah::LARGEST)
        } else {
            continue;
        };
        let group = describe(programme, payment);
        violations.push(Violation { rule: "plan".to_owned(), group, breach, by: Quantity::Rupiah(by) });
    }
    violations
}

pub(super) fn check(books: &Books<'_>, violations: &mut Vec<Violation>) {
    let unit = i128::from(books.programme.unit().get()).max(1);
    for payment in 0..books.programme.payments().len() {
        let rest = books.paid(payment) % unit;
        if rest != 0 {
            violations.push(Violation {
                rule: "unit".to_owned(),
                group: describe(books.programme, payment),
                breach: Breach::OffUnit,
                by: rupiah(rest),
            });
        }
    }
}

/// A payment in codes: need, year, source.
pub(super) fn describe(programme: &Programme, payment: usize) -> String {
    let row = &programme.payments()[payment];
    format!(
        "{}, {}, {}",
        programme.needs()[row.need.index()].code,
        programme.year(row.year),
        programme.sources()[row.source.index()].code
    )
}
