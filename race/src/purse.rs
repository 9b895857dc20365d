//! How much money there is in the programmes that are raced.

use alokasi::synthetic::Money;
use clap::ValueEnum;
use serde::Serialize;

/// How much money there is in a made-up programme, and where it is short.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum, Serialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum Purse {
    /// The published DAK, scaled to the number of sentra: a few per cent of all costs.
    Published,
    /// 27 % of all costs; what regions may take is short.
    Tight,
    /// 27 % of all costs; the nation's money is short.
    Loose,
}

impl Purse {
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Published => "published",
            Self::Tight => "tight",
            Self::Loose => "loose",
        }
    }

    pub(crate) fn money(self) -> Money {
        match self {
            Self::Published => Money::Published,
            Self::Tight => Money::Tight,
            Self::Loose => Money::Loose,
        }
    }
}
