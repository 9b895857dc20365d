//! The checked programme: dense ids, resolved codes, canonical order, private fields.
//!
//! The only way in is `Programme::try_from(data)`, which reports every fault at once. After it no later stage doubts the data. Other bounds of
//! a rule of a programme that is in already are checked as there (`rebound.rs`).
//!
//! # Order
//! Whatever the order of the input, tables are sorted: provinces, sectors, activities and sources by code, regions by
//! (province, region code), sentra by (region, code), needs by (sentra, code), payments by (need, year, source). So the regions of a
//! province, the sentra of a region, the needs of a sentra and the payments of a need are each a range of ids.

mod build;
mod demands;
pub mod fault;
pub mod groups;
mod loosened;
pub mod oddity;
pub mod policy;
mod rebound;
mod relaxed;
mod validate;
pub mod within;

use std::ops::Range;

pub use demands::Part;
pub use fault::{Fault, Faults};
pub use oddity::{Oddity, OddityKind};
pub use policy::{Bounds, ByYear, Kind, Per, Priority, Rule, Selector, YearSet};
pub use relaxed::WholePart;

use crate::id::{
    ActivityCode, ActivityId, CeilingId, IslandId, NeedCode, NeedId, PaymentId, ProvinceCode, ProvinceId, RegionCode,
    RegionId, RuleId, SectorCode, SectorId, SentraCode, SentraId, SourceCode, SourceId, TagId, YearId,
};
use crate::input::{Completion, Funding, ProgrammeData, Status};
use crate::units::Rupiah;

/// A programme that has been checked.
#[derive(Debug, Clone)]
pub struct Programme {
    name: String,
    years: Vec<i32>,
    unit: Rupiah,
    discount: f64,
    completion: Completion,
    islands: Vec<String>,
    provinces: Vec<Province>,
    regions: Vec<Region>,
    sectors: Vec<Sector>,
    activities: Vec<Activity>,
    sources: Vec<Source>,
    tags: Vec<String>,
    sentra: Vec<Sentra>,
    needs: Vec<Need>,
    payments: Vec<Payment>,
    contracted: Vec<Rupiah>,
    previous: Vec<Previous>,
    ceilings: Vec<Ceiling>,
    priorities: Vec<Priority>,
    rules: Vec<Rule>,
    oddities: Vec<Oddity>,
}

/// A province.
#[derive(Debug, Clone, PartialEq)]
pub struct Province {
    /// Its code.
    pub code: ProvinceCode,
    /// Its name.
    pub name: String,
    /// Its island group.
    pub island: IslandId,
    /// Its regions, as indices of [`Programme::regions`].
    pub regions: Range<usize>,
}

/// A region.
#[derive(Debug, Clone, PartialEq)]
pub struct Region {
    /// Its code.
    pub code: RegionCode,
    /// Its name.
    pub name: String,
    /// Its province.
    pub province: ProvinceId,
    /// Years in which it may be paid.
    pub eligible: YearSet,
    /// Its sentra, as indices of [`Programme::sentra`].
    pub sentra: Range<usize>,
}

/// A sector.
#[derive(Debug, Clone, PartialEq)]
pub struct Sector {
    /// Its code.
    pub code: SectorCode,
    /// Its name.
    pub name: String,
    /// The sector above it.
    pub parent: Option<SectorId>,
    /// The top of its tree; itself if it has no parent.
    pub top: SectorId,
}

/// An activity.
#[derive(Debug, Clone, PartialEq)]
pub struct Activity {
    /// Its code.
    pub code: ActivityCode,
    /// Its name.
    pub name: String,
}

/// A source of money.
#[derive(Debug, Clone, PartialEq)]
pub struct Source {
    /// Its code.
    pub code: SourceCode,
    /// Its name.
    pub name: String,
    /// For each activity, by its index, whether this source may pay for it.
    pub pays_for: Vec<bool>,
}

/// A sentra.
#[derive(Debug, Clone, PartialEq)]
pub struct Sentra {
    /// Its code.
    pub code: SentraCode,
    /// Its name.
    pub name: String,
    /// Its region.
    pub region: RegionId,
    /// Its sector, as stated (often a leaf).
    pub sector: SectorId,
    /// What the survey found.
    pub status: Status,
    /// Points for completion, before priorities and discount.
    pub completion_benefit: f64,
    /// Its tags, sorted.
    pub tags: Vec<TagId>,
    /// Its needs, as indices of [`Programme::needs`].
    pub needs: Range<usize>,
}

