//! Numbers as each language writes them.
//!
//! | | Indonesian | English |
//! | --- | --- | --- |
//! | money ([`Rupiah`]'s own `Display`) | Rp 1.234.567.000 | Rp 1.234.567.000 |
//! | count | 1.234 | 1,234 |
//! | decimal | 1.234,5 | 1,234.5 |
//! | share | 30,5 % | 30.5 % |
//! | list | A, B dan C | A, B and C |
//!
//! Money is written the Indonesian way in both, since a reader holds it against Indonesian tables.

use crate::units::{Ratio, Rupiah};
use crate::words::{Language, sentence};

/// What stands between thousands, and before decimals.
fn marks(language: Language) -> (char, char) {
    match language {
        Language::Id => ('.', ','),
        Language::En => (',', '.'),
    }
}

fn grouped(digits: &str, mark: char) -> String {
    let mut text = String::with_capacity(digits.len() + digits.len() / 3);
    for (i, digit) in digits.chars().enumerate() {
        if i > 0 && (digits.len() - i).is_multiple_of(3) {
            text.push(mark);
        }
        text.push(digit);
    }
    text
}

/// A whole number.
#[must_use]
pub fn count(number: usize, language: Language) -> String {
    grouped(&number.to_string(), marks(language).0)
}

/// A number with at most `places` decimals, trailing zeros left out.
#[must_use]
pub fn decimal(number: f64, places: usize, language: Language) -> String {
    if !number.is_finite() {
        let above = number > 0.0;
        return match (number.is_nan(), above) {
            (true, _) => sentence!(language, id: "tidak terdefinisi", en: "not defined"),
            (false, true) => sentence!(language, id: "tak terhingga", en: "infinite"),
            (false, false) => sentence!(language, id: "minus tak terhingga", en: "minus infinite"),
        };
    }
    let (thousands, point) = marks(language);
    let text = format!("{:.places$}", number.abs());
    let (whole, rest) = text.split_once('.').unwrap_or((&text, ""));
    let rest = rest.trim_end_matches('0');
    let mut written = grouped(whole, thousands);
    if !rest.is_empty() {
        written.push(point);
        written.push_str(rest);
    }
    // What rounds to nothing has no sign.
    if number < 0.0 && written != "0" { format!("-{written}") } else { written }
}

/// Points of benefit, or a price: four digits that count, never fewer than the whole part.
#[must_use]
pub fn points(number: f64, language: Language) -> String {
    let size = number.abs();
    if size == 0.0 || !size.is_finite() {
        return decimal(number, 0, language);
    }
    let mut places = 3;
    let mut edge = 1.0;
    while places < 12 && size < edge {
        edge /= 10.0;
        places += 1;
    }
    edge = 10.0;
    while places > 0 && size >= edge {
        edge *= 10.0;
        places -= 1;
    }
    decimal(number, places, language)
}

/// A share or ratio in per cent with as many decimals as it has.
#[must_use]
pub fn share(ratio: Ratio, language: Language) -> String {
    let text = ratio.to_string();
    match language {
        Language::Id => text.replace('.', ","),
        Language::En => text,
    }
}

/// `part` of `whole` in per cent, with at most `places` decimals; nothing of nothing is 0 %.
#[must_use]
pub fn part(part: Rupiah, whole: Rupiah, places: usize, language: Language) -> String {
    let share = if whole == Rupiah::ZERO { 0.0 } else { part.get() as f64 / whole.get() as f64 };
    format!("{} %", decimal(share * 100.0, places, language))
}

/// Names in a list; from the `most`-th on only how many more there are.
#[must_use]
pub fn list<T: AsRef<str>>(names: &[T], most: usize, language: Language) -> String {
    let shown = if names.len() > most.max(1) { most.max(1) } else { names.len() };
    let head: Vec<&str> = names[..shown].iter().map(AsRef::as_ref).collect();
    if names.len() > shown {
        let (head, more) = (head.join(", "), count(names.len() - shown, language));
        return sentence!(language, id: "{head} dan {more} lainnya", en: "{head} and {more} more");
    }
    match head.as_slice() {
        [] => sentence!(language, id: "tidak ada", en: "none"),
        [only] => (*only).to_owned(),
        [first @ .., last] => {
            let first = first.join(", ");
            sentence!(language, id: "{first} dan {last}", en: "{first} and {last}")
        }
    }
}

/// Words of which one is to be taken: `a, b or c`.
#[must_use]
pub fn one_of(words: &[&str], language: Language) -> String {
    match words {
        [] => String::new(),
        [word] => (*word).to_owned(),
        [first @ .., last] => {
            let first = first.join(", ");
            sentence!(language, id: "{first} atau {last}", en: "{first} or {last}")
        }
    }
}

/// Fiscal years: neighbouring ones as `2019-2021`, others as a list.
#[must_use]
pub fn years(years: &[i32], language: Language) -> String {
    let mut runs: Vec<(i32, i32)> = Vec::new();
    for &year in years {
        match runs.last_mut() {
            Some((_, last)) if year == *last || last.checked_add(1) == Some(year) => *last = year,
            _ => runs.push((year, year)),
        }
    }
    let texts: Vec<String> = runs
        .iter()
        .map(|(first, last)| if first == last { first.to_string() } else { format!("{first}-{last}") })
        .collect();
    list(&texts, texts.len(), language)
}

#[cfg(test)]
mod tests {
    use super::*;
    use Language::{En, Id};

    #[test]
    fn numbers_follow_the_language() {
        assert_eq!(count(1_234_567, Id), "1.234.567");
        assert_eq!(count(1_234_567, En), "1,234,567");
        assert_eq!(decimal(1234.5, 2, Id), "1.234,5");
        assert_eq!(decimal(-1234.567, 2, En), "-1,234.57");
        assert_eq!(decimal(-0.001, 2, En), "0");
        assert_eq!(share(Ratio::from_ppm(305_000).unwrap(), Id), "30,5 %");
        assert_eq!(share(Ratio::from_ppm(305_000).unwrap(), En), "30.5 %");
        assert_eq!(part(Rupiah::new(1), Rupiah::new(3), 1, Id), "33,3 %");
        assert_eq!(part(Rupiah::new(1), Rupiah::ZERO, 1, En), "0 %");
    }

    #[test]
    fn points_keep_the_digits_that_count() {
        assert_eq!(points(0.0, Id), "0");
        assert_eq!(points(0.001_234_56, Id), "0,001235");
        assert_eq!(points(12.345_6, En), "12.35");
        assert_eq!(points(123_456.7, En), "123,457");
        assert_eq!(points(f64::INFINITY, Id), "tak terhingga");
        assert_eq!(points(f64::NAN, En), "not defined");
    }

    #[test]
    fn lists_and_years_read_as_such() {
        assert_eq!(list(&["A"], 3, Id), "A");
        assert_eq!(list(&["A", "B", "C"], 3, Id), "A, B dan C");
        assert_eq!(list(&["A", "B", "C"], 2, En), "A, B and 1 more");
        assert_eq!(list::<&str>(&[], 2, En), "none");
        assert_eq!(one_of(&["a", "b", "c"], Id), "a, b atau c");
        assert_eq!(one_of(&["a"], En), "a");
        assert_eq!(years(&[2019, 2020, 2021, 2023], Id), "2019-2021 dan 2023");
        assert_eq!(years(&[2020], En), "2020");
    }
}
