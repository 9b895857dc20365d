//! What the gap between a bound and a plan is made of.
//!
//! ```text
//! bound - points  =  sum over links  price * (rhs - usage)  +  sum over regions  (bound of the region - worth of its part of the plan)
//! ```
//! All parts are 0 or more for a plan that keeps the hard rules: room that is left unused although it has a price, and regions that are not
//! paid in the way that is worth most at these prices (or whose bound is not tight).

use super::{Bounds, Link};
use crate::plan::Plan;

/// The parts of a gap.
#[derive(Debug, Clone, PartialEq)]
pub struct GapParts {
    /// Links with a price, and the points that their unused room is worth.
    pub links: Vec<(Link, f64)>,
    /// Regions, as indices of [`Programme::regions`](crate::Programme::regions), and what their part of the plan falls short of their bound.
    pub regions: Vec<(usize, f64)>,
}

impl Bounds<'_> {
    /// What the gap between the best bound and `plan` is made of. Needs that are not wholly paid by one payment count as not paid.
    #[must_use]
    pub fn gap(&self, plan: &Plan) -> GapParts {
        let mut usage = vec![0.0; self.outline.links.len()];
        let values = self.outline.values(&self.best.prices);
        let mut regions = Vec::with_capacity(self.outline.regions.len());
        for (region, bound) in self.outline.regions.iter().zip(&self.best.regions) {
            let choices = region.choices(self.programme, plan);
            region.features(&choices, &mut |f| {
                for &(link, a) in self.outline.links_of(region, f) {
                    usage[link as usize] += a;
                }
            });
            let worth = region.worth(&choices, &region.values(&values)).unwrap_or(f64::NEG_INFINITY);
            regions.push((region.index, bound - worth));
        }
        let links = self.outline.links.iter().zip(&usage).zip(&self.best.prices);
        let links = links.filter(|(_, price)| **price > 0.0);
        let links = links.map(|((row, usage), price)| (row.link, price * (row.rhs - usage))).collect();
        GapParts { links, regions }
    }
}
