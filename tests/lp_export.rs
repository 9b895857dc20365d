//! Names, exports, and what a linear program refuses. Source of truth: the texts, written by hand for a tiny case (the exports were also
//! read and solved once by HiGHS, to the optimum worked out in the comment).

mod three_needs;

use alokasi::lp::export::{write_lp, write_mps};
use alokasi::lp::formulate;
use alokasi::lp::names::{column_name, row_name, rows_by_name};
use alokasi::model::Programme;
use serde_json::json;
use three_needs::{programme, rows, three_needs};

/// A1 and B1 with a ceiling, a soft floor that cannot be met and a code with a blank and a colon. A1 earns 0.04 a million, B1 0.02. Both
/// can be paid wholly: A1 with Rp 400 million, B1 with 300 in 2020, where it may be nine tenths, so that A1 takes at least 33 1/3 there.
/// The floor of 500 misses 100 at 0.5 a million, so the optimum is 16 + 6 - 50 = -28.
fn tiny() -> Programme {
    let mut data = three_needs();
    data["sources"] = json!([{"code": "dak"}]);
    data["needs"] = json!([
        {"code": "A1", "sentra": "A", "activity": "building", "cost": 400_000_000, "benefit": 16.0},
        {"code": "B 1:x", "sentra": "B", "activity": "machinery", "cost": 300_000_000, "benefit": 6.0, "first_year": 2020}
    ]);
    data["contracted"] = json!([{"need": "A1", "year": 2019, "source": "dak", "rupiah": 50_000_000}]);
    data["ceilings"] = json!([{"source": "dak", "scope": "nation", "year": 2020, "rupiah": 350_000_000}]);
    data["rules"] = json!([
        {"id": "floor", "rule": "amount", "of": {"need": "A1"}, "at_least": 500_000_000, "soft": {"penalty": 0.5}},
        {"id": "mix", "rule": "share", "of": {"sector": "sandang"}, "in": {}, "at_most": 0.9, "per": ["year"]}
    ]);
    programme(data)
}

#[test]
fn mps_is_free_format_with_readable_names() {
    let programme = tiny();
    let mut text = Vec::new();
    write_mps(&formulate(&programme).expect("linear"), &mut text).expect("memory takes all");
    assert_eq!(
        String::from_utf8(text).expect("names are ASCII"),
        "\
NAME alokasi
OBJSENSE
    MAX
ROWS
 N benefit
 L need:A1
 L need:B%201%3Ax
 L ceiling:dak:nation:2020
 G rule:floor:all:at_least
 L rule:mix:2020:at_most
COLUMNS
 pay:A1:2019:dak benefit 0.04
 pay:A1:2019:dak need:A1 1
 pay:A1:2019:dak rule:floor:all:at_least 1
 pay:A1:2020:dak benefit 0.04
 pay:A1:2020:dak need:A1 1
 pay:A1:2020:dak ceiling:dak:nation:2020 1
 pay:A1:2020:dak rule:floor:all:at_least 1
 pay:A1:2020:dak rule:mix:2020:at_most -0.9
 pay:B%201%3Ax:2020:dak benefit 0.02
 pay:B%201%3Ax:2020:dak need:B%201%3Ax 1
 pay:B%201%3Ax:2020:dak ceiling:dak:nation:2020 1
 pay:B%201%3Ax:2020:dak rule:mix:2020:at_most 0.1
 short:floor:all benefit -0.5
 short:floor:all rule:floor:all:at_least 1
RHS
 rhs need:A1 400
 rhs need:B%201%3Ax 300
 rhs ceiling:dak:nation:2020 350
 rhs rule:floor:all:at_least 500
BOUNDS
 LO bound pay:A1:2019:dak 50
 UP bound pay:A1:2019:dak 400
 UP bound pay:A1:2020:dak 350
 UP bound pay:B%201%3Ax:2020:dak 300
 UP bound short:floor:all 500
ENDATA
"
    );
}

#[test]
fn lp_format_has_names_that_it_can_hold() {
    let programme = tiny();
    let mut text = Vec::new();
    write_lp(&formulate(&programme).expect("linear"), &mut text).expect("memory takes all");
    assert_eq!(
        String::from_utf8(text).expect("names are ASCII"),
        "\
\\ alokasi: benefit in points, money in Rp 1 million
Maximize
 benefit: + 0.04 pay@A1@2019@dak + 0.04 pay@A1@2020@dak + 0.02 pay@B%201%3Ax@2020@dak - 0.5 short@floor@all
Subject To
 need@A1: + 1 pay@A1@2019@dak + 1 pay@A1@2020@dak
  <= 400
 need@B%201%3Ax: + 1 pay@B%201%3Ax@2020@dak
  <= 300
 ceiling@dak@nation@2020: + 1 pay@A1@2020@dak + 1 pay@B%201%3Ax@2020@dak
  <= 350
 rule@floor@all@at_least: + 1 pay@A1@2019@dak + 1 pay@A1@2020@dak + 1 short@floor@all
  >= 500
 rule@mix@2020@at_most: - 0.9 pay@A1@2020@dak + 0.1 pay@B%201%3Ax@2020@dak
  <= 0
Bounds
 50 <= pay@A1@2019@dak <= 400
 0 <= pay@A1@2020@dak <= 350
 0 <= pay@B%201%3Ax@2020@dak <= 300
 0 <= short@floor@all <= 500
End
"
    );
}

#[test]
fn a_row_of_nothing_still_has_a_term_in_the_lp_format() {
    let mut data = three_needs();
    data["sentra"][1]["status"] = json!("gone");
    data["rules"] = json!([{"id": "lost", "rule": "amount", "of": {"sentra": "B"}, "at_least": 5_000_000}]);
    let programme = programme(data);
    let mut text = Vec::new();
    write_lp(&formulate(&programme).expect("linear"), &mut text).expect("memory takes all");
    let text = String::from_utf8(text).expect("names are ASCII");
    assert!(text.contains(" rule@lost@all@at_least: 0 pay@A1@2019@dak\n  >= 5\n"), "{text}");
}

