//! Bound and search in turns, until the gap is closed, the time is over, or neither gets on.
//!
//! ```text
//! each turn, at once:  rounds of prices over regions (bound)   |   what each of two sides does for plans
//! prices foreseen, the first turn    both sides assemble region plans from the few there are
//! prices not foreseen                both search from the plan they have, a little; later the first side assembles whenever the bound has fallen far,
//!                                    and now and then
//! prices settled                     every region is decided beside the best plan known, then both sides assemble: from the prices, from the best plan,
//!                                    from what they had; and fill what that leaves over
//! ```
//! To assemble is to choose one plan for each region from those that the bound has met (see [`Assembly`]); what comes out goes to a search need by
//! need, which mends what no link states and fills what is left over. The best plan goes back to the bound: its parts of regions are plans like others.
//!
//! What a turn does is counted in moves and rounds, never in seconds, so that the same programme goes through the same plans and bounds on any
//! number of threads; the clock only says when to stop. Two sides, since two cores are what the smallest machines have.

use std::time::Instant;

use super::bound::{Assembly, Bounds, Improved, Seen, Start, Variants, WholeCertificate};
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
const SETTLED: f64 = 2e-2;
/// Turn from which region plans are assembled, though prices are on their way: what they give is far better than what is built without prices.
/// Then again whenever the bound has fallen by this part of it; and from the best plan after so many turns without.
const EARLY: usize = 4;
const FALLEN: f64 = 0.015;
const PAUSE: usize = 2;
/// Times that an assembly goes on from what it had, at most: one more in every second turn, since rounds of the bound take longer too.
const TIMES: usize = 4;
/// Nodes of the bound's regions that take as long as a move of an assembly; by which its moves grow, up to so many times.
const NODES: usize = 5;
const LONGEST: usize = 4;
/// Rounds of the bound in a turn once prices have settled: assemblies take several times as long as one.
const ROUNDS: usize = 2;
/// How often every region is decided beside the best plan before regions are assembled, once prices have settled (see `bound/vary.rs`): once in the first turn, for
/// whoever waits, then twice more in each.
const VARIED: usize = 6;
/// Every so many turns a side assembles anew from the best columns at the prices, the two sides at different turns.
const ANEW: usize = 4;
/// Moves of an assembly for each region: of the very first and while prices are on their way, in the first turn once they have settled, when it starts anew, and
/// when it goes on. The first are few: columns are few, and whoever waits wants a plan. At 7,437 sentra 500 moves that start cool gave better plans than 2,000 that start hot.
const FIRST_MOVES: usize = 500;
const SOON_MOVES: usize = 1_000;
const ANEW_MOVES: usize = 3_000;
const MORE_MOVES: usize = 1_500;
/// Heat of these assemblies at the start, and at the end of each, in parts of what a region earns on the average. Ten times as hot an assembly anew left
/// 0.2 % more open at 1,750 and 7,437 sentra with loose money, half as hot 0.04 to 0.2 % more.
const FIRST_HEAT: f64 = 0.01;
const ANEW_HEAT: f64 = 0.02;
const MORE_HEAT: f64 = 0.03;
const LAST_HEAT: f64 = 5e-4;
/// Heat of the search that fills what an assembly leaves over, with one move for each need: hotter, it spoils the plan.
const FILL_HEAT: f64 = 2e-3;
/// How often it goes on at most until what the assembly left broken is mended: at 7,437 sentra the first assembly leaves much.
const FILLS: usize = 4;
/// Moves for each need until the first plan, at most.
const FIRST: usize = 20;
/// Moves of a run while prices are on their way: their time is better spent on the bound.
const EARLY_MOVES: usize = 2_000;
/// Moves of a run of the search alone once prices have settled, for each need; and how many there are at least and at most.
const MOVES: usize = 4;
const LEAST_MOVES: usize = 50_000;
const MOST_MOVES: usize = 500_000;
/// Moves of the one search before branch and bound, for each need, and at most: some hundredths of a second.
const QUICK: usize = 500;
const MOST_QUICK: usize = 50_000;
/// Heat at the start of a run from a built plan, and at its end. The one side is cooler than the other, in turns.
const HOT: f64 = 0.05;
const COOLER: f64 = 0.4;
const COLD: f64 = 0.001;
/// Part of its worth by which the second search may be behind before it goes on from the plan of the first.
const BEHIND: f64 = 2e-3;

