//! The rows of each family against a case of three needs. Source of truth: written by hand from the formula at the top of each
//! file of `src/lp` and the exact meanings of the format; no row was copied from the program's output.
#![allow(clippy::float_cmp)] // what is stated is read to the last bit

mod three_needs;

use alokasi::id::{NeedId, PaymentId, SentraId, YearId};
use alokasi::lp::{ColumnKey, Lp, RowKey, Sense};
use serde_json::json;
use three_needs::{columns, programme, rows, three_needs, with_rules};

#[test]
fn a_need_is_paid_no_more_than_its_cost() {
    assert_eq!(
        rows(&programme(three_needs()), "need:"),
        [
            "need:A1: + pay:A1:2019:dak + pay:A1:2020:dak <= 400 (scale 1)",
            "need:A2: + pay:A2:2019:apbd + pay:A2:2019:dak + pay:A2:2020:apbd + pay:A2:2020:dak <= 100 (scale 1)",
            "need:B1: + pay:B1:2020:apbd + pay:B1:2020:dak <= 300 (scale 1)",
        ]
    );
}

#[test]
fn payments_earn_discounted_points_and_keep_what_is_contracted() {
    let mut data = three_needs();
    data["discount"] = json!(0.5);
    data["priorities"] =
        json!([{"of": {"sector": "pangan", "source": "dak"}, "times": 2.0}, {"of": {"year": 2020}, "times": 4.0}]);
    data["contracted"] = json!([{"need": "A1", "year": 2019, "source": "dak", "rupiah": 30_000_000}]);
    data["ceilings"] =
        json!([{"source": "apbd", "scope": "region", "code": "18.01", "year": 2019, "rupiah": 20_000_000}]);
    // Points per Rp 1 million: points / cost * priorities * discount, so A1 in 2020: 10 / 400 * 2 * 4 * 0.5.
    // The upper bound is the need's cost, and the ceiling where one is below it.
    assert_eq!(
        columns(&programme(data), "pay:"),
        [
            "0.05 * pay:A1:2019:dak in [30, 400]",
            "0.1 * pay:A1:2020:dak in [0, 400]",
            "0.05 * pay:A2:2019:apbd in [0, 20]",
            "0.1 * pay:A2:2019:dak in [0, 100]",
            "0.1 * pay:A2:2020:apbd in [0, 100]",
            "0.2 * pay:A2:2020:dak in [0, 100]",
            "0.04 * pay:B1:2020:apbd in [0, 300]",
            "0.04 * pay:B1:2020:dak in [0, 300]",
        ]
    );
}

#[test]
fn a_contract_above_a_ceiling_shows_in_the_rows_not_in_an_empty_column() {
    let mut data = three_needs();
    data["contracted"] = json!([{"need": "A1", "year": 2019, "source": "dak", "rupiah": 30_000_000}]);
    data["ceilings"] = json!([{"source": "dak", "scope": "nation", "year": 2019, "rupiah": 10_000_000}]);
    let programme = programme(data);
    assert_eq!(columns(&programme, "pay:A1:2019"), ["0.025 * pay:A1:2019:dak in [30, 30]"]);
    assert_eq!(
        rows(&programme, "ceiling:"),
        ["ceiling:dak:nation:2019: + pay:A1:2019:dak + pay:A2:2019:dak <= 10 (scale 1)"]
    );
}

