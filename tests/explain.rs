//! Facts of plans: costs that add up, fates as the money says, leftovers to the rupiah.
//!
//! Source of truth: small cases by hand; and for random programmes, the reduced costs that the rows themselves give, totals left in.

#![allow(clippy::unwrap_used)] // helpers of tests, which fail where they cannot go on

mod small;

use alokasi::allocate::{Options, Outcome, allocate};
use alokasi::explain::{Book, Source, Subject};
use alokasi::id::{NeedId, PaymentId};
use alokasi::lp::Sense;
use alokasi::synthetic::{Kind, Spec, make};
use alokasi::words::why::{Fate, Reason};
use alokasi::{Programme, Rupiah};
use serde_json::json;

fn solved(programme: &Programme) -> Outcome {
    allocate(programme, &Options::default()).unwrap()
}

fn with_book<T>(programme: &Programme, look: impl FnOnce(&Book<'_>) -> T) -> T {
    let outcome = solved(programme);
    let certificate = outcome.certificate.as_ref().unwrap();
    look(&Book::new(programme, programme, &outcome.plan, certificate, Source::Certificate).unwrap())
}

/// 100 million of money; A at 3 points per million takes 60, B at 2 takes 40 of its 80, C at 1 nothing: the price is 2.
#[test]
fn the_price_is_what_the_last_in_the_queue_earns() {
    let needs =
        [small::need("N1", "A", 60, 180.0), small::need("N2", "B", 80, 160.0), small::need("N3", "B", 10, 10.0)];
    let programme = small::programme(json!({"needs": needs, "ceilings": [small::ceiling("dak", 2019, 100)]}));
    with_book(&programme, |book| {
        let facts = book.all_needs();
        let fates: Vec<Fate> = facts.iter().map(|facts| facts.fate.clone()).collect();
        assert_eq!(fates, [Fate::Whole, Fate::Part, Fate::Nothing]);
        let short: Vec<f64> = facts.iter().map(|facts| facts.choices[0].shortfall).collect();
        for (found, wanted) in short.iter().zip([0.0, 0.0, 1.0]) {
            assert!((found - wanted).abs() < 1e-6, "{short:?}");
        }
        let parts = &facts[2].choices[0].cost.parts;
        assert!(matches!(parts.as_slice(), [part] if matches!(*part.reason, Reason::Ceiling { .. })), "{parts:?}");
        let above = facts[2].choices[0].above.as_ref().unwrap();
        assert_eq!((above.need.code.as_str(), above.paid), ("N2", Rupiah::millions(40)));
        assert!(facts[2].choices[0].below.is_none());
        // What is worth more than it costs has the rest as the price of its own row.
        let own = facts[0].choices[0].cost.parts.iter().find(|part| *part.reason == Reason::Whole).unwrap();
        assert!((own.points - 1.0).abs() < 1e-6, "{own:?}");
    });
}

#[test]
fn a_need_that_nothing_can_pay_says_why() {
    let mut data = small::data(json!({"needs": [small::need("N1", "A", 60, 180.0)]}));
    data.regions[0].eligible_years = vec![];
    data.sources[0].activities = vec!["building".into()];
    with_book(&Programme::try_from(&data).unwrap(), |book| {
        assert!(matches!(book.need(NeedId::new(0)).fate, Fate::Never { .. }));
        assert!(book.need(NeedId::new(0)).best.is_none());
    });
}

/// 100 million in the nation, 30 asked for in one region whose ceiling is 20: 10 are stopped by that, 70 nobody asks for.
#[test]
fn what_is_left_is_put_down_to_what_stopped_it() {
    let region = json!({"source": "dak", "scope": "region", "code": "18.01", "year": 2019, "rupiah": 20_000_000});
    let programme = small::programme(json!({
        "needs": [small::need("N1", "A", 30, 30.0)], "ceilings": [small::ceiling("dak", 2019, 100), region]
    }));
    with_book(&programme, |book| {
        let leftovers = book.leftovers();
        let [leftover] = leftovers.as_slice() else { panic!("{leftovers:?}") };
        let told = serde_json::to_value(&leftover.stopped).unwrap();
        assert_eq!((&told[0]["rupiah"], &told[0]["by"]["is"]), (&json!(70_000_000), &json!("nobody_asks")));
        assert_eq!((&told[1]["rupiah"], &told[1]["by"]["is"]), (&json!(10_000_000), &json!("ceiling")));
    });
}

/// On made-up programmes with every rule family, order and completion: the parts of each cost add up exactly to its total, and the total is
/// what the rows give with their spending totals left in, up to what the totals' own prices are off by.
#[test]
fn parts_add_up_and_agree_with_the_rows() {
    for seed in 1..=6 {
        let spec = Spec {
            sentra: 60,
            years: 3,
            seed,
            kind: Kind::Rules,
            sources: 2,
            order: true,
            completion: true,
            ..Spec::default()
        };
        let programme = Programme::try_from(&make(&spec)).unwrap();
        with_book(&programme, |book| {
            let lp = &book.formulation().lp;
            let mut reduced = lp.cost().to_vec();
            let mut size = vec![1e-9; lp.column_count()];
            for (row, price) in lp.rows().zip(book.prices()) {
                let sign = if row.sense == Sense::AtLeast { -1.0 } else { 1.0 };
                for (j, a) in row.terms() {
                    reduced[j] -= sign * a * price;
                    size[j] += (a * price).abs();
                }
            }
            for p in 0..programme.payments().len() {
                let cost = book.cost(PaymentId::new(p));
                let sum = cost.parts.iter().fold(0.0, |sum, part| sum + part.points);
                assert!(sum.to_bits() == cost.total.to_bits() || (sum == 0.0 && cost.total == 0.0), "payment {p}");
                let off = (lp.cost()[p] - cost.total - reduced[p]).abs();
                assert!(off <= 1e-5 * size[p], "seed {seed} payment {p}: {off} of {}", size[p]);
            }
            // Nothing that is open gains: who is not wholly paid costs at least what it earns.
            for facts in book.all_needs() {
                for choice in &facts.choices {
                    assert!(choice.shortfall >= -1e-4 * choice.cost.total.abs().max(choice.benefit), "{choice:?}");
                }
            }
            for leftover in book.leftovers() {
                let sum: Rupiah = leftover.stopped.iter().map(|stopped| stopped.rupiah).sum();
                assert_eq!(sum, leftover.left, "{leftover:?}");
            }
        });
    }
}

#[test]
fn groups_count_each_need_once() {
    let programme = alokasi::io::read("data/lampung".as_ref()).unwrap().programme;
    with_book(&programme, |book| {
        let regions: Vec<String> = programme.regions().iter().map(|region| region.code.to_string()).collect();
        let groups: Vec<_> = regions.into_iter().map(|code| book.group(&Subject::Region(code)).unwrap()).collect();
        let count: usize = groups.iter().map(|g| g.whole + g.part + g.nothing + g.never).sum();
        assert_eq!(count, programme.needs().len());
        assert_eq!(groups.iter().map(|group| group.paid).sum::<Rupiah>(), book.plan().total());
        assert!(book.group(&Subject::Sector("none".to_owned())).is_err());
    });
}
