//! What a ceiling or a rule is worth, and the curve of benefit against it.

use serde::{Deserialize, Serialize};

use crate::units::Rupiah;
use crate::words::change::Amount;
use crate::words::{Language, Message, number, sentence};

/// A sentence on a price.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "is", rename_all = "snake_case")]
pub enum Priced {
    /// A ceiling as it is.
    Ceiling {
        /// What it is.
        what: String,
        /// How much.
        now: Rupiah,
    },
    /// A rule in one of its groups.
    Rule {
        /// What it is.
        what: String,
    },
    /// More, or looser.
    Up {
        /// Points for each Rp 1 million.
        price: f64,
        /// For so much more.
        more: Rupiah,
        /// Whether it changes there.
        breaks: bool,
    },
    /// Less, or tighter.
    Down {
        /// Points for each Rp 1 million.
        price: f64,
        /// For so much less.
        less: Rupiah,
        /// Whether it changes there.
        breaks: bool,
    },
    /// There is no plan with less.
    NoLess,
    /// Less and more are worth something else.
    Degenerate,
    /// Solves that were stopped by time.
    Timed {
        /// Seconds for each.
        seconds: f64,
    },
    /// Solves at the ends of what is told agree.
    Confirmed,
    /// It is the basis's word.
    Unconfirmed,
    /// A piece of a curve.
    Piece {
        /// From this amount.
        from: Rupiah,
        /// To this one.
        to: Rupiah,
        /// Points at its start.
        benefit: f64,
        /// Points for each further Rp 1 million.
        price: f64,
    },
    /// The curve is not whole.
    Incomplete,
    /// What comes next was solved again, whole decisions included.
    Steps {
        /// Name of the ceiling or bound.
        row: String,
    },
    /// What the programme comes to at an amount.
    Step {
        /// The amount.
        amount: Amount,
        /// Points of the best plan found.
        benefit: f64,
        /// No plan has more; absent if nothing is proved.
        bound: Option<f64>,
    },
    /// No plan was found at an amount.
    NoPlan {
        /// The amount.
        amount: Amount,
    },
    /// All prices are those of the linear relaxation.
    Relaxed,
}