#[test]
fn ceilings_hold_at_three_scopes_and_for_each_source() {
    let mut data = three_needs();
    data["ceilings"] = json!([
        {"source": "dak", "scope": "nation", "year": 2020, "rupiah": 500_000_000},
        {"source": "dak", "scope": "province", "code": "18", "year": 2020, "rupiah": 450_000_000},
        {"source": "dak", "scope": "region", "code": "18.01", "year": 2020, "rupiah": 90_000_000},
        {"source": "apbd", "scope": "region", "code": "18.02", "year": 2020, "rupiah": 20_500_000},
        // Nothing can be paid in 18.02 in 2019, so this one has no row.
        {"source": "dak", "scope": "region", "code": "18.02", "year": 2019, "rupiah": 7_000_000}
    ]);
    assert_eq!(
        rows(&programme(data), "ceiling:"),
        [
            "ceiling:dak:nation:2020: + pay:A1:2020:dak + pay:A2:2020:dak + pay:B1:2020:dak <= 500 (scale 1)",
            "ceiling:dak:province:18:2020: + pay:A1:2020:dak + pay:A2:2020:dak + pay:B1:2020:dak <= 450 (scale 1)",
            "ceiling:dak:region:18.01:2020: + pay:A1:2020:dak + pay:A2:2020:dak <= 90 (scale 1)",
            "ceiling:apbd:region:18.02:2020: + pay:B1:2020:apbd <= 20.5 (scale 1)",
        ]
    );
}

#[test]
fn order_compares_shares_by_the_end_of_each_year() {
    let mut data = three_needs();
    data["needs"][1]["after"] = json!(["A1"]);
    // c[A2] / c[A1] = 100 / 400, and 4 makes it whole.
    assert_eq!(
        rows(&programme(data), "order:"),
        [
            "order:A2:A1:2019: + pay:A2:2019:apbd + pay:A2:2019:dak - 0.25 pay:A1:2019:dak <= 0 (scale 4)",
            "order:A2:A1:2020: + pay:A2:2019:apbd + pay:A2:2019:dak + pay:A2:2020:apbd + pay:A2:2020:dak \
             - 0.25 pay:A1:2019:dak - 0.25 pay:A1:2020:dak <= 0 (scale 4)",
        ]
    );
}

#[test]
fn order_leaves_out_years_that_follow_from_others() {
    let mut data = three_needs();
    // A1 waits for B1 of the other sentra, which is payable in 2020 only: in 2019 A1 gets nothing.
    data["needs"][0]["after"] = json!(["B1"]);
    let rows_of_a1 = rows(&programme(data.clone()), "order:");
    assert_eq!(rows_of_a1.len(), 2);
    assert_eq!(rows_of_a1[0], "order:A1:B1:2019: + pay:A1:2019:dak <= 0 (scale 3)");
    // Once B is gone, 2020 says all: A1 gets nothing by then.
    data["sentra"][1]["status"] = json!("gone");
    assert_eq!(
        rows(&programme(data), "order:"),
        ["order:A1:B1:2020: + pay:A1:2019:dak + pay:A1:2020:dak <= 0 (scale 3)"]
    );
}

#[test]
fn completion_earns_its_points_in_the_year_it_comes() {
    let mut data = three_needs();
    data["discount"] = json!(0.75);
    data["sentra"][0]["completion_benefit"] = json!(8.0);
    data["sentra"][1]["completion_benefit"] = json!(8.0);
    data["needs"][0]["essential"] = json!(true);
    data["needs"][1]["essential"] = json!(true);
    let programme = programme(data);
    // 8 * (1 - 0.75), then 8 * 0.75 in the last year. B has no essential need, so no z.
    assert_eq!(columns(&programme, "complete:"), ["2 * complete:A:2019 in [0, 1]", "6 * complete:A:2020 in [0, 1]"]);
    assert_eq!(
        rows(&programme, "completion:"),
        [
            "completion:A1:2019: + 400 complete:A:2019 - pay:A1:2019:dak <= 0 (scale 0)",
            "completion:A2:2019: + 100 complete:A:2019 - pay:A2:2019:apbd - pay:A2:2019:dak <= 0 (scale 0)",
            "completion:A1:2020: + 400 complete:A:2020 - pay:A1:2019:dak - pay:A1:2020:dak <= 0 (scale 0)",
            "completion:A2:2020: + 100 complete:A:2020 - pay:A2:2019:apbd - pay:A2:2019:dak - pay:A2:2020:apbd \
             - pay:A2:2020:dak <= 0 (scale 0)",
        ]
    );
}

