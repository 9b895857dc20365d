//! The point that the iteration starts from.
//!
//! Every need is spread evenly over its payments, then all is scaled down, region by region, province by province and for the nation,
//! until each ceiling holds with room: a start near the middle of the ceilings saves iterations. Slacks are what is left, at least a
//! part of the row's size; prices of rows are such that all products are alike, but never above a part of the best benefit, and where a row
//! may be broken for a penalty never above a part of that: where that is less, the slack is larger instead, and the row starts open. At last
//! prices of needs and reduced costs follow from the prices of rows,
//!
//! ```text
//! y[need] = max(0, max_j (c[j] - p[j])) + what its product asks for         z[j] = y[need] + p[j] - c[j]
//! ```
//!
//! so that prices are consistent from the first: a single one that is not (the breach of a soft rule that starts as dear as its penalty) makes the
//! first steps so short that ten iterations are lost on it. While the start is made, `change` holds for each measure of the border the sum of the sizes of what rides, since
//! its columns may have coefficients of both signs.

#![allow(clippy::needless_range_loop)] // the formulas above are written with indices

use super::node::Node;
use super::problem::NONE;

/// The part of a ceiling that the start fills, by level: sentra and region, province, nation. Ceilings further up are shared by more
/// payments and bind more surely.
const FILL: [f64; 3] = [0.5, 0.7, 0.8];
/// The largest share of a need that the start pays.
const LARGEST_SHARE: f64 = 0.5;
/// A payment is never started below this share of its need: a start at the boundary is slow to leave.
const LEAST_SHARE: f64 = 1e-6;
/// Where columns without a row of their own start (completion: a share).
const FREE_START: f64 = 0.3;
/// Reduced costs start at what the column falls short of the best benefit, plus this.
const REDUCED_FLOOR: f64 = 0.1;
/// What a need's price counts with while the products are measured; the best benefit is 1.
const NEED_PRICE: f64 = 0.3;
/// The first products, as a multiple of those measured then. From high up the method comes down faster than it gets away from a boundary; from
/// 2 to 4 there is little to choose.
const HIGH_UP: f64 = 3.0;
/// The highest price that a row starts at. Rows of little money would start dearer than any benefit, and rule the first prices of all.
const HIGHEST_PRICE: f64 = 0.3;
/// The part of a penalty at which a soft row's price starts at most, and its breach with what is left of it.
const PENALTY_PART: f64 = 0.5;
/// A row's first price is never cut below this.
const LEAST_PRICE: f64 = 1e-3;
/// The least slack of a row at the start, as a part of its size.
const LEAST_SLACK: f64 = 0.1;
/// The size of a row is its right-hand side, or this part of what flows through it if that is more.
const FLOW_PART: f64 = 0.1;
/// The least size of a row, in median needs: rows that nothing flows through yet must not start with a huge price.
const LEAST_SIZE: f64 = 0.1;
/// A measure of the border only adds if its columns' sum is this part of the sum of their sizes.
const SAME_SIGN: f64 = 1.0 - 1e-9;
/// The least barrier weight of a row.
const LEAST_WEIGHT: f64 = 0.1;

/// Sets the starting point of the whole tree; gives the sum of all barrier weights.
pub(super) fn start(root: &mut Node) -> f64 {
    root.spread();
    root.scale(&[]);
    root.total_loads();
    let (sum, count) = root.products();
    let mean = if count > 0 { HIGH_UP * sum / count as f64 } else { 1.0 };
    let weights = count as f64 + root.start_rows(mean);
    root.fit(&[], mean);
    weights
}

impl Node {
    /// How many levels of nodes lie above the leaves here.
    fn height(&self) -> usize {
        self.children.iter().map(|child| child.height() + 1).max().unwrap_or(0)
    }

