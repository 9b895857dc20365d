//! The structured solver on linear programs whose answer is known by other means: by hand, or certified by construction.

#![allow(clippy::unwrap_used, clippy::needless_range_loop)] // helpers of tests, and indices as in the formulas

use alokasi::id::{CeilingId, NeedId, PaymentId, RuleId, SentraId, YearId};
use alokasi::lp::{BoundKey, ColumnKey, Lp, RowKey, Sense};
use alokasi::solve::proves_infeasible;
use alokasi::solve::structured::{Place, Places, Structured};
use alokasi::solve::{Answer, Control, Ended, SolveError};

type Terms = Vec<(u32, f64)>;

/// A linear program in the making: rows are kept until all columns are known.
#[derive(Default)]
struct Draft {
    columns: Vec<(ColumnKey, f64, f64, f64)>,
    rows: Vec<(RowKey, Sense, f64, Terms)>,
    places: Places,
    payments: usize,
    totals: u32,
    slacks: u32,
}

impl Draft {
    /// Provinces, each with its regions, each with its sentra, each with so many needs.
    fn country(provinces: &[&[&[usize]]]) -> Self {
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

    fn column(&mut self, key: ColumnKey, place: Place, cost: f64, lower: f64, upper: f64) -> u32 {
        self.columns.push((key, cost, lower, upper));
        self.places.columns.push(place);
        u32::try_from(self.columns.len() - 1).unwrap()
    }

    fn payment(&mut self, need: u32, cost: f64, upper: f64) -> u32 {
        self.payments += 1;
        self.column(ColumnKey::Payment(PaymentId::new(self.payments - 1)), Place::Need(need), cost, 0.0, upper)
    }

    fn total(&mut self, parts: &[u32], upper: f64) -> u32 {
        let k = self.totals;
        self.totals += 1;
        let column = self.column(ColumnKey::Total(k), Place::Rows, 0.0, 0.0, upper);
        let terms = std::iter::once((column, 1.0)).chain(parts.iter().map(|&j| (j, -1.0))).collect();
        self.rows.push((RowKey::Total(k), Sense::Equal, 0.0, terms));
        column
    }

    fn slack(&mut self, penalty: f64, upper: f64) -> u32 {
        self.slacks += 1;
        self.column(ColumnKey::Shortfall(RuleId::new(0), self.slacks - 1), Place::Rows, -penalty, 0.0, upper)
    }

    fn row(&mut self, sense: Sense, rhs: f64, terms: &[(u32, f64)]) {
        let rule = RowKey::Rule { rule: RuleId::new(0), group: 0, bound: BoundKey::AtMost };
        self.rows.push((rule, sense, rhs, terms.to_vec()));
    }

    fn need(&mut self, need: usize, cost: f64, payments: &[u32]) {
        let terms = payments.iter().map(|&j| (j, 1.0)).collect();
        self.rows.push((RowKey::Need(NeedId::new(need)), Sense::AtMost, cost, terms));
    }

    fn ceiling(&mut self, rhs: f64, payments: &[u32]) {
        let terms = payments.iter().map(|&j| (j, 1.0)).collect();
        self.rows.push((RowKey::Ceiling(CeilingId::new(0)), Sense::AtMost, rhs, terms));
    }

    fn lp(&self) -> Lp {
        let mut lp = Lp::default();
        for &(key, cost, lower, upper) in &self.columns {
            lp.add_column(key, cost, lower, upper);
        }
        for (key, sense, rhs, terms) in &self.rows {
            lp.add_row(*key, *sense, *rhs, 1.0, terms.iter().copied());
        }
        lp
    }

    fn solve(&self) -> Result<(Lp, Answer), SolveError> {
        let lp = self.lp();
        let answer = Structured.solve_lp(&lp, &self.places, &Control::default())?;
        Ok((lp, answer))
    }

    /// Solves, audits the answer, and compares its value.
    fn expect(&self, value: f64) -> Answer {
        let (lp, answer) = self.solve().unwrap();
        assert_eq!(answer.ended, Ended::Optimal);
        audit(&lp, &answer);
        let found = lp.objective(&answer.point);
        assert!((found - value).abs() <= 2e-9 * (1.0 + value.abs()), "optimum {value}, found {found}");
        answer
    }
}

/// Recomputes feasibility, and the bound that the prices prove.
fn audit(lp: &Lp, answer: &Answer) {
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

#[test]
fn a_ceiling_cuts_one_need() {
    // One need of 10 at 2 points a unit under a ceiling of 6: pay 6, earn 12; one more unit under the ceiling earns 2.
    let mut draft = Draft::country(&[&[&[1]]]);
    let x = draft.payment(0, 2.0, 10.0);
    draft.need(0, 10.0, &[x]);
    draft.ceiling(6.0, &[x]);
    let answer = draft.expect(12.0);
    assert!((answer.prices.unwrap()[1] - 2.0).abs() < 1e-6);
}

#[test]
fn the_better_need_goes_first_across_regions() {
    // Needs of 4, 5, 6 at 3, 2, 1 points in three regions of two provinces; the nation pays 8, region 0 only 3:
    // 3 * 3 + 5 * 2 = 19, and the nation is spent.
    let mut draft = Draft::country(&[&[&[1], &[1]], &[&[1]]]);
    let x: Vec<u32> =
        [3.0, 2.0, 1.0].iter().enumerate().map(|(n, &v)| draft.payment(u32::try_from(n).unwrap(), v, 9.0)).collect();
    for (n, cost) in [4.0, 5.0, 6.0].into_iter().enumerate() {
        draft.need(n, cost, &[x[n]]);
    }
    draft.ceiling(3.0, &[x[0]]);
    draft.ceiling(8.0, &x);
    draft.expect(19.0);
}

#[test]
fn a_share_rule_speaks_of_totals() {
    // Dry food (1 point) must be 30 % of all; the other need earns 2. Ceiling 10: 3 dry, 7 other = 17.
    let mut draft = Draft::country(&[&[&[1, 1]]]);
    let dry = draft.payment(0, 1.0, 20.0);
    let other = draft.payment(1, 2.0, 20.0);
    draft.need(0, 20.0, &[dry]);
    draft.need(1, 20.0, &[other]);
    let all = draft.total(&[dry, other], 40.0);
    let of = draft.total(&[dry], 40.0);
    draft.ceiling(10.0, &[all]);
    draft.row(Sense::AtLeast, 0.0, &[(of, 1.0), (all, -0.3)]);
    draft.expect(17.0);
}

#[test]
fn totals_may_be_sums_of_totals_and_earn_points() {
    // Two needs of 5 at 1 point; their total earns another point a unit, the total of totals half a point: 10 * 2.5 = 25.
    let mut draft = Draft::country(&[&[&[1], &[1]]]);
    let x = [draft.payment(0, 1.0, 5.0), draft.payment(1, 1.0, 5.0)];
    draft.need(0, 5.0, &[x[0]]);
    draft.need(1, 5.0, &[x[1]]);
    let inner = draft.total(&x, 10.0);
    let outer = draft.total(&[inner], 10.0);
    draft.columns[inner as usize].1 = 1.0;
    draft.columns[outer as usize].1 = 0.5;
    draft.ceiling(20.0, &[outer]);
    draft.expect(25.0);
}

#[test]
fn order_and_completion_hold_inside_a_sentra() {
    // Building (cost 4, no points) before machinery (cost 6, 1 point a unit), ceiling 7; complete is worth 10.
    // Equal shares s of both cost 10 s <= 7, so s = 0.7: 6 * 0.7 + 10 * 0.7 = 11.2. More building than machinery gains nothing.
    let mut draft = Draft::country(&[&[&[2]]]);
    let (building, machinery) = (draft.payment(0, 0.0, 4.0), draft.payment(1, 1.0, 6.0));
    let z = draft.column(ColumnKey::Completion(SentraId::new(0), YearId::new(0)), Place::Sentra(0), 10.0, 0.0, 1.0);
    draft.need(0, 4.0, &[building]);
    draft.need(1, 6.0, &[machinery]);
    draft.row(Sense::AtMost, 0.0, &[(machinery, 1.0), (building, -1.5)]);
    draft.row(Sense::AtMost, 0.0, &[(z, 4.0), (building, -1.0)]);
    draft.row(Sense::AtMost, 0.0, &[(z, 6.0), (machinery, -1.0)]);
    draft.ceiling(7.0, &[building, machinery]);
    draft.expect(11.2);
}

#[test]
fn a_soft_rule_gives_way_when_it_is_cheaper() {
    // A floor of 6 under need 0 (1 point) against need 1 (3 points), ceiling 8, penalty 1 a unit: moving a unit to the floor
    // costs 2 and saves 1, so all goes to need 1: 24 - 6 = 18. At penalty 5 the floor is met: 6 + 2 * 3 = 12.
    for (penalty, value) in [(1.0, 18.0), (5.0, 12.0)] {
        let mut draft = Draft::country(&[&[&[1, 1]]]);
        let x = [draft.payment(0, 1.0, 9.0), draft.payment(1, 3.0, 9.0)];
        let short = draft.slack(penalty, 6.0);
        draft.need(0, 9.0, &[x[0]]);
        draft.need(1, 9.0, &[x[1]]);
        draft.ceiling(8.0, &x);
        draft.row(Sense::AtLeast, 6.0, &[(x[0], 1.0), (short, 1.0)]);
        draft.expect(value);
    }
}

#[test]
fn a_breach_that_costs_nothing_stays_within_its_bounds() {
    // Floor 6 and cap 6 on what may get 0 to 9, and exactly 6 on another, all without penalty: 9 + 9 is paid, the breaches are 0, 3 and 3.
    // A penalty too small to count is no penalty.
    [0.0, 1e-300, 1e-30, 1e-18].into_iter().for_each(a_breach_that_costs);
}

fn a_breach_that_costs(penalty: f64) {
    let mut draft = Draft::country(&[&[&[1, 1]]]);
    let x = [draft.payment(0, 1.0, 9.0), draft.payment(1, 1.0, 9.0)];
    let [short, over, below, above] = [6.0, 3.0, 6.0, 3.0].map(|upper| draft.slack(penalty, upper));
    draft.need(0, 9.0, &[x[0]]);
    draft.need(1, 9.0, &[x[1]]);
    draft.row(Sense::AtLeast, 6.0, &[(x[0], 1.0), (short, 1.0)]);
    draft.row(Sense::AtMost, 6.0, &[(x[0], 1.0), (over, -1.0)]);
    draft.row(Sense::Equal, 6.0, &[(x[1], 1.0), (below, 1.0), (above, -1.0)]);
    let point = draft.expect(18.0).point;
    for (column, breach) in [(short, 0.0), (over, 3.0), (below, 0.0), (above, 3.0)] {
        let found = point[column as usize];
        assert!((found - breach).abs() < 1e-6, "breach {breach}, found {found}");
    }
}

#[test]
fn a_breach_that_nothing_can_mend_keeps_its_price() {
    // No money for two needs; a floor of 6 on both together at a penalty of 2 a unit: 0 - 6 * 2 = -12, whether the floor speaks of a
    // region, a province or the nation.
    type Country<'a> = &'a [&'a [&'a [usize]]];
    let region: Country<'_> = &[&[&[1, 1]]];
    let province: Country<'_> = &[&[&[1], &[1]]];
    let nation: Country<'_> = &[&[&[1]], &[&[1]]];
    for country in [region, province, nation] {
        let mut draft = Draft::country(country);
        let x = [draft.payment(0, 1.0, 9.0), draft.payment(1, 1.0, 9.0)];
        let short = draft.slack(2.0, 6.0);
        for (n, &payment) in x.iter().enumerate() {
            draft.need(n, 9.0, &[payment]);
            draft.ceiling(0.0, &[payment]);
        }
        draft.row(Sense::AtLeast, 6.0, &[(x[0], 1.0), (x[1], 1.0), (short, 1.0)]);
        draft.expect(-12.0);
    }
}

#[test]
fn change_against_an_earlier_plan_is_bounded() {
    // The earlier plan paid 5 to need 0 and nothing to need 1, which is now worth more (2 against 1). Ceiling 5, change at most 4:
    // take 2 from the one and give them to the other: 3 + 4 = 7.
    let mut draft = Draft::country(&[&[&[1, 1]]]);
    let x = [draft.payment(0, 1.0, 9.0), draft.payment(1, 2.0, 9.0)];
    let changes: Vec<u32> = (0..2)
        .map(|p| {
            draft.column(ColumnKey::Change(PaymentId::new(p)), Place::Sentra(u32::try_from(p).unwrap()), 0.0, 0.0, 9.0)
        })
        .collect();
    draft.need(0, 9.0, &[x[0]]);
    draft.need(1, 9.0, &[x[1]]);
    for (p, earlier) in [5.0, 0.0].into_iter().enumerate() {
        draft.row(Sense::AtLeast, -earlier, &[(changes[p], 1.0), (x[p], -1.0)]);
        draft.row(Sense::AtLeast, earlier, &[(changes[p], 1.0), (x[p], 1.0)]);
    }
    draft.ceiling(5.0, &x);
    draft.ceiling(4.0, &changes);
    draft.expect(7.0);
}

#[test]
fn contracted_money_is_paid_first() {
    // 3 of the ceiling's 5 are contracted to the need worth 1; the rest goes to the one worth 2: 3 + 4 = 7.
    let mut draft = Draft::country(&[&[&[1, 1]]]);
    let x = [draft.payment(0, 1.0, 9.0), draft.payment(1, 2.0, 9.0)];
    draft.columns[0].2 = 3.0;
    draft.need(0, 9.0, &[x[0]]);
    draft.need(1, 9.0, &[x[1]]);
    draft.ceiling(5.0, &x);
    draft.expect(7.0);
}

#[test]
fn what_has_no_interior_is_solved_too() {
    // Region 0 has a zero ceiling; region 1 only support under "support at most 5 % of all"; need 3 is wholly contracted (4 points);
    // year-like pair: y <= 2 x with x closed. Only need 5 (cost 6, 1 point) is open: 4 + 6 = 10.
    let mut draft = Draft::country(&[&[&[1], &[1], &[1, 1, 1, 1]]]);
    let x: Vec<u32> = (0..6).map(|n| draft.payment(n, 1.0, 6.0)).collect();
    for n in 0..6 {
        draft.need(n, if n == 3 { 4.0 } else { 6.0 }, &[x[n]]);
    }
    draft.columns[3].2 = 4.0;
    draft.ceiling(0.0, &[x[0]]);
    draft.row(Sense::AtMost, 0.0, &[(x[1], 0.95)]);
    draft.ceiling(0.0, &[x[2]]);
    draft.row(Sense::AtMost, 0.0, &[(x[4], 1.0), (x[2], -2.0)]);
    draft.expect(10.0);
}

#[test]
fn floors_that_sum_to_one_leave_one_split() {
    // Shares of at least 20, 30 and 50 per cent: exactly these. 10 to spend at 1, 2 and 3 points: 2 + 6 + 15 = 23.
    let mut draft = Draft::country(&[&[&[1]], &[&[1]], &[&[1]]]);
    let x: Vec<u32> = (0..3).map(|n| draft.payment(n, f64::from(n) + 1.0, 9.0)).collect();
    for n in 0..3 {
        draft.need(n, 9.0, &[x[n]]);
    }
    let all = draft.total(&x, 27.0);
    draft.ceiling(10.0, &[all]);
    for (n, share) in [0.2, 0.3, 0.5].into_iter().enumerate() {
        draft.row(Sense::AtLeast, 0.0, &[(x[n], 1.0), (all, -share)]);
    }
    draft.expect(23.0);
}

#[test]
fn equal_benefits_and_exact_amounts() {
    // Six equal needs of 5 in three regions, ceiling 12, region 1 gets exactly 7.5: the value is 12 whatever the split.
    let mut draft = Draft::country(&[&[&[2], &[2]], &[&[1, 1]]]);
    let x: Vec<u32> = (0..6).map(|n| draft.payment(n, 1.0, 5.0)).collect();
    for n in 0..6 {
        draft.need(n, 5.0, &[x[n]]);
    }
    draft.ceiling(12.0, &x);
    draft.row(Sense::Equal, 7.5, &[(x[2], 1.0), (x[3], 1.0)]);
    let answer = draft.expect(12.0);
    assert!((answer.point[2] + answer.point[3] - 7.5).abs() < 1e-7);
}

#[test]
fn an_amount_bounded_alike_from_both_sides_has_no_interior() {
    // At least 4 and at most 4 to the worse need, ceiling 10, better need worth 2 and costing 9: 4 + 12 = 16.
    let mut draft = Draft::country(&[&[&[1], &[1]]]);
    let x = [draft.payment(0, 1.0, 9.0), draft.payment(1, 2.0, 9.0)];
    draft.need(0, 9.0, &[x[0]]);
    draft.need(1, 9.0, &[x[1]]);
    draft.row(Sense::AtLeast, 4.0, &[(x[0], 1.0)]);
    draft.row(Sense::AtMost, 4.0, &[(x[0], 1.0)]);
    draft.ceiling(10.0, &x);
    draft.expect(16.0);
}

#[test]
fn nothing_to_pay_is_worth_nothing() {
    let mut draft = Draft::country(&[&[&[1, 1]]]);
    let x = [draft.payment(0, 1.0, 9.0), draft.payment(1, 2.0, 9.0)];
    draft.need(0, 9.0, &[x[0]]);
    draft.need(1, 9.0, &[x[1]]);
    draft.ceiling(0.0, &x);
    let answer = draft.expect(0.0);
    assert!(answer.point.iter().all(|x| *x == 0.0));
}

#[test]
fn contradictions_come_with_a_ray() {
    // Floor above what the ceiling lets through; floor above all needs; two floors above one ceiling; order against a floor.
    for case in 0..4 {
        let mut draft = Draft::country(&[&[&[2], &[1]]]);
        let x: Vec<u32> = (0..3).map(|n| draft.payment(n, 1.0, 5.0)).collect();
        for n in 0..3 {
            draft.need(n, 5.0, &[x[n]]);
        }
        let all = draft.total(&x, 15.0);
        match case {
            0 => {
                draft.ceiling(6.0, &[all]);
                draft.row(Sense::AtLeast, 6.5, &[(all, 1.0)]);
            }
            1 => draft.row(Sense::AtLeast, 15.1, &[(all, 1.0)]),
            2 => {
                draft.ceiling(8.0, &[all]);
                draft.row(Sense::AtLeast, 4.5, &[(x[0], 1.0)]);
                draft.row(Sense::AtLeast, 4.5, &[(x[2], 1.0)]);
            }
            _ => {
                draft.ceiling(0.0, &[x[0]]);
                draft.row(Sense::AtMost, 0.0, &[(x[1], 1.0), (x[0], -1.0)]);
                draft.row(Sense::AtLeast, 1.0, &[(x[1], 1.0)]);
            }
        }
        match draft.solve() {
            Err(SolveError::Infeasible { proof: Some(ray) }) => assert!(contradicts(&draft.lp(), &ray), "case {case}"),
            other => panic!("case {case}: {other:?}"),
        }
    }
}

/// Farkas' lemma in plain floating point with a margin: written apart from the solver's own check.
fn contradicts(lp: &Lp, ray: &[f64]) -> bool {
    let mut combined = vec![0.0; lp.column_count()];
    let (mut right, mut size) = (0.0, 0.0);
    for (row, &weight) in lp.rows().zip(ray) {
        if row.sense != Sense::Equal && weight < 0.0 {
            return false;
        }
        let weight = if row.sense == Sense::AtLeast { -weight } else { weight };
        right += weight * row.rhs;
        size += (weight * row.rhs).abs();
        for (j, a) in row.terms() {
            combined[j] += weight * a;
        }
    }
    let least: f64 = combined.iter().zip(lp.lower().iter().zip(lp.upper())).map(|(g, (l, u))| (g * l).min(g * u)).sum();
    least > right + 1e-9 * size
}

#[test]
fn a_ray_that_proves_nothing_is_refused() {
    let mut draft = Draft::country(&[&[&[1]]]);
    let x = draft.payment(0, 1.0, 5.0);
    draft.need(0, 5.0, &[x]);
    draft.row(Sense::AtLeast, 5.0, &[(x, 1.0)]);
    let lp = draft.lp();
    // x <= 5 and x >= 5 touch: no weights can separate them, nor may weights be negative, missing or not finite.
    for ray in [[1.0, 1.0], [0.0, 1.0], [-1.0, -1.0], [f64::NAN, 1.0], [f64::INFINITY, 1.0]] {
        assert!(!proves_infeasible(&lp, &ray), "{ray:?}");
    }
    assert!(!proves_infeasible(&lp, &[1.0]));
    draft.rows[1].2 = 5.000_001;
    assert!(proves_infeasible(&draft.lp(), &[1.0, 1.0]));
}

/// A stream of numbers from a seed (splitmix64).
struct Numbers(u64);

impl Numbers {
    fn next(&mut self) -> f64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        ((mixed ^ (mixed >> 31)) >> 11) as f64 / (1u64 << 53) as f64
    }
    fn chance(&mut self, p: f64) -> bool {
        self.next() < p
    }
    fn between(&mut self, low: f64, high: f64) -> f64 {
        low + (high - low) * self.next()
    }
    #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)] // below `count`
    fn below(&mut self, count: usize) -> usize {
        (self.next() * count as f64) as usize
    }
}

