//! The solver made for this problem: an interior-point method that eliminates from the inside out.
//!
//! # Form
//! After `outline.rs` and `presolve.rs` the program is, in units of a median need and of the best points that such a unit earns,
//!
//! ```text
//! maximise c'x   subject to   A x + s = b,   x >= 0,   s >= 0          (s = 0 in equalities)
//! minimise b'y   subject to   A'y - z = c,   y >= 0,   z >= 0          (y free in equalities)
//! ```
//!
//! Signs are changed for `>=`, lower bounds are moved to 0, totals are substituted out. Upper bounds are not rows: those of payments and
//! completion follow from need and completion rows, those of slack and change from optimality; they enter the bound only.
//!
//! # Step
//! With `r = c - A'y`, products aimed at `cx`, `cs` (0 in the predictor), `Th = x / z`, `D = s / y`, Newton's step is, but for two terms
//! that keep its digits (`proximal.rs`),
//!
//! ```text
//! (A Th A' + D) dy = A (cx / z + Th r) + cs / y - (b - A x)
//! dx = cx / z + Th (r - A'dy)      dz = A'dy - r - z      ds = cs / y - s - D dy
//! ```
//!
//! # Elimination
//! The matrix `A Th A' + D` is never formed. Every row belongs to the smallest part of the country that holds all its columns, and the
//! country is a tree:
//!
//! | part | file | how |
//! | --- | --- | --- |
//! | need | `leaves.rs` | diagonal plus rank one, in closed form without cancellation |
//! | sentra with order and completion rows | `circuit.rs`, `currents.rs`, `mesh.rs` | a circuit: columns, eliminated by least degree without cancellation |
//! | sentra with other rows, region, province, nation | `node.rs` | rows, small dense Cholesky factors |
//! | border: rows over arbitrary sets of needs | `border.rs` | Schur complement, within the factors of the nodes |
//!
//! What makes it fast is that a part shows the part above not its columns but its *measures*, see `measures.rs` and `tree.rs`. Columns that all
//! rows above see alike are one measure: a region of a hundred needs shows a few dozen numbers, however large it is. The cost of an
//! iteration is linear in the columns, plus `rows * measures^2` for each region. Rows over arbitrary sets of needs tell so much apart that
//! measures would be of no use: where that costs more, they are taken out of the measures and make the border of the tree, see `border.rs`
//! and `rides.rs`. What would not fit in memory all the same is refused beforehand ([`SolveError::Unsupported`]).
//!
//! # Iteration
//! Mehrotra's predictor and corrector (`iterate.rs`), from the point of `start.rs`; the constants stand there, each with its reason. A
//! direction that rounding keeps from closing the rows is refined. It centres little, which saves a third of the iterations; what stalls is solved again
//! with more care. Every iterate is bounded by weak duality,
//!
//! ```text
//! bound = b'y + sum_j max(0, c[j] - A[j]'y) u[j],     y[need] = max(0, max_j (c[j] - prices from above)),
//! ```
//!
//! and the iteration ends as optimal when `bound - c'x` is within the gap asked for and no row is broken by more than a few rupiah; as
//! stalled, with the best iterate, when none has been better for a while. When the dual objective runs off, the prices are tried as a
//! ray, and "infeasible" is said only if [`proves_infeasible`] accepts it: it sums the rows of the original program with outward rounding.
//!
//! Needs of which it is clear beforehand that few will be paid start without numbers and are called in by prices (`late.rs`): that is what keeps
//! iterations few in large programmes (500,000 sentra 75, with all from the start 193); at 60,000 sentra they are cheaper, too. Solves that keep
//! a state or start from one have all needs from the start.
//!
//! # What was tried and left out
//! Measured at 7,437 sentra, where an iteration took about 13 ms, and 75 to 95 ms with order and completion rows before circuits kept their numbers together (50 to 60
//! since):
//! - leaving out needs (or sentra) that will not be paid: at a gap of 1 %, two thirds of the way, 16 to 55 % of them must be kept to lose but
//!   1 % of those that the optimum pays, 27 to 85 % to lose one in a thousand; the centre says too late who is out;
//! - one or two of Gondzio's correctors, kept only where they lengthen the steps: a tenth to a quarter fewer iterations, no less time with
//!   rules alone, and a sixth to a third more with order and completion rows, where one programme then stalled;
//! - needs put back on the path exactly after each step (prices from rows only, `x z = mu`): steps are longer, but rows open by some
//!   hundred times their size and do not close again;
//! - directions of a circuit from its `R` in place of a second elimination: half the sums, the same time, since circuits waited for memory (some 15 kB
//!   each in sixty lists, visited four times an iteration), not for sums; kept, as it is shorter. Now that their numbers lie together an iteration takes some
//!   47,000 instructions for each, a third of them for `R`;
//! - rows of `R` in lanes of four, filled up with zeros: an assembly of circuits takes a quarter more instructions, and no other time;
//! - needs left out for good because others of their kind could take all the region's money: exact, but takes out next to nobody where money grows
//!   with what is asked for;
//! - vectors as wide as the machine has (AVX-512, compiled as one unit): 3 to 11 % less time at 350 and 7,437 sentra; sums are not what an iteration waits for;
//! - a start at prices of about the best benefit for what is short, near the optimum by its gap: more iterations than from high up;
//! - a centre of the corrector's own, other powers after a step of next to nothing, or a term of `proximal.rs` that falls with mu: no more than two iterations here and there;
//! - other constants of start and step with all needs from the start, on eleven programmes of 350 to 7,437 sentra with published, tight and loose money: `HIGH_UP` 1 and 10,
//!   `HIGHEST_PRICE` 0.1 and 1, `CLIP` 2.5 and 20, `CENTRING_POWER` 8. Each saves up to a tenth or a fifth here and loses as much there.
//!
//! Not tried, as little can come of it: stopping at a gap of 1e-6 for a vertex to go on. From there to the end it takes two or three iterations
//! of some thirty.
//!
//! # Warm start
//! [`Structured::solve_from`] starts from the iterate that an earlier solve passed at a gap of about 1e-1, kept as a [`WarmStart`]: see
//! `warm.rs` for the state, `restart.rs` for how it is put into another program.
//!
//! # Determinism
//! Regions run in parallel; what they give is added in their order. The answer has the same bytes for any number of threads.

