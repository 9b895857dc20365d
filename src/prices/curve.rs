//! The curve of benefit against a ceiling, breakpoint by breakpoint.

use serde::{Deserialize, Serialize};

use crate::whatif::LabError;

use super::{Knob, Point};

/// A piece on which one more million is worth the same.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Segment {
    /// From this ceiling, Rp 1 million.
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
    /// Whether every breakpoint was found; if not, pieces run over some.
    pub complete: bool,
    /// Solves that it took.
    pub solves: usize,
}

impl Knob<'_> {
    /// The curve from `from` to `to`, Rp 1 million, with at most `most` solves; `None` if there is no plan at one of the ends.
    ///
    /// # Errors
    /// A solver that fails.
    pub fn curve(&mut self, from: f64, to: f64, most: usize) -> Result<Option<Curve>, LabError> {
        let (Some(first), Some(last)) = (self.solve(from)?, self.solve(to)?) else { return Ok(None) };
        let mut solves = 2;
        let mut corners = vec![first, last];
        let mut open = vec![(first, last)];
        let mut complete = true;
        while let Some((a, b)) = open.pop() {
            // One line that touches at both ends is the curve between.
            if a.same_value(b.line(a.at)) || b.same_value(a.line(b.at)) {
                continue;
            }
            let Some(at) = a.meets(&b).filter(|&at| a.at < at && at < b.at) else { continue };
            if solves >= most {
                complete = false;
                continue;
            }
            solves += 1;
            let Some(middle) = self.solve(at)? else { return Ok(None) };
            corners.push(middle);
            if !middle.same_value(a.line(middle.at)) {
                open.push((middle, b));
                open.push((a, middle));
            }
        }
        corners.sort_by(|a, b| a.at.total_cmp(&b.at));
        Ok(Some(Curve { segments: segments(&corners), complete, solves }))
    }
}

/// Pieces between `corners`, those of one slope joined.
fn segments(corners: &[Point]) -> Vec<Segment> {
    let mut segments: Vec<Segment> = Vec::new();
    for pair in corners.windows(2) {
        let (a, b) = (pair[0], pair[1]);
        if b.at <= a.at {
            continue;
        }
        if let Some(known) = segments.last_mut()
            && b.same_value(known.benefit + known.price * (b.at - known.from))
        {
            known.to = b.at;
            continue;
        }
        let price = (b.value - a.value) / (b.at - a.at);
        segments.push(Segment { from: a.at, to: b.at, benefit: a.value, price });
    }
    segments
}
