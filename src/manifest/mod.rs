//! The audit trail of a plan: what went in, what the rules say and rest on, how it was solved, what came out, each with its hash.
//!
//! A manifest holds nothing but what follows from the input and the options: no time, no path, no name of a machine. So the same
//! input gives the same bytes, and two auditors hold the same manifest. Hashes are SHA-256 in lower-case hexadecimal digits.
//!
//! ```text
//! inputs      bytes of each file as they were read: a changed comma shows
//! statement   what the files state, in a canonical form: the same for a folder, for one JSON file, for rows in another order
//! rules       each rule in its canonical form, with its regulation and its own hash
//! options     solver, gap, and whatever else chooses between plans
//! outputs     bytes of each file that was written beside the manifest (the summary apart: it tells seconds)
//! ```

mod canonical;
mod compare;

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use serde_json::Value;
use sha2::{Digest, Sha256};

pub use canonical::{rule as canonical_rule, statement};
pub use compare::Doubt;

use crate::input::ProgrammeData;

/// SHA-256 of `bytes` in 64 hexadecimal digits.
#[must_use]
pub fn sha256(bytes: &[u8]) -> String {
    const DIGITS: [char; 16] = ['0', '1', '2', '3', '4', '5', '6', '7', '8', '9', 'a', 'b', 'c', 'd', 'e', 'f'];
    let digest = Sha256::digest(bytes);
    digest.iter().flat_map(|byte| [DIGITS[usize::from(byte >> 4)], DIGITS[usize::from(byte & 15)]]).collect()
}

/// The form in which a programme was read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Form {
    /// `programme.json` and a CSV file for each table.
    Folder,
    /// One JSON file.
    OneFile,
    /// None: it was built in a program.
    InMemory,
}

/// A file that was read or written.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FileHash {
    /// What it is: the name of the file in a folder; `programme` for a programme in one file, whatever that is called.
    pub file: String,
    /// Its length in bytes.
    pub bytes: u64,
    /// Its hash.
    pub sha256: String,
}

impl FileHash {
    /// The hash of `bytes`, which are `file`.
    #[must_use]
    pub fn of(file: impl Into<String>, bytes: &[u8]) -> Self {
        Self { file: file.into(), bytes: bytes.len() as u64, sha256: sha256(bytes) }
    }
}

/// What a programme was read from.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Sources {
    /// Its form.
    pub form: Form,
    /// Its files, by name.
    pub files: Vec<FileHash>,
}

impl Default for Sources {
    /// Nothing was read: the programme was built in a program.
    fn default() -> Self {
        Self { form: Form::InMemory, files: Vec::new() }
    }
}

/// A rule as it was held to.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RuleRecord {
    /// Its id.
    pub id: String,
    /// The regulation it rests on; absent where none is named.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub basis: Option<String>,
    /// Whether it may not be bent.
    #[serde(default)]
    pub law: bool,
    /// The rule in its canonical form: defaults left out, lists sorted, keys in order.
    pub canonical: Value,
    /// Hash of the canonical form as compact JSON.
    pub sha256: String,
}

impl RuleRecord {
    fn new(rule: &crate::input::Rule, unit: crate::units::Rupiah) -> Self {
        let canonical = canonical::rule(rule, unit);
        let sha256 = sha256(canonical.to_string().as_bytes());
        Self { id: rule.id.clone(), basis: rule.basis.clone(), law: rule.law, canonical, sha256 }
    }
}

/// The audit trail of one plan: `manifest.json`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Manifest {
    /// Version of this library.
    pub alokasi: String,
    /// Name of the programme.
    pub programme: String,
    /// What it was read from.
    pub inputs: Sources,
    /// Hash of all that it states, in canonical form.
    pub statement: String,
    /// Its rules, as the planner ordered them.
    pub rules: Vec<RuleRecord>,
    /// What chose this plan: solver, gap and the like.
    pub options: BTreeMap<String, Value>,
    /// What was written, by name; empty until it is.
    #[serde(default)]
    pub outputs: Vec<FileHash>,
}

impl Manifest {
    /// The manifest of a plan of `data`, which was read from `inputs` and solved with `options`.
    #[must_use]
    pub fn new(data: &ProgrammeData, inputs: Sources, options: BTreeMap<String, Value>) -> Self {
        Self {
            alokasi: env!("CARGO_PKG_VERSION").to_owned(),
            programme: data.name.clone(),
            inputs,
            statement: sha256(canonical::statement(data).to_string().as_bytes()),
            rules: data.rules.iter().map(|rule| RuleRecord::new(rule, data.unit)).collect(),
            options,
            outputs: Vec::new(),
        }
    }

    /// This manifest with what was written, sorted by name.
    #[must_use]
    pub fn with_outputs(mut self, mut outputs: Vec<FileHash>) -> Self {
        outputs.sort();
        self.outputs = outputs;
        self
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The test vectors of FIPS 180-2, appendix B.
    #[test]
    fn the_hash_is_sha256() {
        assert_eq!(sha256(b"abc"), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
        assert_eq!(sha256(b""), "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
    }
}
