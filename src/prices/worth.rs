//! What one more step of a ceiling is worth, upwards and downwards, and how far each holds.

use serde::{Deserialize, Serialize};

use crate::whatif::LabError;
use crate::units::Rupiah;

use super::{Knob, Point};

/// Solves for one side.
const MOST: usize = 60;
/// The ceiling moves by at most this part of itself.
const REACH: f64 = 0.5;
/// Amounts nearer than this are the same, Rp 1 million: what the gap of a solve leaves unknown of where two lines meet.
const NEAR: f64 = 0.01;

/// The price on one side.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Side {
    /// Points for each Rp 1 million.
    pub price: f64,
    /// The ceiling up to which that holds, Rp 1 million.
    pub to: f64,
    /// Whether it breaks there; if not, it holds at least so far.
    pub breaks: bool,
}

/// What a ceiling is worth.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Worth {
    /// Name of the row.
    pub row: String,
    /// The ceiling as it is.
    pub now: Rupiah,
    /// The most that any plan earns.
    pub benefit: f64,
    /// What less is worth; absent where there is no plan with less.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub down: Option<Side>,
    /// What more is worth; absent where the search did not end.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub up: Option<Side>,
}

impl Worth {
    /// Whether less and more are worth the same, so that there is one price.
    #[must_use]
    pub fn is_one(&self) -> bool {
        let prices = self.down.zip(self.up).map(|(down, up)| (down.price, up.price));
        prices.is_some_and(|(down, up)| (down - up).abs() <= 1e-5 * down.abs().max(up.abs()))
    }
}

impl Knob<'_> {
    /// What the ceiling is worth; `None` if there is no plan as it is.
    ///
    /// # Errors
    /// A solver that fails.
    pub fn worth(&mut self) -> Result<Option<Worth>, LabError> {
        let now = self.now.as_millions();
        let Some(base) = self.solve(now)? else { return Ok(None) };
        let reach = (now * REACH).max(1.0);
        let down = self.side(base, (now - reach).max(0.0))?;
        let up = self.side(base, now + reach)?;
        Ok(Some(Worth { row: self.row.clone(), now: self.now, benefit: base.value, down, up }))
    }

    /// The price on the way from `base` to `end`: lines from further out are drawn in until one goes through the base, and then along it.
    fn side(&mut self, base: Point, end: f64) -> Result<Option<Side>, LabError> {
        let (mut end, mut outermost) = (end, None);
        // Where there is no plan so far out, half the way is tried.
        for _ in 0..MOST / 2 {
            outermost = self.solve(end)?;
            if outermost.is_some() || (end - base.at).abs() <= NEAR {
                break;
            }
            end = f64::midpoint(base.at, end);
        }
        let Some(outermost) = outermost.filter(|point| (point.at - base.at).abs() > NEAR) else { return Ok(None) };
        // Lines of points further out, nearest last.
        let mut further = vec![outermost];
        let mut line = base;
        let mut reached = None;
        for _ in 0..MOST {
            let Some(&far) = further.last() else {
                return Ok(reached.map(|to| Side { price: line.price, to, breaks: false }));
            };
            if base.same_value(far.line(base.at)) {
                // The line of `far` goes through the base: its price holds up to there at least.
                let price = (far.value - base.value) / (far.at - base.at);
                (line, reached) = (Point { price, ..base }, Some(far.at));
                further.pop();
                continue;
            }
            let inside = |at: f64| (at - base.at) * (far.at - at) >= 0.0;
            let Some(at) = line.meets(&far).filter(|&at| inside(at)) else { return Ok(None) };
            if (at - base.at).abs() <= NEAR {
                // The base is a corner, and the next piece is not yet found: look halfway.
                let Some(middle) = self.solve(f64::midpoint(base.at, far.at))? else { return Ok(None) };
                further.push(middle);
                continue;
            }
            let Some(corner) = self.solve(at)? else { return Ok(None) };
            if corner.same_value(line.line(corner.at)) {
                let price = (corner.value - base.value) / (corner.at - base.at);
                return Ok(Some(Side { price, to: corner.at, breaks: true }));
            }
            further.push(corner);
        }
        Ok(None)
    }
}