/// A first plan for each of two searches, where one is found soon.
#[must_use]
pub fn start<'t, 'a>(ground: &'t Ground<'a>, control: &Control) -> [Search<'t, 'a>; 2] {
    start_in(ground, FIRST, control)
}

/// Likewise, in no more than so many pieces of a move for each need.
#[must_use]
pub fn start_in<'t, 'a>(ground: &'t Ground<'a>, pieces: usize, control: &Control) -> [Search<'t, 'a>; 2] {
    let start = Instant::now();
    let stop = || control.stop(start).is_some();
    let (mut first, mut second) = rayon::join(|| Search::new(ground, 1), || Search::new(ground, 2));
    // In pieces, so that neither waits long for the other.
    let piece = ground.needs().max(1_000);
    for _ in 0..pieces.min(FIRST) {
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
    search.run(Run { moves, heat: (HOT, COLD) }, || false);
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
    let seen = bounds.seen();
    let mut assemblies = [Assembly::new(&seen, 1), Assembly::new(&seen, 2)];
    drop(seen);
    let mut variants = Variants::new(1);
    let (mut idle, mut settled, mut since) = (0, false, 0_usize);
    // The bound and the turn of the last assembly.
    let mut last = (f64::INFINITY, 0);
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
        let fallen = last.0 - old_bound > FALLEN * old_bound.abs();
        let early = (bounds.foreseen() || turn >= EARLY) && (fallen || turn - last.1 > PAUSE);
        let is_first = last.0 == f64::INFINITY;
        let tasks = if is_first && (settled || bounds.foreseen()) {
            [Task::FIRST; 2]
        } else if settled {
            // While the bound goes through many nodes the sides have time for as many moves.
            let all = NODES * MORE_MOVES * assemblies[0].regions().max(1);
            Task::both_settled(since, (bounds.nodes() / all).clamp(1, LONGEST), ground.needs())
        } else {
            let warm = |side: usize| Task::Search {
                heat: if turn % 2 == side { HOT } else { COOLER * HOT },
                moves: EARLY_MOVES,
            };
            let first = match (early, fallen) {
                (false, _) => warm(0),
                (true, true) => Task::FIRST,
                (true, false) => Task::Assemble { start: Start::Learned, moves: MORE_MOVES, heat: MORE_HEAT, more: 0 },
            };
            [first, warm(1)]
        };
        let mut seen = (settled || early).then(|| bounds.seen());
        if seen.is_some() {
            last = (old_bound, turn);
        }
        if settled
            && !is_first
            && let Some(seen) = &mut seen
        {
            since += 1;
            variants.extend(seen, (2 * since - 1).min(VARIED), stop);
        }
        let ([one, two], [first, second]) = (&mut assemblies, &mut *searches);
        let (one, two) = (Side { assembly: one, search: first }, Side { assembly: two, search: second });
        let (improved, ((), ())) = rayon::join(
            || rounds(&mut bounds, if since > 1 { ROUNDS } else { 1 }, &left),
            || {
                rayon::join(
                    || one.run(tasks[0], seen.as_ref(), ground, &stop),
                    || two.run(tasks[1], seen.as_ref(), ground, &stop),
                )
            },
        );
        tell(searches, &mut told, Some(bounds.bound()), judge);
        if told > old_best
            && let Some(plan) = better(searches).plan()
        {
            bounds.learn(&plan);
        }
        settled |= match improved {
            Improved::By(_) => bounds.promised() < SETTLED * bounds.bound().abs(),
            Improved::Done => true,
            Improved::Stopped(_) => false,
        };
        if !settled {
            go_on(searches);
        }
        let gained = told > old_best || bounds.bound() < old_bound - 1e-6 * old_bound.abs();
        idle = if gained { 0 } else { idle + 1 };
    }
    turned.bound = Some(bounds.bound());
    turned.certificate = Some(bounds.certificate(told.unwrap_or(0.0)));
    turned.moves = searches.iter().map(Search::moves).sum();
    turned
}

