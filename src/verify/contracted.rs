//! Contracted: what is already committed is paid.
//!
//! ```text
//! x[n,t,f] >= contracted[n,t,f]                                                   rupiah
//! ```

use super::books::Books;
use super::unit::describe;
use super::violation::{Breach, Violation, rupiah};

pub(super) fn check(books: &Books<'_>, violations: &mut Vec<Violation>) {
    for (payment, committed) in books.programme.contracted().iter().enumerate() {
        let short = i128::from(committed.get()) - books.paid(payment);
        if short > 0 {
            violations.push(Violation {
                rule: "contracted".to_owned(),
                group: describe(books.programme, payment),
                breach: Breach::BelowContracted,
                by: rupiah(short),
            });
        }
    }
}
