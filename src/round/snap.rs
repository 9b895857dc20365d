//! Noise away, and down to whole units.

use crate::lp::Formulation;
use crate::lp::matrix::MONEY;
use crate::units::Rupiah;

use super::rows::{narrow, value};

/// Part of a need's cost that counts as noise: an interior-point solver leaves about this much where an optimum has nothing, and
/// stops this much short of the whole cost. A plan line of a ten-millionth of a need's cost is of no use to anybody.
const NOISE: f64 = 1e-7;

/// Part of a unit that counts as noise of floating point.
const NOISE_OF_UNIT: f64 = 1e-3;

/// What the point asks of each payment.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Goal {
    /// Nothing.
    Nothing,
    /// A part of the need's cost; the units of the point, up.
    Part(i64),
    /// A payment to a need that is wholly paid at the point; the units of the point, up.
    Whole(i64),
}

impl Goal {
    /// Units, up.
    pub(super) fn units(self) -> i64 {
        match self {
            Self::Nothing => 0,
            Self::Part(units) | Self::Whole(units) => units,
        }
    }
}

/// The units of each payment, rounded down, and what the point asks of it.
pub(super) fn snap(formulation: &Formulation<'_>, point: &[f64]) -> (Vec<i64>, Vec<Goal>) {
    let programme = formulation.programme;
    let unit = programme.unit().get().max(1) as f64;
    let mut units = Vec::with_capacity(programme.payments().len());
    let mut goals = Vec::with_capacity(programme.payments().len());
    for need in programme.needs() {
        let cost = need.cost.get() as f64;
        let noise = cost * NOISE;
        let rupiah = |j: usize| value(point, j) * MONEY;
        let all: f64 = need.payments.clone().map(rupiah).sum();
        let wholly_paid = all > cost - noise.max(unit * NOISE_OF_UNIT);
        for j in need.payments.clone() {
            let paid = rupiah(j);
            let goal = if paid <= noise.max(unit * NOISE_OF_UNIT) {
                units.push(0);
                Goal::Nothing
            } else {
                // A single payment that is all but the cost is the cost.
                let paid = if paid > cost - noise { cost.max(paid) } else { paid };
                units.push(whole((paid / unit + NOISE_OF_UNIT).floor()));
                let up = whole((paid / unit - NOISE_OF_UNIT).ceil());
                if wholly_paid { Goal::Whole(up) } else { Goal::Part(up) }
            };
            goals.push(goal);
        }
    }
    (units, goals)
}

#[allow(clippy::cast_possible_truncation)] // saturates far beyond any amount of money
fn whole(value: f64) -> i64 {
    narrow(value as i128)
}

/// Rp 1 million to whole rupiah.
pub(super) fn to_rupiah(millions: f64) -> Rupiah {
    Rupiah::new(whole((millions * MONEY).round()))
}
