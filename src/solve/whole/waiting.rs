//! What waits in a branch and bound: the largest bound comes first, and of equal bounds the one made last, which is the deeper.

use std::cmp::Ordering;

/// A node that waits, with what it holds.
#[derive(Debug, Clone)]
pub(super) struct Waiting<T> {
    pub(super) bound: f64,
    /// Order in which it was made.
    pub(super) number: usize,
    pub(super) node: T,
}

impl<T> PartialEq for Waiting<T> {
    fn eq(&self, other: &Self) -> bool {
        self.cmp(other) == Ordering::Equal
    }
}
impl<T> Eq for Waiting<T> {}
impl<T> PartialOrd for Waiting<T> {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}
impl<T> Ord for Waiting<T> {
    fn cmp(&self, other: &Self) -> Ordering {
        self.bound.total_cmp(&other.bound).then(self.number.cmp(&other.number))
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BinaryHeap;

    use super::*;

    #[test]
    fn the_largest_bound_comes_first_and_of_equal_ones_the_last_made() {
        let all = [(1.0, 'a'), (3.0, 'b'), (f64::INFINITY, 'c'), (3.0, 'd'), (f64::NEG_INFINITY, 'e')];
        let waiting = all.iter().enumerate().map(|(number, &(bound, node))| Waiting { bound, number, node });
        let mut heap: BinaryHeap<Waiting<char>> = waiting.collect();
        let order: String = std::iter::from_fn(|| heap.pop()).map(|waiting| waiting.node).collect();
        assert_eq!(order, "cdbae");
    }
}
