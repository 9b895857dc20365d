//! Right-hand sides that move: the optimum followed from breakpoint to breakpoint.
//!
//! ```text
//! rhs(t) = rhs + t * move,  t from 0 to reach        x_B(t) = x_B + t B^-1 move,   points(t) = points + t * y' move
//! ```
//! Prices hold until a basic variable meets a bound; there it leaves, the cheapest takes its place (a dual step, which moves nothing), and the
//! next price holds. The pieces are those of the concave, piecewise linear function that the optimum is of `t`.

use crate::finish::ratio::PIVOT;
use crate::finish::simplex::At;

use super::{Lost, Vertex};

/// Slopes that differ by less than this part of a typical worth are one.
const SAME: f64 = 1e-7;

/// Steps after which it pays to look at few columns: to choose them costs two or three steps on all.
const FEW: usize = 8;

/// How much a right-hand side moves for each unit, by the index of its row.
pub type Move = (usize, f64);

/// A piece of the way on which one more unit is worth the same.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Piece {
    /// Where it begins.
    pub from: f64,
    /// Where it ends.
    pub to: f64,
    /// Points at its beginning.
    pub worth: f64,
    /// Points for each unit.
    pub price: f64,
}

/// Why a way ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Ended {
    /// It came as far as was asked.
    Reached,
    /// Nothing meets all rows any further.
    Impossible,
    /// What was watched has grown by enough.
    Grown,
    /// There were as many pieces as were asked for; the next begins here.
    Pieces,
    /// It took too many steps: the pieces so far hold.
    GaveUp,
}

/// How far to go.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Until<'a> {
    /// All the way.
    Reached,
    /// Until the sum of these columns has grown by so much in all; below 0: fallen.
    Grown(&'a [usize], f64),
    /// Until so many pieces are known from end to end.
    Pieces(usize),
}

/// A way.
#[derive(Debug, Clone, PartialEq)]
pub struct Traced {
    /// Its pieces, in order; neighbours of one price are one.
    pub pieces: Vec<Piece>,
    /// How far it came.
    pub to: f64,
    /// Why it ended.
    pub ended: Ended,
}

impl Vertex {
    /// Moves right-hand sides from where they are by up to `reach` units of `moves`.
    ///
    /// # Errors
    /// [`Lost`] if the numbers go wrong, or it takes too many steps; the vertex is of no more use then.
    pub fn trace(
        &mut self,
        moves: &[Move],
        reach: f64,
        until: Until<'_>,
        stop: &dyn Fn() -> bool,
    ) -> Result<Traced, Lost> {
        self.trace_near((moves, reach), until, FEW, stop)
    }

    /// Likewise, looking at few columns after so many steps.
    pub(super) fn trace_near(
        &mut self,
        (moves, reach): (&[Move], f64),
        until: Until<'_>,
        few: usize,
        stop: &dyn Fn() -> bool,
    ) -> Result<Traced, Lost> {
        let traced = self.follow((moves, reach), until, few, stop);
        self.look_at_all();
        traced
    }

    fn follow(
        &mut self,
        (moves, reach): (&[Move], f64),
        until: Until<'_>,
        few: usize,
        stop: &dyn Fn() -> bool,
    ) -> Result<Traced, Lost> {
        let since = self.steps;
        let (watch, enough) = if let Until::Grown(watch, enough) = until { (watch, enough) } else { (&[][..], 0.0) };
        let most = if let Until::Pieces(most) = until { most } else { usize::MAX };
        let wanted = self.sum(watch) + enough;
        let mut worth = self.worth();
        let (mut at, mut pieces) = (0.0, Vec::new());
        let mut ended = Ended::Reached;
        while at < reach {
            match self.before_step(since, stop) {
                Err(Lost::Stopped) => {
                    ended = Ended::GaveUp;
                    break;
                }
                other => other?,
            }
            // A fresh basis is a time to leave out again what came in since.
            if self.steps - since >= few && (self.near.is_none() || self.basis.changes() == 0) {
                self.look_near();
            }
            // How fast the variable of each slot moves.
            self.aim_at(moves);
            let (length, stopped) = self.until(reach - at);
            let price: f64 = moves.iter().map(|&(i, by)| -self.points[self.program.open + i] * by).sum();
            let (rate, missing) = (self.watched(watch), wanted - self.sum(watch));
            let (rate, missing) = if enough < 0.0 { (-rate, -missing) } else { (rate, missing) };
            let grown = rate > PIVOT && !watch.is_empty() && missing <= rate * length;
            let length = if grown { (missing / rate).max(0.0) } else { length };
            if length > 0.0 {
                if !self.extend(&mut pieces, most, Piece { from: at, to: at + length, worth, price }) {
                    ended = Ended::Pieces;
                    break;
                }
                for &slot in &self.touched {
                    self.value[self.basis.head[slot]] += length * self.alpha[slot];
                }
                for &(i, by) in moves {
                    self.program.rhs[i] += length * by;
                }
                worth += length * price;
                at += length;
            }
            if grown {
                ended = Ended::Grown;
                break;
            }
            let Some((slot, side)) = stopped else { break };
            if !self.replace(slot, side)? {
                ended = Ended::Impossible;
                break;
            }
        }
        Ok(Traced { pieces, to: at, ended })
    }

    /// How fast the sum of the columns `watch` grows.
    fn watched(&self, watch: &[usize]) -> f64 {
        let basic = watch.iter().filter(|&&j| self.at[j] == At::Basic);
        let slots = basic.filter_map(|&j| Some((j, self.basis.head.iter().position(|&basic| basic == j)?)));
        slots.map(|(j, slot)| self.alpha[slot] * self.program.scale[j]).sum()
    }

    /// How far it goes at the speed that was worked out until a basic variable meets a bound, or by `most`; the slot of that variable and the bound.
    fn until(&self, most: f64) -> (f64, Option<(usize, At)>) {
        let rooms = || {
            let moving = self.touched.iter().map(|&slot| (slot, self.alpha[slot]));
            let moving = moving.filter(|(_, rate)| rate.abs() > PIVOT);
            moving.filter_map(|(slot, rate)| self.room(slot, rate).map(|room| (slot, room)))
        };
        let nearest = rooms().map(|(_, (room, rate, _))| (room + self.slop) / rate).fold(f64::INFINITY, f64::min);
        if nearest >= most {
            return (most, None);
        }
        let within = rooms().filter(|(_, (room, rate, _))| room / rate <= nearest);
        let best = within.max_by(|a, b| a.1.1.total_cmp(&b.1.1).then(b.0.cmp(&a.0)));
        best.map_or((most, None), |(slot, (room, rate, side))| ((room / rate).max(0.0).min(most), Some((slot, side))))
    }

    /// Adds a piece, or makes the last one longer if its price is the same; false if there are `most` already.
    fn extend(&self, pieces: &mut Vec<Piece>, most: usize, mut piece: Piece) -> bool {
        let same = SAME * self.program.worth;
        if piece.price.abs() <= same {
            piece.price = 0.0;
        }
        let full = pieces.len() >= most;
        match pieces.last_mut() {
            Some(last) if (last.price - piece.price).abs() <= same.max(SAME * last.price.abs()) => last.to = piece.to,
            _ if full => return false,
            _ => pieces.push(piece),
        }
        true
    }
}
