//! Measures: columns of a region that every row above their sentra sees alike.
//!
//! Rows above the sentra see a column only through its coefficients in them, its *signature*. Columns of one region with the same
//! signature have the same price from above, and only their sum, a *measure*, counts there. A region of a hundred needs has a few
//! dozen measures, and that is what makes elimination cheap.

use rayon::prelude::*;

use super::cuts::{Cuts, Turned};
use super::hash::Numbers;
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
    /// Coefficients in rows inside the sentra (the need's own row aside): where they start for each column; empty where there are none.
    inner_start: Vec<u32>,
    /// Those coefficients.
    inner: Signature,
}

impl RegionColumns {
    /// Coefficients of its `c`-th column in rows inside the sentra.
    pub(super) fn inner_of(&self, c: usize) -> &[(u32, f64)] {
        if self.inner_start.is_empty() {
            return &[];
        }
        &self.inner[self.inner_start[c] as usize..self.inner_start[c + 1] as usize]
    }
}

/// All columns that live in a region, region by region; and the place of each column of the program among those of its region.
pub(super) fn by_region(outline: &Outline<'_>) -> (Vec<RegionColumns>, Vec<u32>) {
    let places = outline.places;
    let mut columns: Vec<Vec<u32>> = vec![Vec::new(); places.province.len()];
    let mut place = vec![NONE; outline.lp.column_count()];
    for (j, place) in place.iter_mut().enumerate() {
        if places.columns.get(j) != Place::Rows {
            let here = &mut columns[places.region_of(j) as usize];
            *place = id(here.len());
            here.push(id(j));
        }
    }
    let cuts = Cuts::new(outline);
    let regions = columns
        .into_par_iter()
        .enumerate()
        .map(|(r, mut columns)| {
            columns.shrink_to_fit();
            one_region(outline, &cuts.turned(outline, r, &place, columns.len()), columns)
        })
        .collect();
    (regions, place)
}

fn one_region(outline: &Outline<'_>, turned: &Turned, columns: Vec<u32>) -> RegionColumns {
    let mut region =
        RegionColumns { measure: Vec::with_capacity(columns.len()), inner_start: vec![0], ..RegionColumns::default() };
    // Most columns repeat the touches of an earlier one, with the same scale (which stands last): expanded once, found by their bits.
    let mut touches = Numbers::default();
    let mut known: Vec<(u32, Signature)> = Vec::new();
    let mut numbers = Numbers::default();
    let (mut own, mut shared) = (Signature::new(), Signature::new());
    for (c, &j) in columns.iter().enumerate() {
        let scale = outline.scale(j as usize);
        own.clear();
        shared.clear();
        for &(row, value) in turned.of(c) {
            let line = &outline.lines[row as usize];
            if line.live && line.scope().level <= Level::Sentra {
                own.push((row, value));
            } else {
                shared.push((row, value));
            }
        }
        shared.push((NONE, scale));
        let (seen, new) = touches.of(&shared);
        if new {
            shared.pop();
            let inside = |row: u32| outline.lines[row as usize].scope().level <= Level::Sentra;
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
            known.push((measure, inner));
        }
        let (measure, through_totals) = &known[seen as usize];
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
    if region.inner.is_empty() {
        region.inner_start = Vec::new();
    }
    region.columns = columns;
    region
}
