//! The border: rows over arbitrary sets of needs.
//!
//! Measures work since rules speak of sectors, activities, places and years: few signatures. A row over an arbitrary set of needs (a tag, a
//! list of sentra or regions) tells apart what no other row does: with `q` such rows every signature comes in up to `2^q` kinds. Such a row
//! is therefore taken out of all signatures, and its activity becomes a measure of its own, *ridden* by the columns of the set.
//!
//! # Formula
//! Let `A` be the rows of the tree, `B` those of the border, `D` and `E` their diagonals. Newton's matrix is
//!
//! ```text
//! | A Th A' + D    A Th B'     |  =  | L     | | L'  V |        L L' = A Th A' + D       V = L^-1 A Th B'
//! | B Th A'        B Th B' + E |     | V'  F | |     F'|        F F' = B Th B' + E - V'V
//! ```
//!
//! `F F'` is the dense Schur complement of the border, `q` square. The tree factors `L` node by node, and `V` with it: node by node the measures
//! of the border are columns of that node's own `V` (see `node.rs`), and what it subtracts is its share of `V'V`. So one pass from the needs up
//! serves all right-hand sides, each visits only the parts of the country in which it has needs, and `F` is the last block of the
//! factor of the node where the rows live. Nothing is solved twice, and the refinement of directions (`iterate.rs`) covers the border too.
//!
//! Smallest case: one need of cost `c` in two years, ceilings of both years, and one row over the first payment alone, with coefficient `e`.
//! Split, the first payment would be a measure of its own; here it stays in the measure of its year and rides: `W` of the need is 2 by 2, the border's
//! part of it `W e = e (W11, W21)` and `e' W e = e^2 W11`.
//!
//! A row over a set is often a row over all with other coefficients in the set (`sum of set - share * sum of all`). So each kind of column that the
//! tree tells apart has a *base* coefficient in the border row, the one that most of its columns have; it stays in the signature, where it
//! tells nothing apart, and only columns that deviate ride, with `e` the difference.
//!
//! # Which rows
//! All of one place (the nation, a province, a region) that cost less there. `n` kinds of columns seen in that place cost `n^2` in each iteration, since
//! its matrix is dense: a row that makes `n` of them from `n - m` costs about `2 n m`. Riding costs a sum for each column that deviates. Rows that
//! tell the same kinds apart go together, as a floor and a cap over one set do: each alone would change nothing. The dearest goes first, until
//! none is left that would be cheaper in the border. Rules of sectors, activities, places and years never make so many kinds.

use std::collections::BTreeMap;

use rayon::prelude::*;

use super::hash::Map;
use super::kinds::{MANY, choose_here, total_mark};
use super::measures::{RegionColumns, Signature};
use super::outline::{Outline, id};
use super::presolve::Presolved;
use super::problem::{Level, NONE, Scope};

/// The coefficient of a border row's own measure. Another number than 1 keeps it apart from columns that only this row holds: a
/// base of exactly this value is not used.
pub(super) const OWN: f64 = 2.0;

/// What a column shows to the rows above its sentra.
#[derive(Debug, Clone)]
pub(super) struct Entry {
    /// Its coefficients in rows of the tree.
    pub(super) signature: Signature,
    /// Its coefficients in rows of the border.
    pub(super) rides: Signature,
}

impl Entry {
    pub(super) fn is_empty(&self) -> bool {
        self.signature.is_empty() && self.rides.is_empty()
    }
}

/// A part of the country that may have rows in the border.
type Spot = (Level, u32);

/// The rows of the border.
#[derive(Debug, Default)]
pub(super) struct Border {
    /// The signature of each row's own measure.
    own: Map<u32, [(u32, f64); 1]>,
    /// The base coefficients in a place's border rows of each kind, by the kind's mark.
    bases: BTreeMap<Spot, Map<u64, Signature>>,
}

