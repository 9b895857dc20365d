//! A reference plan: some plan that keeps ceilings, windows, order and growth. The bounds of the rules are set around what it
//! reaches, so that every made-up programme has a plan whatever its size. It is no good plan, and it is not part of the output.

use super::draft::{Draft, NeedDraft, SUPPORT, SentraDraft};
use super::money::Ceilings;

/// Every amount is a multiple of this.
pub(super) const UNIT: i64 = 1000;

/// The reference plan keeps to this multiple of last year's DAK of a region, beside [`Ceilings::step`].
pub(super) const GROWTH_TENTHS: i64 = 14;

/// A region's own money is at least one tenth of its DAK, so one eleventh of both.
const OWN_PART: i64 = 11;

/// What the reference plan pays for a need in a year, in rupiah.
pub(super) struct Paid {
    pub(super) need: usize,
    pub(super) year: usize,
    pub(super) dak: i64,
    pub(super) own: i64,
}

impl Paid {
    pub(super) fn total(&self) -> i64 {
        self.dak + self.own
    }
}

/// The reference plan with what it was made for.
pub(super) struct Reference<'a> {
    pub(super) draft: &'a Draft,
    pub(super) years: usize,
    pub(super) paid: Vec<Paid>,
}

impl<'a> Reference<'a> {
    pub(super) fn need(&self, paid: &Paid) -> (&'a NeedDraft, &'a SentraDraft) {
        let need = &self.draft.needs[paid.need];
        (need, &self.draft.sentra[need.sentra])
    }

    /// What it pays in each year for the needs that `select` takes.
    pub(super) fn by_year(&self, select: impl Fn(&NeedDraft, &SentraDraft) -> bool) -> Vec<i64> {
        let mut sum = vec![0; self.years];
        for paid in &self.paid {
            let (need, sentra) = self.need(paid);
            if select(need, sentra) {
                sum[paid.year] += paid.total();
            }
        }
        sum
    }

    /// What it pays in all years for each of `places` places, of which `place` names one for each region.
    pub(super) fn by_place(&self, places: usize, place: impl Fn(usize) -> usize) -> Vec<i64> {
        let mut sum = vec![0; places];
        for paid in &self.paid {
            sum[place(self.need(paid).1.region)] += paid.total();
        }
        sum
    }
}

/// Pays needs in parts, year after year: each region gets its ceiling, less where last year's grant, the province or the nation do
/// not allow it. Nothing goes to support, so that its cap always holds.
pub(super) fn in_parts<'a>(draft: &'a Draft, money: &Ceilings) -> Reference<'a> {
    let years = money.nation.len();
    let mut open: Vec<i64> = draft.needs.iter().map(|n| if draft.payable(n) { n.cost } else { 0 }).collect();
    let mut before = vec![i64::MAX; draft.regions.len()];
    let mut paid = Vec::new();
    for year in 0..years {
        let limits = limits(draft, money, year, &before);
        for (region, &limit) in limits.iter().enumerate() {
            let from = paid.len();
            if limit > 0 {
                let with_own = !money.own.is_empty();
                let both = if with_own { limit + limit / 10 / UNIT * UNIT } else { limit };
                fill(draft, region, year, both, with_own, &mut open, &mut paid);
            }
            let dak: i64 = paid[from..].iter().map(|p: &Paid| p.dak).sum();
            // dak * 1.4 + step, the growth that the next year may have
            before[region] = dak / 10 * GROWTH_TENTHS + money.step;
        }
    }
    Reference { draft, years, paid }
}

/// What each region may get in `year`: its ceiling and its growth, cut down evenly where a province or the nation has less.
fn limits(draft: &Draft, money: &Ceilings, year: usize, growth: &[i64]) -> Vec<i64> {
    let cut = |amount: i64, have: i64, want: i64| -> i64 {
        if want <= have { amount } else { small(i128::from(amount) * i128::from(have) / i128::from(want)) }
    };
    let mut limits: Vec<i64> = (0..draft.regions.len())
        .map(|r| money.region[r].get(year).map_or(0, |&ceiling| ceiling.min(growth[r])))
        .collect();
    let mut wanted = vec![0; draft.provinces.len()];
    for (limit, &province) in limits.iter().zip(&draft.province_of) {
        wanted[province] += limit;
    }
    for (limit, &province) in limits.iter_mut().zip(&draft.province_of) {
        *limit = cut(*limit, money.province[province][year], wanted[province]);
    }
    let all: i64 = limits.iter().sum();
    limits.iter().map(|&limit| cut(limit, money.nation[year], all) / UNIT * UNIT).collect()
}

fn small(amount: i128) -> i64 {
    i64::try_from(amount).expect("a part of an amount that fits")
}

/// Spends up to `budget` in a region: one sentra after the other, its needs from a place that differs by sentra, none before the need
/// that goes before it is wholly paid.
fn fill(
    draft: &Draft,
    region: usize,
    year: usize,
    budget: i64,
    with_own: bool,
    open: &mut [i64],
    paid: &mut Vec<Paid>,
) {
    let mut left = budget;
    for sentra in draft.sentra_in[region].clone() {
        let needs = draft.sentra[sentra].needs.clone();
        for turn in 0..needs.len() {
            let index = needs.start + (sentra + turn) % needs.len();
            let need = &draft.needs[index];
            let waits = need.after.is_some_and(|before| open[before] > 0);
            if waits || need.activity == SUPPORT || !(need.first..=need.last).contains(&year) || open[index] == 0 {
                continue;
            }
            let amount = open[index].min(left);
            // Rounded up to a unit in each payment, so that the sum is at least a tenth of the DAK.
            let own = if with_own { (amount / UNIT + OWN_PART - 1) / OWN_PART * UNIT } else { 0 };
            paid.push(Paid { need: index, year, dak: amount - own, own });
            open[index] -= amount;
            left -= amount;
            if left == 0 {
                return;
            }
        }
    }
}
