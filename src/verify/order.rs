//! Order: no need is further paid than one that must come before it, in the same year or later.
//!
//! ```text
//! P[n,t] / c[n]  <=  P[m,t] / c[m]      for every m in `after` of n, every year t; compared as  P[n,t] * c[m] <= P[m,t] * c[n]
//! P[n,t] = rupiah for need n by the end of year t, all sources
//! ```

use super::books::Books;
use super::violation::{Breach, Violation, rupiah};
use crate::id::YearId;

pub(super) fn check(books: &Books<'_>, violations: &mut Vec<Violation>) {
    for need in books.needs() {
        for &before in &books.programme.needs()[need.index()].after {
            for year in (0..books.years()).map(YearId::new) {
                let most = (books.paid_by(before, year) * books.cost(need)).div_euclid(books.cost(before).max(1));
                let ahead = books.paid_by(need, year) - most;
                if ahead > 0 {
                    let group = format!(
                        "{} after {}, end of {}",
                        books.code(need),
                        books.code(before),
                        books.programme.year(year)
                    );
                    violations.push(Violation {
                        rule: "order".to_owned(),
                        group,
                        breach: Breach::BeforeItsTurn,
                        by: rupiah(ahead),
                    });
                }
            }
        }
    }
}
