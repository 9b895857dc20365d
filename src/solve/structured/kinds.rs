//! Kinds of columns that a place tells apart, and which of its rows are better in the border; the rule stands in `border.rs`.

use std::collections::BTreeMap;

use super::border::OWN;
use super::hash::Map;
use super::measures::Signature;

/// What one riding column costs, against a pair of kinds (measured: 12 ns against 21 ns an iteration, and looking costs something too).
const RIDE: f64 = 1.0;
/// Kinds in a place from which on its rows are looked at. Five years with two sources and every rule family make about 500.
pub(super) const MANY: usize = 1024;

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

/// The rows of one place that are better in the border, of those that are `here`, when columns are told apart by all that are `seen`; and
/// the base coefficients of each kind that is left. `None` if there is no such row.
pub(super) fn choose_here<'s>(
    shown: impl Iterator<Item = (&'s Signature, usize)>,
    seen: impl Fn(u32) -> bool,
    here: impl Fn(u32) -> bool,
) -> Option<(Vec<u32>, Map<u64, Signature>)> {
    let mut groups: Vec<Group> = Vec::new();
    let mut known: Map<u64, usize> = Map::default();
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
fn bases(groups: &[Group], rows: &[u32]) -> Map<u64, Signature> {
    let mut kinds: Map<u64, Vec<&Group>> = Map::default();
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
        let mut names: Map<u64, u64> = Map::default();
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
    let mut known: Map<u64, usize> = Map::default();
    let mut kept: Vec<Group> = Vec::new();
    for mut group in std::mem::take(groups) {
        group.mark = group.less(rows).unwrap_or(group.mark);
        group.here.retain(|(row, _)| rows.binary_search(row).is_err());
        if let Some(&at) = known.get(&group.mark) {
            kept[at].columns += group.columns;
        } else {
            known.insert(group.mark, kept.len());
            kept.push(group);
        }
    }
    *groups = kept;
}

/// The sum of the marks of all coefficients: kinds with the same sum are one.
pub(super) fn total_mark<'t>(terms: impl Iterator<Item = &'t (u32, f64)>) -> u64 {
    terms.fold(0u64, |sum, &(row, value)| sum.wrapping_add(mark(row, value)))
}

/// A number for a coefficient: equal ones are equal, others differ (but once in 2^64).
fn mark(row: u32, value: f64) -> u64 {
    scatter(scatter(u64::from(row) + 1).wrapping_add(value.to_bits()))
}

/// Mixes the bits of `z`: the finaliser of `SplitMix64`.
pub(super) const fn scatter(z: u64) -> u64 {
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

    fn each(shown: &[(Signature, usize)]) -> impl Iterator<Item = (&Signature, usize)> {
        shown.iter().map(|(signature, columns)| (signature, *columns))
    }

    #[test]
    fn rows_over_sets_go_and_boxes_stay() {
        let shown = shown(6);
        let (rows, bases) = choose_here(each(&shown), |_| true, |_| true).expect("2,560 kinds are too many");
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
        assert!(choose_here(each(&shown), |_| true, |_| true).is_none());
    }

    #[test]
    fn rows_of_other_places_are_not_chosen() {
        let shown = shown(6);
        assert!(choose_here(each(&shown), |_| true, |row| row < 13).is_none());
    }
}