#[test]
fn completion_has_no_column_where_it_must_be_zero_or_earns_nothing() {
    let mut data = three_needs();
    data["sentra"][1]["completion_benefit"] = json!(8.0);
    data["needs"][2]["essential"] = json!(true);
    // Without a discount only the last year earns.
    assert_eq!(columns(&programme(data.clone()), "complete:"), ["8 * complete:B:2020 in [0, 1]"]);
    // With one, B1 can still not be paid before 2020.
    data["discount"] = json!(0.5);
    assert_eq!(columns(&programme(data.clone()), "complete:"), ["4 * complete:B:2020 in [0, 1]"]);
    // A second essential need, which nobody may pay for.
    data["activities"].as_array_mut().expect("a table").push(json!({"code": "ipal", "name": "wastewater"}));
    data["sources"][1]["activities"] = json!(["building", "machinery"]);
    data["needs"]
        .as_array_mut()
        .expect("a table")
        .push(json!({"code": "B2", "sentra": "B", "activity": "ipal", "cost": 1_000_000, "essential": true}));
    assert_eq!(columns(&programme(data), "complete:"), [""; 0]);
}

#[test]
fn amount_bounds_a_sum() {
    let programme = with_rules(json!([
        {"id": "own", "rule": "amount", "of": {"source": "apbd"}, "at_least": 5_000_000, "at_most": {"2020": 50_000_000}, "per": ["year"]}
    ]));
    assert_eq!(
        rows(&programme, "rule:"),
        [
            "rule:own:2019:at_least: + pay:A2:2019:apbd >= 5 (scale 1)",
            "rule:own:2020:at_least: + pay:A2:2020:apbd + pay:B1:2020:apbd >= 5 (scale 1)",
            "rule:own:2020:at_most: + pay:A2:2020:apbd + pay:B1:2020:apbd <= 50 (scale 1)",
        ]
    );
}

#[test]
fn a_bound_that_nothing_can_meet_stays_and_one_that_always_holds_goes() {
    let mut data = three_needs();
    data["sentra"][1]["status"] = json!("gone");
    data["rules"] = json!([
        {"id": "lost", "rule": "amount", "of": {"sentra": "B"}, "at_least": 5_000_000, "per": ["sentra"]},
        {"id": "idle", "rule": "amount", "of": {"sentra": "B"}, "at_most": 5_000_000},
        {"id": "fixed", "rule": "amount", "of": {"sentra": "B"}, "exactly": 5_000_000}
    ]);
    assert_eq!(
        rows(&programme(data), "rule:"),
        ["rule:lost:B:at_least: 0 >= 5 (scale 1)", "rule:fixed:all:exactly: 0 = 5 (scale 1)"]
    );
}

#[test]
fn a_soft_rule_pays_for_its_breach_at_the_discount_of_its_year() {
    let mut data = three_needs();
    data["discount"] = json!(0.5);
    data["rules"] = json!([
        {"id": "own", "rule": "amount", "of": {"source": "apbd"}, "exactly": 150_000_000, "per": ["year"], "soft": {"penalty": 3}},
        {"id": "first", "rule": "amount", "of": {"source": "apbd", "year": 2019}, "at_most": 30_000_000, "soft": {"penalty": 3}},
        {"id": "ever", "rule": "amount", "of": {"source": "apbd"}, "at_least": 30_000_000, "soft": {"penalty": 3}}
    ]);
    let programme = programme(data);
    assert_eq!(
        rows(&programme, "rule:"),
        [
            "rule:own:2019:exactly: + pay:A2:2019:apbd + short:own:2019 - over:own:2019 = 150 (scale 1)",
            "rule:own:2020:exactly: + pay:A2:2020:apbd + pay:B1:2020:apbd + short:own:2020 - over:own:2020 = 150 (scale 1)",
            "rule:first:all:at_most: + pay:A2:2019:apbd - over:first:all <= 30 (scale 1)",
            "rule:ever:all:at_least: + pay:A2:2019:apbd + pay:A2:2020:apbd + pay:B1:2020:apbd + short:ever:all >= 30 (scale 1)",
        ]
    );
    // The most that APBD can pay is 100 in 2019 and 100 + 300 in 2020. A group that spans years takes the last one.
    assert_eq!(
        columns(&programme, "short:"),
        ["-3 * short:own:2019 in [0, 150]", "-1.5 * short:own:2020 in [0, 150]", "-1.5 * short:ever:all in [0, 30]",]
    );
    assert_eq!(
        columns(&programme, "over:"),
        ["-3 * over:own:2019 in [0, 0]", "-1.5 * over:own:2020 in [0, 250]", "-3 * over:first:all in [0, 70]",]
    );
}

