//! The rows cut by region, so that each region reads the coefficients of its own columns.
//!
//! Rows are stored by row, and columns are what elimination starts from. The whole program once more by column would take as much memory as it takes
//! by row. So each row is cut where the region of its columns changes, and a region turns its own cuts, for as long as it needs them.

use rayon::prelude::*;

use super::outline::{Outline, id};
use super::problem::NONE;

/// Neighbouring terms of a row whose columns live in one region.
#[derive(Debug, Clone, Copy, Default)]
struct Cut {
    row: u32,
    from: u32,
    to: u32,
}

/// The cuts of each region.
#[derive(Debug)]
pub(super) struct Cuts {
    /// Where those of each region start; one more at the end.
    start: Vec<u32>,
    cuts: Vec<Cut>,
}

impl Cuts {
    /// Cuts all rows but those of single needs.
    pub(super) fn new(outline: &Outline<'_>) -> Self {
        let found: Vec<(u32, Cut)> = (0..outline.lines.len())
            .into_par_iter()
            .filter(|&i| outline.lines[i].of_need() == NONE)
            .flat_map_iter(|i| cuts_of(outline, i))
            .collect();
        let mut start = vec![0u32; outline.places.province.len() + 1];
        for (region, _) in &found {
            start[*region as usize + 1] += 1;
        }
        for r in 1..start.len() {
            start[r] += start[r - 1];
        }
        let mut fill = start.clone();
        let mut cuts = vec![Cut::default(); found.len()];
        for (region, cut) in found {
            let place = &mut fill[region as usize];
            cuts[*place as usize] = cut;
            *place += 1;
        }
        Self { start, cuts }
    }

    /// Rows (without the need's own) in which each column of region `r` stands, with its coefficients there, by row; `place` is the place of each
    /// column of the program among the `count` of its region.
    pub(super) fn turned(&self, outline: &Outline<'_>, r: usize, place: &[u32], count: usize) -> Turned {
        let cuts = &self.cuts[self.start[r] as usize..self.start[r + 1] as usize];
        let columns = |cut: &Cut| &outline.lp.row(cut.row as usize).columns[cut.from as usize..cut.to as usize];
        let mut start = vec![0u32; count + 1];
        for &j in cuts.iter().flat_map(columns) {
            start[place[j as usize] as usize + 1] += 1;
        }
        for c in 0..count {
            start[c + 1] += start[c];
        }
        let mut terms = vec![(0u32, 0.0f64); start[count] as usize];
        let mut fill = start.clone();
        for cut in cuts {
            let values = &outline.lp.row(cut.row as usize).values[cut.from as usize..cut.to as usize];
            for (&j, &value) in columns(cut).iter().zip(values) {
                let at = &mut fill[place[j as usize] as usize];
                terms[*at as usize] = (cut.row, value);
                *at += 1;
            }
        }
        Turned { start, terms }
    }
}

/// The cuts of row `i`, with their regions; columns without a region are in none.
fn cuts_of<'o>(outline: &'o Outline<'_>, i: usize) -> impl Iterator<Item = (u32, Cut)> + 'o {
    let columns = outline.lp.row(i).columns;
    let region = |at: usize| outline.places.region_of(columns[at] as usize);
    let mut to = 0;
    std::iter::from_fn(move || {
        while to < columns.len() {
            let (from, here) = (to, region(to));
            while to < columns.len() && region(to) == here {
                to += 1;
            }
            if here != NONE {
                return Some((here, Cut { row: id(i), from: id(from), to: id(to) }));
            }
        }
        None
    })
}

/// The rows of each column of a region.
#[derive(Debug)]
pub(super) struct Turned {
    start: Vec<u32>,
    terms: Vec<(u32, f64)>,
}

impl Turned {
    /// Those of the region's `c`-th column, by row.
    pub(super) fn of(&self, c: usize) -> &[(u32, f64)] {
        &self.terms[self.start[c] as usize..self.start[c + 1] as usize]
    }
}
