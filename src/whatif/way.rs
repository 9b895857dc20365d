//! A rule's bound followed from the basis of the optimum to where a need comes in.
//!
//! ```text
//! rows(a) = rows + a (rows one step on - rows) / step      rows are linear in their bound, loosened by a
//! part      the way goes over the columns that prices leave in doubt (solve/sift.rs), from one optimal basis to the next
//! settle    at its end prices are others: columns that would gain there come in, and the way goes on or back to where the need comes in
//! ```
//! For a rule of sums that is exact. For one of shares, whose coefficients move too, rows move at the pace of the sums at hand; at the end they are
//! stated as they are there, and again until the end stays where it is.

use crate::explain::NeedFacts;
use crate::finish::vertex::{Ended, Move, Until, Vertex};
use crate::lp::{ColumnKey, Formulation, Lp};
use crate::model::Programme;
use crate::solve::sift::Sieve;

use super::lab::Lab;

/// Steps between two looks at whether the need will come in.
const LOOK: usize = 200;
/// Steps at most: where the pace says that it takes more, solves are quicker.
const FAR: usize = 2500;
/// Times that columns are let in at the end.
const SETTLE: usize = 6;
/// Of what a need has to be paid to be in, an end that is off by this part is where it is.
const THERE: f64 = 1e-6;

/// What a way leads over.
pub(super) struct Ground<'a> {
    programme: &'a Programme,
    lp: &'a Lp,
    /// The program with the bound looser by `step`.
    next: &'a Lp,
    step: f64,
    /// The rows that a step moves, in order.
    moved: Vec<usize>,
    /// Whether their coefficients move.
    bends: bool,
}

/// A way on which rows are loosened until a need comes in.
pub(super) struct Way {
    vertex: Vertex,
    sieve: Sieve,
    /// The rows of the whole program that the part has.
    rows: Vec<usize>,
    /// How far it went, in the unit of the way.
    at: f64,
    /// What the need lacked at its start.
    lacked: f64,
    moves: Vec<Move>,
    /// Rp 1 million of the row that moves most, for each unit of the bound: the unit of the way.
    money: f64,
    reach: f64,
    /// The need's payments, as columns of the part and by their keys.
    watch: Vec<usize>,
    keys: Vec<ColumnKey>,
    wanted: f64,
    enough: f64,
}

/// Where a way came to.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum Came {
    /// The need comes in at this amount, in the unit of the bound.
    To(f64),
    /// Not in so many steps; where it would if what it lacks went on to fall at this pace.
    Perhaps(f64),
    /// Nothing is known.
    Unknown,
}

impl Lab {
    /// What a way leads over on which `next` is the program with the bound looser by `step`; `None` without a basis, or where it has other rows.
    pub(super) fn ground<'a>(&'a self, (next, step): (&'a Lp, f64)) -> Option<Ground<'a>> {
        let lp = &self.found()?.lp;
        let moved = lp.moved(next)?;
        let bends = moved.iter().any(|&i| lp.row(i).values != next.row(i).values);
        Some(Ground { programme: self.programme(), lp, next, step, moved, bends })
    }

    /// The way on which every row that the bound moves is loosened, by at most `most` of the bound, until the need of `facts` comes in; `None` without
    /// a basis, without the row of this name, or where the bound moves nothing.
    pub(super) fn loosening(&self, facts: &NeedFacts, name: &str, most: f64, (next, step): (&Lp, f64)) -> Option<Way> {
        self.row_of_name(name)?;
        let (payments, enough) = (self.payments(facts), self.enough(facts).as_millions());
        let (basis, ground) = (self.found()?, self.ground((next, step))?);
        let whole = Formulation { programme: self.programme(), lp: basis.lp.clone() };
        let mut sieve = Sieve::new(&whole, &basis.known);
        sieve.keep(&payments);
        let keys: Vec<ColumnKey> = payments.iter().map(|&j| whole.lp.column(j)).collect();
        let money = ground.pace(&basis.vertex.point()).iter().fold(0.0_f64, |most, (_, by)| most.max(by.abs()));
        if money <= 0.0 {
            return None;
        }
        let reach = (most * money).min(1e9);
        let (vertex, rows, lp) = ground.part(&sieve, &basis.vertex, ground.lp)?;
        let mut way = Way {
            vertex,
            sieve,
            rows,
            at: 0.0,
            lacked: 0.0,
            moves: Vec::new(),
            money,
            reach,
            watch: Vec::new(),
            keys,
            wanted: 0.0,
            enough,
        };
        way.look(&ground, &lp);
        way.lacked = lacks(&way.vertex, &way.watch);
        way.wanted = way.vertex.sum(&way.watch) + enough;
        Some(way)
    }
}

impl Ground<'_> {
    /// By how much, Rp 1 million, one unit of the bound moves the right-hand side of each row, as if its coefficients stayed the same, at a
    /// point of the whole program.
    fn pace(&self, point: &[f64]) -> Vec<Move> {
        let room = |lp: &Lp, i: usize| lp.row(i).rhs - lp.row(i).activity(point);
        let by = self.moved.iter().map(|&i| (i, (room(self.next, i) - room(self.lp, i)) / self.step));
        // What rounding leaves of a row that the bound does not move is no move.
        by.filter(|(_, by)| by.abs() * self.step > 1e-9).collect()
    }

