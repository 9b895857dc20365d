//! Sums and step lengths that every part of the tree adds to, always in the same order.

/// What one pass over the tree found.
#[derive(Debug, Clone, Copy)]
pub(super) struct Tally {
    /// `sum x z + sum s y`
    pub(super) complementarity: f64,
    /// `c'x`
    pub(super) primal: f64,
    /// `b'y`
    pub(super) dual: f64,
    /// What no point can exceed under the present prices: `b'y + sum_j max(0, c[j] - A[j]'y) u[j]`, needs at their best prices.
    pub(super) bound: f64,
    /// Largest `|b - A x - s| / (1 + |b|)`.
    pub(super) primal_residual: f64,
    /// Largest `|c - A'y + z|`.
    pub(super) dual_residual: f64,
    /// Longest primal step that keeps `x, s >= 0`.
    pub(super) primal_step: f64,
    /// Longest dual step that keeps `z, y >= 0`.
    pub(super) dual_step: f64,
    /// `sum x dz + sum s dy`, `sum z dx + sum y ds`, `sum dx dz + sum ds dy`.
    pub(super) cross: [f64; 3],
}

/// Beyond every step that is taken.
const FAR: f64 = 1e30;

impl Default for Tally {
    fn default() -> Self {
        Self {
            complementarity: 0.0,
            primal: 0.0,
            dual: 0.0,
            bound: 0.0,
            primal_residual: 0.0,
            dual_residual: 0.0,
            primal_step: FAR,
            dual_step: FAR,
            cross: [0.0; 3],
        }
    }
}

impl Tally {
    /// Adds `other`.
    pub(super) fn add(&mut self, other: &Self) {
        self.complementarity += other.complementarity;
        self.primal += other.primal;
        self.dual += other.dual;
        self.bound += other.bound;
        self.primal_residual = larger(self.primal_residual, other.primal_residual);
        self.dual_residual = larger(self.dual_residual, other.dual_residual);
        self.primal_step = self.primal_step.min(other.primal_step);
        self.dual_step = self.dual_step.min(other.dual_step);
        for (mine, theirs) in self.cross.iter_mut().zip(other.cross) {
            *mine += theirs;
        }
    }

    /// Adds a pair of `primal` and `dual` variables with their directions.
    #[inline]
    pub(super) fn pair(&mut self, primal: f64, dual: f64, d_primal: f64, d_dual: f64) {
        // Without division unless the step is cut.
        if primal + self.primal_step * d_primal < 0.0 {
            self.primal_step = -primal / d_primal;
        }
        if dual + self.dual_step * d_dual < 0.0 {
            self.dual_step = -dual / d_dual;
        }
        self.cross[0] += primal * d_dual;
        self.cross[1] += dual * d_primal;
        self.cross[2] += d_primal * d_dual;
    }
}

/// The larger one; not a number if `b` is not. One instruction as it is written, where `f64::max` takes three.
#[inline]
pub(super) fn larger(a: f64, b: f64) -> f64 {
    if a > b { a } else { b }
}

/// The steps that were found in the last iteration, to be taken at the start of the next.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Steps {
    pub(super) primal: f64,
    pub(super) dual: f64,
}

/// Where the corrector aims; by default at 0, as the predictor does.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Aim {
    /// The product `x z` aimed at, for a pair of weight 1.
    pub(super) target: f64,
    /// The second-order term is cut at plus and minus this, for a pair of weight 1.
    pub(super) clip: f64,
}

impl Aim {
    /// The product aimed at for a pair of weight `weight` whose predictor is (`d_primal`, `d_dual`).
    #[inline]
    pub(super) fn product(&self, weight: f64, d_primal: f64, d_dual: f64) -> f64 {
        let (clip, second) = (self.clip * weight, d_primal * d_dual);
        // As `clamp`, without its check: so the loops around it run several at a time.
        let second = if second > clip { clip } else { second };
        let second = if second < -clip { -clip } else { second };
        self.target * weight - second
    }
}
