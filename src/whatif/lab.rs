//! Where changes are tried: one programme, solved once, and solved again with each change from the basis of its optimum.

use std::collections::{BTreeMap, HashMap};

use crate::allocate::{Options, Outcome, allocate, allocate_from, allocate_with};
use crate::error::Error;
use crate::finish::Finish;
use crate::finish::vertex::{Restart, Vertex};
use crate::input::ProgrammeData;
use crate::lp::names::row_name;
use crate::lp::{Formulation, formulate};
use crate::model::{Faults, Programme};
use crate::plan::Plan;
use crate::solve::audit::audited;
use crate::solve::structured::WarmStart;
use crate::solve::{Choice, SolveError};
use crate::units::Rupiah;
use crate::verify::Certificate;
use crate::verify::certificate::polish;

use super::edit::{Edit, EditError};

/// Why a change was not tried out.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum LabError {
    /// The data have nothing that the change speaks of.
    #[error(transparent)]
    Edit(#[from] EditError),
    /// The programme would be at fault with the change.
    #[error("the programme would be at fault with the change: {0}")]
    Invalid(Faults),
    /// It has a plan or none, but none was found.
    #[error(transparent)]
    Solve(#[from] Error),
}

/// A programme to try changes on.
#[derive(Debug)]
pub struct Lab {
    data: ProgrammeData,
    programme: Programme,
    options: Options,
    state: Option<WarmStart>,
    base: Tried,
    /// The optimum of the linear program and its prices, until its basis is asked for.
    optimum: (Vec<f64>, Option<Vec<f64>>),
    vertex: Kept,
    /// Whether changes are solved from nothing for a while, being too far off for the basis.
    pub(super) afresh: bool,
    solves: usize,
}

/// Whether there is a basis to start from.
#[derive(Debug)]
enum Kept {
    NotYet,
    None,
    /// The basis, and the number of each row by its name.
    Some(Box<Vertex>, HashMap<String, usize>),
}

/// What a programme comes to.
#[derive(Debug, Clone)]
pub struct Tried {
    /// The plan.
    pub plan: Plan,
    /// Its points.
    pub benefit: f64,
    /// Its prices.
    pub certificate: Option<Certificate>,
    /// No plan has more points, for whole-number programmes too; absent without a bound.
    pub bound: Option<f64>,
    /// Rupiah paid to each need, by its code, in order of codes; those with nothing left out.
    pub paid: BTreeMap<String, Rupiah>,
}

impl Tried {
    /// What `need` gets.
    #[must_use]
    pub fn paid_to(&self, need: &str) -> Rupiah {
        self.paid.get(need).copied().unwrap_or(Rupiah::ZERO)
    }

    fn new(programme: &Programme, outcome: Outcome) -> Self {
        let paid = crate::tables::paid_by_need(programme, &outcome.plan);
        let paid = programme.needs().iter().zip(paid).filter(|(_, paid)| *paid > Rupiah::ZERO);
        let paid = paid.map(|(need, paid)| (need.code.to_string(), paid)).collect();
        let Outcome { plan, benefit, certificate, bound, .. } = outcome;
        Self { plan, benefit: benefit.total, certificate, bound, paid }
    }
}

impl Lab {
    /// Solves `data` as it is.
    ///
    /// # Errors
    /// See [`Error`].
    pub fn new(data: ProgrammeData, options: Options) -> Result<Self, Error> {
        let programme = Programme::try_from(&data)?;
        let from_state = options.solver == Choice::Structured && programme.whole_parts().is_empty();
        let (mut outcome, state) = if from_state {
            allocate_from(&programme, &options, None)?
        } else {
            (allocate(&programme, &options)?, None)
        };
        let optimum = (std::mem::take(&mut outcome.point), outcome.prices.take());
        let base = Tried::new(&programme, outcome);
        Ok(Self { data, programme, options, state, base, optimum, vertex: Kept::NotYet, afresh: false, solves: 1 })
    }

    /// The programme as it is.
    #[must_use]
    pub fn programme(&self) -> &Programme {
        &self.programme
    }

    /// What it comes to as it is.
    #[must_use]
    pub fn base(&self) -> &Tried {
        &self.base
    }

    /// Its data as they are.
    #[must_use]
    pub fn data(&self) -> &ProgrammeData {
        &self.data
    }

    /// Solves so far.
    #[must_use]
    pub fn solves(&self) -> usize {
        self.solves
    }

    /// The basis of the optimum; `None` for a programme of whole numbers, or where the steps to it failed.
    pub fn vertex(&mut self) -> Option<&Vertex> {
        if let Kept::NotYet = self.vertex {
            let (point, prices) = &self.optimum;
            let made = formulate(&self.programme).ok().and_then(|formulation| {
                let whole = point.len() == formulation.lp.column_count();
                let vertex =
                    whole.then(|| Vertex::new(&formulation, point, prices.as_deref(), &|| false).ok()).flatten();
                let names = formulation.lp.row_keys().iter().map(|&key| row_name(&formulation, key)).zip(0..).collect();
                vertex.map(|vertex| Kept::Some(Box::new(vertex), names))
            });
            self.vertex = made.unwrap_or(Kept::None);
        }
        self.kept()
    }

    fn kept(&self) -> Option<&Vertex> {
        match &self.vertex {
            Kept::Some(vertex, _) => Some(vertex),
            Kept::NotYet | Kept::None => None,
        }
    }

    /// The number of the row of this name, where there is a basis.
    #[must_use]
    pub fn row_of_name(&self, name: &str) -> Option<usize> {
        match &self.vertex {
            Kept::Some(_, rows) => rows.get(name).copied(),
            Kept::NotYet | Kept::None => None,
        }
    }

    /// The programme with `edit`.
    pub(super) fn edited(&self, edit: &Edit) -> Result<Programme, LabError> {
        let mut data = self.data.clone();
        edit.apply(&mut data)?;
        Programme::try_from(&data).map_err(LabError::Invalid)
    }

    /// What the programme comes to with `edit`; `None` if there is no plan then.
    ///
    /// # Errors
    /// [`LabError`]: a change that cannot be made, or a solver that fails.
    pub fn try_out(&mut self, edit: &Edit) -> Result<Option<Tried>, LabError> {
        self.vertex();
        self.solves += 1;
        self.solve(edit, self.kept())
    }

    /// The prices of the linear program with `edit` and the bound that they prove, which its optimum meets; nothing is rounded. `None` if
    /// there is no plan then.
    ///
    /// # Errors
    /// [`LabError`]: a change that cannot be made, a programme of whole numbers, or a solver that fails.
    pub fn priced(&mut self, edit: &Edit) -> Result<Option<Certificate>, LabError> {
        self.vertex();
        self.solves += 1;
        let programme = self.edited(edit)?;
        let formulation = formulate(&programme).map_err(Error::from)?;
        let control = &self.options.control;
        let solved = match self.kept().map(|vertex| audited(&Restart::from(vertex), &formulation, control)) {
            Some(Ok(solved)) => Ok(solved),
            // The basis is an aid; where it leads nowhere the programme is solved as any other is.
            Some(Err(_)) | None => audited(self.options.solver.solver().as_ref(), &formulation, control),
        };
        match solved {
            Ok((answer, audit)) => Ok(answer.prices.map(|prices| {
                let lp = &formulation.lp;
                Certificate::new(&formulation, &polish(lp, &prices, lp.cost()), audit.objective)
            })),
            Err(SolveError::Infeasible { .. }) => Ok(None),
            Err(error) => Err(Error::from(error).into()),
        }
    }

    /// Both at once: what the programme comes to with `edit`, whose optimum is near that of `near`, and with a little `less` of it.
    pub(super) fn try_both(
        &mut self,
        (edit, near): (&Edit, Option<&Vertex>),
        less: &Edit,
    ) -> Result<(Option<Tried>, Option<Tried>), LabError> {
        self.vertex();
        self.solves += 2;
        let this = &*self;
        let from = near.or(this.kept());
        let (full, part) = rayon::join(|| this.solve(edit, from), || this.solve(less, from));
        Ok((full?, part?))
    }

    fn solve(&self, edit: &Edit, from: Option<&Vertex>) -> Result<Option<Tried>, LabError> {
        let programme = self.edited(edit)?;
        // Without a rule a whole family of rows is gone: too many steps from the old basis.
        let is_near = programme.whole_parts().is_empty() && !self.afresh && !matches!(edit, Edit::Drop { .. });
        let outcome = match from.filter(|_| is_near) {
            Some(vertex) => {
                let options = self.options.clone().with_finish(Finish::Interior);
                match allocate_with(&programme, &Restart::from(vertex), &options) {
                    // The basis is an aid; where it leads nowhere, or its vertex cannot be rounded, the programme is solved as any other is.
                    Err(
                        Error::Solver(SolveError::Failed { .. } | SolveError::Refuted { .. }) | Error::NoPlanNearby(_),
                    ) => self.solve_again(&programme),
                    // A contradiction that is not proved is looked at again.
                    Err(Error::Infeasible(found)) if !found.proved => self.solve_again(&programme),
                    other => other,
                }
            }
            None => self.solve_again(&programme),
        };
        match outcome {
            Ok(outcome) => Ok(Some(Tried::new(&programme, outcome))),
            Err(Error::Infeasible(_)) => Ok(None),
            Err(error) => Err(error.into()),
        }
    }

    fn solve_again(&self, programme: &Programme) -> Result<Outcome, Error> {
        let warm = self.options.solver == Choice::Structured && programme.whole_parts().is_empty();
        if warm {
            Ok(allocate_from(programme, &self.options, self.state.as_ref())?.0)
        } else {
            allocate(programme, &self.options)
        }
    }

    /// The optimum of the linear program with `edit`, neither rounded nor judged: where to look, not an answer. `None` where there is none,
    /// or the steps to it failed.
    pub(super) fn glance(&mut self, edit: &Edit, near: Option<&Vertex>) -> Result<Option<Glance>, LabError> {
        self.vertex();
        self.solves += 1;
        let programme = self.edited(edit)?;
        let Some(from) = near.or(self.kept()) else { return Ok(None) };
        let Ok(formulation) = formulate(&programme) else { return Ok(None) };
        let vertex = from.again(&formulation, &|| false).ok();
        Ok(vertex.map(|vertex| Glance { vertex, payments: payments(&formulation, edit.need()) }))
    }
}

/// An optimum that was looked at.
#[derive(Debug)]
pub(super) struct Glance {
    pub(super) vertex: Vertex,
    /// Columns of the payments to the need that is changed.
    pub(super) payments: Vec<usize>,
}

/// The columns of the payments to `need`.
fn payments(formulation: &Formulation<'_>, need: Option<&str>) -> Vec<usize> {
    let found = formulation.programme.needs().iter().find(|row| Some(row.code.as_str()) == need);
    found.map_or_else(Vec::new, |need| need.payments.clone().collect())
}
