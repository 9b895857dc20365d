//! What one more step of a ceiling or a rule is worth, upwards and downwards, and how far each holds.

use serde::{Deserialize, Serialize};

use super::Knob;
use crate::finish::vertex::{Ended, Traced, Until};
use crate::whatif::LabError;

/// A ceiling moves by at most this part of itself where there is no basis.
const REACH: f64 = 0.5;
/// A way is followed for so many times the ceiling, and no less than Rp 1 billion.
const FAR: f64 = 2.0;

/// The price on one side.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Side {
    /// Points for each Rp 1 million.
    pub price: f64,
    /// The ceiling, or the loosening of a rule, up to which that holds, Rp 1 million.
    pub to: f64,
    /// Whether it breaks there; if not, it holds at least so far.
    pub breaks: bool,
}

/// What a ceiling, or a rule in one of its groups, is worth.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Worth {
    /// Name of the row.
    pub row: String,
    /// The ceiling as it is, Rp 1 million; 0 for a rule, which is looked at by how far it is loosened.
    pub now: f64,
    /// The most that any plan earns.
    pub benefit: f64,
    /// What less, or a tighter rule, costs; absent where there is no plan with less.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub down: Option<Side>,
    /// What more, or a looser rule, brings; absent where the search did not end.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub up: Option<Side>,
    /// Whether solves at the end of each range have the values that the prices say. Rules cannot be solved for one group at a time: false.
    pub confirmed: bool,
}

impl Worth {
    /// Whether less and more are worth the same, so that there is one price; if not, the optimum is degenerate.
    #[must_use]
    pub fn is_one(&self) -> bool {
        let prices = self.down.zip(self.up).map(|(down, up)| (down.price, up.price));
        prices.is_some_and(|(down, up)| (down - up).abs() <= 1e-5 * down.abs().max(up.abs()))
    }
}

impl Knob<'_> {
    /// What the ceiling or rule is worth; `None` if nothing tells.
    ///
    /// # Errors
    /// A solver that fails.
    pub fn worth(&mut self) -> Result<Option<Worth>, LabError> {
        let far = (self.now * FAR).max(1000.0);
        let less = if self.is_ceiling() { self.now } else { far };
        let ways = (self.way(false, less, Until::Pieces(1)), self.way(true, far, Until::Pieces(1)));
        let (Some(down), Some(up), Some(benefit)) =
            (ways.0, ways.1, self.lab.vertex().map(crate::finish::vertex::Vertex::worth))
        else {
            return if self.is_ceiling() { self.worth_by_solves() } else { Ok(None) };
        };
        let (down, up) = (self.first(&down, -1.0), self.first(&up, 1.0));
        let mut confirmed = true;
        for side in [down, up].into_iter().flatten() {
            let value = benefit + side.price * (side.to - self.now);
            confirmed &= self.holds(side.to, value)? == Some(true);
        }
        Ok(Some(Worth { row: self.row.clone(), now: self.now, benefit, down, up, confirmed }))
    }

    /// The first piece of a way, upwards (1) or downwards (-1).
    fn first(&self, traced: &Traced, sign: f64) -> Option<Side> {
        let piece = traced.pieces.first()?;
        let breaks = matches!(traced.ended, Ended::Pieces | Ended::Impossible);
        Some(Side { price: sign * piece.price + 0.0, to: self.now + sign * piece.to, breaks })
    }

    fn worth_by_solves(&mut self) -> Result<Option<Worth>, LabError> {
        let Some(base) = self.solve(self.now)? else { return Ok(None) };
        let reach = (self.now * REACH).max(1.0);
        let down = self.side(base, (self.now - reach).max(0.0))?;
        let up = self.side(base, self.now + reach)?;
        let (row, now) = (self.row.clone(), self.now);
        Ok(Some(Worth { row, now, benefit: base.value, down, up, confirmed: true }))
    }
}
