//! Rules over arbitrary sets of sentra and regions: the structured solver puts their rows into its border.
//!
//! Sources of truth: weak duality, by sums apart from the library (a point that keeps every row and prices that prove its value are the
//! optimum, whoever found them); Clarabel; and a known optimum under a rule that changes nothing.
#![allow(clippy::unwrap_used)] // helpers of tests may panic as tests do

mod proved;

use std::collections::BTreeSet;

use alokasi::Programme;
use alokasi::input::ProgrammeData;
use alokasi::lp::formulate;
use alokasi::solve::structured::Structured;
use alokasi::solve::{Control, Ended, Solver};
use alokasi::synthetic::{Spec, make};
use proved::{add, audited};
use serde_json::json;

/// A stream of numbers below `count`.
struct Numbers(u64);

impl Numbers {
    fn below(&mut self, count: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        usize::try_from((self.0 >> 33) % count as u64).unwrap()
    }

    /// `size` different numbers below `count`.
    fn set(&mut self, count: usize, size: usize) -> BTreeSet<usize> {
        let mut set = BTreeSet::new();
        while set.len() < size {
            set.insert(self.below(count));
        }
        set
    }
}

/// 350 sentra with every linear rule family and, over random sets of sentra and regions, floors and caps of amounts, shares,
/// coverage and growth, some for the horizon, some for each year.
fn programme(seed: u64, order: bool) -> Programme {
    let sources = 1 + usize::try_from(seed % 2).unwrap();
    let mut data = make(&Spec { sentra: 350, seed, order, completion: order, sources, years: 4, ..Spec::default() });
    let mut numbers = Numbers(seed);
    for k in 0..7 {
        let tag = format!("set-{k}");
        let size = 20 + numbers.below(100);
        for i in numbers.set(data.sentra.len(), size) {
            data.sentra[i].tags.push(tag.clone());
        }
        let of = json!({ "tag": [tag] });
        let soft = json!({ "penalty": 0.05 });
        let rule = match k {
            0 => json!({"rule": "share", "of": of, "at_most": 0.2}),
            1 => json!({"rule": "share", "of": of, "at_least": 0.3, "soft": soft}),
            2 => json!({"rule": "amount", "of": of, "at_most": 3_000_000_000_i64, "per": ["year"]}),
            3 => {
                json!({"rule": "amount", "of": of, "at_least": 900_000_000_i64, "at_most": 2_000_000_000_i64, "soft": soft})
            }
            4 => json!({"rule": "coverage", "of": of, "at_least": 0.05, "at_most": 0.1, "soft": soft}),
            5 => json!({"rule": "growth", "of": of, "times": 1.1, "plus": 100_000_000}),
            _ => json!({"rule": "share", "of": of, "in": {"sector": "pangan"}, "at_most": 0.4, "per": ["year"]}),
        };
        add(&mut data, &format!("over-{k}"), rule);
    }
    let regions: Vec<String> =
        numbers.set(data.regions.len(), 90).into_iter().map(|i| data.regions[i].code.to_string()).collect();
    add(&mut data, "regions", json!({"rule": "share", "of": {"region": regions}, "at_most": 0.15}));
    Programme::try_from(data).unwrap_or_else(|faults| panic!("{faults}"))
}

fn assert_solved(seed: u64, order: bool) {
    let programme = programme(seed, order);
    let formulation = formulate(&programme).unwrap();
    let answer = Structured.solve(&formulation, &Control::default()).unwrap_or_else(|error| panic!("{seed}: {error}"));
    assert_eq!(answer.ended, Ended::Optimal, "seed {seed}");
    let value = audited(&formulation.lp, &answer);
    #[cfg(feature = "clarabel")]
    {
        let other = alokasi::Choice::Clarabel.solver().solve(&formulation, &Control::default()).unwrap();
        let theirs = formulation.lp.objective(&other.point);
        assert!((value - theirs).abs() <= 1e-6 * value, "seed {seed}: {value}, Clarabel {theirs}");
    }
    #[cfg(not(feature = "clarabel"))]
    let _ = value;
}

#[test]
fn rules_over_sets_reach_a_proved_optimum() {
    (1..=4).for_each(|seed| assert_solved(seed, false));
}

#[test]
fn rules_over_sets_reach_a_proved_optimum_with_order_and_completion() {
    (5..=7).for_each(|seed| assert_solved(seed, true));
}

#[test]
fn threads_do_not_change_a_byte() {
    let programme = programme(8, true);
    let formulation = formulate(&programme).unwrap();
    let bytes = |threads| {
        let mut control = Control::default();
        control.threads = Some(threads);
        let answer = Structured.solve(&formulation, &control).unwrap();
        let numbers = answer.point.iter().chain(answer.prices.as_ref().unwrap());
        numbers.map(|x| x.to_bits()).collect::<Vec<u64>>()
    };
    let one = bytes(1);
    assert_eq!(one, bytes(2));
    assert_eq!(one, bytes(8));
}

/// Caps on sets that no plan can reach leave the optimum where it is.
#[test]
fn rules_that_cannot_bind_change_nothing() {
    let plain = make(&Spec { sentra: 350, years: 4, ..Spec::default() });
    let mut with_sets = plain.clone();
    let mut numbers = Numbers(3);
    for k in 0..8 {
        for i in numbers.set(with_sets.sentra.len(), 150) {
            with_sets.sentra[i].tags.push(format!("set-{k}"));
        }
        let rule = json!({"rule": "amount", "of": {"tag": [format!("set-{k}")]}, "at_most": 900_000_000_000_000_i64});
        add(&mut with_sets, &format!("cap-{k}"), rule);
    }
    let value = |data: ProgrammeData| {
        let programme = Programme::try_from(data).unwrap();
        let formulation = formulate(&programme).unwrap();
        audited(&formulation.lp, &Structured.solve(&formulation, &Control::default()).unwrap())
    };
    let (without, with) = (value(plain), value(with_sets));
    assert!((without - with).abs() <= 3e-9 * without, "{without} and {with}");
}
