//! What arithmetic shows before anything is solved: contradictions that one sum tells.
//!
//! ```text
//! floor      asked > 0 where nothing can be paid; asked > cost of what is meant; asked > what ceilings leave; the same with whole needs
//! shares     floors of parts without a payment in common, of the same money: sum > 1, so that nothing may be spent there
//!            floor above a cap of the same share, likewise
//! contracts  sum under a ceiling > ceiling
//! count      k > how many can count at all, region by region; the k that take least > what ceilings and costs leave
//! ```
//! What ceilings leave for a set of payments: its payments' costs, cut by the ceilings region by region, then province, then nation, for each year
//! and source. With whole needs: in place of costs what each need can be paid (`payable`). Only hard rules are looked at. All but `shares` mean that there
//! is no plan.

use std::collections::BTreeMap;

use crate::conflict::payable::{Ceilings, Payable};
use crate::id::{CeilingId, NeedId, PaymentId, RegionId, RuleId};
use crate::input::{Counting, What};
use crate::model::groups::{Group, groups};
use crate::model::{Bounds, Kind, Place, Programme};
use crate::units::{PPM, Ratio, Rupiah};
use crate::words::Names;
use crate::words::arithmetic::Sum;

/// All that is found in `programme`.
#[must_use]
pub(super) fn find(programme: &Programme) -> Vec<Sum> {
    let ceilings: Ceilings = programme
        .ceilings()
        .iter()
        .map(|ceiling| ((ceiling.place, ceiling.year.index(), ceiling.source.index()), ceiling.rupiah))
        .collect();
    let mut found = contracts(programme);
    let (mut floors, mut caps) = (Vec::new(), Vec::new());
    let payable = Payable::new(programme, &ceilings);
    for (id, rule) in programme.rule_ids().zip(programme.rules()).filter(|(_, rule)| rule.penalty.is_none()) {
        let limits = Limits { programme, ceilings: &ceilings, payable: &payable };
        for group in groups(programme, rule) {
            match &rule.kind {
                Kind::Amount(bounds) => {
                    let asked = floor(bounds, &group);
                    found.extend(asked.and_then(|asked| limits.floor(id, &group, asked)));
                }
                Kind::Coverage(bounds) => {
                    let asked = floor(bounds, &group).map(|share| {
                        let product = i128::from(share.ppm()) * i128::from(limits.costs(&group.of).get());
                        Rupiah::new(i64::try_from(product / i128::from(PPM)).unwrap_or(i64::MAX))
                    });
                    found.extend(asked.and_then(|asked| limits.floor(id, &group, asked)));
                }
                Kind::Share { bounds, .. } => {
                    let year = group.key.year;
                    let cap = bounds.at_most.get(year).or_else(|| bounds.exactly.get(year));
                    let floor = floor(bounds, &group).filter(|share| share.ppm() > 0);
                    caps.extend(cap.map(|share| Floor { id, group: group.clone(), share }));
                    floors.extend(floor.map(|share| Floor { id, group, share }));
                }
                Kind::Count { what, counting, least, bounds } => {
                    let asked = floor(bounds, &group).map(|number| number as usize);
                    let asked = asked.filter(|&asked| asked > 0);
                    found.extend(asked.and_then(|asked| limits.count(id, &group, asked, *what, *counting, *least)));
                }
                Kind::Growth { .. } | Kind::Match { .. } | Kind::Together | Kind::Exclusive | Kind::Stability(_) => {}
            }
        }
    }
    found.extend(apart(programme, &floors, &caps));
    found.extend(shares(programme, floors));
    found
}

/// The lower bound of `bounds` in `group`.
fn floor<T: Copy>(bounds: &Bounds<T>, group: &Group) -> Option<T> {
    bounds.at_least.get(group.key.year).or_else(|| bounds.exactly.get(group.key.year))
}

/// Contracts that come to more than a ceiling.
fn contracts(programme: &Programme) -> Vec<Sum> {
    if programme.contracted().iter().all(|&rupiah| rupiah == Rupiah::ZERO) {
        return Vec::new();
    }
    let mut under: BTreeMap<(Place, usize, usize), Rupiah> = BTreeMap::new();
    for (payment, &rupiah) in programme.payments().iter().zip(programme.contracted()) {
        let (region, province) = (programme.region_of(payment.need), programme.province_of(payment.need));
        for place in [Place::Nation, Place::Province(province), Place::Region(region)] {
            *under.entry((place, payment.year.index(), payment.source.index())).or_default() += rupiah;
        }
    }
    let each = programme.ceilings().iter().enumerate().filter_map(|(c, ceiling)| {
        let contracted = *under.get(&(ceiling.place, ceiling.year.index(), ceiling.source.index()))?;
        let name = || Names::new(programme).ceiling(CeilingId::new(c));
        let rupiah = ceiling.rupiah;
        (contracted > rupiah).then(|| Sum::ContractsAboveCeiling { ceiling: name(), rupiah, contracted })
    });
    each.collect()
}

