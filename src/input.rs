//! What a planner states, as plain data: one struct per table, and the policy as rules.
//!
//! Every type mirrors the file format (`FORMAT.md`) field by field and may be built in code, read with serde or read from files
//! by [`crate::io`]. Nothing here is checked beyond its shape; [`Programme::try_from`](crate::model::Programme) does that.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::id::{ActivityCode, NeedCode, ProvinceCode, RegionCode, SectorCode, SentraCode, SourceCode};
use crate::units::Rupiah;

/// All that the planner states: data and policy.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ProgrammeData {
    /// Name for people.
    #[serde(default)]
    pub name: String,
    /// Fiscal years, neighbouring, in order.
    pub years: Vec<i32>,
    /// Every payment is a whole multiple of this.
    #[serde(default = "default_unit")]
    pub unit: Rupiah,
    /// Factor in (0, 1] by which a benefit loses value from year to year.
    #[serde(default = "default_discount")]
    pub discount: f64,
    /// Whether a sentra can be complete in part.
    #[serde(default)]
    pub completion: Completion,
    /// Factors on benefit.
    #[serde(default)]
    pub priorities: Vec<Priority>,
    /// Policy.
    #[serde(default)]
    pub rules: Vec<Rule>,
    /// What is maximised.
    #[serde(default = "default_goals")]
    pub goals: Vec<Goal>,
    /// Table `provinces`.
    #[serde(default)]
    pub provinces: Vec<ProvinceRow>,
    /// Table `regions`.
    #[serde(default)]
    pub regions: Vec<RegionRow>,
    /// Table `sectors`.
    #[serde(default)]
    pub sectors: Vec<SectorRow>,
    /// Table `activities`.
    #[serde(default)]
    pub activities: Vec<ActivityRow>,
    /// Table `sources`.
    #[serde(default)]
    pub sources: Vec<SourceRow>,
    /// Table `sentra`.
    #[serde(default)]
    pub sentra: Vec<SentraRow>,
    /// Table `needs`.
    #[serde(default)]
    pub needs: Vec<NeedRow>,
    /// Table `ceilings`.
    #[serde(default)]
    pub ceilings: Vec<CeilingRow>,
    /// Table `contracted`: payments already committed.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub contracted: Vec<PaymentRow>,
    /// Table `previous`: the plan that stability rules compare with.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub previous: Option<Vec<PaymentRow>>,
}

#[allow(clippy::trivially_copy_pass_by_ref)] // the signature that serde calls
fn is_false(value: &bool) -> bool {
    !value
}
fn default_unit() -> Rupiah {
    Rupiah::new(1000)
}
fn default_discount() -> f64 {
    1.0
}
fn default_goals() -> Vec<Goal> {
    vec![Goal::default()]
}

impl Default for ProgrammeData {
    /// No years and empty tables, with the format's defaults for the rest.
    fn default() -> Self {
        Self {
            name: String::new(),
            years: Vec::new(),
            unit: default_unit(),
            discount: default_discount(),
            completion: Completion::default(),
            priorities: Vec::new(),
            rules: Vec::new(),
            goals: default_goals(),
            provinces: Vec::new(),
            regions: Vec::new(),
            sectors: Vec::new(),
            activities: Vec::new(),
            sources: Vec::new(),
            sentra: Vec::new(),
            needs: Vec::new(),
            ceilings: Vec::new(),
            contracted: Vec::new(),
            previous: None,
        }
    }
}

/// How completion of a sentra earns its points.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Completion {
    /// All points once every essential need is wholly paid, none before.
    #[default]
    AllOrNothing,
    /// As many points as the least-paid essential need has of its cost.
    Proportional,
}

/// A factor on the benefit of what the selector selects; several multiply.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Priority {
    /// What it applies to.
    #[serde(default)]
    pub of: Selector,
    /// The factor, 0 or more.
    pub times: f64,
}

/// One aim, in order of importance.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Goal {
    /// What is maximised; only `benefit` is defined.
    pub maximise: String,
}

impl Default for Goal {
    fn default() -> Self {
        Self { maximise: "benefit".to_owned() }
    }
}

/// One value or several.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(untagged)]
pub enum OneOrMany<T> {
    /// A single value.
    One(T),
    /// Any of these.
    Many(Vec<T>),
}

impl<T> OneOrMany<T> {
    /// The values.
    pub fn values(&self) -> &[T] {
        match self {
            Self::One(value) => std::slice::from_ref(value),
            Self::Many(values) => values,
        }
    }
}

