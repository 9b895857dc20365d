//! Values as tables and JSON write them: money, decimals, years, words, lists.
//!
//! One type has one meaning in both forms; what a cell may hold is the grammar of the format, letter by letter.

use super::file_fault::FileFault;
use super::json_text::{At, Json};
use super::shape::Wanted;
use crate::id::{ActivityCode, NeedCode, ProvinceCode, RegionCode, SectorCode, SentraCode, SourceCode};
use crate::input::{Completion, Counting, Funding, PerKey, RuleName, Scope, Status, What};
use crate::units::Rupiah;

/// A value that a cell or a JSON value may hold.
pub(super) trait Value: Sized {
    /// The value of a cell that is not empty.
    fn from_text(text: &str) -> Result<Self, FileFault>;
    /// The value of a JSON value that is not null; `None` if a fault was reported.
    fn from_json(json: &Json, at: At<'_>) -> Option<Self>;
}

fn digits(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit())
}

/// Whether `text` is `[0-9]+(\.[0-9]+)?`.
fn is_decimal(text: &str) -> bool {
    text.split_once('.').map_or_else(|| digits(text), |(whole, part)| digits(whole) && digits(part))
}

/// The whole number in `json`, which may be written with an exponent or a zero decimal.
fn whole(json: &Json, at: At<'_>, wanted: Wanted) -> Option<i64> {
    match json {
        Json::Whole(value) => Some(*value),
        Json::Large(value) => {
            at.fault(FileFault::TooLarge { found: value.to_string(), largest: Rupiah::LARGEST.get().to_string() });
            None
        }
        // Below 2^53 in size, so the cast is exact.
        #[allow(clippy::cast_possible_truncation)]
        Json::Decimal(value) if value.fract() == 0.0 && value.abs() < 9e15 => Some(*value as i64),
        Json::Decimal(value) if value.fract() == 0.0 => {
            at.fault(FileFault::TooLarge { found: value.to_string(), largest: Rupiah::LARGEST.get().to_string() });
            None
        }
        Json::Decimal(value) => {
            at.fault(FileFault::NotWhole { found: value.to_string() });
            None
        }
        other => at.wrong_type(other, wanted),
    }
}

impl Value for Rupiah {
    fn from_text(text: &str) -> Result<Self, FileFault> {
        if !digits(text) {
            return Err(FileFault::NotMoney { found: text.to_owned() });
        }
        text.parse()
            .map(Self::new)
            .map_err(|_| FileFault::TooLarge { found: text.to_owned(), largest: Self::LARGEST.get().to_string() })
    }
    fn from_json(json: &Json, at: At<'_>) -> Option<Self> {
        whole(json, at, Wanted::Amount).map(Self::new)
    }
}

impl Value for f64 {
    fn from_text(text: &str) -> Result<Self, FileFault> {
        let found = || text.to_owned();
        if !is_decimal(text) {
            return Err(if is_decimal(&text.replacen(',', ".", 1)) {
                FileFault::DecimalComma { found: found() }
            } else {
                FileFault::NotDecimal { found: found() }
            });
        }
        match text.parse::<Self>() {
            Ok(value) if value.is_finite() => Ok(value),
            _ => Err(FileFault::TooLarge { found: found(), largest: "1000000000000".to_owned() }),
        }
    }
    fn from_json(json: &Json, at: At<'_>) -> Option<Self> {
        match json {
            Json::Whole(value) => Some(*value as Self),
            Json::Large(value) => Some(*value as Self),
            Json::Decimal(value) => Some(*value),
            other => at.wrong_type(other, Wanted::Number),
        }
    }
}

/// A fiscal year.
impl Value for i32 {
    fn from_text(text: &str) -> Result<Self, FileFault> {
        let year = if digits(text) { text.parse().ok() } else { None };
        year.ok_or_else(|| FileFault::NotYear { found: text.to_owned() })
    }
    fn from_json(json: &Json, at: At<'_>) -> Option<Self> {
        let value = whole(json, at, Wanted::Year)?;
        let year = Self::try_from(value).ok();
        if year.is_none() {
            at.fault(FileFault::NotYear { found: value.to_string() });
        }
        year
    }
}

/// A number of firms or workers.
impl Value for u64 {
    fn from_text(text: &str) -> Result<Self, FileFault> {
        let number = if digits(text) { text.parse().ok() } else { None };
        number.ok_or_else(|| FileFault::NotNumber { found: text.to_owned() })
    }
    fn from_json(json: &Json, at: At<'_>) -> Option<Self> {
        if let Json::Large(value) = json {
            return Some(*value);
        }
        let value = whole(json, at, Wanted::Whole)?;
        let number = Self::try_from(value).ok();
        if number.is_none() {
            at.fault(FileFault::NotNumber { found: value.to_string() });
        }
        number
    }
}

impl Value for bool {
    fn from_text(text: &str) -> Result<Self, FileFault> {
        match text {
            "true" => Ok(true),
            "false" => Ok(false),
            _ => Err(FileFault::NotBoolean { found: text.to_owned() }),
        }
    }
    fn from_json(json: &Json, at: At<'_>) -> Option<Self> {
        if let Json::Boolean(value) = json { Some(*value) } else { at.wrong_type(json, Wanted::Boolean) }
    }
}

impl Value for String {
    fn from_text(text: &str) -> Result<Self, FileFault> {
        Ok(text.to_owned())
    }
    fn from_json(json: &Json, at: At<'_>) -> Option<Self> {
        if let Json::Text(text) = json { Some(text.clone()) } else { at.wrong_type(json, Wanted::Text) }
    }
}

