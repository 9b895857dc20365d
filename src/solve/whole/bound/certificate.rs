//! The certificate of a whole programme's bound: prices of the links, and the bound claimed of each region.
//!
//! The sum is checked by arithmetic; a region's claim by deciding that region again, alone.

use std::collections::BTreeMap;

use rayon::prelude::*;

use crate::model::Programme;
use crate::region_proof::{RegionBound, RowPrice, WholeCertificate};

use super::decide::{Memory, decide};
use super::effort::Effort;
use super::names::Names;
use super::outline::Outline;
use super::region::Region;
use super::{Round, total};
use crate::solve::whole::reach::Reach;

/// Relative difference within which two machines may sum the same numbers: of a bound, and of all points where a region's is near 0. What was found
/// counts all the same.
const ROUNDING: f64 = 1e-9;
const OF_ALL: f64 = 1e-12;

/// What does not hold of a stored certificate.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum RecheckError {
    /// It names a row or region that the programme does not have, or none of that name whose price counts.
    #[error("\"{name}\" is priced or claimed, which this programme does not have")]
    Unknown {
        /// The row, or `region:CODE`.
        name: String,
    },
    /// It names a row or region twice.
    #[error("\"{name}\" stands there twice")]
    Twice {
        /// The row, or `region:CODE`.
        name: String,
    },
    /// It claims nothing of a region that can be paid.
    #[error("nothing is claimed of region {region}, which has no more than {found} points")]
    Missing {
        /// Its code.
        region: String,
        /// The bound found.
        found: f64,
    },
    /// A price is negative, above the penalty of its rule, or no number.
    #[error("\"{row}\" is priced at {price}, which its rule does not admit")]
    Price {
        /// The row.
        row: String,
        /// The price.
        price: f64,
    },
    /// A region may have plans worth more than claimed.
    #[error("region {region} is claimed to have no more than {claimed} points, but no more than {found} can be proved")]
    Region {
        /// Its code.
        region: String,
        /// The bound claimed.
        claimed: f64,
        /// The bound found.
        found: f64,
    },
    /// Prices and regions add up to something else.
    #[error("a bound of {claimed} is claimed, but prices and regions add up to {found}")]
    Sum {
        /// The bound claimed.
        claimed: f64,
        /// The bound found.
        found: f64,
    },
}

/// What came of checking a certificate.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub struct Rechecked {
    /// No plan has more points: proved, whatever was claimed, as far as every region was decided again.
    pub bound: f64,
    /// What does not hold: prices first, then regions, each in order, then the sum. Empty for a certificate that holds.
    pub doubts: Vec<RecheckError>,
}

impl WholeCertificate {
    pub(super) fn new(programme: &Programme, outline: &Outline, best: &Round, benefit: f64) -> Self {
        let Round { prices, before, regions, bound } = best;
        let names = Names::new(programme);
        let claims = outline.regions.iter().zip(regions).zip(before);
        let priced = outline.links.iter().zip(prices).filter(|(_, price)| **price > 0.0);
        Self {
            benefit,
            bound: *bound,
            prices: priced.map(|(row, &price)| RowPrice { row: names.link(row.link), price }).collect(),
            regions: claims
                .map(|((region, &bound), memory)| {
                    let rows = region.rows.iter().zip(&memory.prices).filter(|(_, price)| **price > 0.0);
                    RegionBound {
                        region: code(programme, region),
                        bound,
                        effort: memory.effort,
                        start: memory.start.clone(),
                        rows: rows.map(|(row, &price)| RowPrice { row: names.own(region, row), price }).collect(),
                    }
                })
                .collect(),
        }
    }