/// So many rounds of the bound on end, while they bring something; what they brought together.
fn rounds(bounds: &mut Bounds<'_>, rounds: usize, left: &impl Fn() -> Control) -> Improved {
    let mut all = bounds.improve(&left());
    for _ in 1..rounds {
        let Improved::By(gain) = all else { break };
        all = match bounds.improve(&left()) {
            Improved::By(more) => Improved::By(gain + more),
            // What the rounds before brought is told; the next turn ends at once.
            Improved::Done => break,
            stopped @ Improved::Stopped(_) => stopped,
        };
    }
    all
}

/// Hands the best plan to the judge if it is better than the last that was `told`.
pub fn tell(searches: &[Search<'_, '_>; 2], told: &mut Option<f64>, bound: Option<f64>, judge: &mut dyn Judge) {
    let better = better(searches);
    if better.best() > told.map(|points| points + 1e-12 * points.abs())
        && let Some(plan) = better.plan()
        && let Some(points) = judge.plan(plan, bound)
    {
        *told = Some(points);
    }
}

/// The search with the better plan.
fn better<'s, 't, 'a>([first, second]: &'s [Search<'t, 'a>; 2]) -> &'s Search<'t, 'a> {
    if second.best() > first.best() { second } else { first }
}

/// What a side does in a turn.
#[derive(Debug, Clone, Copy)]
enum Task {
    /// Goes on with its search, from this heat.
    Search { heat: f64, moves: usize },
    /// Assembles region plans by so many moves for each region, from this heat, goes on from them `more` times, and fills what they leave over.
    Assemble { start: Start, moves: usize, heat: f64, more: usize },
}

impl Task {
    /// An assembly from the best columns while prices are on their way, and the first after.
    const FIRST: Self = Self::Assemble { start: Start::Best, moves: FIRST_MOVES, heat: FIRST_HEAT, more: 0 };

    /// What both sides do in the turn `since` prices have settled.
    fn both_settled(since: usize, longer: usize, needs: usize) -> [Self; 2] {
        // Needs paid in parts, and rules that no link states, are the search's alone.
        let alone = Self::Search { heat: COOLER * HOT, moves: (needs * MOVES).clamp(LEAST_MOVES, MOST_MOVES) };
        let second = if (since + 1).is_multiple_of(ANEW) { alone } else { Self::settled(since, ANEW / 2, longer) };
        [Self::settled(since, 0, longer), second]
    }

    /// In the turn `since` prices have settled, for a side that is `ahead` by so many turns, with so many times the moves. The first time both start
    /// anew.
    fn settled(since: usize, ahead: usize, longer: usize) -> Self {
        let more = (since / 2).min(TIMES);
        if since == 0 {
            Self::Assemble { start: Start::Best, moves: SOON_MOVES, heat: ANEW_HEAT, more }
        } else if (since + ahead).is_multiple_of(ANEW) {
            Self::Assemble { start: Start::Best, moves: longer * ANEW_MOVES, heat: ANEW_HEAT, more }
        } else {
            let start = if since.is_multiple_of(2) { Start::Learned } else { Start::Own };
            Self::Assemble { start, moves: longer * MORE_MOVES, heat: MORE_HEAT, more }
        }
    }
}

/// One of the two that look for plans.
struct Side<'s, 't, 'a> {
    assembly: &'s mut Assembly,
    search: &'s mut Search<'t, 'a>,
}

impl Side<'_, '_, '_> {
    fn run(self, task: Task, seen: Option<&Seen>, ground: &Ground<'_>, stop: &(impl Fn() -> bool + Sync)) {
        let Self { assembly, search } = self;
        match (task, seen) {
            (Task::Assemble { start, moves, heat, more }, Some(seen)) => {
                assembly.fill(seen, start);
                assembly.run(moves * assembly.regions(), (heat, LAST_HEAT), stop);
                for _ in 0..more {
                    if stop() {
                        break;
                    }
                    assembly.fill(seen, Start::Own);
                    assembly.run(MORE_MOVES * assembly.regions(), (MORE_HEAT, LAST_HEAT), stop);
                }
                search.start_from(&assembly.plans());
                for _ in 0..FILLS {
                    search.run(Run { moves: ground.needs(), heat: (FILL_HEAT, COLD) }, stop);
                    if search.best().is_some() || stop() {
                        break;
                    }
                }
            }
            (Task::Assemble { .. }, None) => {}
            (Task::Search { heat, moves }, _) => search.run(Run { moves, heat: (heat, COLD) }, stop),
        }
    }
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
