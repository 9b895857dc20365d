//! A linear program in the making, with the place of each column in a country, and an audit of what the solver answers to it.

use alokasi::id::{CeilingId, NeedId, PaymentId, RuleId};
use alokasi::lp::{BoundKey, ColumnKey, Lp, RowKey, Sense};
use alokasi::solve::structured::{Place, Places, Structured};
use alokasi::solve::{Answer, Control, Ended, SolveError};

pub(super) type Terms = Vec<(u32, f64)>;

/// A linear program in the making: rows are kept until all columns are known.
#[derive(Default)]
pub(super) struct Draft {
    pub(super) columns: Vec<(ColumnKey, f64, f64, f64)>,
    pub(super) rows: Vec<(RowKey, Sense, f64, Terms)>,
    pub(super) places: Places,
    pub(super) payments: usize,
    pub(super) totals: u32,
    pub(super) slacks: u32,
}

impl Draft {
    /// Provinces, each with its regions, each with its sentra, each with so many needs.
    pub(super) fn country(provinces: &[&[&[usize]]]) -> Self {
        let mut draft = Self::default();
        for (p, regions) in provinces.iter().enumerate() {
            for sentra in *regions {
                for &needs in *sentra {
                    for _ in 0..needs {
                        draft.places.sentra.push(u32::try_from(draft.places.region.len()).unwrap());
                    }
                    draft.places.region.push(u32::try_from(draft.places.province.len()).unwrap());
                }
                draft.places.province.push(u32::try_from(p).unwrap());
            }
        }
        draft
    }

    pub(super) fn column(&mut self, key: ColumnKey, place: Place, cost: f64, lower: f64, upper: f64) -> u32 {
        self.columns.push((key, cost, lower, upper));
        self.places.columns.push(place);
        u32::try_from(self.columns.len() - 1).unwrap()
    }

    pub(super) fn payment(&mut self, need: u32, cost: f64, upper: f64) -> u32 {
        self.payments += 1;
        self.column(ColumnKey::Payment(PaymentId::new(self.payments - 1)), Place::Need(need), cost, 0.0, upper)
    }

    pub(super) fn total(&mut self, parts: &[u32], upper: f64) -> u32 {
        let k = self.totals;
        self.totals += 1;
        let column = self.column(ColumnKey::Total(k), Place::Rows, 0.0, 0.0, upper);
        let terms = std::iter::once((column, 1.0)).chain(parts.iter().map(|&j| (j, -1.0))).collect();
        self.rows.push((RowKey::Total(k), Sense::Equal, 0.0, terms));
        column
    }

    pub(super) fn slack(&mut self, penalty: f64, upper: f64) -> u32 {
        self.slacks += 1;
        self.column(ColumnKey::Shortfall(RuleId::new(0), self.slacks - 1), Place::Rows, -penalty, 0.0, upper)
    }

    pub(super) fn row(&mut self, sense: Sense, rhs: f64, terms: &[(u32, f64)]) {
        let rule = RowKey::Rule { rule: RuleId::new(0), group: 0, bound: BoundKey::AtMost };
        self.rows.push((rule, sense, rhs, terms.to_vec()));
    }

    pub(super) fn need(&mut self, need: usize, cost: f64, payments: &[u32]) {
        let terms = payments.iter().map(|&j| (j, 1.0)).collect();
        self.rows.push((RowKey::Need(NeedId::new(need)), Sense::AtMost, cost, terms));
    }

    pub(super) fn ceiling(&mut self, rhs: f64, payments: &[u32]) {
        let terms = payments.iter().map(|&j| (j, 1.0)).collect();
        self.rows.push((RowKey::Ceiling(CeilingId::new(0)), Sense::AtMost, rhs, terms));
    }

    pub(super) fn lp(&self) -> Lp {
        let mut lp = Lp::default();
        for &(key, cost, lower, upper) in &self.columns {
            lp.add_column(key, cost, lower, upper);
        }
        for (key, sense, rhs, terms) in &self.rows {
            lp.add_row(*key, *sense, *rhs, 1.0, terms.iter().copied());
        }
        lp
    }

    pub(super) fn solve(&self) -> Result<(Lp, Answer), SolveError> {
        let lp = self.lp();
        let answer = Structured.solve_lp(&lp, &self.places, &Control::default())?;
        Ok((lp, answer))
    }

    /// Solves, audits the answer, and compares its value.
    pub(super) fn expect(&self, value: f64) -> Answer {
        let (lp, answer) = self.solve().unwrap();
        assert_eq!(answer.ended, Ended::Optimal);
        audit(&lp, &answer);
        let found = lp.objective(&answer.point);
        assert!((found - value).abs() <= 2e-9 * (1.0 + value.abs()), "optimum {value}, found {found}");
        answer
    }
}

/// Recomputes feasibility, and the bound that the prices prove.
pub(super) fn audit(lp: &Lp, answer: &Answer) {
    let x = &answer.point;
    for (j, &x) in x.iter().enumerate() {
        let slack = 1e-7 * (1.0 + lp.upper()[j].abs());
        assert!(x >= lp.lower()[j] - slack && x <= lp.upper()[j] + slack, "column {j} is {x}");
    }
    let prices = answer.prices.as_ref().unwrap();
    let mut reduced = lp.cost().to_vec();
    let mut bound = 0.0;
    for (row, &price) in lp.rows().zip(prices) {
        let over = row.activity(x) - row.rhs;
        let size = 1.0 + row.rhs.abs() + row.terms().map(|(j, a)| (a * x[j]).abs()).sum::<f64>();
        let (breach, sign) = match row.sense {
            Sense::AtMost => (over, 1.0),
            Sense::AtLeast => (-over, -1.0),
            Sense::Equal => (over.abs(), 1.0),
        };
        assert!(breach <= 1e-7 * size, "row {:?} is broken by {breach}", row.key);
        assert!(row.sense == Sense::Equal || price >= 0.0, "row {:?} has price {price}", row.key);
        bound += sign * price * row.rhs;
        for (j, a) in row.terms() {
            reduced[j] -= sign * price * a;
        }
    }
    for (j, gain) in reduced.iter().enumerate() {
        bound += (gain * lp.upper()[j]).max(gain * lp.lower()[j]);
    }
    let value = lp.objective(x);
    assert!(bound >= value - 1e-7 * (1.0 + value.abs()), "bound {bound} below value {value}");
    assert!(bound <= value + 1e-7 * (1.0 + value.abs()), "bound {bound} far above value {value}");
}
