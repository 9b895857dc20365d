//! What was found, as plain data.

use serde::{Deserialize, Serialize};

use crate::units::Rupiah;
use crate::words::arithmetic::Sum as Finding;
use crate::words::conflict::Demanded;

/// What was found.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct Conflict {
    /// Whether all demands can hold together.
    pub verdict: Verdict,
    /// What arithmetic shows before anything is solved.
    pub findings: Vec<Finding>,
    /// Sets of demands that cannot hold together; no two share a demand. Empty if all fits.
    pub sets: Vec<Set>,
    /// Ways to give in, the cheapest first among those that touch rules only, then those that ask for money or break contracts, then those that do not do.
    pub ways: Vec<Way>,
    /// No less giving in of rules that are no law does, proved; `None` where no such giving in does at all, or nothing is proved.
    pub least: Option<Rupiah>,
    /// How far it was looked, where that is not known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub looked: Option<Looked>,
}

impl Conflict {
    /// A verdict with nothing else to tell.
    pub(super) fn bare(verdict: Verdict) -> Self {
        Self { verdict, findings: Vec::new(), sets: Vec::new(), ways: Vec::new(), least: None, looked: None }
    }
}

/// How far whole decisions were looked at that are too many to be searched to the end.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct Looked {
    /// Parts, each what a rule, a contract or a region speaks of, that have a plan by themselves.
    pub parts: usize,
    /// Needs of the largest of them.
    pub needs: usize,
    /// Parts that were too large, or too many, to be decided.
    pub left: usize,
}

/// Whether all demands can hold together.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum Verdict {
    /// The programme takes no whole decisions, and its linear program has a point.
    Fits,
    /// It takes whole decisions, and a plan was found and judged.
    FitsWhole,
    /// The linear relaxation has a point; whether whole decisions have is not known.
    FitsLinear,
    /// They cannot.
    Clashes,
}

/// Demands that cannot hold together.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct Set {
    /// The demands.
    pub demands: Vec<Demand>,
    /// Whether they contradict each other only as whole decisions.
    pub whole: bool,
    /// Whether that they contradict each other is proved: by weights of their rows in outward-rounded arithmetic, or by a search to the end, each node proved.
    pub proved: bool,
    /// Whether each is needed: without it a point (of whole decisions: a judged plan) was found that keeps the others.
    pub smallest: bool,
    /// Needs whose costs are part of the contradiction, with what they cost.
    pub costs: Option<(usize, Rupiah)>,
}

/// One demand of a set.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct Demand {
    /// What it is.
    pub what: Demanded,
    /// Name of its row, as `export` writes it; of a contract `contracted:NEED:YEAR:SOURCE`.
    pub row: String,
    /// Whether it is a rule that may not be bent.
    pub law: bool,
    /// The regulation that the rule rests on; empty where none is named.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub basis: String,
    /// What it comes to while the others hold; `None` where that was not found.
    pub figures: Option<Figures>,
}

/// What a demand comes to while the others of its set hold and it is missed by as little as can be.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct Figures {
    /// Whether it allows too little (a ceiling, a cap) rather than asks for too much.
    pub allows: bool,
    /// What it asks for, or allows.
    pub asked: Rupiah,
    /// The most that can be paid, or the least that must be.
    pub best: Rupiah,
    /// What is between them.
    pub missing: Rupiah,
}

impl Figures {
    pub(super) fn new(allows: bool, asked: Rupiah, best: Rupiah) -> Self {
        let missing = if allows { best - asked } else { asked - best };
        Self { allows, asked, best, missing }
    }
}

/// A way to give in.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct Way {
    /// What gives in.
    pub parts: Vec<Given>,
    /// Rupiah in all; 0 where it does not do, or counts numbers.
    pub rupiah: Rupiah,
    /// Whether it does.
    pub outcome: Done,
}

/// One demand that gives in.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct Given {
    /// What it is.
    pub what: Demanded,
    /// Whether it gives in by allowing more rather than by asking for less.
    pub allows: bool,
    /// By how much.
    pub by: Giving,
}

/// By how much a demand gives in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum Giving {
    /// By rupiah, rounded up.
    Rupiah(Rupiah),
    /// By a number of things counted.
    Number(usize),
    /// It is left out.
    All,
}

/// What a trial came to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum Done {
    /// The programme was solved again with it and fits.
    Confirmed,
    /// It does for what these demands speak of, solved to the end; whether the whole programme then fits is not known.
    Here,
    /// It was solved again and does not fit: other demands contradict each other too.
    NotEnough,
    /// No answer was found.
    Unknown,
}
