//! Totals: columns that are defined as sums, substituted out of the core and put back into its answer.

use rayon::prelude::*;

use crate::lp::{ColumnKey, RowKey, Sense};

use super::outline::{Outline, id};
use super::problem::{NONE, Place};

impl Outline<'_> {
    /// Finds each total's column and definition.
    pub(super) fn find_totals(&mut self) -> Result<(), String> {
        let lp = self.lp;
        for (j, key) in lp.columns().enumerate() {
            if let ColumnKey::Total(k) = key {
                put(&mut self.total_column, k, j);
            }
        }
        for (i, key) in lp.row_keys().enumerate() {
            if let RowKey::Total(k) = key {
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
        Ok(())
    }

    /// Finds the rows in which each total stands. Gives column, row and coefficient of slack columns, by column and row.
    pub(super) fn find_users(&mut self) -> Result<Vec<(u32, u32, f64)>, String> {
        let (lp, places) = (self.lp, self.places);
        let with_rows = |i: usize| {
            let terms = lp.row(i).columns.iter().zip(lp.row(i).values);
            let here = terms.filter(|(j, _)| places.columns.get(**j as usize) == Place::Rows);
            here.map(move |(&j, &value)| (j, id(i), value))
        };
        let found: Vec<(u32, u32, f64)> = (0..lp.row_count()).into_par_iter().flat_map_iter(with_rows).collect();
        self.users = vec![Vec::new(); self.total_column.len()];
        self.total_own = vec![0.0; self.total_column.len()];
        let mut slack = Vec::new();
        for (j, i, value) in found {
            match lp.column(j as usize) {
                ColumnKey::Total(k) if self.defines[i as usize] == k => self.total_own[k as usize] = value,
                ColumnKey::Total(k) => self.users[k as usize].push((i, value)),
                _ => slack.push((j, i, value)),
            }
        }
        if let Some(k) = self.total_own.iter().position(|own| *own == 0.0) {
            return Err(format!("total {k} is not in its definition"));
        }
        slack.sort_unstable_by_key(|&(j, i, _)| (j, i));
        Ok(slack)
    }

    /// Finds an order of the totals: each is ready once all that it is defined by are; what is never ready is defined by itself.
    pub(super) fn order_totals(&mut self) -> Result<(), String> {
        let count = self.total_column.len();
        let mut waits = vec![0usize; count];
        let defined_by = |k: u32| self.users[k as usize].iter().map(|(row, _)| self.defines[*row as usize]);
        for user in (0..id(count)).flat_map(defined_by).filter(|user| *user != NONE) {
            waits[user as usize] += 1;
        }
        let mut order: Vec<u32> = (0..count).filter(|&k| waits[k] == 0).map(id).collect();
        let mut next = 0;
        while next < order.len() {
            for user in defined_by(order[next]).filter(|user| *user != NONE) {
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
        for place in (0..count).rev() {
            let k = self.order[place] as usize;
            self.weights[k] = self.expand(&self.users[k], 1.0);
            let more: f64 = self.users[k]
                .iter()
                .filter(|(row, _)| self.defines[*row as usize] != NONE)
                .map(|&(row, value)| {
                    self.part_of_total(row, value) * self.total_cost[self.defines[row as usize] as usize]
                })
                .sum();
            self.total_cost[k] += more;
        }
    }

    /// Points of a unit of each column that come through totals; empty if no total earns any.
    pub(super) fn earned_through_totals(&self) -> Vec<f64> {
        if self.total_cost.iter().all(|cost| *cost == 0.0) {
            return Vec::new();
        }
        let mut earned = vec![0.0; self.lp.column_count()];
        for (i, &k) in self.defines.iter().enumerate().filter(|(_, k)| **k != NONE) {
            for (j, value) in self.lp.row(i).terms() {
                earned[j] += self.part_of_total(id(i), value) * self.total_cost[k as usize];
            }
        }
        earned
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
            for &(row, value) in &self.users[k] {
                let sign = if lp.senses()[row as usize] == Sense::AtLeast { -1.0 } else { 1.0 };
                left -= sign * value * prices[row as usize];
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
