//! Plans of a whole programme, found by annealing in whole numbers.
//!
//! # What is searched
//! Each need takes one of its *choices* (see `choices`): nothing, or amounts that pay it in one of a few ways. Ceilings and rules are rows in whole
//! numbers (see `rows`), so that "keeps every hard rule" is a count of broken rows that is 0, not a matter of tolerance. Whoever takes a plan
//! from here judges it all the same.
//!
//! # How
//! ```text
//! score    points - penalties of soft rules - sum over broken hard rows  weight * breach
//! move     a need chosen anew; a sentra completed in a year; a sentra cleared or moved to another year; or, where rows are broken, nothing.
//!          Then what comes before or after follows, and broken rows are mended: up to four times a broken row is drawn, a few needs in it
//!          are tried, and the one with the best score is changed
//! taken    if the score does not fall; else with probability exp(fall / heat)
//! ```
//! The heat falls by a constant factor over a run. A broken row costs the worth of a need, and for each rupiah of breach four times what money earns on the
//! average; a sum between nothing and the least that it may be costs half of that least on top, since it would pay to stay just below it. Rows
//! that stay broken through a thousand moves cost 1.3 times as much each time, up to a hundred times; rows that hold go back slowly.
//!
//! The same seed gives the same plans on any number of threads: nothing depends on the clock but where a run stops. Other platforms may round `exp` in another
//! way, and then go another way.
//!
//! # Where it starts
//! From a plan built sentra by sentra (`start`), or from one plan for each region that an [`Assembly`](super::bound::Assembly) gives. The second is worth far
//! more: which regions get a grant in which year is what annealing finds last. At 350 sentra and money for 27 % of all needs, 8 s from the built plan
//! left 5 to 11 %. From an assembly that keeps all links there is little left to do: it fills what is left over.

mod choices;
mod moves;
mod region;
mod rows;
mod start;
mod state;
mod table;

use crate::id::PaymentId;
use crate::model::Programme;
use crate::plan::Plan;
use crate::random::Random;
use crate::solve::whole::reach::Reach;

use moves::Mover;
use state::State;
use table::Table;

/// Moves between two looks at whether to stop, and at which rows stay broken.
const STRETCH: usize = 1_000;
/// Where rows are broken, how often a move only mends.
const MENDING: f64 = 0.12;
/// Heat while there is no plan yet.
const FINDING: f64 = 0.03;
/// Steps of mending in a move.
const MENDS: usize = 4;

/// A programme as the search looks at it.
#[derive(Debug)]
pub struct Ground<'a> {
    table: Table<'a>,
    reach: Reach,
}

impl<'a> Ground<'a> {
    /// Takes `programme` apart.
    #[must_use]
    pub fn new(programme: &'a Programme) -> Self {
        let reach = Reach::new(programme);
        Self { table: Table::new(programme, &reach), reach }
    }

    /// What plans pay at most.
    #[must_use]
    pub fn reach(&self) -> &Reach {
        &self.reach
    }

    /// Needs that can be chosen for.
    #[must_use]
    pub fn needs(&self) -> usize {
        self.table.open.len()
    }
}

/// How long to search, and how hot.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Run {
    /// Moves.
    pub moves: usize,
    /// Heat at the first and the last move, in parts of what a need is worth on the average.
    pub heat: (f64, f64),
}

/// A search under way.
#[derive(Debug)]
pub struct Search<'t, 'a> {
    state: State<'t, 'a>,
    mover: Mover,
    /// The best plan, as choices, and its worth.
    best: Option<(f64, Vec<u16>)>,
    moves: usize,
    /// Whether orders are kept: contracts may stand against them.
    ordered: bool,
}

impl<'t, 'a> Search<'t, 'a> {
    /// Builds a first plan.
    #[must_use]
    pub fn new(ground: &'t Ground<'a>, seed: u64) -> Self {
        let random = Random::new(seed, 5);
        let mut search =
            Self { state: State::new(&ground.table), mover: Mover::new(random), best: None, moves: 0, ordered: true };
        search.ordered = search.mover.put_in_order(&mut search.state);
        search.mover.start(&mut search.state);
        search.note();
        search
    }

    /// Searches until there is a plan, for so many moves at most, or until `stop` says so.
    pub fn find(&mut self, moves: usize, stop: impl Fn() -> bool) {
        if self.state.table.open.is_empty() {
            return;
        }
        let heat = FINDING * self.state.table.worth;
        for _ in 0..moves.div_ceil(STRETCH) {
            for _ in 0..STRETCH {
                if self.best.is_some() {
                    return;
                }
                self.step(heat, 0.5);
                self.moves += 1;
            }
            self.state.refresh();
            self.state.reweigh();
            if stop() {
                return;
            }
        }
    }

