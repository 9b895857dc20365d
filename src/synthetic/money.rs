//! Ceilings: the real totals of the years, scaled to the number of sentra, and a made-up split over provinces and regions.

use super::draft::Draft;
use super::indonesia;
use super::{Kind, Money, Spec};
use crate::random::Random;

const MILLION: i64 = 1_000_000;

/// Sum of all region ceilings over the nation's. Grants concentrate, so each region hopes for more than it can get on average.
const REGIONS_OVER_NATION: f64 = 1.67;

/// Least nation ceiling of a whole-number programme: below it a pilot in six sectors and grants of Rp 500 million have no room.
const LEAST_WHOLE: i64 = 30_000 * MILLION;

/// Least ceiling of an open region in a whole-number programme: three times the least grant.
const LEAST_WHOLE_REGION: i64 = 1_500 * MILLION;

/// How often a region that hopes for little is closed in a year: with the published money, and with more.
const CLOSED: f64 = 0.2;
const SELDOM_CLOSED: f64 = 0.03;

/// The nation's money over all costs where it is not the published one, its first year over the mean, and its last.
const NATION_OVER_COST: (f64, f64, f64) = (0.27, 0.85, 1.15);

/// Median of a region's ceilings over its costs where the nation's money is not the published one. Together they are about 1.8 times the
/// nation's money, but a bounded number of regions can take it.
const REGION_OVER_COST: f64 = 0.45;

/// How much more regions may take where the nation's money is to be short, and the least of an open region's ceiling then.
const LOOSE: (f64, i64) = (3.0, 5_000 * MILLION);

/// Ceilings in rupiah, by year.
pub(super) struct Ceilings {
    pub(super) nation: Vec<i64>,
    /// By province, then year.
    pub(super) province: Vec<Vec<i64>>,
    /// By region, then year; 0 = closed. Empty for a region without needs.
    pub(super) region: Vec<Vec<i64>>,
    /// Whether a closed year is told by the list of eligible years (else by a ceiling of zero).
    pub(super) listed: Vec<bool>,
    /// The region's own budget, by region, then year. Empty where there is no such source.
    pub(super) own: Vec<Vec<i64>>,
    /// What partners give for machinery and packaging, by province, then year. Empty where there is no such source.
    pub(super) partners: Vec<Vec<i64>>,
    /// What a region's DAK may grow by in a year beside a multiple of the year before.
    pub(super) step: i64,
}

fn whole_millions(rupiah: f64) -> i64 {
    #[allow(clippy::cast_possible_truncation)] // ceilings of a state budget, far below 2^53
    let millions = (rupiah / MILLION as f64).floor() as i64;
    millions * MILLION
}

