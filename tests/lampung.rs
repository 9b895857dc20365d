//! The Lampung programme, as it is shipped and with one thing changed at a time: each optimum is a known number.
//!
//! Source of truth: the formulas of `FORMAT.md` stated a second time, apart from this library and in exact fractions, and solved there;
//! a pair of plan and prices in fractions proves each optimum by weak duality. The numbers below are those fractions to nine decimals.

// The allowance of clippy.toml reaches functions marked #[test] only, not their helpers.
#![allow(clippy::unwrap_used)]

use std::path::Path;

use alokasi::allocate::{Options, Outcome, allocate};
use alokasi::error::Error;
use alokasi::input::ProgrammeData;
use alokasi::io;
use alokasi::model::Programme;
use alokasi::solve::{Choice, Ended};
use alokasi::units::Rupiah;

/// Half of the last decimal of the numbers here.
const TYPED: f64 = 0.5e-9;
/// The part of the optimum that paying whole thousands may cost in a programme as small as this.
const ROUNDING: f64 = 2e-5;

fn data() -> ProgrammeData {
    io::read(&Path::new(env!("CARGO_MANIFEST_DIR")).join("data/lampung")).unwrap().data
}

fn solve(data: ProgrammeData, solver: Choice) -> Result<Outcome, Error> {
    allocate(&Programme::try_from(data).unwrap(), &Options::default().with_solver(solver))
}

/// The plan is worth the optimum less what whole thousands cost, and the bound is the optimum.
#[track_caller]
fn assert_optimum(what: &str, data: ProgrammeData, optimum: f64) {
    let outcome = solve(data, Choice::default()).unwrap_or_else(|error| panic!("{what}: {error}"));
    let (benefit, bound) = (outcome.benefit.total, outcome.certificate.unwrap().bound);
    assert_eq!(outcome.ended, Ended::Optimal, "{what}");
    assert!(benefit <= optimum + TYPED, "{what}: no plan is worth {benefit}, the optimum is {optimum}");
    assert!(benefit >= optimum * (1.0 - ROUNDING), "{what}: {benefit} is more than rounding below {optimum}");
    assert!(bound >= optimum - TYPED, "{what}: {bound} is no bound, the optimum is {optimum}");
    assert!(bound <= optimum * (1.0 + 1e-9) + TYPED, "{what}: the bound {bound} is loose, the optimum is {optimum}");
}

#[test]
fn as_it_is() {
    assert_optimum("as it is", data(), 2_176.426_891_886);
}

/// By every solver of this build: the plan may be another one, its points not.
#[test]
fn as_it_is_by_every_solver() {
    for &solver in Choice::all() {
        let outcome = solve(data(), solver).unwrap();
        let found = outcome.benefit.total;
        assert!(
            (2_176.426_891_886 * (1.0 - ROUNDING)..2_176.426_891_886 + TYPED).contains(&found),
            "{solver}: {found}"
        );
    }
}

/// Each rule costs points, so each shows in the optimum when it is gone.
#[test]
fn without_one_rule() {
    let optima = [
        ("dry-food-floor", 2_178.082_424_964),
        ("food-packaging", 2_176.772_513_664),
        ("support-cap", 2_182.319_606_045),
        ("region-coverage", 2_179.872_840_455),
        ("sector-coverage", 2_178.795_023_227),
        ("absorption", 2_176.489_984_767),
        ("own-money", 2_200.314_440_934),
        ("water", 2_272.742_249_987),
        ("building-cap", 2_253.201_351_898),
        ("craft-money", 2_176.473_083_299),
        ("tourism", 2_178.327_550_201),
        ("published", 2_212.439_521_244),
    ];
    assert_eq!(
        optima.map(|(rule, _)| rule.to_owned()).to_vec(),
        data().rules.into_iter().map(|r| r.id).collect::<Vec<_>>()
    );
    for (gone, optimum) in optima {
        let mut data = data();
        data.rules.retain(|rule| rule.id != gone);
        assert_optimum(&format!("without {gone}"), data, optimum);
    }
}

/// Without any rule, without what is contracted, without discount, without priorities.
#[test]
fn without_other_things() {
    let without = |change: fn(&mut ProgrammeData)| {
        let mut data = data();
        change(&mut data);
        data
    };
    assert_optimum("without rules", without(|data| data.rules.clear()), 2_379.097_918_229);
    assert_optimum("without contracts", without(|data| data.contracted.clear()), 2_178.462_937_341);
    assert_optimum("without discount", without(|data| data.discount = 1.0), 2_287.635_117_129);
    assert_optimum("without priorities", without(|data| data.priorities.clear()), 1_808.902_984_056);
}

/// Every DAK ceiling cut to a part of itself.
#[test]
fn with_less_dak() {
    for (tenths, optimum) in [(9, 2_048.934_540_932), (8, 1_815.672_481_118), (6, 1_241.529_741_898)] {
        let mut data = data();
        for ceiling in data.ceilings.iter_mut().filter(|ceiling| ceiling.source.as_str() == "dak") {
            let rupiah = ceiling.rupiah.get() * tenths;
            assert_eq!(rupiah % 10, 0);
            ceiling.rupiah = Rupiah::new(rupiah / 10);
        }
        assert_optimum(&format!("DAK at {tenths} tenths"), data, optimum);
    }
}

/// What is only wished for cannot all be had: with both soft rules hard no plan is left, and that is proved.
#[test]
fn with_its_soft_rules_hard_it_has_no_plan() {
    let mut data = data();
    assert_eq!(data.rules.iter_mut().filter_map(|rule| rule.soft.take()).count(), 2);
    match solve(data, Choice::default()).unwrap_err() {
        Error::Infeasible(infeasible) => assert!(infeasible.proved && !infeasible.rows.is_empty(), "{infeasible}"),
        other => panic!("{other}"),
    }
}