/// What can be paid at most.
struct Limits<'a> {
    programme: &'a Programme,
    ceilings: &'a Ceilings,
    payable: &'a Payable,
}

impl Limits<'_> {
    /// What the needs of `payments`, which are in order, cost.
    fn costs(&self, payments: &[PaymentId]) -> Rupiah {
        let need = |p: &PaymentId| self.programme.payments()[p.index()].need;
        let each = payments.chunk_by(|a, b| need(a) == need(b));
        each.map(|own| self.programme.needs()[need(&own[0]).index()].cost).sum()
    }

    /// The most that the needs of `payments` can be paid, each by itself.
    fn payable(&self, payments: &[PaymentId]) -> Rupiah {
        let need = |p: &PaymentId| self.programme.payments()[p.index()].need;
        let each = payments.chunk_by(|a, b| need(a) == need(b));
        each.map(|own| self.payable.most[need(&own[0]).index()]).sum()
    }

    /// What ceilings leave for `payments`, of whose needs each can be paid `most` at most.
    fn ceilings(&self, payments: &[PaymentId], most: impl Fn(usize) -> Rupiah) -> Rupiah {
        let mut sums: BTreeMap<(Place, usize, usize), Rupiah> = BTreeMap::new();
        for &p in payments {
            let payment = self.programme.payments()[p.index()];
            let region = Place::Region(self.programme.region_of(payment.need));
            *sums.entry((region, payment.year.index(), payment.source.index())).or_default() +=
                most(payment.need.index());
        }
        let up = |place: Place| match place {
            Place::Region(region) => Place::Province(self.programme.regions()[region.index()].province),
            _ => Place::Nation,
        };
        for _ in 0..2 {
            let mut above: BTreeMap<(Place, usize, usize), Rupiah> = BTreeMap::new();
            for ((place, year, source), sum) in sums {
                let cut = self.cut((place, year, source), sum);
                *above.entry((up(place), year, source)).or_default() += cut;
            }
            sums = above;
        }
        sums.into_iter().map(|(key, sum)| self.cut(key, sum)).sum()
    }

    /// What can be paid by `payments` with whole needs, under their ceilings.
    fn whole(&self, payments: &[PaymentId]) -> Rupiah {
        self.payable(payments).min(self.ceilings(payments, |need| self.payable.most[need]))
    }

    fn cut(&self, key: (Place, usize, usize), sum: Rupiah) -> Rupiah {
        self.ceilings.get(&key).map_or(sum, |&ceiling| sum.min(ceiling))
    }

    fn named(&self, id: RuleId, group: &Group) -> crate::words::phrase::Rule {
        Names::new(self.programme).rule(id, &group.key)
    }

    /// What is wrong with a floor of `asked`.
    fn floor(&self, id: RuleId, group: &Group, asked: Rupiah) -> Option<Sum> {
        let rule = || self.named(id, group);
        if asked <= Rupiah::ZERO {
            return None;
        }
        if group.of.is_empty() {
            return Some(Sum::NothingPayable { rule: rule(), asked });
        }
        let most = self.costs(&group.of);
        if asked > most {
            return Some(Sum::AboveCosts { rule: rule(), asked, most });
        }
        let most = self.ceilings(&group.of, |need| self.programme.needs()[need].cost);
        if asked > most {
            return Some(Sum::AboveCeilings { rule: rule(), asked, most });
        }
        let most = self.whole(&group.of);
        (asked > most).then(|| Sum::AboveWhole { rule: rule(), asked, most })
    }

    /// What is wrong with a count of at least `asked`.
    fn count(
        &self,
        id: RuleId,
        group: &Group,
        asked: usize,
        what: What,
        counting: Counting,
        least: Rupiah,
    ) -> Option<Sum> {
        let rule = || self.named(id, group);
        let item = |p: &PaymentId| {
            let need = self.programme.payments()[p.index()].need;
            match what {
                What::Need => need.index(),
                What::Sentra => self.programme.needs()[need.index()].sentra.index(),
                What::Region => self.programme.region_of(need).index(),
            }
        };
        // Payments are sorted by need, needs by sentra, sentra by region.
        let items = group.of.chunk_by(|a, b| item(a) == item(b));
        if counting == Counting::Completed {
            let there = items.filter(|own| self.can_be_complete(own)).count();
            return (there < asked).then(|| Sum::TooFew { rule: rule(), asked, there });
        }
        // What each item takes at least, with the region that it is in.
        let region = |p: &PaymentId| self.programme.region_of(self.programme.payments()[p.index()].need);
        let mut takes: Vec<(RegionId, Rupiah)> = items
            .filter(|own| self.whole(own) >= least)
            .map(|own| (region(&own[0]), least.max(self.least(own))))
            .collect();
        // In each region as many as its money is enough for, those that take least first.
        let mut there = 0;
        for own in group.of.chunk_by(|a, b| region(a) == region(b)) {
            let here = takes.iter().filter(|(place, _)| *place == region(&own[0])).map(|(_, rupiah)| *rupiah);
            there += enough_for(here.collect(), self.whole(own));
        }
        if there < asked {
            return Some(Sum::TooFew { rule: rule(), asked, there });
        }
        takes.sort_by_key(|(_, rupiah)| *rupiah);
        let rupiah = takes.iter().take(asked).map(|(_, rupiah)| *rupiah).sum();
        let most = self.whole(&group.of);
        (rupiah > most).then(|| Sum::TooDear { rule: rule(), asked, rupiah, most })
    }

    /// The least that any need that can be paid takes of `payments`: what it takes at all, where it can take it nowhere else.
    fn least(&self, payments: &[PaymentId]) -> Rupiah {
        let need = |p: &PaymentId| self.programme.payments()[p.index()].need.index();
        let least = |own: &[PaymentId]| {
            let n = need(&own[0]);
            let row = &self.programme.needs()[n];
            let all_here = row.one_year || own.len() == row.payments.len();
            if all_here { self.payable.least[n] } else { self.programme.unit() }
        };
        let each = payments.chunk_by(|a, b| need(a) == need(b));
        let payable = each.filter(|own| self.payable.most[need(&own[0])] > Rupiah::ZERO);
        payable.map(least).min().unwrap_or_default()
    }

    /// Whether the sentra of `own`, its payments, has essential needs, all of which can be paid.
    fn can_be_complete(&self, own: &[PaymentId]) -> bool {
        let Some(first) = own.first() else { return false };
        let sentra = self.programme.sentra_of(self.programme.payments()[first.index()].need);
        let needs = sentra.needs.clone().filter(|&n| self.programme.needs()[n].essential);
        let mut essential = needs.map(NeedId::new).peekable();
        let can_be_paid = |need: &NeedId| self.payable.most[need.index()] == self.programme.needs()[need.index()].cost;
        essential.peek().is_some() && essential.all(|need| can_be_paid(&need))
    }
}

