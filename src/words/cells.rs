//! Rows, columns and cells of a programme's tables, as noun phrases.

use serde::{Deserialize, Serialize};

use crate::input::Status;
use crate::units::Rupiah;
use crate::words::phrase;
use crate::words::{Language, Message, Name, number, sentence};

/// A row of a table; a noun phrase.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Row {
    /// Of table `provinces`.
    Province(Name),
    /// Of table `regions`.
    Region(Name),
    /// Of table `sectors`.
    Sector(Name),
    /// Of table `activities`.
    Activity(Name),
    /// Of table `sources`.
    Source(Name),
    /// Of table `sentra`.
    Sentra(Name),
    /// Of table `needs`.
    Need(phrase::Need),
}

impl Message for Row {
    fn say(&self, language: Language) -> String {
        match self {
            Self::Province(name) => sentence!(language, id: "Provinsi {name}", en: "province {name}"),
            Self::Region(name) => sentence!(language, id: "daerah {name}", en: "region {name}"),
            Self::Sector(name) => sentence!(language, id: "sektor {name}", en: "sector {name}"),
            Self::Activity(name) => sentence!(language, id: "kegiatan {name}", en: "activity {name}"),
            Self::Source(name) => sentence!(language, id: "sumber dana {name}", en: "source {name}"),
            Self::Sentra(name) => sentence!(language, id: "sentra {name}", en: "the sentra {name}"),
            Self::Need(need) => need.say(language),
        }
    }
}

/// A column of a table; a noun phrase.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Column {
    /// Island group of a province.
    Island,
    /// Province of a region.
    Province,
    /// Years in which a region may be paid.
    EligibleYears,
    /// Activities that a source may pay for.
    Activities,
    /// Region of a sentra.
    Region,
    /// Sector of a sentra.
    Sector,
    /// What the survey found of a sentra.
    Status,
    /// Points for completing a sentra.
    CompletionBenefit,
    /// Tags of a sentra.
    Tags,
    /// Sentra of a need.
    Sentra,
    /// Activity of a need.
    Activity,
    /// Cost of a need.
    Cost,
    /// Points of a need.
    Benefit,
    /// First year of a need's window.
    FirstYear,
    /// Last year of a need's window.
    LastYear,
    /// Whether a sentra is incomplete without the need.
    Essential,
    /// Needs that go before.
    After,
    /// Whether a need can be split.
    Funding,
    /// Whether a need must be paid within one year.
    OneYear,
}

impl Message for Column {
    fn say(&self, language: Language) -> String {
        match self {
            Self::Island => sentence!(language, id: "pulau", en: "island group"),
            Self::Province => sentence!(language, id: "provinsi", en: "province"),
            Self::EligibleYears => sentence!(language, id: "tahun berhak", en: "eligible years"),
            Self::Activities => sentence!(language, id: "kegiatan yang boleh dibayar", en: "activities it may pay"),
            Self::Region => sentence!(language, id: "daerah", en: "region"),
            Self::Sector => sentence!(language, id: "sektor", en: "sector"),
            Self::Status => sentence!(language, id: "status survei", en: "survey status"),
            Self::CompletionBenefit => sentence!(language, id: "poin penyelesaian", en: "points for completion"),
            Self::Tags => sentence!(language, id: "tanda", en: "tags"),
            Self::Sentra => sentence!(language, id: "pemilik", en: "sentra"),
            Self::Activity => sentence!(language, id: "kegiatan", en: "activity"),
            Self::Cost => sentence!(language, id: "biaya", en: "cost"),
            Self::Benefit => sentence!(language, id: "poin", en: "points"),
            Self::FirstYear => sentence!(language, id: "tahun pertama", en: "first year"),
            Self::LastYear => sentence!(language, id: "tahun terakhir", en: "last year"),
            Self::Essential => sentence!(language, id: "sifat wajib", en: "essential"),
            Self::After => sentence!(language, id: "kebutuhan pendahulu", en: "what goes before"),
            Self::Funding => sentence!(language, id: "cara pendanaan", en: "funding"),
            Self::OneYear => sentence!(language, id: "satu tahun saja", en: "one year only"),
        }
    }
}

/// What stands in a cell.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Cell {
    /// Money.
    Money(Rupiah),
    /// Points.
    Points(f64),
    /// A fiscal year.
    Year(i32),
    /// Fiscal years.
    Years(Vec<i32>),
    /// Yes or no.
    Flag(bool),
    /// What the survey found.
    Status(Status),
    /// Codes or words; none may be meant.
    Codes(Vec<String>),
    /// No list, which means all.
    All,
}

impl Message for Cell {
    fn say(&self, language: Language) -> String {
        match self {
            Self::Money(rupiah) => rupiah.to_string(),
            Self::Points(points) => number::points(*points, language),
            Self::Year(year) => year.to_string(),
            Self::Years(years) => number::years(years, language),
            Self::Flag(true) => sentence!(language, id: "ya", en: "yes"),
            Self::Flag(false) => sentence!(language, id: "bukan", en: "false"),
            Self::Status(Status::Verified) => sentence!(language, id: "terverifikasi", en: "verified"),
            Self::Status(Status::Unverified) => sentence!(language, id: "belum disurvei", en: "unverified"),
            Self::Status(Status::Gone) => sentence!(language, id: "sudah tiada", en: "gone"),
            Self::Codes(codes) => number::list(codes, 12, language),
            Self::All => sentence!(language, id: "semua", en: "all"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::words::proof;

    const SOURCE: &str = include_str!("cells.rs");

    fn name() -> Name {
        Name::new("x", "Mesin")
    }

    fn need() -> phrase::Need {
        phrase::Need { code: "N1".into(), activity: name(), sentra: name() }
    }

    #[test]
    fn rows_and_columns_read_in_both() {
        let rows = [
            Row::Province(name()),
            Row::Region(name()),
            Row::Sector(name()),
            Row::Activity(name()),
            Row::Source(name()),
            Row::Sentra(name()),
            Row::Need(need()),
        ];
        proof::read_all(SOURCE, "Row", &rows);
        let columns = [
            Column::Island,
            Column::Province,
            Column::EligibleYears,
            Column::Activities,
            Column::Region,
            Column::Sector,
            Column::Status,
            Column::CompletionBenefit,
            Column::Tags,
            Column::Sentra,
            Column::Activity,
            Column::Cost,
            Column::Benefit,
            Column::FirstYear,
            Column::LastYear,
            Column::Essential,
            Column::After,
            Column::Funding,
            Column::OneYear,
        ];
        proof::read_all(SOURCE, "Column", &columns);
    }
}
