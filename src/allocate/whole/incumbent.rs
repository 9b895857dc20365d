//! Plans on the way, and who is told of them.

use std::fmt;
use std::sync::Arc;

use crate::plan::Plan;
use crate::verify::certificate::relative_gap;

/// A plan that is better than all before it, while the search goes on.
#[derive(Debug, Clone, Copy)]
pub struct Incumbent<'a> {
    /// The plan; the judge has passed it.
    pub plan: &'a Plan,
    /// Its points.
    pub benefit: f64,
    /// No plan has more points; `None` while nothing is proved.
    pub bound: Option<f64>,
    /// Seconds since the solve began.
    pub seconds: f64,
}

impl Incumbent<'_> {
    /// `(bound - benefit) / |benefit|`; `None` while nothing is proved.
    #[must_use]
    pub fn relative_gap(&self) -> Option<f64> {
        self.bound.map(|bound| relative_gap(bound, self.benefit))
    }
}

/// A function that is told of each better plan.
#[derive(Clone)]
pub struct OnIncumbent(pub Arc<dyn Fn(&Incumbent<'_>) + Send + Sync>);

impl fmt::Debug for OnIncumbent {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("OnIncumbent")
    }
}
