//! A fast hasher for signatures: short lists of whole numbers, millions of them.
//!
//! Each word is mixed in by a rotation, an exclusive or and a product with an odd constant (of the golden ratio). It guards against no
//! attacker: keys are row numbers and coefficients, and an unlucky table costs time only. Nothing depends on the order of a table.

use std::collections::HashMap;
use std::hash::{BuildHasherDefault, Hasher};

/// A map with this hasher.
pub(super) type FastMap<K, V> = HashMap<K, V, BuildHasherDefault<Words>>;

/// See the module.
#[derive(Debug, Default, Clone, Copy)]
pub(super) struct Words(u64);

impl Words {
    fn mix(&mut self, word: u64) {
        self.0 = (self.0.rotate_left(5) ^ word).wrapping_mul(0x9e37_79b9_7f4a_7c15);
    }
}

impl Hasher for Words {
    fn finish(&self) -> u64 {
        // Tables look at the highest and the lowest bits; the lowest are the poorest of a product.
        self.0 ^ (self.0 >> 32)
    }

    fn write(&mut self, bytes: &[u8]) {
        for &byte in bytes {
            self.mix(u64::from(byte));
        }
    }

    fn write_u32(&mut self, word: u32) {
        self.mix(u64::from(word));
    }

    fn write_u64(&mut self, word: u64) {
        self.mix(word);
    }

    fn write_usize(&mut self, word: usize) {
        self.mix(word as u64);
    }
}
