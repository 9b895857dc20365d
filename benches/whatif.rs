//! Answers after a solve, by size: `answer/<what>/<sentra>`. The basis of the optimum; facts of all needs; what would change it for a need that
//! got nothing, each confirmed by two solves; a ceiling's price with its range. Programmes with every linear rule family, one source, five years,
//! made and solved outside the timed loop.

use std::time::Duration;

use alokasi::allocate::{Options, allocate};
use alokasi::explain::{Book, Source};
use alokasi::finish::vertex::Vertex;
use alokasi::lp::formulate;
use alokasi::prices::Knob;
use alokasi::synthetic::{Spec, make};
use alokasi::whatif::{Lab, Way};
use alokasi::words::why::Fate;
use criterion::{BatchSize, BenchmarkId, Criterion};

const SIZES: [usize; 2] = [350, 7437];

fn answers(criterion: &mut Criterion, sentra: usize) {
    let data = make(&Spec { sentra, ..Spec::default() });
    let mut lab = Lab::new(data, Options::default()).expect("made-up programmes have a plan");
    let (programme, base) = (lab.programme().clone(), lab.base().clone());
    let certificate = base.certificate.clone().expect("the structured solver gives prices");
    let book = Book::new(&programme, &programme, &base.plan, &certificate, Source::Certificate).expect("it is its own");
    let mut group = criterion.benchmark_group("answer");
    group.sample_size(10).measurement_time(Duration::from_secs(5));
    let id = |what: &str| BenchmarkId::new(what, sentra);

    let formulation = formulate(&programme).expect("it is linear");
    let outcome = allocate(&programme, &Options::default()).expect("it has a plan");
    group.bench_function(id("basis"), |bencher| {
        bencher.iter(|| {
            Vertex::new(&formulation, &outcome.point, outcome.prices.as_deref(), &|| false).expect("a vertex")
        });
    });
    group.bench_function(id("facts"), |bencher| {
        // What is told is kept by whoever asks, so that throwing it away is not timed.
        bencher.iter_batched(|| (), |()| book.all_needs(), BatchSize::PerIteration);
    });

    let unpaid = book.all_needs().into_iter().filter(|facts| facts.fate == Fate::Nothing);
    let unpaid: Vec<_> = unpaid.collect();
    let facts = &unpaid[unpaid.len() / 2];
    assert!(lab.vertex().is_some());
    for way in Way::ALL {
        group.bench_function(id(&format!("{way:?}").to_lowercase()), |bencher| {
            bencher.iter(|| lab.change(facts, way).expect("it can be solved"));
        });
    }
    let row = certificate.prices.iter().map(|price| &price.row).find(|row| row.starts_with("ceiling:dak:nation"));
    let row = row.expect("the nation's money is short").clone();
    group.bench_function(id("worth"), |bencher| {
        bencher.iter(|| {
            let mut knob = Knob::new(&mut lab, &row).expect("it is linear").expect("the row is there");
            knob.worth().expect("it can be solved").expect("there is a basis")
        });
    });
    group.finish();
}

fn main() {
    let mut criterion = Criterion::default().configure_from_args();
    for sentra in SIZES {
        answers(&mut criterion, sentra);
    }
    criterion.final_summary();
}