/// A need.
#[derive(Debug, Clone, PartialEq)]
pub struct Need {
    /// Its code.
    pub code: NeedCode,
    /// Its sentra.
    pub sentra: SentraId,
    /// What is asked for.
    pub activity: ActivityId,
    /// Its cost.
    pub cost: Rupiah,
    /// Points when wholly paid, before priorities and discount.
    pub benefit: f64,
    /// First year of its window.
    pub first: YearId,
    /// Last year of its window.
    pub last: YearId,
    /// Whether its sentra is incomplete without it.
    pub essential: bool,
    /// Needs whose share paid must never be below this one's, sorted.
    pub after: Vec<NeedId>,
    /// Whether it can be split.
    pub funding: Funding,
    /// Whether it must be paid within one year.
    pub one_year: bool,
    /// Payments that may be made for it, as indices of [`Programme::payments`]; empty if none can.
    pub payments: Range<usize>,
}

/// A payment that may be made: `x[n,t,f]` of the formulation.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Payment {
    /// The need.
    pub need: NeedId,
    /// The year.
    pub year: YearId,
    /// The source.
    pub source: SourceId,
}

/// A ceiling.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Ceiling {
    /// Who pays.
    pub source: SourceId,
    /// Where.
    pub place: Place,
    /// When.
    pub year: YearId,
    /// How much at most.
    pub rupiah: Rupiah,
}

/// Where a ceiling holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Place {
    /// Everywhere.
    Nation,
    /// In one province.
    Province(ProvinceId),
    /// In one region.
    Region(RegionId),
}

/// A payment of the earlier plan that stability rules compare with.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Previous {
    /// The need.
    pub need: NeedId,
    /// The year.
    pub year: YearId,
    /// The source.
    pub source: SourceId,
    /// How much, above 0.
    pub rupiah: Rupiah,
    /// The same payment in [`Programme::payments`]; `None` if it can no longer be made.
    pub payment: Option<PaymentId>,
}

impl TryFrom<ProgrammeData> for Programme {
    type Error = Faults;

    /// Checks all of `data`.
    ///
    /// # Errors
    /// Every fault found, in the order of the tables.
    fn try_from(data: ProgrammeData) -> Result<Self, Faults> {
        Self::try_from(&data)
    }
}

impl TryFrom<&ProgrammeData> for Programme {
    type Error = Faults;

    /// Checks all of `data`.
    ///
    /// # Errors
    /// Every fault found, in the order of the tables.
    fn try_from(data: &ProgrammeData) -> Result<Self, Faults> {
        let mut programme = Self::without_oddities(data)?;
        programme.oddities = oddity::find(data, &programme);
        Ok(programme)
    }
}

impl Programme {
    /// The programme that `data` state, all checked; warnings are for who states one, and looking for them takes as long as all checks.
    ///
    /// # Errors
    /// Every fault found, in the order of the tables.
    pub(crate) fn without_oddities(data: &ProgrammeData) -> Result<Self, Faults> {
        validate::check(data)?;
        let programme = build::build(data);
        validate::check_built(&programme)?;
        Ok(programme)
    }

