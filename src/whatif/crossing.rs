//! How far the bound of a rule has to be loosened for a need to come in, where that is too far to be followed from the basis.
//!
//! ```text
//! rows(a) = rows + a (rows one step on - rows) / step        rows are linear in their bound, loosened by a
//! pull(a) = the price of "the need is paid exactly enough" under rows(a): below 0 it has to be forced, above 0 it would take more
//! ```
//! The crossing is where the pull turns. It is looked for between an amount that does not do and one that does, by secant and by halving, the two at a
//! time on two threads, each a solve of the part of the program that is in doubt ([`sift`](crate::solve::sift)). Where the rule has room at an amount, the
//! same optimum holds with the bound tighter by that room, and however much looser: one solve far out says whether any bound does, and from where on.
//! What is found is confirmed as any change is.

use crate::explain::NeedFacts;
use crate::id::NeedId;
use crate::lp::{Formulation, Lp, RowKey, Sense};
use crate::model::Programme;
use crate::solve::sift::{Known, Sieve};
use crate::solve::{Control, Ended, SolveError};

use super::lab::{Lab, LabError, Optimum};
use super::rule::Loosened;

/// The two ends are near enough where this part of the greater is not above the smaller: 99 % of what is named does not do.
const NEAR: f64 = 0.993;
/// Pairs of solves.
const MOST: usize = 12;
/// Around a good guess, the two amounts that are looked at first.
const NEARBY: [f64; 2] = [0.995, 1.0015];
/// And around a poor one.
const AROUND: [f64; 2] = [0.7, 1.4];
/// Room in a row below this, Rp 1 million, is none.
const CLOSED: f64 = 1e-3;

/// Where a need comes in.
pub(super) enum Crossing {
    /// With this amount, but not with 99 % of it; and the optimum near there.
    At(f64, Known),
    /// Not even where the bound is as loose as can be.
    Nowhere,
    /// That is not known.
    Unknown,
}

/// A bound that is loosened, as the program sees it.
struct Road<'a> {
    programme: &'a Programme,
    control: &'a Control,
    lp: &'a Lp,
    /// The program with the bound one step looser.
    next: &'a Lp,
    step: f64,
    /// The rows that a step moves.
    moved: Vec<usize>,
    /// The need's row, and what it is to be paid, Rp 1 million.
    row: usize,
    wanted: f64,
}

/// What a solve at an amount says.
struct Pulled {
    at: At,
    sieve: Sieve,
    /// The prices there; none where it cannot be paid.
    prices: Vec<f64>,
}

/// What is known of an amount.
#[derive(Debug, Clone, Copy)]
struct At {
    /// Points for each further Rp 1 million; without end below 0 where it cannot be paid.
    pull: f64,
    /// By how much the bound could be tighter under the same optimum.
    room: f64,
}

impl Lab {
    /// Where the need of `facts` comes in as a bound is loosened, looked for from `start`; `next` is the program with the bound looser by `step`, `without`
    /// an optimum without the rule.
    pub(super) fn crossing(
        &mut self,
        facts: &NeedFacts,
        (loosened, start): (&Loosened, Start),
        (next, step): (&Lp, f64),
        without: Option<&Optimum>,
    ) -> Result<Crossing, LabError> {
        let (payments, enough) = (self.payments(facts), self.enough(facts).as_millions());
        let need = self.programme().needs().iter().position(|row| row.code.as_str() == facts.need.code);
        let Some(basis) = self.found() else { return Ok(Crossing::Unknown) };
        let row = need.and_then(|need| basis.vertex.row_of_key(RowKey::Need(NeedId::new(need))));
        let Some(row) = row else { return Ok(Crossing::Unknown) };
        let wanted = basis.vertex.sum(&payments) + enough;
        let formulation = Formulation { programme: self.programme(), lp: basis.lp.clone() };
        let mut sieve = Sieve::new(&formulation, &basis.known);
        if let Some(optimum) = without {
            sieve.reach(&Sieve::new(&formulation, &optimum.known));
        }
        let (programme, control, lp) = (self.programme(), self.control(), &basis.lp);
        let Some(moved) = lp.moved(next) else { return Ok(Crossing::Unknown) };
        let road = Road { programme, control, lp, next, step, moved, row, wanted };
        let mut solves = 0;
        // The nearest amount known to do, with the prices there.
        let mut does: Option<(f64, Vec<f64>)> = None;
        let now = facts.best.map_or(0.0, |best| -facts.choices[best].shortfall);
        let found = turn(start, (loosened.most, loosened.step), now, |amounts| {
            solves += 2;
            let (a, b) = rayon::join(|| road.at(amounts[0], &sieve), || road.at(amounts[1], &sieve));
            let both = [a?, b?];
            let found = [both[0].at, both[1].at];
            for (pulled, amount) in both.into_iter().zip(amounts) {
                sieve.join(&pulled.sieve);
                if pulled.at.pull > 0.0 && does.as_ref().is_none_or(|(at, _)| amount < *at) {
                    does = Some((amount, pulled.prices));
                }
            }
            Ok(found)
        });
        let known = does.map(|(_, prices)| sieve.known(&formulation, &prices));
        self.count_solves(solves);
        match (found, known) {
            (Ok(Some((_, high))), Some(known)) => Ok(Crossing::At(high, known)),
            (Ok(None), _) => Ok(Crossing::Nowhere),
            (Err(error @ SolveError::Stopped { .. }), _) => Err(crate::error::Error::from(error).into()),
            // Where the rows are not linear, or a solve fails, it is looked for in another way.
            (Err(_), _) | (Ok(Some(_)), None) => Ok(Crossing::Unknown),
        }
    }
}

