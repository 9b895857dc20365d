//! Bound and search in turns, until the gap is closed, the time is over, or neither gets on.
//!
//! ```text
//! each turn, at once:  one round of prices over regions (bound)   |   one run of each of two searches
//! prices settle     -> a dive: one plan for each region            -> both searches go on from there; later one of them, now and then
//! else              -> the searches go on from the best plan, hotter or cooler in turns
//! ```
//! What a turn does is counted in moves and rounds, never in seconds, so that the same programme goes through the same plans and bounds on any
//! number of threads; the clock only says when to stop. Two searches, since two cores are what the smallest machines have.

use std::time::Instant;

use super::bound::{Bounds, Improved, WholeCertificate};
use super::search::{Ground, Run, Search};
use crate::lp::Formulation;
use crate::model::Programme;
use crate::plan::Plan;
use crate::solve::{Control, Ended};

/// Its name, as `summary.json` writes it.
pub const NAME: &str = "regions";

/// Who judges plans and says when it is enough.
pub trait Judge {
    /// Judges `plan`, of which no more than `bound` can be had; its points, or `None` if it is none.
    fn plan(&mut self, plan: Plan, bound: Option<f64>) -> Option<f64>;
    /// Whether a plan of `points` is near enough to `bound`.
    fn is_near(&self, bound: f64, points: f64) -> bool;
    /// Why to stop, if there is a reason.
    fn stop(&self) -> Option<Ended>;
    /// Why to stop before the next turn, if there is a reason; for who counts turns.
    fn turn(&mut self) -> Option<Ended> {
        self.stop()
    }
}

/// How it ended.
#[derive(Debug, Clone)]
pub struct Turned {
    /// No plan has more points; `None` if there was no time to prove it.
    pub bound: Option<f64>,
    /// What proves it.
    pub certificate: Option<WholeCertificate>,
    /// `Optimal` if the gap was closed; else why it ended.
    pub ended: Ended,
    /// Moves of the searches.
    pub moves: usize,
}

/// Turns at most, so that it ends without a time limit too.
const TURNS: usize = 80;
/// Turns without a better plan or bound after which it ends.
const IDLE: usize = 12;
/// Part of the bound by which it could still fall in a round, below which prices have settled.
const SETTLED: f64 = 4e-3;
/// Or two rounds on end brought something below the first of these parts, and could have brought no more than the second.
const SLOW: f64 = 2e-3;
const NEAR: f64 = 2e-2;
/// By how much the bound falls, in parts of it, before a new dive is worth its time.
const DIVE: f64 = 3e-3;
/// Turn after which there is a dive in any case, if there was none: what it gives is far better than what is built without prices, even while
/// prices are on their way. Then again whenever the bound has fallen by this part of it.
const LATE: usize = 10;
const FAR: f64 = 0.015;
/// Turns after which one search goes on from a new dive.
const AGAIN: i32 = 5;
/// Moves for each need until the first plan, at most.
const FIRST: usize = 20;
/// Moves of a run while prices are on their way: their time is better spent on the bound.
const EARLY_MOVES: usize = 2_000;
/// Moves of a run after a dive while prices are still on their way, for each need.
const MIDDLE_MOVES: usize = 1;
/// Moves of a run once prices have settled, for each need; and how many there are at least and at most.
const MOVES: usize = 4;
const LEAST_MOVES: usize = 100_000;
const MOST_MOVES: usize = 2_000_000;
/// By how much runs grow from turn to turn after a dive: what short runs leave open asks for longer ones.
const LONGER: f64 = 1.15;
/// Moves of the one search before branch and bound, for each need, and at most: some hundredths of a second.
const QUICK: usize = 500;
const MOST_QUICK: usize = 50_000;
/// Heat at the start of a run: from the built plan, after a dive, and later; and at its end.
const HOT: (f64, f64, f64) = (0.05, 0.02, 0.01);
const COLD: f64 = 0.001;
/// Part of its worth by which the second search may be behind before it goes on from the plan of the first.
const BEHIND: f64 = 2e-3;

