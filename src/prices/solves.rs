//! Where there is no basis: the same by solves, lines drawn in until they touch.

use super::{Curve, Knob, Point, Segment, Side};
use crate::whatif::LabError;

/// Solves for one side.
const MOST: usize = 60;
/// Amounts nearer than this are the same, Rp 1 million: what the gap of a solve leaves unknown of where two lines meet.
const NEAR: f64 = 0.01;

impl Knob<'_> {
    /// The curve from `from` to `to`, Rp 1 million, with at most `most` solves; `None` if there is no plan at one of the ends.
    ///
    /// # Errors
    /// A solver that fails.
    pub(super) fn curve_by_solves(&mut self, from: f64, to: f64, most: usize) -> Result<Option<Curve>, LabError> {
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
        Ok(Some(Curve { segments: segments(&corners), complete, confirmed: true, solves }))
    }

    /// The price on the way from `base` to `end`: lines from further out are drawn in until one goes through the base, and then along it.
    pub(super) fn side(&mut self, base: Point, end: f64) -> Result<Option<Side>, LabError> {
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