    /// Spreads needs evenly and finds the multipliers that ceilings ask for, kept in `price`.
    fn spread(&mut self) {
        let leaves = &mut self.leaves;
        self.load.fill(0.0);
        self.change.fill(0.0);
        for kind in &leaves.kinds {
            for n in 0..kind.count {
                let share = if kind.bounded { leaves.rhs[kind.leaf + n] / kind.size as f64 } else { FREE_START };
                for j in 0..kind.size {
                    let column = kind.column + n * kind.size + j;
                    leaves.x[column] = share;
                    self.load[leaves.measures[kind.measures + j] as usize] += share;
                    leaves.rides.add(column, share, &mut self.load);
                    leaves.rides.add_size(column, share, &mut self.change);
                }
            }
        }
        for child in &mut self.children {
            child.spread();
        }
        self.gather();
        let fill = FILL[self.height().min(FILL.len() - 1)];
        self.price.fill(1.0);
        for i in 0..self.rows.len() {
            let terms = self.rows.terms_of(i);
            let flow: f64 = terms.iter().map(|&(k, a)| a * self.load[k as usize]).sum();
            // A measure of the border may hold columns of both signs.
            let adds = |k: usize| k < self.blocks.body() || self.load[k] >= SAME_SIGN * self.change[k];
            if terms.iter().all(|&(k, a)| a > 0.0 && adds(k as usize)) && flow > fill * self.rows.rhs[i] {
                let times = fill * self.rows.rhs[i] / flow;
                for &(k, _) in terms {
                    self.price[k as usize] = self.price[k as usize].min(times);
                }
            }
        }
        // What the border's measures gather is scaled with its columns, which are part of the other measures: on the whole, as those are.
        let (body, border) = self.load.split_at_mut(self.blocks.body());
        let (mut before, mut after) = (0.0, 0.0);
        for (load, times) in body.iter_mut().zip(&self.price) {
            before += *load;
            *load *= times;
            after += *load;
        }
        let on_the_whole = if before > 0.0 { after / before } else { 1.0 };
        for (k, load) in border.iter_mut().enumerate() {
            let times = self.price[body.len() + k] * on_the_whole;
            *load *= times;
            self.change[body.len() + k] *= times;
        }
        self.show();
    }

    /// Adds what the children show to the loads here, and to their sizes.
    fn gather(&mut self) {
        for child in &self.children {
            for (p, &k) in child.to_parent.iter().enumerate() {
                self.load[k as usize] += child.load_above[p];
                self.change[k as usize] += child.change_above[p];
            }
        }
    }

    /// Shows the loads and their sizes to the node above.
    fn show(&mut self) {
        self.show_load();
        self.change_above.fill(0.0);
        for (size, &up) in self.change.iter().zip(&self.up) {
            if up != NONE {
                self.change_above[up as usize] += size;
            }
        }
    }

    /// Applies the multipliers found here and above, and sets what belongs to leaves.
    fn scale(&mut self, above: &[f64]) {
        for (times, &up) in self.price.iter_mut().zip(&self.up) {
            if up != NONE {
                *times *= above[self.to_parent[up as usize] as usize];
            }
        }
        let leaves = &mut self.leaves;
        for kind in &leaves.kinds {
            for n in 0..kind.count {
                let leaf = kind.leaf + n;
                let mut paid = 0.0;
                for j in 0..kind.size {
                    let column = kind.column + n * kind.size + j;
                    let rides = leaves.rides.of(column).iter().map(|&(v, _)| self.price[v as usize]);
                    let times = rides.fold(self.price[leaves.measures[kind.measures + j] as usize], f64::min);
                    let most = leaves.x[column];
                    let x = (times.min(LARGEST_SHARE) * most).max(LEAST_SHARE * most);
                    paid += x;
                    leaves.x[column] = x;
                    leaves.z[column] = (1.0 - leaves.cost[column]).max(0.0) + REDUCED_FLOOR;
                }
                if kind.bounded {
                    leaves.s[leaf] = leaves.rhs[leaf] - paid;
                    leaves.y[leaf] = NEED_PRICE;
                }
            }
        }
        for child in &mut self.children {
            child.scale(&self.price);
        }
    }

    /// Loads of the point that is set.
    fn total_loads(&mut self) {
        self.load.fill(0.0);
        self.change.fill(0.0);
        let leaves = &self.leaves;
        for kind in &leaves.kinds {
            for c in 0..kind.count * kind.size {
                let (k, column) = (leaves.measures[kind.measures + c % kind.size] as usize, kind.column + c);
                self.load[k] += leaves.x[column];
                leaves.rides.add(column, leaves.x[column], &mut self.load);
                leaves.rides.add_size(column, leaves.x[column], &mut self.change);
            }
        }
        for child in &mut self.children {
            child.total_loads();
        }
        self.gather();
        self.show();
    }

