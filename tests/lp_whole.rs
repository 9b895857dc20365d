//! The rows and decisions of each whole-number rule against a case of three needs. Source of truth: written by hand from the formula at
//! the top of each file of `src/lp` and the exact meanings of the format; no row was copied from the program's output.

mod three_needs;

use serde_json::json;
use three_needs::{columns, programme, rows, three_needs, with_rules};

#[test]
fn a_whole_need_is_its_cost_times_the_decision() {
    let mut data = three_needs();
    data["needs"][0]["funding"] = json!("whole");
    let programme = programme(data);
    assert_eq!(columns(&programme, "paid:"), ["0 * paid:A1 in [0, 1]"]);
    assert_eq!(
        rows(&programme, "funding:"),
        ["funding:A1:exactly: + pay:A1:2019:dak + pay:A1:2020:dak - 400 paid:A1 = 0 (scale 0)"]
    );
}

/// Rp 400 million and Rp 500 are no whole units of Rp 1,000: the decision cannot be taken.
#[test]
fn a_whole_need_that_whole_units_cannot_pay_is_not_paid() {
    let mut data = three_needs();
    data["needs"][0]["funding"] = json!("whole");
    data["needs"][0]["cost"] = json!(400_000_500);
    assert_eq!(columns(&programme(data), "paid:"), ["0 * paid:A1 in [0, 0]"]);
}

/// Six tenths of 400 are 240; a ceiling of 300 in the one year is the big M.
#[test]
fn at_least_a_share_in_one_year_lies_between_two_links() {
    let mut data = three_needs();
    data["needs"][0]["funding"] = json!("at_least:0.6");
    data["needs"][0]["one_year"] = json!(true);
    data["ceilings"] = json!([{"source": "dak", "scope": "nation", "year": 2019, "rupiah": 300_000_000}]);
    let programme = programme(data);
    assert_eq!(
        rows(&programme, "funding:"),
        [
            "funding:A1:2019:at_most: + pay:A1:2019:dak - 300 paid:A1:2019 <= 0 (scale 0)",
            "funding:A1:2019:at_least: + pay:A1:2019:dak - 240 paid:A1:2019 >= 0 (scale 0)",
            "funding:A1:2020:at_most: + pay:A1:2020:dak - 400 paid:A1:2020 <= 0 (scale 0)",
            "funding:A1:2020:at_least: + pay:A1:2020:dak - 240 paid:A1:2020 >= 0 (scale 0)",
        ]
    );
    assert_eq!(rows(&programme, "one_year:"), ["one_year:A1: + paid:A1:2019 + paid:A1:2020 <= 1 (scale 0)"]);
}

#[test]
fn completion_all_or_nothing_is_a_decision() {
    let mut data = three_needs();
    data["completion"] = json!("all_or_nothing");
    data["sentra"][0]["completion_benefit"] = json!(3.0);
    data["needs"][0]["essential"] = json!(true);
    let programme = programme(data);
    assert_eq!(columns(&programme, "complete:"), ["3 * complete:A:2020 in [0, 1]"]);
    assert_eq!(
        rows(&programme, "completion:"),
        ["completion:A1:2020: + 400 complete:A:2020 - pay:A1:2019:dak - pay:A1:2020:dak <= 0 (scale 0)"]
    );
    let formulation = alokasi::lp::formulate_whole(&programme);
    let whole: Vec<usize> = (0..formulation.lp.column_count()).filter(|&j| formulation.lp.whole()[j]).collect();
    assert_eq!(whole, [8], "the column after the eight payments");
}

/// Region 18.01 in 2019 has two needs, so that each has a link of its own; region 18.02 in 2020 has one.
#[test]
fn a_grant_is_nothing_or_at_least_so_much() {
    let programme = with_rules(json!([{"id": "least", "rule": "amount", "of": {"source": "dak"},
        "zero_or_at_least": 150_000_000, "per": ["region", "year"]}]));
    assert_eq!(
        rows(&programme, "link:least:2019:18.01"),
        [
            "link:least:2019:18.01:at_least: + pay:A1:2019:dak + pay:A2:2019:dak - 150 open:least:2019:18.01 >= 0 (scale 0)",
            "link:least:2019:18.01:at_most: + pay:A1:2019:dak + pay:A2:2019:dak - 500 open:least:2019:18.01 <= 0 (scale 0)",
            "link:least:2019:18.01:need:A1:at_most: + pay:A1:2019:dak - 400 open:least:2019:18.01 <= 0 (scale 0)",
            "link:least:2019:18.01:need:A2:at_most: + pay:A2:2019:dak - 100 open:least:2019:18.01 <= 0 (scale 0)",
        ]
    );
    assert_eq!(
        rows(&programme, "link:least:2020:18.02"),
        [
            "link:least:2020:18.02:at_least: + pay:B1:2020:dak - 150 open:least:2020:18.02 >= 0 (scale 0)",
            "link:least:2020:18.02:at_most: + pay:B1:2020:dak - 300 open:least:2020:18.02 <= 0 (scale 0)",
        ]
    );
    // Nobody can be paid there in 2019.
    assert_eq!(rows(&programme, "link:least:2019:18.02"), [""; 0]);
}