#[test]
fn share_sums_part_and_whole_as_written() {
    let programme = with_rules(json!([
        {"id": "own", "rule": "share", "of": {"source": "apbd"}, "in": {"activity": "machinery"}, "at_least": 0.3, "per": ["region"]},
        {"id": "odd", "rule": "share", "of": {"need": "A1"}, "in": {"need": "A2", "source": "apbd"}, "at_most": 0.123_456, "per": ["year"]},
        {"id": "none", "rule": "share", "of": {"need": "A1"}, "in": {"need": "B1"}, "at_least": 0.5, "per": ["region"]}
    ]));
    assert_eq!(
        rows(&programme, "rule:"),
        [
            // In 18.01 the whole has four payments of one region: APBD + DAK, each year. APBD is part of it: 1 - 0.3.
            "rule:own:18.01:at_least: + 0.7 pay:A2:2019:apbd - 0.3 pay:A2:2019:dak + 0.7 pay:A2:2020:apbd - 0.3 pay:A2:2020:dak >= 0 (scale 10)",
            "rule:own:18.02:at_least: + 0.7 pay:B1:2020:apbd - 0.3 pay:B1:2020:dak >= 0 (scale 10)",
            // 123456 / 1000000 = 1929 / 15625
            "rule:odd:2019:at_most: + pay:A1:2019:dak - 0.123456 pay:A2:2019:apbd <= 0 (scale 15625)",
            "rule:odd:2020:at_most: + pay:A1:2020:dak - 0.123456 pay:A2:2020:apbd <= 0 (scale 15625)",
            // 18.01 has the part and no whole: at least half of nothing always holds. 18.02 has the whole and no part.
            "rule:none:18.02:at_least: - 0.5 pay:B1:2020:apbd - 0.5 pay:B1:2020:dak >= 0 (scale 2)",
        ]
    );
}

#[test]
fn coverage_is_measured_by_the_cost_of_what_can_be_paid() {
    let mut data = three_needs();
    data["needs"][1]["cost"] = json!(100_000_003);
    data["rules"] = json!([
        {"id": "all", "rule": "coverage", "of": {"source": "apbd"}, "at_least": 0.5, "per": ["sector"]},
        {"id": "early", "rule": "coverage", "of": {"year": 2019, "need": ["A1", "B1"]}, "at_most": 0.25},
        {"id": "soft", "rule": "coverage", "of": {"need": "A2", "year": 2019}, "at_least": 0.1, "soft": {"penalty": 2}}
    ]);
    let programme = programme(data);
    assert_eq!(
        rows(&programme, "rule:"),
        [
            // Only A2 can be paid by APBD: half of Rp 100.000.003, stated twofold to be whole.
            "rule:all:pangan:at_least: + 2 pay:A2:2019:apbd + 2 pay:A2:2020:apbd >= 100.000003 (scale 1)",
            "rule:all:sandang:at_least: + pay:B1:2020:apbd >= 150 (scale 1)",
            // B1 cannot be paid in 2019: a quarter of A1 alone.
            "rule:early:all:at_most: + pay:A1:2019:dak <= 100 (scale 1)",
            // A tenth of Rp 100.000.003, tenfold; a rupiah of shortfall is still a rupiah.
            "rule:soft:all:at_least: + 10 pay:A2:2019:apbd + 10 pay:A2:2019:dak + 10 short:soft:all >= 100.000003 (scale 1)",
        ]
    );
    assert_eq!(columns(&programme, "short:"), ["-2 * short:soft:all in [0, 10.0000003]"]);
}

