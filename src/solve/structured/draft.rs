//! Rows and leaves of one node, as lists, from what the outline knows.

use std::collections::BTreeMap;

use super::leaves::{Kind, Leaves};
use super::measures::Signature;
use super::outline::id;
use super::problem::{NONE, Place};
use super::rows::{Rows, Slack};
use super::tree::Builder;

/// Rows and slack columns of one scope.
#[derive(Debug, Default, Clone)]
pub(super) struct Here {
    pub(super) rows: Vec<u32>,
    pub(super) slack: Vec<(u32, Signature)>,
}

/// A leaf before its node is there.
#[derive(Debug)]
pub(super) struct Draft {
    /// Its columns and, for each, its signature as a place in the table of the node (later: its measure).
    pub(super) columns: Vec<u32>,
    pub(super) measures: Vec<u32>,
    /// For each column its border rows; later their measures.
    pub(super) rides: Vec<Signature>,
    /// Its row; [`NONE`] if it has none.
    pub(super) row: u32,
}

impl Draft {
    pub(super) fn is_ridden(&self) -> bool {
        self.rides.iter().any(|rides| !rides.is_empty())
    }

    /// Whether all its columns ride alike.
    fn is_alike(&self) -> bool {
        self.rides.iter().all(|rides| *rides == self.rides[0])
    }
}

impl Builder<'_> {
    /// Leaves of these columns (with their places in the table): one for each need, one for each other column.
    pub(super) fn drafts(&self, columns: Vec<(u32, u32)>) -> Vec<Draft> {
        let mut drafts: Vec<Draft> = Vec::new();
        let mut by_need: BTreeMap<u32, usize> = BTreeMap::new();
        for (j, k) in columns {
            let row = match self.outline.places.columns[j as usize] {
                Place::Need(need) => self.presolved.need_row[need as usize],
                _ => NONE,
            };
            let row = if row != NONE && self.presolved.row_live[row as usize] { row } else { NONE };
            let at = if row == NONE { drafts.len() } else { *by_need.entry(row).or_insert(drafts.len()) };
            if at == drafts.len() {
                drafts.push(Draft { columns: Vec::new(), measures: Vec::new(), rides: Vec::new(), row });
            }
            drafts[at].columns.push(j);
            drafts[at].measures.push(k);
        }
        drafts
    }

    pub(super) fn rows(&self, here: &Here, signatures: &[&[(u32, f64)]]) -> Rows {
        let mut terms: Vec<Vec<(u32, f64)>> = vec![Vec::new(); here.rows.len()];
        for (k, signature) in signatures.iter().enumerate() {
            for &(row, value) in *signature {
                if let Ok(i) = here.rows.binary_search(&row) {
                    terms[i].push((id(k), value));
                }
            }
        }
        let mut rows = Rows::default();
        rows.start.push(0);
        for (&row, terms) in here.rows.iter().zip(terms) {
            let line = &self.outline.lines[row as usize];
            rows.ids.push(row);
            rows.equal.push(line.equal);
            rows.rhs.push(line.rhs);
            rows.terms.extend(terms);
            rows.start.push(id(rows.terms.len()));
        }
        let mut slack = Slack::default();
        slack.start.push(0);
        for (j, signature) in &here.slack {
            slack.ids.push(*j);
            slack.cost.push(self.outline.cost(*j as usize));
            slack.upper.push(self.outline.upper(*j as usize));
            slack.terms.extend(
                signature.iter().filter_map(|&(row, value)| here.rows.binary_search(&row).ok().map(|i| (id(i), value))),
            );
            slack.start.push(id(slack.terms.len()));
        }
        rows.slack = slack;
        rows
    }

    pub(super) fn leaves(&self, mut drafts: Vec<Draft>) -> Leaves {
        drafts.sort_by(|a, b| {
            let key = |draft: &Draft| (draft.columns.len(), draft.row == NONE, draft.is_ridden(), draft.is_alike());
            key(a).cmp(&key(b)).then_with(|| a.measures.cmp(&b.measures))
        });
        let mut leaves = Leaves::default();
        for draft in &drafts {
            let same = leaves.kinds.last().is_some_and(|kind: &Kind| {
                kind.bounded == (draft.row != NONE)
                    && (kind.ridden, kind.alike) == (draft.is_ridden(), draft.is_alike())
                    && leaves.measures[kind.measures..kind.measures + kind.size] == draft.measures[..]
            });
            if !same {
                leaves.kinds.push(Kind {
                    size: draft.columns.len(),
                    measures: leaves.measures.len(),
                    leaf: leaves.rows.len(),
                    count: 0,
                    column: leaves.columns.len(),
                    bounded: draft.row != NONE,
                    ridden: draft.is_ridden(),
                    alike: draft.is_alike(),
                });
                leaves.measures.extend(&draft.measures);
            }
            if let Some(kind) = leaves.kinds.last_mut() {
                kind.count += 1;
            }
            leaves.rows.push(draft.row);
            leaves.rhs.push(if draft.row == NONE {
                self.outline.upper(draft.columns[0] as usize)
            } else {
                self.outline.lines[draft.row as usize].rhs
            });
            for (&j, rides) in draft.columns.iter().zip(&draft.rides) {
                leaves.columns.push(j);
                leaves.cost.push(self.outline.cost(j as usize));
                leaves.rides.push(rides.iter().copied());
            }
        }
        leaves.rides.settle();
        leaves
    }
}
