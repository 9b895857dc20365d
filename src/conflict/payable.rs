//! What a need can be paid at most, and has to be paid at least to be paid at all, as decisions and ceilings alone say.
//!
//! ```text
//! room[n]    sum over its payments of the least ceiling over each; within one year: in the best of its years; never above its cost
//! most[n]    room, or 0 where it is paid wholly, or from a share on, and the room is below that; no larger a share than what must come before it
//! least[n]   its cost if it is paid wholly, its share of it if from a share on, else one unit of payment
//! ```
//! No plan pays a need more than `most`: each ceiling holds for it as for all.

use std::collections::BTreeMap;

use crate::input::Funding;
use crate::model::{Place, Programme};
use crate::units::Rupiah;

/// Ceilings by place, year and source.
pub(super) type Ceilings = BTreeMap<(Place, usize, usize), Rupiah>;

/// What needs can be paid.
#[derive(Debug)]
pub(super) struct Payable {
    /// By need, the most.
    pub(super) most: Vec<Rupiah>,
    /// By need, the least that is more than nothing.
    pub(super) least: Vec<Rupiah>,
}

impl Payable {
    pub(super) fn new(programme: &Programme, ceilings: &Ceilings) -> Self {
        let needs = programme.needs();
        let least: Vec<Rupiah> = needs
            .iter()
            .map(|need| match need.funding {
                Funding::Divisible => programme.unit(),
                Funding::AtLeast(share) => share_of(need.cost, share).max(programme.unit()),
                Funding::Whole => need.cost,
            })
            .collect();
        let mut most: Vec<Rupiah> = (0..needs.len()).map(|n| room(programme, ceilings, n)).collect();
        // A need that cannot be paid keeps what comes after it from being paid; chains are short.
        loop {
            let before = most.clone();
            for (n, need) in needs.iter().enumerate() {
                for &earlier in &need.after {
                    let (paid, cost) = (before[earlier.index()], needs[earlier.index()].cost);
                    if paid < cost {
                        let part = i128::from(need.cost.get()) * i128::from(paid.get()) / i128::from(cost.get().max(1));
                        most[n] = most[n].min(Rupiah::new(i64::try_from(part).unwrap_or(i64::MAX)));
                    }
                }
                if most[n] < least[n] {
                    most[n] = Rupiah::ZERO;
                }
            }
            if most == before {
                return Self { most, least };
            }
        }
    }
}

/// `share` of `cost`, up to a whole rupiah less what a float may be wrong by: never more than is asked.
#[allow(clippy::cast_possible_truncation)] // below the cost, which is an i64
fn share_of(cost: Rupiah, share: f64) -> Rupiah {
    Rupiah::new((cost.get() as f64 * share * (1.0 - 1e-9)).floor() as i64).min(cost)
}

fn room(programme: &Programme, ceilings: &Ceilings, n: usize) -> Rupiah {
    let need = &programme.needs()[n];
    let region = programme.sentra()[need.sentra.index()].region;
    let province = programme.regions()[region.index()].province;
    let mut by_year: BTreeMap<usize, Rupiah> = BTreeMap::new();
    for p in need.payments.clone() {
        let payment = programme.payments()[p];
        let (year, source) = (payment.year.index(), payment.source.index());
        let over = [Place::Nation, Place::Province(province), Place::Region(region)];
        let least = over.into_iter().filter_map(|place| ceilings.get(&(place, year, source)).copied()).min();
        // Each year by itself up to the cost, so that no sum passes what money can be.
        let so_far = by_year.entry(year).or_default();
        *so_far = (*so_far + least.unwrap_or(need.cost).min(need.cost)).min(need.cost);
    }
    let years = by_year.into_values();
    let room = if need.one_year {
        years.max().unwrap_or_default()
    } else {
        years.fold(Rupiah::ZERO, |sum, year| (sum + year).min(need.cost))
    };
    room.min(need.cost)
}
