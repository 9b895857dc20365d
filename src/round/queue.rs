//! Payments of a row that may move, what gains most first; those that have no room wait beside.
//!
//! Of the payments of a large row nearly all have no room: another row, their need's as a rule, holds them. To put them in order costs more
//! than all else that repairing does. So they wait, each for the row that holds it, and come in when a move changes that row and they have room then:
//! what comes out is what all of them in one order would give.

use std::cmp::Ordering;
use std::collections::BinaryHeap;

use super::repair::Candidate;

/// A candidate by what moving it gains; of equals the first payment comes before.
#[derive(Debug, Clone, Copy)]
pub(super) struct Ranked {
    pub(super) gain: f64,
    pub(super) candidate: Candidate,
}

impl Ord for Ranked {
    fn cmp(&self, other: &Self) -> Ordering {
        self.gain.total_cmp(&other.gain).then(other.candidate.payment().cmp(&self.candidate.payment()))
    }
}

impl PartialOrd for Ranked {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl PartialEq for Ranked {
    fn eq(&self, other: &Self) -> bool {
        self.cmp(other) == Ordering::Equal
    }
}

impl Eq for Ranked {}

/// The queue.
#[derive(Debug, Default)]
pub(super) struct Queue {
    ready: BinaryHeap<Ranked>,
    /// Those who wait, with the row that they wait for; in order of rows once that was asked for, but for those from `in_order` on.
    waiting: Vec<(u32, Ranked)>,
    in_order: usize,
}

impl Queue {
    /// Adds one with room.
    pub(super) fn push(&mut self, ranked: Ranked) {
        self.ready.push(ranked);
    }

    /// Adds one that has none because of `row`.
    pub(super) fn wait(&mut self, row: u32, ranked: Ranked) {
        self.waiting.push((row, ranked));
    }

    /// The next one.
    pub(super) fn pop(&mut self) -> Option<Ranked> {
        self.ready.pop()
    }

    /// After a move of `last`, which changed `rows`: looks again at those that wait for these rows and come after it. `held_by` tells the row that
    /// leaves one no room, `None` where it has some.
    pub(super) fn look_again(
        &mut self,
        last: &Ranked,
        rows: impl Iterator<Item = u32>,
        held_by: impl Fn(Candidate) -> Option<u32>,
    ) {
        if self.in_order == 0 {
            self.waiting.sort_by_key(|waiting| waiting.0);
            self.in_order = self.waiting.len();
        }
        for row in rows {
            let (sorted, late) = self.waiting.split_at_mut(self.in_order);
            let start = sorted.partition_point(|waiting| waiting.0 < row);
            let end = start + sorted[start..].partition_point(|waiting| waiting.0 == row);
            let mut again = Vec::new();
            for waiting in sorted[start..end].iter_mut().chain(late.iter_mut().filter(|waiting| waiting.0 == row)) {
                let ranked = waiting.1;
                // Whoever came before would have been passed over.
                if ranked < *last {
                    match held_by(ranked.candidate) {
                        None => self.ready.push(ranked),
                        Some(other) if other != row => again.push((other, ranked)),
                        Some(_) => continue,
                    }
                }
                waiting.1 = Ranked { gain: f64::INFINITY, ..ranked };
            }
            self.waiting.extend(again);
        }
    }

    /// Lets in all who wait and come after `last`, whether they have room or not.
    pub(super) fn let_in(&mut self, last: &Ranked) {
        self.in_order = 0;
        self.ready.extend(self.waiting.drain(..).map(|waiting| waiting.1).filter(|ranked| ranked < last));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ranked(gain: f64, payment: usize) -> Ranked {
        Ranked { gain, candidate: Candidate::new(payment, 1) }
    }

    #[test]
    fn who_waits_comes_in_when_its_row_moves_and_not_before_its_turn() {
        let mut queue = Queue::default();
        queue.push(ranked(3.0, 0));
        queue.push(ranked(1.0, 1));
        queue.wait(7, ranked(2.0, 2));
        queue.wait(7, ranked(4.0, 3));
        queue.wait(5, ranked(2.5, 4));
        let first = queue.pop().unwrap();
        assert_eq!(first.candidate.payment(), 0);
        // Payment 4 now waits for row 9, payment 3 had its turn before.
        queue.look_again(&first, [5, 7].into_iter(), |candidate| (candidate.payment() == 4).then_some(9));
        let second = queue.pop().unwrap();
        assert_eq!(second.candidate.payment(), 2);
        // It comes too late for its place before payment 2, too.
        queue.look_again(&second, [9].into_iter(), |_| None);
        assert_eq!(queue.pop().unwrap().candidate.payment(), 1);
        assert!(queue.pop().is_none());
    }
}
