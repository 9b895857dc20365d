//! Cells: what each may hold, and what an empty one means.

use alokasi::input::{Completion, Funding, Status};
use alokasi::io;
use alokasi::units::Rupiah;

use crate::good::{CEILINGS, assert_faults, folder, read_with};

#[test]
fn the_good_folder_is_good_and_takes_the_defaults_of_empty_cells() {
    let data = io::read(folder(&[]).path()).unwrap().data;
    assert_eq!((data.unit, data.discount, data.completion), (Rupiah::new(1000), 1.0, Completion::AllOrNothing));
    assert_eq!(data.sentra[1].status, Status::Unverified);
    assert_eq!((data.sentra[1].units, data.sentra[1].completion_benefit), (None, 0.0));
    let need = &data.needs[0];
    assert_eq!((need.first_year, need.last_year, need.essential, need.one_year), (None, None, true, false));
    assert_eq!((need.funding, need.after.len()), (Funding::Divisible, 0));
    assert_eq!((data.needs[1].funding, data.needs[1].after.len()), (Funding::AtLeast(0.5), 1));
    assert_eq!((data.contracted.len(), data.previous), (0, None));
}

#[test]
fn money_is_whole_rupiah() {
    for bad in ["1.000.000", "-1000000", "+5", "1e6", "NaN", "Rp1000", "1000000.0", " 1000000"] {
        let message = format!(
            "needs.csv:2: cost: \"{bad}\" is not an amount; write whole rupiah without sign, point or separator, such as 1500000000"
        );
        assert_faults("needs.csv", "1000000", bad, &[&message]);
    }
    assert_faults(
        "needs.csv",
        "1000000",
        "99999999999999999999",
        &["needs.csv:2: cost: \"99999999999999999999\" is too large; write at most 4000000000000000"],
    );
    assert_faults(
        "needs.csv",
        "1000000",
        "4000000000000001",
        &[
            "needs.csv:2: cost: Rp 4.000.000.000.000.001 is above Rp 4.000.000.000.000.000, the largest amount; check its digits",
        ],
    );
    assert_faults("needs.csv", "1000000", "", &["needs.csv:2: cost: this cell is empty; fill it in"]);
}

#[test]
fn sums_of_1e15_rupiah_are_exact() {
    let text = CEILINGS.replace("900000", "1000000000000001");
    let data = read_with("ceilings.csv", text.as_bytes());
    assert_eq!(data.ceilings[0].rupiah, Rupiah::new(1_000_000_000_000_001));
}

#[test]
fn decimals_have_a_point() {
    assert_faults(
        "sentra.csv",
        "5.5",
        "\"5,5\"",
        &["sentra.csv:2: completion_benefit: \"5,5\" has a decimal comma; write a point, such as 0.75"],
    );
    for bad in ["-5.5", "NaN", "inf", "1e3", ".5"] {
        let message = format!(
            "sentra.csv:2: completion_benefit: \"{bad}\" is not a decimal number; write digits with a point, such as 0.75"
        );
        assert_faults("sentra.csv", "5.5", bad, &[&message]);
    }
}

#[test]
fn words_years_numbers_and_lists_are_told_by_what_may_stand_there() {
    assert_faults(
        "sentra.csv",
        "verified",
        "Verified",
        &["sentra.csv:2: status: \"Verified\" is unknown here; write verified, unverified or gone"],
    );
    assert_faults(
        "needs.csv",
        "at_least:0.5",
        "at_least:half",
        &["needs.csv:3: funding: \"at_least:half\" is unknown here; write divisible, whole or at_least:0.6"],
    );
    assert_faults(
        "needs.csv",
        "2019,2020",
        "19x,2020",
        &["needs.csv:3: first_year: \"19x\" is not a year; write a fiscal year such as 2019"],
    );
    assert_faults(
        "needs.csv",
        "true,,,",
        "TRUE,,,",
        &["needs.csv:2: essential: \"TRUE\" is not a yes or no; write true or false"],
    );
    assert_faults(
        "sentra.csv",
        "12,30",
        "12.5,30",
        &["sentra.csv:2: units: \"12.5\" is not a whole number; write digits only"],
    );
    assert_faults(
        "needs.csv",
        "N1,at",
        "N1;,at",
        &["needs.csv:3: after: an item of the list is empty; put one ';' between two items and none at the ends"],
    );
    assert_faults(
        "ceilings.csv",
        "nation",
        "country",
        &["ceilings.csv:2: scope: \"country\" is unknown here; write nation, province or region"],
    );
}