impl Border {
    /// Chooses them, see above.
    pub(super) fn choose(outline: &Outline<'_>, regions: &[RegionColumns], presolved: &Presolved) -> Self {
        let mut border = Self::default();
        let shown: Vec<Vec<(&Signature, usize)>> = regions.iter().map(|region| shown(region, presolved)).collect();
        for level in [Level::Nation, Level::Province, Level::Region] {
            let mut places: BTreeMap<u32, Vec<usize>> = BTreeMap::new();
            for r in 0..regions.len() {
                places.entry(place_of(outline, level, r)).or_default().push(r);
            }
            let chosen: Vec<(Spot, Vec<u32>, Map<u64, Signature>)> = places
                .into_par_iter()
                .filter_map(|(place, members)| {
                    // No place tells more kinds apart than it is shown.
                    if members.iter().map(|&r| shown[r].len()).sum::<usize>() < MANY {
                        return None;
                    }
                    let scope = Scope { level, id: place };
                    let here = |row: u32| outline.lines[row as usize].scope() == scope;
                    let seen = |row: u32| presolved.row_live[row as usize] && border.sees(outline, level, row);
                    let all = members.iter().flat_map(|&r| shown[r].iter().copied());
                    let (rows, bases) = choose_here(all, seen, here)?;
                    Some(((level, place), rows, bases))
                })
                .collect();
            for (spot, rows, bases) in chosen {
                border.own.extend(rows.into_iter().map(|row| (row, [(row, OWN)])));
                border.bases.insert(spot, bases);
            }
        }
        border
    }

    /// Whether places of this level see `row` in the tree.
    fn sees(&self, outline: &Outline<'_>, level: Level, row: u32) -> bool {
        outline.lines[row as usize].scope().level >= level && !self.own.contains_key(&row)
    }

    /// Parts a signature of a column of region `r` in rows of the tree and rows of the border.
    pub(super) fn part(&self, outline: &Outline<'_>, r: usize, signature: Signature) -> Entry {
        let mut entry = Entry { signature, rides: Signature::new() };
        if self.own.is_empty() {
            return entry;
        }
        let (in_border, mut tree): (Signature, Signature) =
            entry.signature.iter().partition(|(row, _)| self.own.contains_key(row));
        for level in [Level::Nation, Level::Province, Level::Region] {
            let Some(kinds) = self.bases.get(&(level, place_of(outline, level, r))) else { continue };
            let seen = entry.signature.iter().filter(|(row, _)| self.sees(outline, level, *row));
            for &(row, base) in kinds.get(&total_mark(seen)).into_iter().flatten() {
                let value = in_border.iter().find(|term| term.0 == row).map_or(0.0, |term| term.1);
                if base != 0.0 {
                    tree.push((row, base));
                }
                let deviation = value - base;
                if deviation != 0.0 {
                    entry.rides.push((row, deviation / OWN));
                }
            }
        }
        // A kind that no live column shows has no base: what is left of it rides whole.
        for &(row, value) in &in_border {
            let based = tree.iter().chain(&entry.rides).any(|term| term.0 == row);
            if !based {
                entry.rides.push((row, value / OWN));
            }
        }
        tree.sort_by_key(|&(row, _)| row);
        entry.signature = tree;
        entry
    }

    /// The signature of the measure of border row `row`.
    pub(super) fn own(&self, row: u32) -> &[(u32, f64)] {
        self.own.get(&row).map_or(&[], |own| own)
    }

    /// Whether this is the signature of a border row's measure.
    pub(super) fn is_own(&self, signature: &[(u32, f64)]) -> bool {
        matches!(signature, [(row, value)] if value.to_bits() == OWN.to_bits() && self.own.contains_key(row))
    }
}

/// The place of a level in which region `r` lies.
fn place_of(outline: &Outline<'_>, level: Level, r: usize) -> u32 {
    match level {
        Level::Region => id(r),
        Level::Province => outline.places.province[r],
        _ => Scope::NATION.id,
    }
}

/// What the columns of a region show, rows that presolve took out among it, and how many that are left show it.
fn shown<'r>(region: &'r RegionColumns, presolved: &Presolved) -> Vec<(&'r Signature, usize)> {
    let mut columns = vec![0usize; region.measures.len()];
    for (&k, &j) in region.measure.iter().zip(&region.columns) {
        if k != NONE && presolved.column_live[j as usize] {
            columns[k as usize] += 1;
        }
    }
    region.measures.iter().zip(columns).filter(|(_, columns)| *columns > 0).collect()
}
