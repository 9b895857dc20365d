//! The most that any plan pays by each payment, as all rows of a programme together tell (`lp/tighten.rs`).
//!
//! Bound and search look at rows one at a time: a region's own, and what a row that joins regions says of one payment. Where a programme is small, rows together say far more: of
//! fifty sentra with a count of regions, shares of sectors and a pilot, half of the payments that each row allows are in no plan. Left out on both sides, at 50 sentra with tight and loose money the bound by
//! regions fell from 6,802 to 6,444 and from 21,092 to 20,373 points, at 350 with tight money from 45,058 to 45,020; with loose money there, and at 100 sentra, it stayed.

use crate::lp::formulate_whole;
use crate::lp::tighten::tighten;
use crate::model::Programme;
use crate::units::Rupiah;

/// Programmes with more payments are not looked at: their rows say less of one payment (at 7,437 sentra an eighth are in no plan, and the bound falls by 0.04 %), and the first plan would wait
/// for it.
const MOST: usize = 10_000;
/// Coefficients that are looked at: at 350 sentra 3 million took 16 ms and 10 million 44 ms, and left 1 in 80 and 1 in 100 payments more than looking to the end, in 0.7 s.
const WORK: usize = 5_000_000;

/// The most that plans pay.
#[derive(Debug, Clone)]
pub struct Reach {
    /// By payment, Rp 1 million.
    most: Vec<f64>,
    /// Whether it is proved that there is no plan.
    none: bool,
}

impl Reach {
    /// Works it out for `programme`.
    #[must_use]
    pub fn new(programme: &Programme) -> Self {
        let count = programme.payments().len();
        if count > MOST {
            return Self::open(programme);
        }
        match tighten(&formulate_whole(programme).lp, WORK) {
            // The columns of payments come first.
            Some(tight) => Self { most: tight.upper[..count].to_vec(), none: false },
            None => Self { most: vec![0.0; count], none: true },
        }
    }

    /// Any payment may pay all of its need.
    pub(super) fn open(programme: &Programme) -> Self {
        let costs = programme.payments().iter().map(|payment| programme.needs()[payment.need.index()].cost);
        Self { most: costs.map(Rupiah::as_millions).collect(), none: false }
    }

    /// Whether some plan may pay so much, Rp 1 million, by payment `p`.
    #[must_use]
    pub fn admits(&self, p: usize, millions: f64) -> bool {
        millions <= self.most[p] + SLACK * millions.abs()
    }

    /// Whether it is proved that there is no plan.
    #[must_use]
    pub fn none(&self) -> bool {
        self.none
    }
}

/// Part of an amount by which the most may be short of it through rounding.
const SLACK: f64 = 1e-6;