/// Which payments a rule or priority speaks of: keys are joined by "and", values by "or", no key selects all.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Selector {
    /// Sectors, each with its subtree.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sector: Option<OneOrMany<SectorCode>>,
    /// Activities.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub activity: Option<OneOrMany<ActivityCode>>,
    /// Provinces.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub province: Option<OneOrMany<ProvinceCode>>,
    /// Regions.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub region: Option<OneOrMany<RegionCode>>,
    /// Island groups, as named in table `provinces`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub island: Option<OneOrMany<String>>,
    /// Sources of money.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub source: Option<OneOrMany<SourceCode>>,
    /// Fiscal years.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub year: Option<OneOrMany<i32>>,
    /// Tags of sentra; a tag nobody carries selects nothing.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub tag: Option<OneOrMany<String>>,
    /// Sentra.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sentra: Option<OneOrMany<SentraCode>>,
    /// Needs.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub need: Option<OneOrMany<NeedCode>>,
}

/// A number that holds in every group, or one for each named year.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(untagged)]
pub enum Bound {
    /// The same everywhere.
    Same(f64),
    /// By year, written as text as JSON keys are; a year that is not named has no bound.
    ByYear(BTreeMap<String, f64>),
}

impl From<f64> for Bound {
    fn from(value: f64) -> Self {
        Self::Same(value)
    }
}

/// One rule, exactly as it stands in `programme.json`; which keys go with which rule is in `FORMAT.md`.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Rule {
    /// Unique name.
    pub id: String,
    /// The family.
    pub rule: RuleName,
    /// The sentence it stands for.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub title: Option<Title>,
    /// What is bounded.
    #[serde(default)]
    pub of: Selector,
    /// share: what it is a share of; absent = all.
    #[serde(default, rename = "in", skip_serializing_if = "Option::is_none")]
    pub within: Option<Selector>,
    /// One group for each combination of these; none = one group.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub per: Vec<PerKey>,
    /// Lower bound.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub at_least: Option<Bound>,
    /// Upper bound.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub at_most: Option<Bound>,
    /// Both at once.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub exactly: Option<Bound>,
    /// amount, coverage: nothing, or at least this.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub zero_or_at_least: Option<Bound>,
    /// growth: multiple of last year's sum.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub times: Option<Bound>,
    /// growth: rupiah on top.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub plus: Option<Bound>,
    /// match: the source that must put in.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub source: Option<SourceCode>,
    /// match: the source it is measured against.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub to: Option<SourceCode>,
    /// count: what is counted.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub what: Option<What>,
    /// count: when it counts; absent = funded.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub counting: Option<Counting>,
    /// count: rupiah from which an item counts as funded; absent = one unit.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub least: Option<f64>,
    /// The regulation it rests on, for people and auditors; absent = none named.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub basis: Option<String>,
    /// Whether it may not be bent; such a rule cannot be soft.
    #[serde(default, skip_serializing_if = "is_false")]
    pub law: bool,
    /// Present: the rule may be broken at a price.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub soft: Option<Soft>,
}

/// The rule families.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RuleName {
    /// Bounds on a sum.
    #[default]
    Amount,
    /// Bounds on a sum as a share of another.
    Share,
    /// Bounds on a sum as a share of the cost of what is selected.
    Coverage,
    /// Bound on a sum by the sum of the year before.
    Growth,
    /// Bounds on what one source pays by what another pays.
    Match,
    /// Bounds on how many are funded or completed.
    Count,
    /// All or none.
    Together,
    /// At most one.
    Exclusive,
    /// Bound on the change against the previous plan.
    Stability,
}

/// A key that groups are made by.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PerKey {
    /// Fiscal year.
    Year,
    /// Region.
    Region,
    /// Province.
    Province,
    /// Island group.
    Island,
    /// Top of the sector tree.
    Sector,
    /// Sentra.
    Sentra,
}

/// A sentence in two languages.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Title {
    /// English.
    #[serde(default)]
    pub en: String,
    /// Indonesian.
    #[serde(default)]
    pub id: String,
}

/// The price of breaking a rule.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Soft {
    /// Points per Rp 1 million of shortfall or excess, or per one for counts.
    pub penalty: f64,
}

/// What a count counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum What {
    /// Sentra.
    Sentra,
    /// Needs.
    Need,
    /// Regions.
    Region,
}

/// When an item counts.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Counting {
    /// Its payments in the group reach `least`.
    #[default]
    Funded,
    /// Every essential need is wholly paid by the group's last year.
    Completed,
}

/// One row of table `provinces`.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ProvinceRow {
    /// Unique code.
    pub code: ProvinceCode,
    /// Name for people.
    #[serde(default)]
    pub name: String,
    /// Island group.
    #[serde(default)]
    pub island: String,
}

/// One row of table `regions`.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RegionRow {
    /// Unique code.
    pub code: RegionCode,
    /// Name for people.
    #[serde(default)]
    pub name: String,
    /// Its province.
    pub province: ProvinceCode,
    /// Years in which it may be paid; empty = all.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub eligible_years: Vec<i32>,
    /// Information only: the part of a grant that it spent before.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub absorption: Option<f64>,
    /// Information only: class of fiscal capacity.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub fiscal_class: String,
}

