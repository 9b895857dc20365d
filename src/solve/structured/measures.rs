//! Measures: columns of a region that every row above their sentra sees alike.
//!
//! Rows above the sentra see a column only through its coefficients in them, its *signature*. Columns of one region with the same
//! signature have the same price from above, and only their sum, a *measure*, counts there. A region of a hundred needs has a few
//! dozen measures, and that is what makes elimination cheap.

use rayon::prelude::*;

use super::hash::{Map, Numbers};
use super::outline::{Outline, id};
use super::problem::{Level, NONE, Place};

/// The coefficients of a column in rows of the core, by row.
pub(super) type Signature = Vec<(u32, f64)>;

/// The columns of one region.
#[derive(Debug, Default)]
pub(super) struct RegionColumns {
    /// Its columns, ascending.
    pub(super) columns: Vec<u32>,
    /// The measure of each column; [`NONE`] where no row above the sentra holds it.
    pub(super) measure: Vec<u32>,
    /// Each measure's rows above the sentra.
    pub(super) measures: Vec<Signature>,
    /// Coefficients in rows inside the sentra (the need's own row aside): where they start for each column.
    pub(super) inner_start: Vec<u32>,
    /// Those coefficients.
    pub(super) inner: Signature,
}

impl RegionColumns {
    /// Coefficients of its `c`-th column in rows inside the sentra.
    pub(super) fn inner_of(&self, c: usize) -> &[(u32, f64)] {
        &self.inner[self.inner_start[c] as usize..self.inner_start[c + 1] as usize]
    }
}

/// All columns that live in a region, region by region.
pub(super) fn by_region(outline: &Outline<'_>) -> Vec<RegionColumns> {
    let places = outline.places;
    let mut columns: Vec<Vec<u32>> = vec![Vec::new(); places.province.len()];
    for (j, place) in places.columns.iter().enumerate() {
        if *place != Place::Rows {
            columns[places.region_of(j) as usize].push(id(j));
        }
    }
    columns.into_par_iter().map(|columns| one_region(outline, columns)).collect()
}

fn one_region(outline: &Outline<'_>, columns: Vec<u32>) -> RegionColumns {
    let mut region = RegionColumns { inner_start: vec![0], ..RegionColumns::default() };
    // Most columns repeat the touches of an earlier one: expanded once, found by their bits.
    let mut known: Map<Vec<(u32, u64)>, (u32, Signature)> = Map::default();
    let mut numbers = Numbers::default();
    let mut key = Vec::new();
    for &j in &columns {
        let scale = outline.scale(j as usize);
        key.clear();
        key.push((NONE, scale.to_bits()));
        let mut own: Signature = Vec::new();
        let mut shared: Signature = Vec::new();
        for &(row, value) in outline.touches(j as usize) {
            let line = &outline.lines[row as usize];
            if line.live && line.scope.level <= Level::Sentra {
                own.push((row, value));
            } else {
                key.push((row, value.to_bits()));
                shared.push((row, value));
            }
        }
        if !known.contains_key(&key) {
            let inside = |row: u32| outline.lines[row as usize].scope.level <= Level::Sentra;
            let (inner, above): (Signature, Signature) =
                outline.expand(&shared, scale).into_iter().partition(|&(row, _)| inside(row));
            let measure = if above.is_empty() {
                NONE
            } else {
                let (measure, new) = numbers.of(&above);
                if new {
                    region.measures.push(above);
                }
                measure
            };
            known.insert(key.clone(), (measure, inner));
        }
        let (measure, through_totals) = &known[&key];
        region.measure.push(*measure);
        if !own.is_empty() || !through_totals.is_empty() {
            let mut inner = outline.expand(&own, scale);
            inner.extend(through_totals.iter().copied());
            inner.sort_by_key(|&(row, _)| row);
            inner.dedup_by(|next, kept| {
                let same = next.0 == kept.0;
                if same {
                    kept.1 += next.1;
                }
                same
            });
            region.inner.extend(inner);
        }
        region.inner_start.push(id(region.inner.len()));
    }
    region.columns = columns;
    region
}
