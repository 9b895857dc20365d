//! What arithmetic shows before anything is solved: contradictions that one sum tells.
//!
//! ```text
//! floor      asked > 0 where nothing can be paid; asked > cost of what is meant; asked > what ceilings leave
//! shares     floors of parts without a payment in common, of the same money: sum > 1, so that nothing may be spent there
//!            floor above a cap of the same share, likewise
//! contracts  sum under a ceiling > ceiling
//! count      k > how many can count at all; k * least > what ceilings and costs leave
//! ```
//! What ceilings leave for a set of payments: its payments' costs, cut by the ceilings region by region, then province, then nation, for each year
//! and source. Only hard rules are looked at. All but `shares` mean that there is no plan.

use std::collections::BTreeMap;

use crate::id::{CeilingId, PaymentId, RuleId};
use crate::input::{Counting, What};
use crate::model::groups::{Group, groups};
use crate::model::{Bounds, Kind, Place, Programme};
use crate::units::{PPM, Ratio, Rupiah};
use crate::words::Names;
use crate::words::arithmetic::Sum;

/// Ceilings by place, year and source.
type Ceilings = BTreeMap<(Place, usize, usize), Rupiah>;

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
    for (id, rule) in programme.rule_ids().zip(programme.rules()).filter(|(_, rule)| rule.penalty.is_none()) {
        let limits = Limits { programme, ceilings: &ceilings };
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
}

impl Limits<'_> {
    /// What the needs of `payments`, which are in order, cost.
    fn costs(&self, payments: &[PaymentId]) -> Rupiah {
        let need = |p: &PaymentId| self.programme.payments()[p.index()].need;
        let each = payments.chunk_by(|a, b| need(a) == need(b));
        each.map(|own| self.programme.needs()[need(&own[0]).index()].cost).sum()
    }

    /// What ceilings leave for `payments`.
    fn ceilings(&self, payments: &[PaymentId]) -> Rupiah {
        let mut sums: BTreeMap<(Place, usize, usize), Rupiah> = BTreeMap::new();
        for &p in payments {
            let payment = self.programme.payments()[p.index()];
            let region = Place::Region(self.programme.region_of(payment.need));
            let cost = self.programme.needs()[payment.need.index()].cost;
            *sums.entry((region, payment.year.index(), payment.source.index())).or_default() += cost;
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
        let most = self.ceilings(&group.of);
        (asked > most).then(|| Sum::AboveCeilings { rule: rule(), asked, most })
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
        if counting == Counting::Completed {
            let items = group.of.chunk_by(|a, b| item(a) == item(b));
            let there = items.filter(|own| self.can_be_complete(own)).count();
            return (there < asked).then(|| Sum::TooFew { rule: rule(), asked, there });
        }
        // Payments are sorted by need, needs by sentra, sentra by region.
        let items = group.of.chunk_by(|a, b| item(a) == item(b));
        let there = items.filter(|own| self.costs(own).min(self.ceilings(own)) >= least).count();
        if there < asked {
            return Some(Sum::TooFew { rule: rule(), asked, there });
        }
        let rupiah = Rupiah::new(least.get().saturating_mul(i64::try_from(asked).unwrap_or(i64::MAX)));
        let most = self.costs(&group.of).min(self.ceilings(&group.of));
        (rupiah > most).then(|| Sum::TooDear { rule: rule(), asked, rupiah, most })
    }

    /// Whether the sentra of `own`, its payments, has essential needs, all of which can be paid.
    fn can_be_complete(&self, own: &[PaymentId]) -> bool {
        let Some(first) = own.first() else { return false };
        let sentra = self.programme.sentra_of(self.programme.payments()[first.index()].need);
        let mut essential =
            self.programme.needs()[sentra.needs.clone()].iter().filter(|need| need.essential).peekable();
        essential.peek().is_some() && essential.all(|need| !need.payments.is_empty())
    }
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
