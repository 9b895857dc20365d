//! "Did you mean": the known code that looks most like an unknown one.

use std::collections::HashMap;

use crate::model::fault::Item;

/// How many different unknown codes get a suggestion. Each costs a pass over all known codes; a table whose every code is wrong
/// would otherwise cost the product of two tables.
const MOST_SUGGESTIONS: usize = 50;

/// Remembers what was suggested, since a wrong code is often wrong in many rows.
#[derive(Default)]
pub(super) struct Suggestions(HashMap<(Item, String), Option<String>>);

impl Suggestions {
    /// The code of `known` nearest to `code`, if one is near.
    pub(super) fn nearest<'a>(
        &mut self,
        item: Item,
        code: &str,
        known: impl Iterator<Item = &'a str>,
    ) -> Option<String> {
        let key = (item, code.to_owned());
        if let Some(found) = self.0.get(&key) {
            return found.clone();
        }
        if self.0.len() >= MOST_SUGGESTIONS {
            return None;
        }
        let found = nearest(code, known);
        self.0.insert(key, found.clone());
        found
    }
}

/// One slip in three characters is allowed, two at most; of equally near codes the first in order.
fn nearest<'a>(code: &str, known: impl Iterator<Item = &'a str>) -> Option<String> {
    let wanted: Vec<char> = code.trim().to_lowercase().chars().collect();
    let allowed = (wanted.len() / 3).min(2);
    known
        .filter(|known| known.len().abs_diff(code.len()) <= 8)
        .filter_map(|known| {
            let letters: Vec<char> = known.to_lowercase().chars().collect();
            if letters.len().abs_diff(wanted.len()) > allowed {
                return None;
            }
            let slips = slips(&wanted, &letters);
            (slips <= allowed).then_some((slips, known))
        })
        .min()
        .map(|(_, known)| known.to_owned())
}

/// How many letters must be put in, taken out, changed or swapped with their neighbour to turn `a` into `b`.
fn slips(a: &[char], b: &[char]) -> usize {
    let mut before: Vec<usize> = Vec::new();
    let mut above: Vec<usize> = (0..=b.len()).collect();
    for i in 1..=a.len() {
        let mut row = vec![i];
        for j in 1..=b.len() {
            let changed = above[j - 1] + usize::from(a[i - 1] != b[j - 1]);
            let mut least = changed.min(above[j] + 1).min(row[j - 1] + 1);
            if i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1] {
                least = least.min(before[j - 2] + 1);
            }
            row.push(least);
        }
        before = std::mem::replace(&mut above, row);
    }
    above[b.len()]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn slips_are_counted_by_hand() {
        let count = |a: &str, b: &str| slips(&a.chars().collect::<Vec<_>>(), &b.chars().collect::<Vec<_>>());
        assert_eq!(count("ipal", "ipal"), 0);
        assert_eq!(count("iapl", "ipal"), 1, "two neighbours swapped");
        assert_eq!(count("machinry", "machinery"), 1, "one left out");
        assert_eq!(count("kitten", "sitting"), 3);
        assert_eq!(count("", "abc"), 3);
    }

    #[test]
    fn near_codes_are_suggested_and_far_ones_are_not() {
        let known = ["18.01", "18.02", "dak", "packaging"];
        let suggest = |code| nearest(code, known.into_iter());
        assert_eq!(suggest("DAK").as_deref(), Some("dak"));
        assert_eq!(suggest("pakaging").as_deref(), Some("packaging"));
        assert_eq!(suggest("18.03").as_deref(), Some("18.01"), "the first of two equally near");
        assert_eq!(suggest("building"), None);
        assert_eq!(suggest("xx"), None, "two letters leave nothing to recognise");
    }
}
