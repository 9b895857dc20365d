//! What one solver did with one program, and whether an answer of ours is wrong.

use std::fmt;

use serde::{Deserialize, Serialize};

use crate::Heat;

/// An answer of ours must have this gap.
const GAP: f64 = 1e-9;

/// A rival's point that meets every row up to [`EXACT`] and is worth more than our bound by this much, relatively, proves us wrong: its rows
/// may be missed by as much as they are, but no price is so high that this makes up the difference.
const BEYOND: f64 = 1e-7;
const EXACT: f64 = 1e-9;

/// A fault of the race itself.
#[derive(Debug)]
pub(crate) struct Fault(String);

impl Fault {
    pub(crate) fn new(text: String) -> Self {
        Self(text)
    }
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// What one solver did with one program. Both our own process and `rivals.py` report it as one line of JSON.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(default)]
pub(crate) struct Run {
    /// Name and version of the solver.
    pub(crate) version: Option<String>,
    /// How it says that it ended.
    pub(crate) ended: Option<String>,
    /// Why it could not run at all.
    pub(crate) not_installed: Option<String>,
    /// Seconds to state the program.
    pub(crate) build_seconds: f64,
    /// Seconds to solve it.
    pub(crate) seconds: Option<f64>,
    /// CPU seconds to solve it, all threads.
    pub(crate) cpu_seconds: Option<f64>,
    /// Memory beyond what the process held before it stated the program, MB.
    pub(crate) peak_mb: Option<f64>,
    /// Iterations, if it says.
    pub(crate) iterations: Option<u64>,
    /// Points of its point, recomputed.
    pub(crate) benefit: Option<f64>,
    /// The bound that follows from its prices; ours only.
    pub(crate) bound: Option<f64>,
    /// The worst miss of a row or bound, relative to the largest number in it.
    pub(crate) miss: Option<f64>,
}

/// What is wrong with our answers in `heat`; nothing, if they are right.
pub(crate) fn wrong(heat: &Heat) -> Vec<String> {
    let place = format!("{:?}, {}, {} sentra", heat.entry.mode, heat.entry.purse.name(), heat.entry.sentra);
    let mut faults = Vec::new();
    let (ours, rivals): (Vec<_>, Vec<_>) = heat.runs.iter().partition(|(name, _)| name.starts_with("alokasi "));
    for (i, (name, run)) in ours.into_iter().enumerate() {
        let (Some(benefit), Some(_)) = (run.benefit, run.miss) else {
            // No answer in time is not a wrong one, but without the first there is nothing to compare with.
            if i > 0 {
                continue;
            }
            faults.push(format!(
                "{place}: {name} has no answer: {}",
                run.ended.as_deref().unwrap_or("it does not say why")
            ));
            continue;
        };
        // A solver without prices has no bound of its own to be measured by.
        let Some(bound) = run.bound else { continue };
        let gap = (bound - benefit) / benefit.abs().max(f64::MIN_POSITIVE);
        if gap.abs() > GAP {
            faults.push(format!("{place}: {name} has a gap of {gap:.1e}"));
        }
        for (rival, other) in &rivals {
            if let (Some(theirs), Some(miss)) = (other.benefit, other.miss)
                && miss <= EXACT
                && theirs > bound + BEYOND * benefit.abs()
            {
                faults.push(format!("{place}: {rival} has a point worth {theirs}, above the bound {bound} of {name}"));
            }
        }
    }
    faults
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::purse::Purse;
    use crate::{Entry, Mode};

    fn heat(ours: Run, rival: Run) -> Heat {
        let runs = vec![("alokasi structured".to_owned(), ours), ("rival".to_owned(), rival)];
        let entry = Entry { mode: Mode::Cold, purse: Purse::Loose, sentra: 350 };
        Heat { entry, columns: 1, rows: 1, nonzeros: 1, runs }
    }

    fn answer(benefit: f64, bound: Option<f64>, miss: f64) -> Run {
        Run { benefit: Some(benefit), bound, miss: Some(miss), ..Run::default() }
    }

    /// A rival that is off is no fault of ours; a rival with a better allowed point is, and so are a gap and a missing answer.
    #[test]
    fn only_our_own_faults_count() {
        let ours = answer(100.0, Some(100.0), 0.0);
        assert!(wrong(&heat(ours.clone(), answer(90.0, None, 0.0))).is_empty());
        assert!(wrong(&heat(ours.clone(), Run { not_installed: Some("no".to_owned()), ..Run::default() })).is_empty());
        assert!(wrong(&heat(ours.clone(), answer(100.1, None, 1e-6))).is_empty(), "its point breaks a row");
        assert_eq!(
            wrong(&heat(ours, answer(100.1, None, 0.0))),
            ["Cold, loose, 350 sentra: rival has a point worth 100.1, above the bound 100 of alokasi structured"]
        );
        let gap = wrong(&heat(answer(100.0, Some(100.001), 0.0), Run::default()));
        assert_eq!(gap, ["Cold, loose, 350 sentra: alokasi structured has a gap of 1.0e-5"]);
        let none = Run { ended: Some("no plan can meet all the rules".to_owned()), ..Run::default() };
        assert_eq!(
            wrong(&heat(none, Run::default())),
            ["Cold, loose, 350 sentra: alokasi structured has no answer: no plan can meet all the rules"]
        );
    }
}