/// A program built around a point and prices that prove each other optimal.
struct Certified {
    draft: Draft,
    numbers: Numbers,
    point: Vec<f64>,
    /// Price of each row, as in the program's convention.
    prices: Vec<f64>,
}

impl Certified {
    fn value_at(&self, terms: &[(u32, f64)]) -> f64 {
        terms.iter().map(|&(j, a)| a * self.point[j as usize]).sum()
    }

    /// Adds a row that holds at the point: tight with a price, or with room and without one.
    fn add(&mut self, sense: Sense, terms: &[(u32, f64)], tight: f64) {
        let here = self.value_at(terms);
        let binds = sense == Sense::Equal || self.numbers.chance(tight);
        let room = if binds { 0.0 } else { self.numbers.between(0.01, 3.0) };
        let mut price = if binds { self.numbers.between(0.0, 2.0) } else { 0.0 };
        let rhs = match sense {
            Sense::AtMost => here + room,
            Sense::AtLeast => here - room,
            Sense::Equal => {
                price -= 1.0;
                here
            }
        };
        self.draft.row(sense, rhs, terms);
        self.prices.push(price);
    }

    fn total(&mut self, parts: &[u32]) -> u32 {
        let column = self.draft.total(parts, 1e5);
        self.prices.push(0.0);
        self.point.push(parts.iter().map(|&j| self.point[j as usize]).sum());
        column
    }

