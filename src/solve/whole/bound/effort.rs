//! How much work a region is worth: a quick look while prices are far off, a search near them, and branching where that leaves something open.

/// How much work a region is worth.
#[derive(Debug, Clone, Copy)]
pub(super) struct Effort {
    /// Steps of prices with all patterns together, then for one pattern.
    pub(super) steps: (usize, usize),
    /// Nodes of the search, all patterns together.
    pub(super) nodes: usize,
    /// Patterns looked at one by one; the others count by the prices they share.
    pub(super) patterns: usize,
    /// The most schedules of one sentra that a search takes up.
    pub(super) listed: usize,
    /// Whether prices are taken to be far from the best.
    pub(super) far: bool,
    /// Nodes of branching where the search leaves something open, all patterns together, for a region of few sentra.
    pub(super) branches: usize,
}

/// While prices still move far, a bound within a percent or two and a fair plan do: a tenth of the time of a full decision at 1,750 sentra.
const QUICK: Effort = Effort { steps: (16, 0), nodes: 200, patterns: 1, listed: 1_000, far: true, branches: 0 };
/// Steps beyond gain less than 1e-4 of the region (measured); 98 of 100 regions need fewer nodes.
const FULL: Effort =
    Effort { steps: (40, 25), nodes: 4_000, patterns: usize::MAX, listed: 2_000, far: false, branches: 0 };

/// A fair plan at prices that are near already, in half of a quick look's work: several times as many are made.
pub(super) const FAIR: Effort = Effort { steps: (8, 0), nodes: 100, patterns: 1, listed: 500, far: false, branches: 0 };

/// Nodes of branching the first time, then four times as many. At 100 sentra with tight money a region of seven large sentra is decided in 130.
const BRANCHES: usize = 32;
/// Sentra of such a region: where there are more, nodes take longer, and are fewer.
pub(super) const FEW: usize = 8;
/// How often effort may be raised: the first time from quick to full, then to branching. Beyond, a region takes seconds.
pub(super) const MOST: u32 = 5;

impl Effort {
    /// The same work at prices far from the best.
    pub(super) fn far_off(self) -> Self {
        Self { far: true, ..self }
    }

    /// The work of a region whose effort was raised `times`.
    pub(super) fn raised(times: u32) -> Self {
        match times.min(MOST).checked_sub(1) {
            None => QUICK,
            Some(0) => FULL,
            Some(times) => Self { nodes: FULL.nodes << times, branches: BRANCHES << (2 * (times - 1)), ..FULL },
        }
    }
}
