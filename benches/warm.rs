//! Solving again after every ceiling has moved by up to 5 %, from nothing and from the state that the first solve left:
//! `cold/<sentra>` and `warm/<sentra>`. Programmes with every linear rule family, one source, five years, made from a fixed seed outside
//! the timed loop; stating the linear program is not timed. Every answer must be proved optimal.

use std::time::Duration;

use alokasi::lp::formulate;
use alokasi::solve::structured::{Begun, Structured, WarmStart};
use alokasi::solve::{Control, Ended};
use alokasi::synthetic::{Spec, make};
use alokasi::{Programme, ProgrammeData, Rupiah};
use criterion::{BenchmarkId, Criterion};

const SIZES: [usize; 3] = [350, 1750, 7437];

/// Moves every ceiling by -5 to 5 %, each by its own draw.
fn move_ceilings(data: &mut ProgrammeData) {
    let mut draw: u64 = 1;
    for ceiling in &mut data.ceilings {
        draw = draw.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        let thousandths = 950 + i64::try_from((draw >> 33) % 101).expect("at most 100");
        ceiling.rupiah = Rupiah::new(ceiling.rupiah.get() / 1_000_000 * thousandths * 1000);
    }
}

/// The state that solving `data` leaves.
fn state_of(data: &ProgrammeData) -> WarmStart {
    let programme = Programme::try_from(data).expect("made-up programmes are valid");
    let formulation = formulate(&programme).expect("it is linear");
    let solved =
        Structured.solve_from(&formulation, &Control::default(), None).expect("made-up programmes have a plan");
    solved.state.expect("it came near its optimum")
}

fn warm_and_cold(criterion: &mut Criterion, sentra: usize) {
    let mut data = make(&Spec { sentra, ..Spec::default() });
    let state = state_of(&data);
    move_ceilings(&mut data);
    let programme = Programme::try_from(&data).expect("it is still valid");
    let formulation = formulate(&programme).expect("it is linear");
    for (name, from) in [("cold", None), ("warm", Some(&state))] {
        let mut group = criterion.benchmark_group(name);
        group.sample_size(10).measurement_time(Duration::from_secs(5));
        group.bench_function(BenchmarkId::from_parameter(sentra), |bencher| {
            bencher.iter(|| {
                let solved = Structured.solve_from(&formulation, &Control::default(), from).expect("it has a plan");
                assert_eq!(solved.answer.ended, Ended::Optimal);
                assert_eq!(matches!(solved.begun, Begun::Warm { .. }), from.is_some());
                solved
            });
        });
        group.finish();
    }
}

fn main() {
    let mut criterion = Criterion::default().configure_from_args();
    for sentra in SIZES {
        warm_and_cold(&mut criterion, sentra);
    }
    criterion.final_summary();
}
