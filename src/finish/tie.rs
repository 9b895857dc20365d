//! The stated tie-break: which of several equally good plans is taken.
//!
//! ```text
//! among all plans of greatest benefit the one with the greatest   sum_{n,t,f} x[n,t,f] * (T - t + tie(n,t,f))
//!
//! x[n,t,f]    rupiah paid to need n in year t by source f
//! T, t        number of years; the year, counted from 1: a year earlier is worth 1
//! tie(n,t,f)  a fixed number between 0 and 1, worked out from the code of the need, the fiscal year and the code of the source alone
//! ```
//! So money comes early where that costs no benefit, and what is left to chance is drawn from the codes: neither the order of the
//! input nor the solver has a say. The numbers are generic, so that one plan alone is greatest but by coincidence of 53-bit numbers.

use crate::lp::{ColumnKey, Formulation};

/// Weight of one rupiah in each column of the program (0 for columns that are not payments).
pub(super) fn weights(formulation: &Formulation<'_>) -> Vec<f64> {
    let programme = formulation.programme;
    let years = programme.years().len();
    let weight = |key: ColumnKey| match key {
        ColumnKey::Payment(id) => {
            let payment = programme.payments()[id.index()];
            let need = programme.needs()[payment.need.index()].code.as_str();
            let source = programme.sources()[payment.source.index()].code.as_str();
            let left = years - 1 - payment.year.index();
            left as f64 + tie(need, programme.year(payment.year), source)
        }
        _ => 0.0,
    };
    formulation.lp.columns().map(weight).collect()
}

/// A number between 0 and 1 that depends on nothing but its arguments: FNV-1a over the parts, each ended by a zero byte, its bits
/// then mixed by the finaliser of the generator `SplitMix64`, and the upper 53 of them taken as a fraction.
fn tie(need: &str, year: i32, source: &str) -> f64 {
    let mut hash: u64 = 0xcbf2_9ce4_8422_2325;
    let mut take = |bytes: &[u8]| {
        for &byte in bytes.iter().chain(&[0]) {
            hash = (hash ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01b3);
        }
    };
    take(need.as_bytes());
    take(&year.to_le_bytes());
    take(source.as_bytes());
    hash = (hash ^ (hash >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    hash = (hash ^ (hash >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    hash ^= hash >> 31;
    // Half a step up, so that it is never 0.
    ((hash >> 11) as f64 + 0.5) / (1u64 << 53) as f64
}

#[cfg(test)]
mod tests {
    use super::tie;

    #[test]
    fn tie_numbers_lie_between_0_and_1_and_differ() {
        let mut all: Vec<f64> = (0..1000).map(|i| tie(&format!("N{i}"), 2020 + i % 5, "dak")).collect();
        assert!(all.iter().all(|&tie| 0.0 < tie && tie < 1.0));
        let mean = all.iter().sum::<f64>() / 1000.0;
        assert!((mean - 0.5).abs() < 0.05, "{mean}");
        all.sort_by(f64::total_cmp);
        all.dedup();
        assert_eq!(all.len(), 1000);
    }

    #[test]
    fn parts_do_not_run_into_each_other() {
        assert!((tie("ab", 2020, "c") - tie("a", 2020, "bc")).abs() > 1e-6);
    }
}
