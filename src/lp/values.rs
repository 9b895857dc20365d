//! The coefficients of rows, those of the commonest rows stored once.
//!
//! More than half of all coefficients are those of rows of needs, `1, 1, ..., 1`, and of definitions of totals, `-1, -1, ..., -1, 1`. Each such row is a
//! part of one list as long as the longest of its form, from the front of the first and up to the end of the second.

/// The coefficients of each row.
#[derive(Debug, Clone, Default)]
pub(super) struct Values {
    /// Where those of each row are.
    rows: Vec<Form>,
    /// Those of all other rows, row by row.
    others: Vec<f64>,
    ones: Vec<f64>,
    total: Vec<f64>,
    /// Where the row that is being written starts in `others`.
    open: usize,
}

/// What the coefficients of a row look like.
#[derive(Debug, Clone, Copy)]
enum Form {
    Ones,
    Total,
    /// None of these; from this place on.
    Other(usize),
}

impl Values {
    /// Begins the next row.
    pub(super) fn begin(&mut self) {
        self.open = self.others.len();
    }

    /// Adds a coefficient to it.
    pub(super) fn push(&mut self, value: f64) {
        self.others.push(value);
    }

    /// Ends it, and tells whether all its coefficients are 1.
    pub(super) fn end(&mut self) -> bool {
        let row = &self.others[self.open..];
        let are = |values: &[f64], all: f64| values.iter().all(|value| value.to_bits() == all.to_bits());
        let form = match row.split_last() {
            _ if are(row, 1.0) => Form::Ones,
            Some((&own, parts)) if are(&[own], 1.0) && are(parts, -1.0) => Form::Total,
            _ => Form::Other(self.open),
        };
        let count = row.len();
        match form {
            Form::Ones if self.ones.len() < count => self.ones.resize(count, 1.0),
            Form::Total if self.total.len() < count => {
                self.total.clear();
                self.total.resize(count - 1, -1.0);
                self.total.push(1.0);
            }
            _ => {}
        }
        if !matches!(form, Form::Other(_)) {
            self.others.truncate(self.open);
        }
        self.rows.push(form);
        matches!(form, Form::Ones)
    }

    /// Takes back the last row, whose coefficients are all 1: they are read as [`ones`](Self::ones).
    pub(super) fn take_back(&mut self) {
        self.rows.pop();
    }

    /// Forgets all rows but for those that are read as [`ones`](Self::ones).
    pub(super) fn clear(&mut self) {
        self.rows.clear();
        self.others.clear();
    }

    /// `count` times 1; no more than there are in the longest row that has been added.
    pub(super) fn ones(&self, count: usize) -> &[f64] {
        &self.ones[..count]
    }

    /// The `count` coefficients of row `i`.
    pub(super) fn of(&self, i: usize, count: usize) -> &[f64] {
        match self.rows[i] {
            Form::Ones => &self.ones[..count],
            Form::Total => &self.total[self.total.len() - count..],
            Form::Other(start) => &self.others[start..start + count],
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Values;

    #[test]
    fn rows_of_needs_and_totals_are_stored_once_and_others_as_they_are() {
        let rows: [&[f64]; 9] = [
            &[1.0, 1.0],
            &[-1.0, 1.0],
            &[0.7, -0.3, -0.3],
            &[],
            &[1.0, 1.0, 1.0, 1.0],
            &[-1.0, -1.0, -1.0, 1.0],
            &[1.0, -1.0],
            &[-1.0],
            &[1.0],
        ];
        let mut values = Values::default();
        for row in rows {
            values.begin();
            for &value in row {
                values.push(value);
            }
            values.end();
        }
        for (i, row) in rows.iter().enumerate() {
            assert_eq!(values.of(i, row.len()), *row, "row {i}");
        }
        assert_eq!((values.ones.len(), values.total.len(), values.others.len()), (4, 4, 3 + 2 + 1));
    }
}
