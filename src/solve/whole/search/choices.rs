//! The ways to pay a need: what the search chooses among.
//!
//! ```text
//! choice 0         what is contracted, else nothing
//! whole            the rest of the cost by one payment; where a rule joins two sources, by both in the ratio of the rule, and by halves
//! at_least s       also the least share, by one payment
//! divisible        also a quarter, a half and three quarters, by one payment
//! ```
//! A need that may be spread over years or sources in other ways keeps these ways only: the search finds fewer plans than there are, never
//! one that is none.

use crate::id::{NeedId, YearId};
use crate::input::Funding;
use crate::model::{Kind, Need, Programme};
use crate::solve::whole::reach::Reach;
use crate::units::{PPM, Ratio, Rupiah};

/// No year of the horizon.
pub(super) const NEVER: u8 = u8::MAX;

/// One way to pay a need.
#[derive(Debug, Clone, Copy)]
pub(super) struct Choice {
    from: u32,
    to: u32,
    /// The first year in which it pays; [`NEVER`] if it pays nothing.
    pub(super) start: u8,
    /// The year by whose end the need is wholly paid; [`NEVER`] if it is not.
    pub(super) full: u8,
    /// Points that it earns, those for completion aside.
    pub(super) points: f64,
}

/// The choices of all needs.
#[derive(Debug)]
pub(super) struct Choices {
    /// The choices of need n: `starts[n]..starts[n + 1]`.
    starts: Vec<u32>,
    all: Vec<Choice>,
    parts: Vec<(u32, i64)>,
    /// Whether some need has no choice that its table allows: then there is no plan among these.
    pub(super) impossible: bool,
}

impl Choices {
    pub(super) fn new(programme: &Programme, reach: &Reach) -> Self {
        let ratios = ratios(programme);
        let mut choices = Self { starts: vec![0], all: Vec::new(), parts: Vec::new(), impossible: false };
        for (n, need) in programme.needs().iter().enumerate() {
            let mut ways = Ways::new(programme, NeedId::new(n), &ratios);
            ways.list();
            let is_admitted = |&(p, rupiah): &(u32, i64)| reach.admits(p as usize, Rupiah::new(rupiah).as_millions());
            ways.found.retain(|way| way.iter().all(is_admitted));
            choices.impossible |= !ways.base_holds && ways.found.is_empty();
            if ways.base_holds || ways.found.is_empty() {
                let base = ways.base();
                choices.push(programme, need, &base);
            }
            for way in &ways.found {
                choices.push(programme, need, way);
            }
            choices.starts.push(count(choices.all.len()));
        }
        choices
    }

    fn push(&mut self, programme: &Programme, need: &Need, way: &[(u32, i64)]) {
        let from = count(self.parts.len());
        self.parts.extend_from_slice(way);
        let payment = |p: u32| &programme.payments()[p as usize];
        let paid: i64 = way.iter().map(|&(_, rupiah)| rupiah).sum();
        let year = |p: u32| u8::try_from(payment(p).year.index()).expect("at most 64 years");
        let (start, last) = way.iter().fold((NEVER, 0), |(a, b), &(p, _)| (a.min(year(p)), b.max(year(p))));
        let full = if paid > 0 && paid >= need.cost.get() { last } else { NEVER };
        let points = way.iter().map(|&(p, rupiah)| programme.benefit_per_rupiah(payment(p)) * rupiah as f64).sum();
        self.all.push(Choice { from, to: count(self.parts.len()), start, full, points });
    }

    /// How many choices `need` has; 1 or more.
    pub(super) fn count(&self, need: u32) -> usize {
        (self.starts[need as usize + 1] - self.starts[need as usize]) as usize
    }

    /// Choice `choice` of `need`.
    pub(super) fn get(&self, need: u32, choice: u16) -> &Choice {
        &self.all[self.starts[need as usize] as usize + usize::from(choice)]
    }

