//! Prices of the relaxation of a programme with whole-number decisions.

use std::fmt;

use super::no_answer;
use crate::error::{Error, Infeasible};
use crate::lp::Formulation;
use crate::solve::audit::{ask, ask_showing, settle};
use crate::solve::{Answer, Control, Ended, OnPrices, SolveError, Solver};
use crate::verify::Certificate;
use crate::verify::certificate::polish;

/// The prices of the relaxation, and the bound that follows.
pub(super) struct Priced {
    pub(super) answer: Answer,
    pub(super) certificate: Option<Certificate>,
    /// Why there is no certificate.
    pub(super) why: Option<String>,
}

impl Priced {
    /// No prices, and no bound.
    pub(super) fn none(why: impl fmt::Display) -> Self {
        let answer = Answer { point: Vec::new(), prices: None, claimed: None, ended: Ended::Stalled, iterations: 0 };
        Self { answer, certificate: None, why: Some(why.to_string()) }
    }

    /// Of prices that were shown on the way, by a solver that came to no point.
    pub(super) fn shown(solver: &dyn Solver, formulation: &Formulation<'_>, prices: &[f64]) -> Self {
        let prices = Some(polish(&formulation.lp, prices, formulation.lp.cost()));
        let answer = Answer { point: Vec::new(), prices, claimed: None, ended: Ended::Stalled, iterations: 0 };
        Self::new(solver, formulation, answer)
    }

    fn new(solver: &dyn Solver, formulation: &Formulation<'_>, answer: Answer) -> Self {
        let certificate = answer.prices.as_ref().map(|prices| Certificate::new(formulation, prices, 0.0));
        let why = match &certificate {
            None => Some(format!("solver {} gives no prices", solver.name())),
            Some(certificate) if !certificate.bound.is_finite() => {
                Some(format!("the prices of solver {} prove nothing", solver.name()))
            }
            Some(_) => None,
        };
        Self { answer, certificate: certificate.filter(|certificate| certificate.bound.is_finite()), why }
    }

    pub(super) fn bound(&self) -> Option<f64> {
        self.certificate.as_ref().map(|certificate| certificate.bound)
    }
}

/// Prices of the relaxation. A solver that fails at it leaves the programme without this bound, not without a plan; what it said is told.
pub(super) fn price(solver: &dyn Solver, formulation: &Formulation<'_>, control: &Control) -> Result<Priced, Error> {
    settled(solver, formulation, control, ask(solver, formulation, control))
}

/// Likewise; near prices are shown on the way.
pub(super) fn price_showing(
    solver: &dyn Solver,
    formulation: &Formulation<'_>,
    control: &Control,
    show: &mut OnPrices<'_>,
) -> Result<Priced, Error> {
    settled(solver, formulation, control, ask_showing(solver, formulation, control, show))
}

fn settled(
    solver: &dyn Solver,
    formulation: &Formulation<'_>,
    control: &Control,
    claim: Result<Answer, SolveError>,
) -> Result<Priced, Error> {
    let lp = &formulation.lp;
    let claim = match claim {
        Ok(claim) => claim,
        Err(error @ SolveError::Infeasible { .. }) => match no_answer(formulation, error) {
            Error::Infeasible(Infeasible { proved: false, .. }) => {
                let why = "the solver calls the relaxation infeasible, which is not proved";
                return Ok(Priced::none(why));
            }
            error => return Err(error),
        },
        Err(error @ (SolveError::NotFinite { .. } | SolveError::Stopped { .. })) => return Err(error.into()),
        Err(error) => return Ok(Priced::none(error)),
    };
    let mut answer = match settle(solver.name(), lp, claim, control.gap) {
        Ok((answer, _)) => answer,
        Err(error) => return Ok(Priced::none(error)),
    };
    answer.prices = answer.prices.as_ref().map(|prices| polish(lp, prices, lp.cost()));
    Ok(Priced::new(solver, formulation, answer))
}