impl Message for Priced {
    fn say(&self, language: Language) -> String {
        let points = |value: &f64| number::points(*value, language);
        match self {
            Self::Ceiling { what, now } => sentence!(language,
                id: "{what}: sekarang {now}.",
                en: "{what}: {now} now."),
            Self::Rule { what } => sentence!(language,
                id: "{what}: dilihat dari berapa rupiah aturan itu dilonggarkan di kelompok ini.",
                en: "{what}: by how many rupiah it is loosened in this group."),
            Self::Up { price, more, breaks } => {
                let price = points(price);
                if *breaks {
                    sentence!(language,
                        id: "Tambahan: tiap Rp 1 juta bernilai {price} poin, sampai {more} lagi; setelah itu nilainya turun.",
                        en: "More: each Rp 1 million is worth {price} points, for {more} more; beyond that it is worth less.")
                } else {
                    sentence!(language,
                        id: "Tambahan: tiap Rp 1 juta bernilai {price} poin, setidaknya sampai {more} lagi.",
                        en: "More: each Rp 1 million is worth {price} points, for at least {more} more.")
                }
            }
            Self::Down { price, less, breaks } => {
                let price = points(price);
                if *breaks {
                    sentence!(language,
                        id: "Pengurangan: tiap Rp 1 juta menghilangkan {price} poin, sampai kurang {less}; setelah itu kerugiannya naik.",
                        en: "Less: each Rp 1 million loses {price} points, down to {less} less; beyond that it loses more.")
                } else {
                    sentence!(language,
                        id: "Pengurangan: tiap Rp 1 juta menghilangkan {price} poin, setidaknya sampai kurang {less}.",
                        en: "Less: each Rp 1 million loses {price} points, down to at least {less} less.")
                }
            }
            Self::NoLess => sentence!(language,
                id: "Tidak ditemukan rencana dengan kurang dari itu.",
                en: "No plan was found with any less."),
            Self::Degenerate => sentence!(language,
                id: "Harga tambahan dan pengurangan berbeda: sekarang tepat di titik belok.",
                en: "More and less are worth different sums: it stands just at a turning point."),
            Self::Timed { seconds } => {
                let seconds = number::decimal(*seconds, 0, language);
                sentence!(language,
                    id: "Setiap jumlah dicari paling lama {seconds} detik: di mesin lain atau lain kali hasilnya dapat berbeda, tetapi batasnya tetap terbukti. --gap \
                         membuat hasilnya selalu sama.",
                    en: "Each amount was searched for at most {seconds} seconds: on another machine, or another time, other plans may be found; the bounds are \
                         proved all the same. --gap makes it the same every time.")
            }
            Self::Confirmed => sentence!(language,
                id: "Teruji dengan menghitung ulang di kedua ujungnya.",
                en: "Confirmed by solving again at its ends."),
            Self::Unconfirmed => sentence!(language,
                id: "Dihitung dari basis rencana terbaik, tidak dihitung ulang.",
                en: "Worked out from the basis of the best plan, not solved again."),
            Self::Piece { from, to, benefit, price } => {
                let (benefit, price) = (number::decimal(*benefit, 3, language), points(price));
                sentence!(language,
                    id: "{from} sampai {to}: mulai {benefit} poin, tiap Rp 1 juta menambah {price}.",
                    en: "{from} to {to}: {benefit} points at first, {price} more for each Rp 1 million.")
            }
            Self::Incomplete => sentence!(language,
                id: "Kurva ini belum lengkap: pencarian dihentikan.",
                en: "The curve is not whole: the search was given up."),
            Self::Steps { row } => sentence!(language,
                id: "{row}: dihitung ulang pada tiap nilai, dengan keputusan bilangan bulat.",
                en: "{row}: solved again at each amount, with whole-number decisions."),
            Self::Step { amount, benefit, bound } => {
                let write = |value| number::decimal(value, 3, language);
                let (amount, benefit) = (amount.say(language), write(*benefit));
                match bound.map(write) {
                    Some(bound) => sentence!(language,
                        id: "- {amount}: ditemukan {benefit} poin; tidak satu pun melebihi {bound}.",
                        en: "- {amount}: a plan of {benefit} points was found; none has above {bound}."),
                    None => sentence!(language,
                        id: "- {amount}: ditemukan {benefit} poin; batas atasnya belum terbukti.",
                        en: "- {amount}: a plan of {benefit} points was found; no bound is proved."),
                }
            }
            Self::NoPlan { amount } => {
                let amount = amount.say(language);
                sentence!(language,
                    id: "- {amount}: tiada alokasi yang ditemukan.",
                    en: "- {amount}: nothing was found that fits.")
            }
            Self::Relaxed => sentence!(language,
                id: "Ini harga program linear tanpa aturan bilangan bulat; aturan itu dapat memutuskan lain.",
                en: "These are prices of the linear programme without rules of whole numbers, which may decide otherwise."),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::words::proof;

    #[test]
    fn every_price_reads_in_both() {
        let (now, what) = (Rupiah::new(1_234_567_000), "DAK 2019".to_owned());
        let all = [
            Priced::Ceiling { what: what.clone(), now },
            Priced::Rule { what },
            Priced::Up { price: 0.5, more: now, breaks: true },
            Priced::Up { price: 0.5, more: now, breaks: false },
            Priced::Down { price: 0.5, less: now, breaks: true },
            Priced::Down { price: 0.5, less: now, breaks: false },
            Priced::NoLess,
            Priced::Degenerate,
            Priced::Confirmed,
            Priced::Unconfirmed,
            Priced::Piece { from: now, to: now, benefit: 1.5, price: 0.5 },
            Priced::Incomplete,
            Priced::Steps { row: "x".into() },
            Priced::Timed { seconds: 10.0 },
            Priced::Step { amount: Amount::Count(3.0), benefit: 1.5, bound: Some(2.0) },
            Priced::Step { amount: Amount::Share(0.3), benefit: 1.5, bound: None },
            Priced::NoPlan { amount: Amount::Count(3.0) },
            Priced::Relaxed,
        ];
        proof::read_all(include_str!("price.rs"), "Priced", &all);
    }
}
