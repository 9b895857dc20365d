//! Answers that prove themselves, by sums apart from the library: a point that keeps every row, and prices under which no point is worth more.

use alokasi::input::{ProgrammeData, Rule};
use alokasi::lp::{Lp, Sense};
use alokasi::solve::Answer;
use serde_json::{Value, json};

/// Adds a rule, as JSON without its id.
pub(crate) fn add(data: &mut ProgrammeData, id: &str, mut rule: Value) {
    rule["id"] = json!(id);
    data.rules.push(serde_json::from_value::<Rule>(rule).unwrap());
}

/// Asserts that the answer keeps every row and that its prices prove its value; gives the value.
pub(crate) fn audited(lp: &Lp, answer: &Answer) -> f64 {
    let x = &answer.point;
    let mut reduced = lp.cost().to_vec();
    let mut bound = 0.0;
    for (row, &price) in lp.rows().zip(answer.prices.as_ref().unwrap()) {
        let (here, sign) = (row.activity(x), if row.sense == Sense::AtLeast { -1.0 } else { 1.0 });
        let breach = if row.sense == Sense::Equal { (here - row.rhs).abs() } else { sign * (here - row.rhs) };
        // Relative to the largest number in the row, of at least Rp 10 million: less than a rupiah, where that is the largest.
        let size = row.terms().map(|(j, a)| (a * x[j]).abs()).fold(row.rhs.abs().max(10.0), f64::max);
        assert!(breach <= 1e-7 * size, "row {:?} is broken by {breach}", row.key);
        assert!(row.sense == Sense::Equal || price >= 0.0);
        bound += sign * price * row.rhs;
        row.terms().for_each(|(j, a)| reduced[j] -= sign * price * a);
    }
    for (j, gain) in reduced.iter().enumerate() {
        // A hundredth of a rupiah: most upper bounds are no rows of the solver's, but follow from them.
        let (least, most) = (lp.lower()[j] - 1e-9, lp.upper()[j] * (1.0 + 1e-9) + 1e-8);
        assert!(least <= x[j] && x[j] <= most, "column {:?} is {}, not {least} to {most}", lp.column(j), x[j]);
        bound += (gain * lp.upper()[j]).max(gain * lp.lower()[j]);
    }
    let value = lp.objective(x);
    assert!((bound - value).abs() <= 1e-9 * value.abs(), "value {value}, bound {bound}");
    value
}
