//! Where changes are tried: one programme, solved once, and solved again with each change from the basis of its optimum.

use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

use crate::allocate::{Options, Outcome, allocate, allocate_with};
use crate::error::Error;
use crate::finish::Finish;
use crate::finish::vertex::{Restart, Vertex};
use crate::input::ProgrammeData;
use crate::lp::names::row_name;
use crate::lp::part::Part;
use crate::lp::{Formulation, Lp, RowKey, formulate};
use crate::model::{Faults, Programme};
use crate::plan::Plan;
use crate::solve::audit::audited;
use crate::solve::sift::{Known, Sifted};
use crate::solve::{Choice, Control, Ended, SolveError};
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
    base: Tried,
    /// The optimum of the linear program and its prices, until its basis is asked for.
    optimum: (Vec<f64>, Option<Vec<f64>>),
    kept: Kept,
    /// While changes are tried that are too far off for the basis: an optimum that is nearer.
    pub(super) far: Option<Known>,
    /// Optima without a rule, by its id, once found.
    pub(super) without: BTreeMap<String, Arc<Optimum>>,
    solves: usize,
}

/// Whether there is a basis to start from.
#[derive(Debug)]
enum Kept {
    NotYet,
    None,
    Some(Box<Basis>),
}

/// The optimum of the programme as it is.
#[derive(Debug)]
pub(super) struct Basis {
    pub(super) vertex: Vertex,
    /// The program that it is an optimum of.
    pub(super) lp: Lp,
    /// The number of each row by its name.
    names: HashMap<String, usize>,
    /// The optimum by the planner's codes.
    pub(super) known: Known,
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
        let mut outcome = allocate(&programme, &options)?;
        let optimum = (std::mem::take(&mut outcome.point), outcome.prices.take());
        let base = Tried::new(&programme, outcome);
        Ok(Self {
            data,
            programme,
            options,
            base,
            optimum,
            kept: Kept::NotYet,
            far: None,
            without: BTreeMap::new(),
            solves: 1,
        })
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

    /// The limits of a solve.
    pub(super) fn control(&self) -> &Control {
        &self.options.control
    }

    /// Notes solves that were made beside this.
    pub(super) fn count_solves(&mut self, solves: usize) {
        self.solves += solves;
    }

    /// The basis of the optimum; `None` for a programme of whole numbers, or where the steps to it failed.
    pub fn vertex(&mut self) -> Option<&Vertex> {
        self.basis().map(|basis| &basis.vertex)
    }

    /// Likewise, with the program that it belongs to.
    pub(super) fn basis(&mut self) -> Option<&Basis> {
        if let Kept::NotYet = self.kept {
            self.kept = self.find_basis().map_or(Kept::None, |basis| Kept::Some(Box::new(basis)));
        }
        self.found()
    }

    fn find_basis(&self) -> Option<Basis> {
        let (point, prices) = &self.optimum;
        let formulation = formulate(&self.programme).ok()?;
        if point.len() != formulation.lp.column_count() {
            return None;
        }
        let vertex = Vertex::new(&formulation, point, prices.as_deref(), &|| false).ok()?;
        let names = formulation.lp.row_keys().map(|key| row_name(&formulation, key)).zip(0..).collect();
        let known = Known::new(&formulation, &vertex.point(), &vertex.prices());
        Some(Basis { vertex, lp: formulation.lp, names, known })
    }

    /// The basis, if it was asked for before.
    pub(super) fn found(&self) -> Option<&Basis> {
        match &self.kept {
            Kept::Some(basis) => Some(basis),
            Kept::NotYet | Kept::None => None,
        }
    }

    fn kept(&self) -> Option<&Vertex> {
        self.found().map(|basis| &basis.vertex)
    }

    /// The number of the row of this name, where there is a basis.
    #[must_use]
    pub fn row_of_name(&self, name: &str) -> Option<usize> {
        self.found().and_then(|basis| basis.names.get(name).copied())
    }

    /// The programme with `edit`.
    pub(super) fn edited(&self, edit: &Edit) -> Result<Programme, LabError> {
        // What else the programme is made of was checked when it came in.
        let narrow = match edit {
            Edit::Drop { rule } => self.programme.without_rule(rule),
            Edit::Benefit { need, points } => {
                let row = self.data.needs.iter().position(|row| row.code.as_str() == need);
                let changed = row.map(|i| self.programme.with_points(i, need, *points));
                changed.transpose().map_err(LabError::Invalid)?.flatten()
            }
            Edit::Cost { need, rupiah } => self.programme.with_less_cost(need, *rupiah),
            Edit::Ceiling { source, scope, code, year, rupiah } => {
                self.programme.with_ceiling(source, (*scope, code, *year), *rupiah)
            }
            edit => match edit.rule(&self.data)? {
                Some(row) => self.programme.rebound(&row).map_err(LabError::Invalid)?,
                None => None,
            },
        };
        if let Some(programme) = narrow {
            return Ok(programme);
        }
        let mut data = self.data.clone();
        edit.apply(&mut data)?;
        Programme::without_oddities(&data).map_err(LabError::Invalid)
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

    /// The same from a basis that was asked for before, so that several can be tried at once; who tries counts the solve.
    pub(super) fn tried(&self, edit: &Edit) -> Result<Option<Tried>, LabError> {
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
        let is_near = programme.whole_parts().is_empty() && self.far.is_none() && !matches!(edit, Edit::Drop { .. });
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

    /// Solves `programme` by the solver of the options; where an optimum like it is known, on the columns that this leaves in doubt.
    fn solve_again(&self, programme: &Programme) -> Result<Outcome, Error> {
        match self.like().filter(|_| programme.whole_parts().is_empty()) {
            Some(known) => allocate_with(programme, &Sifted(known), &self.options),
            None => allocate(programme, &self.options),
        }
    }

    /// An optimum to solve from, where the solver is the one that knows how.
    fn like(&self) -> Option<&Known> {
        let known = self.far.as_ref().or_else(|| self.found().map(|basis| &basis.known));
        known.filter(|_| self.options.solver == Choice::Structured)
    }

    /// The optimum of the linear program without the rule of this id, audited but not rounded; `None` where that is not known, or there is none.
    pub(super) fn optimum_without(&self, rule: &str, control: &Control) -> Option<Optimum> {
        let (basis, known) = (self.found()?, self.like()?);
        let is_its = |key: RowKey| match key {
            RowKey::Rule { rule: id, .. } | RowKey::Link { rule: id, .. } => {
                self.programme.rules()[id.index()].id == rule
            }
            _ => false,
        };
        let part = Part::with_rows(&basis.lp, |key| !is_its(key));
        let formulation = Formulation { programme: &self.programme, lp: part.lp };
        let (answer, _) = audited(&Sifted(known), &formulation, control).ok()?;
        let known = Known::new(&formulation, &answer.point, answer.prices.as_deref()?);
        (answer.ended == Ended::Optimal).then_some(Optimum { point: answer.point, known })
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

/// An optimum of the linear program without a rule, over the columns that it has with it.
#[derive(Debug)]
pub(super) struct Optimum {
    pub(super) point: Vec<f64>,
    pub(super) known: Known,
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