/// A first plan for each of two searches, where one is found soon.
#[must_use]
pub fn start<'t, 'a>(ground: &'t Ground<'a>, control: &Control) -> [Search<'t, 'a>; 2] {
    let start = Instant::now();
    let stop = || control.stop(start).is_some();
    let (mut first, mut second) = rayon::join(|| Search::new(ground, 1), || Search::new(ground, 2));
    // In pieces, so that neither waits long for the other.
    let piece = ground.needs().max(1_000);
    for _ in 0..FIRST {
        if first.best().is_some() || second.best().is_some() || stop() {
            break;
        }
        rayon::join(|| first.find(piece, stop), || second.find(piece, stop));
    }
    let mut searches = [first, second];
    go_on(&mut searches);
    searches
}

/// A plan of a small programme by a short search, if it finds one: what branch and bound starts from.
pub fn quick(ground: &Ground<'_>, bound: Option<f64>, judge: &mut dyn Judge) {
    let moves = (ground.needs() * QUICK).min(MOST_QUICK);
    let mut search = Search::new(ground, 1);
    search.find(moves, || false);
    search.run(Run { moves, heat: (HOT.0, COLD) }, || false);
    if let Some(plan) = search.plan() {
        judge.plan(plan, bound);
    }
}

/// Takes turns from the plans of `searches` on; `prices` are those of `relaxed`, a linear program of the programme's relaxation.
pub fn run(
    programme: &Programme,
    ground: &Ground<'_>,
    searches: &mut [Search<'_, '_>; 2],
    relaxed: &Formulation<'_>,
    prices: &[f64],
    control: &Control,
    judge: &mut dyn Judge,
) -> Turned {
    let start = Instant::now();
    let left = || {
        let mut left = control.clone();
        left.time_limit = control.time_limit.map(|limit| limit.saturating_sub(start.elapsed()));
        // The caller chose the threads for all of this.
        left.threads = None;
        left
    };
    let stop = || control.stop(start).is_some();
    let mut turned = Turned { bound: None, certificate: None, ended: Ended::Stalled, moves: 0 };
    let mut told = None;
    tell(searches, &mut told, None, judge);
    let Ok(mut bounds) = Bounds::new(programme, relaxed, prices, &left()) else {
        turned.ended = judge.stop().unwrap_or(Ended::Stalled);
        return turned;
    };
    let (mut dived, mut idle, mut since, mut slow, mut calm) = (f64::INFINITY, 0, 0, 0, false);
    for turn in 0..TURNS {
        if let Some(points) = told
            && judge.is_near(bounds.bound(), points)
        {
            turned.ended = Ended::Optimal;
            break;
        }
        if let Some(ended) = judge.turn() {
            turned.ended = ended;
            break;
        }
        if bounds.bound() == f64::NEG_INFINITY || idle >= IDLE {
            break;
        }
        let (old_bound, old_best) = (bounds.bound(), told);
        let stage = match (dived.is_finite(), calm) {
            (false, _) => Stage::Before,
            (true, false) => Stage::Between,
            (true, true) => Stage::After,
        };
        let runs = runs(ground, stage, since, turn);
        let [first, second] = &mut *searches;
        let (improved, ((), ())) = rayon::join(
            || bounds.improve(&left()),
            || rayon::join(|| first.run(runs[0], stop), || second.run(runs[1], stop)),
        );
        tell(searches, &mut told, Some(bounds.bound()), judge);
        since += 1;
        let settled = match improved {
            Improved::By(gain) => {
                let (gain, promised) = (gain / bounds.bound().abs(), bounds.promised() / bounds.bound().abs());
                slow = if gain > 0.0 && gain < SLOW && promised < NEAR { slow + 1 } else { 0 };
                promised < SETTLED || slow >= 2
            }
            Improved::Done => true,
            Improved::Stopped(_) => false,
        };
        if settled && !calm {
            (calm, since) = (true, 0);
        }
        let fallen = dived - bounds.bound();
        // A bound that fell far asks for new plans of regions; else one of the two tries them now and then, the other betters what it has.
        let late = !calm && turn >= LATE && fallen > FAR * bounds.bound().abs();
        let both = late || (settled && fallen > DIVE * bounds.bound().abs());
        let one = dived.is_finite() && fallen > 0.0 && since % AGAIN == 0;
        if (both || one)
            && let Some(plans) = bounds.dive(&left(), calm || turn >= 2 * LATE)
        {
            dived = bounds.bound();
            if both {
                since = 0;
            }
            go_on(searches);
            for search in &mut *searches {
                search.draw_from(bounds.mix().map(|(r, plans)| (r, plans.into_iter().map(|(_, p)| p).collect())));
            }
            let from = usize::from(!both);
            searches[from..].iter_mut().for_each(|search| search.start_from(&plans));
        } else if since % AGAIN != 1 {
            go_on(searches);
        } else {
            searches.iter_mut().for_each(Search::start_from_best);
        }
        let better = told > old_best || bounds.bound() < old_bound - 1e-6 * old_bound.abs();
        idle = if better { 0 } else { idle + 1 };
    }
    turned.bound = Some(bounds.bound());
    turned.certificate = Some(bounds.certificate(told.unwrap_or(0.0)));
    turned.moves = searches.iter().map(Search::moves).sum();
    turned
}

