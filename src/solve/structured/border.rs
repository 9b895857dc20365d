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

use std::collections::{BTreeMap, HashMap};

use rayon::prelude::*;

use super::measures::{RegionColumns, Signature};
use super::outline::{Outline, id};
use super::presolve::Presolved;
use super::problem::{Level, NONE, Scope};

/// What one riding column costs, against a pair of kinds (measured: 12 ns against 21 ns an iteration, and looking costs something too).
const RIDE: f64 = 1.0;
/// Kinds in a place from which on its rows are looked at. Five years with two sources and every rule family make about 500.
const MANY: usize = 1024;
/// The coefficient of a border row's own measure. Another number than 1 keeps it apart from columns that only this row holds: a
/// base of exactly this value is not used.
const OWN: f64 = 2.0;

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
    own: HashMap<u32, [(u32, f64); 1]>,
    /// The base coefficients in a place's border rows of each kind, by the kind's mark.
    bases: BTreeMap<Spot, HashMap<u64, Signature>>,
}

/// Columns that a place cannot tell apart.
#[derive(Debug, Clone)]
struct Group {
    /// Sum of the marks of all its coefficients that the place sees.
    mark: u64,
    /// Number of columns.
    columns: usize,
    /// Its coefficients in rows of the place.
    here: Signature,
}

impl Group {
    /// Its coefficient in a row of the place.
    fn value(&self, row: u32) -> f64 {
        self.here.binary_search_by_key(&row, |term| term.0).map_or(0.0, |at| self.here[at].1)
    }

    /// Its mark once `rows` (ascending) are taken away; `None` if it has none of them.
    fn less(&self, rows: &[u32]) -> Option<u64> {
        let mut gone = self.here.iter().filter(|(row, _)| rows.binary_search(row).is_ok()).peekable();
        gone.peek()?;
        Some(gone.fold(self.mark, |sum, &(row, value)| sum.wrapping_sub(mark(row, value))))
    }
}

