//! Why a need got what it got: reasons, and the sentences that tell them.

use serde::{Deserialize, Serialize};

use crate::units::Rupiah;
pub use crate::words::blocked::Blocked;
use crate::words::phrase;
pub use crate::words::reason::{Bound, Reason};
use crate::words::{Language, Message, Name, number, sentence};

/// Points per Rp 1 million below this are rounding: a need that is at its price is neither short nor ahead.
const TIE: f64 = 1e-7;

/// Why nothing can pay a need.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "is", rename_all = "snake_case")]
pub enum NoPayment {
    /// Its sentra is gone.
    Gone,
    /// No source pays for its activity.
    NoSource {
        /// The activity.
        activity: Name,
    },
    /// Its region is not eligible in its window.
    NotEligible {
        /// The region.
        region: Name,
        /// First year of the window.
        first: i32,
        /// Last year of the window.
        last: i32,
    },
}

impl Message for NoPayment {
    fn say(&self, language: Language) -> String {
        match self {
            Self::Gone => sentence!(language,
                id: "Sentranya sudah tidak ada menurut survei.",
                en: "The survey found its sentra gone."),
            Self::NoSource { activity } => sentence!(language,
                id: "Tidak ada sumber dana yang boleh membayar {activity}.",
                en: "No source of money may pay for {activity}."),
            Self::NotEligible { region, first, last } => sentence!(language,
                id: "{region} tidak berhak didanai sepanjang jendela {first} sampai {last}; mintalah tahun lain atau hak daerah itu.",
                en: "{region} is not eligible in any year of the window {first} to {last}; ask for another year, or for the region to be eligible."),
        }
    }
}

/// What became of a need.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "is", rename_all = "snake_case")]
pub enum Fate {
    /// Wholly paid, from the first year on.
    Whole,
    /// Wholly paid, but begun later than it might.
    Later {
        /// First year in which it could be paid.
        first: i32,
        /// First year in which it is paid.
        begun: i32,
    },
    /// Paid in part.
    Part,
    /// Not paid.
    Nothing,
    /// It cannot be paid at all.
    Never {
        /// Why.
        why: NoPayment,
    },
}

/// A sentence of an answer to "why".
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "is", rename_all = "snake_case")]
pub enum Why {
    /// What became of a need.
    Fate {
        /// The need.
        need: phrase::Need,
        /// What became of it.
        fate: Fate,
        /// What it gets.
        paid: Rupiah,
        /// What it costs.
        cost: Rupiah,
    },
    /// Money it gets.
    Paid {
        /// When.
        year: i32,
        /// Who pays.
        source: Name,
        /// How much.
        rupiah: Rupiah,
    },
    /// In this year less is earned than it costs.
    Short {
        /// When.
        year: i32,
        /// Who would pay.
        source: Name,
        /// Points per Rp 1 million that it earns.
        benefit: f64,
        /// Points that Rp 1 million costs.
        cost: f64,
    },
    /// In this year it earns what it costs.
    Even {
        /// When.
        year: i32,
        /// Who pays.
        source: Name,
        /// Points per Rp 1 million that it earns.
        benefit: f64,
        /// Points that Rp 1 million costs.
        cost: f64,
    },
    /// A part of the cost.
    Part {
        /// What makes it dear.
        reason: Reason,
        /// Points.
        points: f64,
    },
    /// A row that gives back.
    Back {
        /// What gives back.
        reason: Reason,
        /// Points.
        points: f64,
    },
    /// Who stands just above in the queue.
    Above {
        /// Who.
        need: phrase::Need,
        /// What it gets in all.
        paid: Rupiah,
        /// How many points per Rp 1 million it is ahead.
        ahead: f64,
    },
    /// Who stands just below.
    Below {
        /// Who.
        need: phrase::Need,
        /// What it gets in all.
        paid: Rupiah,
        /// How many points per Rp 1 million it is behind.
        behind: f64,
    },
    /// What the prices prove.
    Proved {
        /// Points of the plan.
        benefit: f64,
        /// The bound.
        bound: f64,
    },
    /// Nothing is proved.
    Unproved,
    /// Prices are of the relaxation.
    Relaxed,
    /// The plan had no prices, so that they were worked out for the explanation.
    Solved,
    /// A group of needs.
    Group {
        /// Its name.
        name: Name,
        /// Needs wholly paid, in time or later.
        whole: usize,
        /// Needs paid in part.
        part: usize,
        /// Needs not paid.
        nothing: usize,
        /// Needs that nothing can pay.
        never: usize,
        /// Money it gets.
        paid: Rupiah,
        /// Money it asks for.
        cost: Rupiah,
    },
    /// The need of a group that is next in line.
    Next {
        /// Which.
        need: phrase::Need,
        /// When.
        year: i32,
        /// Who would pay.
        source: Name,
        /// Points per Rp 1 million missing.
        missing: f64,
    },
    /// How to ask what would change it.
    Ask {
        /// What to ask with.
        with: String,
    },
}

