//! How often a program is tried, and which point counts.
//!
//! Haste spoils one programme in some hundreds, most of all those without a point: those have a second chance, from the same start, with more care. The
//! better point of the two counts: care may come to a worse one, since both lose their digits somewhere.

use crate::solve::Ended;

use super::iterate::{Finish, MOST_ITERATIONS};
use super::node::Node;
use super::start;

/// Runs `root` from the point that it holds and, where that stalls, again from the cold start: with all needs, if some are late, and then with care.
/// `run` is given the barrier weights (`weights` the first time) and whether to take care, `bring_all` brings in what is late. `root` then holds the better
/// of the last two points.
///
/// # Errors
/// Those of `run`.
pub(super) fn attempts<E>(
    root: &mut Node,
    weights: f64,
    bring_all: impl FnOnce(&mut Node),
    mut run: impl FnMut(&mut Node, f64, bool) -> Result<Finish, E>,
) -> Result<Finish, E> {
    let mut finish = run(root, weights, false)?;
    let again = |finish: &Finish| finish.ended == Ended::Stalled && finish.iterations + 1 < MOST_ITERATIONS;
    if again(&finish) && root.is_any_late() {
        bring_all(root);
        finish = restarted(finish.iterations, root, |root, weights| run(root, weights, false))?;
    }
    if again(&finish) {
        let (kept, hasty) = (root.keep(), finish);
        finish = restarted(hasty.iterations, root, |root, weights| run(root, weights, true))?;
        if finish.ended != Ended::Optimal && hasty.merit < finish.merit {
            root.restore(&kept);
            finish.merit = hasty.merit;
        }
    }
    Ok(finish)
}

/// Runs from the cold start, after `lost` iterations.
fn restarted<E>(
    lost: usize,
    root: &mut Node,
    run: impl FnOnce(&mut Node, f64) -> Result<Finish, E>,
) -> Result<Finish, E> {
    root.forget_directions();
    let weights = start::start(root);
    let mut finish = run(root, weights)?;
    finish.iterations += lost;
    Ok(finish)
}

#[cfg(test)]
mod tests {
    use std::convert::Infallible;

    use super::{Ended, Finish, Node, attempts};

    /// A node of one row without columns; its price tells points apart.
    fn node() -> Node {
        let mut node = Node::default();
        node.rows.ids.push(0);
        node.rows.equal.push(false);
        node.rows.rhs.push(1.0);
        node.rows.start.extend([0, 0]);
        node.prepare();
        node
    }

    /// Runs a hasty attempt that leaves the price 1 and a careful one that leaves 2; gives the price in the end and how it ended.
    fn ending(hasty: f64, careful: f64, ended: Ended) -> (f64, Finish) {
        let mut root = node();
        let finish = attempts(
            &mut root,
            1.0,
            |_| {},
            |root, _, care| {
                root.rows.y[0] = if care { 2.0 } else { 1.0 };
                let (ended, merit) = if care { (ended, careful) } else { (Ended::Stalled, hasty) };
                Ok::<Finish, Infallible>(Finish { ended, iterations: 10, merit })
            },
        );
        let Ok(finish) = finish;
        (root.rows.y[0], finish)
    }

    #[test]
    fn the_better_of_two_points_counts_after_a_stall() {
        for (hasty, careful, price) in [(1e-6, 1e-4, 1.0), (1e-4, 1e-6, 2.0), (1e-4, f64::INFINITY, 1.0)] {
            let (held, finish) = ending(hasty, careful, Ended::Stalled);
            assert_eq!((held, finish.merit), (price, hasty.min(careful)), "{hasty} and {careful}");
            assert_eq!((finish.ended, finish.iterations), (Ended::Stalled, 20));
        }
    }

    #[test]
    fn an_optimum_counts_whatever_came_before() {
        let (held, finish) = ending(1e-10, 1e-9, Ended::Optimal);
        assert_eq!((held, finish.ended), (2.0, Ended::Optimal));
    }

    #[test]
    fn what_does_not_stall_is_not_tried_again() {
        let mut runs = 0;
        let finish = attempts(
            &mut node(),
            1.0,
            |_| {},
            |_, _, _| {
                runs += 1;
                Ok::<Finish, Infallible>(Finish { ended: Ended::Optimal, iterations: 7, merit: 0.0 })
            },
        );
        let Ok(finish) = finish;
        assert_eq!((finish.iterations, runs), (7, 1));
    }
}
