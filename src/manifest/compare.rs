//! A manifest held against what is there now: every doubt, in words.

use std::collections::BTreeMap;
use std::fmt;

use super::{FileHash, Form, Manifest, RuleRecord};

/// Something in a manifest that does not match.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum Doubt {
    /// It was written by another version, whose arithmetic may differ.
    Version {
        /// The version that it names.
        claimed: String,
        /// This version.
        found: String,
    },
    /// The programme has another name.
    Name {
        /// The name in the manifest.
        claimed: String,
        /// The name found.
        found: String,
    },
    /// The programme was read in another form.
    Form,
    /// It names no files, since the programme was built in a program.
    NoFiles,
    /// A file has other bytes.
    Changed {
        /// The file.
        file: String,
    },
    /// A file of the manifest is not there.
    Gone {
        /// The file.
        file: String,
    },
    /// A file is there that the manifest does not name.
    Extra {
        /// The file.
        file: String,
    },
    /// The programme states something else.
    Statement,
    /// A rule is not what it was.
    Rule {
        /// Its id.
        id: String,
        /// What became of it.
        change: RuleChange,
    },
    /// The rules stand in another order.
    RuleOrder,
    /// An option is not what the summary says.
    Option {
        /// Its name.
        name: String,
        /// What the manifest claims.
        claimed: String,
        /// What else is said.
        found: String,
    },
}

/// What became of a rule.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RuleChange {
    /// It states something else.
    Changed,
    /// It is no longer there.
    Gone,
    /// It was not there.
    New,
    /// The record in the manifest contradicts itself: its hash, basis or law is not that of its canonical form.
    Forged,
}

impl fmt::Display for Doubt {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Version { claimed, found } => {
                write!(f, "it was written by alokasi {claimed}, and this is {found}: verify it with {claimed}")
            }
            Self::Name { claimed, found } => write!(f, "the programme was \"{claimed}\" and is \"{found}\""),
            Self::Form => f.write_str("the programme was read as a folder and is one file, or the other way round"),
            Self::NoFiles => {
                f.write_str("the programme was built in a program, so that no file can be held against it")
            }
            Self::Changed { file } => write!(f, "{file} has changed since"),
            Self::Gone { file } => write!(f, "{file} is no longer there"),
            Self::Extra { file } => write!(f, "{file} was not there when the plan was made"),
            Self::Statement => f.write_str("the programme states something else than when the plan was made"),
            Self::Rule { id, change: RuleChange::Changed } => write!(f, "rule {id} states something else than then"),
            Self::Rule { id, change: RuleChange::Gone } => write!(f, "rule {id} is no longer there"),
            Self::Rule { id, change: RuleChange::New } => write!(f, "rule {id} was not there when the plan was made"),
            Self::Rule { id, change: RuleChange::Forged } => {
                write!(f, "the record of rule {id} contradicts itself, so it was changed by hand")
            }
            Self::RuleOrder => f.write_str("the rules stand in another order"),
            Self::Option { name, claimed, found } => {
                write!(f, "option {name} is {claimed}, but {found} is what comes out")
            }
        }
    }
}

impl Manifest {
    /// Holds this manifest of a stored plan against `now`, which was made again from what is there. Options are not compared here:
    /// they cannot be made again from files.
    #[must_use]
    pub fn doubts(&self, now: &Manifest) -> Vec<Doubt> {
        let mut doubts = Vec::new();
        if self.alokasi != now.alokasi {
            doubts.push(Doubt::Version { claimed: self.alokasi.clone(), found: now.alokasi.clone() });
        }
        if self.programme != now.programme {
            doubts.push(Doubt::Name { claimed: self.programme.clone(), found: now.programme.clone() });
        }
        match self.inputs.form {
            form if form == now.inputs.form => files(&self.inputs.files, &now.inputs.files, &mut doubts),
            Form::InMemory => doubts.push(Doubt::NoFiles),
            Form::Folder | Form::OneFile => doubts.push(Doubt::Form),
        }
        if self.statement != now.statement {
            doubts.push(Doubt::Statement);
        }
        rules(&self.rules, &now.rules, &mut doubts);
        files(&self.outputs, &now.outputs, &mut doubts);
        doubts
    }
}

fn files(claimed: &[FileHash], found: &[FileHash], doubts: &mut Vec<Doubt>) {
    let by_name = |files: &[FileHash]| -> BTreeMap<String, FileHash> {
        files.iter().map(|file| (file.file.clone(), file.clone())).collect()
    };
    let (then, now) = (by_name(claimed), by_name(found));
    for (name, hash) in &then {
        match now.get(name) {
            None => doubts.push(Doubt::Gone { file: name.clone() }),
            Some(other) if other != hash => doubts.push(Doubt::Changed { file: name.clone() }),
            Some(_) => {}
        }
    }
    // A file that is named twice would hide one of its two hashes.
    if then.len() != claimed.len() {
        doubts.extend(claimed.iter().map(|file| Doubt::Changed { file: file.file.clone() }));
    }
    doubts.extend(now.keys().filter(|name| !then.contains_key(*name)).map(|name| Doubt::Extra { file: name.clone() }));
}

fn rules(claimed: &[RuleRecord], found: &[RuleRecord], doubts: &mut Vec<Doubt>) {
    let start = doubts.len();
    let mut doubt = |id: &str, change| doubts.push(Doubt::Rule { id: id.to_owned(), change });
    for then in claimed {
        match found.iter().find(|now| now.id == then.id) {
            None => doubt(&then.id, RuleChange::Gone),
            Some(now) if now.sha256 != then.sha256 => doubt(&then.id, RuleChange::Changed),
            // The hash is right, so whatever else differs was written by another hand.
            Some(now) if now != then => doubt(&then.id, RuleChange::Forged),
            Some(_) => {}
        }
    }
    for now in found.iter().filter(|now| claimed.iter().all(|then| then.id != now.id)) {
        doubt(&now.id, RuleChange::New);
    }
    if doubts.len() == start && !claimed.iter().map(|rule| &rule.id).eq(found.iter().map(|rule| &rule.id)) {
        doubts.push(Doubt::RuleOrder);
    }
}