    /// All choices of `need`.
    pub(super) fn of(&self, need: u32) -> &[Choice] {
        &self.all[self.starts[need as usize] as usize..self.starts[need as usize + 1] as usize]
    }

    /// The choice of `need` that wholly pays it by payment `p` alone.
    pub(super) fn by_payment(&self, need: u32, p: u32) -> Option<u16> {
        let alone = |c: &Choice| c.full != NEVER && matches!(self.parts(c), [(q, _)] if *q == p);
        self.of(need).iter().zip(0..).find(|(choice, _)| alone(choice)).map(|(_, number)| number)
    }

    /// What `choice` pays: payments and rupiah, all above 0.
    pub(super) fn parts(&self, choice: &Choice) -> &[(u32, i64)] {
        &self.parts[choice.from as usize..choice.to as usize]
    }
}

/// A place as it is stored.
pub(super) fn count(place: usize) -> u32 {
    u32::try_from(place).expect("the model refuses tables of 2^32 rows")
}

/// Ratios in which rules join two sources: `(source, to, ratio)`.
fn ratios(programme: &Programme) -> Vec<(usize, usize, Ratio)> {
    let mut ratios = Vec::new();
    for rule in programme.rules() {
        let Kind::Match { source, to, bounds } = &rule.kind else { continue };
        let years = (0..programme.years().len()).map(|t| Some(YearId::new(t)));
        for year in years.chain([None]) {
            let stated = [bounds.at_least.get(year), bounds.exactly.get(year)].into_iter().flatten();
            ratios.extend(stated.map(|ratio| (source.index(), to.index(), ratio)));
        }
    }
    ratios.sort_unstable();
    ratios.dedup();
    ratios
}

/// The ways to pay one need, under construction.
struct Ways<'a> {
    programme: &'a Programme,
    need: &'a Need,
    ratios: &'a [(usize, usize, Ratio)],
    /// Contracted rupiah by payment of the need.
    contracted: Vec<i64>,
    base_holds: bool,
    found: Vec<Vec<(u32, i64)>>,
}

/// Choices of a need at most: more would only slow the search.
const MOST: usize = 200;

impl<'a> Ways<'a> {
    fn new(programme: &'a Programme, id: NeedId, ratios: &'a [(usize, usize, Ratio)]) -> Self {
        let need = &programme.needs()[id.index()];
        let contracted = need.payments.clone().map(|p| programme.contracted()[p].get()).collect();
        let mut ways = Self { programme, need, ratios, contracted, base_holds: false, found: Vec::new() };
        ways.base_holds = ways.holds(&ways.contracted);
        ways
    }

    fn base(&self) -> Vec<(u32, i64)> {
        self.paid(&self.contracted)
    }

    fn paid(&self, amounts: &[i64]) -> Vec<(u32, i64)> {
        let payments = self.need.payments.clone().zip(amounts);
        payments.filter(|&(_, &rupiah)| rupiah > 0).map(|(p, &rupiah)| (count(p), rupiah)).collect()
    }

    /// Whether the table of needs allows `amounts`.
    fn holds(&self, amounts: &[i64]) -> bool {
        let unit = self.programme.unit().get();
        let paid: i64 = amounts.iter().sum();
        let cost = self.need.cost.get();
        let funding = match self.need.funding {
            Funding::Divisible => true,
            Funding::Whole => paid == 0 || paid == cost,
            Funding::AtLeast(share) => paid == 0 || paid >= least_paid(cost, share),
        };
        let years = self.need.payments.clone().zip(amounts).filter(|&(_, &rupiah)| rupiah > 0);
        let mut years = years.map(|(p, _)| self.programme.payments()[p].year);
        let first = years.next();
        let one_year = !self.need.one_year || years.all(|year| Some(year) == first);
        let kept = amounts.iter().zip(&self.contracted).all(|(a, b)| a >= b);
        funding && one_year && kept && paid <= cost && amounts.iter().all(|rupiah| rupiah % unit == 0)
    }