    /// Points of the best plan less what its soft rules cost, to rounding; `None` if there is no plan yet.
    #[must_use]
    pub fn best(&self) -> Option<f64> {
        self.best.as_ref().map(|(worth, _)| *worth)
    }

    /// The best plan.
    #[must_use]
    pub fn plan(&self) -> Option<Plan> {
        let (_, chosen) = self.best.as_ref()?;
        let mut state = self.state.clone();
        restore(&mut state, chosen);
        Some(state.plan())
    }

    /// Moves made.
    #[must_use]
    pub fn moves(&self) -> usize {
        self.moves
    }

    /// Goes on from one plan for each region, which need not be a plan together. The best plan so far is forgotten: what is found from here on
    /// is seldom better at once.
    pub fn start_from(&mut self, plans: &[(usize, Vec<PaymentId>)]) {
        // Regions without a plan are paid nothing.
        self.pay_nothing();
        for (region, payments) in plans {
            for (need, choice) in region::choices(self.state.table, *region, payments) {
                self.state.set(need, choice);
            }
        }
        // They pay nothing either of what must come before a contracted payment.
        self.ordered = self.mover.put_in_order(&mut self.state);
        if !self.ordered {
            self.pay_nothing();
            self.ordered = self.mover.put_in_order(&mut self.state);
        }
        self.state.refresh();
        self.best = None;
        self.note();
    }

    fn pay_nothing(&mut self) {
        for &need in &self.state.table.open {
            self.state.set(need, 0);
        }
    }

    /// Goes on from the best plan of another search on the same ground.
    pub fn start_like(&mut self, other: &Self) {
        if let Some((_, chosen)) = &other.best {
            restore(&mut self.state, chosen);
            self.ordered = true;
            self.note();
        }
    }

    /// Goes on from the best plan.
    pub fn start_from_best(&mut self) {
        if let Some((_, chosen)) = &self.best {
            restore(&mut self.state, chosen);
            self.ordered = true;
        }
    }

    /// Searches until `run` is over or `stop` says so.
    pub fn run(&mut self, run: Run, stop: impl Fn() -> bool) {
        if self.state.table.open.is_empty() {
            return;
        }
        let (hot, cold) = run.heat;
        let worth = self.state.table.worth.max(f64::MIN_POSITIVE);
        let stretches = run.moves.div_ceil(STRETCH).max(1);
        let cooling = (cold / hot).powf(1.0 / (stretches * STRETCH) as f64);
        let mut heat = hot * worth;
        for _ in 0..stretches {
            for _ in 0..STRETCH {
                self.step(heat, MENDING);
                heat *= cooling;
            }
            self.moves += STRETCH;
            self.state.refresh();
            self.state.reweigh();
            if stop() {
                return;
            }
        }
    }

    /// One move; where rows are broken, one that only mends with probability `mending`.
    fn step(&mut self, heat: f64, mending: f64) {
        let (state, mover) = (&mut self.state, &mut self.mover);
        let (before, hard) = (state.score(), state.hard());
        mover.begin();
        let mut allowed = hard;
        let done = if !state.broken().is_empty() && mover.random.chance(mending) {
            allowed = 0.0;
            true
        } else {
            match mover.random.below(8) {
                0 => mover.clear(state),
                1 | 2 => mover.complete(state),
                _ => mover.change(state),
            }
        };
        if done {
            mover.mend(state, MENDS, allowed);
        }
        let gain = state.score() - before;
        if done && (gain >= 0.0 || mover.random.uniform() < (gain / heat).exp()) {
            self.note();
        } else {
            mover.undo(state);
        }
    }

    /// Keeps the plan at hand if it is the best.
    fn note(&mut self) {
        if !self.state.is_plan() || !self.ordered {
            return;
        }
        let worth = self.state.worth();
        match &mut self.best {
            // Sums differ by rounding however they came about.
            Some((best, _)) if worth <= *best + 1e-12 * best.abs() => {}
            Some((best, chosen)) => {
                *best = worth;
                chosen.copy_from_slice(&self.state.chosen);
            }
            None => self.best = Some((worth, self.state.chosen.clone())),
        }
    }
}

fn restore(state: &mut State<'_, '_>, chosen: &[u16]) {
    for (need, &choice) in (0_u32..).zip(chosen) {
        if state.chosen[need as usize] != choice {
            state.set(need, choice);
        }
    }
    state.refresh();
}
