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
        (350, 1, Kind::Rules, true),
        (350, 3, Kind::Rules, true),
    ] {
        let data = make(&Spec { sentra, sources, kind, order, completion: order, ..Spec::default() });
        let programme = Programme::try_from(&data).unwrap();
        let start = std::time::Instant::now();
        match allocate(&programme, &Options::default()) {
            Ok(o) => {
                let c = o.certificate.as_ref().unwrap();
                let f = alokasi::lp::formulate(&programme).unwrap();
                let obj = f.lp.objective(&o.point);
                println!(
                    "lp {obj} bound-lp {:e} lp-plan {:e} round {:.4} verify {:.4}",
                    (c.bound - obj) / obj,
                    (obj - o.benefit.total) / obj,
                    o.stages.round,
                    o.stages.verify
                );
                let z: f64 =
                    f.lp.columns()
                        .iter()
                        .enumerate()
                        .filter(|(_, k)| matches!(k, alokasi::lp::ColumnKey::Completion(..)))
                        .map(|(j, _)| f.lp.cost()[j] * o.point[j])
                        .sum();
                let p: f64 =
                    f.lp.columns()
                        .iter()
                        .enumerate()
                        .filter(|(_, k)| {
                            matches!(k, alokasi::lp::ColumnKey::Shortfall(..) | alokasi::lp::ColumnKey::Excess(..))
                        })
                        .map(|(j, _)| f.lp.cost()[j] * o.point[j])
                        .sum();
                println!(
                    "completion lp {z} plan {} penalties lp {} plan {}",
                    o.benefit.completion, -p, o.benefit.penalties
                );
                let mut d: Vec<(f64, usize)> =
                    o.plan.paid().iter().enumerate().map(|(j, p)| (o.point[j] * 1e6 - p.get() as f64, j)).collect();
                d.sort_by(|a, b| b.0.abs().total_cmp(&a.0.abs()));

                use alokasi::lp::ColumnKey;
                let zs: std::collections::BTreeMap<_, _> = f
                    .lp
                    .columns()
                    .iter()
                    .enumerate()
                    .filter_map(|(j, k)| if let ColumnKey::Completion(s, y) = k { Some(((*s, *y), j)) } else { None })
                    .collect();
                let mut rows = vec![];
                for (&(s, y), &j) in &zs {
                    let needs: Vec<usize> = programme.sentra()[s.index()]
                        .needs
                        .clone()
                        .filter(|&n| programme.needs()[n].essential)
                        .collect();
                    let share = |v: &dyn Fn(usize) -> f64, n: usize| {
                        let need = &programme.needs()[n];
                        need.payments.clone().filter(|&p| programme.payments()[p].year <= y).map(v).sum::<f64>()
                            / need.cost.get() as f64
                    };
                    let lp: Vec<f64> = needs.iter().map(|&n| share(&|p| o.point[p] * 1e6, n)).collect();
                    let pl: Vec<f64> = needs.iter().map(|&n| share(&|p| o.plan.paid()[p].get() as f64, n)).collect();
                    let m = |v: &Vec<f64>| v.iter().copied().fold(f64::INFINITY, f64::min);
                    rows.push(((m(&lp) - m(&pl)) * f.lp.cost()[j], s, y, o.point[j], lp, pl, f.lp.cost()[j]));
                }
                rows.sort_by(|a, b| b.0.abs().total_cmp(&a.0.abs()));
                for r in rows.iter().take(6) {
                    println!("   {r:?}");
                }
                if false {
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
            }
            Err(e) => println!(
                "{sentra}/{sources}: {} after {:?}",
                e.to_string().chars().take(600).collect::<String>(),
                start.elapsed()
            ),
        }
    }
}
