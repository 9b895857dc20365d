//! Made-up programmes of any size, from a seed, on the real regions of Indonesia and calibrated to published figures.
//!
//! For tests, benches, examples and for getting to know the library. Same [`Spec`], same programme, on every machine.
//!
//! # What is real
//! The 38 provinces and 514 regions; the shares of the six sectors (40, 23, 16, 10, 6 and 5 % of 7,437 sentra); sentra by province
//! (2024; Banten, Bali and Papua Pegunungan are not in that count and share what it leaves over, in proportion to their regions); the
//! mean of about 22 firms in a sentra; the DAK of the years 2016 to 2020 and 2023, scaled to the number of sentra. The source of each
//! figure stands in `data/indonesia`.
//!
//! # What is assumed
//! The DAK of 2021 and 2022 was not published: both take the level of 2020 (years after 2023 that of 2023, years before 2016 that
//! of 2016). Up to 2019 the published figure is for reviving sentra only, from 2020 for the whole field: the jump is in the data.
//! Costs: a sentra to be revived asks for Rp 0.5 to 5 billion, a new one for 5 to 36 billion, the range of reported grants; the split by
//! activity follows the one published breakdown.
//!
//! # What is made up
//! Each sentra, its name, district, needs, points and windows; ceilings of provinces and regions; other sources than the DAK;
//! every rule's bound; with [`Money::Tight`] and [`Money::Loose`] the nation's money too. Bounds are set around what a simple plan
//! reaches, so that the programme has a plan at every size.

mod draft;
mod feasible;
mod indonesia;
mod money;
mod reference;
mod rules;
mod tables;
mod whole;

use std::ops::RangeInclusive;

use serde::{Deserialize, Serialize};

use draft::{BUILDING, DRY};

use crate::input::ProgrammeData;

/// What kind of programme.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    /// Needs and ceilings, no rule.
    Core,
    /// Needs that can be split, and every rule family that stays a linear program: share, amount, coverage, growth, match (from two
    /// sources on), stability, contracted amounts; hard and soft.
    #[default]
    Rules,
    /// Whole needs paid in one year, order, completion all or nothing, least grants, counts of regions, a pilot in the first year.
    /// Its nation ceilings are at least Rp 30 billion a year, whatever its size.
    Whole,
}

/// How much money there is, and where it is short.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Money {
    /// The published DAK, scaled to the number of sentra: a few per cent of all costs.
    #[default]
    Published,
    /// About 27 % of all costs over the horizon; what regions and provinces may take is short. In whole programmes completing a sentra
    /// is worth about as much as all its needs, and 56 to 149 regions get a grant in a year after the first (20 to 60 below 1,000 sentra).
    Tight,
    /// As `Tight`, but regions and provinces may take three times as much, so that the nation's money is short.
    Loose,
}

/// What to make.
///
/// ```
/// use alokasi::synthetic::{Spec, make};
/// let data = make(&Spec { sentra: 100, years: 2, ..Spec::default() });
/// assert_eq!((data.sentra.len(), data.regions.len(), data.years), (100, 514, vec![2018, 2019]));
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Spec {
    /// Number of sentra (default 7,437).
    pub sentra: usize,
    /// Number of years (default 5).
    pub years: usize,
    /// First year (default 2018).
    pub first_year: i32,
    /// Seed of the random numbers (default 1).
    pub seed: u64,
    /// What kind (default: rules).
    pub kind: Kind,
    /// How much money (default: as published).
    pub money: Money,
    /// Sources of money (default 1): the DAK, the regions' own budgets, partners for machinery and packaging.
    pub sources: usize,
    /// Whether machinery, packaging and wastewater plants come after the building (always so in whole programmes).
    pub order: bool,
    /// Whether completing a sentra earns points, in part or, in whole programmes (always so there), all or nothing.
    pub completion: bool,
}

impl Default for Spec {
    fn default() -> Self {
        Self {
            sentra: 7437,
            years: 5,
            first_year: 2018,
            seed: 1,
            kind: Kind::default(),
            money: Money::default(),
            sources: 1,
            order: false,
            completion: false,
        }
    }
}

/// A [`Spec`] that cannot be made.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{what} of a made-up programme must be {} to {}, not {value}", range.start(), range.end())]
pub struct OutOfRange {
    /// Which field.
    pub what: &'static str,
    /// What it is.
    pub value: i64,
    /// What it may be.
    pub range: RangeInclusive<i64>,
}

impl Spec {
    /// Sentra that can be asked for.
    pub const SENTRA: RangeInclusive<i64> = 50..=2_000_000;
    /// Years that can be asked for.
    pub const YEARS: RangeInclusive<i64> = 1..=20;
    /// First years that can be asked for.
    pub const FIRST_YEAR: RangeInclusive<i64> = 1900..=2200;
    /// Sources that can be asked for.
    pub const SOURCES: RangeInclusive<i64> = 1..=3;

    /// Whether it can be made.
    ///
    /// # Errors
    /// The first number that is out of its range.
    pub fn check(&self) -> Result<(), OutOfRange> {
        let number = |n: usize| i64::try_from(n).unwrap_or(i64::MAX);
        for (what, value, range) in [
            ("the number of sentra", number(self.sentra), Self::SENTRA),
            ("the number of years", number(self.years), Self::YEARS),
            ("the first year", i64::from(self.first_year), Self::FIRST_YEAR),
            ("the number of sources", number(self.sources), Self::SOURCES),
        ] {
            if !range.contains(&value) {
                return Err(OutOfRange { what, value, range });
            }
        }
        Ok(())
    }

    fn calendar(&self) -> Vec<i32> {
        (self.first_year..).take(self.years).collect()
    }
    fn ordered(&self) -> bool {
        self.order || self.kind == Kind::Whole
    }
    fn completes(&self) -> bool {
        self.completion || self.kind == Kind::Whole
    }
}

/// Makes the programme of `spec`.
///
/// # Panics
/// If [`Spec::check`] finds fault with `spec`.
#[must_use]
pub fn make(spec: &Spec) -> ProgrammeData {
    if let Err(fault) = spec.check() {
        panic!("{fault}");
    }
    let draft = draft::draw(spec);
    let money = money::draw(spec, &draft);
    let mut data = tables::tables(spec, &draft, &money);
    match spec.kind {
        Kind::Core => {}
        Kind::Rules => {
            let reference = reference::in_parts(&draft, &money);
            data.rules = rules::rules(spec, &reference, &money);
            tables::add_history(spec, &mut data, &reference);
        }
        Kind::Whole => data.rules = whole::rules(spec, &whole::reference(spec, &draft, &money)),
    }
    data
}