    /// Two shares `of >= share * in` and `of <= share * in`, one of which may bind.
    fn shares(&mut self, of: u32, within: u32) {
        let (a, b) = (self.point[of as usize], self.point[within as usize]);
        if b <= 0.0 {
            return;
        }
        let share = a / b;
        for (sense, other) in [(Sense::AtLeast, share - 0.1), (Sense::AtMost, share + 0.1)] {
            let binds = self.numbers.chance(0.4);
            self.draft.row(sense, 0.0, &[(of, 1.0), (within, -if binds { share } else { other })]);
            self.prices.push(if binds { self.numbers.between(0.0, 1.0) } else { 0.0 });
        }
    }

    /// A floor that falls short by `short`, at the penalty that makes this right.
    fn soft(&mut self, parts: &[(u32, f64)]) {
        let short = if self.numbers.chance(0.5) { self.numbers.between(0.1, 1.0) } else { 0.0 };
        let price = self.numbers.between(0.1, 1.0);
        let more = if short > 0.0 { 0.0 } else { 0.3 };
        let slack = self.draft.slack(price + more, 1e4);
        self.point.push(short);
        let rhs = self.value_at(parts) + short;
        let terms: Vec<_> = parts.iter().copied().chain([(slack, 1.0)]).collect();
        self.draft.row(Sense::AtLeast, rhs, &terms);
        self.prices.push(price);
    }

