//! Codes of every table but needs, and what they refer to.

use std::collections::HashSet;

use crate::model::fault::{FaultKind, Item, Place};
use crate::model::validate::checker::Checker;

/// All tables but needs and payments.
pub(super) fn check(checker: &mut Checker<'_>) {
    provinces(checker);
    regions(checker);
    sectors(checker);
    own_codes(checker, Item::Activity, checker.data.activities.iter().map(|row| row.code.as_str()));
    sources(checker);
    sentra(checker);
}

/// That each row of a table has a code of its own.
pub(super) fn own_codes<'a>(checker: &mut Checker<'_>, item: Item, codes: impl Iterator<Item = &'a str>) {
    for (row, code) in codes.enumerate() {
        let kind = if code.is_empty() {
            FaultKind::EmptyCode { item }
        } else if checker.row(item, code) != Some(row) {
            FaultKind::DuplicateCode { item, code: code.to_owned() }
        } else if !is_usable(code) {
            FaultKind::UnusableCode { item, code: code.to_owned() }
        } else {
            continue;
        };
        checker.fault(Place::cell(item.table(), row, "code"), kind);
    }
}

/// Whether `code` survives a cell of a list, where `;` separates and blanks are trimmed.
fn is_usable(code: &str) -> bool {
    !code.contains(|c: char| c == ';' || c.is_control()) && code.trim() == code
}

fn provinces(checker: &mut Checker<'_>) {
    own_codes(checker, Item::Province, checker.data.provinces.iter().map(|row| row.code.as_str()));
}

fn regions(checker: &mut Checker<'_>) {
    let data = checker.data;
    own_codes(checker, Item::Region, data.regions.iter().map(|row| row.code.as_str()));
    for (i, region) in data.regions.iter().enumerate() {
        checker.reference(Item::Province, region.province.as_str(), || Place::cell("regions", i, "province"));
        let mut seen = HashSet::new();
        for &year in &region.eligible_years {
            let place = || Place::cell("regions", i, "eligible_years");
            if checker.year(year, place) && !seen.insert(year) {
                checker.fault(place(), FaultKind::EligibleYearTwice { region: region.code.clone(), year });
            }
        }
        information(checker, region.absorption, || Place::cell("regions", i, "absorption"));
    }
}

/// A number that nothing is computed from, but that must still be one.
fn information(checker: &mut Checker<'_>, value: Option<f64>, place: impl FnOnce() -> Place) {
    if let Some(found) = value.filter(|value| !(value.is_finite() && *value >= 0.0)) {
        checker.fault(place(), FaultKind::InformationOutOfRange { found });
    }
}

fn sectors(checker: &mut Checker<'_>) {
    let data = checker.data;
    own_codes(checker, Item::Sector, data.sectors.iter().map(|row| row.code.as_str()));
    for (i, sector) in data.sectors.iter().enumerate() {
        let code = sector.code.as_str();
        if let Some((parent, _)) = code.rsplit_once('.')
            && checker.row(Item::Sector, parent).is_none()
        {
            let kind = FaultKind::SectorWithoutParent { code: code.to_owned(), parent: parent.to_owned() };
            checker.fault(Place::cell("sectors", i, "code"), kind);
        }
    }
}

fn sources(checker: &mut Checker<'_>) {
    let data = checker.data;
    own_codes(checker, Item::Source, data.sources.iter().map(|row| row.code.as_str()));
    for (i, source) in data.sources.iter().enumerate() {
        for activity in &source.activities {
            checker.reference(Item::Activity, activity.as_str(), || Place::cell("sources", i, "activities"));
        }
    }
}

fn sentra(checker: &mut Checker<'_>) {
    let data = checker.data;
    own_codes(checker, Item::Sentra, data.sentra.iter().map(|row| row.code.as_str()));
    for (i, sentra) in data.sentra.iter().enumerate() {
        checker.reference(Item::Region, sentra.region.as_str(), || Place::cell("sentra", i, "region"));
        checker.reference(Item::Sector, sentra.sector.as_str(), || Place::cell("sentra", i, "sector"));
        checker.points(sentra.completion_benefit, || Place::cell("sentra", i, "completion_benefit"));
        information(checker, sentra.survival, || Place::cell("sentra", i, "survival"));
        for tag in sentra.tags.iter().filter(|tag| tag.is_empty() || !is_usable(tag)) {
            let kind = FaultKind::UnusableCode { item: Item::Tag, code: tag.clone() };
            checker.fault(Place::cell("sentra", i, "tags"), kind);
        }
    }
}
