//! Noun phrases: what sentences speak of, named wholly in each language, without an article at the front in Indonesian.
//!
//! They fill holes of sentences; each stands where a noun may stand, in both languages.

use serde::{Deserialize, Serialize};

use crate::input::Title;
use crate::words::names::title;
use crate::words::{Language, Message, Name, sentence};

/// A place that money has a ceiling for.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Place {
    /// Everywhere.
    Nation,
    /// A province.
    Province(Name),
    /// A region.
    Region(Name),
}

impl Message for Place {
    fn say(&self, language: Language) -> String {
        match self {
            Self::Nation => sentence!(language, id: "seluruh Indonesia", en: "the nation"),
            Self::Province(name) => sentence!(language, id: "Provinsi {name}", en: "province {name}"),
            Self::Region(name) => name.to_string(),
        }
    }
}

/// The most that a source pays at a place in a year.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Ceiling {
    /// Who pays.
    pub source: Name,
    /// Where.
    pub place: Place,
    /// When.
    pub year: i32,
}

impl Message for Ceiling {
    fn say(&self, language: Language) -> String {
        let (source, year) = (self.source.short(), self.year);
        if self.place == Place::Nation {
            return sentence!(language,
                id: "pagu nasional {source} tahun {year}",
                en: "the national ceiling of {source} in {year}");
        }
        let place = self.place.say(language);
        sentence!(language,
            id: "pagu {source} untuk {place} tahun {year}",
            en: "the ceiling of {source} for {place} in {year}")
    }
}

/// One of the groups that a rule holds in; a key that does not tell groups apart is absent.
#[derive(Debug, Clone, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Group {
    /// Fiscal year.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub year: Option<i32>,
    /// Island group.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub island: Option<String>,
    /// Province.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub province: Option<Name>,
    /// Region.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub region: Option<Name>,
    /// Top sector.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub sector: Option<Name>,
    /// Sentra.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub sentra: Option<Name>,
}

impl Group {
    /// Whether it is the one group of a rule that tells none apart.
    #[must_use]
    pub fn is_whole(&self) -> bool {
        *self == Self::default()
    }
}

impl Message for Group {
    /// Keys one after the other, each a phrase of its own: `tahun 2019, Provinsi Lampung (18)`.
    fn say(&self, language: Language) -> String {
        let mut parts = Vec::new();
        if let Some(year) = self.year {
            parts.push(sentence!(language, id: "tahun {year}", en: "year {year}"));
        }
        if let Some(island) = &self.island {
            parts.push(sentence!(language, id: "wilayah {island}", en: "island group {island}"));
        }
        if let Some(name) = &self.province {
            parts.push(Place::Province(name.clone()).say(language));
        }
        if let Some(name) = &self.region {
            parts.push(name.to_string());
        }
        if let Some(name) = &self.sector {
            parts.push(sentence!(language, id: "sektor {name}", en: "sector {name}"));
        }
        if let Some(name) = &self.sentra {
            parts.push(sentence!(language, id: "sentra {name}", en: "sentra {name}"));
        }
        if parts.is_empty() {
            return sentence!(language, id: "seluruh program", en: "the whole programme");
        }
        parts.join(", ")
    }
}

/// A rule in one of its groups.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Rule {
    /// Its id.
    pub id: String,
    /// Its sentence in two languages.
    #[serde(default)]
    pub title: Title,
    /// The group.
    #[serde(default)]
    pub group: Group,
}

impl Message for Rule {
    fn say(&self, language: Language) -> String {
        let (id, title) = (&self.id, title(&self.id, &self.title, language));
        let named = if title == id { format!("\"{id}\"") } else { format!("\"{title}\" [{id}]") };
        if self.group.is_whole() {
            return sentence!(language, id: "aturan {named}", en: "rule {named}");
        }
        let group = self.group.say(language);
        sentence!(language, id: "aturan {named} ({group})", en: "rule {named} ({group})")
    }
}

/// A need.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Need {
    /// Its code.
    pub code: String,
    /// What is asked for.
    pub activity: Name,
    /// Whose it is.
    pub sentra: Name,
}

impl Message for Need {
    fn say(&self, language: Language) -> String {
        let (code, activity, sentra) = (&self.code, self.activity.short(), &self.sentra);
        sentence!(language,
            id: "kebutuhan {code} ({activity}) dari sentra {sentra}",
            en: "need {code} ({activity}) of sentra {sentra}")
    }
}

/// A payment.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Payment {
    /// What is paid.
    pub need: Need,
    /// When.
    pub year: i32,
    /// Who pays.
    pub source: Name,
}

impl Message for Payment {
    fn say(&self, language: Language) -> String {
        let (need, year, source) = (self.need.say(language), self.year, self.source.short());
        sentence!(language,
            id: "pembayaran {source} tahun {year} untuk {need}",
            en: "the payment by {source} in {year} for {need}")
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::words::proof;

    fn region() -> Name {
        Name::new("18.04", "Kabupaten Lampung Barat")
    }

    #[test]
    fn places_and_ceilings_read_in_both() {
        let places = [Place::Nation, Place::Province(Name::new("18", "Lampung"))];
        proof::read(&places);
        let source = Name::new("dak", "DAK Fisik");
        let nation = Ceiling { source: source.clone(), place: Place::Nation, year: 2019 };
        let local = Ceiling { source, place: Place::Region(region()), year: 2019 };
        assert_eq!(nation.say(Language::Id), "pagu nasional DAK Fisik tahun 2019");
        assert_eq!(local.say(Language::En), "the ceiling of DAK Fisik for Kabupaten Lampung Barat (18.04) in 2019");
        proof::read(&[nation, local]);
    }

    #[test]
    fn rules_and_groups_read_in_both() {
        let group = Group { year: Some(2019), region: Some(region()), ..Group::default() };
        let title = Title { en: "Packaging".into(), id: "Kemasan".into() };
        let rule = Rule { id: "pack".into(), title, group: group.clone() };
        assert_eq!(rule.say(Language::Id), "aturan \"Kemasan\" [pack] (tahun 2019, Kabupaten Lampung Barat (18.04))");
        let plain = Rule { id: "pack".into(), title: Title::default(), group: Group::default() };
        assert_eq!(plain.say(Language::En), "rule \"pack\"");
        let every = Group {
            year: Some(2019),
            island: Some("Sumatera".into()),
            province: Some(Name::new("18", "Lampung")),
            region: Some(region()),
            sector: Some(Name::new("pangan", "Pangan")),
            sentra: Some(Name::new("kopi", "Kopi Liwa")),
        };
        proof::read(&[group, every, Group::default()]);
        proof::read(&[rule, plain]);
    }

    #[test]
    fn needs_and_payments_read_in_both() {
        let need = Need {
            code: "N1".into(),
            activity: Name::new("building", "Bangunan"),
            sentra: Name::new("kopi", "Kopi Liwa"),
        };
        assert_eq!(need.say(Language::Id), "kebutuhan N1 (Bangunan) dari sentra Kopi Liwa (kopi)");
        proof::read(&[Payment { need: need.clone(), year: 2020, source: Name::new("dak", "DAK Fisik") }]);
        proof::read(&[need]);
    }
}