#[test]
fn growth_bounds_each_year_but_the_first() {
    let programme = with_rules(json!([
        {"id": "absorb", "rule": "growth", "of": {}, "times": 1.5, "plus": 10_000_000, "per": ["region"]},
        {"id": "times", "rule": "growth", "of": {"source": "apbd"}, "times": {"2020": 2}},
        {"id": "plus", "rule": "growth", "of": {"source": "apbd"}, "plus": 7_000_000},
        {"id": "free", "rule": "growth", "of": {"source": "apbd"}, "times": {"2019": 2}, "plus": 7_000_000}
    ]));
    assert_eq!(
        rows(&programme, "rule:"),
        [
            "rule:absorb:2020:18.01:at_most: - 1.5 pay:A1:2019:dak + pay:A1:2020:dak - 1.5 pay:A2:2019:apbd \
             - 1.5 pay:A2:2019:dak + pay:A2:2020:apbd + pay:A2:2020:dak <= 10 (scale 2)",
            "rule:absorb:2020:18.02:at_most: + pay:B1:2020:apbd + pay:B1:2020:dak <= 10 (scale 1)",
            "rule:times:2020:at_most: - 2 pay:A2:2019:apbd + pay:A2:2020:apbd + pay:B1:2020:apbd <= 0 (scale 1)",
            "rule:plus:2020:at_most: + pay:A2:2020:apbd + pay:B1:2020:apbd <= 7 (scale 1)",
        ]
    );
}

#[test]
fn match_weighs_one_source_by_another() {
    let programme = with_rules(json!([
        {"id": "own", "rule": "match", "of": {}, "source": "apbd", "to": "dak", "at_least": 0.1, "per": ["year"]},
        {"id": "cap", "rule": "match", "of": {"need": "B1"}, "source": "apbd", "to": "dak", "at_most": 1.25}
    ]));
    assert_eq!(
        rows(&programme, "rule:"),
        [
            "rule:own:2019:at_least: - 0.1 pay:A1:2019:dak + pay:A2:2019:apbd - 0.1 pay:A2:2019:dak >= 0 (scale 10)",
            "rule:own:2020:at_least: - 0.1 pay:A1:2020:dak + pay:A2:2020:apbd - 0.1 pay:A2:2020:dak + pay:B1:2020:apbd \
             - 0.1 pay:B1:2020:dak >= 0 (scale 10)",
            "rule:cap:all:at_most: + pay:B1:2020:apbd - 1.25 pay:B1:2020:dak <= 0 (scale 4)",
        ]
    );
}

#[test]
fn stability_adds_up_changes_and_counts_what_is_gone() {
    let mut data = three_needs();
    // B1 can no longer be paid in 2019: its Rp 30 million are changed whatever the plan does.
    data["previous"] = json!([
        {"need": "A1", "year": 2019, "source": "dak", "rupiah": 350_000_000},
        {"need": "A2", "year": 2020, "source": "dak", "rupiah": 20_000_000},
        {"need": "B1", "year": 2019, "source": "dak", "rupiah": 30_000_000}
    ]);
    data["rules"] = json!([
        {"id": "grants", "rule": "stability", "of": {"source": "dak"}, "at_most": 100_000_000, "per": ["year"]},
        {"id": "a", "rule": "stability", "of": {"sentra": "A", "year": 2019}, "at_most": 0, "soft": {"penalty": 2}}
    ]);
    let programme = programme(data);
    assert_eq!(
        rows(&programme, "change_"),
        [
            "change_up:A1:2019:dak: - pay:A1:2019:dak + change:A1:2019:dak >= -350 (scale 1)",
            "change_down:A1:2019:dak: + pay:A1:2019:dak + change:A1:2019:dak >= 350 (scale 1)",
            "change_up:A2:2020:dak: - pay:A2:2020:dak + change:A2:2020:dak >= -20 (scale 1)",
            "change_down:A2:2020:dak: + pay:A2:2020:dak + change:A2:2020:dak >= 20 (scale 1)",
        ]
    );
    assert_eq!(
        rows(&programme, "rule:"),
        [
            // Where the earlier plan pays nothing, the payment is its own change.
            "rule:grants:2019:at_most: + pay:A2:2019:dak + change:A1:2019:dak <= 70 (scale 1)",
            "rule:grants:2020:at_most: + pay:A1:2020:dak + pay:B1:2020:dak + change:A2:2020:dak <= 100 (scale 1)",
            "rule:a:all:at_most: + pay:A2:2019:apbd + pay:A2:2019:dak + change:A1:2019:dak - over:a:all <= 0 (scale 1)",
        ]
    );
    // A1 can change by 350 (to nothing) and A2 by 80 (to its cost); rule a by 350, and by A2's cost.
    assert_eq!(
        columns(&programme, "change:"),
        ["0 * change:A1:2019:dak in [0, 350]", "0 * change:A2:2020:dak in [0, 80]"]
    );
    assert_eq!(columns(&programme, "over:"), ["-2 * over:a:all in [0, 450]"]);
}

