//! Sums of random programmes against tables made another way.

use alokasi::allocate::{Options, allocate};
use alokasi::compare::compare;
use alokasi::synthetic::{Kind as Made, Spec, make};
use alokasi::words::because::Because;
use alokasi::{Programme, Rupiah};

use crate::case::{Case, compared};

/// Made-up programmes with every rule family, changed in several ways at once: sums, and reasons that name what really changed.
#[test]
fn random_programmes_add_up() {
    for seed in 1..=6_u64 {
        let spec = Spec {
            sentra: 60,
            years: 3,
            seed,
            kind: Made::Rules,
            sources: 2,
            order: true,
            completion: true,
            ..Spec::default()
        };
        let data = make(&spec);
        let mut changed = data.clone();
        let pick = |count: usize, salt: u64| usize::try_from((seed * 7919 + salt * 104_729) % count as u64).unwrap();
        let ceiling = pick(changed.ceilings.len(), 1);
        changed.ceilings[ceiling].rupiah =
            Rupiah::new(changed.ceilings[ceiling].rupiah.get() * 11 / 10).floor_to(changed.unit);
        let need = pick(changed.needs.len(), 2);
        changed.needs[need].benefit *= 1.5;
        let gone = pick(changed.sentra.len(), 3);
        let gone_code = changed.sentra[gone].code.clone();
        let tied = |row: &alokasi::input::NeedRow| row.sentra == gone_code;
        let is_contracted = data.contracted.iter().any(|row| data.needs.iter().any(|n| n.code == row.need && tied(n)));
        if !is_contracted {
            changed.sentra[gone].status = alokasi::input::Status::Gone;
        }
        let Ok(programme) = Programme::try_from(&changed) else { panic!("seed {seed}: the change is no programme") };
        let Ok(outcome) = allocate(&programme, &Options::default()) else { continue };
        let after = Case { data: changed, programme, plan: outcome.plan, certificate: outcome.certificate };
        let told = compared(&Case::solved(data), &after);
        assert!((2..=3).contains(&told.inputs.len()), "seed {seed}: {:?}", told.inputs);
        let unknown = told.lines.iter().filter(|line| line.because[0] == Because::Unknown).count();
        assert!(unknown * 5 <= told.lines.len(), "seed {seed}: {unknown} of {} have no reason", told.lines.len());
        // The other way round is the same with the signs turned.
        let back = compare(&after.side(), &Case::solved(make(&spec)).side());
        assert_eq!(back.difference.rupiah, -told.difference.rupiah);
        assert_eq!(back.lines.len(), told.lines.len());
    }
}
