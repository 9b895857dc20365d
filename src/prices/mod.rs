//! Prices that can be read: what one more step of a ceiling is worth, how far that holds, and the curve of benefit against it.
//!
//! The most that any plan earns is a concave, piecewise linear function of a ceiling. A solve at one amount gives its value there, as the
//! bound that is proved, and the ceiling's price, the slope of a line that touches it from above. Two such lines meet at a breakpoint, or
//! show by a solve where they meet that there are others between:
//!
//! ```text
//! v(t) <= v(a) + p(a) (t - a)        for every t: p(a) is the price at a
//! t* = where the lines of a and b meet;   v(t*) on both lines: the one breakpoint between a and b
//! ```
//! So every breakpoint that is told was solved at. For programmes of whole numbers the lines are those of the relaxation.

mod curve;
mod worth;

pub use curve::{Curve, Segment};
pub use worth::{Side, Worth};

use crate::input::Scope;
use crate::lp::names::row_name;
use crate::lp::{RowKey, formulate};
use crate::model::{Place, Programme};
use crate::units::Rupiah;
use crate::whatif::{Edit, Lab, LabError};

/// Values that differ by less than this part of them are the same: ten times the gap that a solve proves.
const SAME: f64 = 1e-8;

/// A ceiling as the benefit depends on it.
#[derive(Debug)]
pub struct Knob<'a> {
    lab: &'a mut Lab,
    row: String,
    source: String,
    scope: Scope,
    code: String,
    year: i32,
    now: Rupiah,
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
    /// The ceiling whose row has the name `row`, as `ceiling:dak:nation:2019`; `None` if there is no such ceiling.
    ///
    /// # Errors
    /// [`LabError`] for a programme of whole numbers: ask about its relaxation.
    pub fn new(lab: &'a mut Lab, row: &str) -> Result<Option<Self>, LabError> {
        let programme = lab.programme();
        let formulation = formulate(programme).map_err(crate::error::Error::from)?;
        let found = formulation.lp.row_keys().iter().find_map(|&key| match key {
            RowKey::Ceiling(id) if row_name(&formulation, key) == row => Some(programme.ceilings()[id.index()]),
            _ => None,
        });
        let Some(ceiling) = found else { return Ok(None) };
        let (scope, code) = place(programme, ceiling.place);
        let source = programme.sources()[ceiling.source.index()].code.to_string();
        let (year, now) = (programme.year(ceiling.year), ceiling.rupiah);
        Ok(Some(Self { lab, row: row.to_owned(), source, scope, code, year, now }))
    }

    /// The ceiling as it is.
    #[must_use]
    pub fn now(&self) -> Rupiah {
        self.now
    }

    /// Value and price at `at`, Rp 1 million, taken to whole rupiah; `None` if there is no plan.
    fn solve(&mut self, at: f64) -> Result<Option<Point>, LabError> {
        #[allow(clippy::cast_possible_truncation)] // ceilings are below 4e15
        let rupiah = Rupiah::new((at * 1e6).round() as i64);
        if rupiah < Rupiah::ZERO || rupiah > Rupiah::LARGEST {
            return Ok(None);
        }
        let (source, code) = (self.source.clone(), self.code.clone());
        let edit = Edit::Ceiling { source, scope: self.scope, code, year: self.year, rupiah };
        let Some(certificate) = self.lab.try_out(&edit)?.and_then(|tried| tried.certificate) else { return Ok(None) };
        let price = certificate.prices.iter().find(|price| price.row == self.row).map_or(0.0, |price| price.price);
        Ok(Some(Point { at: rupiah.as_millions(), value: certificate.bound, price }))
    }
}

fn place(programme: &Programme, place: Place) -> (Scope, String) {
    match place {
        Place::Nation => (Scope::Nation, String::new()),
        Place::Province(id) => (Scope::Province, programme.provinces()[id.index()].code.to_string()),
        Place::Region(id) => (Scope::Region, programme.regions()[id.index()].code.to_string()),
    }
}
