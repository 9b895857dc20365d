//! Policy with its codes resolved: selectors, bounds, rules, priorities.

use crate::id::{ActivityId, IslandId, NeedId, ProvinceId, RegionId, SectorId, SentraId, SourceId, TagId, YearId};
use crate::input::{Counting, PerKey, Title, What};
use crate::model::{Payment, Programme};
use crate::units::{Ratio, Rupiah};

/// A set of years of the horizon (at most 64).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct YearSet(u64);

impl YearSet {
    /// The first `years` years.
    #[must_use]
    pub fn all(years: usize) -> Self {
        Self(if years >= 64 { u64::MAX } else { (1 << years) - 1 })
    }
    /// No year.
    pub const NONE: Self = Self(0);
    /// This set and `year`.
    #[must_use]
    pub fn with(self, year: YearId) -> Self {
        Self(self.0 | 1 << year.index())
    }
    /// Whether `year` is in it.
    #[must_use]
    pub fn contains(self, year: YearId) -> bool {
        self.0 >> year.index() & 1 == 1
    }
    /// Its last year.
    #[must_use]
    pub fn last(self) -> Option<YearId> {
        (self.0 != 0).then(|| YearId::new(63 - self.0.leading_zeros() as usize))
    }
}

/// A selector with its codes resolved; `None` = the key is absent and selects all.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Selector {
    /// For each sector whether it is selected, its subtree included.
    pub sectors: Option<Vec<bool>>,
    /// For each activity whether it is selected.
    pub activities: Option<Vec<bool>>,
    /// For each province.
    pub provinces: Option<Vec<bool>>,
    /// For each region.
    pub regions: Option<Vec<bool>>,
    /// For each island group.
    pub islands: Option<Vec<bool>>,
    /// For each source.
    pub sources: Option<Vec<bool>>,
    /// The years; all of the horizon where the key is absent.
    pub years: YearSet,
    /// Whether the key `year` is there.
    pub names_years: bool,
    /// For each tag.
    pub tags: Option<Vec<bool>>,
    /// For each sentra.
    pub sentra: Option<Vec<bool>>,
    /// For each need.
    pub needs: Option<Vec<bool>>,
}

fn admits(set: Option<&Vec<bool>>, index: usize) -> bool {
    set.is_none_or(|set| set[index])
}

impl Selector {
    /// Whether it selects `payment`.
    #[must_use]
    pub fn selects(&self, programme: &Programme, payment: &Payment) -> bool {
        self.years.contains(payment.year)
            && self.admits_source(payment.source)
            && self.selects_need(programme, payment.need)
    }

    /// Whether it admits payments by `source`.
    #[must_use]
    pub fn admits_source(&self, source: SourceId) -> bool {
        admits(self.sources.as_ref(), source.index())
    }

    /// Whether it selects `need`, sources and years aside.
    #[must_use]
    pub fn selects_need(&self, programme: &Programme, need: NeedId) -> bool {
        let row = &programme.needs()[need.index()];
        admits(self.needs.as_ref(), need.index())
            && admits(self.activities.as_ref(), row.activity.index())
            && self.selects_sentra(programme, row.sentra)
    }

    /// Whether its keys that speak of sentra (sector, region, province, island, tag, sentra) select `sentra`.
    #[must_use]
    pub fn selects_sentra(&self, programme: &Programme, sentra: SentraId) -> bool {
        let row = &programme.sentra()[sentra.index()];
        let province = programme.regions()[row.region.index()].province;
        admits(self.sentra.as_ref(), sentra.index())
            && admits(self.sectors.as_ref(), row.sector.index())
            && admits(self.regions.as_ref(), row.region.index())
            && admits(self.provinces.as_ref(), province.index())
            && admits(self.islands.as_ref(), programme.provinces()[province.index()].island.index())
            && self.tags.as_ref().is_none_or(|tags| row.tags.iter().any(|tag: &TagId| tags[tag.index()]))
    }

    /// Whether it names no activity, source, year or need, so that it speaks of sentra alone.
    #[must_use]
    pub fn speaks_of_sentra_alone(&self) -> bool {
        self.activities.is_none() && self.sources.is_none() && !self.names_years && self.needs.is_none()
    }
}

/// A value that holds in every group, or by year.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub enum ByYear<T> {
    /// Not stated.
    #[default]
    None,
    /// The same in every group.
    Same(T),
    /// By [`YearId`]; `None` = no bound in that year.
    Each(Vec<Option<T>>),
}

impl<T: Copy> ByYear<T> {
    /// The value for a group whose key names `year` (or no year).
    #[must_use]
    pub fn get(&self, year: Option<YearId>) -> Option<T> {
        match (self, year) {
            (Self::Same(value), _) => Some(*value),
            (Self::Each(values), Some(year)) => values[year.index()],
            (Self::Each(_), None) | (Self::None, _) => None,
        }
    }
    /// Whether nothing is stated.
    #[must_use]
    pub fn is_none(&self) -> bool {
        matches!(self, Self::None)
    }
}

/// Bounds of one rule; all that are stated hold together.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Bounds<T> {
    /// Lower bound.
    pub at_least: ByYear<T>,
    /// Upper bound.
    pub at_most: ByYear<T>,
    /// Both at once.
    pub exactly: ByYear<T>,
    /// Nothing, or at least this (amount and coverage only).
    pub zero_or_at_least: ByYear<T>,
}

/// The keys by which a rule makes its groups.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
#[allow(clippy::struct_excessive_bools)] // six independent keys of the format
pub struct Per {
    /// By year.
    pub year: bool,
    /// By region.
    pub region: bool,
    /// By province.
    pub province: bool,
    /// By island group.
    pub island: bool,
    /// By top sector.
    pub sector: bool,
    /// By sentra.
    pub sentra: bool,
}

