//! What is wrong with a programme, in Indonesian too.
//!
//! The English sentence of a fault is its own text; the Indonesian one stands here, whole. Keys, tables and columns keep the names that the
//! files have, and numbers stay as the files write them, since that is where a planner looks for them.

use crate::input::{Scope, What};
use crate::model::fault::{FaultKind, Item, Number, Obstacle, family_name};
use crate::units::Rupiah;
use crate::words::{Language, Message};

impl Message for FaultKind {
    fn say(&self, language: Language) -> String {
        match language {
            Language::En => self.to_string(),
            Language::Id => indonesian(self),
        }
    }
}

/// The name of what a code stands for.
fn item(item: Item) -> &'static str {
    match item {
        Item::Province => "provinsi",
        Item::Region => "daerah",
        Item::Sector => "sektor",
        Item::Activity => "kegiatan",
        Item::Source => "sumber dana",
        Item::Sentra => "sentra",
        Item::Need => "kebutuhan",
        Item::Island => "gugus pulau",
        Item::Tag => "tanda",
    }
}

/// The place of a ceiling.
fn place(scope: Scope, code: &str) -> String {
    match scope {
        Scope::Nation => "seluruh negeri".to_owned(),
        Scope::Province => format!("provinsi {code}"),
        Scope::Region => format!("daerah {code}"),
    }
}

/// A sum of money that may be above what [`Rupiah`] holds.
fn total(sum: i128) -> String {
    match i64::try_from(sum) {
        Ok(rupiah) => Rupiah::new(rupiah).to_string(),
        Err(_) => format!("lebih dari {}", Rupiah::new(i64::MAX)),
    }
}

/// Why a payment cannot be made.
fn obstacle(obstacle: &Obstacle) -> String {
    match obstacle {
        Obstacle::Gone(sentra) => format!("sentra {sentra} sudah tidak ada"),
        Obstacle::Window(first, last) => format!("jendela tahunnya {first} sampai {last}"),
        Obstacle::NotEligible(region) => format!("daerah {region} tidak memenuhi syarat pada tahun itu"),
        Obstacle::NotOnMenu(activity) => format!("sumber itu tidak membiayai {activity}"),
    }
}