    /// Chooses the costs so that point and prices prove each other; gives the optimum.
    fn close(&mut self) -> f64 {
        let rows = self.draft.rows.clone();
        let sign = |sense| if sense == Sense::AtLeast { -1.0 } else { 1.0 };
        // A total costs nothing: its definition takes the opposite of what the other rows charge; users come later.
        for i in (0..rows.len()).rev() {
            if let RowKey::Total(_) = rows[i].0 {
                let column = rows[i].3[0].0;
                let charged: f64 = rows
                    .iter()
                    .enumerate()
                    .filter(|&(k, _)| k != i)
                    .flat_map(|(k, row)| row.3.iter().map(move |&(j, a)| (k, j, sign(row.1) * a)))
                    .filter(|&(_, j, _)| j == column)
                    .map(|(k, _, a)| a * self.prices[k])
                    .sum();
                self.prices[i] = -charged;
            }
        }
        let mut costs = vec![0.0; self.point.len()];
        for (row, price) in rows.iter().zip(&self.prices) {
            for &(j, a) in &row.3 {
                costs[j as usize] += sign(row.1) * a * price;
            }
        }
        let mut value = 0.0;
        for (j, cost) in costs.into_iter().enumerate() {
            let key = self.draft.columns[j].0;
            let at_bound = self.point[j] <= self.draft.columns[j].2;
            let reduced = if at_bound && self.numbers.chance(0.9) { self.numbers.between(0.0, 1.0) } else { 0.0 };
            match key {
                ColumnKey::Total(_) => assert!(cost.abs() < 1e-9),
                ColumnKey::Shortfall(..) => {}
                _ => self.draft.columns[j].1 = cost - reduced,
            }
            value += self.draft.columns[j].1 * self.point[j];
        }
        value
    }
}

