//! What table `needs` states of each need: its cost, whether it can be split, and over how many years.
//!
//! ```text
//! P[n] = sum_{t,f} x[n,t,f] <= c[n]                                               rupiah
//! whole:        P[n] = 0  or  P[n] = c[n]
//! at_least s:   P[n] = 0  or  P[n] >= s * c[n]
//! one_year:     sum_f x[n,t,f] > 0 in at most one year t
//! ```

use super::books::Books;
use super::violation::{Breach, Violation, rupiah};
use crate::id::{NeedId, YearId};
use crate::input::Funding;
use crate::units::{PPM, Ratio};

pub(super) fn check(books: &Books<'_>, violations: &mut Vec<Violation>) {
    for need in books.needs() {
        let row = &books.programme.needs()[need.index()];
        let (paid, cost) = (books.paid_to(need), books.cost(need));
        let mut breach = |rule: &str, breach, by| {
            violations.push(Violation { rule: rule.to_owned(), group: row.code.to_string(), breach, by: rupiah(by) });
        };
        if paid > cost {
            breach("need", Breach::AboveCost, paid - cost);
        }
        match row.funding {
            Funding::Whole if paid > 0 && paid < cost => {
                breach("funding", Breach::NotWhole, paid.min(cost - paid));
            }
            Funding::AtLeast(share) if paid > 0 => {
                let least = least_paid(cost, share);
                if paid < least {
                    breach("funding", Breach::BelowLeastShare, paid.min(least - paid));
                }
            }
            Funding::Divisible | Funding::Whole | Funding::AtLeast(_) => {}
        }
        if row.one_year {
            let outside = paid - best_year(books, need);
            if outside > 0 {
                breach("one_year", Breach::SeveralYears, outside);
            }
        }
    }
}

/// `share * cost`, up to whole rupiah.
fn least_paid(cost: i128, share: f64) -> i128 {
    let share = Ratio::from_decimal(share).expect("validated: a share of six decimals");
    let ppm = i128::from(share.ppm()) * cost;
    -(-ppm).div_euclid(i128::from(PPM))
}

/// The most that `need` gets in one year.
fn best_year(books: &Books<'_>, need: NeedId) -> i128 {
    let mut before = 0;
    let mut best = 0;
    for year in (0..books.years()).map(YearId::new) {
        let now = books.paid_by(need, year);
        best = best.max(now - before);
        before = now;
    }
    best
}
