//! Prices that can be read: what one more step of a ceiling or a rule is worth, how far that holds, and the curve of benefit against it.
//!
//! The most that any plan earns is a concave, piecewise linear function of the right-hand side of a row. From the basis of the optimum it is
//! followed exactly, breakpoint by breakpoint ([`Vertex::trace`](crate::finish::vertex::Vertex::trace)):
//!
//! ```text
//! v(t) = the most that any plan earns when the row is loosened by t, Rp 1 million        slope: the price of the row
//! upwards    the slope just above t = 0;  downwards  the slope just below: more, where the optimum is degenerate
//! ```
//! For a ceiling t is the ceiling itself, and both ends of what is told are solved again and proved. For a rule the row is that of one group, and t is
//! the money by which it is loosened there: the amount itself, or what a share, a ratio or a coverage lacks. A rule's bound holds in many
//! groups at once, so that there is no programme to solve for one of them; what is told is the basis's own word, and says so.
//!
//! Without a basis (another solver's answer that no basis was found for) a ceiling's lines are drawn in by solves:
//!
//! ```text
//! v(t) <= v(a) + p(a) (t - a)        for every t: p(a) is the price at a
//! t* = where the lines of a and b meet;   v(t*) on both lines: the one breakpoint between a and b
//! ```
//! For programmes of whole numbers all this is about the relaxation ([`relaxed`](crate::whatif::relaxed)); [`steps`] solves them again at some amounts.

mod curve;
mod say;
mod solves;
mod steps;
mod worth;

pub use curve::{Curve, Segment};
pub use say::{say_curve, say_steps, say_worth};
pub use steps::{Step, Steps, steps};
pub use worth::{Side, Worth};

use crate::finish::vertex::{Traced, Until};
use crate::input::Scope;
use crate::lp::names::row_name;
use crate::lp::{RowKey, formulate};
use crate::model::{Place, Programme};
use crate::units::Rupiah;
use crate::whatif::{Edit, Lab, LabError};

/// Values that differ by less than this part of them are the same: ten times the gap that a solve proves.
const SAME: f64 = 1e-8;

/// A ceiling, or a rule in one of its groups, as the benefit depends on it.
#[derive(Debug)]
pub struct Knob<'a> {
    lab: &'a mut Lab,
    row: String,
    key: RowKey,
    /// Where the row is a ceiling's: with another amount.
    ceiling: Option<Edit>,
    /// The ceiling as it is, Rp 1 million; 0 for a rule, which is looked at by how far it is loosened.
    now: f64,
}

/// The value and the price at one amount.
#[derive(Debug, Clone, Copy, PartialEq)]
struct Point {
    /// Rp 1 million.
    at: f64,
    value: f64,
    price: f64,
}

impl Point {
    /// Its line at `t`.
    fn line(&self, t: f64) -> f64 {
        self.value + self.price * (t - self.at)
    }

    /// Where its line meets that of `other`; `None` if they are parallel.
    fn meets(&self, other: &Self) -> Option<f64> {
        let turn = self.price - other.price;
        let at = (other.value - self.value + self.price * self.at - other.price * other.at) / turn;
        at.is_finite().then_some(at)
    }

    fn same_value(&self, value: f64) -> bool {
        (value - self.value).abs() <= SAME * self.value.abs().max(1.0)
    }
}

impl<'a> Knob<'a> {
    /// The ceiling or rule whose row has the name `row`, as `ceiling:dak:nation:2019`; `None` if there is no such row.
    ///
    /// # Errors
    /// [`LabError`] for a programme of whole numbers: ask about its relaxation.
    pub fn new(lab: &'a mut Lab, row: &str) -> Result<Option<Self>, LabError> {
        let programme = lab.programme();
        let formulation = formulate(programme).map_err(crate::error::Error::from)?;
        let found = formulation
            .lp
            .row_keys()
            .find(|&key| matches!(key, RowKey::Ceiling(_) | RowKey::Rule { .. }) && row_name(&formulation, key) == row);
        let Some(key) = found else { return Ok(None) };
        let (mut ceiling, mut now) = (None, 0.0);
        if let RowKey::Ceiling(id) = key {
            let stated = programme.ceilings()[id.index()];
            let (scope, code) = place(programme, stated.place);
            let source = programme.sources()[stated.source.index()].code.to_string();
            let (year, rupiah) = (programme.year(stated.year), stated.rupiah);
            ceiling = Some(Edit::Ceiling { source, scope, code, year, rupiah });
            now = rupiah.as_millions();
        }
        Ok(Some(Self { lab, row: row.to_owned(), key, ceiling, now }))
    }

    /// The ceiling as it is, Rp 1 million; 0 for a rule.
    #[must_use]
    pub fn now(&self) -> f64 {
        self.now
    }

    /// What its row means.
    #[must_use]
    pub fn key(&self) -> RowKey {
        self.key
    }

    /// Whether it is a ceiling, whose amounts can be solved for.
    #[must_use]
    pub fn is_ceiling(&self) -> bool {
        self.ceiling.is_some()
    }

    /// The ceiling with another amount, Rp 1 million, taken to whole rupiah.
    fn edit(&self, at: f64) -> Option<(Edit, Rupiah)> {
        let mut edit = self.ceiling.clone()?;
        #[allow(clippy::cast_possible_truncation)] // ceilings are below 4e15
        let amount = Rupiah::new((at * 1e6).round() as i64);
        if let Edit::Ceiling { rupiah, .. } = &mut edit {
            *rupiah = amount;
        }
        (amount >= Rupiah::ZERO && amount <= Rupiah::LARGEST).then_some((edit, amount))
    }

    /// Value and price at `at`, Rp 1 million; `None` if there is no plan.
    fn solve(&mut self, at: f64) -> Result<Option<Point>, LabError> {
        let Some((edit, rupiah)) = self.edit(at) else { return Ok(None) };
        let Some(certificate) = self.lab.priced(&edit)? else { return Ok(None) };
        let price = certificate.prices.iter().find(|price| price.row == self.row).map_or(0.0, |price| price.price);
        Ok(Some(Point { at: rupiah.as_millions(), value: certificate.bound, price }))
    }

    /// The way from where it is, loosened (or tightened) by up to `reach`; `None` without a basis.
    fn way(&mut self, looser: bool, reach: f64, until: Until<'_>) -> Option<Traced> {
        let key = self.key;
        let mut vertex = self.lab.vertex()?.clone();
        let row = vertex.row_of_key(key)?;
        let by = vertex.loosening(row) * if looser { 1.0 } else { -1.0 };
        vertex.trace(&[(row, by)], reach, until, &|| false).ok()
    }

    /// Whether a solve at `at` has the value `value`; `None` if it cannot be solved for, being a rule's.
    fn holds(&mut self, at: f64, value: f64) -> Result<Option<bool>, LabError> {
        if !self.is_ceiling() {
            return Ok(None);
        }
        Ok(Some(self.solve(at)?.is_some_and(|point| point.same_value(value))))
    }
}

fn place(programme: &Programme, place: Place) -> (Scope, String) {
    match place {
        Place::Nation => (Scope::Nation, String::new()),
        Place::Province(id) => (Scope::Province, programme.provinces()[id.index()].code.to_string()),
        Place::Region(id) => (Scope::Region, programme.regions()[id.index()].code.to_string()),
    }
}
