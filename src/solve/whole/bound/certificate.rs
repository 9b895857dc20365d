//! The certificate of a whole programme's bound: prices of the links, and the bound claimed of each region.
//!
//! The sum is checked by arithmetic; a region's claim by deciding that region again, alone.

use serde::{Deserialize, Serialize};

use crate::model::Programme;

use super::decide::{Effort, Memory, decide};
use super::outline::Outline;
use super::{Round, total};

/// The price of one link.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LinkPrice {
    /// Name of the link.
    pub link: String,
    /// Points per unit of loosening, 0 or more.
    pub price: f64,
}

/// What is claimed of one region.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RegionBound {
    /// Code of the region.
    pub region: String,
    /// At the prices no plan of the region has more points; `null` where it has no plan at all.
    #[serde(with = "none_as_null")]
    pub bound: f64,
    /// The prices of the region's own rows from which it was decided, in their order; they only speed the check up.
    pub rows: Vec<f64>,
    /// How often the work on it was raised: from quick to full, then by four times the nodes of its search.
    pub effort: u32,
    /// A plan of the region from which its search began: for each need the number of the payment, counted from 1, or 0 for none. It only speeds
    /// the check up.
    pub start: Vec<u16>,
}

/// Prices of the links, claims of the regions, and the bound that follows.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct WholeCertificate {
    /// Points of the plan it stands beside.
    pub benefit: f64,
    /// No plan has more points; `null` where there is no plan at all.
    #[serde(with = "none_as_null")]
    pub bound: f64,
    /// The prices that are not 0.
    pub prices: Vec<LinkPrice>,
    /// Every region that can be paid.
    pub regions: Vec<RegionBound>,
}

/// Why a stored certificate does not hold.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum RecheckError {
    /// It belongs to another programme.
    #[error("the certificate names \"{name}\", which this programme does not have or does not expect there")]
    Unknown {
        /// A link or region.
        name: String,
    },
    /// A price is negative, above the penalty of its rule, or no number.
    #[error("the certificate prices \"{link}\" at {price}, which its rule does not admit")]
    Price {
        /// The link.
        link: String,
        /// The price.
        price: f64,
    },
    /// A region has plans worth more than claimed, as far as can be told with that many nodes.
    #[error(
        "region {region} is claimed to have no more than {claimed} points, but no more than {found} could be proved"
    )]
    Region {
        /// Its code.
        region: String,
        /// The bound claimed.
        claimed: f64,
        /// The bound found.
        found: f64,
    },
}

impl WholeCertificate {
    pub(super) fn new(programme: &Programme, outline: &Outline, best: &Round, benefit: f64) -> Self {
        let Round { prices, before, regions, bound } = best;
        let claims = outline.regions.iter().zip(regions).zip(before);
        let priced = outline.links.iter().zip(prices).filter(|(_, price)| **price > 0.0);
        let code = |r: usize| programme.regions()[r].code.to_string();
        Self {
            benefit,
            bound: *bound,
            prices: priced.map(|(row, &price)| LinkPrice { link: name(row.link), price }).collect(),
            regions: claims
                .map(|((region, &bound), memory)| RegionBound {
                    region: code(region.index),
                    bound,
                    rows: memory.prices.clone(),
                    effort: memory.effort,
                    start: memory.start.clone(),
                })
                .collect(),
        }
    }

    /// Sums the bound again from prices and claims; and decides again the regions that `chosen` names by their codes.
    ///
    /// # Errors
    /// [`RecheckError`] if it does not belong to `programme`, or a claim does not hold.
    pub fn recheck(&self, programme: &Programme, chosen: impl Fn(&str) -> bool) -> Result<f64, RecheckError> {
        let outline = Outline::new(programme);
        let mut stored = self.prices.iter().peekable();
        let mut prices = Vec::with_capacity(outline.links.len());
        for row in &outline.links {
            let name = name(row.link);
            let price = stored.next_if(|price| price.link == name).map_or(0.0, |price| price.price);
            if !(0.0..=row.penalty.unwrap_or(f64::MAX)).contains(&price) {
                return Err(RecheckError::Price { link: name, price });
            }
            prices.push(price);
        }
        if let Some(unknown) = stored.next() {
            return Err(RecheckError::Unknown { name: unknown.link.clone() });
        }
        let mut claims = self.regions.iter();
        let mut bounds = Vec::with_capacity(outline.regions.len());
        let values = outline.values(&prices);
        for region in &outline.regions {
            let code = &programme.regions()[region.index].code;
            let claim = claims.next().filter(|claim| claim.region == code.as_str());
            let Some(claim) = claim else { return Err(RecheckError::Unknown { name: code.to_string() }) };
            if chosen(code.as_str()) {
                // Prices of the region's own rows are right or wrong as they please: any of 0 or more bound it.
                let sound = |price: &f64| if price.is_finite() { price.max(0.0) } else { 0.0 };
                let mut memory = Memory {
                    prices: claim.rows.iter().map(sound).collect(),
                    effort: claim.effort,
                    start: claim.start.clone(),
                };
                let effort = Effort::raised(memory.effort);
                let found = decide(region, &region.values(&values), &mut memory, effort).bound;
                // On the same machine the same bits; another may round the same sums elsewhere.
                if found > claim.bound + if claim.bound.is_finite() { 1e-9 * claim.bound.abs() } else { 0.0 } {
                    return Err(RecheckError::Region { region: code.to_string(), claimed: claim.bound, found });
                }
            }
            bounds.push(claim.bound);
        }
        if let Some(more) = claims.next() {
            return Err(RecheckError::Unknown { name: more.region.clone() });
        }
        Ok(total(&outline, &prices, &bounds))
    }
}

/// The name of a link: its parts by number, as the programme's tables count them.
fn name(link: super::Link) -> String {
    format!("{link:?}").replace(' ', "")
}

/// JSON has no infinity.
mod none_as_null {
    use serde::{Deserialize, Deserializer, Serialize, Serializer};

    #[allow(clippy::trivially_copy_pass_by_ref)] // the signature that serde calls
    pub(super) fn serialize<S: Serializer>(bound: &f64, serializer: S) -> Result<S::Ok, S::Error> {
        bound.is_finite().then_some(*bound).serialize(serializer)
    }
    pub(super) fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<f64, D::Error> {
        Ok(Option::<f64>::deserialize(deserializer)?.unwrap_or(f64::NEG_INFINITY))
    }
}
