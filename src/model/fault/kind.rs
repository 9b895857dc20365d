//! The kinds of fault, one variant each; the text of each ends with what to do.

use crate::id::{NeedCode, RegionCode, SourceCode};
use crate::input::{RuleName, Scope, What};
use crate::model::fault::Item;
use crate::model::fault::words::{
    CeilingPlace, Cycle, Nearest, Number, Obstacle, Total, family_name, scope_name, what_name,
};
use crate::units::Rupiah;

/// What can be wrong; its text says what to do.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum FaultKind {
    // The horizon and the numbers of the whole programme.
    /// `years` is empty.
    #[error("there are no years; list the fiscal years, such as [2025, 2026]")]
    NoYears,
    /// More years than a programme can hold.
    #[error("there are {years} years; plan for at most 64")]
    TooManyYears {
        /// How many are listed.
        years: usize,
    },
    /// `years` has a gap, a repetition or a step back.
    #[error("year {after} follows year {before}; list neighbouring years in order")]
    YearsNotNeighbouring {
        /// A year.
        before: i32,
        /// The one listed after it.
        after: i32,
    },
    /// A unit of payment below Rp 1.
    #[error("the unit is {unit}; give Rp 1 or more, such as 1000")]
    UnitTooSmall {
        /// The unit stated.
        unit: Rupiah,
    },
    /// A discount outside (0, 1].
    #[error("the discount is {}; give a factor above 0 and at most 1", Number(*discount))]
    DiscountOutOfRange {
        /// The discount stated.
        discount: f64,
    },
    /// Goals other than the one that is defined.
    #[error(
        "the goals are [{found}]; only [{{\"maximise\": \"benefit\"}}] is defined, so write that or leave goals out"
    )]
    UnknownGoals {
        /// The goals stated, joined by commas.
        found: String,
    },
    /// More payments than ids can name.
    #[error(
        "needs, years and sources make {payments} possible payments; split the programme so that there are fewer than {}",
        u32::MAX
    )]
    TooManyPayments {
        /// How many there would be.
        payments: u64,
    },

    // Codes.
    /// A row without its code.
    #[error("the {item} has no code; give it one that no other {item} has")]
    EmptyCode {
        /// What lacks it.
        item: Item,
    },
    /// A code that could not stand in a cell of a list.
    #[error("{code:?} cannot name a {item}; write it without ';', line breaks and blanks at its ends")]
    UnusableCode {
        /// What it names.
        item: Item,
        /// The code.
        code: String,
    },
    /// A code listed before.
    #[error("{item} {code} is listed already; remove this row or give it another code")]
    DuplicateCode {
        /// What it names.
        item: Item,
        /// The code.
        code: String,
    },
    /// An empty cell where a code must stand.
    #[error("no {item} is given; name one of table {}", item.table())]
    MissingCode {
        /// What is missing.
        item: Item,
    },
    /// A code that no table lists.
    #[error("there is no {item} {code:?}; {}", Nearest(*item, nearest.as_deref()))]
    UnknownCode {
        /// What it should name.
        item: Item,
        /// The code.
        code: String,
        /// The known code that looks most like it.
        nearest: Option<String>,
    },
    /// A dotted sector code whose parent is not listed.
    #[error("sector {code} has no parent; add sector {parent:?} to table sectors")]
    SectorWithoutParent {
        /// The code.
        code: String,
        /// The code before its last dot.
        parent: String,
    },

    // Years and windows.
    /// A year that is not planned for.
    #[error("year {year} is outside the horizon {first} to {last}; give a year within it")]
    YearOutsideHorizon {
        /// The year.
        year: i32,
        /// First year of the horizon.
        first: i32,
        /// Last year of the horizon.
        last: i32,
    },
    /// A window that ends before it begins.
    #[error("need {need} may be paid from {first} to {last}; give a first year that is not after the last")]
    WindowReversed {
        /// The need.
        need: NeedCode,
        /// First year of its window.
        first: i32,
        /// Last year of its window.
        last: i32,
    },
    /// An eligible year listed twice.
    #[error("region {region} lists year {year} twice; keep one")]
    EligibleYearTwice {
        /// The region.
        region: RegionCode,
        /// The year.
        year: i32,
    },

    // Order.
    /// A need that waits for itself.
    #[error("need {need} comes after itself; take it out of its own list")]
    AfterItself {
        /// The need.
        need: NeedCode,
    },
    /// Needs that wait for one another.
    #[error("{}; remove one of these", Cycle(needs, *more))]
    OrderCycle {
        /// The needs in the order of waiting, each after the next one and the last after the first; the first twelve.
        needs: Vec<NeedCode>,
        /// How many more needs are in the cycle.
        more: usize,
    },

    // Money and numbers.
    /// A need that costs nothing, or less.
    #[error("need {need} costs {cost}; give a cost above 0 or leave the need out")]
    CostNotPositive {
        /// The need.
        need: NeedCode,
        /// Its cost.
        cost: Rupiah,
    },
    /// Money below 0.
    #[error("{amount} is below 0; give Rp 0 or more")]
    NegativeAmount {
        /// The amount.
        amount: Rupiah,
    },
    /// Money above the largest amount that sums stay exact for.
    #[error("{amount} is above {}, the largest amount; check its digits", Rupiah::LARGEST)]
    AmountTooLarge {
        /// The amount.
        amount: Rupiah,
    },
    /// Amounts that together pass what sums stay exact for.
    #[error(
        "the amounts of column {column} come to {} together, above the largest sum of {}; check their digits or split the programme",
        Total(*total),
        Total(*largest)
    )]
    TotalTooLarge {
        /// The column added up.
        column: &'static str,
        /// Its sum in rupiah.
        total: i128,
        /// The largest sum in rupiah.
        largest: i128,
    },
    /// Points below 0, not a number, or too many to count with.
    #[error("{} is no number of points; give one from 0 to 1e15", Number(*found))]
    PointsOutOfRange {
        /// What is stated.
        found: f64,
    },
    /// A priority's factor below 0, not a number, or too large to count with.
    #[error("{} is no factor; give one from 0 to 1e15", Number(*found))]
    FactorOutOfRange {
        /// What is stated.
        found: f64,
    },
    /// Priorities that multiply to more points than can be counted with.
    #[error("priorities raise the points of {item} {code} to {points:e}; lower them so that they stay within 1e15")]
    PrioritiesTooLarge {
        /// Need or sentra.
        item: Item,
        /// The first one concerned.
        code: String,
        /// Its points.
        points: f64,
    },
    /// A piece of information that must be 0 or more and is not.
    #[error("{} cannot be used; give a number of 0 or more, or leave the cell empty", Number(*found))]
    InformationOutOfRange {
        /// What is stated.
        found: f64,
    },
    /// A least share of funding outside (0, 1], or too fine.
    #[error("{} is no least share of funding; give one above 0 and at most 1 with at most six decimals", Number(*found))]
    FundingShareOutOfRange {
        /// The share stated.
        found: f64,
    },

    // Tables of payments and ceilings.
    /// A code where the whole nation is meant.
    #[error("a nation ceiling has the code {code:?}; leave the code empty, or change the scope")]
    NationCeilingWithCode {
        /// The code.
        code: String,
    },
    /// No code where a province or region is meant.
    #[error("a {0} ceiling has no code; give the code of the {0}, or change the scope", scope_name(*scope))]
    CeilingWithoutCode {
        /// The scope.
        scope: Scope,
    },
    /// Two ceilings for the same source, place and year.
    #[error("source {source_code} has a ceiling for {} in {year} already; keep one of the rows", CeilingPlace(*scope, code))]
    DuplicateCeiling {
        /// Who pays.
        source_code: SourceCode,
        /// The scope.
        scope: Scope,
        /// The province or region; empty for the nation.
        code: String,
        /// The year.
        year: i32,
    },
    /// Two rows for the same need, year and source.
    #[error("need {need} has a row for {year} and source {source_code} already; keep one of the rows")]
    DuplicatePayment {
        /// The need.
        need: NeedCode,
        /// The year.
        year: i32,
        /// Who pays.
        source_code: SourceCode,
    },
    /// Contracted money for a payment that cannot be made.
    #[error("need {need} cannot be paid in {year} by {source_code}, since {obstacle}; correct that or remove the row")]
    ImpossiblePayment {
        /// The need.
        need: NeedCode,
        /// The year.
        year: i32,
        /// Who pays.
        source_code: SourceCode,
        /// Why not.
        obstacle: Obstacle,
    },
    /// More money contracted than the need costs.
    #[error(
        "need {need} has {contracted} contracted up to this row but costs {cost}; lower the rows or raise the cost"
    )]
    ContractedAboveCost {
        /// The need.
        need: NeedCode,
        /// Its contracted money, this row included.
        contracted: Rupiah,
        /// Its cost.
        cost: Rupiah,
    },

    // Rules.
    /// A rule without name.
    #[error("the rule has no id; give it one that no other rule has")]
    RuleWithoutId,
    /// A rule's id used before.
    #[error("rule {id} is there already; give this one another id")]
    DuplicateRule {
        /// The id.
        id: String,
    },
    /// A key that the rule's family does not take.
    #[error("the family {} takes no key {key}; remove it", family_name(*family))]
    KeyNotAllowed {
        /// The family.
        family: RuleName,
        /// The key.
        key: &'static str,
    },
    /// A key that the rule's family cannot do without.
    #[error("the family {} needs the key {key}; add it", family_name(*family))]
    KeyRequired {
        /// The family.
        family: RuleName,
        /// The key.
        key: &'static str,
    },
    /// A rule that bounds nothing.
    #[error("a rule of the family {} bounds nothing without {}; give at least one", family_name(*family), keys.join(", "))]
    NoBound {
        /// The family.
        family: RuleName,
        /// The keys that would bound something.
        keys: &'static [&'static str],
    },
    /// `exactly` beside another bound.
    #[error("exactly stands beside {beside}; keep one of the two")]
    ExactlyNotAlone {
        /// The other bound.
        beside: &'static str,
    },
    /// A rule that must hold made soft.
    #[error("a rule of the family {} is never soft; remove soft", family_name(*family))]
    NeverSoft {
        /// The family.
        family: RuleName,
    },
    /// A rule that may not be bent made soft.
    #[error("the rule is law, so it cannot be soft; remove soft, or law")]
    LawIsSoft,
    /// A basis without a word in it.
    #[error("basis is empty; name the regulation, or remove the key")]
    EmptyBasis,
    /// A penalty below 0, not a number, or too large to count with.
    #[error("{} is no penalty; give points from 0 to 1e15", Number(*found))]
    PenaltyOutOfRange {
        /// The penalty stated.
        found: f64,
    },
    /// A key of `per` that the family does not take.
    #[error("the family {} has no groups by {key}; take {key} out of per", family_name(*family))]
    PerKeyNotAllowed {
        /// The family.
        family: RuleName,
        /// The key.
        key: &'static str,
    },
    /// A key of `per` named twice.
    #[error("per names {key} twice; keep one")]
    PerKeyTwice {
        /// The key.
        key: &'static str,
    },
    /// A key that the selector of such a rule may not name.
    #[error("the family {} may not select by {key}; remove the key", family_name(*family))]
    SelectorKeyNotAllowed {
        /// The family.
        family: RuleName,
        /// The key.
        key: &'static str,
    },
    /// A key that the selector of a count of completed sentra may not name.
    #[error("a count of completed sentra may not select by {key}; remove the key")]
    CompletedSelectorKey {
        /// The key.
        key: &'static str,
    },
    /// Completed needs or regions are not defined.
    #[error("a {} is never counted as completed; write what \"sentra\" or counting \"funded\"", what_name(*what))]
    CompletedNotSentra {
        /// What is counted.
        what: What,
    },
    /// `least` says from which money an item is funded: of no use for completed ones.
    #[error("least goes with counting \"funded\" only; remove it")]
    LeastWithCompleted,
    /// A `match` of a source with itself.
    #[error("source and to are both {source_code}; name two sources")]
    MatchWithItself {
        /// The source.
        source_code: SourceCode,
    },
    /// A selector's list without values.
    #[error("the list is empty and would select nothing; give a value or remove the key")]
    EmptyList,

    // Bounds.
    /// A bound by year in a rule whose groups are not by year.
    #[error("the bound differs by year, but per does not name year; add \"year\" to per or give one number")]
    BoundByYearWithoutYear,
    /// A bound by year that names no year.
    #[error("the bound names no year; give a number, or one by year such as {{\"2025\": 0.3}}")]
    BoundWithoutYears,
    /// A bound's year that is not written as one.
    #[error("{found:?} is not a year; write it in digits, such as \"2025\"")]
    BoundYearMalformed {
        /// The text.
        found: String,
    },
    /// A bound that is not an amount of money.
    #[error("{} is no amount; give whole rupiah from 0 to 4e15", Number(*found))]
    BoundNotAmount {
        /// The number.
        found: f64,
    },
    /// A bound that is not a share.
    #[error("{} is no share; give a number from 0 to 1 with at most six decimals", Number(*found))]
    BoundNotShare {
        /// The number.
        found: f64,
    },
    /// A bound that is not a ratio.
    #[error("{} is no ratio; give a number from 0 to 1000 with at most six decimals", Number(*found))]
    BoundNotRatio {
        /// The number.
        found: f64,
    },
    /// A bound that is not a count.
    #[error("{} is no count; give a whole number from 0 to {}", Number(*found), u32::MAX)]
    BoundNotCount {
        /// The number.
        found: f64,
    },
    /// A `least` below Rp 1, or not whole.
    #[error("{} is no least amount; give whole rupiah from 1 to 4e15, or leave least out for one unit", Number(*found))]
    LeastOutOfRange {
        /// The number.
        found: f64,
    },
}