impl Road<'_> {
    /// The pull where the bound is looser by `amount`, from what `sieve` knows.
    fn at(&self, amount: f64, sieve: &Sieve) -> Result<Pulled, SolveError> {
        let failed = |reason: &str| SolveError::Failed { solver: "crossing", reason: reason.to_owned() };
        let mut lp = self.lp.beyond(self.next, amount / self.step).ok_or_else(|| failed("other rows"))?;
        lp.set_row(self.row, Sense::Equal, self.wanted);
        let mut sieve = sieve.clone();
        match sieve.solve(self.programme, &lp, self.control) {
            Ok(answer) if answer.ended == Ended::Optimal => {
                let prices = answer.prices.unwrap_or_default();
                let pull = prices.get(self.row).copied().ok_or_else(|| failed("no prices"))?;
                Ok(Pulled { at: At { pull, room: self.room(&lp, &answer.point) }, sieve, prices })
            }
            Ok(_) => Err(failed("no optimum")),
            Err(SolveError::Infeasible { .. }) => {
                Ok(Pulled { at: At { pull: f64::NEG_INFINITY, room: 0.0 }, sieve, prices: Vec::new() })
            }
            Err(error) => Err(error),
        }
    }

    /// By how much less the bound of `lp` can be loosened before `point` breaks a row of it.
    fn room(&self, lp: &Lp, point: &[f64]) -> f64 {
        let less = self.moved.iter().filter_map(|&i| {
            let speed = (room(self.next, i, point) - room(self.lp, i, point)) / self.step;
            (speed > 0.0).then(|| (room(lp, i, point) - CLOSED).max(0.0) / speed)
        });
        let least = less.fold(f64::INFINITY, f64::min);
        if least.is_finite() { least } else { 0.0 }
    }
}

/// The room that `point` leaves in row `i`.
fn room(lp: &Lp, i: usize, point: &[f64]) -> f64 {
    let row = lp.row(i);
    let over = row.activity(point) - row.rhs;
    if row.sense == Sense::AtLeast { over } else { -over }
}

/// Where a search begins.
#[derive(Debug, Clone, Copy)]
pub(super) enum Start {
    /// Close to a good guess.
    Near(f64),
    /// Around a poor one.
    Perhaps(f64),
    /// With amounts of this size.
    Scale(f64),
}

/// Between which two amounts, at most `most` and in whole steps of `step`, `pulls` turns from not above 0, as `now` at the amount 0, to above 0;
/// `None` if it does not.
fn turn<E>(
    start: Start,
    (most, step): (f64, f64),
    now: f64,
    mut pulls: impl FnMut([f64; 2]) -> Result<[At; 2], E>,
) -> Result<Option<(f64, f64)>, E> {
    let mut low = (0.0, now);
    let mut high = None;
    let mut next = match start {
        Start::Near(guess) if guess > 0.0 && guess * NEARBY[1] < most => NEARBY.map(|part| part * guess),
        Start::Perhaps(guess) if guess > 0.0 && guess * AROUND[1] < most => AROUND.map(|part| part * guess),
        Start::Scale(scale) if scale > 0.0 && scale < most => [scale, most],
        Start::Near(_) | Start::Perhaps(_) | Start::Scale(_) => [most / 4.0, most],
    };
    for _ in 0..MOST {
        let [a, b] = next;
        let at = pulls(next)?;
        if at[0].pull > 0.0 {
            high = Some(((a - at[0].room).clamp(low.0, a), at[0].pull));
        } else if at[0].room > 0.0 {
            // A looser bound changes nothing where it has room.
            return Ok(None);
        } else if at[1].pull > 0.0 {
            (low, high) = ((a, at[0].pull), Some(((b - at[1].room).clamp(a, b), at[1].pull)));
        } else if b >= most || at[1].room > 0.0 {
            return Ok(None);
        } else {
            low = (b, at[1].pull);
        }
        next = match high {
            // Beyond it is as good as unknown, so that the end of all is looked at too.
            None => [(1.3 * b).min(most / 2.0), if b < 0.01 * most { 10.0 * b } else { most }],
            Some(high) if NEAR * high.0 <= low.0 || high.0 - low.0 <= step => break,
            Some(high) => between(low, high),
        };
    }
    Ok(high.map(|high| (low.0, high.0)))
}

