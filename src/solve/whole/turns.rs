//! Bound and search in turns, until the gap is closed, the time is over, or neither gets on.
//!
//! ```text
//! each turn, at once:  rounds of prices over regions (bound)   |   what each of two sides does for plans
//! prices foreseen, the first turn    both sides mend and fill the master's mix of the few region plans there are, while the bound waits for them
//! prices not foreseen                both search from the plan they have, a little; later the first side assembles whenever the bound has fallen far,
//!                                    and now and then
//! prices settled                     every region is decided beside the best plan known, then both sides assemble: from the master's mix, from the best plan,
//!                                    from what they had; and fill what that leaves over
//! ```
//! On two threads the bound waits for the sides in every turn.
//!
//! Begun at prices on the way of the relaxation (see [`Solver::solve_showing`](crate::solve::Solver::solve_showing)), turns up to the first with settled prices are taken before
//! that is solved.
//!
//! To assemble is to choose one plan for each region from those that the bound has met (see [`Assembly`]). The master mixes them with few regions in parts, so that what weighs
//! most in each region breaks few links and is near the best. What comes out goes to a search need by need, which mends what no link states and fills what is left over. The best plan goes back to the bound: its parts of regions are plans like others.
//!
//! What a turn does is counted in moves and rounds, never in seconds, so that the same programme goes through the same plans and bounds on any
//! number of threads; the clock only says when to stop. Two sides, since two cores are what the smallest machines have.

use std::time::Instant;

use super::bound::{Apart, Assembly, Bounds, Improved, Variants, WholeCertificate};
use super::search::{Ground, Run, Search};
use super::side::{COLD, HOT, Side, Task, go_on};
use crate::lp::Formulation;
use crate::model::Programme;
use crate::plan::Plan;
use crate::solve::{Control, Ended, SolveError};

/// Its name, as `summary.json` writes it.
pub const NAME: &str = "regions";

/// Who judges plans and says when it is enough.
pub trait Judge: Send {
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

impl Turned {
    /// Stopped by `judge` before anything was proved.
    #[must_use]
    pub fn stopped(judge: &dyn Judge) -> Self {
        Self { bound: None, certificate: None, ended: judge.stop().unwrap_or(Ended::Stalled), moves: 0 }
    }
}

/// Sides that look for plans, each on a thread.
const SIDES: usize = 2;
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
/// Rounds of the bound in a turn once prices have settled: assemblies take several times as long as one.
const ROUNDS: usize = 2;
/// Turns that are taken at most before the relaxation goes on, where prices are foreseen: they settle in the first three.
const BEFORE: usize = 4;
/// How often every region is decided beside the best plan before regions are assembled, once prices have settled (see `bound/vary.rs`): once in the first turn, for
/// whoever waits, then twice more in each.
const VARIED: usize = 6;
/// Moves for each need until the first plan, at most.
const FIRST: usize = 20;
/// Moves of the one search before branch and bound, for each need, and at most: some hundredths of a second.
const QUICK: usize = 500;
const MOST_QUICK: usize = 50_000;

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
    let mut told = None;
    tell(searches, &mut told, None, judge);
    match Turns::begin(Apart::new(programme, ground.reach()), relaxed, prices, told, control) {
        Ok(turns) => turns.go_on(ground, searches, judge),
        Err(_) => Turned::stopped(judge),
    }
}

/// Bound and search between two turns.
#[derive(Debug)]
pub struct Turns<'a> {
    bounds: Bounds<'a>,
    assemblies: [Assembly; 2],
    variants: Variants,
    control: Control,
    start: Instant,
    /// Turns that were taken.
    turn: usize,
    /// Points of the best plan, as the judge has it.
    told: Option<f64>,
    /// Turns on end that brought nothing.
    idle: usize,
    settled: bool,
    /// Turns since prices have settled.
    since: usize,
    /// The bound and the turn of the last assembly.
    last: (f64, usize),
}

impl<'a> Turns<'a> {
    /// A first bound at `prices` of `relaxed`, a linear program of the programme's relaxation; `told` are the points of the best plan. The time limit of
    /// `control` counts from now.
    ///
    /// # Errors
    /// [`SolveError::Stopped`] if `control` says so before the bound is there.
    pub fn begin(
        apart: Apart<'a>,
        relaxed: &Formulation<'_>,
        prices: &[f64],
        told: Option<f64>,
        control: &Control,
    ) -> Result<Self, SolveError> {
        let start = Instant::now();
        // The caller chose the threads for all of this.
        let control = Control { threads: None, ..control.clone() };
        let bounds = Bounds::of(apart, relaxed, prices, &control)?;
        let seen = bounds.seen();
        let assemblies = [Assembly::new(&seen, 1), Assembly::new(&seen, 2)];
        let (variants, last) = (Variants::new(1), (f64::INFINITY, 0));
        let (turn, idle, settled, since) = (0, 0, false, 0);
        Ok(Self { bounds, assemblies, variants, control, start, turn, told, idle, settled, since, last })
    }

