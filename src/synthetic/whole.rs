//! Whole-number programmes: a reference plan of whole needs, and the rules around it.

use super::draft::{DRY, Draft, KINDS, PACKAGING, SECTORS, SUPPORT};
use super::money::Ceilings;
use super::reference::{Paid, Reference};
use super::rules::{by_year, of_dak, of_sector, rule, share_below};
use super::{Money, Spec};
use crate::input::{Bound, Counting, OneOrMany, PerKey, Rule, RuleName, Selector, What};
use crate::random::Random;

/// A region gets nothing in a year, or at least this.
const LEAST_GRANT: i64 = 500_000_000;
/// A sentra is funded in the pilot if it gets at least this.
const LEAST_FUNDED: i64 = 100_000_000;
/// Sentra of each sector in the pilot.
const PILOT: usize = 3;
/// Regions that got a grant in the leanest and the widest of the known years.
const REGIONS: (usize, usize) = (56, 149);
/// The same for a programme of fewer sentra than [`SMALL`], where the money is not the published one.
const FEW_REGIONS: (usize, usize) = (20, 60);
const SMALL: usize = 1000;
/// Room on both sides of what the reference plan has: whole needs do not fit as closely as parts.
const FLOOR_PART: f64 = 0.8;
const CAP_PART: f64 = 1.25;

/// The reference plan with what only whole programmes count.
pub(super) struct WholeReference<'a> {
    plan: Reference<'a>,
    /// Funded regions in each year.
    regions: Vec<usize>,
    /// Sentra of each sector in the pilot; the same for all.
    pilot: usize,
}

#[cfg(test)]
impl WholeReference<'_> {
    /// What it pays.
    pub(super) fn into_paid(self) -> Vec<Paid> {
        self.plan.paid
    }
}

/// What is left to spend while the reference plan is made.
struct Purse<'a> {
    draft: &'a Draft,
    year: usize,
    nation: i64,
    province: Vec<i64>,
    done: &'a mut Vec<bool>,
    paid: &'a mut Vec<Paid>,
}

impl Purse<'_> {
    /// Pays whole needs of `sentra` (all in `region`) until `enough` is reached, if together they are a grant of the least size
    /// within `ceiling`; else pays nothing.
    fn grant(&mut self, region: usize, sentra: std::ops::Range<usize>, ceiling: i64, enough: i64) -> bool {
        let province = self.draft.province_of[region];
        let budget = ceiling.min(self.province[province]).min(self.nation);
        let from = self.paid.len();
        let mut spent = 0;
        for index in self.draft.sentra[sentra].iter().flat_map(|s| s.needs.clone()) {
            let need = &self.draft.needs[index];
            let waits = need.after.is_some_and(|before| !self.done[before]);
            let in_window = (need.first..=need.last).contains(&self.year);
            if spent >= enough || waits || !in_window || self.done[index] || need.activity == SUPPORT {
                continue;
            }
            if self.draft.payable(need) && spent + need.cost <= budget {
                self.done[index] = true;
                spent += need.cost;
                self.paid.push(Paid { need: index, year: self.year, dak: need.cost, own: 0 });
            }
        }
        if spent < LEAST_GRANT {
            for paid in self.paid.drain(from..) {
                self.done[paid.need] = false;
            }
            return false;
        }
        self.nation -= spent;
        self.province[province] -= spent;
        true
    }
}