/// Hands the best plan to the judge if it is better than the last that was `told`.
pub fn tell(searches: &[Search<'_, '_>; 2], told: &mut Option<f64>, bound: Option<f64>, judge: &mut dyn Judge) {
    let [first, second] = searches;
    let better = if second.best() > first.best() { second } else { first };
    if better.best() > told.map(|points| points + 1e-12 * points.abs())
        && let Some(plan) = better.plan()
        && let Some(points) = judge.plan(plan, bound)
    {
        *told = Some(points);
    }
}

/// Where the turns are.
#[derive(Debug, Clone, Copy, PartialEq)]
enum Stage {
    /// Before the first dive.
    Before,
    /// After it, with prices still on their way.
    Between,
    /// Prices have settled.
    After,
}

/// The runs of both searches in a turn.
fn runs(ground: &Ground<'_>, stage: Stage, since: i32, turn: usize) -> [Run; 2] {
    let hot = match (stage, since) {
        (Stage::Before, _) => HOT.0,
        (_, 0) => HOT.1,
        _ => HOT.2,
    };
    let moves = match stage {
        Stage::Before => EARLY_MOVES as f64,
        Stage::Between => (ground.needs() * MIDDLE_MOVES).max(EARLY_MOVES) as f64,
        Stage::After => (ground.needs() * MOVES).max(LEAST_MOVES) as f64 * LONGER.powi(since.min(40)),
    };
    #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)] // a number of moves, at most a few millions
    let moves = (moves as usize).min(MOST_MOVES);
    // One of the two the hotter, in turns: what is stuck gets out, what is good gets better.
    let heat = |warm: bool| (if warm { hot } else { hot * 0.4 }, COLD);
    [Run { moves, heat: heat(!turn.is_multiple_of(2)) }, Run { moves, heat: heat(turn.is_multiple_of(2)) }]
}

/// Both go on from their best plans; one that is far behind from the other's.
fn go_on(searches: &mut [Search<'_, '_>; 2]) {
    let behind = |a: &Search<'_, '_>, b: &Search<'_, '_>| match (a.best(), b.best()) {
        (Some(a), Some(b)) => b - a > BEHIND * b.abs(),
        (None, Some(_)) => true,
        _ => false,
    };
    let [first, second] = searches;
    if behind(first, second) {
        first.start_like(second);
    } else {
        first.start_from_best();
    }
    if behind(second, first) {
        second.start_like(first);
    } else {
        second.start_from_best();
    }
}
