//! What each of the two sides that look for plans does in a turn.

use super::bound::{Assembly, Seen, Start};
use super::search::{Ground, Run, Search};

/// Times that an assembly goes on from what it had, at most: one more in every second turn, since rounds of the bound take longer too.
const TIMES: usize = 4;
/// From so many regions on it cools once, by as many moves, in place of going on. One long cooling finds what short ones, each from what the one before left, do not: after 60 s it left
/// 0.32 in place of 0.41 % open at 350 sentra with loose money, 0.44 and 0.32 in place of 0.51 and 0.41 % at 1,750. Among few regions no choice keeps all links, and what can be mended
/// is chance: at 50 and 100 sentra one long cooling left 1 to 6 % more.
const MANY: usize = 100;
/// Nodes of the bound's regions that take as long as a move of an assembly; by which its moves grow, up to so many times.
const NODES: usize = 5;
const LONGEST: usize = 4;
/// Every so many turns a side assembles anew from the master's mix, the two sides at different turns.
const ANEW: usize = 4;
/// Moves of an assembly for each region: in the first turn once prices have settled, when it starts anew, and when it goes on. The first are few, since whoever waits
/// wants a plan. Before prices have settled there are none: from the few columns there are, one to two seconds of them gave 1 to 2 % more than the master's mix mended, and the next plan, so much later, is better by more. Only
/// where that leaves no plan, as at 100 sentra with loose money, what is worth most at the prices is annealed.
const FIRST_MOVES: usize = 500;
const SOON_MOVES: usize = 300;
const ANEW_MOVES: usize = 3_000;
const MORE_MOVES: usize = 1_500;
/// Heat of these assemblies at the start, and at the end of each, in parts of what a region earns on the average. The first is cool, not to lose the mix: at 0.02 and 500 moves
/// it left 1.8 and 1.9 % open at 1,750 and 7,437 sentra with tight money, at 0.002 and 300 moves 1.8 and 1.7 % in less time; 0.0008 and 0.005 left 1.4 to 1.9 %. Ten times as hot an
/// assembly anew left 0.2 % more open at 1,750 and 7,437 sentra with loose money, half as hot 0.04 to 0.2 % more.
const FIRST_HEAT: f64 = 0.01;
const SOON_HEAT: f64 = 0.002;
const ANEW_HEAT: f64 = 0.02;
const MORE_HEAT: f64 = 0.03;
const LAST_HEAT: f64 = 5e-4;
/// Heat of the search that fills what an assembly leaves over, with one move for each need: hotter, it spoils the plan.
const FILL_HEAT: f64 = 2e-3;
/// How often it goes on at most until what the assembly left broken is mended: at 7,437 sentra the first assembly leaves much.
const FILLS: usize = 4;
/// Among few regions what an assembly leaves broken takes longer to mend, and without a plan all waits: up to so many times, and so many moves. Of a province of 24 regions and 195 sentra 10 and 6 % were
/// left after 10 s in place of 75 and 11 %; of nine programmes of 50 and 100 sentra of the nation three had the same plan after 8 s, two one better by 1 and 3 %, four
/// one worse by 0.3 to 1.2 %.
const FILLS_OF_FEW: usize = 40;
const MOVES_OF_FEW: usize = 50_000;
/// Moves of a run while prices are on their way: their time is better spent on the bound.
const EARLY_MOVES: usize = 2_000;
/// Moves of a run of the search alone once prices have settled, for each need; and how many there are at least and at most.
const MOVES: usize = 4;
const LEAST_MOVES: usize = 50_000;
const MOST_MOVES: usize = 500_000;
/// Heat at the start of a run from a built plan, and at its end. The one side is cooler than the other, in turns.
pub(super) const HOT: f64 = 0.05;
const COOLER: f64 = 0.4;
pub(super) const COLD: f64 = 0.001;
/// Part of its worth by which the second search may be behind before it goes on from the plan of the first.
const BEHIND: f64 = 2e-3;

/// What a side does in a turn.
#[derive(Debug, Clone, Copy)]
pub(super) enum Task {
    /// Goes on with its search, from this heat.
    Search { heat: f64, moves: usize },
    /// Assembles region plans by so many moves for each region, from this heat, goes on from them `more` times, and fills what they leave over. Of no moves: by some from the best
    /// where the start cannot be mended.
    Assemble { start: Start, moves: usize, heat: f64, more: usize },
}

impl Task {
    /// The master's mix while prices are on their way, and the first after: mended and filled.
    pub(super) const FIRST: Self = Self::Assemble { start: Start::Mixed, moves: 0, heat: SOON_HEAT, more: 0 };