/// Keys of payments, bounds of 0 and what need rows have in common are not stored where they stand first and in order; all is read as it was stated, wherever it
/// stands.
#[test]
fn a_program_in_any_order_is_read_as_it_was_stated() {
    let payment = |p| ColumnKey::Payment(PaymentId::new(p));
    let completion = ColumnKey::Completion(SentraId::new(0), YearId::new(0));
    let need = |n| RowKey::Need(NeedId::new(n));
    let columns = [
        vec![payment(0), payment(1), payment(2), completion, payment(3)],
        vec![payment(1), payment(0), completion, payment(3), payment(4)],
        vec![completion, payment(1), payment(2), payment(3), payment(4)],
    ];
    let plain = |n: usize, from: u32, to: u32| (need(n), 1.0, (from..to).map(|j| (j, 1.0)).collect::<Vec<_>>());
    let rows = [
        vec![plain(0, 0, 2), plain(4, 2, 5), (RowKey::Total(0), 1.0, vec![(0, -1.0), (1, 1.0)]), plain(7, 0, 5)],
        vec![plain(0, 0, 1), (need(1), 2.0, vec![(1, 1.0)]), plain(2, 1, 5), (need(3), 1.0, Vec::new())],
        vec![(need(0), 1.0, vec![(3, 1.0), (4, 2.0)]), plain(1, 0, 3), plain(2, 3, 3)],
        vec![(need(5), 1.0, Vec::new()), plain(1, 1, 4), (need(2), 0.0, vec![(0, 1.0)]), plain(3, 0, 2)],
    ];
    for (columns, rows) in columns.iter().flat_map(|columns| rows.iter().map(move |rows| (columns, rows))) {
        for lower in [[0.0; 5], [0.0, 3.0, 0.0, 0.0, 0.0], [1.0, 0.0, 0.0, 0.0, 2.0]] {
            let mut lp = Lp::default();
            for (j, &key) in columns.iter().enumerate() {
                lp.add_column(key, j as f64, lower[j], 9.0);
            }
            for (i, (key, scale, terms)) in rows.iter().enumerate() {
                let sense = if i == 1 { Sense::AtLeast } else { Sense::AtMost };
                lp.add_row(*key, sense, i as f64, *scale, terms.iter().copied());
            }
            assert_eq!((lp.column_count(), lp.row_count()), (5, rows.len()));
            assert!(lp.columns().eq(columns.iter().copied()) && (0..5).all(|j| lp.column(j) == columns[j]));
            assert_eq!(lp.lower().to_vec(), lower);
            assert!((0..5).all(|j| lp.lower()[j].to_bits() == lower[j].to_bits()) && !lp.is_mixed());
            assert!(lp.row_keys().eq(rows.iter().map(|row| row.0)));
            for (i, (key, scale, terms)) in rows.iter().enumerate() {
                let row = lp.row(i);
                let sense = if i == 1 { Sense::AtLeast } else { Sense::AtMost };
                assert_eq!((row.key, lp.row_key(i), row.sense), (*key, *key, sense));
                assert_eq!((row.rhs, row.scale), (i as f64, *scale));
                assert_eq!(row.columns.iter().copied().zip(row.values.iter().copied()).collect::<Vec<_>>(), *terms);
            }
        }
    }
}
