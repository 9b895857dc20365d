//! The rows of the linear program in integers, over payments in units.
//!
//! ```text
//! low[i] <= sum_j a[i][j] * k[j] <= high[i]        k[j] = payment j in units; totals substituted out; divided by the row's gcd
//! ```
//! Rows that hold totals are written out for classes of payments (`classes.rs`), others for each payment.
//! A row that bounds the change against an earlier plan sums `|unit * k[j] - before[j]|` instead, in rupiah. Columns that only
//! loosen a row (what a soft rule falls short or exceeds) are held at the point's value; rows with such columns are not binding.
//! Rows of completion are left out: completion follows from the payments.

use crate::lp::matrix::MONEY;
use crate::lp::{ColumnKey, Formulation, Lp, RowKey, RowRef, Sense};
use crate::units::Rupiah;

use super::classes::{Classes, Lists, classes, holds_total};

/// One coefficient.
#[derive(Debug, Clone, Copy)]
pub(super) struct Entry {
    /// The row (seen from a payment) or the payment (seen from a row).
    pub(super) at: u32,
    /// Whether it stands for the distance to the earlier plan.
    pub(super) change: bool,
    pub(super) a: i64,
}

#[derive(Debug)]
pub(super) struct Rows {
    pub(super) unit: i64,
    pub(super) low: Vec<i128>,
    pub(super) high: Vec<i128>,
    pub(super) hard: Vec<bool>,
    keys: Vec<RowKey>,
    /// Both sides before division, and what they are divided by, in rupiah times the row's scale.
    sides: Vec<(i128, i128)>,
    divisor: Vec<i128>,
    scale: Vec<f64>,
    /// What the earlier plan pays, in rupiah.
    pub(super) before: Vec<i64>,
    /// Bounds of each payment in units.
    pub(super) least: Vec<i64>,
    pub(super) most: Vec<i64>,
    row_ends: Vec<usize>,
    row_entries: Vec<Entry>,
    payment_starts: Vec<usize>,
    payment_entries: Vec<Entry>,
    pub(super) classes: Classes,
    /// Of rows that hold totals: their classes, with coefficients.
    by_row: Lists,
    /// Of classes: the rows that hold totals, with coefficients.
    by_class: Lists,
}

/// Payments that are looked at on either side for some in the same row: far more than a region has in a row of its own.
const FURTHEST: usize = 1 << 12;

/// Stands for no bound; far beyond any activity, and sums with one do not overflow.
const FAR: i128 = i128::MAX / 4;

