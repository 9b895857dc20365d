//! Small random programmes with order, proportional completion and every linear rule family: they are as degenerate as data can be, since all amounts are small
//! whole numbers, some a rupiah off.
//!
//! Source of truth: weak duality, by sums apart from the library (`audit`), and for contradictions the library's own exact judge of rays.

use alokasi::Programme;
use alokasi::lp::formulate;
use alokasi::solve::structured::Structured;
use alokasi::solve::{Control, Ended, SolveError, Solver, proves_infeasible};

use super::country::audit;
use super::tiny::{Families, Random, sized};

/// Seeds whose programmes stalled before steps were kept near the point at hand (`src/solve/structured/proximal.rs`): two ceilings between which money
/// can move were taken for one row.
const STALLED_ONCE: [u64; 21] = [
    1099, 1341, 1786, 2898, 3082, 3154, 3299, 3567, 3661, 3805, 3834, 3911, 4104, 4277, 4306, 6987, 7685, 8071, 9690,
    9773, 9999,
];

/// Gives whether there was a plan.
fn solved(programme: &Programme, seed: u64) -> bool {
    let formulation = formulate(programme).unwrap();
    match Structured.solve(&formulation, &Control::default()) {
        Ok(answer) => {
            assert_eq!(answer.ended, Ended::Optimal, "seed {seed}");
            audit(&formulation.lp, &answer);
            true
        }
        Err(SolveError::Infeasible { proof: Some(ray) }) => {
            assert!(proves_infeasible(&formulation.lp, &ray), "seed {seed}");
            false
        }
        Err(other) => panic!("seed {seed}: {other:?}"),
    }
}

#[test]
fn small_programmes_end_with_a_proof() {
    let (mut with_plan, mut without) = (0, 0);
    for seed in (0..1000).chain(STALLED_ONCE) {
        let mut random = Random::new(seed ^ 0x00ab_cdef);
        let [years, sources, needs] =
            [(1, 4), (1, 2), (4, 10)].map(|(least, choices)| least + usize::try_from(random.below(choices)).unwrap());
        let data = sized(seed, &mut random, (years, sources, needs), Families::Linear, 6);
        let Ok(programme) = Programme::try_from(&data) else { continue };
        *(if solved(&programme, seed) { &mut with_plan } else { &mut without }) += 1;
    }
    assert!(with_plan > 800 && without > 80, "{with_plan} with a plan, {without} without");
}
