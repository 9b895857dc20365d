//! What is valid but senseless in a programme, in Indonesian too; the English sentence of an oddity is its own text.

use crate::model::oddity::{OddityKind, Several};
use crate::words::{Language, Message};

impl Message for OddityKind {
    fn say(&self, language: Language) -> String {
        match language {
            Language::En => self.to_string(),
            Language::Id => indonesian(self),
        }
    }
}

/// `N1, N2, N3 dan 4 lainnya`
fn several(which: &Several) -> String {
    let named = which.first.join(", ");
    match which.count.saturating_sub(which.first.len()) {
        0 => named,
        more => format!("{named} dan {more} lainnya"),
    }
}

fn indonesian(kind: &OddityKind) -> String {
    use OddityKind as K;
    match kind {
        K::UnusableCeilings(which) => {
            format!("pagu yang di bawahnya tidak ada yang dapat dibayar: {}", several(which))
        }
        K::CeilingsFarAboveNeeds(which) => {
            format!("pagu yang sepuluh kali biaya semua kebutuhan di bawahnya, atau lebih: {}", several(which))
        }
        K::RegionsAboveProvince(which) => format!(
            "pagu daerah yang bersama-sama melebihi pagu provinsinya, sehingga tidak semuanya dapat terpakai: {}",
            several(which)
        ),
        K::ProvincesAboveNation(which) => format!(
            "pagu provinsi yang bersama-sama melebihi pagu nasional, sehingga tidak semuanya dapat terpakai: {}",
            several(which)
        ),
        K::RegionsAboveNation(which) => format!(
            "pagu daerah yang bersama-sama melebihi pagu nasional, sehingga tidak semuanya dapat terpakai: {}",
            several(which)
        ),
        K::UnlimitedSources(which) => format!(
            "sumber dana tanpa pagu apa pun pada suatu tahun, sehingga boleh membayar segalanya: {}",
            several(which)
        ),
        K::CostsFarAboveMedian { median, which } => {
            format!("kebutuhan yang biayanya seribu kali median {median}, atau lebih: {}", several(which))
        }
        K::CostsOffUnit { unit, which } => format!(
            "kebutuhan yang biayanya bukan kelipatan satuan {unit}, sehingga tidak pernah dapat dibayar penuh: {}",
            several(which)
        ),
        K::NeedsWithoutSource(which) => {
            format!("kebutuhan dengan kegiatan yang tidak dibiayai sumber dana mana pun: {}", several(which))
        }
        K::NeedsWithoutYear(which) => {
            format!("kebutuhan yang jendelanya tidak memuat tahun ketika daerahnya memenuhi syarat: {}", several(which))
        }
        K::NeedsAfterUnpayable(which) => format!(
            "kebutuhan yang menunggu kebutuhan yang tidak pernah dapat dibayar, sehingga tidak menerima apa pun: {}",
            several(which)
        ),
        K::SentraWithoutNeeds(which) => format!("sentra tanpa kebutuhan: {}", several(which)),
        K::NeverComplete(which) => format!(
            "sentra dengan kebutuhan pokok yang tidak pernah dapat dibayar, sehingga tidak pernah tuntas: {}",
            several(which)
        ),
        K::AbsorptionAboveOne(which) => format!("daerah dengan penyerapan di atas 1: {}", several(which)),
        K::SurvivalAboveOne(which) => format!("sentra dengan kelangsungan di atas 1: {}", several(which)),
        K::SelectsNothing => "tidak ada kebutuhan yang cocok dengan pilihan ini".to_owned(),
        K::SelectsNothingPayable => "tidak ada pembayaran yang mungkin dan cocok dengan pilihan ini".to_owned(),
        K::PriorityWithoutEffect => "prioritas ini tidak mengenai apa pun yang menghasilkan poin".to_owned(),
        K::FloorAboveCap { year: None } => {
            "at_least melebihi at_most, sehingga tidak ada rencana yang memenuhi aturan ini".to_owned()
        }
        K::FloorAboveCap { year: Some(year) } => {
            format!("at_least melebihi at_most, sehingga tidak ada rencana yang memenuhi aturan ini pada {year}")
        }
        K::FloorCannotBind => {
            "setiap rencana memenuhi batas bawah ini, karena bagiannya selalu 1 apa pun yang dibayar, atau batasnya 0"
                .to_owned()
        }
        K::CapCannotBind => {
            "setiap rencana memenuhi batas atas ini, karena di sini tidak ada bagian yang melebihi 1".to_owned()
        }
        K::FloorForbids(which) => format!(
            "tidak ada pilihan `of` yang dapat dibayar, sehingga batas bawah ini melarang semua pilihan `in`, dalam kelompok: {}",
            several(which)
        ),
        K::LawWithoutBasis => "aturan ini hukum, tetapi tidak ada basis yang menyebut peraturannya".to_owned(),
        K::NoPreviousPlan => {
            "tidak ada tabel previous, sehingga setiap pembayaran dihitung sebagai perubahan".to_owned()
        }
        K::PreviousImpossible(which) => format!(
            "pembayaran yang tidak mungkin lagi, sehingga seluruhnya dihitung sebagai perubahan: {}",
            several(which)
        ),
    }
}
