//! What rows that join many regions say of one region, or of one payment, by themselves.
//!
//! ```text
//! row      sum a[j] x[j] <= rhs,  some a[j] < 0: a share of what others are paid, say
//! ceiling  sum c[j] x[j] <= C[k]  over the payments of one source, year and place; of those that hold payment j, k(j) holds most
//!
//! f[k]  = max -a[j] / c[j]  over the j with a[j] < 0 and k(j) = k
//! row + sum over k  f[k] * ceiling k:     sum over j  (a[j] + f[k(j)] c[j]) x[j]  <=  rhs + sum over k  f[k] C[k]
//! ```
//! No coefficient is below 0 then: with "the sector gets at most 20 %" and a national ceiling of 100 comes "the sector gets at most 20". So the sum over
//! any part of the terms keeps the right-hand side: no payment above it is made, and no region is paid more. Of a nation's rows this says nothing
//! where regions are many; of fifty sentra it is most of what a building of a tenth of all money comes up against. Negative terms that no ceiling holds
//! are features of 0 to 1 and count by all that they can be.

use std::collections::BTreeMap;

use crate::model::Programme;

use super::items::cost_of;
use super::outline::tolerance;
use super::rows::{Link, Row};

/// Part of the terms of a right-hand side that is added to it for their rounding.
const ROUNDING: f64 = 1e-11;
/// Of a negative coefficient, what is left of it beside its ceiling is nothing below this part.
const NOTHING: f64 = 1e-9;

/// The widest ceiling over each payment: its place among `rows`.
pub(super) fn widest(programme: &Programme, rows: &[Row]) -> Vec<Option<u32>> {
    let mut widest: Vec<Option<u32>> = vec![None; programme.payments().len()];
    for (row, k) in rows.iter().zip(0..).filter(|(row, _)| matches!(row.link, Link::Ceiling(_))) {
        for &(feature, _) in &row.terms {
            let known = &mut widest[feature as usize];
            if known.is_none_or(|known| rows[known as usize].terms.len() < row.terms.len()) {
                *known = Some(k);
            }
        }
    }
    widest
}

/// What the hard `row` says without negative terms; `None` where that is nothing.
pub(super) fn packed(programme: &Programme, rows: &[Row], widest: &[Option<u32>], row: &Row) -> Option<Row> {
    if row.penalty.is_some() {
        return None;
    }
    let over = |feature: u32| widest.get(feature as usize).copied().flatten();
    let cost = |feature: u32| cost_of(programme, feature).as_millions();
    let mut factors: BTreeMap<u32, f64> = BTreeMap::new();
    let (mut rhs, mut size) = (row.rhs, row.rhs.abs());
    for &(feature, a) in row.terms.iter().filter(|(_, a)| *a < 0.0) {
        if let Some(k) = over(feature) {
            let factor = factors.entry(k).or_insert(0.0);
            *factor = factor.max(-a / cost(feature));
        } else {
            (rhs, size) = (rhs - a, size - a);
        }
    }
    for (&k, factor) in &factors {
        let ceiling = factor * rows[k as usize].rhs;
        (rhs, size) = (rhs + ceiling, size + ceiling.abs());
    }
    if !factors.is_empty() || size > row.rhs.abs() {
        rhs += ROUNDING * size;
    }
    let term = |&(feature, a): &(u32, f64)| {
        let added = over(feature).and_then(|k| factors.get(&k)).map_or(0.0, |factor| factor * cost(feature));
        let sum = a + added;
        (sum > NOTHING * added.max(a.abs())).then_some((feature, sum))
    };
    let terms: Vec<(u32, f64)> = row.terms.iter().filter_map(term).collect();
    (!terms.is_empty()).then_some(Row { link: row.link, terms, rhs, penalty: None })
}

/// The parts of a row without negative terms that say something of one region by themselves: its number and its part.
pub(super) fn parts(row: &Row, region_of: &[u32]) -> Vec<(usize, Row)> {
    let mut sums: BTreeMap<u32, f64> = BTreeMap::new();
    for &(feature, a) in &row.terms {
        *sums.entry(region_of[feature as usize]).or_insert(0.0) += a;
    }
    sums.retain(|_, sum| *sum > row.rhs + tolerance(row.rhs));
    let part = |(region, _)| {
        let own = |(feature, _): &&(u32, f64)| region_of[*feature as usize] == region;
        let terms = row.terms.iter().filter(own).copied().collect();
        (region as usize, Row { terms, ..row.clone() })
    };
    sums.into_iter().map(part).collect()
}

