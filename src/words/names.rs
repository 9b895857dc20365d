//! Names of what a programme holds, as a planner reads them.

use serde::{Deserialize, Serialize};

use crate::id::{ActivityId, CeilingId, NeedId, PaymentId, ProvinceId, RegionId, RuleId, SectorId, SentraId, SourceId};
use crate::input::Title;
use crate::model::policy::GroupKey;
use crate::model::{self, Place, Programme};
use crate::words::phrase;

/// A code with the name that people use for it.
#[derive(Debug, Clone, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Name {
    /// The code.
    pub code: String,
    /// The name; empty where the programme gives none.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub name: String,
}

impl Name {
    /// `code` under `name`.
    #[must_use]
    pub fn new(code: impl AsRef<str>, name: impl AsRef<str>) -> Self {
        Self { code: code.as_ref().to_owned(), name: name.as_ref().to_owned() }
    }

    /// The name alone, for where it has been told before; the code if there is no name.
    #[must_use]
    pub fn short(&self) -> &str {
        if self.name.is_empty() { &self.code } else { &self.name }
    }
}

impl std::fmt::Display for Name {
    /// `Kabupaten Lampung Barat (18.04)`; the code alone where there is no other name.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        if self.name.is_empty() || self.name == self.code {
            f.pad(&self.code)
        } else {
            f.pad(&format!("{} ({})", self.name, self.code))
        }
    }
}

/// Looks up the names of one programme.
#[derive(Debug, Clone, Copy)]
pub struct Names<'a> {
    programme: &'a Programme,
}

impl<'a> Names<'a> {
    /// The names of `programme`.
    #[must_use]
    pub const fn new(programme: &'a Programme) -> Self {
        Self { programme }
    }

    /// Of a province.
    #[must_use]
    pub fn province(&self, id: ProvinceId) -> Name {
        let row = &self.programme.provinces()[id.index()];
        Name::new(&row.code, &row.name)
    }
    /// Of a region.
    #[must_use]
    pub fn region(&self, id: RegionId) -> Name {
        let row = &self.programme.regions()[id.index()];
        Name::new(&row.code, &row.name)
    }
    /// Of a sector.
    #[must_use]
    pub fn sector(&self, id: SectorId) -> Name {
        let row = &self.programme.sectors()[id.index()];
        Name::new(&row.code, &row.name)
    }
    /// Of an activity.
    #[must_use]
    pub fn activity(&self, id: ActivityId) -> Name {
        let row = &self.programme.activities()[id.index()];
        Name::new(&row.code, &row.name)
    }
    /// Of a source of money.
    #[must_use]
    pub fn source(&self, id: SourceId) -> Name {
        let row = &self.programme.sources()[id.index()];
        Name::new(&row.code, &row.name)
    }
    /// Of a sentra.
    #[must_use]
    pub fn sentra(&self, id: SentraId) -> Name {
        let row = &self.programme.sentra()[id.index()];
        Name::new(&row.code, &row.name)
    }
    /// Of a need: what it is for, and whose it is.
    #[must_use]
    pub fn need(&self, id: NeedId) -> phrase::Need {
        let row = &self.programme.needs()[id.index()];
        phrase::Need {
            code: row.code.to_string(),
            activity: self.activity(row.activity),
            sentra: self.sentra(row.sentra),
        }
    }
    /// Of a payment.
    #[must_use]
    pub fn payment(&self, id: PaymentId) -> phrase::Payment {
        let payment = &self.programme.payments()[id.index()];
        phrase::Payment {
            need: self.need(payment.need),
            year: self.programme.year(payment.year),
            source: self.source(payment.source),
        }
    }
    /// Of a place.
    #[must_use]
    pub fn place(&self, place: Place) -> phrase::Place {
        match place {
            Place::Nation => phrase::Place::Nation,
            Place::Province(id) => phrase::Place::Province(self.province(id)),
            Place::Region(id) => phrase::Place::Region(self.region(id)),
        }
    }
    /// Of a ceiling.
    #[must_use]
    pub fn ceiling(&self, id: CeilingId) -> phrase::Ceiling {
        let model::Ceiling { source, place, year, .. } = self.programme.ceilings()[id.index()];
        phrase::Ceiling { source: self.source(source), place: self.place(place), year: self.programme.year(year) }
    }
    /// Of a group of a rule.
    #[must_use]
    pub fn group(&self, key: &GroupKey) -> phrase::Group {
        phrase::Group {
            year: key.year.map(|id| self.programme.year(id)),
            island: key.island.map(|id| self.programme.islands()[id.index()].clone()),
            province: key.province.map(|id| self.province(id)),
            region: key.region.map(|id| self.region(id)),
            sector: key.sector.map(|id| self.sector(id)),
            sentra: key.sentra.map(|id| self.sentra(id)),
        }
    }
    /// Of a rule in one of its groups.
    #[must_use]
    pub fn rule(&self, id: RuleId, key: &GroupKey) -> phrase::Rule {
        let rule = &self.programme.rules()[id.index()];
        phrase::Rule { id: rule.id.clone(), title: rule.title.clone(), group: self.group(key) }
    }
}

/// The title of rule `id` in a language: the other language's where it is missing, the id where both are.
#[must_use]
pub fn title<'a>(id: &'a str, title: &'a Title, language: crate::words::Language) -> &'a str {
    let (first, second) = match language {
        crate::words::Language::Id => (&title.id, &title.en),
        crate::words::Language::En => (&title.en, &title.id),
    };
    [first, second].into_iter().find(|text| !text.is_empty()).map_or(id, String::as_str)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::words::Language::{En, Id};

    #[test]
    fn a_name_stands_before_its_code() {
        assert_eq!(Name::new("18.04", "Kabupaten Lampung Barat").to_string(), "Kabupaten Lampung Barat (18.04)");
        assert_eq!(Name::new("18.04", "").to_string(), "18.04");
        assert_eq!(Name::new("dak", "dak").to_string(), "dak");
    }

    #[test]
    fn a_title_falls_back() {
        let both = Title { en: "Floor".into(), id: "Batas bawah".into() };
        let english = Title { en: "Floor".into(), id: String::new() };
        assert_eq!(title("r", &both, Id), "Batas bawah");
        assert_eq!(title("r", &english, Id), "Floor");
        assert_eq!(title("r", &Title::default(), En), "r");
    }
}