impl Message for Why {
    fn say(&self, language: Language) -> String {
        let points = |value: f64| number::points(value, language);
        match self {
            Self::Fate { need, fate, paid, cost } => fate_of(&need.say(language), fate, *paid, *cost, language),
            Self::Paid { year, source, rupiah } => sentence!(language,
                id: "- {year}, {source}: menerima {rupiah}.",
                en: "- {year}, {source}: gets {rupiah}."),
            Self::Short { year, source, benefit, cost } => {
                let (missing, benefit, cost) = (points(cost - benefit), points(*benefit), points(*cost));
                sentence!(language,
                    id: "{year}, {source}: Rp 1 juta menghasilkan {benefit} poin dan memakan {cost}; kekurangannya {missing}.",
                    en: "{year}, {source}: Rp 1 million earns {benefit} points and costs {cost}; {missing} are missing.")
            }
            Self::Even { year, source, benefit, cost } => {
                let (benefit, cost) = (points(*benefit), points(*cost));
                sentence!(language,
                    id: "{year}, {source}: Rp 1 juta menghasilkan {benefit} poin, sebanding dengan harganya {cost}.",
                    en: "{year}, {source}: Rp 1 million earns {benefit} points, as much as its price of {cost}.")
            }
            Self::Part { reason, points: part } => {
                let (part, reason) = (points(*part), reason.say(language));
                sentence!(language, id: "- {part} karena {reason}", en: "- {part} because of {reason}")
            }
            Self::Back { reason, points: part } => {
                let (part, reason) = (points(-part), reason.say(language));
                sentence!(language, id: "- {part} dikembalikan berkat {reason}", en: "- {part} given back thanks to {reason}")
            }
            Self::Above { need, paid, ahead } => {
                let (need, ahead) = (need.say(language), points(*ahead));
                sentence!(language,
                    id: "- Tepat di atasnya dalam antrean: {need} (menerima {paid}), unggul {ahead} poin per Rp 1 juta.",
                    en: "- Just above it in the queue: {need} (gets {paid}), ahead by {ahead} points per Rp 1 million.")
            }
            Self::Below { need, paid, behind } => {
                let (need, behind) = (need.say(language), points(*behind));
                sentence!(language,
                    id: "- Tepat di bawahnya: {need} (menerima {paid}), tertinggal {behind} poin per Rp 1 juta.",
                    en: "- Just below it: {need} (gets {paid}), behind by {behind} points per Rp 1 million.")
            }
            Self::Proved { benefit, bound } => {
                let write = |value| number::decimal(value, 3, language);
                let (benefit, bound) = (write(*benefit), write(*bound));
                sentence!(language,
                    id: "Harga ini terbukti: alokasi mana pun paling banyak {bound} poin, dan yang ini {benefit}.",
                    en: "These prices are proved: any plan has at most {bound} points, and this one has {benefit}.")
            }
            Self::Unproved => sentence!(language,
                id: "Harga ini belum membuktikan apa-apa, jadi anggaplah sebagai petunjuk saja.",
                en: "These prices prove nothing, so take them as a hint only."),
            Self::Relaxed => sentence!(language,
                id: "Harga berasal dari program linear tanpa aturan bilangan bulat; aturan itu dapat memutuskan lain.",
                en: "The prices are of the linear programme without rules of whole numbers, which may decide otherwise."),
            Self::Solved => sentence!(language,
                id: "Harga belum tersimpan, jadi dihitung baru saja.",
                en: "There were no stored prices, so they were worked out just now."),
            Self::Group { name, whole, part, nothing, never, paid, cost } => {
                let count = |n: &usize| number::count(*n, language);
                let (whole, part, nothing, never) = (count(whole), count(part), count(nothing), count(never));
                sentence!(language,
                    id: "{name}: {whole} kebutuhan dibiayai penuh, {part} sebagian, {nothing} sama sekali tidak, {never} tak dapat dibayar; menerima {paid} dari {cost}.",
                    en: "{name}: {whole} needs wholly funded, {part} partly, {nothing} unfunded, {never} cannot be paid; gets {paid} of {cost}.")
            }
            Self::Next { need, year, source, missing } if *missing < -TIE => {
                let (need, more) = (need.say(language), points(-*missing));
                sentence!(language,
                    id: "- Terdekat: {need}, {year} dari {source}; menurut harga ia menghasilkan {more} poin per Rp 1 juta lebih banyak daripada biayanya, \
                         tetapi keputusan bilangan bulat atau pencariannya melewatkannya.",
                    en: "- Next in line: {need}, {year} from {source}; by prices it earns {more} points per Rp 1 million more than it costs, but \
                         whole-number decisions or their search left it out.")
            }
            Self::Next { need, year, source, missing } => {
                let (need, missing) = (need.say(language), points(missing.max(0.0)));
                sentence!(language,
                    id: "- Terdekat: {need}, {year} dari {source}, kekurangan {missing} poin per Rp 1 juta.",
                    en: "- Next in line: {need}, {year} from {source}, {missing} points per Rp 1 million short.")
            }
            Self::Ask { with } => sentence!(language,
                id: "Apa yang dapat mengubahnya? Tanyakan dengan {with}.",
                en: "What would change it? Ask with {with}."),
        }
    }
}

