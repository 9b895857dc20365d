//! Needs, and the shares of them that are paid.

use std::cmp::Ordering;

use super::tables::{province_of, region_code, wisata};

pub(crate) fn millions(rupiah: i64) -> f64 {
    rupiah as f64 / 1e6
}

/// A need, and what the plan pays for it.
pub(crate) struct Need {
    pub(crate) region: usize,
    /// Among the sentra of its region.
    pub(crate) sentra: usize,
    pub(crate) dry: bool,
    pub(crate) activity: &'static str,
    pub(crate) cost: i64,
    /// First and last year in which it may be paid.
    pub(crate) window: (usize, usize),
    /// Price of its cost; above 0 only where it is wholly paid.
    pub(crate) price: f64,
    pub(crate) essential: bool,
    pub(crate) after: Vec<usize>,
    /// Year, source and rupiah.
    pub(crate) paid: Vec<(usize, usize, i64)>,
}

impl Need {
    pub(crate) fn code(&self, n: usize) -> String {
        format!("N{n:04}-{}", self.activity)
    }
    pub(crate) fn sentra_code(&self) -> String {
        format!("{}-{}", region_code(self.region), self.sentra)
    }
    pub(crate) fn province(&self) -> usize {
        province_of(self.region)
    }
    pub(crate) fn island(&self) -> usize {
        self.province() % 2
    }
    pub(crate) fn wisata(&self) -> bool {
        wisata(self.region, self.sentra)
    }
    /// Years and sources in which it may be paid.
    pub(crate) fn slots(&self) -> impl Iterator<Item = (usize, usize)> + use<> {
        (self.window.0..=self.window.1).flat_map(|t| [(t, 0), (t, 1)])
    }
    pub(crate) fn paid_at(&self, t: usize, f: usize) -> i64 {
        self.paid.iter().find(|&&(year, source, _)| (year, source) == (t, f)).map_or(0, |&(_, _, rupiah)| rupiah)
    }
}

/// A share paid, compared exactly.
#[derive(Clone, Copy)]
pub(crate) struct Fraction {
    pub(crate) paid: i64,
    pub(crate) cost: i64,
}

impl Fraction {
    pub(crate) fn is_one(self) -> bool {
        self.paid == self.cost
    }
    pub(crate) fn as_f64(self) -> f64 {
        self.paid as f64 / self.cost as f64
    }
}
impl Ord for Fraction {
    fn cmp(&self, other: &Self) -> Ordering {
        (i128::from(self.paid) * i128::from(other.cost)).cmp(&(i128::from(other.paid) * i128::from(self.cost)))
    }
}
impl PartialOrd for Fraction {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}
impl PartialEq for Fraction {
    fn eq(&self, other: &Self) -> bool {
        self.cmp(other) == Ordering::Equal
    }
}
impl Eq for Fraction {}