/// A random country with rows of every kind; `inner` is the chance of order, completion and change rows in a sentra.
#[allow(clippy::too_many_lines)] // one long list of rows
fn certified(seed: u64, inner: f64) -> (Draft, f64) {
    let mut numbers = Numbers(seed);
    let years = numbers.below(4) + 1;
    let sources = 1 + numbers.below(2);
    let shape: Vec<Vec<Vec<usize>>> = (0..=numbers.below(4))
        .map(|_| {
            (0..=numbers.below(4)).map(|_| (0..=numbers.below(5)).map(|_| 1 + numbers.below(5)).collect()).collect()
        })
        .collect();
    let regions: Vec<Vec<&[usize]>> = shape.iter().map(|p| p.iter().map(Vec::as_slice).collect()).collect();
    let provinces: Vec<&[&[usize]]> = regions.iter().map(Vec::as_slice).collect();
    let draft = Draft::country(&provinces);
    let needs = draft.places.sentra.clone();
    let mut c = Certified { draft, numbers, point: Vec::new(), prices: Vec::new() };
    // Payments: pay[n][t * sources + f].
    let mut pay: Vec<Vec<Option<u32>>> = Vec::new();
    let mut cost: Vec<f64> = Vec::new();
    let mut follows: Vec<bool> = Vec::new();
    for (n, &sentra) in needs.iter().enumerate() {
        let chained =
            n > 0 && needs[n - 1] == sentra && pay[n - 1].iter().all(Option::is_some) && c.numbers.chance(inner);
        let first = if chained || c.numbers.chance(0.5) { 0 } else { c.numbers.below(years) };
        let size = c.numbers.between(0.3, 4.0);
        let scale = if c.numbers.chance(0.5) { 1.0 } else { 0.6 };
        let mut columns = Vec::new();
        for k in 0..years * sources {
            if k / sources < first {
                columns.push(None);
                continue;
            }
            let x = if chained {
                let before: u32 = pay[n - 1][k].unwrap();
                scale * size * c.point[before as usize] / cost[n - 1]
            } else if c.numbers.chance(0.5) {
                0.0
            } else {
                size * c.numbers.next() / (years * sources) as f64
            };
            c.point.push(x);
            columns.push(Some(c.draft.payment(u32::try_from(n).unwrap(), 0.0, size)));
        }
        pay.push(columns);
        cost.push(size);
        follows.push(chained);
    }
    let some = |columns: &[Option<u32>]| -> Vec<(u32, f64)> { columns.iter().flatten().map(|&j| (j, 1.0)).collect() };
    for n in 0..needs.len() {
        let paid = c.value_at(&some(&pay[n]));
        let tight = paid > 0.0 && !follows[n] && follows.get(n + 1) != Some(&true) && c.numbers.chance(0.4);
        let rhs = if tight { paid } else { cost[n].max(paid) };
        let price = if tight || paid >= cost[n] { c.numbers.between(0.0, 2.0) } else { 0.0 };
        for &j in pay[n].iter().flatten() {
            c.draft.columns[j as usize].3 = rhs;
        }
        let columns: Vec<u32> = pay[n].iter().flatten().copied().collect();
        c.draft.need(n, rhs, &columns);
        c.prices.push(price);
        if tight {
            cost[n] = rhs;
        }
    }
    let by = |n: usize, t: usize, weight: f64| -> Vec<(u32, f64)> {
        pay[n][..(t + 1) * sources].iter().flatten().map(|&j| (j, weight)).collect()
    };
    for n in (1..needs.len()).filter(|&n| follows[n]) {
        for t in 0..years {
            let mut terms = by(n, t, 1.0);
            terms.extend(by(n - 1, t, -cost[n] / cost[n - 1]));
            let here = c.value_at(&terms);
            assert!(here < 1e-9);
            c.draft.row(Sense::AtMost, 0.0, &terms);
            c.prices.push(if here > -1e-12 { c.numbers.between(0.0, 1.0) } else { 0.0 });
        }
    }
    let sentra_count = c.draft.places.region.len();
    for sentra in 0..sentra_count {
        if !c.numbers.chance(inner) {
            continue;
        }
        let mine: Vec<usize> = (0..needs.len()).filter(|&n| needs[n] as usize == sentra).collect();
        for t in 0..years {
            let share = |n: usize, c: &Certified| c.value_at(&by(n, t, 1.0)) / cost[n];
            let least = mine.iter().map(|&n| share(n, &c)).fold(1.0, f64::min);
            let key = ColumnKey::Completion(SentraId::new(sentra), YearId::new(t));
            let z = c.draft.column(key, Place::Sentra(u32::try_from(sentra).unwrap()), 0.0, 0.0, 1.0);
            c.point.push(least);
            for &n in &mine {
                let mut terms = by(n, t, -1.0);
                terms.push((z, cost[n]));
                let binds = c.value_at(&terms) > -1e-12;
                c.draft.row(Sense::AtMost, 0.0, &terms);
                c.prices.push(if binds { c.numbers.between(0.0, 0.5) } else { 0.0 });
            }
        }
    }
    // Change against an earlier plan, and how much of it a region may see.
    let region_of: Vec<usize> = needs.iter().map(|&s| c.draft.places.region[s as usize] as usize).collect();
    let province_of: Vec<usize> = region_of.iter().map(|&r| c.draft.places.province[r] as usize).collect();
    let mut changes: Vec<(usize, u32)> = Vec::new();
    for n in 0..needs.len() {
        if !c.numbers.chance(0.3 * inner) {
            continue;
        }
        for &x in pay[n].iter().flatten() {
            let earlier = if c.numbers.chance(0.3) { c.point[x as usize] } else { c.numbers.between(0.0, 1.0) };
            let key = ColumnKey::Change(PaymentId::new(x as usize));
            let change = c.draft.column(key, Place::Sentra(needs[n]), 0.0, 0.0, 5.0);
            let distance = (c.point[x as usize] - earlier).abs();
            c.point.push(distance);
            for side in [1.0, -1.0] {
                c.draft.row(Sense::AtLeast, -side * earlier, &[(change, 1.0), (x, -side)]);
                let binds = (side * (c.point[x as usize] - earlier) - distance).abs() < 1e-12;
                c.prices.push(if binds { c.numbers.between(0.0, 0.5) } else { 0.0 });
            }
            changes.push((region_of[n], change));
        }
    }
    let all = |keep: &dyn Fn(usize, usize) -> bool| -> Vec<(u32, f64)> {
        let mut terms = Vec::new();
        for n in 0..needs.len() {
            for k in 0..years * sources {
                if let Some(j) = pay[n][k]
                    && keep(n, k)
                {
                    terms.push((j, 1.0));
                }
            }
        }
        terms
    };
    for region in 0..c.draft.places.province.len() {
        let mut totals: Vec<u32> = Vec::new();
        for t in 0..years {
            let here = all(&|n, k| region_of[n] == region && k / sources == t);
            let parts: Vec<u32> = here.iter().map(|&(j, _)| j).collect();
            let total = c.total(&parts);
            totals.push(total);
            c.add(Sense::AtMost, &[(total, 1.0)], 0.4);
            let support: Vec<u32> =
                all(&|n, k| region_of[n] == region && k / sources == t && n % 3 == 0).iter().map(|&(j, _)| j).collect();
            if c.numbers.chance(0.5) && !support.is_empty() {
                let of = c.total(&support);
                c.shares(of, total);
            }
        }
        for pair in totals.windows(2) {
            c.add(Sense::AtMost, &[(pair[1], 1.0), (pair[0], -1.5)], 0.3);
        }
        let whole: Vec<(u32, f64)> = totals.iter().map(|&j| (j, 1.0)).collect();
        match c.numbers.below(4) {
            0 => c.add(Sense::AtLeast, &whole, 0.5),
            1 => c.soft(&whole),
            2 => c.add(Sense::Equal, &whole, 1.0),
            _ => {}
        }
        let moved: Vec<(u32, f64)> = changes.iter().filter(|(r, _)| *r == region).map(|&(_, j)| (j, 1.0)).collect();
        if !moved.is_empty() {
            c.add(Sense::AtMost, &moved, 0.5);
        }
    }
    for t in 0..years {
        for f in 0..sources {
            for province in 0..provinces.len() {
                c.add(Sense::AtMost, &all(&|n, k| province_of[n] == province && k == t * sources + f), 0.3);
            }
            c.add(Sense::AtMost, &all(&|_, k| k == t * sources + f), 0.4);
        }
        let year: Vec<u32> = all(&|_, k| k / sources == t).iter().map(|&(j, _)| j).collect();
        let within = c.total(&year);
        for sector in 0..3 {
            let parts: Vec<u32> =
                all(&|n, k| k / sources == t && needs[n] % 3 == sector).iter().map(|&(j, _)| j).collect();
            if !parts.is_empty() {
                let of = c.total(&parts);
                c.shares(of, within);
                if c.numbers.chance(0.3) {
                    c.soft(&[(of, 1.0)]);
                }
            }
        }
    }
    // Rows over any set of needs.
    for _ in 0..3 {
        let chosen: Vec<bool> = needs.iter().map(|_| c.numbers.chance(0.1)).collect();
        let terms = all(&|n, _| chosen[n]);
        if !terms.is_empty() {
            let sense = if c.numbers.chance(0.5) { Sense::AtMost } else { Sense::AtLeast };
            c.add(sense, &terms, 0.5);
        }
    }
    // Money already contracted.
    for j in 0..c.point.len() {
        if matches!(c.draft.columns[j].0, ColumnKey::Payment(_)) && c.point[j] > 0.0 && c.numbers.chance(0.1) {
            c.draft.columns[j].2 = c.point[j] * if c.numbers.chance(0.5) { 1.0 } else { 0.5 };
        }
    }
    let value = c.close();
    (c.draft, value)
}