impl Rows {
    pub(super) fn new(formulation: &Formulation<'_>, point: &[f64]) -> Self {
        let (lp, programme) = (&formulation.lp, formulation.programme);
        let payments = programme.payments().len();
        let unit = programme.unit().get().max(1);
        let mut before = vec![0; payments];
        for previous in programme.previous() {
            if let Some(payment) = previous.payment {
                before[payment.index()] = previous.rupiah.get();
            }
        }
        let bound = |value: f64| to_whole(value * MONEY);
        let least: Vec<i64> = (0..payments).map(|j| ceil_div(bound(lp.lower()[j]), unit.into())).map(narrow).collect();
        let most = (0..payments).map(|j| narrow(bound(lp.upper()[j]).div_euclid(unit.into())).max(least[j])).collect();
        let mut rows = Self {
            unit,
            low: Vec::new(),
            high: Vec::new(),
            hard: Vec::new(),
            keys: Vec::new(),
            sides: Vec::new(),
            divisor: Vec::new(),
            scale: Vec::new(),
            before,
            least,
            most,
            row_ends: Vec::with_capacity(lp.row_count()),
            row_entries: Vec::new(),
            payment_starts: Vec::new(),
            payment_entries: Vec::new(),
            classes: Classes::default(),
            by_row: Lists::default(),
            by_class: Lists::default(),
        };
        let counts = |row: &RowRef<'_>| {
            row.scale > 0.0 && !matches!(row.key, RowKey::Total(_) | RowKey::ChangeUp(_) | RowKey::ChangeDown(_))
        };
        let kept: Vec<usize> = (0..lp.row_count()).filter(|&i| counts(&lp.row(i))).collect();
        let (classes, terms) = classes(lp, payments, &kept);
        rows.classes = classes;
        rows.by_row = terms.turned(kept.len());
        for &i in &kept {
            rows.add(lp, &lp.row(i), point);
        }
        rows.by_class = rows.by_row.turned(rows.classes.count());
        rows.transpose(payments);
        rows
    }

    fn add(&mut self, lp: &Lp, row: &RowRef<'_>, point: &[f64]) {
        let (number, start, payments) = (self.len(), self.row_entries.len(), self.before.len());
        let whole = |a: f64| to_narrow(a * row.scale);
        let (mut hard, mut allowance) = (true, 0.0);
        let mut changes = Vec::new();
        let by_class = holds_total(lp, payments, row);
        for (j, a) in row.terms() {
            match lp.column(j) {
                ColumnKey::Payment(payment) if !by_class => {
                    self.row_entries.push(Entry { at: index(payment.index()), change: false, a: whole(a) });
                }
                ColumnKey::Change(payment) => changes.push((payment.index(), whole(a))),
                ColumnKey::Shortfall(..) | ColumnKey::Excess(..) | ColumnKey::ShortOfLeast(..) => {
                    hard = false;
                    let breach = value(point, j).max(lp.lower()[j]).min(lp.upper()[j]);
                    allowance += a * row.scale * breach * MONEY;
                }
                // Classes hold these; rows that hold the others have no scale, and decisions are put into the right-hand side before a plan is rounded.
                ColumnKey::Payment(_)
                | ColumnKey::Total(_)
                | ColumnKey::Completion(..)
                | ColumnKey::Paid(..)
                | ColumnKey::Open(..)
                | ColumnKey::Counts(..)
                | ColumnKey::Wanting(..)
                | ColumnKey::Fewer(..)
                | ColumnKey::More(..) => {}
            }
        }
        let own = &mut self.row_entries[start..];
        own.sort_by_key(|entry| entry.at);
        // Distances to the earlier plan are in rupiah, since that plan need not be in whole units.
        let per_unit = if changes.is_empty() { 1 } else { self.unit };
        for entry in own.iter_mut() {
            entry.a *= per_unit;
        }
        self.row_entries.extend(changes.iter().map(|&(p, a)| Entry { at: index(p), change: true, a }));
        let of_classes = self.by_row.range(number);
        let of_classes = &mut self.by_row.terms[of_classes];
        for (_, a) in of_classes.iter_mut() {
            *a *= per_unit;
        }
        let divisor = divide(&mut self.row_entries[start..], of_classes);

        let (low, high) = whole_sides(row);
        let loosen = |side: i128, whole: f64| if side.abs() == FAR { side } else { side - to_whole(whole) };
        let (low, high) = (loosen(low, allowance.ceil()), loosen(high, allowance.floor()));
        let divide_by = i128::from(divisor) * i128::from(if changes.is_empty() { self.unit } else { 1 });
        self.low.push(if low == -FAR { low } else { ceil_div(low, divide_by) });
        self.high.push(if high == FAR { high } else { high.div_euclid(divide_by) });
        self.hard.push(hard);
        self.keys.push(row.key);
        self.sides.push((low, high));
        self.divisor.push(divide_by);
        self.scale.push(row.scale);
        self.row_ends.push(self.row_entries.len());
    }

    /// Lists the entries by payment.
    fn transpose(&mut self, payments: usize) {
        let mut starts = vec![0; payments + 1];
        for entry in &self.row_entries {
            starts[entry.at as usize + 1] += 1;
        }
        for j in 0..payments {
            starts[j + 1] += starts[j];
        }
        let mut next = starts.clone();
        let mut entries = vec![Entry { at: 0, change: false, a: 0 }; self.row_entries.len()];
        for row in 0..self.len() {
            for entry in self.own(row) {
                let place = &mut next[entry.at as usize];
                entries[*place] = Entry { at: index(row), ..*entry };
                *place += 1;
            }
        }
        self.payment_starts = starts;
        self.payment_entries = entries;
    }

    pub(super) fn len(&self) -> usize {
        self.keys.len()
    }
    pub(super) fn key(&self, row: usize) -> RowKey {
        self.keys[row]
    }
    /// The payments of `row`, in no order.
    pub(super) fn row(&self, row: usize) -> impl Iterator<Item = Entry> + '_ {
        let of_classes =
            self.by_row.of(row).iter().flat_map(|&(class, a)| {
                self.classes.members(class).iter().map(move |&at| Entry { at, change: false, a })
            });
        self.own(row).iter().copied().chain(of_classes)
    }
    /// Those that `row`, which holds no total, was written with; of a row that holds one its distances to the earlier plan.
    fn own(&self, row: usize) -> &[Entry] {
        let start = if row == 0 { 0 } else { self.row_ends[row - 1] };
        &self.row_entries[start..self.row_ends[row]]
    }
    /// The rows of `payment`, in no order.
    pub(super) fn of_payment(&self, payment: usize) -> impl Iterator<Item = Entry> + '_ {
        let own = &self.payment_entries[self.payment_starts[payment]..self.payment_starts[payment + 1]];
        let of_class = self.by_class.of(self.classes.of[payment] as usize);
        own.iter().copied().chain(of_class.iter().map(|&(at, a)| Entry { at, change: false, a }))
    }
    /// The activity of each row when payments are so many units; `part` gives what an entry of its own adds.
    pub(super) fn activity(&self, units: &[i64], part: impl Fn(&Entry) -> i128) -> Vec<i128> {
        let sum = |class| self.classes.members(class).iter().map(|&j| i128::from(units[j as usize])).sum();
        let of_class: Vec<i128> = (0..index(self.classes.count())).map(sum).collect();
        (0..self.len())
            .map(|row| {
                let own: i128 = self.own(row).iter().map(&part).sum();
                let terms = self.by_row.of(row).iter();
                own + terms.map(|&(class, a)| i128::from(a) * of_class[class as usize]).sum::<i128>()
            })
            .collect()
    }
    /// The payments before and after `payment` in `row`, up to `reach` each, in whose coefficients it grows.
    pub(super) fn beside(&self, row: usize, payment: usize, reach: usize) -> Vec<usize> {
        let grows = |&j: &usize| {
            let rows = self.by_class.of(self.classes.of[j] as usize);
            rows.binary_search_by_key(&row, |term| term.0 as usize).is_ok_and(|at| rows[at].1 > 0)
        };
        let own = self.own(row);
        let mut found: Vec<usize> = if self.by_row.of(row).is_empty() {
            let (before, after) = own.split_at(own.partition_point(|entry| (entry.at as usize) < payment));
            let near = |entries: &mut dyn Iterator<Item = &Entry>| -> Vec<usize> {
                let grows = entries.filter(|entry| entry.a > 0 && !entry.change && entry.at as usize != payment);
                grows.take(reach).map(|entry| entry.at as usize).collect()
            };
            let mut found = near(&mut before.iter().rev());
            found.extend(near(&mut after.iter()));
            found
        } else {
            let before = (payment.saturating_sub(FURTHEST)..payment).rev().filter(grows).take(reach);
            before.chain((payment + 1..(payment + FURTHEST).min(self.before.len())).filter(grows).take(reach)).collect()
        };
        found.sort_unstable();
        found
    }
    /// Rupiah in one step of the activity of `row`.
    pub(super) fn rupiah_per_step(&self, row: usize) -> f64 {
        self.divisor[row] as f64 / self.scale[row]
    }
    /// By how many rupiah, up, `row` fails at this activity.
    pub(super) fn shortfall(&self, row: usize, activity: i128) -> Rupiah {
        let (low, high) = self.sides[row];
        let exact = activity * self.divisor[row];
        let off = (low - exact).max(exact - high).max(0) as f64;
        Rupiah::new(narrow(to_whole((off / self.scale[row]).ceil())))
    }
}

