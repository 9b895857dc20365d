//! Lists of which the end is not stored, since it is all alike.
//!
//! Lower bounds of payments are 0 but for contracts, and no column of a linear program is a decision: at 500,000 sentra that saves 75 MB.

use std::ops::Index;

/// A list of `len` values of which those after the stored ones are the default.
#[derive(Debug, Clone, Default)]
pub(super) struct Short<T> {
    stored: Vec<T>,
    len: usize,
}

/// Such a list as it is read.
#[derive(Debug, Clone, Copy)]
pub struct List<'a, T> {
    stored: &'a [T],
    len: usize,
    rest: &'a T,
}

impl<T: Copy + Default + PartialEq> Short<T> {
    /// Adds a value.
    pub(super) fn push(&mut self, value: T) {
        self.len += 1;
        self.set(self.len - 1, value);
    }

    /// Changes the value at `at`.
    pub(super) fn set(&mut self, at: usize, value: T) {
        if at >= self.stored.len() && value != T::default() {
            self.stored.resize(at + 1, T::default());
        }
        if let Some(stored) = self.stored.get_mut(at) {
            *stored = value;
        }
    }

    /// The values that are stored; all others are the default.
    pub(super) fn stored(&self) -> &[T] {
        &self.stored
    }

    /// All values; `rest` is the default.
    pub(super) fn read<'a>(&'a self, rest: &'a T) -> List<'a, T> {
        List { stored: &self.stored, len: self.len, rest }
    }
}

impl<'a, T: Copy> List<'a, T> {
    /// All values in order.
    #[must_use]
    pub fn iter(self) -> impl ExactSizeIterator<Item = T> + Clone + 'a {
        let List { stored, len, rest } = self;
        (0..len).map(move |at| stored.get(at).copied().unwrap_or(*rest))
    }

    /// All values as a list.
    #[must_use]
    pub fn to_vec(self) -> Vec<T> {
        self.iter().collect()
    }
}

impl<T> Index<usize> for List<'_, T> {
    type Output = T;

    fn index(&self, at: usize) -> &T {
        assert!(at < self.len, "{at} is beyond the {} values", self.len);
        self.stored.get(at).unwrap_or(self.rest)
    }
}

#[cfg(test)]
mod tests {
    use super::Short;

    #[test]
    fn what_is_not_stored_is_read_all_the_same() {
        let mut short = Short::<f64>::default();
        for value in [0.0, 0.0, 3.0, 0.0, 0.0] {
            short.push(value);
        }
        assert_eq!(short.stored.len(), 3);
        assert_eq!(short.read(&0.0).to_vec(), [0.0, 0.0, 3.0, 0.0, 0.0]);
        short.set(4, 1.0);
        short.set(2, 0.0);
        short.set(0, 2.0);
        assert_eq!(short.read(&0.0).to_vec(), [2.0, 0.0, 0.0, 0.0, 1.0]);
        assert_eq!(short.read(&0.0)[4].to_bits(), 1f64.to_bits());
    }

    #[test]
    fn nothing_but_defaults_takes_no_room() {
        let mut short = Short::default();
        (0..9).for_each(|_| short.push(false));
        assert!(short.stored.is_empty());
        assert_eq!(short.read(&false).iter().len(), 9);
    }

    #[test]
    #[should_panic(expected = "9 is beyond the 9 values")]
    fn beyond_the_end_there_is_nothing() {
        let mut short = Short::default();
        (0..9).for_each(|_| short.push(false));
        let _ = short.read(&false)[9];
    }
}