macro_rules! codes {
    ($($name:ident)*) => {$(
        impl Value for $name {
            fn from_text(text: &str) -> Result<Self, FileFault> {
                Ok(Self::from(text))
            }
            fn from_json(json: &Json, at: At<'_>) -> Option<Self> {
                if let Json::Text(text) = json {
                    Some(Self::from(text.as_str()))
                } else {
                    at.wrong_type(json, Wanted::Code)
                }
            }
        }
    )*};
}
codes! { ProvinceCode RegionCode SectorCode ActivityCode SourceCode SentraCode NeedCode }

/// A list: items separated by `;` in a cell.
impl<T: Value> Value for Vec<T> {
    fn from_text(text: &str) -> Result<Self, FileFault> {
        let item = |item: &str| if item.is_empty() { Err(FileFault::EmptyItem) } else { T::from_text(item) };
        text.split(';').map(item).collect()
    }
    fn from_json(json: &Json, at: At<'_>) -> Option<Self> {
        let Json::List(items) = json else { return at.wrong_type(json, Wanted::List) };
        let before = at.faults.borrow().len();
        let values: Self = items.iter().enumerate().filter_map(|(i, item)| T::from_json(item, at.item(i))).collect();
        (at.faults.borrow().len() == before).then_some(values)
    }
}

/// The value that one of `words` stands for.
fn word<T: Copy>(text: &str, words: &[(&'static str, T)]) -> Result<T, FileFault> {
    words.iter().find(|(word, _)| *word == text).map(|(_, value)| *value).ok_or_else(|| FileFault::NotWord {
        found: text.to_owned(),
        words: words.iter().map(|(word, _)| *word).collect(),
    })
}

/// Reads the text in `json` as a cell would be read.
fn from_json_text<T: Value>(json: &Json, at: At<'_>, wanted: Wanted) -> Option<T> {
    let Json::Text(text) = json else { return at.wrong_type(json, wanted) };
    T::from_text(text).map_err(|fault| at.fault(fault)).ok()
}

macro_rules! words {
    ($($type:ty { $($word:literal = $value:expr),* })*) => {$(
        impl Value for $type {
            fn from_text(text: &str) -> Result<Self, FileFault> {
                word(text, &[$(($word, $value)),*])
            }
            fn from_json(json: &Json, at: At<'_>) -> Option<Self> {
                from_json_text(json, at, Wanted::Word)
            }
        }
    )*};
}
words! {
    Status { "verified" = Status::Verified, "unverified" = Status::Unverified, "gone" = Status::Gone }
    Scope { "nation" = Scope::Nation, "province" = Scope::Province, "region" = Scope::Region }
    Completion { "all_or_nothing" = Completion::AllOrNothing, "proportional" = Completion::Proportional }
    RuleName {
        "amount" = RuleName::Amount, "share" = RuleName::Share, "coverage" = RuleName::Coverage,
        "growth" = RuleName::Growth, "match" = RuleName::Match, "count" = RuleName::Count,
        "together" = RuleName::Together, "exclusive" = RuleName::Exclusive, "stability" = RuleName::Stability
    }
    PerKey {
        "year" = PerKey::Year, "region" = PerKey::Region, "province" = PerKey::Province,
        "island" = PerKey::Island, "sector" = PerKey::Sector, "sentra" = PerKey::Sentra
    }
    What { "sentra" = What::Sentra, "need" = What::Need, "region" = What::Region }
    Counting { "funded" = Counting::Funded, "completed" = Counting::Completed }
}

impl Value for Funding {
    fn from_text(text: &str) -> Result<Self, FileFault> {
        match text.strip_prefix("at_least:") {
            Some(share) if is_decimal(share) => f64::from_text(share).map(Self::AtLeast),
            _ => word(text, FUNDING),
        }
    }
    fn from_json(json: &Json, at: At<'_>) -> Option<Self> {
        from_json_text(json, at, Wanted::Funding)
    }
}

/// The words for funding; a share of any size may stand behind `at_least:`.
const FUNDING: &[(&str, Funding)] =
    &[("divisible", Funding::Divisible), ("whole", Funding::Whole), ("at_least:0.6", Funding::AtLeast(0.6))];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn money_is_digits_alone() {
        assert_eq!(Rupiah::from_text("1000000000000000"), Ok(Rupiah::new(1_000_000_000_000_000)));
        for bad in ["-5", "+5", "1.000.000", "1,000", "1e9", " 5", "5.0", "Rp 5", "NaN", "٣"] {
            assert_eq!(Rupiah::from_text(bad), Err(FileFault::NotMoney { found: bad.to_owned() }), "{bad}");
        }
        assert!(matches!(Rupiah::from_text("99999999999999999999"), Err(FileFault::TooLarge { .. })));
    }

    #[test]
    fn decimals_are_digits_with_one_point() {
        assert_eq!(f64::from_text("0.75"), Ok(0.75));
        assert_eq!(f64::from_text("0,75"), Err(FileFault::DecimalComma { found: "0,75".to_owned() }));
        for bad in [".5", "5.", "-1", "1e3", "NaN", "inf", "1.2.3"] {
            assert_eq!(f64::from_text(bad), Err(FileFault::NotDecimal { found: bad.to_owned() }), "{bad}");
        }
    }

    #[test]
    fn funding_takes_a_share_behind_at_least() {
        assert_eq!(Funding::from_text("at_least:0.25"), Ok(Funding::AtLeast(0.25)));
        assert!(Funding::from_text("at_least:").is_err());
        assert!(Funding::from_text("at_least:-1").is_err());
    }
}
