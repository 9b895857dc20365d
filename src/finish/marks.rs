//! A set of small numbers that is walked up or down while it grows ahead of the walk: where a sparse vector may be other than 0.

/// Numbers below a bound.
#[derive(Debug, Clone, Default)]
pub(super) struct Marks {
    words: Vec<u64>,
    /// Another set, for new names.
    other: Vec<u64>,
}

impl Marks {
    /// None of the numbers below `bound`.
    pub(super) fn new(bound: usize) -> Self {
        let words = vec![0; bound.div_ceil(64)];
        Self { other: words.clone(), words }
    }

    pub(super) fn set(&mut self, number: usize) {
        self.words[number / 64] |= 1 << (number % 64);
    }

    /// Visits all from the lowest up, with those that the visits set further up.
    pub(super) fn up(&mut self, mut visit: impl FnMut(usize, &mut Self)) {
        for word in 0..self.words.len() {
            let mut ahead = u64::MAX;
            while self.words[word] & ahead != 0 {
                let bit = (self.words[word] & ahead).trailing_zeros();
                ahead = (u64::MAX << bit) << 1;
                visit(64 * word + bit as usize, self);
            }
        }
    }

    /// Visits all from the highest down, with those that the visits set further down.
    pub(super) fn down(&mut self, mut visit: impl FnMut(usize, &mut Self)) {
        for word in (0..self.words.len()).rev() {
            let mut ahead = u64::MAX;
            while self.words[word] & ahead != 0 {
                let bit = (self.words[word] & ahead).ilog2();
                ahead = (1 << bit) - 1;
                visit(64 * word + bit as usize, self);
            }
        }
    }

    /// Puts another number in the place of each.
    pub(super) fn renamed(&mut self, name: impl Fn(usize) -> usize) {
        let mut other = std::mem::take(&mut self.other);
        self.up(|number, _| {
            let name = name(number);
            other[name / 64] |= 1 << (name % 64);
        });
        self.words.fill(0);
        self.other = std::mem::replace(&mut self.words, other);
    }

    /// Hands out all from the lowest up, and keeps none.
    pub(super) fn drain(&mut self, mut take: impl FnMut(usize)) {
        self.up(|number, _| take(number));
        self.words.fill(0);
    }
}

#[cfg(test)]
mod tests {
    use super::Marks;

    #[test]
    fn a_walk_meets_what_is_set_ahead_of_it() {
        for start in [0, 1, 62, 63, 64, 127, 128] {
            let mut marks = Marks::new(200);
            marks.set(start);
            let mut met = Vec::new();
            marks.up(|number, marks| {
                met.push(number);
                // Behind it is not met.
                marks.set(number / 2);
                if number < 199 {
                    marks.set((number + 63).min(199));
                }
            });
            assert!(met[0] == start && met.last() == Some(&199) && met.is_sorted(), "{met:?}");
            assert!(met.windows(2).all(|pair| pair[1] == (pair[0] + 63).min(199)), "{met:?}");
            let mut kept = Vec::new();
            marks.drain(|number| kept.push(number));
            assert!(met.iter().all(|number| kept.contains(number) && kept.contains(&(number / 2))), "{kept:?}");
            marks.drain(|number| panic!("{number} is left"));
        }
        let mut marks = Marks::new(200);
        marks.set(199);
        let mut met = Vec::new();
        marks.down(|number, marks| {
            met.push(number);
            if number > 0 {
                marks.set(number.saturating_sub(64));
            }
        });
        assert_eq!(met, [199, 135, 71, 7, 0]);
        marks.renamed(|number| 199 - number);
        let mut named = Vec::new();
        marks.drain(|number| named.push(number));
        assert_eq!(named, [0, 64, 128, 192, 199]);
    }
}
