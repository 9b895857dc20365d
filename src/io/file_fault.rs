//! What can be wrong with the text of a file; each message says what to do.

use super::shape::{Named, Separator, Shape, Wanted};
use crate::words::{Language, number};

/// What can be wrong with the text of a file; its message says what to do.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum FileFault {
    /// A folder without a single file of a programme.
    #[error("this folder holds no programme; it needs programme.json and the tables {tables}")]
    NoProgramme {
        /// The tables it needs.
        tables: String,
    },
    /// A table where a programme is asked for.
    #[error("this is one table, not a programme; name the folder that holds it")]
    OneTable,
    /// A file that every programme has is not there.
    #[error("the file is missing; add it{}", renaming(.similar.as_deref()))]
    Missing {
        /// A file that may be meant.
        similar: Option<String>,
    },
    /// A file that looks like an optional table under a wrong name.
    #[error("this is no table of a programme; rename it to {table} if that is meant, or give it a name unlike it")]
    Stray {
        /// The table it may be.
        table: String,
    },
    /// The system does not let us read it.
    #[error("the file cannot be read: {reason}")]
    Unreadable {
        /// What the system says.
        reason: String,
    },
    /// Columns separated by something other than commas.
    #[error(
        "the columns are separated by {separator}; save as CSV with commas (Excel: \"CSV UTF-8\" with the list separator set to ',')"
    )]
    Separator {
        /// The separator.
        separator: Separator,
    },
    /// UTF-16, as Excel's "Unicode text" is.
    #[error("the text is UTF-16; save it as UTF-8 (Excel: \"CSV UTF-8\")")]
    Utf16,
    /// Bytes that are no UTF-8.
    #[error("the text is not UTF-8 after \"{readable}\"; save the file as UTF-8 (Excel: \"CSV UTF-8\")")]
    NotUtf8 {
        /// What can be read before the broken byte.
        readable: String,
    },
    /// Nothing in the file.
    #[error("the file is empty; its first line must be {header}")]
    NoHeader {
        /// The header it needs.
        header: String,
    },
    /// A column that the table does not have.
    #[error("this column is unknown; the table has {known}{}", hint(.similar.as_deref()))]
    UnknownColumn {
        /// The columns it has.
        known: String,
        /// The column that may be meant.
        similar: Option<String>,
    },
    /// A column that must be there.
    #[error("this column is missing; add it, even if all its cells are empty")]
    MissingColumn,
    /// A column twice.
    #[error("this column stands twice; remove one")]
    DuplicateColumn,
    /// A row that is too short or too long.
    #[error(
        "the row has {found} cells where the header has {wanted}; quote text that holds a comma, and fill up with commas"
    )]
    CellCount {
        /// Cells of the row.
        found: usize,
        /// Cells of the header.
        wanted: usize,
    },
    /// A quoted cell that never ends.
    #[error("the quote (\") opened here is never closed, so the rest of the file was not read; close it")]
    OpenQuote,
    /// A quote where none may be.
    #[error("a quote (\") stands inside a cell; quote the whole cell and double the quotes inside it")]
    StrayQuote,
    /// A cell that must not be empty.
    #[error("this cell is empty; fill it in")]
    EmptyCell,
    /// An item of a list that is empty.
    #[error("an item of the list is empty; put one ';' between two items and none at the ends")]
    EmptyItem,
    /// No whole rupiah.
    #[error("\"{found}\" is not an amount; write whole rupiah without sign, point or separator, such as 1500000000")]
    NotMoney {
        /// The text found.
        found: String,
    },
    /// A number too large to count with.
    #[error("\"{found}\" is too large; write at most {largest}")]
    TooLarge {
        /// The text found.
        found: String,
        /// The largest number.
        largest: String,
    },
    /// No decimal number.
    #[error("\"{found}\" is not a decimal number; write digits with a point, such as 0.75")]
    NotDecimal {
        /// The text found.
        found: String,
    },
    /// A decimal number in Indonesian notation.
    #[error("\"{found}\" has a decimal comma; write a point, such as 0.75")]
    DecimalComma {
        /// The text found.
        found: String,
    },
    /// No year.
    #[error("\"{found}\" is not a year; write a fiscal year such as 2019")]
    NotYear {
        /// The text found.
        found: String,
    },
    /// No whole number.
    #[error("\"{found}\" is not a whole number; write digits only")]
    NotNumber {
        /// The text found.
        found: String,
    },
    /// Neither true nor false.
    #[error("\"{found}\" is not a yes or no; write true or false")]
    NotBoolean {
        /// The text found.
        found: String,
    },
    /// Not one of the words that may stand here.
    #[error("\"{found}\" is unknown here; write {}", number::one_of(words, Language::En))]
    NotWord {
        /// The text found.
        found: String,
        /// The words that may.
        words: Vec<&'static str>,
    },
    /// The text is no JSON.
    #[error("this is not JSON: {reason}; mend the text here or just before")]
    NotJson {
        /// What the reader says.
        reason: String,
    },
    /// A value of the wrong type.
    #[error("this is {found}; write {wanted}")]
    WrongType {
        /// What it is.
        found: Shape,
        /// What it must be.
        wanted: Wanted,
    },
    /// A JSON number that is not whole.
    #[error("{found} is not whole; write a whole number without decimals")]
    NotWhole {
        /// The number.
        found: String,
    },
    /// A key that must be there.
    #[error("the key is missing; add it")]
    MissingKey,
    /// A key that may not.
    #[error("this key is unknown here; known are {known}{}", hint(.similar.as_deref()))]
    UnknownKey {
        /// The keys that may.
        known: String,
        /// The key that may be meant.
        similar: Option<String>,
    },
    /// A table inside the `programme.json` of a folder.
    #[error("a folder keeps this table in {file}; move it there")]
    TableInPolicy {
        /// Where it belongs.
        file: String,
    },
    /// One JSON file without any table.
    #[error("the file holds no tables; name the folder that holds it, or put the tables in it as lists")]
    NoTables,
    /// A key twice.
    #[error("this key stands twice; remove one")]
    DuplicateKey,
    /// A code that the programme does not have.
    #[error("the programme has no {what} \"{code}\"")]
    UnknownCode {
        /// What kind of code.
        what: Named,
        /// The code.
        code: String,
    },
    /// A file that this crate writes, in another shape.
    #[error("this is not as alokasi writes it: {reason}; solve again")]
    NotOurs {
        /// What the reader says.
        reason: String,
    },
    /// A payment that the programme does not allow.
    #[error(
        "this payment cannot exist: the need's window, the region's eligible years, the sentra's status or what the source may pay for rules it out"
    )]
    NoSuchPayment,
    /// A payment stated twice.
    #[error("the same need, year and source stand in line {line} already; keep one")]
    DuplicatePayment {
        /// The first of the two.
        line: u64,
    },
}

/// `; is "cost" meant? Then use that name`, or nothing.
fn hint(similar: Option<&str>) -> String {
    similar.map_or_else(String::new, |similar| format!("; is \"{similar}\" meant? Then use that name"))
}

/// `; is "Need.csv" meant? Then rename it`, or nothing.
fn renaming(similar: Option<&str>) -> String {
    similar.map_or_else(String::new, |similar| format!("; is \"{similar}\" meant? Then rename it"))
}
