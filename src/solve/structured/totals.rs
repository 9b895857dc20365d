//! Totals: columns that are defined as sums, substituted out of the core and put back into its answer.

use crate::lp::{ColumnKey, RowKey, Sense};

use super::outline::{Outline, id};
use super::problem::NONE;

impl Outline<'_> {
    /// Finds each total's column and definition, and an order for them.
    pub(super) fn find_totals(&mut self) -> Result<(), String> {
        let lp = self.lp;
        for (j, key) in lp.columns().iter().enumerate() {
            if let ColumnKey::Total(k) = *key {
                put(&mut self.total_column, k, j);
            }
        }
        for (i, key) in lp.row_keys().iter().enumerate() {
            if let RowKey::Total(k) = *key {
                if lp.senses()[i] != Sense::Equal || lp.rhs()[i] != 0.0 {
                    return Err(format!("the definition of total {k} is not of the form `q - sum = 0`"));
                }
                put(&mut self.total_row, k, i);
                self.defines[i] = k;
            }
        }
        let count = self.total_column.len().max(self.total_row.len());
        self.total_column.resize(count, NONE);
        self.total_row.resize(count, NONE);
        if self.total_column.contains(&NONE) || self.total_row.contains(&NONE) {
            return Err("a total lacks its column or its definition".to_owned());
        }
        for k in 0..count {
            let own = lp.row(self.total_row[k] as usize).terms().find(|&(j, _)| j == self.total_column[k] as usize);
            self.total_own.push(own.ok_or_else(|| format!("total {k} is not in its definition"))?.1);
        }
        // A total is ready once all that it is defined by are; what is never ready is defined by itself.
        let mut waits = vec![0usize; count];
        let mut users: Vec<Vec<u32>> = vec![Vec::new(); count];
        for (k, wait) in waits.iter_mut().enumerate() {
            for (j, _) in lp.row(self.total_row[k] as usize).terms() {
                if let ColumnKey::Total(part) = lp.columns()[j]
                    && part as usize != k
                {
                    *wait += 1;
                    users[part as usize].push(id(k));
                }
            }
        }
        let mut order: Vec<u32> = (0..count).filter(|&k| waits[k] == 0).map(id).collect();
        let mut next = 0;
        while next < order.len() {
            for &user in &users[order[next] as usize] {
                waits[user as usize] -= 1;
                if waits[user as usize] == 0 {
                    order.push(user);
                }
            }
            next += 1;
        }
        if order.len() < count {
            return Err("a total is defined by itself".to_owned());
        }
        self.order = order;
        Ok(())
    }

    /// What a unit of each total adds to the rows, and earns.
    pub(super) fn weigh_totals(&mut self) {
        let count = self.order.len();
        self.weights = vec![Vec::new(); count];
        self.total_cost = self.total_column.iter().map(|&j| self.lp.cost()[j as usize]).collect();
        let mut users: Vec<Vec<(u32, f64)>> = vec![Vec::new(); count];
        for (i, row) in self.lp.rows().enumerate() {
            for (j, value) in row.terms() {
                if let ColumnKey::Total(k) = self.lp.columns()[j]
                    && self.defines[i] != k
                {
                    users[k as usize].push((id(i), value));
                }
            }
        }
        for place in (0..count).rev() {
            let k = self.order[place] as usize;
            self.weights[k] = self.expand(&users[k], 1.0);
            let more: f64 = users[k]
                .iter()
                .filter(|(row, _)| self.defines[*row as usize] != NONE)
                .map(|&(row, value)| {
                    self.part_of_total(row, value) * self.total_cost[self.defines[row as usize] as usize]
                })
                .sum();
            self.total_cost[k] += more;
        }
    }

    /// Gives `point` the values of its totals.
    pub(super) fn fill_totals(&self, point: &mut [f64]) {
        for &k in &self.order {
            let column = self.total_column[k as usize] as usize;
            let definition = self.lp.row(self.total_row[k as usize] as usize);
            let sum: f64 = definition.terms().filter(|&(j, _)| j != column).map(|(j, value)| value * point[j]).sum();
            point[column] = -sum / self.total_own[k as usize];
        }
    }

    /// Gives `prices` (in the program's unit, signs as in its rows) those of the definitions: the reduced cost of a total is 0.
    pub(super) fn price_totals(&self, prices: &mut [f64], cost: impl Fn(usize) -> f64) {
        let lp = self.lp;
        for place in (0..self.order.len()).rev() {
            let k = self.order[place] as usize;
            let column = self.total_column[k] as usize;
            let mut left = cost(column);
            for &(row, value) in self.touches(column) {
                if row != self.total_row[k] {
                    let sign = if lp.senses()[row as usize] == Sense::AtLeast { -1.0 } else { 1.0 };
                    left -= sign * value * prices[row as usize];
                }
            }
            prices[self.total_row[k] as usize] = left / self.total_own[k];
        }
    }
}

fn put(list: &mut Vec<u32>, at: u32, value: usize) {
    let at = at as usize;
    if list.len() <= at {
        list.resize(at + 1, NONE);
    }
    list[at] = id(value);
}
