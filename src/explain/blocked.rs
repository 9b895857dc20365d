//! What stands in a need's way by arithmetic: what goes before it, and money that is too little for its least grant.

use crate::id::NeedId;
use crate::input::Funding;
use crate::model::Place;
use crate::units::{PPM, Rupiah};
use crate::words::names::Names;
use crate::words::why::Blocked;

use super::book::Book;

impl Book<'_> {
    /// Rules that stand in the way of `id`.
    pub(super) fn blocked(&self, id: NeedId) -> Vec<Blocked> {
        let programme = self.stated;
        let need = &programme.needs()[id.index()];
        let paid = self.paid[id.index()];
        let mut blocked = Vec::new();
        for &before in &need.after {
            let earlier = &programme.needs()[before.index()];
            let got = self.paid[before.index()];
            // paid / cost >= got / its cost: the earlier need lets no more through.
            let wide = |amount: Rupiah, cost: Rupiah| i128::from(amount.get()) * i128::from(cost.get());
            if got < earlier.cost && wide(paid + programme.unit(), earlier.cost) > wide(got, need.cost) {
                blocked.push(Blocked::After {
                    before: Names::new(programme).need(before),
                    paid: got,
                    cost: earlier.cost,
                });
            }
        }
        if paid == Rupiah::ZERO && !need.payments.is_empty() {
            let least = least(need.funding, need.cost, programme.unit());
            let room = self.room(id);
            if need.funding != Funding::Divisible && room < least {
                blocked.push(Blocked::TooDear { least, room });
            }
            blocked.extend(self.shut(id));
        }
        blocked
    }

    /// What the ceilings leave for `id`: over its years, or in the best of them where it must be paid in one.
    fn room(&self, id: NeedId) -> Rupiah {
        let need = &self.stated.needs()[id.index()];
        let mut by_year = vec![Rupiah::ZERO; self.stated.years().len()];
        for p in need.payments.clone() {
            let payment = self.stated.payments()[p];
            let left = self.ceilings_of(p).map(|c| self.left[c]).min().unwrap_or(need.cost).max(Rupiah::ZERO);
            by_year[payment.year.index()] += left.min(need.cost);
        }
        let room =
            if need.one_year { by_year.into_iter().max().unwrap_or(Rupiah::ZERO) } else { by_year.into_iter().sum() };
        room.min(need.cost)
    }

    /// The ceilings that payment number `p` lies under.
    pub(super) fn ceilings_of(&self, p: usize) -> impl Iterator<Item = usize> + '_ {
        let payment = self.stated.payments()[p];
        let region = self.stated.region_of(payment.need);
        let province = self.stated.regions()[region.index()].province;
        [Place::Nation, Place::Province(province), Place::Region(region)]
            .into_iter()
            .filter_map(move |place| self.ceiling_at.get(&(place, payment.year, payment.source)).copied())
    }
}

/// The least that a need takes if it takes anything.
fn least(funding: Funding, cost: Rupiah, unit: Rupiah) -> Rupiah {
    match funding {
        Funding::Divisible => unit,
        Funding::Whole => cost,
        Funding::AtLeast(share) => {
            #[allow(clippy::cast_possible_truncation)] // a share of at most 1 in parts per million
            let ppm = (share * PPM as f64).round() as i64;
            let exact = i128::from(cost.get()) * i128::from(ppm);
            let up = exact.div_euclid(i128::from(PPM)) + i128::from(exact.rem_euclid(i128::from(PPM)) > 0);
            Rupiah::new(i64::try_from(up).unwrap_or(i64::MAX))
        }
    }
}