/// A plan of whole needs: a pilot of as many sentra in each sector, then grants to regions in random order.
pub(super) fn reference<'a>(spec: &Spec, draft: &'a Draft, money: &Ceilings) -> WholeReference<'a> {
    let random = &mut Random::new(spec.seed, 4);
    let mut order: Vec<usize> = (0..draft.sentra.len()).collect();
    random.shuffle(&mut order);
    let mut region_order: Vec<usize> = (0..draft.regions.len()).filter(|&r| !money.region[r].is_empty()).collect();
    let (few, many) = regions_wanted(spec);
    let mut done = vec![false; draft.needs.len()];
    let mut paid = Vec::new();
    let mut regions = Vec::new();
    let mut pilot = PILOT;
    for year in 0..spec.years {
        let province = money.province.iter().map(|years| years[year]).collect();
        let mut purse = Purse { draft, year, nation: money.nation[year], province, done: &mut done, paid: &mut paid };
        let mut funded = 0;
        if year == 0 {
            pilot = start_pilot(&mut purse, &order, money);
            funded = pilot * SECTORS.len();
        } else {
            random.shuffle(&mut region_order);
            for &region in &region_order {
                let mut ceiling = money.region[region][year];
                if spec.money != Money::Published {
                    // No grant so large that too few regions would get one.
                    ceiling = ceiling.min(money.nation[year] / i64::try_from(few).expect("some tens"));
                }
                if funded < many && purse.grant(region, draft.sentra_in[region].clone(), ceiling, i64::MAX) {
                    funded += 1;
                }
            }
        }
        regions.push(funded);
    }
    WholeReference { plan: Reference { draft, years: spec.years, paid }, regions, pilot }
}

/// How many regions should get a grant in a year, at least and at most.
fn regions_wanted(spec: &Spec) -> (usize, usize) {
    if spec.money != Money::Published && spec.sentra < SMALL { FEW_REGIONS } else { REGIONS }
}

/// Pays up to [`PILOT`] sentra of each sector, each in a region of its own, and gives how many each sector has: the same for all.
fn start_pilot(purse: &mut Purse<'_>, order: &[usize], money: &Ceilings) -> usize {
    let draft = purse.draft;
    let mut taken = vec![false; draft.regions.len()];
    // In turns, so that no sector uses up the money or the regions of another.
    for turn in 0..PILOT {
        let from = purse.paid.len();
        let before = (purse.nation, purse.province.clone());
        for sector in 0..SECTORS.len() {
            let found = order.iter().copied().find(|&index| {
                let sentra = &draft.sentra[index];
                KINDS[sentra.kind].2 == sector
                    && !taken[sentra.region]
                    && purse.grant(sentra.region, index..index + 1, money.region[sentra.region][0], LEAST_GRANT)
            });
            let Some(found) = found else {
                for paid in purse.paid.drain(from..) {
                    purse.done[paid.need] = false;
                }
                (purse.nation, purse.province) = before;
                return turn;
            };
            taken[draft.sentra[found].region] = true;
        }
    }
    PILOT
}