#[test]
fn a_programme_in_which_nothing_can_be_paid_is_still_text_of_the_lp_format() {
    let mut data = three_needs();
    data["sentra"][0]["status"] = json!("gone");
    data["sentra"][1]["status"] = json!("gone");
    let programme = programme(data);
    let mut text = Vec::new();
    write_lp(&formulate(&programme).expect("linear"), &mut text).expect("memory takes all");
    assert_eq!(
        String::from_utf8(text).expect("names are ASCII"),
        "\\ alokasi: benefit in points, money in Rp 1 million\nMaximize\n benefit: 0 nothing\nSubject To\nBounds\nEnd\n"
    );
}

#[test]
fn names_are_unique_and_lead_back_to_their_rows() {
    let mut data = three_needs();
    data["needs"][1]["after"] = json!(["A1"]);
    data["needs"][0]["essential"] = json!(true);
    data["sentra"][0]["completion_benefit"] = json!(3.0);
    data["previous"] = json!([{"need": "A1", "year": 2019, "source": "dak", "rupiah": 350_000_000}]);
    data["rules"] = json!([
        {"id": "all keys", "rule": "amount", "of": {}, "at_most": 1_000_000,
         "per": ["year", "region", "province", "island", "sector", "sentra"], "soft": {"penalty": 1}},
        {"id": "published", "rule": "stability", "of": {}, "at_most": 1_000_000, "soft": {"penalty": 1}},
        {"id": "c", "rule": "coverage", "of": {}, "exactly": 0.5, "soft": {"penalty": 1}}
    ]);
    let programme = programme(data);
    let formulation = formulate(&programme).expect("linear");
    let by_name = rows_by_name(&formulation);
    assert_eq!(by_name.len(), formulation.lp.row_count());
    for (name, &row) in &by_name {
        assert_eq!(&row_name(&formulation, formulation.lp.row_key(row)), name);
        assert!(name.bytes().all(|byte| byte.is_ascii_graphic()), "{name}");
    }
    let columns: std::collections::BTreeSet<String> =
        formulation.lp.columns().map(|key| column_name(&formulation, key)).collect();
    assert_eq!(columns.len(), formulation.lp.column_count());
    assert!(by_name.contains_key("rule:all%20keys:2019:Sumatera:18:18.01:pangan:A:at_most"), "{by_name:?}");
}

#[test]
fn whole_numbers_are_refused_by_name_and_the_relaxation_leaves_them_out() {
    let mut data = three_needs();
    data["completion"] = json!("all_or_nothing");
    data["needs"][0]["essential"] = json!(true);
    data["needs"][0]["funding"] = json!("whole");
    data["needs"][1]["funding"] = json!("at_least:0.6");
    data["needs"][1]["one_year"] = json!(true);
    // B1 can only be paid in 2020, so one_year asks nothing of it.
    data["needs"][2]["one_year"] = json!(true);
    data["sentra"][0]["completion_benefit"] = json!(3.0);
    data["rules"] = json!([
        {"id": "pilot", "rule": "count", "what": "sentra", "of": {}, "exactly": 1},
        {"id": "both", "rule": "together", "of": {}},
        {"id": "one", "rule": "exclusive", "of": {}},
        {"id": "least", "rule": "amount", "of": {}, "zero_or_at_least": 1_000_000},
        {"id": "mixed", "rule": "coverage", "of": {}, "zero_or_at_least": 0.1, "at_most": 0.5}
    ]);
    let programme = programme(data);
    assert_eq!(
        formulate(&programme).expect_err("takes whole numbers").to_string(),
        "no linear program states this programme, which takes whole numbers for: rule pilot (count); rule both (together); \
         rule one (exclusive); rule least (zero_or_at_least); rule mixed (zero_or_at_least); \
         funding whole or at_least of A1, A2; one_year of A2; completion all_or_nothing of 1 sentra; \
         its mixed-integer program does (formulate_whole), and its linear relaxation (--relax, or Programme::relaxed) bounds it from above"
    );
    let (relaxed, dropped) = programme.relaxed();
    assert_eq!(
        dropped,
        [
            "rule pilot (count): left out",
            "rule both (together): left out",
            "rule one (exclusive): left out",
            "rule least (zero_or_at_least): left out",
            "rule mixed (zero_or_at_least): left out",
            "funding whole or at_least of A1, A2: taken as divisible",
            "one_year of A2: may be paid over several years",
            "completion all_or_nothing of 1 sentra: taken as proportional",
        ]
    );
    // The other bound of the mixed rule stays: half of 400 + 100 + 300.
    let left = rows(&relaxed, "rule:");
    assert_eq!(left.len(), 1);
    assert!(left[0].starts_with("rule:mixed:all:at_most: ") && left[0].ends_with("<= 400 (scale 1)"), "{left:?}");
}

#[test]
fn what_takes_no_whole_number_in_fact_is_not_refused() {
    let mut data = three_needs();
    data["completion"] = json!("all_or_nothing");
    // No essential need, so no completion; a gone sentra's needs cannot be paid, so nothing of them is whole.
    data["sentra"][0]["completion_benefit"] = json!(3.0);
    data["sentra"][1]["status"] = json!("gone");
    data["needs"][2]["funding"] = json!("whole");
    let programme = programme(data);
    assert!(formulate(&programme).is_ok());
    let (_, dropped) = programme.relaxed();
    assert_eq!(dropped, [""; 0]);
}