mod attempts;
mod border;
mod circuit;
mod currents;
mod cuts;
mod dense;
mod draft;
mod front;
mod gram;
mod hash;
mod iterate;
mod keep;
mod kinds;
mod late;
mod layout;
mod leaves;
mod measures;
mod mesh;
mod node;
mod outline;
mod presolve;
mod problem;
mod proximal;
mod recover;
mod refine;
mod restart;
mod rides;
mod rows;
mod scopes;
mod start;
mod tally;
mod totals;
mod tree;
mod warm;

use std::ops::ControlFlow;
use std::time::Instant;

pub use problem::{ColumnPlaces, Place, Places};
pub(crate) use warm::Resuming;
pub use warm::{Begun, BrokenState, Resumed, WarmStart};

use crate::lp::{Formulation, Lp};

use super::{Answer, Control, Ended, OnPrices, SolveError, Solver, proves_infeasible};
use attempts::attempts;
use iterate::Near;
use node::Node;
use outline::Outline;
use restart::Iterate;

/// Its name, as `--solver` writes it.
const NAME: &str = "structured";

/// The structured interior-point method.
#[derive(Debug, Clone, Copy, Default)]
pub struct Structured;

impl Solver for Structured {
    fn name(&self) -> &'static str {
        NAME
    }

    fn solve(&self, formulation: &Formulation<'_>, control: &Control) -> Result<Answer, SolveError> {
        self.solve_lp(&formulation.lp, &front::places(formulation), control)
    }

    fn solve_showing(
        &self,
        formulation: &Formulation<'_>,
        control: &Control,
        show: &mut OnPrices<'_>,
    ) -> Result<Answer, SolveError> {
        let mut show = |prices: &[f64]| {
            show(prices);
            ControlFlow::Continue(())
        };
        cold(&formulation.lp, &front::places(formulation), control, Some(&mut show))
    }
}

/// A function that is shown prices on the way, and may end the solve there.
type Watch<'a> = dyn FnMut(&[f64]) -> ControlFlow<()> + Send + 'a;

impl Structured {
    /// Solves `lp`, whose columns live at `places`.
    ///
    /// # Errors
    /// See [`SolveError`]; `Infeasible` only with a ray that [`proves_infeasible`] accepted.
    pub fn solve_lp(&self, lp: &Lp, places: &Places, control: &Control) -> Result<Answer, SolveError> {
        cold(lp, places, control, None)
    }

    /// Prices near the optimum of `formulation` (their bound within some thousandths), in about half the time of a solve; `None` where it ended without.
    ///
    /// # Errors
    /// See [`SolveError`].
    pub(crate) fn glance(formulation: &Formulation<'_>, control: &Control) -> Result<Option<Vec<f64>>, SolveError> {
        let mut seen = None;
        let mut show = |prices: &[f64]| {
            seen = Some(prices.to_vec());
            ControlFlow::Break(())
        };
        cold(&formulation.lp, &front::places(formulation), control, Some(&mut show))?;
        Ok(seen)
    }
}

/// Solves from nothing, keeping nothing.
fn cold(lp: &Lp, places: &Places, control: &Control, show: Option<&mut Watch<'_>>) -> Result<Answer, SolveError> {
    let start = Instant::now();
    on_threads(control, || solve(lp, places, control, start, None, false, show)).map(|run| run.answer)
}