fn fate_of(need: &str, fate: &Fate, paid: Rupiah, cost: Rupiah, language: Language) -> String {
    match fate {
        Fate::Whole => sentence!(language,
            id: "Dibiayai penuh: {need}, {paid} dari {cost}.",
            en: "Wholly funded: {need}, {paid} of {cost}."),
        Fate::Later { first, begun } => sentence!(language,
            id: "Dibiayai penuh, tetapi baru mulai {begun} padahal bisa sejak {first}: {need}, {paid} dari {cost}.",
            en: "Wholly funded, but begun in {begun} when {first} was possible: {need}, {paid} of {cost}."),
        Fate::Part => sentence!(language,
            id: "Dibiayai sebagian: {need}, {paid} dari {cost}.",
            en: "Partly funded: {need}, {paid} of {cost}."),
        Fate::Nothing => sentence!(language,
            id: "Tidak dibiayai: {need}, biaya {cost}.",
            en: "Unfunded: {need}, which costs {cost}."),
        Fate::Never { why } => {
            let why = why.say(language);
            sentence!(language,
                id: "Tak dapat dibayar: {need}, biaya {cost}. {why}",
                en: "Cannot be paid: {need}, which costs {cost}. {why}")
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::words::proof;

    const SOURCE: &str = include_str!("why.rs");

    fn need() -> phrase::Need {
        phrase::Need { code: "N1".into(), activity: Name::new("x", "Mesin"), sentra: Name::new("kopi", "Kopi Liwa") }
    }

    fn dak() -> Name {
        Name::new("dak", "DAK")
    }

    #[test]
    fn every_reason_for_never_reads_in_both() {
        let never = [
            NoPayment::Gone,
            NoPayment::NoSource { activity: dak() },
            NoPayment::NotEligible { region: dak(), first: 2019, last: 2020 },
        ];
        proof::read_all(SOURCE, "NoPayment", &never);
    }

    #[test]
    fn every_sentence_reads_in_both() {
        let (paid, cost) = (Rupiah::new(1_000), Rupiah::new(1_234_567_000));
        let fates = [
            Fate::Whole,
            Fate::Later { first: 2019, begun: 2020 },
            Fate::Part,
            Fate::Nothing,
            Fate::Never { why: NoPayment::Gone },
        ];
        let mut all: Vec<Why> = fates.into_iter().map(|fate| Why::Fate { need: need(), fate, paid, cost }).collect();
        all.push(Why::Part { reason: Reason::Whole, points: 0.2 });
        let (year, source, name) = (2019, dak(), dak());
        let (benefit, dear) = (0.25, 0.5);
        all.extend([
            Why::Paid { year, source: source.clone(), rupiah: paid },
            Why::Short { year, source: source.clone(), benefit, cost: dear },
            Why::Even { year, source: source.clone(), benefit, cost: dear },
            Why::Back { reason: Reason::Whole, points: -0.2 },
            Why::Above { need: need(), paid, ahead: 0.1 },
            Why::Below { need: need(), paid, behind: 0.1 },
            Why::Proved { benefit, bound: dear },
            Why::Unproved,
            Why::Relaxed,
            Why::Solved,
            Why::Group { name, whole: 1, part: 2, nothing: 3, never: 4, paid, cost },
            Why::Next { need: need(), year, source: source.clone(), missing: 0.25 },
            Why::Next { need: need(), year, source, missing: -0.25 },
            Why::Ask { with: "N1".into() },
        ]);
        proof::read_all(SOURCE, "Why", &all);
        let next = Why::Next { need: need(), year: 2019, source: dak(), missing: -0.432 }.say(Language::En);
        assert!(next.contains("earns 0.432 points per Rp 1 million more than it costs") && !next.contains("short"));
        let short = Why::Short { year: 2019, source: dak(), benefit: 0.25, cost: 0.5 };
        assert_eq!(
            short.say(Language::Id),
            "2019, DAK (dak): Rp 1 juta menghasilkan 0,25 poin dan memakan 0,5; kekurangannya 0,25."
        );
    }
}