    /// What both sides do in the turn `turn`, before prices have settled: the first assembles, if it is time to; anew where the bound has `fallen` far since.
    pub(super) fn both_early(turn: usize, assembles: bool, fallen: bool) -> [Self; 2] {
        let warm =
            |side: usize| Self::Search { heat: if turn % 2 == side { HOT } else { COOLER * HOT }, moves: EARLY_MOVES };
        let first = match (assembles, fallen) {
            (false, _) => warm(0),
            (true, true) => Self::FIRST,
            (true, false) => Self::Assemble { start: Start::Learned, moves: MORE_MOVES, heat: MORE_HEAT, more: 0 },
        };
        [first, warm(1)]
    }

    /// What both sides do in the turn `since` prices have settled, with `nodes` of the bound's regions in its last round.
    pub(super) fn both_settled(since: usize, nodes: usize, regions: usize, needs: usize) -> [Self; 2] {
        // While the bound goes through many nodes the sides have time for as many moves.
        let longer = (nodes / (NODES * MORE_MOVES * regions.max(1))).clamp(1, LONGEST);
        let more = (since / 2).min(TIMES);
        let (longer, more) = if regions < MANY { (longer, more) } else { (longer + more, 0) };
        // Needs paid in parts, and rules that no link states, are the search's alone.
        let alone = Self::Search { heat: COOLER * HOT, moves: (needs * MOVES).clamp(LEAST_MOVES, MOST_MOVES) };
        let second =
            if (since + 1).is_multiple_of(ANEW) { alone } else { Self::settled(since, ANEW / 2, (longer, more)) };
        [Self::settled(since, 0, (longer, more)), second]
    }

    /// In the turn `since` prices have settled, for a side that is `ahead` by so many turns, with so many times the moves, going on `more` times. The first time
    /// both start anew.
    fn settled(since: usize, ahead: usize, (longer, more): (usize, usize)) -> Self {
        if since == 0 {
            Self::Assemble { start: Start::Mixed, moves: SOON_MOVES, heat: SOON_HEAT, more }
        } else if (since + ahead).is_multiple_of(ANEW) {
            Self::Assemble { start: Start::Mixed, moves: longer * ANEW_MOVES, heat: ANEW_HEAT, more }
        } else {
            let start = if since.is_multiple_of(2) { Start::Learned } else { Start::Own };
            Self::Assemble { start, moves: longer * MORE_MOVES, heat: MORE_HEAT, more }
        }
    }
}

/// One of the two that look for plans.
pub(super) struct Side<'s, 't, 'a> {
    pub(super) assembly: &'s mut Assembly,
    pub(super) search: &'s mut Search<'t, 'a>,
}

impl Side<'_, '_, '_> {
    /// Does `task`, with what `seen` has to assemble from.
    pub(super) fn run(self, task: Task, seen: Option<&Seen>, ground: &Ground<'_>, stop: &(impl Fn() -> bool + Sync)) {
        let Self { assembly, search } = self;
        match (task, seen) {
            (Task::Assemble { start, moves, heat, more }, Some(seen)) => {
                assembly.fill(seen, start, stop);
                assembly.run(moves * assembly.regions(), (heat, LAST_HEAT), stop);
                for _ in 0..more {
                    if stop() {
                        break;
                    }
                    assembly.fill(seen, Start::Own, stop);
                    assembly.run(MORE_MOVES * assembly.regions(), (MORE_HEAT, LAST_HEAT), stop);
                }
                fill(search, assembly, ground, stop);
                if moves == 0 && search.best().is_none() && !stop() {
                    assembly.fill(seen, Start::Best, stop);
                    assembly.run(FIRST_MOVES * assembly.regions(), (FIRST_HEAT, LAST_HEAT), stop);
                    fill(search, assembly, ground, stop);
                }
            }
            (Task::Assemble { .. }, None) => {}
            (Task::Search { heat, moves }, _) => search.run(Run { moves, heat: (heat, COLD) }, stop),
        }
    }
}

/// Mends and fills, need by need, what `assembly` has chosen.
fn fill(search: &mut Search<'_, '_>, assembly: &Assembly, ground: &Ground<'_>, stop: &(impl Fn() -> bool + Sync)) {
    search.start_from(&assembly.plans());
    let few = assembly.regions() < MANY;
    let fills = if few { (MOVES_OF_FEW / ground.needs().max(1)).clamp(FILLS, FILLS_OF_FEW) } else { FILLS };
    for _ in 0..fills {
        search.run(Run { moves: ground.needs(), heat: (FILL_HEAT, COLD) }, stop);
        if search.best().is_some() || stop() {
            break;
        }
    }
}

/// Both go on from their best plans; one that is far behind from the other's.
pub(super) fn go_on(searches: &mut [Search<'_, '_>; 2]) {
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
