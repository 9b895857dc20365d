//! Each stage of the way from files to a proved plan, by size: `stage/size/solver`. Programmes with every linear rule family, one
//! source, five years, made from a fixed seed outside the timed loop; the plan is verified once for each size.

use std::hint::black_box;
use std::time::Duration;

use alokasi::allocate::{Options, Outcome, allocate};
use alokasi::io;
use alokasi::lp::formulate;
use alokasi::model::Programme;
use alokasi::round::to_plan;
use alokasi::solve::{Choice, Control, Ended};
use alokasi::synthetic::{Spec, make};
use alokasi::verify::{self, Certificate};
use criterion::{BenchmarkId, Criterion};

const SIZES: [usize; 3] = [350, 1750, 7437];

/// The largest size that a solver is timed at: the general ones take minutes beyond.
fn largest(solver: Choice) -> usize {
    if solver == Choice::default() { 7437 } else { 350 }
}

/// The outcome that the stages after the solver start from; a bench of a wrong answer would be worth nothing.
fn verified(programme: &Programme) -> Outcome {
    let outcome = allocate(programme, &Options::default()).expect("made-up programmes have a plan");
    assert!(verify::check(programme, &outcome.plan).is_empty());
    assert_eq!(outcome.ended, Ended::Optimal);
    assert!(outcome.relative_gap().is_some_and(|gap| gap < 1e-4), "gap {:?}", outcome.relative_gap());
    outcome
}

fn stages(criterion: &mut Criterion, sentra: usize) {
    let data = make(&Spec { sentra, ..Spec::default() });
    let programme = Programme::try_from(&data).expect("made-up programmes are valid");
    let formulation = formulate(&programme).expect("it is linear");
    let outcome = verified(&programme);
    let prices = outcome.prices.clone().expect("the default solver gives prices");
    let folder = std::env::temp_dir().join(format!("alokasi-bench-{}-{sentra}", std::process::id()));
    io::write_folder(&data, &folder).expect("the temporary folder can be written");

    let mut bench = |stage: &str, run: &mut dyn FnMut()| {
        let mut group = criterion.benchmark_group(stage);
        group.sample_size(10).measurement_time(Duration::from_secs(3));
        group.bench_function(BenchmarkId::new(sentra.to_string(), "-"), |bencher| bencher.iter(&mut *run));
        group.finish();
    };
    bench("read", &mut || drop(black_box(io::read(&folder).expect("just written"))));
    bench("validate", &mut || drop(black_box(Programme::try_from(&data).expect("valid"))));
    bench("formulate", &mut || drop(black_box(formulate(&programme).expect("linear"))));
    bench("round", &mut || drop(black_box(to_plan(&formulation, &outcome.point).expect("near a plan"))));
    bench("verify", &mut || assert!(verify::check(&programme, black_box(&outcome.plan)).is_empty()));
    bench("certify", &mut || {
        let certificate = Certificate::new(&formulation, black_box(&prices), outcome.benefit.total);
        assert!(certificate.bound >= outcome.benefit.total);
    });
    std::fs::remove_dir_all(&folder).expect("the temporary folder can be removed");

    let control = Control::default();
    for &choice in Choice::all().iter().filter(|choice| sentra <= largest(**choice)) {
        let solver = choice.solver();
        let mut group = criterion.benchmark_group("solve");
        group.sample_size(10).measurement_time(Duration::from_secs(5));
        group.bench_function(BenchmarkId::new(sentra.to_string(), solver.name()), |bencher| {
            bencher.iter(|| {
                let answer = solver.solve(black_box(&formulation), &control).expect("it has an optimum");
                assert_eq!(answer.ended, Ended::Optimal);
            });
        });
        group.finish();
    }
}

fn main() {
    let mut criterion = Criterion::default().configure_from_args();
    for sentra in SIZES {
        stages(&mut criterion, sentra);
    }
    criterion.final_summary();
}
