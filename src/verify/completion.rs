//! Completion: points for sentra whose essential needs are paid.
//!
//! ```text
//! sum over sentra i, years t   V[i] * (z[i,t] - z[i,t-1]) * d^(t-1),     z[i,0] = 0
//! proportional:     z[i,t] = min over essential needs n of i   P[n,t] / c[n]
//! all_or_nothing:   z[i,t] = 1 if P[n,t] = c[n] for every essential need n of i, else 0
//! V[i] = completion points with the priorities that speak of sentra alone;  P[n,t] = rupiah for n by the end of year t
//! ```
//! With d <= 1 nothing is gained by holding z below these, so they are the optimum's z too.

use super::benefit::sum;
use super::books::Books;
use crate::id::{NeedId, SentraId, YearId};
use crate::input::Completion;

/// The essential needs of `sentra`.
pub(super) fn essential<'a>(books: &'a Books<'_>, sentra: SentraId) -> impl Iterator<Item = NeedId> + 'a {
    let needs = books.programme.sentra()[sentra.index()].needs.clone();
    needs.filter(|&need| books.programme.needs()[need].essential).map(NeedId::new)
}

/// Completion points of all sentra, discounted.
pub(super) fn points(books: &Books<'_>) -> f64 {
    sum((0..books.programme.sentra().len()).map(|sentra| points_of(books, SentraId::new(sentra))))
}

/// Completion points of one sentra, discounted.
pub(super) fn points_of(books: &Books<'_>, sentra: SentraId) -> f64 {
    let programme = books.programme;
    if !programme.has_completion(sentra) {
        return 0.0;
    }
    let points = programme.completion_points(sentra);
    let mut before = 0.0;
    let years = (0..books.years()).map(YearId::new).map(|year| {
        let now = completion(books, sentra, year);
        let step = (now - before) * programme.discount_factor(year);
        before = now;
        step
    });
    points * sum(years)
}

/// `z[i,t]`
fn completion(books: &Books<'_>, sentra: SentraId, year: YearId) -> f64 {
    let shares = essential(books, sentra).map(|need| (books.paid_by(need, year), books.cost(need)));
    match books.programme.completion() {
        Completion::AllOrNothing => f64::from(u8::from(shares.into_iter().all(|(paid, cost)| paid >= cost))),
        Completion::Proportional => {
            // Compared exactly, as paid[a] * cost[b] <= paid[b] * cost[a].
            let least = shares.min_by(|a, b| (a.0 * b.1).cmp(&(b.0 * a.1)));
            least.map_or(0.0, |(paid, cost)| paid.min(cost) as f64 / cost as f64)
        }
    }
}
