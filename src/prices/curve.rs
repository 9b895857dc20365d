//! The curve of benefit against a ceiling, or against how far a rule is loosened, breakpoint by breakpoint.

use serde::{Deserialize, Serialize};

use crate::whatif::LabError;

use super::Knob;
use crate::finish::vertex::{Ended, Piece, Until};

/// Prices that differ by less than this part of them are one.
const SAME: f64 = 1e-7;

/// A piece on which one more million is worth the same.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Segment {
    /// From this ceiling, or this loosening of a rule, Rp 1 million.
    pub from: f64,
    /// To this one.
    pub to: f64,
    /// Points at its start.
    pub benefit: f64,
    /// Points for each further Rp 1 million.
    pub price: f64,
}

/// The curve between two amounts.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Curve {
    /// Its pieces, in order.
    pub segments: Vec<Segment>,
    /// Whether every breakpoint between the ends was found; if not, it stops short of them, or pieces run over some.
    pub complete: bool,
    /// Whether solves at both ends have its values.
    pub confirmed: bool,
    /// Solves that it took.
    pub solves: usize,
}

impl Knob<'_> {
    /// The curve from `from` to `to`, Rp 1 million: ceilings, or how far a rule is loosened (tightened, where below 0). With a basis from
    /// breakpoint to breakpoint; without one, for ceilings, with at most `most` solves. `None` if there is no plan at one of the ends, or
    /// nothing that tells.
    ///
    /// # Errors
    /// A solver that fails.
    pub fn curve(&mut self, from: f64, to: f64, most: usize) -> Result<Option<Curve>, LabError> {
        let (down, up) = ((self.now - from).max(0.0), (to - self.now).max(0.0));
        // A curve that lies on one side begins where the row is now, and is cut.
        let ways = (self.way(false, down, Until::Reached), self.way(true, up, Until::Reached));
        let (Some(down), Some(up)) = ways else {
            return if self.is_ceiling() { self.curve_by_solves(from, to, most) } else { Ok(None) };
        };
        let reached = |ended: Ended| ended == Ended::Reached;
        let complete = reached(down.ended) && reached(up.ended);
        if down.ended == Ended::Impossible && self.now - down.to > from {
            return Ok(None);
        }
        let mut segments: Vec<Segment> = down.pieces.iter().rev().map(|piece| self.below(piece)).collect();
        segments.extend(up.pieces.iter().map(|piece| self.above(piece)));
        let mut segments: Vec<Segment> = segments.into_iter().filter_map(|segment| segment.within(from, to)).collect();
        // Where less and more are worth the same, the row as it is is no breakpoint.
        segments.dedup_by(|next, last| {
            let same = (next.price - last.price).abs() <= SAME * next.price.abs().max(last.price.abs());
            if same {
                last.to = next.to;
            }
            same
        });
        let mut confirmed = !segments.is_empty();
        let ends: Vec<(f64, f64)> = segments
            .first()
            .map(|s| (s.from, s.benefit))
            .into_iter()
            .chain(segments.last().map(Segment::end))
            .collect();
        let solves = if self.is_ceiling() { ends.len() } else { 0 };
        for (at, value) in ends {
            confirmed &= self.holds(at, value)? == Some(true);
        }
        Ok(Some(Curve { segments, complete, confirmed, solves }))
    }

    fn above(&self, piece: &Piece) -> Segment {
        Segment { from: self.now + piece.from, to: self.now + piece.to, benefit: piece.worth, price: piece.price }
    }

    /// A piece of the way down, turned round.
    fn below(&self, piece: &Piece) -> Segment {
        let benefit = piece.worth + piece.price * (piece.to - piece.from);
        Segment { from: self.now - piece.to, to: self.now - piece.from, benefit, price: -piece.price }
    }
}

impl Segment {
    /// Where it ends, and the points there.
    fn end(&self) -> (f64, f64) {
        (self.to, self.benefit + self.price * (self.to - self.from))
    }

    /// The part of it between two amounts.
    fn within(mut self, from: f64, to: f64) -> Option<Self> {
        if self.from < from {
            self.benefit += self.price * (from - self.from);
            self.from = from;
        }
        self.to = self.to.min(to);
        (self.from < self.to).then_some(self)
    }
}
