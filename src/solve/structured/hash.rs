//! Maps whose keys are lists of numbers, and numbers for lists.
//!
//! Setting up looks hundreds of thousands of short lists up: the standard hash, made to withstand chosen keys, took a fifth of it. Only rows and
//! coefficients of one programme are hashed, and no order of a map is ever read.

use std::collections::HashMap;
use std::hash::{BuildHasherDefault, Hasher};

use super::outline::id;
use super::problem::NONE;

/// A map with the hash of this file.
pub(super) type Map<K, V> = HashMap<K, V, BuildHasherDefault<Mixer>>;

/// Odd, with its bits spread evenly: 2^64 divided by the golden ratio.
const SPREAD: u64 = 0x9e37_79b9_7f4a_7c15;

/// Multiplies and turns what comes in, and mixes all bits at the end.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Mixer(u64);

impl Hasher for Mixer {
    fn write(&mut self, bytes: &[u8]) {
        let (words, rest) = bytes.as_chunks::<8>();
        for word in words {
            self.write_u64(u64::from_le_bytes(*word));
        }
        for byte in rest {
            self.write_u64(u64::from(*byte));
        }
    }
    fn write_u32(&mut self, value: u32) {
        self.write_u64(u64::from(value));
    }
    fn write_u64(&mut self, value: u64) {
        self.0 = (self.0 ^ value).wrapping_mul(SPREAD).rotate_left(29);
    }
    fn write_usize(&mut self, value: usize) {
        self.write_u64(value as u64);
    }
    fn finish(&self) -> u64 {
        super::kinds::scatter(self.0)
    }
}

/// Numbers signatures as they come, equal ones (bit by bit) alike.
///
/// All are kept in one list: a list for each took a third of the time of finding them.
#[derive(Debug, Default)]
pub(super) struct Numbers {
    /// The last of each hash.
    last: Map<u64, u32>,
    /// For each number the one before with its hash ([`NONE`] as a rule), and where its terms end.
    known: Vec<(u32, u32)>,
    terms: Vec<(u32, f64)>,
}

impl Numbers {
    /// The number of `signature`, and whether it is new.
    pub(super) fn of(&mut self, signature: &[(u32, f64)]) -> (u32, bool) {
        self.of_hash(hash(signature), signature)
    }

    fn of_hash(&mut self, hash: u64, signature: &[(u32, f64)]) -> (u32, bool) {
        let new = id(self.known.len());
        let last = self.last.entry(hash).or_insert(NONE);
        let mut at = *last;
        while at != NONE {
            let (before, end) = self.known[at as usize];
            let start = at.checked_sub(1).map_or(0, |other| self.known[other as usize].1);
            if is_same(&self.terms[start as usize..end as usize], signature) {
                return (at, false);
            }
            at = before;
        }
        self.terms.extend_from_slice(signature);
        self.known.push((std::mem::replace(last, new), id(self.terms.len())));
        (new, true)
    }
}

fn hash(signature: &[(u32, f64)]) -> u64 {
    let mut mixer = Mixer::default();
    for &(row, value) in signature {
        mixer.write_u64(u64::from(row));
        mixer.write_u64(value.to_bits());
    }
    mixer.finish()
}

fn is_same(a: &[(u32, f64)], b: &[(u32, f64)]) -> bool {
    a.len() == b.len() && a.iter().zip(b).all(|(a, b)| a.0 == b.0 && a.1.to_bits() == b.1.to_bits())
}

#[cfg(test)]
mod tests {
    use super::{Map, Numbers};

    #[test]
    fn lists_are_numbered_as_they_come() {
        let mut numbers = Numbers::default();
        let lists = [&[(1, 0.5), (7, -1.0)][..], &[], &[(1, 0.5)], &[(1, -0.5)], &[(7, -1.0), (1, 0.5)]];
        let found: Vec<(u32, bool)> = lists.iter().chain(&lists).map(|list| numbers.of(list)).collect();
        assert_eq!(found[..5], [(0, true), (1, true), (2, true), (3, true), (4, true)]);
        assert_eq!(found[5..], [(0, false), (1, false), (2, false), (3, false), (4, false)]);
    }

    #[test]
    fn lists_of_one_hash_are_told_apart() {
        let mut numbers = Numbers::default();
        let lists = [&[(1, 0.5), (7, -1.0)][..], &[], &[(1, 0.5)], &[(1, -0.5)], &[(1, 0.0)], &[(1, -0.0)]];
        let found: Vec<(u32, bool)> = lists.iter().chain(&lists).map(|list| numbers.of_hash(3, list)).collect();
        assert_eq!(found[..6], [(0, true), (1, true), (2, true), (3, true), (4, true), (5, true)]);
        assert_eq!(found[6..], [(0, false), (1, false), (2, false), (3, false), (4, false), (5, false)]);
    }

    #[test]
    fn words_bytes_and_rests_are_told_apart() {
        let mut map: Map<Vec<u8>, usize> = Map::default();
        for length in 0..40usize {
            for last in 0..20u8 {
                let mut key = vec![0u8; length];
                key.push(last);
                assert!(map.insert(key, length).is_none());
            }
        }
        assert_eq!(map.len(), 800);
    }
}
