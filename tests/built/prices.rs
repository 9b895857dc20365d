//! The prices that a programme is built around, in points per Rp 1 million.

use super::draft::{BY_YEAR, PENALTY};
use super::random::Random;
use super::tables::{PROVINCES, REGIONS};

/// The largest price of anything but a nation's ceiling, whose prices are so much larger that no payment is asked for less than nothing.
const SMALL: f64 = 0.004;

/// Prices of rows; 0 = the row has room.
pub(crate) struct Prices {
    pub(crate) nation: [[f64; 3]; 2],
    pub(crate) province: Vec<[f64; 3]>,
    pub(crate) region: Vec<[f64; 3]>,
    pub(crate) dry: [f64; 3],
    pub(crate) support: Vec<[f64; 3]>,
    /// From the second year on.
    pub(crate) growth: Vec<[f64; 3]>,
    pub(crate) matched: [f64; 3],
    pub(crate) coverage: Vec<f64>,
    pub(crate) ipal: [f64; 3],
    pub(crate) building: [f64; 3],
    pub(crate) wish: [f64; 3],
    pub(crate) change: [f64; 3],
}

/// Prices for all rows. A soft rule that is missed has the price of missing it, one that is just met at most that.
pub(crate) fn prices(random: &mut Random, short: [i64; 3]) -> Prices {
    let mut by_place = |count: usize, largest: f64| -> Vec<[f64; 3]> {
        (0..count).map(|_| [0, 1, 2].map(|_| random.price(largest))).collect()
    };
    let [province, region, support] = [PROVINCES, REGIONS, REGIONS].map(|count| by_place(count, SMALL));
    let mut growth = by_place(REGIONS, SMALL);
    for years in &mut growth {
        years[0] = 0.0;
    }
    let mut by_year = || [0, 1, 2].map(|_| random.price(SMALL));
    let [dry, matched, ipal, building, change] = [(); 5].map(|()| by_year());
    let wish = [0, 1, 2].map(|t| {
        let penalty = PENALTY * BY_YEAR[t];
        if short[t] > 0 { penalty } else { penalty * random.unit() }
    });
    let coverage = (0..PROVINCES).map(|_| random.price(SMALL)).collect();
    let nation = [(); 2].map(|()| [0, 1, 2].map(|_| 0.06 + 0.04 * random.unit()));
    Prices { nation, province, region, dry, support, growth, matched, coverage, ipal, building, wish, change }
}