#[allow(clippy::too_many_lines)] // one sentence for each kind
fn indonesian(kind: &FaultKind) -> String {
    use FaultKind as K;
    match kind {
        K::NoYears => "belum ada tahun; tuliskan tahun-tahun anggaran, misalnya [2025, 2026]".to_owned(),
        K::TooManyYears { years } => format!("ada {years} tahun; rencanakan paling banyak 64"),
        K::YearsNotNeighbouring { before, after } => {
            format!("tahun {after} menyusul tahun {before}; tuliskan tahun yang berurutan tanpa celah")
        }
        K::UnitTooSmall { unit } => format!("satuannya {unit}; isi Rp 1 atau lebih, misalnya 1000"),
        K::DiscountOutOfRange { discount } => {
            let discount = Number(*discount);
            format!("faktor diskonnya {discount}; isi faktor di atas 0 dan paling besar 1")
        }
        K::UnknownGoals { found } => format!(
            "tujuannya [{found}]; hanya [{{\"maximise\": \"benefit\"}}] yang dikenal, jadi tulis itu atau hapus goals"
        ),
        K::TooManyPayments { payments } => format!(
            "kebutuhan, tahun dan sumber dana menghasilkan {payments} kemungkinan pembayaran; pecah programnya agar kurang dari {}",
            u32::MAX
        ),

        K::EmptyCode { item: of } => {
            let of = item(*of);
            format!("{of} ini tanpa kode; beri kode yang belum dipakai {of} lain")
        }
        K::UnusableCode { item: of, code } => format!(
            "{code:?} tidak dapat menjadi kode {}; tulis tanpa ';', ganti baris, dan spasi di awal atau akhirnya",
            item(*of)
        ),
        K::DuplicateCode { item: of, code } => {
            format!("{} {code} sudah tercantum; hapus baris ini atau beri kode lain", item(*of))
        }
        K::MissingCode { item: of } => format!("{} belum diisi; isi salah satu dari tabel {}", item(*of), of.table()),
        K::UnknownCode { item: of, code, nearest: Some(nearest) } => {
            format!("tidak ada {} {code:?}; maksudnya {nearest:?}?", item(*of))
        }
        K::UnknownCode { item: of, code, nearest: None } => format!(
            "tidak ada {} {code:?}; perbaiki atau tambahkan ke tabel {}",
            item(*of),
            of.table()
        ),
        K::SectorWithoutParent { code, parent } => {
            format!("sektor {code} tidak mempunyai induk; tambahkan sektor {parent:?} ke tabel sectors")
        }

        K::YearOutsideHorizon { year, first, last } => {
            format!("tahun {year} di luar rentang {first} sampai {last}; isi tahun di dalamnya")
        }
        K::WindowReversed { need, first, last } => format!(
            "kebutuhan {need} boleh dibayar dari {first} sampai {last}; isi tahun awal yang tidak melewati tahun akhir"
        ),
        K::EligibleYearTwice { region, year } => {
            format!("daerah {region} mencantumkan tahun {year} dua kali; sisakan satu")
        }

        K::AfterItself { need } => {
            format!("kebutuhan {need} menunggu dirinya sendiri; keluarkan dari daftarnya sendiri")
        }
        K::OrderCycle { needs, more } => {
            let mut waiting: Vec<String> = needs.iter().map(ToString::to_string).collect();
            if *more > 0 {
                waiting.push(format!("{more} lainnya"));
            }
            waiting.extend(needs.first().map(ToString::to_string));
            format!("{}; hapus salah satunya", waiting.join(" menunggu "))
        }

        K::CostNotPositive { need, cost } => {
            format!("kebutuhan {need} berbiaya {cost}; isi biaya di atas 0 atau hapus kebutuhan ini")
        }
        K::NegativeAmount { amount } => format!("{amount} kurang dari 0; isi Rp 0 atau lebih"),
        K::AmountTooLarge { amount } => {
            format!("{amount} melebihi {}, jumlah terbesar; periksa angkanya", Rupiah::LARGEST)
        }
        K::TotalTooLarge { column, total: sum, largest } => format!(
            "isi kolom {column} berjumlah {}, melebihi jumlah terbesar {}; periksa angkanya atau pecah programnya",
            total(*sum),
            total(*largest)
        ),
        K::PointsOutOfRange { found } => {
            format!("{} tidak dapat menjadi poin; isi bilangan dari 0 sampai 1e15", Number(*found))
        }
        K::FactorOutOfRange { found } => {
            format!("{} tidak dapat menjadi faktor; isi bilangan dari 0 sampai 1e15", Number(*found))
        }
        K::PrioritiesTooLarge { item: of, code, points } => format!(
            "prioritas menaikkan poin {} {code} menjadi {points:e}; turunkan agar tidak melewati 1e15",
            item(*of)
        ),
        K::InformationOutOfRange { found } => {
            format!("{} tidak dapat dipakai; isi bilangan 0 atau lebih, atau kosongkan selnya", Number(*found))
        }
        K::FundingShareOutOfRange { found } => format!(
            "{} tidak dapat menjadi bagian terkecil pendanaan; isi bilangan di atas 0 dan paling besar 1 dengan paling banyak enam desimal",
            Number(*found)
        ),

        K::NationCeilingWithCode { code } => {
            format!("pagu nation memuat kode {code:?}; kosongkan kodenya, atau ubah scope")
        }
        K::CeilingWithoutCode { scope } => {
            let place = place(*scope, "").trim_end().to_owned();
            format!("pagu untuk {place} ini tanpa kode; isi kode {place}, atau ubah scope")
        }
        K::DuplicateCeiling { source_code, scope, code, year } => format!(
            "sumber dana {source_code} sudah mempunyai pagu untuk {} pada {year}; sisakan satu baris",
            place(*scope, code)
        ),
        K::DuplicatePayment { need, year, source_code } => format!(
            "kebutuhan {need} sudah mempunyai baris untuk {year} dan sumber dana {source_code}; sisakan satu baris"
        ),
        K::ImpossiblePayment { need, year, source_code, obstacle: why } => format!(
            "kebutuhan {need} tidak dapat dibayar pada {year} oleh {source_code}, karena {}; perbaiki itu atau hapus barisnya",
            obstacle(why)
        ),
        K::ContractedAboveCost { need, contracted, cost } => format!(
            "kebutuhan {need} sampai baris ini sudah terikat kontrak {contracted}, padahal biayanya {cost}; turunkan isi barisnya atau naikkan biayanya"
        ),

        K::RuleWithoutId => "aturan ini tanpa id; beri id yang belum dipakai aturan lain".to_owned(),
        K::DuplicateRule { id } => format!("aturan {id} sudah ada; beri aturan ini id lain"),
        K::KeyNotAllowed { family: of, key } => {
            format!("aturan jenis {} tidak mengenal kunci {key}; hapus kunci itu", family_name(*of))
        }
        K::KeyRequired { family: of, key } => {
            format!("aturan jenis {} memerlukan kunci {key}; tambahkan", family_name(*of))
        }
        K::NoBound { family: of, keys } => format!(
            "aturan jenis {} tidak membatasi apa pun tanpa {}; isi paling sedikit satu",
            family_name(*of),
            keys.join(", ")
        ),
        K::ExactlyNotAlone { beside } => format!("exactly berdampingan dengan {beside}; sisakan salah satunya"),
        K::NeverSoft { family: of } => format!("aturan jenis {} tidak pernah lunak; hapus soft", family_name(*of)),
        K::LawIsSoft => "aturan ini hukum, jadi tidak boleh lunak; hapus soft, atau law".to_owned(),
        K::EmptyBasis => "basis kosong; sebutkan peraturannya, atau hapus kuncinya".to_owned(),
        K::PenaltyOutOfRange { found } => {
            format!("{} tidak dapat menjadi denda; isi poin dari 0 sampai 1e15", Number(*found))
        }
        K::PerKeyNotAllowed { family: of, key } => format!(
            "aturan jenis {} tidak dapat dikelompokkan menurut {key}; keluarkan {key} dari per",
            family_name(*of)
        ),
        K::PerKeyTwice { key } => format!("per menyebut {key} dua kali; sisakan satu"),
        K::SelectorKeyNotAllowed { family: of, key } => {
            format!("aturan jenis {} tidak boleh memilih menurut {key}; hapus kunci itu", family_name(*of))
        }
        K::CompletedSelectorKey { key } => {
            format!("hitungan sentra yang tuntas tidak boleh memilih menurut {key}; hapus kunci itu")
        }
        K::CompletedNotSentra { what } => {
            let what = match what {
                What::Sentra => "sentra",
                What::Need => "kebutuhan",
                What::Region => "daerah",
            };
            format!("{what} tidak pernah dihitung sebagai tuntas; tulis what \"sentra\" atau counting \"funded\"")
        }
        K::LeastWithCompleted => "least hanya berlaku bersama counting \"funded\"; hapus".to_owned(),
        K::MatchWithItself { source_code } => {
            format!("source dan to sama-sama {source_code}; sebutkan dua sumber dana")
        }
        K::EmptyList => "daftarnya kosong sehingga tidak memilih apa pun; isi satu nilai atau hapus kuncinya".to_owned(),

        K::BoundByYearWithoutYear => {
            "batasnya berbeda menurut tahun, padahal per tidak menyebut year; tambahkan \"year\" ke per atau isi satu bilangan".to_owned()
        }
        K::BoundWithoutYears => {
            "batasnya tidak menyebut tahun; isi satu bilangan, atau satu untuk tiap tahun, misalnya {\"2025\": 0.3}".to_owned()
        }
        K::BoundYearMalformed { found } => {
            format!("{found:?} bukan tahun; tulis dengan angka, misalnya \"2025\"")
        }
        K::BoundNotAmount { found } => {
            format!("{} bukan jumlah uang; isi rupiah bulat dari 0 sampai 4e15", Number(*found))
        }
        K::BoundNotShare { found } => {
            format!("{} bukan bagian; isi bilangan dari 0 sampai 1 dengan paling banyak enam desimal", Number(*found))
        }
        K::BoundNotRatio { found } => format!(
            "{} bukan perbandingan; isi bilangan dari 0 sampai 1000 dengan paling banyak enam desimal",
            Number(*found)
        ),
        K::BoundNotCount { found } => {
            format!("{} bukan hitungan; isi bilangan bulat dari 0 sampai {}", Number(*found), u32::MAX)
        }
        K::LeastOutOfRange { found } => format!(
            "{} bukan jumlah terkecil; isi rupiah bulat dari 1 sampai 4e15, atau hapus least untuk satu satuan",
            Number(*found)
        ),
    }
}