    /// Sums the bound again from prices and claims; and decides again, each alone, the regions that `chosen` names by their codes: as carefully as
    /// they were decided, and where that does not do, once more with four times the nodes. Where a claim does not hold, or is not there, what
    /// was found counts; so with every region chosen the bound is true even of a certificate that is not.
    #[must_use]
    pub fn recheck(&self, programme: &Programme, chosen: impl Fn(&str) -> bool + Sync) -> Rechecked {
        let (outline, names) = (Outline::new(programme, &Reach::new(programme)), Names::new(programme));
        let mut doubts = Vec::new();
        let prices = self.link_prices(&outline, &names, &mut doubts);
        let mut claims: BTreeMap<&str, &RegionBound> = BTreeMap::new();
        for claim in &self.regions {
            if claims.insert(&claim.region, claim).is_some() {
                doubts.push(RecheckError::Twice { name: format!("region:{}", claim.region) });
            }
        }
        let values = outline.values(&prices);
        let checked = outline.regions.par_iter().map(|region| {
            let code = code(programme, region);
            let values = region.values(&values);
            let Some(claim) = claims.get(code.as_str()) else {
                let found = decide(region, &values, &mut Memory::default(), Effort::raised(1), &|| false).bound;
                return (found, Some(RecheckError::Missing { region: code, found }));
            };
            if !chosen(&code) {
                return (claim.bound, None);
            }
            let most = above(claim.bound) + if self.bound.is_finite() { OF_ALL * self.bound.abs() } else { 0.0 };
            let found = decide_again(&names, region, &values, claim, most);
            if found <= most {
                // On the same machine the same bits; another may round the same sums elsewhere.
                (found.max(claim.bound), None)
            } else {
                (found, Some(RecheckError::Region { region: code, claimed: claim.bound, found }))
            }
        });
        let checked: Vec<(f64, Option<RecheckError>)> = checked.collect();
        for region in &outline.regions {
            claims.remove(code(programme, region).as_str());
        }
        doubts.extend(claims.keys().map(|code| RecheckError::Unknown { name: format!("region:{code}") }));
        let (bounds, doubted): (Vec<f64>, Vec<_>) = checked.into_iter().unzip();
        doubts.extend(doubted.into_iter().flatten());
        let bound = total(&outline, &prices, &bounds);
        // Not a number is not near either.
        let near = bound <= above(self.bound) && self.bound <= above(bound);
        if !near {
            doubts.push(RecheckError::Sum { claimed: self.bound, found: bound });
        }
        Rechecked { bound, doubts }
    }

    /// The price of each link; 0 where none is stated, or none that counts.
    fn link_prices(&self, outline: &Outline, names: &Names<'_>, doubts: &mut Vec<RecheckError>) -> Vec<f64> {
        let mut stored: BTreeMap<&str, f64> = BTreeMap::new();
        for RowPrice { row, price } in &self.prices {
            if stored.insert(row, *price).is_some() {
                doubts.push(RecheckError::Twice { name: row.clone() });
            }
        }
        let price_of = |row: &super::rows::Row| {
            let name = names.link(row.link);
            let price = stored.remove(name.as_str()).unwrap_or(0.0);
            if (0.0..=row.penalty.unwrap_or(f64::MAX)).contains(&price) {
                return price;
            }
            doubts.push(RecheckError::Price { row: name, price });
            0.0
        };
        let prices = outline.links.iter().map(price_of).collect();
        doubts.extend(stored.keys().map(|name| RecheckError::Unknown { name: (*name).to_owned() }));
        prices
    }
}

/// The bound of `region`, from what `claim` says of how it was decided; with more work where that leaves more than `most`.
fn decide_again(names: &Names<'_>, region: &Region, values: &[f64], claim: &RegionBound, most: f64) -> f64 {
    let stored: BTreeMap<&str, f64> = claim.rows.iter().map(|price| (price.row.as_str(), price.price)).collect();
    // Any prices of 0 or more prove a bound; those that are not are as good as none.
    let sound = |name: &str| stored.get(name).copied().filter(|price| price.is_finite() && *price > 0.0).unwrap_or(0.0);
    let prices: Vec<f64> = region.rows.iter().map(|row| sound(&names.own(region, row))).collect();
    let decided = |effort: u32, far: bool| {
        let mut memory = Memory { prices: prices.clone(), effort, start: claim.start.clone() };
        let work = if far { Effort::raised(effort).far_off() } else { Effort::raised(effort) };
        decide(region, values, &mut memory, work, &|| false).bound
    };
    // Both ways of stepping prove a bound; the claim does not say which led to it.
    let again = [(claim.effort, false), (claim.effort, true), (claim.effort.saturating_add(1), false)];
    let mut found = f64::INFINITY;
    for (effort, far) in again {
        found = found.min(decided(effort, far));
        if found <= most {
            break;
        }
    }
    found
}

fn code(programme: &Programme, region: &Region) -> String {
    programme.regions()[region.index].code.to_string()
}

/// `bound`, and as much as another machine may round the same sum up.
fn above(bound: f64) -> f64 {
    if bound.is_finite() { bound + ROUNDING * bound.abs() } else { bound }
}
