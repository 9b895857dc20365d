//! The certificate of a whole programme's bound, as it is stored: prices of the rows that join regions, and the bound claimed of each region.
//!
//! Here it is data only, for those who work it out (`solve::whole::bound`, which also checks it) and for files alike.

use serde::{Deserialize, Serialize};

/// The price of one row.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RowPrice {
    /// Name of the row, see `solve::whole::bound`.
    pub row: String,
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
    /// How much work deciding it took: 0 = a quick look, 1 = in full, each more = four times the nodes of its search.
    pub effort: u32,
    /// A plan of the region from which its search began: for each of its needs that can be paid, by sentra, 0 or which of its payments, counted
    /// from 1; empty where none was known. It proves nothing, and spares the check work.
    pub start: Vec<u16>,
    /// The prices of the region's own rows that are not 0, from which it was decided: any prices prove a bound, these lead to the one claimed.
    pub rows: Vec<RowPrice>,
}

/// Prices of the rows that join regions, claims of the regions, and the bound that follows.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct WholeCertificate {
    /// Points of the plan it stands beside.
    pub benefit: f64,
    /// No plan has more points; `null` where there is no plan at all.
    #[serde(with = "none_as_null")]
    pub bound: f64,
    /// The prices that are not 0, in the order of rows.
    pub prices: Vec<RowPrice>,
    /// Every region that can be paid, in order.
    pub regions: Vec<RegionBound>,
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