/// Soft: what is missing costs 0.5 points per Rp 1 million, 150 at most.
#[test]
fn a_soft_least_grant_has_a_price() {
    let programme = with_rules(json!([{"id": "least", "rule": "amount", "of": {"source": "dak", "need": "B1"},
        "zero_or_at_least": 150_000_000, "soft": {"penalty": 0.5}}]));
    assert_eq!(columns(&programme, "short_of_least:"), ["-0.5 * short_of_least:least:all in [0, 150]"]);
    assert_eq!(
        rows(&programme, "link:")[0],
        "link:least:all:at_least: + pay:B1:2020:dak + short_of_least:least:all - 150 open:least:all >= 0 (scale 0)"
    );
}

/// One unit below Rp 100 million does not count: 99.999. Of A1, 400 - 99.999 is then the big M; of A2, 0.001.
#[test]
fn funded_sentra_are_counted_from_both_sides() {
    let programme = with_rules(json!([{"id": "pilot", "rule": "count", "what": "sentra", "of": {"year": 2019},
        "exactly": 1, "least": 100_000_000}]));
    let paid = "+ pay:A1:2019:dak + pay:A2:2019:apbd + pay:A2:2019:dak";
    let y = "counts:pilot:all:sentra:A";
    assert_eq!(
        rows(&programme, "link:pilot"),
        [
            format!("link:pilot:all:sentra:A:at_least: {paid} - 100 {y} >= 0 (scale 0)"),
            format!("link:pilot:all:sentra:A:at_most: {paid} - 400.001 {y} <= 99.999 (scale 0)"),
            format!("link:pilot:all:sentra:A:need:A1:at_most: + pay:A1:2019:dak - 300.001 {y} <= 99.999 (scale 0)"),
            format!(
                "link:pilot:all:sentra:A:need:A2:at_most: + pay:A2:2019:apbd + pay:A2:2019:dak - 0.001 {y} <= 99.999 (scale 0)"
            ),
        ]
    );
    assert_eq!(rows(&programme, "rule:pilot"), [format!("rule:pilot:all:exactly: + {y} = 1 (scale 0)")]);
}

/// Whole needs that count whenever they are paid are counted by their own decisions.
#[test]
fn decisions_of_whole_needs_are_counted_as_they_are() {
    let mut data = three_needs();
    data["needs"][0]["funding"] = json!("whole");
    data["needs"][2]["funding"] = json!("whole");
    data["rules"] = json!([{"id": "few", "rule": "count", "what": "need", "of": {"need": ["A1", "B1"]}, "at_most": 1,
        "soft": {"penalty": 2.0}}]);
    let programme = programme(data);
    assert_eq!(columns(&programme, "counts:"), [""; 0]);
    assert_eq!(
        rows(&programme, "rule:few"),
        ["rule:few:all:at_most: + paid:A1 + paid:B1 - more:few:all <= 1 (scale 0)"]
    );
    assert_eq!(columns(&programme, "more:"), ["-2 * more:few:all in [0, 2]"]);
}

#[test]
fn complete_sentra_are_counted_by_what_is_paid() {
    let mut data = three_needs();
    data["needs"][0]["essential"] = json!(true);
    data["rules"] = json!([{"id": "ready", "rule": "count", "what": "sentra", "counting": "completed", "exactly": 1}]);
    let programme = programme(data);
    let paid = "+ pay:A1:2019:dak + pay:A1:2020:dak";
    let (y, e) = ("counts:ready:all:sentra:A", "wanting:ready:all:A1");
    assert_eq!(
        rows(&programme, "link:ready"),
        [
            format!("link:ready:all:sentra:A:at_most: + {y} + {e} >= 1 (scale 0)"),
            format!("link:ready:all:sentra:A:need:A1:at_least: {paid} - 400 {y} >= 0 (scale 0)"),
            format!("link:ready:all:sentra:A:need:A1:at_most: {paid} + 0.001 {e} <= 400 (scale 0)"),
        ]
    );
}

#[test]
fn together_is_all_or_none_and_exclusive_at_most_one() {
    let of = json!({"need": ["A1", "B1"]});
    let programme =
        with_rules(json!([{"id": "both", "rule": "together", "of": of}, {"id": "one", "rule": "exclusive", "of": of}]));
    assert_eq!(
        rows(&programme, "link:"),
        [
            "link:both:all:need:A1:exactly: + pay:A1:2019:dak + pay:A1:2020:dak - 400 open:both:all = 0 (scale 0)",
            "link:both:all:need:B1:exactly: + pay:B1:2020:apbd + pay:B1:2020:dak - 300 open:both:all = 0 (scale 0)",
            "link:one:all:need:A1:at_most: + pay:A1:2019:dak + pay:A1:2020:dak - 400 counts:one:all:need:A1 <= 0 (scale 0)",
            "link:one:all:need:B1:at_most: + pay:B1:2020:apbd + pay:B1:2020:dak - 300 counts:one:all:need:B1 <= 0 (scale 0)",
        ]
    );
    assert_eq!(
        rows(&programme, "rule:one"),
        ["rule:one:all:at_most: + counts:one:all:need:A1 + counts:one:all:need:B1 <= 1 (scale 0)"]
    );
}