/// Does `work` on as many threads as `control` asks for.
fn on_threads<T: Send>(
    control: &Control,
    work: impl FnOnce() -> Result<T, SolveError> + Send,
) -> Result<T, SolveError> {
    match control.threads {
        None => work(),
        Some(threads) => rayon::ThreadPoolBuilder::new()
            .num_threads(threads)
            .build()
            .map_err(|error| SolveError::Failed { solver: NAME, reason: error.to_string() })?
            .install(work),
    }
}

/// An answer, how it was begun, and the iterate that it kept on the way if it was asked to.
struct Run {
    answer: Answer,
    begun: Begun,
    kept: Option<Iterate>,
}

fn solve(
    lp: &Lp,
    places: &Places,
    control: &Control,
    start: Instant,
    from: Option<&Iterate>,
    keep: bool,
    mut show: Option<&mut Watch<'_>>,
) -> Result<Run, SolveError> {
    all_finite(lp)?;
    let unsupported = |reason| SolveError::Unsupported { solver: NAME, reason };
    if lp.is_mixed() {
        // Its upper bounds must follow from rows, which those of decisions do not.
        let reason = "it holds decisions; the relaxed programme (Programme::relaxed) is the one to price".to_owned();
        return Err(unsupported(reason));
    }
    let outline = Outline::new(lp, places).map_err(unsupported)?;
    let (regions, place_in_region) = measures::by_region(&outline);
    let presolved = match presolve::presolve(&outline, &regions, &place_in_region) {
        Ok(presolved) => presolved,
        Err(refused) => {
            let (row, presolved) = *refused;
            let ray = recover::ray_of(&outline, &presolved, row);
            return Err(if proves_infeasible(lp, &ray) {
                SolveError::Infeasible { proof: Some(ray) }
            } else {
                let reason = "presolve found a contradiction that it could not prove".to_owned();
                SolveError::Failed { solver: NAME, reason }
            });
        }
    };
    drop(place_in_region);
    let mut root = tree::build(&outline, regions, &presolved).map_err(unsupported)?;
    let prove = |root: &Node| {
        let ray = recover::prices(&outline, &presolved, root, false);
        proves_infeasible(lp, &ray).then_some(ray)
    };
    let constant = outline.constant();
    if keep || from.is_some() {
        // Calls open rows, so that no early iterate of such a solve is near the path: states are taken of, and put into, what has everybody.
        root.bring_all(&outline);
    }
    let weights = start::start(&mut root);
    let (mut begun, mut kept) = (Begun::Cold, None);
    let (ended, iterations) = if weights > 0.0 {
        if let Some(iterate) = from {
            let (known, used) = restart::put(&outline, iterate, warm::LEAST_KNOWN, &mut root);
            begun = Begun::from_known(known, used);
        }
        let warm = matches!(begun, Begun::Warm { .. });
        let by = if warm { warm::NEAR_BY } else { iterate::MOST_ITERATIONS };
        let mut run = |root: &mut Node, weights, care| {
            let at = if keep { iterate::STATE } else { iterate::PRICES };
            let near = Near {
                by,
                at,
                show: |root: &Node| {
                    kept = keep.then(|| restart::take(&outline, root));
                    match show.take() {
                        Some(show) => show(&recover::prices(&outline, &presolved, root, true)),
                        None => ControlFlow::Continue(()),
                    }
                },
            };
            root.open_circuits();
            let end = iterate::iterate(root, &outline, weights, constant, control, start, prove, near, care);
            root.close_circuits();
            end.map_err(|ray| SolveError::Infeasible { proof: Some(ray) })
        };
        // What stalls from a state starts again without it (`warm.rs`).
        let finish = if warm {
            run(&mut root, weights, false)?
        } else {
            attempts(&mut root, weights, |root| root.bring_all(&outline), run)?
        };
        (finish.ended, finish.iterations)
    } else {
        (Ended::Optimal, 0)
    };
    let prices = recover::prices(&outline, &presolved, &root, true);
    let point = recover::point(outline, &presolved, &root);
    Ok(Run { answer: Answer { point, prices: Some(prices), claimed: None, ended, iterations }, begun, kept })
}

/// Looks for numbers that are not finite.
fn all_finite(lp: &Lp) -> Result<(), SolveError> {
    let fault = |place: String| Err(SolveError::NotFinite { place });
    for (j, key) in lp.columns().enumerate() {
        if ![lp.cost()[j], lp.lower()[j], lp.upper()[j]].iter().all(|value| value.is_finite()) {
            return fault(format!("column {key:?}"));
        }
    }
    for row in lp.rows() {
        if !row.rhs.is_finite() || !row.values.iter().all(|value| value.is_finite()) {
            return fault(format!("row {:?}", row.key));
        }
    }
    Ok(())
}
