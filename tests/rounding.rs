//! scratch
use alokasi::allocate::{Options, allocate};
use alokasi::model::Programme;
use alokasi::synthetic::{Kind, Spec, make};

#[test]
fn scratch() {
    for (sentra, sources, kind, order) in [
        (60, 1, Kind::Core, false),
        (60, 2, Kind::Rules, false),
        (60, 3, Kind::Rules, true),
        (350, 1, Kind::Rules, false),
        (350, 3, Kind::Rules, true),
        (1750, 3, Kind::Rules, true),
        (7437, 1, Kind::Rules, true),
    ] {
        let data = make(&Spec { sentra, sources, kind, order, completion: order, ..Spec::default() });
        let programme = Programme::try_from(&data).unwrap();
        let start = std::time::Instant::now();
        match allocate(&programme, &Options::default()) {
            Ok(o) => {
                let c = o.certificate.as_ref().unwrap();
                println!(
                    "{sentra}/{sources}: payments {} {:?} benefit {:?} bound {} gap {:e} lp {:e} moved {} {:?}",
                    programme.payments().len(),
                    o.ended,
                    o.benefit,
                    c.bound,
                    c.relative_gap(),
                    0.0,
                    o.moved,
                    o.stages
                );
            }
            Err(e) => println!(
                "{sentra}/{sources}: {} after {:?}",
                e.to_string().chars().take(600).collect::<String>(),
                start.elapsed()
            ),
        }
    }
}
