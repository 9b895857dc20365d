//! What is lost without needs, several together or one at a time.

use alokasi::allocate::Options;
use alokasi::whatif::Lab;
use serde_json::json;

use crate::small;

/// Of 100 million N1 (3 a million) has 60 and N2 (2 a million) 40. Both left out together, of 260 points the 10 of N3 are left.
#[test]
fn by_hand_several_needs_have_an_importance() {
    let needs =
        [small::need("N1", "A", 60, 180.0), small::need("N2", "B", 80, 160.0), small::need("N3", "C", 10, 10.0)];
    let data = small::data(json!({"needs": needs, "ceilings": [small::ceiling("dak", 2019, 100)]}));
    let mut lab = Lab::new(data, Options::default()).unwrap();
    let without = lab.without(&["N1", "N2"]).unwrap().unwrap();
    assert!((without.lost - 250.0).abs() < 1e-3, "{without:?}");
    let told = alokasi::whatif::say_insisted(Some(&without), lab.programme(), alokasi::words::Language::En).join("\n");
    assert!(told.contains("Without these 2 needs 250 points are lost.") && !told.contains("N1"), "{told}");
    assert!(told.contains("need N3"), "{told}");
    // One at a time: without N1 N2 has its 80 and N3 its 10; without N2 N3 has its 10; N3 has nothing to lose. N3 is asked for by no rule, so that all can go.
    let list = ["N3", "N2", "N1"].map(|code| (alokasi::words::Name::new(code, ""), vec![code.to_owned()]));
    let importance = lab.importance(&list).unwrap();
    let found: Vec<(&str, i64, f64)> = importance
        .iter()
        .map(|of| (of.what.code.as_str(), of.paid.get() / 1_000_000, (of.lost.unwrap() * 1e3).round() / 1e3))
        .collect();
    assert_eq!(found, [("N1", 60, 90.0), ("N2", 40, 70.0), ("N3", 0, 0.0)]);
}

/// B must get 50, which no plan without it gives.
#[test]
fn by_hand_what_no_plan_does_without_comes_first() {
    let needs = [small::need("N1", "A", 60, 180.0), small::need("N2", "B", 80, 80.0)];
    let rules = json!([{"id": "floor", "rule": "amount", "of": {"sentra": "B"}, "at_least": 50_000_000}]);
    let case = json!({"needs": needs, "ceilings": [small::ceiling("dak", 2019, 100)], "rules": rules});
    let mut lab = Lab::new(small::data(case), Options::default()).unwrap();
    let list = ["N1", "N2"].map(|code| (alokasi::words::Name::new(code, ""), vec![code.to_owned()]));
    let importance = lab.importance(&list).unwrap();
    assert_eq!((importance[0].what.code.as_str(), importance[0].lost), ("N2", None));
    // N1 has 50 at 3 a million; without it N2 takes 30 more at 1.
    assert!((importance[1].lost.unwrap() - 120.0).abs() < 1e-3, "{importance:?}");
    let told = alokasi::whatif::say_importance(&importance, alokasi::words::Language::En).join("\n");
    assert!(told.contains("N2 gets Rp 50.000.000; no plan was found without it."), "{told}");
    assert!(told.contains("N1 gets Rp 50.000.000; without it 120 points are lost."), "{told}");
}