/// All rules.
pub(super) fn rules(spec: &Spec, reference: &WholeReference<'_>) -> Vec<Rule> {
    let plan = &reference.plan;
    let all = plan.by_year(|_, _| true);
    let of = |part: &[i64], whole: &[i64]| {
        let floor = by_year(
            spec,
            (0..spec.years).map(|t| Some(share_below(part[t], whole[t], FLOOR_PART)).filter(|f| *f > 0.0)),
        );
        let cap = by_year(spec, (0..spec.years).map(|t| cap(part[t], whole[t])));
        (floor, cap)
    };
    let mut rules = Vec::new();
    for (index, (code, name)) in SECTORS.iter().enumerate() {
        let (at_least, at_most) = of(&plan.by_year(|_, sentra| KINDS[sentra.kind].2 == index), &all);
        if at_least.is_some() || at_most.is_some() {
            rules.push(Rule {
                of: of_sector(code, None),
                at_least,
                at_most,
                per: vec![PerKey::Year],
                ..rule(
                    format!("sector-{code}"),
                    RuleName::Share,
                    format!("Share of sector {code} in a year's money"),
                    format!("Bagian sektor {name} dari uang setahun"),
                )
            });
        }
    }
    let (dry, _) = of(&plan.by_year(|_, sentra| sentra.kind == DRY), &all);
    rules.extend(dry.map(|bound| Rule {
        of: of_sector("pangan.kering", None),
        at_least: Some(bound),
        per: vec![PerKey::Year],
        ..rule(
            "dry-food",
            RuleName::Share,
            "Dry food has its part of a year's money",
            "Pangan kering mendapat bagian dari uang setahun",
        )
    }));
    let food = plan.by_year(|_, sentra| KINDS[sentra.kind].2 == 0);
    let (packed, _) = of(&plan.by_year(|need, sentra| need.activity == PACKAGING && KINDS[sentra.kind].2 == 0), &food);
    rules.extend(packed.map(|bound| Rule {
        of: of_sector("pangan", Some("packaging")),
        within: Some(of_sector("pangan", None)),
        at_least: Some(bound),
        per: vec![PerKey::Year],
        ..rule(
            "food-packaging",
            RuleName::Share,
            "Packaging has its part of the money for food",
            "Kemasan mendapat bagian dari uang untuk pangan",
        )
    }));
    rules.push(Rule {
        of: Selector { activity: Some(OneOrMany::One("support".into())), ..of_dak() },
        within: Some(of_dak()),
        at_most: Some(0.05.into()),
        per: vec![PerKey::Region, PerKey::Year],
        ..rule(
            "support-cap",
            RuleName::Share,
            "Support takes at most 5 % of a region's DAK in a year",
            "Penunjang paling banyak 5 % dari DAK daerah dalam setahun",
        )
    });
    rules.push(Rule {
        of: of_dak(),
        zero_or_at_least: Some((LEAST_GRANT as f64).into()),
        per: vec![PerKey::Region, PerKey::Year],
        ..rule(
            "least-grant",
            RuleName::Amount,
            "A region gets nothing in a year, or at least Rp 500 million",
            "Suatu daerah mendapat nol atau paling sedikit Rp 500 juta dalam setahun",
        )
    });
    rules.extend(counts(spec, reference));
    rules
}

fn cap(part: i64, whole: i64) -> Option<f64> {
    if whole == 0 {
        return None;
    }
    let share = (part as f64 / whole as f64 * CAP_PART * 1000.0).ceil() / 1000.0;
    (share > 0.0 && share < 1.0).then_some(share)
}

/// How many regions get a grant after the first year, and the pilot of the first year.
fn counts(spec: &Spec, reference: &WholeReference<'_>) -> Vec<Rule> {
    let mut rules = Vec::new();
    let later = || (0..spec.years).map(|t| (t > 0).then(|| reference.regions[t]));
    let (least, most) = regions_wanted(spec);
    let (few, many) = match spec.money {
        Money::Published => (
            by_year(spec, later().map(|n| n.map(|n| least.min(n * 4 / 5) as f64))),
            by_year(spec, later().map(|n| n.map(|n| most.min(n * 5 / 4 + 1) as f64))),
        ),
        Money::Tight | Money::Loose => (
            by_year(spec, later().map(|n| n.map(|n| least.min(n) as f64))),
            by_year(spec, later().map(|n| n.map(|_| most as f64))),
        ),
    };
    if few.is_some() {
        rules.push(Rule {
            what: Some(What::Region),
            of: of_dak(),
            at_least: few,
            at_most: many,
            least: Some(LEAST_GRANT as f64),
            per: vec![PerKey::Year],
            ..rule(
                "regions",
                RuleName::Count,
                "So many regions get a grant in a year",
                "Sekian daerah mendapat alokasi dalam setahun",
            )
        });
    }
    if reference.pilot > 0 {
        rules.push(Rule {
            what: Some(What::Sentra),
            counting: Some(Counting::Funded),
            of: Selector { year: Some(OneOrMany::One(spec.first_year)), ..Selector::default() },
            exactly: Some(Bound::Same(reference.pilot as f64)),
            least: Some(LEAST_FUNDED as f64),
            per: vec![PerKey::Sector],
            ..rule(
                "pilot",
                RuleName::Count,
                "The first year is a pilot: as many sentra in each sector",
                "Tahun pertama adalah percontohan: jumlah sentra sama di tiap sektor",
            )
        });
    }
    rules
}
