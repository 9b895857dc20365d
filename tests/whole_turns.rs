//! Bound and search in turns on tiny programmes of every rule family, contracted payments and needs that may be split among them.
//!
//! Source of truth: the judge, which shares nothing with the search.
#![allow(clippy::unwrap_used)] // helpers of tests may panic as tests do

mod tiny;

use alokasi::lp::formulate;
use alokasi::model::Programme;
use alokasi::plan::Plan;
use alokasi::solve::whole::search::Ground;
use alokasi::solve::whole::turns::{self, Judge};
use alokasi::solve::{Control, Ended};
use alokasi::verify;
use tiny::{Families, programme};

/// Judges all plans, and ends after so many turns.
struct Strict<'a> {
    programme: &'a Programme,
    seed: u64,
    turns: usize,
    best: Option<f64>,
}

impl Judge for Strict<'_> {
    fn plan(&mut self, plan: Plan, _: Option<f64>) -> Option<f64> {
        let broken = verify::check(self.programme, &plan);
        assert!(broken.is_empty(), "{}: {broken:?}", self.seed);
        let points = verify::benefit(self.programme, &plan).total;
        self.best = Some(self.best.map_or(points, |best| best.max(points)));
        Some(points)
    }

    fn is_near(&self, _: f64, _: f64) -> bool {
        false
    }

    fn stop(&self) -> Option<Ended> {
        None
    }

    fn turn(&mut self) -> Option<Ended> {
        self.turns += 1;
        (self.turns > 6).then_some(Ended::Stalled)
    }
}

/// A region without a plan of its own is paid nothing, and yet what must come before its contracted payments is.
#[test]
fn every_plan_of_every_turn_keeps_every_rule_and_none_is_above_the_bound() {
    let (mut with_plan, mut contracted) = (0, 0);
    for seed in 0..400 {
        let data = programme(seed, Families::All, 6);
        let Ok(checked) = Programme::try_from(&data) else { continue };
        let relaxed = checked.relaxed().0;
        let (false, Ok(formulation)) = (checked.whole_parts().is_empty(), formulate(&relaxed)) else { continue };
        let ground = Ground::new(&checked);
        let mut searches = turns::start(&ground, &Control::default());
        let mut judge = Strict { programme: &checked, seed, turns: 0, best: None };
        let prices = vec![0.0; formulation.lp.row_count()];
        let turned =
            turns::run(&checked, &ground, &mut searches, &formulation, &prices, &Control::default(), &mut judge);
        if let (Some(best), Some(bound)) = (judge.best, turned.bound) {
            assert!(best <= bound + 1e-9 * (1.0 + bound.abs()), "{seed}: {best} above {bound}");
            with_plan += 1;
            contracted += usize::from(!data.contracted.is_empty());
        }
    }
    println!("{with_plan} with a plan, {contracted} of them with contracted payments");
    assert!(with_plan >= 200 && contracted >= 20, "{with_plan} {contracted}");
}