/// Draws the ceilings.
pub(super) fn draw(spec: &Spec, draft: &Draft) -> Ceilings {
    let random = &mut Random::new(spec.seed, 2);
    let whole = spec.kind == Kind::Whole;
    let cost: Vec<f64> = draft
        .sentra_in
        .iter()
        .map(|range| {
            let needs = draft.sentra[range.clone()].iter().flat_map(|s| &draft.needs[s.needs.clone()]);
            needs.filter(|n| draft.payable(n)).map(|n| n.cost as f64).sum()
        })
        .collect();
    let nation = nation(spec, cost.iter().sum());
    let published = spec.money == Money::Published;
    let (low, high) = if published { (0.35, 2.5) } else { (0.11, 2.7) };
    let wish: Vec<f64> = cost.iter().map(|c| c * random.lognormal(0.5).clamp(low, high)).collect();
    let total = nation.iter().sum::<i64>() as f64;
    let scale = match spec.money {
        Money::Published => REGIONS_OVER_NATION * total / wish.iter().sum::<f64>(),
        Money::Tight => REGION_OVER_COST,
        Money::Loose => REGION_OVER_COST * LOOSE.0,
    };
    let least = match (whole, spec.money) {
        (false, _) => 5 * MILLION,
        (true, Money::Published | Money::Tight) => LEAST_WHOLE_REGION,
        (true, Money::Loose) => LOOSE.1,
    };
    let closed = if published { CLOSED } else { SELDOM_CLOSED };
    let live = cost.iter().filter(|c| **c > 0.0).count();
    let step = whole_millions(0.8 * total / nation.len() as f64 / live as f64).max(MILLION);

    let mut listed = Vec::with_capacity(cost.len());
    let region: Vec<Vec<i64>> = wish
        .iter()
        .map(|wish| {
            listed.push(random.chance(1.0 / 3.0));
            if *wish > 0.0 { region_years(random, wish * scale, &nation, step, closed, least) } else { Vec::new() }
        })
        .collect();

    let years = 0..nation.len();
    let by_province = |of: &[Vec<i64>]| -> Vec<Vec<i64>> {
        let mut sum = vec![vec![0; nation.len()]; draft.provinces.len()];
        for (amounts, &p) in of.iter().zip(&draft.province_of) {
            amounts.iter().zip(&mut sum[p]).for_each(|(amount, sum)| *sum += amount);
        }
        sum
    };
    let sums = by_province(&region);
    let province = sums
        .iter()
        .map(|sum| {
            let part = (0.72 + 0.15 * random.normal()).clamp(0.45, 1.1);
            sum.iter().map(|&s| if s == 0 { 0 } else { whole_millions(s as f64 * part).max(MILLION) }).collect()
        })
        .collect();
    let own = if spec.sources >= 2 {
        // Rounded up, so that it is above the tenth that it must match.
        let mut own_part = |ceiling: i64| whole_millions(ceiling as f64 * random.between(0.13, 0.3)) + MILLION;
        region.iter().map(|years| years.iter().map(|&c| own_part(c)).collect()).collect()
    } else {
        Vec::new()
    };
    let partners = if spec.sources >= 3 {
        let mut part = |sum: i64| whole_millions(sum as f64 * random.between(0.01, 0.03));
        sums.iter().map(|sum| years.clone().map(|t| part(sum[t])).collect()).collect()
    } else {
        Vec::new()
    };
    Ceilings { nation, province, region, listed, own, partners, step }
}

/// The nation's money by year: as published, scaled to the number of sentra, or a part of all `cost` that grows over the years.
fn nation(spec: &Spec, cost: f64) -> Vec<i64> {
    let least = if spec.kind == Kind::Whole { LEAST_WHOLE } else { MILLION };
    let scaled = |year: i32| {
        let scaled = i128::from(indonesia::dak(year).0) * spec.sentra as i128 / i128::from(indonesia::SENTRA_2017);
        i64::try_from(scaled).expect("a real ceiling times some hundreds of thousands over thousands") / MILLION
            * MILLION
    };
    let (part, first, last) = NATION_OVER_COST;
    let steps = spec.years.saturating_sub(1).max(1) as f64;
    let of_cost = |t: usize| {
        let slope = if spec.years == 1 { 1.0 } else { first + (last - first) * t as f64 / steps };
        whole_millions(part * cost * slope / spec.years as f64)
    };
    let amount = |(t, year): (usize, i32)| match spec.money {
        Money::Published => scaled(year),
        Money::Tight | Money::Loose => of_cost(t),
    };
    spec.calendar().into_iter().enumerate().map(amount).map(|amount| amount.max(least)).collect()
}

/// Splits what a region hopes for over the years, in step with the nation's money. A region that hopes for much is open in each
/// year, the others are `closed` in some years; none is closed throughout. An open year has at least `least`.
fn region_years(random: &mut Random, hope: f64, nation: &[i64], step: i64, closed: f64, least: i64) -> Vec<i64> {
    let small = hope / nation.len() as f64 <= 2.0 * step as f64;
    let mut weights: Vec<f64> = nation
        .iter()
        .map(|&n| if small && random.chance(closed) { 0.0 } else { n as f64 * random.between(0.6, 1.4) })
        .collect();
    if weights.iter().all(|w| *w == 0.0) {
        weights[random.below(nation.len())] = 1.0;
    }
    let sum: f64 = weights.iter().sum();
    weights.iter().map(|w| if *w == 0.0 { 0 } else { whole_millions(hope * w / sum).max(least) }).collect()
}