#[test]
fn certified_programs_without_rows_inside_sentra() {
    for seed in 0..150 {
        let (draft, value) = certified(seed, 0.0);
        eprintln!("seed {seed}: {} rows", draft.rows.len());
        draft.expect(value);
    }
}

#[test]
fn certified_programs_with_order_completion_and_change() {
    for seed in 1000..1150 {
        let (draft, value) = certified(seed, 0.6);
        eprintln!("seed {seed}: {} rows", draft.rows.len());
        draft.expect(value);
    }
}

/// 8,193 rules on one need would take half a gigabyte at once: said before it is asked for.
#[test]
fn too_many_rows_in_one_place_are_refused() {
    let mut draft = Draft::country(&[&[&[2]]]);
    let x = [draft.payment(0, 1.0, 10.0), draft.payment(1, 2.0, 10.0)];
    for i in 0..8193 {
        draft.row(Sense::AtMost, 12.0, &[(x[0], 1.0), (x[1], 1.0 + f64::from(i) / 1e4)]);
    }
    let error = draft.solve().unwrap_err();
    assert_eq!(
        error.to_string(),
        "solver structured cannot take this programme: its rules tell 2 groups of payments and 8193 rows apart in one place, too \
         many for this method"
    );
}

#[test]
fn threads_do_not_change_a_byte() {
    let (draft, _) = certified(7, 0.5);
    let lp = draft.lp();
    let bytes = |threads| {
        let mut control = Control::default();
        control.threads = Some(threads);
        let answer = Structured.solve_lp(&lp, &draft.places, &control).unwrap();
        let numbers = answer.point.iter().chain(answer.prices.as_ref().unwrap());
        (answer.iterations, numbers.map(|x| x.to_bits()).collect::<Vec<u64>>())
    };
    let one = bytes(1);
    assert_eq!(one, bytes(2));
    assert_eq!(one, bytes(8));
}

#[test]
fn the_unit_of_money_does_not_matter() {
    for seed in 0..20 {
        for times in [1e-6, 1e6] {
            let (mut draft, value) = certified(seed, 0.4);
            let money: Vec<bool> = draft.columns.iter().map(|c| !matches!(c.0, ColumnKey::Completion(..))).collect();
            for (column, money) in draft.columns.iter_mut().zip(&money) {
                if *money {
                    column.1 /= times;
                    column.2 *= times;
                    column.3 *= times;
                }
            }
            for row in &mut draft.rows {
                row.2 *= times;
                for term in row.3.iter_mut().filter(|term| !money[term.0 as usize]) {
                    term.1 *= times;
                }
            }
            let (lp, answer) = draft.solve().unwrap();
            assert_eq!(answer.ended, Ended::Optimal);
            let found = lp.objective(&answer.point);
            assert!((found - value).abs() <= 2e-9 * (1.0 + value.abs()), "optimum {value}, found {found}");
        }
    }
}
