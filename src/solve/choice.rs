//! The solvers of this build, by name.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

use crate::solve::Solver;
#[cfg(any(feature = "clarabel", feature = "microlp", feature = "highs"))]
use crate::solve::general;
use crate::solve::structured::Structured;

/// A solver of this build, as settings name it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize)]
#[serde(try_from = "String", into = "&'static str")]
#[non_exhaustive]
pub enum Choice {
    /// [`Structured`], made for these programmes.
    #[default]
    Structured,
    /// [`general::Clarabel`]
    #[cfg(feature = "clarabel")]
    Clarabel,
    /// [`general::Microlp`]
    #[cfg(feature = "microlp")]
    Microlp,
    /// [`general::Highs`]
    #[cfg(feature = "highs")]
    Highs,
}

/// Solvers that a build may leave out; each has the name of its feature.
const OPTIONAL: [(&str, bool); 3] = [
    ("clarabel", cfg!(feature = "clarabel")),
    ("microlp", cfg!(feature = "microlp")),
    ("highs", cfg!(feature = "highs")),
];

/// No solver of this build has the name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UnknownSolver {
    /// The name.
    pub name: String,
}

impl fmt::Display for UnknownSolver {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let here: Vec<&str> = Choice::all().iter().map(|choice| choice.name()).collect();
        write!(f, "no solver `{}`; this build has {}", self.name, here.join(", "))?;
        for (name, _) in OPTIONAL.iter().filter(|(_, built)| !built) {
            write!(f, "; `{name}` comes with the cargo feature `{name}`")?;
        }
        Ok(())
    }
}

impl std::error::Error for UnknownSolver {}

impl Choice {
    /// All solvers of this build.
    #[must_use]
    pub fn all() -> &'static [Self] {
        &[
            Self::Structured,
            #[cfg(feature = "clarabel")]
            Self::Clarabel,
            #[cfg(feature = "microlp")]
            Self::Microlp,
            #[cfg(feature = "highs")]
            Self::Highs,
        ]
    }

    /// Its name, as `--solver` and settings write it.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Structured => "structured",
            #[cfg(feature = "clarabel")]
            Self::Clarabel => "clarabel",
            #[cfg(feature = "microlp")]
            Self::Microlp => "microlp",
            #[cfg(feature = "highs")]
            Self::Highs => "highs",
        }
    }

    /// The solver.
    #[must_use]
    pub fn solver(self) -> Box<dyn Solver> {
        match self {
            Self::Structured => Box::new(Structured),
            #[cfg(feature = "clarabel")]
            Self::Clarabel => Box::new(general::Clarabel),
            #[cfg(feature = "microlp")]
            Self::Microlp => Box::new(general::Microlp),
            #[cfg(feature = "highs")]
            Self::Highs => Box::new(general::Highs),
        }
    }
}

impl fmt::Display for Choice {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

impl FromStr for Choice {
    type Err = UnknownSolver;

    fn from_str(name: &str) -> Result<Self, UnknownSolver> {
        Self::all()
            .iter()
            .find(|choice| choice.name() == name)
            .copied()
            .ok_or_else(|| UnknownSolver { name: name.to_owned() })
    }
}

impl TryFrom<String> for Choice {
    type Error = UnknownSolver;

    fn try_from(name: String) -> Result<Self, UnknownSolver> {
        name.parse()
    }
}

impl From<Choice> for &'static str {
    fn from(choice: Choice) -> Self {
        choice.name()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_solver_is_found_by_its_own_name() {
        for &choice in Choice::all() {
            assert_eq!(choice.name().parse(), Ok(choice));
            assert_eq!(choice.solver().name(), choice.to_string());
            let json = serde_json::to_string(&choice).unwrap();
            assert_eq!(json, format!("\"{choice}\""));
            assert_eq!(serde_json::from_str::<Choice>(&json).unwrap(), choice);
        }
    }

    /// The wording is ours; the names are those of `Cargo.toml`.
    #[test]
    fn an_unknown_name_is_answered_with_what_there_is() {
        let message = "gurobi".parse::<Choice>().unwrap_err().to_string();
        assert!(message.starts_with("no solver `gurobi`; this build has "), "{message}");
        for (name, built) in OPTIONAL {
            let hint = format!("`{name}` comes with the cargo feature `{name}`");
            assert_ne!(message.contains(&hint), built, "{message}");
        }
        assert!(serde_json::from_str::<Choice>("\"gurobi\"").is_err());
    }
}
