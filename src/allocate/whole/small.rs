//! Programmes that branch and bound may decide.

use std::time::Duration;

use super::after::go_on;
use super::{Bench, Searched};
use crate::allocate::priced::Priced;
use crate::lp::Formulation;
use crate::referee::{AtBench, Bench as _};
use crate::solve::Control;
use crate::solve::whole::search::Ground;
use crate::solve::whole::turns::{self, Turned};
use crate::solve::whole::{exact, goes_on};

/// Turns of bound and search between a short branch and bound and a long one.
const TURNS: usize = 16;

/// A plan by search, then a short branch and bound from it; what that leaves open goes to bound and search in turns, then to a long one from what they have come to.
pub(super) fn small(
    bench: &mut Bench<'_>,
    mixed: &Formulation<'_>,
    relaxed: &Formulation<'_>,
    priced: &Priced,
) -> Searched {
    let ground = Ground::new(bench.programme);
    turns::quick(&ground, priced.bound(), bench);
    let gap = bench.control.gap;
    let mut known = exact::Known { points: bench.points(), bound: priced.bound().unwrap_or(f64::INFINITY) };
    let look =
        |bench: &mut Bench<'_>, known, work| exact::search(&mixed.lp, gap, known, work, &mut AtBench { bench, mixed });
    let mut found = look(bench, known, exact::FIRST_WORK);
    known.bound = known.bound.min(found.bound);
    let is_open = |bench: &Bench<'_>, bound: f64| {
        bench.points().is_none_or(|points| !turns::Judge::is_near(bench, bound, points))
            && bound > f64::NEG_INFINITY
            && bench.stopped().is_none()
    };
    let mut searched = Searched {
        bound: None,
        regions: None,
        certificate: None,
        ended: found.ended,
        by: exact::NAME,
        steps: found.nodes,
        unaided: None,
        claimed: None,
    };
    if !found.complete && is_open(bench, known.bound) {
        let turned = in_turns(bench, &ground, relaxed, priced);
        known.bound = turned.bound.map_or(known.bound, |bound| bound.min(known.bound));
        (searched.regions, searched.certificate) = (turned.bound, turned.certificate);
        if goes_on(bench.programme) && is_open(bench, known.bound) {
            let control = Control { time_limit: half_left(bench), ..bench.control.clone() };
            go_on(bench, &mut searched, &control, Some(known.bound));
        }
        if is_open(bench, known.bound) {
            known.points = bench.points();
            found = look(bench, known, exact::MOST_WORK);
            searched.steps += found.nodes;
        }
        searched.ended = bench.stopped().unwrap_or(found.ended);
    }
    searched.bound = Some(found.bound.min(known.bound));
    searched
}

/// Half of the time that is left.
fn half_left(bench: &Bench<'_>) -> Option<Duration> {
    bench.control.time_limit.map(|limit| limit.saturating_sub(bench.start.elapsed()) / 2)
}

/// Bound and search in a few turns, for at most half of the time that is left.
fn in_turns(bench: &mut Bench<'_>, ground: &Ground<'_>, relaxed: &Formulation<'_>, priced: &Priced) -> Turned {
    let left = Control { time_limit: half_left(bench), ..bench.control.clone() };
    let mut searches = turns::start(ground, &left);
    let nothing = vec![0.0; relaxed.lp.row_count()];
    let prices = priced.answer.prices.as_ref().unwrap_or(&nothing);
    bench.turns = Some(TURNS);
    let turned = turns::run(bench.programme, ground, &mut searches, relaxed, prices, &left, bench);
    bench.turns = None;
    turned
}
