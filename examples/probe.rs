//! probe
use std::time::Instant;
use alokasi::allocate::{Options, allocate, allocate_with};
use alokasi::finish::{Finish, vertex::{Restart, Vertex}};
use alokasi::lp::formulate;
use alokasi::synthetic::{Spec, make};
use alokasi::Programme;
fn main() {
    let n: usize = std::env::args().nth(1).unwrap().parse().unwrap();
    let data = make(&Spec { sentra: n, ..Spec::default() });
    let t = Instant::now();
    let programme = Programme::try_from(&data).unwrap();
    println!("try_from {:?}", t.elapsed());
    let t = Instant::now();
    let f = formulate(&programme).unwrap();
    println!("formulate {:?}: {} cols {} rows {} nz", t.elapsed(), f.lp.column_count(), f.lp.row_count(), f.lp.nonzeros());
    let t = Instant::now();
    let out = allocate(&programme, &Options::default()).unwrap();
    println!("allocate {:?} {:?}", t.elapsed(), out.finished);
    let t = Instant::now();
    let v = Vertex::new(&f, &out.point, if std::env::var("NOP").is_ok() {None} else {out.prices.as_deref()}, &|| false);
    println!("vertex {:?}", t.elapsed());
    let v = match v { Ok(v) => v, Err(e) => { println!("{:?}", match e { alokasi::finish::vertex::Lost::Empty(_) => "empty".to_string(), e => format!("{e:?}") }); return; } };
    println!("steps {} worth {} vs {}", v.steps(), v.worth(), f.lp.objective(&out.point));
    let diff = v.point().iter().zip(&out.point).map(|(a,b)|(a-b).abs()).fold(0.0,f64::max);
    println!("diff {diff}");
    let t = Instant::now();
    let c = v.clone();
    println!("clone {:?}", t.elapsed());
    drop(c);

    let mut o = Options::default(); o.finish = Finish::Interior;
    for case in 0..4 {
        let mut d2 = data.clone();
        let k = data.needs.len()/2;
        let what = match case {
            0 => { d2.needs[k].cost = alokasi::Rupiah::new(d2.needs[k].cost.get()/2); "cost" }
            1 => { d2.needs[k].benefit *= 3.0; "benefit" }
            2 => { let c = d2.ceilings.iter_mut().find(|c| c.code.len()==5 && c.rupiah.get() > 0).unwrap(); c.rupiah = alokasi::Rupiah::new(c.rupiah.get()/2); "region ceiling half" }
            3 => { let c = d2.ceilings.iter_mut().find(|c| c.code.is_empty()).unwrap(); c.rupiah = alokasi::Rupiah::new(c.rupiah.get()/100*101); "nation 1%" }
            4 => { d2.needs[k].first_year = None; d2.needs[k].last_year=None; "window" }
            _ => { "none" }
        };
        let t = Instant::now();
        let p2 = Programme::try_from(&d2).unwrap();
        let r = Restart::from(&v);
        let out2 = allocate_with(&p2, &r, &o);
        match out2 { Ok(out2) => {
        println!("{what}: restart all {:?} solve {:?} ended {:?} gap {:?} iters {}", t.elapsed(), out2.stages.solve, out2.ended, out2.relative_gap(), out2.iterations);
        let t = Instant::now();
        let out3 = allocate(&p2, &Options::default()).unwrap();
        println!("cold {:?} same plan {}", t.elapsed(), out3.plan.paid() == out2.plan.paid());
        } Err(e) => println!("{what}: {e}") }
    }
    for (i, key) in f.lp.row_keys().iter().enumerate() {
        if let alokasi::lp::RowKey::Ceiling(_) = key {
            let name = alokasi::lp::names::row_name(&f, *key);
            if !name.contains("nation") && i % 1997 != 0 { continue; }
            let t = Instant::now();
            let mut c = v.clone();
            let reach = f.lp.rhs()[i]*std::env::args().nth(2).unwrap().parse::<f64>().unwrap();
            match c.trace(&[(i, 1.0)], reach, &[], &|| false) {
               Ok(tr) => println!("{name} {:?} pieces {} steps {} to {} of {reach} {:?} first {:?}", t.elapsed(), tr.pieces.len(), c.steps()-v.steps(), tr.to, tr.ended, tr.pieces.first()),
               Err(e) => println!("{name} lost {:?}", matches!(e, alokasi::finish::vertex::Lost::Stopped)),
            }
        }
    }
}
