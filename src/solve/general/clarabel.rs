//! Clarabel, an interior-point solver in pure Rust. `good_lp` states the program; its own handle runs it (see the module above on *status*).

use std::sync::atomic::Ordering;

use clarabel::solver::{DefaultInfo, IPSolver, SolverStatus};

use super::{
    Answer, Control, Ended, Formulation, Scaling, SolveError, Solver, begin, failed, price, state, time_left, unbounded,
};
use crate::solve::Progress;

/// Its residuals are relative to the largest numbers of the scaled program. It reaches 1e-12 one iteration after 1e-10, and gains two
/// digits of the gap by it; where it does not, it stops for want of progress and its point is judged as it is.
const FEASIBILITY: f64 = 1e-12;
/// It is asked for this part of the gap that the planner asked for: its own gap leaves out what its prices miss.
const GAP_SHARE: f64 = 0.1;
/// It does not reach less; asking for it ends in "no progress" a few iterations later, with the same point.
const LEAST_GAP: f64 = 1e-12;

/// Clarabel, an interior-point solver in pure Rust.
#[derive(Debug, Clone, Copy, Default)]
pub struct Clarabel;

impl Solver for Clarabel {
    fn name(&self) -> &'static str {
        "clarabel"
    }

    fn solve(&self, formulation: &Formulation<'_>, control: &Control) -> Result<Answer, SolveError> {
        let (lp, name) = (&formulation.lp, self.name());
        let start = begin(name, lp)?;
        if lp.is_mixed() {
            let reason = "it takes no whole numbers".to_owned();
            return Err(SolveError::Unsupported { solver: name, reason });
        }
        let scaling = Scaling::of(lp);
        let mut stated = state(lp, &scaling, good_lp::clarabel);
        let gap = (control.gap * GAP_SHARE).max(LEAST_GAP);
        let settings = stated.model.settings();
        settings.verbose(false).tol_feas(FEASIBILITY).tol_gap_rel(gap).tol_gap_abs(gap);
        if let Some(limit) = time_left(control, start) {
            settings.time_limit(limit.as_secs_f64());
        }
        let mut solver = stated.model.try_into_solver().map_err(|error| failed(name, error.to_string()))?;
        let (cancel, on_progress) = (control.cancel.clone(), control.on_progress.clone());
        solver.set_termination_callback(move |info: &DefaultInfo<f64>| {
            if let Some(tell) = &on_progress {
                let seconds = start.elapsed().as_secs_f64();
                tell(&Progress { iteration: info.iterations as usize, gap: info.gap_rel, seconds });
            }
            cancel.load(Ordering::Relaxed)
        });
        solver.solve();

        let solution = &solver.solution;
        // Where time was up it still says "almost", by tolerances a million times as wide, of whatever it was at.
        let stopped = control.stop(start);
        let claim = match solution.status {
            SolverStatus::Solved => Ended::Optimal,
            SolverStatus::AlmostSolved
            | SolverStatus::MaxIterations
            | SolverStatus::NumericalError
            | SolverStatus::InsufficientProgress => stopped.unwrap_or(Ended::Stalled),
            SolverStatus::AlmostPrimalInfeasible | SolverStatus::AlmostDualInfeasible if stopped.is_some() => {
                return Err(SolveError::Stopped { solver: name, ended: stopped.unwrap_or(Ended::TimeLimit) });
            }
            SolverStatus::MaxTime => Ended::TimeLimit,
            SolverStatus::CallbackTerminated => Ended::Cancelled,
            SolverStatus::PrimalInfeasible | SolverStatus::AlmostPrimalInfeasible => {
                let duals = duals(&stated.rows, &solution.z);
                let ray = duals.iter().enumerate().map(|(i, &w)| scaling.weight(i, w)).collect();
                return Err(SolveError::Infeasible { proof: Some(ray) });
            }
            SolverStatus::DualInfeasible | SolverStatus::AlmostDualInfeasible => return Err(unbounded(name)),
            SolverStatus::Unsolved => return Err(failed(name, "it did not start")),
        };
        let duals = duals(&stated.rows, &solution.z);
        let answer = Answer {
            point: solution.x.iter().enumerate().map(|(j, &x)| scaling.value(lp, j, x)).collect(),
            prices: Some(duals.iter().enumerate().map(|(i, &y)| price(lp, &scaling, i, y)).collect()),
            claimed: None,
            ended: claim,
            iterations: solution.iterations as usize,
        };
        Ok(answer)
    }
}

/// The dual of each row; 0 for a row that was not stated. In Clarabel's own signs (`A x + s = b`, minimised) it is the price of a
/// `<=` row of the maximisation. `good_lp` states the columns' bounds first, so the rows are the last ones.
fn duals<Reference>(rows: &[Option<Reference>], z: &[f64]) -> Vec<f64> {
    let stated = rows.iter().flatten().count();
    let mut last = z.iter().skip(z.len().saturating_sub(stated));
    rows.iter().map(|row| row.as_ref().and_then(|_| last.next()).copied().unwrap_or(0.0)).collect()
}
