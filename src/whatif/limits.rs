//! Ceilings that would have to rise for a need to come in.

use crate::explain::{Choice, NeedFacts};
use crate::finish::vertex::{Ended, Until, Vertex};
use crate::id::NeedId;
use crate::input::Scope;
use crate::lp::RowKey;
use crate::model::Place;
use crate::units::Rupiah;

use super::change::Found;
use super::edit::Edit;
use super::lab::{Lab, LabError};

/// A ceiling that may be raised.
struct Candidate {
    key: RowKey,
    edit: Edit,
    now: Rupiah,
    /// All that is asked for under it, Rp 1 million: with so much more nothing is left for it to stop.
    most: f64,
}

impl Lab {
    /// The ceiling of its region or province, in any year in which it can be paid, that has to rise least.
    pub(super) fn ceiling(&mut self, facts: &NeedFacts) -> Result<Found, LabError> {
        let (payments, enough) = (self.payments(facts), self.enough(facts).as_millions());
        let candidates = self.ceilings(facts);
        let Some(vertex) = self.vertex() else { return self.ceiling_by_solves(facts, &candidates) };
        let mut best: Option<(f64, usize, Vertex)> = None;
        let mut gave_up = false;
        for (k, candidate) in candidates.iter().enumerate() {
            let reach = best.as_ref().map_or(candidate.most, |(amount, ..)| amount.min(candidate.most));
            // A ceiling without payments has no row.
            let Some(row) = vertex.row_of_key(candidate.key) else { continue };
            let mut vertex = vertex.clone();
            match vertex.trace(&[(row, 1.0)], reach, Until::Grown(&payments, enough), &|| false) {
                Ok(traced) if traced.ended == Ended::Grown => best = Some((traced.to, k, vertex)),
                Ok(traced) => gave_up |= traced.ended == Ended::GaveUp,
                Err(_) => gave_up = true,
            }
        }
        let Some((amount, k, near)) = best else { return Ok(if gave_up { Found::GaveUp } else { Found::None }) };
        let candidate = &candidates[k];
        self.amount(facts, (amount, (candidate.most, 0.0)), Some(&near), |more| candidate.raised(more))
    }

    /// Without a basis: the ceilings in turn, those of the year in which least is missing first, removed to see whether that does.
    fn ceiling_by_solves(&mut self, facts: &NeedFacts, candidates: &[Candidate]) -> Result<Found, LabError> {
        for candidate in candidates.iter().take(2) {
            if self.brings(facts, &candidate.raised(candidate.most))?.is_some() {
                let guess = facts.cost.as_millions() / 16.0;
                return self.amount(facts, (guess, (candidate.most, 0.0)), None, |more| candidate.raised(more));
            }
        }
        Ok(Found::None)
    }

    /// The ceilings of the region and the province of the need of `facts`, nearest year first.
    fn ceilings(&self, facts: &NeedFacts) -> Vec<Candidate> {
        let programme = self.programme();
        let Some(need) = programme.needs().iter().position(|row| row.code.as_str() == facts.need.code) else {
            return Vec::new();
        };
        let region = programme.region_of(NeedId::new(need));
        let province = programme.regions()[region.index()].province;
        let asked = |inside: &dyn Fn(usize) -> bool| {
            let needs = programme.needs().iter().enumerate().filter(|&(n, _)| inside(n));
            needs.map(|(_, need)| need.cost.as_millions()).sum::<f64>().min(1e9)
        };
        let in_region = asked(&|n| programme.region_of(NeedId::new(n)) == region);
        let in_province = asked(&|n| programme.province_of(NeedId::new(n)) == province);
        let mut choices: Vec<&Choice> = facts.choices.iter().collect();
        choices.sort_by(|a, b| a.shortfall.total_cmp(&b.shortfall));
        let mut found = Vec::new();
        for choice in choices {
            for (id, ceiling) in programme.ceiling_ids().zip(programme.ceilings()) {
                let source = programme.sources()[ceiling.source.index()].code.as_str();
                if programme.year(ceiling.year) != choice.year || source != choice.source.code {
                    continue;
                }
                let (scope, code, most) = match ceiling.place {
                    Place::Region(id) if id == region => {
                        (Scope::Region, programme.regions()[id.index()].code.to_string(), in_region)
                    }
                    Place::Province(id) if id == province => {
                        (Scope::Province, programme.provinces()[id.index()].code.to_string(), in_province)
                    }
                    _ => continue,
                };
                let (source, year, now) = (source.to_owned(), choice.year, ceiling.rupiah);
                let edit = Edit::Ceiling { source, scope, code, year, rupiah: now };
                found.push(Candidate { key: RowKey::Ceiling(id), edit, now, most });
            }
        }
        found
    }
}

impl Candidate {
    fn raised(&self, more: f64) -> Edit {
        let mut edit = self.edit.clone();
        if let Edit::Ceiling { rupiah, .. } = &mut edit {
            #[allow(clippy::cast_possible_truncation)] // at most 1e15
            let more = Rupiah::new((more * 1e6).round() as i64);
            *rupiah = self.now + more;
        }
        edit
    }
}
