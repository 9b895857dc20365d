//! A node: its linear program, and the bound that its prices prove.

use super::simplex::{Solved, Tableau};
use super::{Ground, Held, Referee};
use crate::lp::Lp;
use crate::lp::tighten::Rows;

/// A table is blurred where what its prices prove and what its point is worth are this far apart, of that; in a sharp one they are the same up to rounding.
const BLURRED: f64 = 1e-7;

/// A node that is solved.
pub(super) struct Live {
    pub(super) held: Vec<Held>,
    pub(super) tableau: Tableau,
    /// No plan in it has more points.
    pub(super) bound: f64,
    /// The optimum of its linear program, in all columns, and what that is worth; `None` where it could not be solved.
    pub(super) point: Option<(Vec<f64>, f64)>,
    /// The bounds of columns that are not those of the first node.
    pub(super) bounds: Vec<Held>,
}

/// Where a node is worked on.
#[derive(Debug, Clone)]
pub(super) struct Desk {
    /// The program, with the bounds of the node at hand.
    lp: Lp,
    /// Columns in which these are not those of the first node.
    differ: Vec<usize>,
    rows: Rows,
}

impl Desk {
    pub(super) fn new(tight: &Lp) -> Self {
        Self { lp: tight.clone(), differ: Vec::new(), rows: Rows::new(tight, usize::MAX) }
    }

    /// The program with the bounds of a node.
    pub(super) fn enter(&mut self, ground: &Ground<'_>, bounds: &[Held]) -> &Lp {
        for j in self.differ.drain(..) {
            self.lp.set_bounds(j, ground.tight.lower()[j], ground.tight.upper()[j]);
        }
        for &(j, lower, upper) in bounds {
            self.lp.set_bounds(j, lower, upper);
            self.differ.push(j);
        }
        &self.lp
    }

    /// Solves the node in which decisions are `held`, from `tableau`, the table of one above it, whose bound is `parent`; `None` if there is no plan in it. And the
    /// work that took.
    pub(super) fn look(
        &mut self,
        ground: &Ground<'_>,
        mut tableau: Tableau,
        held: Vec<Held>,
        parent: f64,
        referee: &dyn Referee,
    ) -> (Option<Live>, u64) {
        let mut work = 0;
        let Some(bounds) = self.rows.within(&held) else { return (None, work) };
        self.enter(ground, &bounds);
        let placed = bounds.iter().filter_map(|&(j, lower, upper)| Some((ground.reduced.place(j)?, lower, upper)));
        placed.clone().for_each(|(j, lower, upper)| tableau.set_bounds(j, lower, upper));
        for attempt in 0..3 {
            // What a long chain of steps has blurred is worked out anew: from the first node's table, then from nothing.
            if attempt == 1 {
                tableau.clone_from(&ground.first);
                placed.clone().for_each(|(j, lower, upper)| tableau.set_bounds(j, lower, upper));
            } else if attempt == 2 {
                let mut lp = ground.reduced.lp().clone();
                placed.clone().for_each(|(j, lower, upper)| lp.set_bounds(j, lower, upper));
                tableau = Tableau::new(&lp);
            }
            let before = tableau.work();
            let solved = tableau.solve_until(&|| referee.stop().is_some());
            work += tableau.work() - before;
            match solved {
                Solved::Infeasible(ray) if referee.is_empty(&self.lp, &ground.reduced.ray(&ray)) => {
                    return (None, work);
                }
                Solved::Failed if referee.stop().is_some() => break,
                Solved::Infeasible(_) | Solved::Failed => {}
                Solved::Optimal => {
                    let bound = referee.bound(&self.lp, &ground.reduced.prices(&tableau.prices()));
                    let point = ground.reduced.point(&tableau.point());
                    let worth = self.lp.objective(&point);
                    let is_sharp = (bound - worth).abs() <= BLURRED * (1.0 + worth.abs());
                    if bound.is_finite() && (is_sharp || attempt == 2) {
                        let (bound, point) = (bound.min(parent), Some((point, worth)));
                        return (Some(Live { held, tableau, bound, point, bounds }), work);
                    }
                }
            }
        }
        (Some(Live { held, tableau, bound: parent, point: None, bounds }), work)
    }
}