    /// Its name.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }
    /// The fiscal years of the horizon; index = [`YearId::index`].
    #[must_use]
    pub fn years(&self) -> &[i32] {
        &self.years
    }
    /// The fiscal year of `year`.
    #[must_use]
    pub fn year(&self, year: YearId) -> i32 {
        self.years[year.index()]
    }
    /// Every payment is a whole multiple of this.
    #[must_use]
    pub fn unit(&self) -> Rupiah {
        self.unit
    }
    /// `d^(t-1)`: what a point earned in `year` is worth in the first year.
    #[must_use]
    pub fn discount_factor(&self, year: YearId) -> f64 {
        // By repeated products, so that the value is the same on every machine.
        (0..year.index()).fold(1.0, |factor, _| factor * self.discount)
    }
    /// How completion earns its points.
    #[must_use]
    pub fn completion(&self) -> Completion {
        self.completion
    }
    /// Names of the island groups.
    #[must_use]
    pub fn islands(&self) -> &[String] {
        &self.islands
    }
    /// All provinces.
    #[must_use]
    pub fn provinces(&self) -> &[Province] {
        &self.provinces
    }
    /// All regions.
    #[must_use]
    pub fn regions(&self) -> &[Region] {
        &self.regions
    }
    /// All sectors.
    #[must_use]
    pub fn sectors(&self) -> &[Sector] {
        &self.sectors
    }
    /// All activities.
    #[must_use]
    pub fn activities(&self) -> &[Activity] {
        &self.activities
    }
    /// All sources.
    #[must_use]
    pub fn sources(&self) -> &[Source] {
        &self.sources
    }
    /// All tags carried by a sentra.
    #[must_use]
    pub fn tags(&self) -> &[String] {
        &self.tags
    }
    /// All sentra.
    #[must_use]
    pub fn sentra(&self) -> &[Sentra] {
        &self.sentra
    }
    /// All needs.
    #[must_use]
    pub fn needs(&self) -> &[Need] {
        &self.needs
    }
    /// All payments that may be made, by (need, year, source).
    #[must_use]
    pub fn payments(&self) -> &[Payment] {
        &self.payments
    }
    /// For each payment, by its index, the rupiah already committed (0 for most).
    #[must_use]
    pub fn contracted(&self) -> &[Rupiah] {
        &self.contracted
    }
    /// The earlier plan, by (need, year, source), without its zeros.
    #[must_use]
    pub fn previous(&self) -> &[Previous] {
        &self.previous
    }
    /// All ceilings, by (place, year, source).
    #[must_use]
    pub fn ceilings(&self) -> &[Ceiling] {
        &self.ceilings
    }
    /// All priorities, in the planner's order.
    #[must_use]
    pub fn priorities(&self) -> &[Priority] {
        &self.priorities
    }
    /// All rules, in the planner's order.
    #[must_use]
    pub fn rules(&self) -> &[Rule] {
        &self.rules
    }
    /// What is valid but senseless.
    #[must_use]
    pub fn oddities(&self) -> &[Oddity] {
        &self.oddities
    }

    /// The sentra of `need`.
    #[must_use]
    pub fn sentra_of(&self, need: NeedId) -> &Sentra {
        &self.sentra[self.needs[need.index()].sentra.index()]
    }
    /// The region of `need`.
    #[must_use]
    pub fn region_of(&self, need: NeedId) -> RegionId {
        self.sentra_of(need).region
    }
    /// The province of `need`.
    #[must_use]
    pub fn province_of(&self, need: NeedId) -> ProvinceId {
        self.regions[self.region_of(need).index()].province
    }
    /// The payment of `need` in `year` by `source`, if it may be made.
    #[must_use]
    pub fn payment(&self, need: NeedId, year: YearId, source: SourceId) -> Option<PaymentId> {
        let range = self.needs[need.index()].payments.clone();
        let wanted = Payment { need, year, source };
        self.payments[range.clone()].binary_search(&wanted).ok().map(|i| PaymentId::new(range.start + i))
    }

    /// Points that one rupiah paid by `payment` earns: `v[n] * priorities * d^(t-1) / c[n]`.
    #[must_use]
    pub fn benefit_per_rupiah(&self, payment: &Payment) -> f64 {
        let need = &self.needs[payment.need.index()];
        let factor: f64 =
            self.priorities.iter().filter(|p| p.of.selects(self, payment)).fold(1.0, |factor, p| factor * p.times);
        need.benefit * factor * self.discount_factor(payment.year) / need.cost.get() as f64
    }

    /// Points of completing `sentra`, with the priorities that speak of sentra alone and without discount: `V[i]`.
    #[must_use]
    pub fn completion_points(&self, sentra: SentraId) -> f64 {
        let factor = self
            .priorities
            .iter()
            .filter(|p| p.of.speaks_of_sentra_alone() && p.of.selects_sentra(self, sentra))
            .fold(1.0, |factor, p| factor * p.times);
        self.sentra[sentra.index()].completion_benefit * factor
    }

    /// Whether `z` exists for `sentra`: it has an essential need and completion points above 0.
    #[must_use]
    pub fn has_completion(&self, sentra: SentraId) -> bool {
        self.completion_points(sentra) > 0.0
            && self.needs[self.sentra[sentra.index()].needs.clone()].iter().any(|need| need.essential)
    }

    /// The ids of all rules.
    pub fn rule_ids(&self) -> impl ExactSizeIterator<Item = RuleId> + use<> {
        (0..self.rules.len()).map(RuleId::new)
    }
    /// The ids of all ceilings.
    pub fn ceiling_ids(&self) -> impl ExactSizeIterator<Item = CeilingId> + use<> {
        (0..self.ceilings.len()).map(CeilingId::new)
    }
}
