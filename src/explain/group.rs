//! The facts of a sentra, a region or a sector: its needs taken together.

use serde::{Deserialize, Serialize};

use crate::id::{NeedId, PaymentId};
use crate::units::Rupiah;
use crate::words::Name;
use crate::words::names::Names;
use crate::words::phrase;
use crate::words::why::Fate;

use super::book::Book;

/// Whom the question is about.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Subject {
    /// One need, by its code.
    Need(String),
    /// A sentra.
    Sentra(String),
    /// A region.
    Region(String),
    /// A sector, with all below it.
    Sector(String),
}

/// The programme knows no such code.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("the programme has no {what} \"{code}\"")]
pub struct Unknown {
    /// What was asked for.
    pub what: &'static str,
    /// The code.
    pub code: String,
}

/// Needs taken together.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct GroupFacts {
    /// The sentra, region or sector.
    pub name: Name,
    /// Needs wholly paid, those begun later among them.
    pub whole: usize,
    /// Needs paid in part.
    pub part: usize,
    /// Needs not paid.
    pub nothing: usize,
    /// Needs that nothing can pay.
    pub never: usize,
    /// Money it gets.
    pub paid: Rupiah,
    /// Money it asks for.
    pub cost: Rupiah,
    /// Its unpaid needs that miss least, nearest first; at most ten.
    pub next: Vec<Near>,
    /// Codes of its needs, in the model's order.
    pub needs: Vec<String>,
}

/// An unpaid need and what it misses.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Near {
    /// Which.
    pub need: phrase::Need,
    /// The year in which it misses least.
    pub year: i32,
    /// The source.
    pub source: Name,
    /// Points per Rp 1 million missing.
    pub missing: f64,
}

/// Unpaid needs that are told.
const TOLD: usize = 10;

impl Book<'_> {
    /// The needs that `subject` means, with its name.
    ///
    /// # Errors
    /// [`Unknown`] for a code that the programme does not have.
    pub fn needs_of(&self, subject: &Subject) -> Result<(Name, Vec<NeedId>), Unknown> {
        let (programme, names) = (self.stated, Names::new(self.stated));
        let unknown = |what, code: &str| Unknown { what, code: code.to_owned() };
        let ids = 0..programme.needs().len();
        match subject {
            Subject::Need(code) => {
                let found = programme.needs().iter().position(|need| need.code.as_str() == code);
                let n = found.ok_or_else(|| unknown("need", code))?;
                Ok((Name::new(code, ""), vec![NeedId::new(n)]))
            }
            Subject::Sentra(code) => {
                let found = programme.sentra().iter().position(|row| row.code.as_str() == code);
                let row = &programme.sentra()[found.ok_or_else(|| unknown("sentra", code))?];
                Ok((Name::new(&row.code, &row.name), row.needs.clone().map(NeedId::new).collect()))
            }
            Subject::Region(code) => {
                let found = programme.regions().iter().position(|row| row.code.as_str() == code);
                let r = found.ok_or_else(|| unknown("region", code))?;
                let here = ids.map(NeedId::new).filter(|&id| programme.region_of(id).index() == r);
                Ok((names.region(crate::id::RegionId::new(r)), here.collect()))
            }
            Subject::Sector(code) => {
                let found = programme.sectors().iter().position(|row| row.code.as_str() == code);
                let s = found.ok_or_else(|| unknown("sector", code))?;
                let below = |mut id: crate::id::SectorId| loop {
                    if id.index() == s {
                        return true;
                    }
                    match programme.sectors()[id.index()].parent {
                        Some(parent) => id = parent,
                        None => return false,
                    }
                };
                let here = ids.map(NeedId::new).filter(|&id| below(programme.sentra_of(id).sector));
                Ok((names.sector(crate::id::SectorId::new(s)), here.collect()))
            }
        }
    }

    /// The needs of `subject` taken together.
    ///
    /// # Errors
    /// [`Unknown`] for a code that the programme does not have.
    pub fn group(&self, subject: &Subject) -> Result<GroupFacts, Unknown> {
        let (name, ids) = self.needs_of(subject)?;
        let names = Names::new(self.stated);
        let mut facts = GroupFacts {
            name,
            whole: 0,
            part: 0,
            nothing: 0,
            never: 0,
            paid: Rupiah::ZERO,
            cost: Rupiah::ZERO,
            next: Vec::new(),
            needs: Vec::with_capacity(ids.len()),
        };
        let mut unpaid = Vec::new();
        for id in ids {
            let need = &self.stated.needs()[id.index()];
            facts.needs.push(need.code.to_string());
            facts.paid += self.paid[id.index()];
            facts.cost += need.cost;
            match self.fate(id) {
                Fate::Whole | Fate::Later { .. } => facts.whole += 1,
                Fate::Part => facts.part += 1,
                Fate::Nothing => {
                    facts.nothing += 1;
                    let margins = need.payments.clone().map(|p| (PaymentId::new(p), self.margin(PaymentId::new(p))));
                    unpaid.extend(margins.max_by(|a, b| a.1.total_cmp(&b.1).then(b.0.cmp(&a.0))));
                }
                Fate::Never { .. } => facts.never += 1,
            }
        }
        unpaid.sort_by(|a, b| b.1.total_cmp(&a.1).then(a.0.cmp(&b.0)));
        let near = |&(id, margin): &(PaymentId, f64)| {
            let payment = self.stated.payments()[id.index()];
            Near {
                need: names.need(payment.need),
                year: self.stated.year(payment.year),
                source: names.source(payment.source),
                missing: -margin,
            }
        };
        facts.next = unpaid.iter().take(TOLD).map(near).collect();
        Ok(facts)
    }
}
