//! Random numbers from a seed.

/// splitmix64: enough for test data, the same everywhere.
pub(crate) struct Random(pub(crate) u64);

impl Random {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let z = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        (z ^ (z >> 31)) >> 33
    }
    /// A fraction from 0 to below 1.
    pub(crate) fn unit(&mut self) -> f64 {
        self.next() as f64 / 2_f64.powi(31)
    }
    /// A whole number from 1 to `last`; 1 if that is less.
    pub(crate) fn upto(&mut self, last: i64) -> i64 {
        1 + i64::try_from(self.next()).expect("31 bits") % last.max(1)
    }
    /// An index below `len`.
    pub(crate) fn index(&mut self, len: usize) -> usize {
        usize::try_from(self.next()).expect("31 bits") % len
    }
    pub(crate) fn chance(&mut self, percent: u64) -> bool {
        self.next() % 100 < percent
    }
    /// A price up to `largest`, or none.
    pub(crate) fn price(&mut self, largest: f64) -> f64 {
        if self.chance(60) { largest * (0.1 + 0.9 * self.unit()) } else { 0.0 }
    }
}
