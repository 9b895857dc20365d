//! Exact quantities: whole rupiah, and shares and ratios in parts per million.

use std::fmt;
use std::iter::Sum;
use std::ops::{Add, AddAssign, Neg, Sub, SubAssign};

use serde::{Deserialize, Serialize};

/// Parts per million in a whole.
pub const PPM: i64 = 1_000_000;

/// An amount of money in whole rupiah.
///
/// Sums saturate at the ends of `i64` instead of wrapping; the model refuses amounts above
/// [`Rupiah::LARGEST`], far below that, so that no sum of a checked programme comes near.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Rupiah(i64);

impl Rupiah {
    /// Nothing.
    pub const ZERO: Self = Self(0);
    /// The largest single amount a programme may state: Rp 4 thousand trillion (4e15).
    ///
    /// Above the yearly budget of the whole state, and below 2^52, so that every amount is exact as `f64`.
    pub const LARGEST: Self = Self(4_000_000_000_000_000);

    /// An amount of `rupiah` whole rupiah.
    #[must_use]
    pub const fn new(rupiah: i64) -> Self {
        Self(rupiah)
    }

    /// An amount of `millions` million rupiah.
    #[must_use]
    pub const fn millions(millions: i64) -> Self {
        Self(millions * 1_000_000)
    }

    /// The amount in whole rupiah.
    #[must_use]
    pub const fn get(self) -> i64 {
        self.0
    }

    /// The amount in Rp 1 million, the unit of money in linear programs and reports.
    #[must_use]
    pub fn as_millions(self) -> f64 {
        self.0 as f64 / 1e6
    }

    /// The largest multiple of `unit` that is not above this amount.
    #[must_use]
    pub const fn floor_to(self, unit: Self) -> Self {
        Self(self.0 - self.0.rem_euclid(unit.0))
    }
}

impl fmt::Display for Rupiah {
    /// Indonesian notation: `Rp 166.300.000.000`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let digits = self.0.unsigned_abs().to_string();
        let mut text = String::with_capacity(digits.len() + digits.len() / 3 + 4);
        if self.0 < 0 {
            text.push('-');
        }
        text.push_str("Rp ");
        for (i, digit) in digits.chars().enumerate() {
            if i > 0 && (digits.len() - i).is_multiple_of(3) {
                text.push('.');
            }
            text.push(digit);
        }
        f.pad(&text)
    }
}

impl Add for Rupiah {
    type Output = Self;
    fn add(self, other: Self) -> Self {
        Self(self.0.saturating_add(other.0))
    }
}
impl AddAssign for Rupiah {
    fn add_assign(&mut self, other: Self) {
        *self = *self + other;
    }
}
impl Sub for Rupiah {
    type Output = Self;
    fn sub(self, other: Self) -> Self {
        Self(self.0.saturating_sub(other.0))
    }
}
impl SubAssign for Rupiah {
    fn sub_assign(&mut self, other: Self) {
        *self = *self - other;
    }
}
impl Neg for Rupiah {
    type Output = Self;
    fn neg(self) -> Self {
        Self(self.0.saturating_neg())
    }
}
impl Sum for Rupiah {
    fn sum<I: Iterator<Item = Self>>(amounts: I) -> Self {
        amounts.fold(Self::ZERO, Add::add)
    }
}

/// A ratio in whole parts per million: 0 or more, may exceed 1.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Ratio(i64);

impl Ratio {
    /// The largest ratio a rule may state: one thousand.
    pub const LARGEST: Self = Self(1000 * PPM);

    /// A ratio of `ppm` parts per million; `None` if negative or above [`Ratio::LARGEST`].
    #[must_use]
    pub const fn from_ppm(ppm: i64) -> Option<Self> {
        if ppm < 0 || ppm > Self::LARGEST.0 { None } else { Some(Self(ppm)) }
    }

    /// The ratio that `value` states with at most six decimals; `None` if it is negative, not a number, above
    /// [`Ratio::LARGEST`] or has more decimals.
    #[must_use]
    pub fn from_decimal(value: f64) -> Option<Self> {
        let ppm = value * PPM as f64;
        let whole = ppm.round();
        // A decimal of six places is within a few ulp of its whole number of parts per million.
        if !(0.0..=Self::LARGEST.0 as f64).contains(&whole) || (ppm - whole).abs() > 1e-5 {
            return None;
        }
        #[allow(clippy::cast_possible_truncation)] // a whole number up to 1e9
        Self::from_ppm(whole as i64)
    }

    /// Parts per million.
    #[must_use]
    pub const fn ppm(self) -> i64 {
        self.0
    }

    /// The ratio as a fraction.
    #[must_use]
    pub fn as_f64(self) -> f64 {
        self.0 as f64 / PPM as f64
    }
}

impl fmt::Display for Ratio {
    /// In per cent with as many decimals as needed: `30 %`, `0.5 %`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let whole = self.0 / 10_000;
        let rest = self.0 % 10_000;
        if rest == 0 {
            write!(f, "{whole} %")
        } else {
            let decimals = format!("{rest:04}");
            write!(f, "{whole}.{} %", decimals.trim_end_matches('0'))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rupiah_is_written_the_indonesian_way() {
        assert_eq!(Rupiah::new(166_300_000_000).to_string(), "Rp 166.300.000.000");
        assert_eq!(Rupiah::new(0).to_string(), "Rp 0");
        assert_eq!(Rupiah::new(-1_000).to_string(), "-Rp 1.000");
        assert_eq!(Rupiah::new(999).to_string(), "Rp 999");
    }

    #[test]
    fn ratio_takes_six_decimals_and_no_more() {
        assert_eq!(Ratio::from_decimal(0.300_001).map(Ratio::ppm), Some(300_001));
        assert_eq!(Ratio::from_decimal(0.300_000_5), None);
        assert_eq!(Ratio::from_decimal(f64::NAN), None);
        assert_eq!(Ratio::from_decimal(-0.1), None);
        assert_eq!(Ratio::from_decimal(1.5).map(Ratio::ppm), Some(1_500_000));
    }

    #[test]
    fn ratio_is_shown_in_per_cent() {
        assert_eq!(Ratio(300_000).to_string(), "30 %");
        assert_eq!(Ratio(5_250).to_string(), "0.525 %");
    }

    #[test]
    fn floor_goes_down_also_below_zero() {
        let unit = Rupiah::new(1000);
        assert_eq!(Rupiah::new(1999).floor_to(unit), Rupiah::new(1000));
        assert_eq!(Rupiah::new(-1).floor_to(unit), Rupiah::new(-1000));
    }
}