/// How many of `takes` can be paid with `rupiah`.
fn enough_for(mut takes: Vec<Rupiah>, rupiah: Rupiah) -> usize {
    takes.sort_unstable();
    let mut left = rupiah;
    let fits = |take: &&Rupiah| {
        let fits = **take <= left;
        left -= **take;
        fits
    };
    takes.iter().take_while(fits).count()
}

/// Floors above a cap of the same share of the same money.
fn apart(programme: &Programme, floors: &[Floor], caps: &[Floor]) -> Vec<Sum> {
    let mut known: BTreeMap<(&[PaymentId], &[PaymentId]), &Floor> = BTreeMap::new();
    for cap in caps.iter().filter(|cap| !cap.group.within.is_empty()) {
        let lowest = known.entry((&cap.group.of, &cap.group.within)).or_insert(cap);
        if cap.share.ppm() < lowest.share.ppm() {
            *lowest = cap;
        }
    }
    let names = Names::new(programme);
    let of = |floor: &Floor| {
        let cap = *known.get(&(floor.group.of.as_slice(), floor.group.within.as_slice()))?;
        (cap.share.ppm() < floor.share.ppm()).then(|| Sum::FloorAboveCap {
            floor: Box::new(names.rule(floor.id, &floor.group.key)),
            least: floor.share.ppm(),
            cap: Box::new(names.rule(cap.id, &cap.group.key)),
            most: cap.share.ppm(),
        })
    };
    floors.iter().filter_map(of).collect()
}

/// A floor, or a cap, of a share in a group.
struct Floor {
    id: RuleId,
    group: Group,
    share: Ratio,
}

/// Floors that come to more than all there is.
fn shares(programme: &Programme, mut floors: Vec<Floor>) -> Vec<Sum> {
    floors.retain(|floor| floor.group.of.iter().all(|p| floor.group.within.binary_search(p).is_ok()));
    floors.sort_by(|a, b| a.group.within.cmp(&b.group.within).then(b.share.ppm().cmp(&a.share.ppm())));
    let mut found = Vec::new();
    for same in floors.chunk_by(|a, b| a.group.within == b.group.within).filter(|same| same.len() > 1) {
        // The largest first; one that shares a payment with those taken adds nothing that is sure.
        let mut taken: Vec<&Floor> = Vec::new();
        for floor in same {
            let apart = |other: &&Floor| floor.group.of.iter().all(|p| other.group.of.binary_search(p).is_err());
            if taken.iter().all(apart) {
                taken.push(floor);
            }
        }
        let ppm: i64 = taken.iter().map(|floor| floor.share.ppm()).sum();
        if ppm > PPM {
            let names = Names::new(programme);
            let rules = taken.iter().map(|floor| names.rule(floor.id, &floor.group.key)).collect();
            found.push(Sum::SharesAboveOne { rules, ppm });
        }
    }
    found
}
