//! The main job end to end, from plain data to a verified plan with its certificate: 7,437 sentra, five years, two sources, order and
//! completion in every sentra, every linear rule family, paid to the rupiah. `national/7437/<solver>`.

use std::hint::black_box;
use std::time::Duration;

use alokasi::synthetic::{Spec, make};
use alokasi::verify::check;
use alokasi::{Choice, Options, Programme, ProgrammeData, Rupiah, allocate};
use criterion::{BenchmarkId, Criterion};

fn main() {
    let mut criterion = Criterion::default().configure_from_args();
    let spec = Spec { sources: 2, order: true, completion: true, ..Spec::default() };
    let data = ProgrammeData { unit: Rupiah::new(1), ..make(&spec) };
    let mut group = criterion.benchmark_group("national");
    group.sample_size(10).measurement_time(Duration::from_secs(20));
    group.bench_function(BenchmarkId::new(spec.sentra.to_string(), Choice::default()), |bencher| {
        let mut verified = false;
        bencher.iter(|| {
            let programme = Programme::try_from(black_box(&data)).expect("made-up programmes are valid");
            let outcome = allocate(&programme, &Options::default()).expect("made-up programmes have a plan");
            assert!(outcome.relative_gap().is_some_and(|gap| gap < 1e-6), "gap {:?}", outcome.relative_gap());
            if !verified {
                assert!(check(&programme, &outcome.plan).is_empty());
                verified = true;
            }
            outcome
        });
    });
    group.finish();
    criterion.final_summary();
}
