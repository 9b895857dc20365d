//! Words and numbers in the text of faults.

use std::fmt;

use crate::id::{ActivityCode, NeedCode, RegionCode, SentraCode};
use crate::input::{RuleName, Scope, What};
use crate::model::fault::Item;
use crate::units::Rupiah;

/// Why a payment cannot be made.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Obstacle {
    /// Its sentra is gone.
    #[error("its sentra {0} is gone")]
    Gone(SentraCode),
    /// The year is outside the need's window.
    #[error("its window is {0} to {1}")]
    Window(i32, i32),
    /// The region may not be paid in that year.
    #[error("region {0} is not eligible in that year")]
    NotEligible(RegionCode),
    /// The source does not pay for such an activity.
    #[error("that source does not pay for {0}")]
    NotOnMenu(ActivityCode),
}

/// A number as people write it, also where it is very large, very small or none.
pub(crate) struct Number(pub(crate) f64);

impl fmt::Display for Number {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let size = self.0.abs();
        if size.is_finite() && size != 0.0 && !(1e-9..1e16).contains(&size) {
            write!(f, "{:e}", self.0)
        } else {
            write!(f, "{}", self.0)
        }
    }
}

/// A sum of money that may be above what [`Rupiah`] holds, in Indonesian notation.
pub(super) struct Total(pub(super) i128);

impl fmt::Display for Total {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match i64::try_from(self.0) {
            Ok(rupiah) => write!(f, "{}", Rupiah::new(rupiah)),
            Err(_) => write!(f, "more than {}", Rupiah::new(i64::MAX)),
        }
    }
}

pub(super) struct Nearest<'a>(pub(super) Item, pub(super) Option<&'a str>);

impl fmt::Display for Nearest<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.1 {
            Some(nearest) => write!(f, "did you mean {nearest:?}?"),
            None => write!(f, "correct it or add it to table {}", self.0.table()),
        }
    }
}

pub(super) struct Cycle<'a>(pub(super) &'a [NeedCode], pub(super) usize);

impl fmt::Display for Cycle<'_> {
    /// `N1 after N2 after N1`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for need in self.0 {
            write!(f, "{need} after ")?;
        }
        if self.1 > 0 {
            write!(f, "{} more after ", self.1)?;
        }
        self.0.first().map_or(Ok(()), |first| write!(f, "{first}"))
    }
}

pub(super) struct CeilingPlace<'a>(pub(super) Scope, pub(super) &'a str);

impl fmt::Display for CeilingPlace<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.0 {
            Scope::Nation => f.write_str("the nation"),
            scope => write!(f, "{} {}", scope_name(scope), self.1),
        }
    }
}

pub(super) fn scope_name(scope: Scope) -> &'static str {
    match scope {
        Scope::Nation => "nation",
        Scope::Province => "province",
        Scope::Region => "region",
    }
}

pub(super) fn what_name(what: What) -> &'static str {
    match what {
        What::Sentra => "sentra",
        What::Need => "need",
        What::Region => "region",
    }
}

pub(crate) fn family_name(family: RuleName) -> &'static str {
    match family {
        RuleName::Amount => "amount",
        RuleName::Share => "share",
        RuleName::Coverage => "coverage",
        RuleName::Growth => "growth",
        RuleName::Match => "match",
        RuleName::Count => "count",
        RuleName::Together => "together",
        RuleName::Exclusive => "exclusive",
        RuleName::Stability => "stability",
    }
}
