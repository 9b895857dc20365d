//! Where changes are tried: one programme, solved once, and solved again from that state with each change.

use crate::allocate::{Options, allocate, allocate_from};
use crate::error::Error;
use crate::input::ProgrammeData;
use crate::model::Programme;
use crate::plan::Plan;
use crate::solve::Choice;
use crate::solve::structured::WarmStart;
use crate::units::Rupiah;
use crate::verify::Certificate;

use super::edit::Edit;

/// A programme to try changes on.
#[derive(Debug)]
pub struct Lab {
    data: ProgrammeData,
    programme: Programme,
    options: Options,
    state: Option<WarmStart>,
    base: Tried,
    solves: usize,
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
    /// Rupiah paid to each need, by its code, in order of codes; those with nothing left out.
    pub paid: std::collections::BTreeMap<String, Rupiah>,
}

impl Tried {
    /// What `need` gets.
    #[must_use]
    pub fn paid_to(&self, need: &str) -> Rupiah {
        self.paid.get(need).copied().unwrap_or(Rupiah::ZERO)
    }
}

impl Lab {
    /// Solves `data` as it is.
    ///
    /// # Errors
    /// See [`Error`].
    pub fn new(data: ProgrammeData, options: Options) -> Result<Self, Error> {
        let programme = Programme::try_from(&data)?;
        let (base, state) = solve(&programme, &options, None)?;
        Ok(Self { data, programme, options, state, base, solves: 1 })
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

    /// What the programme comes to with `edit`; `None` if there is no plan then, or the change is none that a programme may state.
    ///
    /// # Errors
    /// A solver that fails.
    pub fn try_out(&mut self, edit: &Edit) -> Result<Option<Tried>, Error> {
        let mut data = self.data.clone();
        if edit.apply(&mut data).is_err() {
            return Ok(None);
        }
        let Ok(programme) = Programme::try_from(&data) else { return Ok(None) };
        self.solves += 1;
        match solve(&programme, &self.options, self.state.as_ref()) {
            Ok((tried, _)) => Ok(Some(tried)),
            Err(Error::Infeasible(_)) => Ok(None),
            Err(error) => Err(error),
        }
    }
}

fn solve(
    programme: &Programme,
    options: &Options,
    state: Option<&WarmStart>,
) -> Result<(Tried, Option<WarmStart>), Error> {
    let warm = options.solver == Choice::Structured && programme.whole_parts().is_empty();
    let (outcome, state) =
        if warm { allocate_from(programme, options, state)? } else { (allocate(programme, options)?, None) };
    let paid = crate::tables::paid_by_need(programme, &outcome.plan);
    let paid = programme.needs().iter().zip(paid).filter(|(_, paid)| *paid > Rupiah::ZERO);
    let paid = paid.map(|(need, paid)| (need.code.to_string(), paid)).collect();
    let certificate = outcome.certificate;
    Ok((Tried { plan: outcome.plan, benefit: outcome.benefit.total, certificate, paid }, state))
}