impl Per {
    /// The set of `keys`.
    #[must_use]
    pub fn new(keys: &[PerKey]) -> Self {
        Self {
            year: keys.contains(&PerKey::Year),
            region: keys.contains(&PerKey::Region),
            province: keys.contains(&PerKey::Province),
            island: keys.contains(&PerKey::Island),
            sector: keys.contains(&PerKey::Sector),
            sentra: keys.contains(&PerKey::Sentra),
        }
    }

    /// The group of `need`, in `year` where years are told apart.
    #[must_use]
    pub fn key(self, programme: &Programme, need: NeedId, year: YearId) -> GroupKey {
        let row = &programme.needs()[need.index()];
        let sentra = &programme.sentra()[row.sentra.index()];
        let province = programme.regions()[sentra.region.index()].province;
        GroupKey {
            year: self.year.then_some(year),
            province: self.province.then_some(province),
            island: self.island.then(|| programme.provinces()[province.index()].island),
            region: self.region.then_some(sentra.region),
            sector: self.sector.then(|| programme.sectors()[sentra.sector.index()].top),
            sentra: self.sentra.then_some(row.sentra),
        }
    }
}

/// Names one group of a rule; a key that `per` does not name is `None`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct GroupKey {
    /// Island group.
    pub island: Option<IslandId>,
    /// Province.
    pub province: Option<ProvinceId>,
    /// Region.
    pub region: Option<RegionId>,
    /// Top sector.
    pub sector: Option<SectorId>,
    /// Sentra.
    pub sentra: Option<SentraId>,
    /// Year (for growth: the later of the pair).
    pub year: Option<YearId>,
}

impl GroupKey {
    /// The group in words of codes: `2019, 18.01`; `all` for the one group without keys.
    #[must_use]
    pub fn describe(&self, programme: &Programme) -> String {
        let mut parts = Vec::new();
        if let Some(year) = self.year {
            parts.push(programme.year(year).to_string());
        }
        if let Some(island) = self.island {
            parts.push(programme.islands()[island.index()].clone());
        }
        if let Some(province) = self.province {
            parts.push(programme.provinces()[province.index()].code.to_string());
        }
        if let Some(region) = self.region {
            parts.push(programme.regions()[region.index()].code.to_string());
        }
        if let Some(sector) = self.sector {
            parts.push(programme.sectors()[sector.index()].code.to_string());
        }
        if let Some(sentra) = self.sentra {
            parts.push(programme.sentra()[sentra.index()].code.to_string());
        }
        if parts.is_empty() { "all".to_owned() } else { parts.join(", ") }
    }
}

/// A factor on benefit.
#[derive(Debug, Clone, PartialEq)]
pub struct Priority {
    /// What it applies to.
    pub of: Selector,
    /// The factor.
    pub times: f64,
}

/// A rule of policy.
#[derive(Debug, Clone, PartialEq)]
pub struct Rule {
    /// Unique name.
    pub id: String,
    /// The sentence it stands for; empty where not given.
    pub title: Title,
    /// What is bounded.
    pub of: Selector,
    /// The regulation it rests on; empty where none is named.
    pub basis: String,
    /// Whether it may not be bent.
    pub law: bool,
    /// How groups are made.
    pub per: Per,
    /// Points per Rp 1 million (or per one, for counts) of breach; `None` = hard.
    pub penalty: Option<f64>,
    /// The family with its bounds.
    pub kind: Kind,
}

/// A rule family with what it needs. Formulas: one file each in [`crate::lp`].
#[derive(Debug, Clone, PartialEq)]
#[allow(clippy::large_enum_variant)] // one for each rule: dozens in a programme
pub enum Kind {
    /// Bounds on a sum.
    Amount(Bounds<Rupiah>),
    /// Bounds on a sum as a share of the sum `within`.
    Share {
        /// What it is a share of.
        within: Selector,
        /// The shares.
        bounds: Bounds<Ratio>,
    },
    /// Bounds on a sum as a share of cost.
    Coverage(Bounds<Ratio>),
    /// Bound on a sum by the sum of the year before. Where a key is by year, a year that it does not name has no bound.
    Growth {
        /// Multiple of last year's sum; 0 where only `plus` is stated.
        times: ByYear<Ratio>,
        /// Rupiah on top; 0 where only `times` is stated.
        plus: ByYear<Rupiah>,
    },
    /// Bounds on the sum from `source` as a ratio of the sum from `to`.
    Match {
        /// Who must put in.
        source: SourceId,
        /// Whose payments it is measured against.
        to: SourceId,
        /// The ratios.
        bounds: Bounds<Ratio>,
    },
    /// Bounds on how many are funded or completed.
    Count {
        /// What is counted.
        what: What,
        /// When it counts.
        counting: Counting,
        /// Rupiah from which an item counts as funded.
        least: Rupiah,
        /// The numbers.
        bounds: Bounds<u32>,
    },
    /// All or none.
    Together,
    /// At most one.
    Exclusive,
    /// Bound on the change against the previous plan.
    Stability(ByYear<Rupiah>),
}

impl Selector {
    /// Whether it admits `activity`.
    #[must_use]
    pub fn admits_activity(&self, activity: ActivityId) -> bool {
        admits(self.activities.as_ref(), activity.index())
    }
    /// Whether it admits the sector `sector`.
    #[must_use]
    pub fn admits_sector(&self, sector: SectorId) -> bool {
        admits(self.sectors.as_ref(), sector.index())
    }
}
