//! A small programme without faults or oddities, to be patched.

#![allow(dead_code)] // not every test file needs all of it

use alokasi::input::{ProgrammeData, Rule};

/// Two provinces, three regions, three sentra, four needs, two sources, three years; no rule.
///
/// All needs together cost Rp 10 billion: N1 3 and N2 2 (S1), N3 1 (S2), N4 4 (S3).
pub(crate) fn programme() -> ProgrammeData {
    serde_json::from_str(PROGRAMME).expect("the fixture has the shape of a programme")
}

/// One rule of each family on [`programme`], none of which is odd.
pub(crate) fn rules() -> Vec<Rule> {
    serde_json::from_str(RULES).expect("the fixture has the shape of rules")
}

/// The rule that `json` states.
pub(crate) fn rule(json: &str) -> Rule {
    serde_json::from_str(json).expect("a rule")
}

const PROGRAMME: &str = r#"{
  "name": "Two provinces", "years": [2019, 2020, 2021], "unit": 1000, "discount": 0.95,
  "priorities": [{"of": {"sector": "pangan"}, "times": 2.0}],
  "provinces": [
    {"code": "18", "name": "Lampung", "island": "Sumatera"},
    {"code": "32", "name": "Jawa Barat", "island": "Jawa"}],
  "regions": [
    {"code": "18.01", "name": "Lampung Selatan", "province": "18", "absorption": 0.9},
    {"code": "18.02", "name": "Lampung Tengah", "province": "18", "eligible_years": [2020, 2021]},
    {"code": "32.04", "name": "Bandung", "province": "32"}],
  "sectors": [{"code": "pangan"}, {"code": "pangan.kering"}, {"code": "sandang"}],
  "activities": [{"code": "building"}, {"code": "machinery"}, {"code": "packaging"}],
  "sources": [{"code": "dak"}, {"code": "industri", "activities": ["packaging"]}],
  "sentra": [
    {"code": "S1", "region": "18.01", "sector": "pangan.kering", "completion_benefit": 5, "tags": ["coast"]},
    {"code": "S2", "region": "18.02", "sector": "pangan", "status": "verified", "survival": 0.8},
    {"code": "S3", "region": "32.04", "sector": "sandang"}],
  "needs": [
    {"code": "N1", "sentra": "S1", "activity": "building", "cost": 3000000000, "benefit": 3, "essential": true},
    {"code": "N2", "sentra": "S1", "activity": "machinery", "cost": 2000000000, "benefit": 4, "essential": true, "after": ["N1"]},
    {"code": "N3", "sentra": "S2", "activity": "packaging", "cost": 1000000000, "benefit": 2, "funding": "at_least:0.5"},
    {"code": "N4", "sentra": "S3", "activity": "building", "cost": 4000000000, "benefit": 6, "first_year": 2019, "last_year": 2020}],
  "ceilings": [
    {"source": "dak", "scope": "nation", "year": 2019, "rupiah": 2000000000},
    {"source": "dak", "scope": "nation", "year": 2020, "rupiah": 2000000000},
    {"source": "dak", "scope": "nation", "year": 2021, "rupiah": 2000000000},
    {"source": "dak", "scope": "region", "code": "18.01", "year": 2019, "rupiah": 1500000000},
    {"source": "industri", "scope": "province", "code": "18", "year": 2020, "rupiah": 500000000},
    {"source": "industri", "scope": "nation", "year": 2021, "rupiah": 500000000}],
  "contracted": [{"need": "N4", "year": 2019, "source": "dak", "rupiah": 1000000000}],
  "previous": [{"need": "N1", "year": 2019, "source": "dak", "rupiah": 500000000}]
}"#;

const RULES: &str = r#"[
  {"id": "amount", "rule": "amount", "of": {"province": "18"}, "at_most": 1900000000, "per": ["year"]},
  {"id": "share", "rule": "share", "of": {"sector": "pangan"}, "in": {}, "at_least": 0.3},
  {"id": "coverage", "rule": "coverage", "of": {}, "at_least": 0.01, "per": ["province"], "soft": {"penalty": 1}},
  {"id": "growth", "rule": "growth", "of": {"region": ["18.01", "32.04"]}, "times": {"2020": 1.5}, "plus": 500000000, "per": ["region"]},
  {"id": "match", "rule": "match", "source": "industri", "to": "dak", "of": {"activity": "packaging"}, "at_least": 0.1},
  {"id": "count", "rule": "count", "what": "sentra", "of": {"year": 2019}, "exactly": 1, "least": 100000000, "per": ["island"]},
  {"id": "completed", "rule": "count", "what": "sentra", "counting": "completed", "at_most": {"2021": 2}, "per": ["year"]},
  {"id": "together", "rule": "together", "of": {"need": ["N1", "N2"]}, "per": ["sentra"]},
  {"id": "exclusive", "rule": "exclusive", "of": {"tag": "coast"}, "per": ["region", "year"]},
  {"id": "stability", "rule": "stability", "of": {"source": "dak"}, "at_most": 5000000000, "per": ["sector"]}
]"#;
