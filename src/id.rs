//! Codes as planners write them, and the dense ids that the model counts with.

use std::fmt;

use serde::{Deserialize, Serialize};

macro_rules! code {
    ($($(#[$doc:meta])* $name:ident;)*) => {$(
        $(#[$doc])*
        #[derive(Debug, Clone, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(transparent)]
        pub struct $name(String);

        impl $name {
            /// The code as text.
            #[must_use]
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }
        impl AsRef<str> for $name {
            fn as_ref(&self) -> &str {
                &self.0
            }
        }
        impl From<&str> for $name {
            fn from(text: &str) -> Self {
                Self(text.to_owned())
            }
        }
        impl From<String> for $name {
            fn from(text: String) -> Self {
                Self(text)
            }
        }
        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.pad(&self.0)
            }
        }
    )*};
}

code! {
    /// Code of a province, such as `18`.
    ProvinceCode;
    /// Code of a region (kabupaten or kota), such as `18.01`.
    RegionCode;
    /// Code of a sector, such as `pangan.kering`: dots lead down the tree.
    SectorCode;
    /// Code of an activity, such as `machinery`.
    ActivityCode;
    /// Code of a source of money, such as `dak`.
    SourceCode;
    /// Code of a sentra.
    SentraCode;
    /// Code of a need.
    NeedCode;
}

macro_rules! id {
    ($($(#[$doc:meta])* $name:ident;)*) => {$(
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub struct $name(u32);

        impl $name {
            /// The id of place `index`.
            ///
            /// # Panics
            /// If `index` does not fit 32 bits, which no checked programme reaches.
            #[must_use]
            pub fn new(index: usize) -> Self {
                Self(u32::try_from(index).expect("the model refuses tables of 2^32 rows"))
            }
            /// Its place, counted from 0, in the model's list of its kind.
            #[must_use]
            pub const fn index(self) -> usize {
                self.0 as usize
            }
        }
    )*};
}

id! {
    /// A province of a [`Programme`](crate::model::Programme).
    ProvinceId;
    /// An island group.
    IslandId;
    /// A region.
    RegionId;
    /// A sector.
    SectorId;
    /// An activity.
    ActivityId;
    /// A source of money.
    SourceId;
    /// A tag of a sentra.
    TagId;
    /// A sentra.
    SentraId;
    /// A need.
    NeedId;
    /// A year, counted from 0 for the first year of the horizon.
    YearId;
    /// A payment that may be made: a need, a year and a source.
    PaymentId;
    /// A ceiling.
    CeilingId;
    /// A rule.
    RuleId;
}