/// Whether one of `rows` without negative terms says as much as `part`.
pub(super) fn is_said(rows: &[Row], part: &Row) -> bool {
    rows.iter().any(|row| {
        let covers = |&(feature, a): &(u32, f64)| {
            let found = row.terms.binary_search_by_key(&feature, |&(f, _)| f);
            found.is_ok_and(|at| row.terms[at].1 >= a)
        };
        row.penalty.is_none()
            && row.rhs <= part.rhs
            && row.terms.iter().all(|&(_, a)| a >= 0.0)
            && part.terms.iter().all(covers)
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::input::ProgrammeData;
    use crate::solve::whole::bound::outline::Outline;
    use crate::solve::whole::bound::region::Right;
    use crate::solve::whole::bound::rows::Rows;
    use crate::solve::whole::reach::Reach;

    /// Rp 100 million a year for two regions, a fifth of it for food at most. Of food, R1 has needs of 15, 8 and 30 million, R2 one of 12; cloth in R1 costs 60.
    fn programme() -> Programme {
        let need = |sentra: &str, n: usize, millions: i64| {
            serde_json::json!({"code": format!("{sentra}-{n}"), "sentra": sentra, "activity": "tools",
                "cost": millions * 1_000_000, "benefit": 1, "funding": "whole", "one_year": true})
        };
        let data = serde_json::json!({
            "years": [2025],
            "rules": [{"id": "food", "rule": "share", "of": {"sector": "food"}, "at_most": 0.2, "per": ["year"]}],
            "provinces": [{"code": "1", "name": "P", "island": "Jawa"}],
            "regions": [{"code": "1.1", "name": "R1", "province": "1"}, {"code": "1.2", "name": "R2", "province": "1"}],
            "sectors": [{"code": "food", "name": "Food"}, {"code": "cloth", "name": "Cloth"}],
            "activities": [{"code": "tools", "name": "Tools"}],
            "sources": [{"code": "dak", "name": "DAK"}],
            "sentra": [
                {"code": "a", "region": "1.1", "sector": "food"},
                {"code": "b", "region": "1.1", "sector": "cloth"},
                {"code": "c", "region": "1.2", "sector": "food"}
            ],
            "needs": [need("a", 1, 15), need("a", 2, 8), need("a", 3, 30), need("b", 1, 60), need("c", 1, 12)],
            "ceilings": [{"source": "dak", "scope": "nation", "year": 2025, "rupiah": 100_000_000}]
        });
        Programme::try_from(serde_json::from_value::<ProgrammeData>(data).expect("well formed")).expect("valid")
    }

    #[test]
    fn a_share_of_what_others_are_paid_is_a_sum_within_their_ceiling() {
        let programme = programme();
        let rows = Rows::new(&programme).stated;
        let widest = widest(&programme, &rows);
        let share = rows.iter().find(|row| matches!(row.link, Link::AtMost(..))).expect("the rule has a row");
        // 0.8 a - 0.2 b <= 0, and a + b <= 100: a <= 20.
        let packed = packed(&programme, &rows, &widest, share).expect("it says something");
        assert!((packed.rhs - 20.0).abs() < 1e-6, "{packed:?}");
        assert_eq!(packed.terms.iter().map(|&(_, a)| a.round()).collect::<Vec<_>>(), [15.0, 8.0, 30.0, 12.0]);
        // By itself R1 could pay 53 for food, R2 no more than 12.
        let parts = parts(&packed, &[0, 0, 0, 0, 1]);
        assert_eq!((parts.len(), parts[0].0, parts[0].1.terms.len()), (1, 0, 3));
    }

    #[test]
    fn a_region_keeps_what_links_say_of_it() {
        let outline = Outline::new(&programme(), &Reach::new(&programme()));
        let first = &outline.regions[0];
        let options: Vec<usize> = first.sentra[0].needs.iter().map(|need| need.options.len()).collect();
        assert_eq!(options, [1, 1, 0], "nobody may pay 30 of 20");
        // 15 and 8 are too much together, which food's sentra keeps by itself, since no other of the region is in the row; and the ceiling leaves 100 of 113.
        let mut rooms = first.sentra[0].rooms.clone();
        rooms.sort_by(f64::total_cmp);
        assert!((rooms[0] - 20.0).abs() < 1e-6 && (rooms[1] - 100.0).abs() < 1e-6 && rooms.len() == 2, "{rooms:?}");
        assert_eq!(first.rows.len(), 1, "{:?}", first.rows);
        assert!(
            !first.rows[0].stated && matches!(first.rows[0].right, Right::Fixed(_)) && first.rows[0].terms.len() == 4
        );
    }
}