/// One row of table `sectors`.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SectorRow {
    /// Unique code; the part before the last dot must be listed too.
    pub code: SectorCode,
    /// Name for people.
    #[serde(default)]
    pub name: String,
}

/// One row of table `activities`.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ActivityRow {
    /// Unique code.
    pub code: ActivityCode,
    /// Name for people.
    #[serde(default)]
    pub name: String,
}

/// One row of table `sources`.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SourceRow {
    /// Unique code.
    pub code: SourceCode,
    /// Name for people.
    #[serde(default)]
    pub name: String,
    /// Activities it may pay for; empty = all.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub activities: Vec<ActivityCode>,
}

/// One row of table `sentra`.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SentraRow {
    /// Unique code.
    pub code: SentraCode,
    /// Name for people.
    #[serde(default)]
    pub name: String,
    /// Its region.
    pub region: RegionCode,
    /// Its sector.
    pub sector: SectorCode,
    /// Information only: number of firms.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub units: Option<u64>,
    /// Information only: number of workers.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub workers: Option<u64>,
    /// What the survey found.
    #[serde(default)]
    pub status: Status,
    /// Points for completion.
    #[serde(default)]
    pub completion_benefit: f64,
    /// Information only: chance that it still exists.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub survival: Option<f64>,
    /// Free words to select by.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub tags: Vec<String>,
}

/// What the survey found of a sentra.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Status {
    /// It exists.
    Verified,
    /// Not yet seen; may be paid.
    #[default]
    Unverified,
    /// It no longer exists; may not be paid.
    Gone,
}

/// One row of table `needs`.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct NeedRow {
    /// Unique code.
    pub code: NeedCode,
    /// The sentra that asks.
    pub sentra: SentraCode,
    /// What is asked for.
    pub activity: ActivityCode,
    /// Its cost in whole rupiah, above 0.
    pub cost: Rupiah,
    /// Points when wholly paid.
    #[serde(default)]
    pub benefit: f64,
    /// First year in which it may be paid; absent = first of the horizon.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub first_year: Option<i32>,
    /// Last year in which it may be paid; absent = last of the horizon.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub last_year: Option<i32>,
    /// Whether the sentra is incomplete without it.
    #[serde(default)]
    pub essential: bool,
    /// Needs whose share paid must never be below this one's.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub after: Vec<NeedCode>,
    /// Whether it can be split.
    #[serde(default)]
    pub funding: Funding,
    /// Whether it must be paid within one year.
    #[serde(default)]
    pub one_year: bool,
}

/// Whether a need can be split. Written `divisible`, `whole` or `at_least:0.6`.
#[derive(Debug, Clone, Copy, Default, PartialEq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub enum Funding {
    /// Any part of it may be paid.
    #[default]
    Divisible,
    /// Nothing, or at least this share of the cost.
    AtLeast(f64),
    /// Nothing, or all of it.
    Whole,
}

impl std::str::FromStr for Funding {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        match text {
            "divisible" => Ok(Self::Divisible),
            "whole" => Ok(Self::Whole),
            _ => text
                .strip_prefix("at_least:")
                .filter(|share| share.bytes().all(|b| b.is_ascii_digit() || b == b'.'))
                .and_then(|share| share.parse().ok())
                .map(Self::AtLeast)
                .ok_or_else(|| format!("\"{text}\" is no funding; write divisible, whole or at_least:0.6")),
        }
    }
}
impl TryFrom<String> for Funding {
    type Error = String;
    fn try_from(text: String) -> Result<Self, String> {
        text.parse()
    }
}
impl From<Funding> for String {
    fn from(funding: Funding) -> Self {
        match funding {
            Funding::Divisible => "divisible".to_owned(),
            Funding::AtLeast(share) => format!("at_least:{share}"),
            Funding::Whole => "whole".to_owned(),
        }
    }
}

/// One row of table `ceilings`: the most a source pays at a scope in a year.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CeilingRow {
    /// Who pays.
    pub source: SourceCode,
    /// Where.
    pub scope: Scope,
    /// Code of the province or region; empty for the nation.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub code: String,
    /// When.
    pub year: i32,
    /// How much.
    pub rupiah: Rupiah,
}

/// The reach of a ceiling.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Scope {
    /// Everywhere.
    #[default]
    Nation,
    /// One province.
    Province,
    /// One region.
    Region,
}

/// One row of `contracted`, `previous` or `plan`: money for a need in a year from a source.
#[derive(Debug, Clone, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PaymentRow {
    /// The need.
    pub need: NeedCode,
    /// The fiscal year.
    pub year: i32,
    /// Who pays.
    pub source: SourceCode,
    /// How much.
    pub rupiah: Rupiah,
}