/// Divides by the greatest common divisor, and gives it. Rows hold few different coefficients, mostly in runs: what is known of the last one is
/// used again.
fn divide(entries: &mut [Entry], of_classes: &mut [(u32, i64)]) -> i64 {
    let (mut divisor, mut last) = (0, 0);
    for a in entries.iter().map(|entry| entry.a).chain(of_classes.iter().map(|term| term.1)) {
        if a != last {
            (divisor, last) = (gcd(divisor, a), a);
            if divisor == 1 {
                return 1;
            }
        }
    }
    let divisor = divisor.max(1);
    if divisor > 1 {
        let mut last = (0, 0);
        for a in entries.iter_mut().map(|entry| &mut entry.a).chain(of_classes.iter_mut().map(|term| &mut term.1)) {
            if *a != last.0 {
                last = (*a, *a / divisor);
            }
            *a = last.1;
        }
    }
    divisor
}

/// Both sides of `row` times its scale, in rupiah. A right-hand side with a part of a rupiah is taken on the safe side.
fn whole_sides(row: &RowRef<'_>) -> (i128, i128) {
    let rupiah = row.rhs * MONEY;
    // What floating point adds to a whole number of rupiah.
    let noise = 1e-3_f64.max(rupiah.abs() * f64::EPSILON);
    let scale = to_whole(row.scale);
    let low = to_whole((rupiah - noise).ceil()) * scale;
    let high = to_whole((rupiah + noise).floor()) * scale;
    match row.sense {
        Sense::AtMost => (-FAR, high),
        Sense::AtLeast => (low, FAR),
        Sense::Equal => (low, high),
    }
}

pub(super) fn value(point: &[f64], j: usize) -> f64 {
    point.get(j).copied().filter(|x| x.is_finite()).unwrap_or(0.0)
}

#[allow(clippy::cast_possible_truncation)] // saturates far beyond any amount of money
fn to_whole(value: f64) -> i128 {
    value.round() as i128
}

/// The same in 64 bits, which most coefficients fit in and which is much faster.
#[allow(clippy::cast_possible_truncation)] // saturates
pub(super) fn to_narrow(value: f64) -> i64 {
    let whole = value as i64;
    if (whole as f64).to_bits() == value.to_bits() { whole } else { value.round() as i64 }
}

pub(super) fn narrow(value: i128) -> i64 {
    i64::try_from(value).unwrap_or(if value < 0 { i64::MIN } else { i64::MAX })
}

pub(super) fn index(place: usize) -> u32 {
    u32::try_from(place).expect("the model refuses programmes of 2^32 payments")
}

pub(super) fn ceil_div(a: i128, b: i128) -> i128 {
    -(-a).div_euclid(b)
}

pub(super) fn gcd(a: i64, b: i64) -> i64 {
    let (mut a, mut b) = (a.abs(), b.abs());
    while b != 0 {
        (a, b) = (b, a % b);
    }
    a
}