    /// Takes turns up to the first with settled prices, where they are foreseen, so that a good plan may come of them.
    pub fn first(&mut self, ground: &Ground<'_>, searches: &mut [Search<'_, '_>; 2], judge: &mut dyn Judge) {
        let is_near = |turns: &Self| turns.bounds.foreseen() && turns.since == 0 && turns.turn < BEFORE;
        while is_near(self) && self.over(judge).is_none() {
            self.turn(ground, searches, judge);
        }
    }

    /// Takes turns until it is over.
    pub fn go_on(mut self, ground: &Ground<'_>, searches: &mut [Search<'_, '_>; 2], judge: &mut dyn Judge) -> Turned {
        let ended = loop {
            match self.over(judge) {
                Some(ended) => break ended,
                None => self.turn(ground, searches, judge),
            }
        };
        Turned {
            bound: Some(self.bounds.bound()),
            certificate: Some(self.bounds.certificate(self.told.unwrap_or(0.0))),
            ended,
            moves: searches.iter().map(Search::moves).sum(),
        }
    }

    /// How it ends, if there is no further turn.
    fn over(&self, judge: &mut dyn Judge) -> Option<Ended> {
        let bound = self.bounds.bound();
        if self.told.is_some_and(|points| judge.is_near(bound, points)) {
            return Some(Ended::Optimal);
        }
        if self.turn >= TURNS {
            return Some(Ended::Stalled);
        }
        let stuck = bound == f64::NEG_INFINITY || self.idle >= IDLE;
        judge.turn().or(stuck.then_some(Ended::Stalled))
    }

    fn turn(&mut self, ground: &Ground<'_>, searches: &mut [Search<'_, '_>; 2], judge: &mut dyn Judge) {
        let Self { bounds, assemblies, variants, control, start, .. } = self;
        let left = || {
            let mut left = control.clone();
            left.time_limit = control.time_limit.map(|limit| limit.saturating_sub(start.elapsed()));
            left
        };
        let stop = || control.stop(*start).is_some();
        let (old_bound, old_best) = (bounds.bound(), self.told);
        let fallen = self.last.0 - old_bound > FALLEN * old_bound.abs();
        let early = (bounds.foreseen() || self.turn >= EARLY) && (fallen || self.turn - self.last.1 > PAUSE);
        let is_first = self.last.0 == f64::INFINITY;
        let tasks = if is_first && (self.settled || bounds.foreseen()) {
            [Task::FIRST; 2]
        } else if self.settled {
            Task::both_settled(self.since, bounds.nodes(), assemblies[0].regions(), ground.needs())
        } else {
            Task::both_early(self.turn, early, fallen)
        };
        let mut seen = (self.settled || early).then(|| bounds.seen());
        if seen.is_some() {
            self.last = (old_bound, self.turn);
        }
        if self.settled
            && !is_first
            && let Some(seen) = &mut seen
        {
            self.since += 1;
            variants.extend(seen, (2 * self.since - 1).min(VARIED), stop);
        }
        if let Some(seen) = &mut seen {
            bounds.mix(seen);
        }
        let told = &mut self.told;
        let assemble = || {
            let ([one, two], [first, second]) = (assemblies, &mut *searches);
            let (one, two) = (Side { assembly: one, search: first }, Side { assembly: two, search: second });
            rayon::join(
                || one.run(tasks[0], seen.as_ref(), ground, &stop),
                || two.run(tasks[1], seen.as_ref(), ground, &stop),
            );
            // At once, since rounds may take longer.
            tell(searches, told, Some(old_bound), judge);
        };
        let number = if self.since > 1 { ROUNDS } else { 1 };
        // Neither asks for what the other finds in this turn, so that their order is a matter of threads and of who waits: foreseen, the bound is near already, and a plan
        // serves better; and where there are no threads but for the sides, plans come sooner and nothing later by much.
        let in_turn = rayon::current_num_threads() <= SIDES || (self.turn == 0 && bounds.foreseen());
        let improved = if in_turn {
            assemble();
            rounds(bounds, number, &left)
        } else {
            rayon::join(|| rounds(bounds, number, &left), assemble).0
        };
        if self.told > old_best
            && let Some(plan) = better(searches).plan()
        {
            bounds.learn(&plan);
        }
        self.settled |= match improved {
            Improved::By(_) => bounds.promised() < SETTLED * bounds.bound().abs(),
            Improved::Done => true,
            Improved::Stopped(_) => false,
        };
        if !self.settled {
            go_on(searches);
        }
        let gained = self.told > old_best || bounds.bound() < old_bound - 1e-6 * old_bound.abs();
        self.idle = if gained { 0 } else { self.idle + 1 };
        self.turn += 1;
    }
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
