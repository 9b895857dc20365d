//! Branch and bound over the decisions of a programme, refereed: true bounds of nodes, and plans in whole units that somebody judges.

use crate::lp::{Formulation, Lp, decided};
use crate::model::Programme;
use crate::round::{NoPlanNearby, Rounded, to_plan};
use crate::solve::whole::exact::Referee;
use crate::solve::{Ended, proves_infeasible};
use crate::verify::certificate::bound_of_plans;

/// Where plans are judged, and the best is kept.
pub(crate) trait Bench {
    /// The programme that they are plans of.
    fn programme(&self) -> &Programme;
    /// Judges what was made of a point under a `bound` of all plans, and gives the points of the plan if it holds.
    fn made(&mut self, rounded: Result<Rounded, NoPlanNearby>, bound: f64) -> Option<f64>;
    /// Why to stop, if there is a reason.
    fn stopped(&self) -> Option<Ended>;
}

/// The referee of a search over `mixed`, the mixed program of the programme of `bench`.
pub(crate) struct AtBench<'a, 'm, B> {
    pub(crate) bench: &'a mut B,
    pub(crate) mixed: &'a Formulation<'m>,
}

impl<B: Bench + Sync> Referee for AtBench<'_, '_, B> {
    fn bound(&self, lp: &Lp, prices: &[f64]) -> f64 {
        bound_of_plans(self.bench.programme(), lp, prices)
    }

    fn is_empty(&self, lp: &Lp, ray: &[f64]) -> bool {
        proves_infeasible(lp, ray)
    }

    fn plan(&mut self, point: &[f64], bound: f64) -> Option<f64> {
        let lp = decided(&self.mixed.lp, point).ok()?;
        let rounded = to_plan(&Formulation { programme: self.mixed.programme, lp }, point);
        self.bench.made(rounded, bound)
    }

    fn stop(&self) -> Option<Ended> {
        self.bench.stopped()
    }
}
