//! Faults of files in Indonesian too. The catalogue of [`words`](crate::words) knows no files, so what is said of their text stands here; the
//! English sentence of a fault is its own text.

use super::fault::{Located, Wrong};
use super::file_fault::FileFault;
use crate::summary::Note;
use crate::words::{Language, Message, number};

impl<What: Message> Located<What> {
    /// The same as plain data, in `language`.
    #[must_use]
    pub fn note(&self, language: Language) -> Note {
        self.noted(self.what.say(language))
    }
}

impl<What: Message> Message for Located<What> {
    /// `needs.csv:18: cost: ...`
    fn say(&self, language: Language) -> String {
        format!("{}{}: {}", self.file, self.spot, self.what.say(language))
    }
}

impl Message for Wrong {
    fn say(&self, language: Language) -> String {
        match self {
            Self::File(fault) => fault.say(language),
            Self::Model(fault) => fault.say(language),
        }
    }
}

impl Message for FileFault {
    fn say(&self, language: Language) -> String {
        match language {
            Language::En => self.to_string(),
            Language::Id => indonesian(self),
        }
    }
}

#[allow(clippy::too_many_lines)] // one sentence for each kind
fn indonesian(fault: &FileFault) -> String {
    use FileFault as F;
    let say = |message: &dyn Message| message.say(Language::Id);
    match fault {
        F::NoProgramme { tables } => {
            format!("folder ini tidak memuat program; ia memerlukan programme.json dan tabel {tables}")
        }
        F::OneTable => "ini satu tabel, bukan program; sebutkan folder yang memuatnya".to_owned(),
        F::Missing { similar: None } => "berkas ini tidak ada; tambahkan".to_owned(),
        F::Missing { similar: Some(similar) } => {
            format!("berkas ini tidak ada; tambahkan; bila maksudnya \"{similar}\", ganti namanya")
        }
        F::Stray { table } => format!(
            "ini bukan tabel suatu program; ganti namanya menjadi {table} bila itu maksudnya, atau beri nama yang tidak mirip"
        ),
        F::Unreadable { reason } => format!("berkas ini tidak dapat dibaca: {reason}"),
        F::Separator { separator } => format!(
            "kolomnya dipisahkan oleh {}; simpan sebagai CSV dengan koma (Excel: \"CSV UTF-8\" dengan pemisah daftar ',')",
            say(separator)
        ),
        F::Utf16 => "teksnya UTF-16; simpan sebagai UTF-8 (Excel: \"CSV UTF-8\")".to_owned(),
        F::NotUtf8 { readable } => format!(
            "teksnya bukan UTF-8 setelah \"{readable}\"; simpan berkas ini sebagai UTF-8 (Excel: \"CSV UTF-8\")"
        ),
        F::NoHeader { header } => format!("berkas ini kosong; baris pertamanya harus {header}"),
        F::UnknownColumn { known, similar: None } => {
            format!("kolom ini tidak dikenal; tabel ini mempunyai {known}")
        }
        F::UnknownColumn { known, similar: Some(similar) } => format!(
            "kolom ini tidak dikenal; tabel ini mempunyai {known}; bila maksudnya \"{similar}\", pakai nama itu"
        ),
        F::MissingColumn => "kolom ini tidak ada; tambahkan, walaupun semua selnya kosong".to_owned(),
        F::DuplicateColumn => "kolom ini ada dua; hapus salah satunya".to_owned(),
        F::CellCount { found, wanted } => format!(
            "baris ini berisi {found} sel, padahal kepala tabel berisi {wanted}; beri tanda kutip pada teks yang memuat koma, dan lengkapi dengan koma"
        ),
        F::OpenQuote => {
            "tanda kutip (\") yang dibuka di sini tidak pernah ditutup, sehingga sisa berkas tidak terbaca; tutuplah".to_owned()
        }
        F::StrayQuote => {
            "ada tanda kutip (\") di dalam sel; apit seluruh sel dengan tanda kutip dan gandakan tanda kutip di dalamnya".to_owned()
        }
        F::EmptyCell => "sel ini kosong; isilah".to_owned(),
        F::EmptyItem => {
            "ada butir daftar yang kosong; taruh satu ';' di antara dua butir, tanpa ';' di awal dan akhir".to_owned()
        }
        F::NotMoney { found } => format!(
            "\"{found}\" bukan jumlah uang; tulis rupiah bulat tanpa tanda, titik atau pemisah, misalnya 1500000000"
        ),
        F::TooLarge { found, largest } => format!("\"{found}\" terlalu besar; tulis paling besar {largest}"),
        F::NotDecimal { found } => {
            format!("\"{found}\" bukan bilangan desimal; tulis angka dengan titik, misalnya 0.75")
        }
        F::DecimalComma { found } => format!("\"{found}\" memakai koma desimal; tulis titik, misalnya 0.75"),
        F::NotYear { found } => format!("\"{found}\" bukan tahun; tulis tahun anggaran, misalnya 2019"),
        F::NotNumber { found } => format!("\"{found}\" bukan bilangan bulat; tulis angka saja"),
        F::NotBoolean { found } => format!("\"{found}\" bukan ya atau tidak; tulis true atau false"),
        F::NotWord { found, words } => {
            format!("\"{found}\" tidak dikenal di sini; tulis {}", number::one_of(words, Language::Id))
        }
        F::NotJson { reason } => format!("ini bukan JSON: {reason}; perbaiki teks di sini atau tepat sebelumnya"),
        F::WrongType { found, wanted } => format!("di sini ada {}; tulis {}", say(found), say(wanted)),
        F::NotWhole { found } => format!("{found} tidak bulat; tulis bilangan bulat tanpa desimal"),
        F::MissingKey => "kunci ini tidak ada; tambahkan".to_owned(),
        F::UnknownKey { known, similar: None } => {
            format!("kunci ini tidak dikenal di sini; yang dikenal {known}")
        }
        F::UnknownKey { known, similar: Some(similar) } => format!(
            "kunci ini tidak dikenal di sini; yang dikenal {known}; bila maksudnya \"{similar}\", pakai nama itu"
        ),
        F::TableInPolicy { file } => format!("dalam folder, tabel ini disimpan di {file}; pindahkan ke sana"),
        F::NoTables => {
            "berkas ini tidak memuat tabel; sebutkan folder yang memuatnya, atau taruh tabel-tabelnya di sini sebagai daftar".to_owned()
        }
        F::DuplicateKey => "kunci ini ada dua; hapus salah satunya".to_owned(),
        F::UnknownCode { what, code } => format!("program ini tidak mempunyai {} \"{code}\"", say(what)),
        F::NotOurs { reason } => format!("ini tidak seperti yang ditulis alokasi: {reason}; hitung lagi rencananya"),
        F::NoSuchPayment => {
            "pembayaran ini tidak mungkin: jendela kebutuhan, tahun daerah yang memenuhi syarat, status sentra, atau apa yang dibiayai sumber dana menutupnya".to_owned()
        }
        F::DuplicatePayment { line } => {
            format!("kebutuhan, tahun dan sumber dana yang sama sudah ada di baris {line}; sisakan satu")
        }
    }
}