    fn add(&mut self, amounts: &[i64]) {
        if self.found.len() < MOST && amounts.iter().any(|&rupiah| rupiah > 0) && self.holds(amounts) {
            let way = self.paid(amounts);
            if way != self.base() && !self.found.contains(&way) {
                self.found.push(way);
            }
        }
    }

    fn list(&mut self) {
        let unit = self.programme.unit().get();
        let cost = self.need.cost.get();
        let contracted: i64 = self.contracted.iter().sum();
        let (cost, rest) = (cost - cost.rem_euclid(unit), cost - contracted);
        let mut totals = vec![cost];
        match self.need.funding {
            Funding::Whole => {}
            Funding::AtLeast(share) => {
                totals.push(up(least_paid(self.need.cost.get(), share), unit));
            }
            Funding::Divisible => totals.extend([3, 2, 1].map(|quarters| cost / 4 * quarters / unit * unit)),
        }
        if rest <= 0 {
            return;
        }
        let payments = self.programme.payments();
        for total in totals {
            for k in 0..self.contracted.len() {
                let mut amounts = self.contracted.clone();
                amounts[k] += (total - contracted).max(0);
                self.add(&amounts);
            }
            for a in 0..self.contracted.len() {
                for b in 0..self.contracted.len() {
                    let (from, to) = (payments[self.need.payments.start + a], payments[self.need.payments.start + b]);
                    if a != b && from.year == to.year {
                        self.split(total - contracted, (a, from.source.index()), (b, to.source.index()));
                    }
                }
            }
        }
    }

    /// `total` on top of what is contracted by two sources: in each ratio that a rule states, and by halves.
    fn split(&mut self, total: i64, (a, from): (usize, usize), (b, to): (usize, usize)) {
        let unit = self.programme.unit().get();
        let stated = self.ratios.iter().filter(|(source, other, _)| (*source, *other) == (from, to));
        let mut parts: Vec<i64> = stated
            .filter_map(|(_, _, ratio)| {
                // The part of `to` whose match is the rest: floor(total / (1 + ratio)).
                let ppm = i128::from(PPM);
                let part = i128::from(total) * ppm / (ppm + i128::from(ratio.ppm()));
                i64::try_from(part).ok()
            })
            .collect();
        if a < b {
            parts.push(total / 2);
        }
        for part in parts {
            let part = part / unit * unit;
            if part > 0 && part < total {
                let mut amounts = self.contracted.clone();
                amounts[b] += part;
                amounts[a] += total - part;
                self.add(&amounts);
            }
        }
    }
}

/// `share * cost`, up to whole rupiah.
fn least_paid(cost: i64, share: f64) -> i64 {
    let ppm = Ratio::from_decimal(share).map_or(PPM, Ratio::ppm);
    let parts = i128::from(ppm) * i128::from(cost);
    i64::try_from(-(-parts).div_euclid(i128::from(PPM))).unwrap_or(i64::MAX)
}

fn up(rupiah: i64, unit: i64) -> i64 {
    -(-rupiah).div_euclid(unit) * unit
}

/// Whether `later` may be chosen for a need that comes after one with `before`: its share is never the larger, at the end of any year.
pub(super) fn in_order(
    programme: &Programme,
    choices: &Choices,
    (later, later_need): (&Choice, u32),
    (before, before_need): (&Choice, u32),
) -> bool {
    if later.start == NEVER || before.full <= later.start {
        return true;
    }
    let cost = |need: u32| i128::from(programme.needs()[need as usize].cost.get());
    let paid = |choice: &Choice, year: usize| -> i128 {
        let parts = choices.parts(choice).iter();
        let parts = parts.filter(|&&(p, _)| programme.payments()[p as usize].year.index() <= year);
        parts.map(|&(_, rupiah)| i128::from(rupiah)).sum()
    };
    let years = usize::from(later.start)..programme.years().len();
    years.into_iter().all(|t| paid(later, t) * cost(before_need) <= paid(before, t) * cost(later_need))
}