    /// The sum of all products in leaves, and how many there are.
    fn products(&self) -> (f64, usize) {
        let leaves = &self.leaves;
        let mut sum: f64 = leaves.x.iter().zip(&leaves.z).map(|(x, z)| x * z).sum();
        let mut count = leaves.x.len();
        for kind in leaves.kinds.iter().filter(|kind| kind.bounded) {
            count += kind.count;
            let range = kind.leaf..kind.leaf + kind.count;
            sum += leaves.s[range.clone()].iter().zip(&leaves.y[range]).map(|(s, y)| s * y).sum::<f64>();
        }
        for child in &self.children {
            let (more, others) = child.products();
            (sum, count) = (sum + more, count + others);
        }
        (sum, count)
    }

    /// Sets rows and slack columns so that their products are `mean` times their weights; gives the sum of the weights.
    fn start_rows(&mut self, mean: f64) -> f64 {
        let mut weights = 0.0;
        let rows = &mut self.rows;
        let mut sizes = vec![0.0; rows.len()];
        for (i, size) in sizes.iter_mut().enumerate() {
            let (mut flow, mut through) = (0.0, 0.0);
            for &(k, a) in rows.terms_of(i) {
                flow += a * self.load[k as usize];
                let k = k as usize;
                through += a.abs() * if k < self.blocks.body() { self.load[k].abs() } else { self.change[k] };
            }
            *size = rows.rhs[i].abs().max(FLOW_PART * through).max(LEAST_SIZE);
            rows.activity[i] = flow;
        }
        let mut highest = vec![HIGHEST_PRICE; rows.len()];
        for j in 0..rows.slack.ids.len() {
            let terms = rows.slack.terms_of(j);
            let size = terms.iter().map(|&(i, _)| sizes[i as usize]).fold(0.0f64, f64::max);
            let mut x = LEAST_SLACK * size;
            if let Some((i, penalty)) = rows.penalty(j) {
                highest[i] = highest[i].min(PENALTY_PART * penalty).max(LEAST_PRICE);
                x = mean / rows.slack.cost[j].abs().max(LEAST_PRICE) / (1.0 - PENALTY_PART);
            }
            for &(i, a) in &rows.slack.terms[rows.slack.start[j] as usize..rows.slack.start[j + 1] as usize] {
                rows.activity[i as usize] += a * x;
            }
            rows.slack.x[j] = x;
            weights += 1.0;
        }
        for i in 0..rows.len() {
            let size = sizes[i];
            rows.y[i] = 0.0;
            if !rows.equal[i] {
                rows.weight[i] = size.sqrt().max(LEAST_WEIGHT);
                let dear = mean * rows.weight[i] / highest[i];
                rows.s[i] = (rows.rhs[i] - rows.activity[i]).max(LEAST_SLACK * size).max(dear);
                rows.y[i] = mean * rows.weight[i] / rows.s[i];
                weights += rows.weight[i];
            }
        }
        weights + self.children.iter_mut().map(|child| child.start_rows(mean)).sum::<f64>()
    }

    /// Prices of needs, and reduced costs, that go with the prices of rows; `above` are the prices of the measures above.
    fn fit(&mut self, above: &[f64], mean: f64) {
        self.set_prices(above);
        let price = &self.price;
        let leaves = &mut self.leaves;
        let mut gains = Vec::new();
        for kind in &leaves.kinds {
            for leaf in 0..kind.count {
                let first = kind.column + leaf * kind.size;
                gains.clear();
                gains.extend((0..kind.size).map(|j| {
                    let column = first + j;
                    let measure = leaves.measures[kind.measures + j] as usize;
                    leaves.cost[column] - price[measure] - leaves.rides.price(column, price)
                }));
                let mut y = 0.0;
                if kind.bounded {
                    let leaf = kind.leaf + leaf;
                    y = gains.iter().copied().fold(0.0, f64::max) + REDUCED_FLOOR.max(mean / leaves.s[leaf]);
                    leaves.y[leaf] = y;
                }
                for (z, gain) in leaves.z[first..].iter_mut().zip(&gains) {
                    *z = (y - gain).max(REDUCED_FLOOR);
                }
            }
        }
        let slack = &mut self.rows.slack;
        for j in 0..slack.ids.len() {
            let price: f64 = slack.terms_of(j).iter().map(|&(i, a)| a * self.rows.y[i as usize]).sum();
            slack.z[j] = (price - slack.cost[j]).max(mean / slack.x[j]);
        }
        for child in &mut self.children {
            child.fit(&self.price, mean);
        }
    }
}
