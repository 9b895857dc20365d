//! Programs around a point and prices that prove each other optimal, with rows of every kind in every part of the country.

use alokasi::id::{PaymentId, SentraId, YearId};
use alokasi::lp::{ColumnKey, RowKey, Sense};
use alokasi::solve::structured::{Place, Structured};
use alokasi::solve::{Control, Ended};

use super::country::Draft;

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
pub(super) fn certified(seed: u64, inner: f64) -> (Draft, f64) {
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
pub(super) fn certified_programs_without_rows_inside_sentra() {
    for seed in 0..150 {
        let (draft, value) = certified(seed, 0.0);
        eprintln!("seed {seed}: {} rows", draft.rows.len());
        draft.expect(value);
    }
}

#[test]
pub(super) fn certified_programs_with_order_completion_and_change() {
    for seed in 1000..1150 {
        let (draft, value) = certified(seed, 0.6);
        eprintln!("seed {seed}: {} rows", draft.rows.len());
        draft.expect(value);
    }
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
