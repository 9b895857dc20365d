//! Funding `whole` and `at_least`, and `one_year`: decisions to pay a need.
//!
//! ```text
//! w[n] in {0,1}     need n is paid                     whole, at_least
//! w[n,t] in {0,1}   need n is paid in year t           one_year, for each year in which it can be paid, where there are several
//!
//! whole                paid[n] = c[n] * w[n]
//! at_least s           s * c[n] * w[n] <= paid[n] <= most[n] * w[n]
//! one_year             paid[n,t] <= most[n,t] * w[n,t]                            sum_t w[n,t] <= 1
//! one_year, whole      paid[n,t] = c[n] * w[n,t]                                  the same
//! one_year, at_least   s * c[n] * w[n,t] <= paid[n,t] <= most[n,t] * w[n,t]       the same
//!
//! paid[n], paid[n,t]   sum of x[n,t,f] over the horizon, in year t, Rp 1 million
//! most                 the most that need and ceiling rows leave (see `limits`), in whole units of payment: the smallest big M
//! ```
//! Decisions of `whole` and `one_year` needs are not tied to money by a big M but equal to it. A decision that cannot be taken (the cost is no
//! multiple of the unit of payment, or more than `most`) is held at 0. `s * c[n]` counts up to whole units, since plans are made of them.

use crate::id::{NeedId, PaymentId, YearId};
use crate::input::Funding;
use crate::lp::draft::Draft;
use crate::lp::matrix::{BoundKey, ColumnKey, RowKey, Sense};
use crate::model::{Need, Programme};
use crate::units::{PPM, Ratio, Rupiah};

/// The decisions of all needs.
#[derive(Debug, Default)]
pub(super) struct Decisions {
    /// By need; empty where money may come in any part and any year.
    of: Vec<Vec<Decision>>,
}

/// A decision to pay a need.
#[derive(Debug, Clone, Copy)]
pub(super) struct Decision {
    /// Its column.
    pub(super) column: u32,
    /// Its year; `None` = the horizon.
    pub(super) year: Option<YearId>,
    /// What is paid at least if it is taken; 0 where nothing says so.
    pub(super) least: Rupiah,
}

impl Decisions {
    /// The decisions to pay `need` by the payments `members` of it, in order, and by no others; `None` if what `members` pay is not
    /// just what some decisions pay.
    pub(super) fn covering(&self, programme: &Programme, need: NeedId, members: &[PaymentId]) -> Option<Vec<Decision>> {
        let of = &self.of[need.index()];
        let mut covered = 0;
        let mut found = Vec::new();
        for decision in of {
            let own = payments_of(programme, &programme.needs()[need.index()], decision.year);
            let inside = own.iter().filter(|payment| members.binary_search(payment).is_ok()).count();
            if inside == own.len() {
                covered += inside;
                found.push(*decision);
            } else if inside > 0 {
                return None;
            }
        }
        (covered == members.len() && covered > 0).then_some(found)
    }
}

/// Whether the cost of `need` can be paid to the last rupiah in whole units of payment.
pub(super) fn whole_units(programme: &Programme, need: NeedId) -> bool {
    let cost = programme.needs()[need.index()].cost;
    cost.floor_to(programme.unit()) == cost
}

/// `amount`, up to whole units of payment.
pub(super) fn units_up(programme: &Programme, amount: Rupiah) -> Rupiah {
    -(-amount).floor_to(programme.unit())
}

/// Adds columns and rows.
pub(super) fn add_rows(draft: &mut Draft<'_>) {
    let programme = draft.programme;
    for (n, need) in programme.needs().iter().enumerate() {
        let mut years: Vec<YearId> = programme.payments()[need.payments.clone()].iter().map(|p| p.year).collect();
        years.dedup();
        let id = NeedId::new(n);
        let own = if need.one_year && years.len() > 1 {
            let own: Vec<Decision> = years.into_iter().map(|year| decide(draft, id, Some(year))).collect();
            let terms: Vec<(u32, f64)> = own.iter().map(|decision| (decision.column, 1.0)).collect();
            draft.lp.add_row(RowKey::OneYear(id), Sense::AtMost, 1.0, 0.0, terms);
            own
        } else if need.payments.is_empty() || least_paid(programme, id) == Rupiah::ZERO {
            Vec::new()
        } else {
            vec![decide(draft, id, None)]
        };
        draft.decisions.of.push(own);
    }
}

/// What `need` gets at least if it gets anything, in whole units of payment; 0 where nothing says so.
fn least_paid(programme: &Programme, need: NeedId) -> Rupiah {
    let row = &programme.needs()[need.index()];
    match row.funding {
        Funding::Divisible => Rupiah::ZERO,
        Funding::Whole => row.cost,
        Funding::AtLeast(share) => {
            let ppm = Ratio::from_decimal(share).map_or(0, Ratio::ppm);
            let product = -(-i128::from(ppm) * i128::from(row.cost.get())).div_euclid(PPM.into());
            units_up(programme, Rupiah::new(i64::try_from(product).unwrap_or(i64::MAX)))
        }
    }
}

/// The payments of `need`, of one year or all.
fn payments_of(programme: &Programme, need: &Need, year: Option<YearId>) -> Vec<PaymentId> {
    let of_year = |p: &usize| year.is_none_or(|year| programme.payments()[*p].year == year);
    need.payments.clone().filter(of_year).map(PaymentId::new).collect()
}

/// Adds the decision to pay `need`, in `year` where there is one, with the rows that tie it to money.
fn decide(draft: &mut Draft<'_>, need: NeedId, year: Option<YearId>) -> Decision {
    let programme = draft.programme;
    let row = &programme.needs()[need.index()];
    let sum = draft.sum(payments_of(programme, row, year));
    let (least, most) = (least_paid(programme, need), draft.most(sum));
    let whole = row.funding == Funding::Whole;
    let possible = least <= most && (!whole || whole_units(programme, need));
    let column = draft.lp.add_whole_column(ColumnKey::Paid(need, year), 0.0, 0.0, f64::from(u8::from(possible)));
    let key = |bound| RowKey::Funding { need, year, bound };
    let mut link = |bound, sense, amount: Rupiah| {
        draft.link(key(bound), sense, sum, vec![(column, -amount)], Vec::new(), Rupiah::ZERO);
    };
    if whole {
        link(BoundKey::Exactly, Sense::Equal, row.cost);
    } else {
        link(BoundKey::AtMost, Sense::AtMost, most);
        if least > Rupiah::ZERO {
            link(BoundKey::AtLeast, Sense::AtLeast, least);
        }
    }
    Decision { column, year, least }
}