    /// The optimal vertex of the part of `lp` that `sieve` lets in, from that of a similar program, with the rows of the part; `None` where the
    /// steps do not lead there.
    fn part(&self, sieve: &Sieve, from: &Vertex, lp: &Lp) -> Option<(Vertex, Vec<usize>, Lp)> {
        let (lp, rows) = sieve.part(lp);
        let part = Formulation { programme: self.programme, lp };
        let vertex = from.again(&part, &|| false).ok()?;
        Some((vertex, rows, part.lp))
    }
}

impl Way {
    /// The vertex to which it came.
    pub(super) fn vertex(&self) -> &Vertex {
        &self.vertex
    }

    /// Finds the need's payments and the pace of rows again in `lp`, the part at hand.
    fn look(&mut self, ground: &Ground<'_>, lp: &Lp) {
        self.watch = (0..lp.column_count()).filter(|&j| self.keys.contains(&lp.column(j))).collect();
        let point = self.sieve.spread(ground.lp, &self.vertex.point());
        // Rows that are not in it move nothing that is.
        let moves = ground.pace(&point).into_iter();
        self.moves = moves.filter_map(|(i, by)| Some((self.rows.binary_search(&i).ok()?, by / self.money))).collect();
    }

    /// Follows it for so many steps.
    pub(super) fn go(&mut self, steps: usize) -> Came {
        self.vertex.allow(steps);
        let missing = self.wanted - self.vertex.sum(&self.watch);
        // Back where it has more already.
        let (moves, reach) = if missing >= 0.0 {
            (self.moves.clone(), self.reach - self.at)
        } else {
            (self.moves.iter().map(|&(i, by)| (i, -by)).collect(), self.at)
        };
        let Ok(traced) = self.vertex.trace(&moves, reach, Until::Grown(&self.watch, missing), &|| false) else {
            return Came::Unknown;
        };
        self.at += if missing >= 0.0 { traced.to } else { -traced.to };
        match traced.ended {
            Ended::Grown => Came::To(self.at / self.money),
            Ended::GaveUp => {
                let amount = self.at * self.lacked / (self.lacked - lacks(&self.vertex, &self.watch)) / self.money;
                Came::Perhaps(if amount.is_finite() && amount > 0.0 { amount } else { f64::INFINITY })
            }
            Ended::Reached | Ended::Impossible | Ended::Pieces => Came::Unknown,
        }
    }

    /// Follows it as long as its pace promises an end, and settles there.
    pub(super) fn go_far(&mut self, ground: &Ground<'_>) -> Came {
        let mut steps = 0;
        let mut came = Came::Perhaps(f64::INFINITY);
        while steps < FAR {
            came = self.go(LOOK);
            steps += LOOK;
            match came {
                Came::To(_) => return self.settle(ground).map_or(came, Came::To),
                Came::Perhaps(amount) if amount * self.money / self.at * steps as f64 <= FAR as f64 => {}
                Came::Perhaps(_) | Came::Unknown => break,
            }
        }
        came
    }

    /// Lets in what would gain at its end, and goes on or back to where the need comes in then; `None` where that is not found.
    fn settle(&mut self, ground: &Ground<'_>) -> Option<f64> {
        for _ in 0..SETTLE {
            let whole = ground.lp.beyond(ground.next, self.at / self.money / ground.step)?;
            self.sieve.learn(&whole, &self.rows, &self.vertex.prices());
            if !self.sieve.widen(&whole) && !ground.bends {
                break;
            }
            let (vertex, rows, lp) = ground.part(&self.sieve, &self.vertex, &whole)?;
            (self.vertex, self.rows) = (vertex, rows);
            self.look(ground, &lp);
            let missing = self.wanted - self.vertex.sum(&self.watch);
            if missing.abs() <= THERE * self.enough {
                break;
            }
            if !matches!(self.go(LOOK), Came::To(_)) {
                return None;
            }
        }
        Some(self.at / self.money)
    }
}

/// Points that the payments `watch` earn less than they cost, by Rp 1 million, where that is least.
fn lacks(vertex: &Vertex, watch: &[usize]) -> f64 {
    watch.iter().map(|&j| -vertex.gain_of(j)).fold(f64::INFINITY, f64::min)
}
