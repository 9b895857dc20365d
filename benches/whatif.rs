//! Answers after a solve, by size: `answer/<what>/<sentra>`. The basis of the optimum; facts of all needs; what would change it for a need that
//! got nothing, each confirmed by two solves; a ceiling's price with its range; two plans side by side (a national ceiling cut by a tenth), the books of
//! both included; a conflict of the largest sector's share with what is law and stated otherwise. Programmes with every linear rule family, one source, five years,
//! made and solved outside the timed loop.

use std::time::Duration;

use alokasi::allocate::{Options, allocate};
use alokasi::compare::{Side, compare};
use alokasi::conflict;
use alokasi::explain::{Book, Source};
use alokasi::finish::vertex::Vertex;
use alokasi::lp::formulate;
use alokasi::prices::Knob;
use alokasi::synthetic::{Spec, make};
use alokasi::whatif::{Lab, Way};
use alokasi::words::why::Fate;
use alokasi::{Programme, ProgrammeData, Rupiah};
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
    group.bench_function(id("book"), |bencher| {
        bencher.iter(|| Book::new(&programme, &programme, &base.plan, &certificate, Source::Certificate).expect("own"));
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
    let row = certificate.prices.iter().map(|price| &price.row).find(|row| row.starts_with("rule:sector-"));
    if let Some(row) = row.cloned() {
        group.bench_function(id("worth_of_a_rule"), |bencher| {
            bencher.iter(|| {
                let mut knob = Knob::new(&mut lab, &row).expect("it is linear").expect("the row is there");
                knob.worth().expect("it can be solved").expect("there is a basis")
            });
        });
    }

    let data = lab.data().clone();
    let cut = with_less(&data);
    let after = Programme::try_from(cut.clone()).expect("it stays valid");
    let solved = allocate(&after, &Options::default()).expect("it has a plan");
    let proof = solved.certificate.expect("the structured solver gives prices");
    group.bench_function(id("compare"), |bencher| {
        bencher.iter_batched(
            || (),
            |()| {
                let source = Source::Certificate;
                let (old, new) = rayon::join(
                    || Book::new(&programme, &programme, &base.plan, &certificate, source).expect("its own"),
                    || Book::new(&after, &after, &solved.plan, &proof, source).expect("its own"),
                );
                let old = Side::new(&data, &programme, &base.plan, Some(old)).expect("its own");
                let new = Side::new(&cut, &after, &solved.plan, Some(new)).expect("its own");
                compare(&old, &new)
            },
            BatchSize::PerIteration,
        );
    });
    let contrary = Programme::try_from(contrary(data)).expect("it stays valid");
    group.bench_function(id("conflict"), |bencher| {
        bencher.iter(|| conflict::find(&contrary, &conflict::Options::default()).expect("an answer"));
    });
    group.finish();
}

/// `data` with nine tenths of the national ceiling of its third year.
fn with_less(data: &ProgrammeData) -> ProgrammeData {
    let mut data = data.clone();
    let year = data.years[2];
    for ceiling in data.ceilings.iter_mut().filter(|ceiling| ceiling.code.is_empty() && ceiling.year == year) {
        ceiling.rupiah = Rupiah::new(ceiling.rupiah.get() / 10 * 9);
    }
    data
}

/// `data` with a share of food that no other share leaves room for.
fn contrary(mut data: ProgrammeData) -> ProgrammeData {
    let rule = serde_json::json!({"id": "most-to-food", "rule": "share", "of": {"sector": "pangan"}, "in": {}, "at_least": 0.9, "per": ["year"]});
    data.rules.push(serde_json::from_value(rule).expect("a rule"));
    data
}

fn main() {
    let mut criterion = Criterion::default().configure_from_args();
    for sentra in SIZES {
        answers(&mut criterion, sentra);
    }
    criterion.final_summary();
}
