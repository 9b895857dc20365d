//! Why a line of two plans changed.

use serde::{Deserialize, Serialize};

use crate::units::Rupiah;
use crate::words::inputs::Change;
use crate::words::phrase;
use crate::words::why::Reason;
use crate::words::{Language, Message, number, sentence};

/// Why a line changed.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "is", rename_all = "snake_case")]
pub enum Because {
    /// An input of its own differs.
    Own {
        /// Number of the change, from 1.
        number: usize,
        /// The change.
        change: Change,
    },
    /// A ceiling or rule that binds on it differs.
    Bound {
        /// Number of the change, from 1.
        number: usize,
        /// The change.
        change: Change,
        /// Points per Rp 1 million that it took on the line's payment before; absent without prices.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        before: Option<f64>,
        /// The same after.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        after: Option<f64>,
    },
    /// An input that all lines depend on differs.
    General {
        /// Number of the change, from 1.
        number: usize,
        /// The change.
        change: Change,
    },
    /// A row that does not differ became dearer or cheaper for it, as others changed.
    Displaced {
        /// The row.
        by: Reason,
        /// Points per Rp 1 million that it took before.
        before: f64,
        /// The same after.
        after: f64,
    },
    /// It earns just what it costs before and after, so it takes what others leave.
    Margin {
        /// The row it stands at the margin of.
        by: Reason,
        /// Points per Rp 1 million that the row takes.
        price: f64,
    },
    /// No payment moved by more than rounding to whole units may move it.
    Rounding {
        /// The unit of payment.
        unit: Rupiah,
    },
    /// Money moved under a ceiling that does not differ and is spent before and after.
    Full {
        /// Which.
        ceiling: phrase::Ceiling,
    },
    /// The essential needs of the sentra are paid otherwise.
    Needs,
    /// The money that the rule speaks of moved.
    Money,
    /// The programmes state the same: the plans were chosen otherwise.
    Choice,
    /// Nothing that was looked at tells why.
    Unknown,
}

impl Message for Because {
    fn say(&self, language: Language) -> String {
        let points = |value: f64| number::points(value, language);
        match self {
            Self::Own { number, change } => {
                let change = change.say(language);
                sentence!(language,
                    id: "- Karena datanya sendiri berubah ({number}): {change}",
                    en: "- Because an input of its own changed ({number}): {change}")
            }
            Self::Bound { number, change, before: Some(before), after: Some(after) } => {
                let (change, before, after) = (change.say(language), points(*before), points(*after));
                sentence!(language,
                    id: "- Karena batas yang mengikatnya berubah ({number}); bebannya per Rp 1 juta semula {before} poin, menjadi {after}: {change}",
                    en: "- Because a limit that binds on it changed ({number}); it took {before} points per Rp 1 million and takes {after}: {change}")
            }
            Self::Bound { number, change, .. } => {
                let change = change.say(language);
                sentence!(language,
                    id: "- Karena batas yang menyangkutnya berubah ({number}): {change}",
                    en: "- Because a limit that concerns it changed ({number}): {change}")
            }
            Self::General { number, change } => {
                let change = change.say(language);
                sentence!(language,
                    id: "- Karena ketentuan umum berubah ({number}): {change}",
                    en: "- Because a general term changed ({number}): {change}")
            }
            Self::Displaced { by, before, after } if after >= before => {
                let (by, before, after) = (by.say(language), points(*before), points(*after));
                sentence!(language,
                    id: "- Tergeser: {by} kini lebih mahal, per Rp 1 juta semula {before} poin, menjadi {after}.",
                    en: "- Displaced: {by} became dearer, {before} points per Rp 1 million before and {after} after.")
            }
            Self::Displaced { by, before, after } => {
                let (by, before, after) = (by.say(language), points(*before), points(*after));
                sentence!(language,
                    id: "- Mendapat tempat: {by} kini lebih murah, per Rp 1 juta semula {before} poin, menjadi {after}.",
                    en: "- Given room: {by} became cheaper, {before} points per Rp 1 million before and {after} after.")
            }
            Self::Margin { by, price } => {
                let (by, price) = (by.say(language), points(*price));
                sentence!(language,
                    id: "- Di tepi antrean {by}: hasilnya sama besar dengan harganya ({price} poin per Rp 1 juta), sehingga menampung sisa peminta lain.",
                    en: "- On the edge of the queue for {by}: it earns just its price ({price} points per Rp 1 million), so it takes up what others leave.")
            }
            Self::Rounding { unit } => sentence!(language,
                id: "- Hanya beberapa kali satuan pembayaran ({unit}): sebesar itu pembulatan pun dapat menggesernya.",
                en: "- Only a few units of payment ({unit}): rounding alone may move as much."),
            Self::Full { ceiling } => {
                let ceiling = ceiling.say(language);
                sentence!(language,
                    id: "- Dana berpindah di bawah {ceiling}, yang tetap dan habis terpakai; harga tidak tersedia, jadi penyebab lain belum terbaca.",
                    en: "- Money moved under {ceiling}, which stayed and is spent; there are no prices, so nothing more can be told.")
            }
            Self::Needs => sentence!(language,
                id: "- Karena kebutuhan wajibnya dibayar lain dari semula.",
                en: "- Because its essential lines are paid otherwise."),
            Self::Money => sentence!(language,
                id: "- Karena dana yang diaturnya berpindah.",
                en: "- Because the money it speaks of moved."),
            Self::Choice => sentence!(language,
                id: "- Kedua program sama, sehingga perbedaannya berasal dari cara memilih alokasi.",
                en: "- Both programmes state the same, so the difference comes of how the plans were chosen."),
            Self::Unknown => sentence!(language,
                id: "- Penyebabnya tak terbaca, baik di data maupun di harga.",
                en: "- The reason cannot be told, neither by inputs nor by prices."),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::words::{Name, proof};

    const SOURCE: &str = include_str!("because.rs");

    #[test]
    fn every_reason_reads_in_both() {
        let change = || Change::Previous { payments: 3 };
        let ceiling = phrase::Ceiling { source: Name::new("x", "Mesin"), place: phrase::Place::Nation, year: 2019 };
        let all = [
            Because::Own { number: 1, change: change() },
            Because::Bound { number: 1, change: change(), before: Some(0.5), after: Some(0.25) },
            Because::Bound { number: 1, change: change(), before: None, after: None },
            Because::General { number: 1, change: change() },
            Because::Displaced { by: Reason::Whole, before: 0.5, after: 0.75 },
            Because::Displaced { by: Reason::Whole, before: 0.5, after: 0.25 },
            Because::Margin { by: Reason::Whole, price: 0.5 },
            Because::Rounding { unit: Rupiah::new(1_000) },
            Because::Full { ceiling },
            Because::Needs,
            Because::Money,
            Because::Choice,
            Because::Unknown,
        ];
        proof::read_all(SOURCE, "Because", &all);
    }
}
