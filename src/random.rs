//! A small random number generator that gives the same numbers on every machine.
//!
//! `xoshiro256++` seeded through `SplitMix64` (methods of Blackman and Vigna, in the public domain). Everything drawn from it uses nothing but
//! sums, products and quotients: the logarithms and exponentials of the standard library may differ in the last bit between
//! platforms, and then the same seed would make two programmes.

/// A stream of random numbers.
#[derive(Debug, Clone)]
pub(crate) struct Random {
    state: [u64; 4],
}

impl Random {
    /// Stream number `stream` of `seed`. Each subject draws from a stream of its own, so that a change in how one subject is drawn
    /// leaves the others as they were.
    pub(crate) fn new(seed: u64, stream: u64) -> Self {
        let mut mixer = seed ^ stream.wrapping_mul(0xD1B5_4A32_D192_ED03);
        let state = std::array::from_fn(|_| {
            mixer = mixer.wrapping_add(0x9E37_79B9_7F4A_7C15);
            let mut z = mixer;
            z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
            z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
            z ^ (z >> 31)
        });
        Self { state }
    }

    fn next(&mut self) -> u64 {
        let [a, b, c, d] = self.state;
        let result = a.wrapping_add(d).rotate_left(23).wrapping_add(a);
        let c = c ^ a;
        let d = d ^ b;
        self.state = [a ^ d, b ^ c, c ^ (b << 17), d.rotate_left(45)];
        result
    }

    /// Uniform in [0, 1).
    pub(crate) fn uniform(&mut self) -> f64 {
        // The upper 53 bits over 2^53: every value is exact.
        (self.next() >> 11) as f64 / 9_007_199_254_740_992.0
    }

    /// Uniform in [low, high).
    pub(crate) fn between(&mut self, low: f64, high: f64) -> f64 {
        low + (high - low) * self.uniform()
    }

    /// True with probability `p`.
    pub(crate) fn chance(&mut self, p: f64) -> bool {
        self.uniform() < p
    }

    /// Uniform in 0..n, for n of at most 2^32.
    pub(crate) fn below(&mut self, n: usize) -> usize {
        let n = n as u64;
        debug_assert!(n > 0 && n <= 1 << 32);
        // Of the upper 32 bits; the bias of n / 2^32 is of no account here.
        usize::try_from(((self.next() >> 32) * n) >> 32).expect("below n, which is a usize")
    }

    /// Mean 0 and variance 1, nearly normal: the sum of twelve uniform numbers, less six.
    pub(crate) fn normal(&mut self) -> f64 {
        (0..12).map(|_| self.uniform()).sum::<f64>() - 6.0
    }

    /// Median 1, and the logarithm nearly normal with standard deviation `sigma`.
    pub(crate) fn lognormal(&mut self, sigma: f64) -> f64 {
        exp(sigma * self.normal())
    }

    /// Between `low` and `low * exp(span)`, with a uniform logarithm.
    pub(crate) fn log_uniform(&mut self, low: f64, span: f64) -> f64 {
        low * exp(span * self.uniform())
    }

    /// An index, with probabilities in proportion to `weights` (0 or more, their sum above 0).
    pub(crate) fn weighted(&mut self, weights: &[f64]) -> usize {
        let mut rest = self.uniform() * weights.iter().sum::<f64>();
        let mut last = 0;
        for (i, &weight) in weights.iter().enumerate() {
            if weight > 0.0 {
                last = i;
                if rest < weight {
                    return i;
                }
                rest -= weight;
            }
        }
        last // rounding of the sum left a trifle
    }

    /// Puts `items` in random order.
    pub(crate) fn shuffle<T>(&mut self, items: &mut [T]) {
        for i in (1..items.len()).rev() {
            items.swap(i, self.below(i + 1));
        }
    }
}

/// `e^x` to four digits for |x| <= 8, by products alone.
fn exp(x: f64) -> f64 {
    // (1 + y + y^2 / 2)^1024 with y = x / 1024; ten squarings.
    let y = x / 1024.0;
    (0..10).fold(1.0 + y + y * y / 2.0, |power, _| power * power)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn streams_are_repeatable_and_differ() {
        let draw = |seed, stream| {
            let mut random = Random::new(seed, stream);
            [random.next(), random.next(), random.next()]
        };
        assert_eq!(draw(1, 1), draw(1, 1));
        assert_ne!(draw(1, 1), draw(1, 2));
        assert_ne!(draw(1, 1), draw(2, 1));
    }

    #[test]
    fn moments_are_as_promised() {
        let mut random = Random::new(7, 7);
        let n = 20_000;
        let draws: Vec<f64> = (0..n).map(|_| random.normal()).collect();
        let mean = draws.iter().sum::<f64>() / f64::from(n);
        let variance = draws.iter().map(|x| (x - mean) * (x - mean)).sum::<f64>() / f64::from(n);
        assert!(mean.abs() < 0.03 && (variance - 1.0).abs() < 0.05, "{mean} {variance}");
        let thirds = (0..n).filter(|_| random.weighted(&[1.0, 0.0, 2.0]) == 2).count() as f64 / f64::from(n);
        assert!((thirds - 2.0 / 3.0).abs() < 0.02, "{thirds}");
    }

    #[test]
    fn exponential_agrees_with_the_library_to_four_digits() {
        for i in -80..=80 {
            let x = f64::from(i) / 10.0;
            assert!((exp(x) / x.exp() - 1.0).abs() < 1e-4, "{x}: {} against {}", exp(x), x.exp());
        }
    }

    #[test]
    fn below_stays_below_and_reaches_all() {
        let mut random = Random::new(3, 3);
        let mut seen = [false; 5];
        for _ in 0..200 {
            seen[random.below(5)] = true;
        }
        assert_eq!(seen, [true; 5]);
    }
}