impl Border {
    /// Chooses them, see above.
    pub(super) fn choose(outline: &Outline<'_>, regions: &[RegionColumns], presolved: &Presolved) -> Self {
        let mut border = Self::default();
        let shown: Vec<Vec<(Signature, usize)>> = regions.par_iter().map(|region| shown(region, presolved)).collect();
        for level in [Level::Nation, Level::Province, Level::Region] {
            let mut places: BTreeMap<u32, Vec<usize>> = BTreeMap::new();
            for r in 0..regions.len() {
                places.entry(place_of(outline, level, r)).or_default().push(r);
            }
            let chosen: Vec<(Spot, Vec<u32>, HashMap<u64, Signature>)> = places
                .into_par_iter()
                .filter_map(|(place, members)| {
                    let scope = Scope { level, id: place };
                    let here = |row: u32| outline.lines[row as usize].scope == scope;
                    let all = members.iter().flat_map(|&r| &shown[r]);
                    let (rows, bases) = choose_here(all, |row| border.sees(outline, level, row), here)?;
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
        outline.lines[row as usize].scope.level >= level && !self.own.contains_key(&row)
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
                if value != base {
                    entry.rides.push((row, (value - base) / OWN));
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

/// What the columns of a region show, without what presolve took out, and how many show it.
fn shown(region: &RegionColumns, presolved: &Presolved) -> Vec<(Signature, usize)> {
    let mut columns = vec![0usize; region.measures.len()];
    for (&k, &j) in region.measure.iter().zip(&region.columns) {
        if k != NONE && presolved.column_live[j as usize] {
            columns[k as usize] += 1;
        }
    }
    let live = |signature: &Signature| {
        signature.iter().copied().filter(|&(row, _)| presolved.row_live[row as usize]).collect()
    };
    region.measures.iter().zip(columns).filter(|(_, columns)| *columns > 0).map(|(all, n)| (live(all), n)).collect()
}

/// The rows of one place that are better in the border, of those that are `here`, when columns are told apart by all that are `seen`; and
/// the base coefficients of each kind that is left. `None` if there is no such row.
fn choose_here<'s>(
    shown: impl Iterator<Item = &'s (Signature, usize)>,
    seen: impl Fn(u32) -> bool,
    here: impl Fn(u32) -> bool,
) -> Option<(Vec<u32>, HashMap<u64, Signature>)> {
    let mut groups: Vec<Group> = Vec::new();
    let mut known: HashMap<u64, usize> = HashMap::new();
    for (signature, columns) in shown {
        let mark = total_mark(signature.iter().filter(|(row, _)| seen(*row)));
        let at = *known.entry(mark).or_insert_with(|| {
            let here = signature.iter().copied().filter(|&(row, _)| seen(row) && here(row));
            groups.push(Group { mark, columns: 0, here: here.collect() });
            groups.len() - 1
        });
        groups[at].columns += columns;
    }
    if groups.len() < MANY {
        return None;
    }
    let all = groups.clone();
    let mut chosen: Vec<u32> = Vec::new();
    loop {
        let kinds = groups.len() as f64;
        let best = together(&groups)
            .into_iter()
            .map(|rows| {
                let (left, columns) = without(&groups, &rows);
                (2.0 * kinds * (groups.len() - left) as f64 - RIDE * (columns * rows.len()) as f64, rows)
            })
            // The first of equals, so that the choice does not depend on how ties compare.
            .reduce(|best, next| if next.0 > best.0 { next } else { best });
        let Some((_, rows)) = best.filter(|(gain, _)| *gain > 0.0) else { break };
        merge(&mut groups, &rows);
        chosen.extend(rows);
    }
    chosen.sort_unstable();
    (!chosen.is_empty()).then(|| {
        let bases = bases(&all, &chosen);
        (chosen, bases)
    })
}

/// For each kind that is left without `rows`, the coefficient in each of them that most of its columns have (where it is not 0), or for which
/// at least one column deviates from 0.
fn bases(groups: &[Group], rows: &[u32]) -> HashMap<u64, Signature> {
    let mut kinds: HashMap<u64, Vec<&Group>> = HashMap::new();
    for group in groups {
        kinds.entry(group.less(rows).unwrap_or(group.mark)).or_default().push(group);
    }
    let base = |members: &[&Group], row: u32| -> Option<(u32, f64)> {
        let mut columns: BTreeMap<u64, usize> = BTreeMap::new();
        for group in members {
            *columns.entry(group.value(row).to_bits()).or_default() += group.columns;
        }
        // None of them is in the row.
        if columns.len() == 1 && columns.contains_key(&0) {
            return None;
        }
        let most = columns.into_iter().reduce(|best, next| if next.1 > best.1 { next } else { best })?;
        let value = f64::from_bits(most.0);
        Some((row, if value.to_bits() == OWN.to_bits() { 0.0 } else { value }))
    };
    kinds
        .into_iter()
        .map(|(mark, members)| (mark, rows.iter().filter_map(|&row| base(&members, row)).collect()))
        .collect()
}

/// Rows that tell the same groups apart, together.
fn together(groups: &[Group]) -> Vec<Vec<u32>> {
    let mut terms: BTreeMap<u32, Vec<(usize, u64)>> = BTreeMap::new();
    for (g, group) in groups.iter().enumerate() {
        for &(row, value) in &group.here {
            terms.entry(row).or_default().push((g, value.to_bits()));
        }
    }
    let mut alike: BTreeMap<u64, Vec<u32>> = BTreeMap::new();
    for (row, terms) in terms {
        // Values are named in the order in which groups show them, absence (0) among them: equal names, equal partition.
        let mut names: HashMap<u64, u64> = HashMap::new();
        let mut sum = 0u64;
        let mut next = terms.iter().peekable();
        for g in 0..groups.len() {
            let value = next.next_if(|term| term.0 == g).map_or(0, |term| term.1);
            let count = names.len() as u64;
            let name = *names.entry(value).or_insert(count);
            sum = sum.wrapping_add(scatter(scatter(g as u64 + 1).wrapping_add(name)));
        }
        alike.entry(sum).or_default().push(row);
    }
    let mut sets: Vec<Vec<u32>> = alike.into_values().collect();
    sets.sort_unstable();
    sets
}

/// How many groups are left without `rows`, and how many columns would ride, at most: those of groups that then are one with another, but
/// for the largest of these.
fn without(groups: &[Group], rows: &[u32]) -> (usize, usize) {
    let mut left: Vec<(u64, usize)> =
        groups.iter().map(|group| (group.less(rows).unwrap_or(group.mark), group.columns)).collect();
    left.sort_unstable();
    let (mut kinds, mut columns) = (0, 0);
    for kind in left.chunk_by(|a, b| a.0 == b.0) {
        kinds += 1;
        // Sorted by columns: the last is the largest.
        columns += kind[..kind.len() - 1].iter().map(|group| group.1).sum::<usize>();
    }
    (kinds, columns)
}

/// Takes `rows` away.
fn merge(groups: &mut Vec<Group>, rows: &[u32]) {
    let mut known: HashMap<u64, usize> = HashMap::new();
    let mut kept: Vec<Group> = Vec::new();
    for mut group in std::mem::take(groups) {
        group.mark = group.less(rows).unwrap_or(group.mark);
        group.here.retain(|(row, _)| rows.binary_search(row).is_err());
        match known.get(&group.mark) {
            Some(&at) => kept[at].columns += group.columns,
            None => {
                known.insert(group.mark, kept.len());
                kept.push(group);
            }
        }
    }
    *groups = kept;
}

/// The sum of the marks of all coefficients: kinds with the same sum are one.
fn total_mark<'t>(terms: impl Iterator<Item = &'t (u32, f64)>) -> u64 {
    terms.fold(0u64, |sum, &(row, value)| sum.wrapping_add(mark(row, value)))
}

/// A number for a coefficient: equal ones are equal, others differ (but once in 2^64).
fn mark(row: u32, value: f64) -> u64 {
    scatter(scatter(u64::from(row) + 1).wrapping_add(value.to_bits()))
}

/// Mixes the bits of `z`: the finaliser of `SplitMix64`.
const fn scatter(z: u64) -> u64 {
    let z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    let z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    z ^ (z >> 31)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Columns of 5 years and 8 sectors, each with its year's row and its sector's row, in `sets` sets by the bits of a number; in those sets'
    /// floors (coefficients of `sum of set - 0.3 * sum of all`) and caps. Rows 0 to 4 are years, 5 to 12 sectors, then floors and caps.
    fn shown(sets: u32) -> Vec<(Signature, usize)> {
        let mut shown = Vec::new();
        for year in 0..5u32 {
            for sector in 0..8u32 {
                for member in 0..1u32 << sets {
                    let mut signature = vec![(year, 1.0), (5 + sector, 1.0)];
                    for set in 0..sets {
                        let inside = member >> set & 1 == 1;
                        signature.push((13 + 2 * set, if inside { 0.7 } else { -0.3 }));
                        if inside {
                            signature.push((14 + 2 * set, 1.0));
                        }
                    }
                    shown.push((signature, if member == 0 { 10 } else { 1 }));
                }
            }
        }
        shown
    }

    #[test]
    fn rows_over_sets_go_and_boxes_stay() {
        let shown = shown(6);
        let (rows, bases) = choose_here(shown.iter(), |_| true, |_| true).expect("2,560 kinds are too many");
        assert_eq!(rows, (13..25).collect::<Vec<u32>>());
        assert_eq!(bases.len(), 40);
        for base in bases.values() {
            // Most columns are in no set: the base is what those outside have.
            assert_eq!(
                *base,
                (0..6).flat_map(|set| [(13 + 2 * set, -0.3), (14 + 2 * set, 0.0)]).collect::<Signature>()
            );
        }
    }

    #[test]
    fn few_kinds_are_left_alone() {
        let shown = shown(4);
        assert!(choose_here(shown.iter(), |_| true, |_| true).is_none());
    }

    #[test]
    fn rows_of_other_places_are_not_chosen() {
        let shown = shown(6);
        assert!(choose_here(shown.iter(), |_| true, |row| row < 13).is_none());
    }
}
