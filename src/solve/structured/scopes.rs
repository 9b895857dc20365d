//! The part of the country that each row belongs to: the smallest that holds all its columns.

use rayon::prelude::*;

use super::outline::Outline;
use super::problem::Scope;

impl Outline<'_> {
    /// The scope of each row (of a definition: of its total); `None` where no column has a place. `slack` holds column, row and coefficient of
    /// slack columns, by column.
    pub(super) fn scopes(&self, slack: &[(u32, u32, f64)]) -> Vec<Option<Scope>> {
        let (lp, places) = (self.lp, self.places);
        let both = |a: Option<Scope>, b: Option<Scope>| match (a, b) {
            (Some(a), Some(b)) => Some(places.meet(a, b)),
            (a, b) => a.or(b),
        };
        let placed = |i: usize| {
            let mut scope = None;
            for &j in lp.row(i).columns {
                scope = both(scope, places.scope(j as usize));
                if scope == Some(Scope::NATION) {
                    break;
                }
            }
            scope
        };
        let mut scopes: Vec<Option<Scope>> = (0..lp.row_count()).into_par_iter().map(placed).collect();
        for &k in &self.order {
            let of_total = scopes[self.total_row[k as usize] as usize];
            for &(row, _) in &self.users[k as usize] {
                scopes[row as usize] = both(scopes[row as usize], of_total);
            }
        }
        // A slack column lives with its rows, so all its rows must live in one place.
        loop {
            let mut changed = false;
            for pair in slack.windows(2).filter(|pair| pair[0].0 == pair[1].0) {
                let (a, b) = (pair[0].1 as usize, pair[1].1 as usize);
                let common = both(scopes[a], scopes[b]);
                changed |= scopes[a] != common || scopes[b] != common;
                (scopes[a], scopes[b]) = (common, common);
            }
            if !changed {
                return scopes;
            }
        }
    }
}
