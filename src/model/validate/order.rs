//! Column `after` of table needs: known needs, none of which waits for itself, alone or in a circle.

use crate::model::fault::{FaultKind, Item, Place};
use crate::model::validate::checker::Checker;

/// How many needs of a cycle are named; more would not be read.
const MOST_NAMED: usize = 12;

/// References and cycles.
pub(super) fn check(checker: &mut Checker<'_>) {
    let data = checker.data;
    let mut waits_for: Vec<Vec<usize>> = Vec::with_capacity(data.needs.len());
    for (i, need) in data.needs.iter().enumerate() {
        let mut earlier = Vec::with_capacity(need.after.len());
        for code in &need.after {
            let place = || Place::cell("needs", i, "after");
            if code == &need.code {
                checker.fault(place(), FaultKind::AfterItself { need: need.code.clone() });
            } else if let Some(row) = checker.reference(Item::Need, code.as_str(), place) {
                earlier.push(row);
            }
        }
        earlier.sort_unstable();
        earlier.dedup();
        waits_for.push(earlier);
    }
    for cycle in cycles(&waits_for) {
        let needs = cycle.iter().take(MOST_NAMED).map(|&row| data.needs[row].code.clone()).collect();
        let kind = FaultKind::OrderCycle { needs, more: cycle.len().saturating_sub(MOST_NAMED) };
        checker.fault(Place::cell("needs", cycle[0], "after"), kind);
    }
}

/// Cycles of the graph, each as its nodes in order: one for every edge that closes a walk in depth on itself, so that cutting these
/// edges leaves none. Without recursion, since a chain may be as long as the table.
fn cycles(edges: &[Vec<usize>]) -> Vec<Vec<usize>> {
    #[derive(Clone, Copy)]
    enum Seen {
        Never,
        OnWalk(usize),
        Done,
    }
    let mut seen = vec![Seen::Never; edges.len()];
    let mut found = Vec::new();
    for start in 0..edges.len() {
        if !matches!(seen[start], Seen::Never) {
            continue;
        }
        let mut walk = vec![start];
        let mut next_edge = vec![0];
        seen[start] = Seen::OnWalk(0);
        while let (Some(&node), Some(edge)) = (walk.last(), next_edge.last_mut()) {
            let target = edges[node].get(*edge).copied();
            *edge += 1;
            match target.map(|target| (target, seen[target])) {
                None => {
                    seen[node] = Seen::Done;
                    walk.pop();
                    next_edge.pop();
                }
                Some((target, Seen::Never)) => {
                    seen[target] = Seen::OnWalk(walk.len());
                    walk.push(target);
                    next_edge.push(0);
                }
                Some((_, Seen::OnWalk(depth))) => found.push(walk[depth..].to_vec()),
                Some((_, Seen::Done)) => {}
            }
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::cycles;

    #[test]
    fn each_cycle_is_found_once() {
        assert_eq!(cycles(&[vec![1], vec![2], vec![]]), Vec::<Vec<usize>>::new(), "a chain");
        assert_eq!(cycles(&[vec![1, 2], vec![2], vec![]]), Vec::<Vec<usize>>::new(), "two ways to one end");
        assert_eq!(cycles(&[vec![1], vec![0], vec![0]]), [[0, 1]], "and one that only leads into it");
        assert_eq!(cycles(&[vec![1, 2], vec![0], vec![0]]), [[0, 1], [0, 2]], "two that share a need");
    }

    #[test]
    fn a_long_chain_does_not_exhaust_the_stack() {
        let n = 200_000;
        let edges: Vec<Vec<usize>> = (0..n).map(|i| vec![(i + 1) % n]).collect();
        assert_eq!(cycles(&edges).iter().map(Vec::len).collect::<Vec<_>>(), [n]);
    }
}
