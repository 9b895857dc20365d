//! What something uses of rows or links, each named once and in order.

/// Sorts `usage` and adds up what it says of one row.
pub(super) fn summed(mut usage: Vec<(u32, f64)>) -> Vec<(u32, f64)> {
    usage.sort_by_key(|&(row, _)| row);
    usage.dedup_by(|more, sum| {
        let same = more.0 == sum.0;
        if same {
            sum.1 += more.1;
        }
        same
    });
    usage
}

/// Tells by how much `new` uses more of each row than `old`, of all rows that either names.
pub(super) fn differences(old: &[(u32, f64)], new: &[(u32, f64)], mut each: impl FnMut(u32, f64)) {
    let row = |of: &[(u32, f64)], place: usize| of.get(place).map_or(u32::MAX, |&(row, _)| row);
    let (mut i, mut j) = (0, 0);
    while i < old.len() || j < new.len() {
        let (a, b) = (row(old, i), row(new, j));
        let mut more = 0.0;
        if a <= b {
            more -= old[i].1;
            i += 1;
        }
        if b <= a {
            more += new[j].1;
            j += 1;
        }
        each(a.min(b), more);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_row_is_told_once_and_in_order() {
        let old = summed(vec![(4, 1.0), (1, 2.0), (4, 0.5)]);
        assert_eq!(old, [(1, 2.0), (4, 1.5)]);
        let mut told = Vec::new();
        differences(&old, &[(0, 1.0), (4, 2.0), (9, 3.0)], |row, more| told.push((row, more)));
        assert_eq!(told, [(0, 1.0), (1, -2.0), (4, 0.5), (9, 3.0)]);
    }
}
