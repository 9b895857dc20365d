//! Rows and leaves of one node, as lists, from what the outline knows.

use std::ops::Range;

use super::hash::Map;
use super::leaves::{Kind, Leaves};
use super::measures::Signature;
use super::outline::id;
use super::problem::{NONE, Place};
use super::rides::Rides;
use super::rows::{Rows, Slack};
use super::tree::Builder;

/// Rows and slack columns of one scope.
#[derive(Debug, Default, Clone)]
pub(super) struct Here {
    pub(super) rows: Vec<u32>,
    pub(super) slack: Vec<(u32, Signature)>,
}

/// Leaves of a node before it is there.
#[derive(Debug, Default)]
pub(super) struct Drafts {
    pub(super) list: Vec<Draft>,
    /// The columns of all leaves and, for each, its signature as a place in the table of the node (later: its measure).
    columns: Vec<u32>,
    pub(super) measures: Vec<u32>,
    /// For each column its border rows, as measures.
    pub(super) rides: Rides,
}

/// One of them.
#[derive(Debug, Clone, Copy)]
pub(super) struct Draft {
    /// Where its columns start among those of all.
    first: u32,
    size: u32,
    /// Its row; [`NONE`] if it has none.
    pub(super) row: u32,
    /// The place of its kind among all kinds here, in the order in which they become leaves.
    pub(super) kind: u32,
}

impl Draft {
    fn range(self) -> Range<usize> {
        self.first as usize..(self.first + self.size) as usize
    }
}

impl Drafts {
    pub(super) fn columns_of(&self, draft: Draft) -> &[u32] {
        &self.columns[draft.range()]
    }

    pub(super) fn measures_of(&self, draft: Draft) -> &[u32] {
        &self.measures[draft.range()]
    }

    pub(super) fn is_ridden(&self, draft: Draft) -> bool {
        draft.range().any(|c| !self.rides.of(c).is_empty())
    }

    /// Whether all its columns ride alike.
    fn is_alike(&self, draft: Draft) -> bool {
        draft.range().all(|c| self.rides.of(c) == self.rides.of(draft.first as usize))
    }

    /// Finds the kind of each, once measures are in, and puts them in the order of their kinds.
    pub(super) fn sort(&mut self) {
        let mut known: Map<Vec<u32>, u32> = Map::default();
        let mut key: Vec<u32> = Vec::new();
        for d in 0..self.list.len() {
            let draft = self.list[d];
            let flags = [draft.row == NONE, self.is_ridden(draft), self.is_alike(draft)].map(u32::from);
            key.clear();
            key.push(draft.size);
            key.extend(flags);
            key.extend(self.measures_of(draft));
            self.list[d].kind = if let Some(&kind) = known.get(&key[..]) {
                kind
            } else {
                let kind = id(known.len());
                known.insert(key.clone(), kind);
                kind
            };
        }
        let mut kinds: Vec<(Vec<u32>, u32)> = known.into_iter().collect();
        kinds.sort_unstable();
        let mut place = vec![0u32; kinds.len()];
        for (new, (_, old)) in kinds.into_iter().enumerate() {
            place[old as usize] = id(new);
        }
        for draft in &mut self.list {
            draft.kind = place[draft.kind as usize];
        }
        self.list.sort_unstable_by_key(|draft| (draft.kind, draft.first));
    }
}

impl Builder<'_> {
    /// The row of the need of column `j`; [`NONE`] if it has none, or presolve took it out.
    pub(super) fn own_row(&self, j: u32) -> u32 {
        match self.outline.places.columns.get(j as usize) {
            Place::Need(need) => {
                let row = self.presolved.need_row[need as usize];
                if row != NONE && self.presolved.row_live[row as usize] { row } else { NONE }
            }
            _ => NONE,
        }
    }

    /// Adds leaves of these columns (with their places in the table), those of one need one after the other: one for each need, one for each other
    /// column that some row holds.
    pub(super) fn draft(
        &self,
        columns: impl Iterator<Item = (u32, u32)>,
        is_held: impl Fn(u32) -> bool,
        drafts: &mut Drafts,
    ) {
        let mut open = NONE;
        for (j, k) in columns {
            let row = self.own_row(j);
            // What no row holds at all is not part of the problem.
            if row == NONE && !is_held(k) {
                continue;
            }
            match drafts.list.last_mut() {
                Some(draft) if row != NONE && row == open => draft.size += 1,
                _ => drafts.list.push(Draft { first: id(drafts.columns.len()), size: 1, row, kind: 0 }),
            }
            open = row;
            drafts.columns.push(j);
            drafts.measures.push(k);
        }
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

    /// The leaves of `list`, which is in the order of kinds; those that are `late` without cost and right-hand side, which are looked up when they
    /// are called in.
    pub(super) fn leaves(&self, drafts: &Drafts, list: &[Draft], late: bool) -> Leaves {
        let mut leaves = Leaves::default();
        let columns = list.iter().map(|draft| draft.size as usize).sum();
        if late {
            leaves.rows.reserve_exact(list.len());
            leaves.columns.reserve_exact(columns);
        } else {
            leaves.make_room(list.len(), columns);
        }
        for same in list.chunk_by(|a, b| a.kind == b.kind) {
            leaves.kinds.push(Kind {
                size: same[0].size as usize,
                measures: leaves.measures.len(),
                leaf: leaves.rows.len(),
                count: same.len(),
                column: leaves.columns.len(),
                bounded: same[0].row != NONE,
                ridden: drafts.is_ridden(same[0]),
                alike: drafts.is_alike(same[0]),
            });
            leaves.measures.extend(drafts.measures_of(same[0]));
            for draft in same {
                leaves.rows.push(draft.row);
                leaves.columns.extend(drafts.columns_of(*draft));
                if late {
                    continue;
                }
                leaves.rhs.push(if draft.row == NONE {
                    self.outline.upper(drafts.columns[draft.first as usize] as usize)
                } else {
                    self.outline.lines[draft.row as usize].rhs
                });
                leaves.cost.extend(drafts.columns_of(*draft).iter().map(|&j| self.outline.cost(j as usize)));
                if drafts.rides.is_any() {
                    draft.range().for_each(|c| leaves.rides.push(drafts.rides.of(c).iter().copied()));
                }
            }
        }
        leaves.rides.settle();
        leaves
    }
}