/// Two amounts to look at between an end that does not do and one that does, each with its pull: by secant, and halfway.
fn between(low: (f64, f64), high: (f64, f64)) -> [f64; 2] {
    let width = high.0 - low.0;
    // Halfway by their ratio where both are known by it.
    let middle = if low.0 > 0.0 { (low.0 * high.0).sqrt() } else { high.0 / 4.0 };
    let part = -low.1 / (high.1 - low.1);
    let secant = if part.is_finite() { low.0 + part * width } else { f64::midpoint(middle, high.0) };
    let secant = secant.clamp(low.0 + 0.02 * width, high.0 - 0.02 * width);
    let (mut a, mut b) = (middle.min(secant), middle.max(secant));
    if b - a < 0.1 * width {
        // One on each side of where both say it is.
        (a, b) = (a - 0.05 * width, b + 0.05 * width);
    }
    [a.max(low.0 + 0.01 * width), b.min(high.0 - 0.01 * width)]
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Where the pull `f` turns from below 0 at 0, as far as 1000, and how many pairs that takes.
    fn found(start: Start, f: impl Fn(f64) -> f64) -> (Option<(f64, f64)>, usize) {
        let mut pairs = 0;
        let found = turn::<()>(start, (1000.0, 0.0), f(0.0), |amounts| {
            pairs += 1;
            assert!(0.0 < amounts[0] && amounts[0] < amounts[1] && amounts[1] <= 1000.0, "{amounts:?}");
            Ok(amounts.map(|amount| At { pull: f(amount), room: 0.0 }))
        });
        (found.unwrap_or_default(), pairs)
    }

    #[test]
    fn the_turn_is_found_between_two_near_amounts() {
        let line = |at: f64| move |amount: f64| amount - at;
        let stair = |at: f64| move |amount: f64| if amount > at { 1.0 } else { -3.0 };
        let closed = |at: f64| move |amount: f64| if amount > at { 1.0 } else { f64::NEG_INFINITY };
        for at in [0.7, 3.0, 40.0, 260.0, 990.0] {
            for start in [Start::Near(at), Start::Near(2.0 * at), Start::Perhaps(at / 3.0), Start::Scale(10.0)] {
                let all: [&dyn Fn(f64) -> f64; 3] = [&line(at), &stair(at), &closed(at)];
                for f in all {
                    let (turned, pairs) = found(start, f);
                    let (low, high) = turned.unwrap_or_else(|| panic!("{at} {start:?}: nothing found"));
                    assert!(low <= at && at < high && NEAR * high <= low, "{at} {start:?}: {low} to {high} in {pairs}");
                }
            }
            assert_eq!(found(Start::Near(at), line(at)).1, 1);
            assert!(found(Start::Perhaps(at), line(at)).1 <= 4);
        }
    }

    /// From 30 on the rule has room: what is solved far out says from where on the need comes in, or that it never does.
    #[test]
    fn room_far_out_brings_the_end_near() {
        for (pull, at) in [(-1.0, None), (1.0, Some(30.0))] {
            let mut tried = Vec::new();
            let found = turn::<()>(Start::Scale(500.0), (1000.0, 0.0), -1.0, |amounts| {
                tried.extend(amounts);
                Ok(amounts.map(|amount| At {
                    pull: if amount >= 30.0 { pull } else { -1.0 },
                    room: (amount - 30.0).max(0.0),
                }))
            });
            assert_eq!(found.map(|found| found.map(|(_, high)| high)), Ok(at));
            assert!(tried[..2] == [500.0, 1000.0] && tried[2..].iter().all(|amount| *amount < 30.0), "{tried:?}");
        }
    }

    #[test]
    fn a_pull_that_never_turns_is_looked_at_to_the_end() {
        for start in [Start::Near(3.0), Start::Near(1e9), Start::Perhaps(f64::INFINITY), Start::Scale(10.0)] {
            assert_eq!(found(start, |_| -1.0).0, None, "{start:?}");
        }
    }
}
