//! What keeps a step from resting on digits that are not there: each step also asks to stay near the point at hand.
//!
//! Two small terms join the equations of a step, on columns and on equalities,
//!
//! ```text
//! Th = x / (z + COLUMN x)         D = EQUALITY k where there is no slack        k = (A Th A')[i][i] within LEAST_PART and 1
//! ```
//!
//! as if `COLUMN / 2 |dx|^2` and `EQUALITY k / 2 |dy|^2` were added for this step alone (the proximal point method). They change the path but not the point where it
//! ends, since both vanish with the steps. Without the first, `x / z` of what is paid grows without limit as `mu` falls, and the rows that such columns
//! hold together differ by less than the rounding of their largest entries: two ceilings between which money can move look like one row, and what one of them lacks is never
//! put right. Of 10,000 small random programmes with order and completion 36 stalled without it, and 2 do with it. What `COLUMN x dx` leaves of `x z` is put right by the next step.

/// Of columns. At 1e-10 three quarters of what stalls without it still does; at 1e-6 iterations are 4 % more. Where prices are off by `r` a column moves by up to
/// `r / COLUMN`: no step of the end is held up.
const COLUMN: f64 = 1e-8;
/// The diagonal of an equality: far below the diagonals of rows that bind (about 1e-6 and up while digits remain), far above the
/// rounding of sums around 1.
const EQUALITY: f64 = 1e-10;
/// The least that the diagonal of an equality counts as in that. A row that lets through next to nothing has a small one, above which `D` must not be: "exactly Rp 1" for a
/// sector (4e-9 of a mean need) had one of about 1e-10, was hidden by `D` = 1e-10, and the program stalled at 3e-8. Below this, steps of prices of rows through
/// which nothing can flow would know no end.
const LEAST_PART: f64 = 1e-6;

/// Columns above this (the cost of a mean need) are kept near by no more than one that large. What a whole nation's rule is short of counts in thousands of needs: kept
/// near by its size it held all steps up, and the last digits came one by one. At 1e9 7,437 sentra with much money took 60 and 54 iterations, at 1 they take 42 and 41; 60,000
/// sentra 75 and 54, 500,000 129 and 75; as many of 10,000 small programmes stall (2). At 10 some take a tenth more than at 1.
const WIDEST: f64 = 1.0;

/// What joins the diagonal `own` of an equality.
pub(super) fn equality(own: f64) -> f64 {
    EQUALITY * own.clamp(LEAST_PART, 1.0)
}

/// What joins `z` on a column at `x`.
#[inline]
pub(super) fn near(x: f64) -> f64 {
    COLUMN * if x < WIDEST { x } else { WIDEST }
}

/// `1 / (z + COLUMN x)`
#[inline]
pub(super) fn inverse(x: f64, z: f64) -> f64 {
    1.0 / (z + near(x))
}
