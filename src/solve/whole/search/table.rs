//! Everything the search looks up: choices of needs, rows by payment and payments by row, orders, sentra.

use crate::id::{SentraId, YearId};
use crate::input::Completion;
use crate::model::Programme;
use crate::solve::whole::reach::Reach;

use super::choices::{Choices, NEVER, count};
use super::rows::{Completed, Item, Row, Rows};

/// Lists of different lengths, one after the other.
#[derive(Debug)]
pub(super) struct Lists<T> {
    starts: Vec<u32>,
    all: Vec<T>,
}

impl<T: Copy> Lists<T> {
    /// Sorts `pairs` of list and element by list; the order within a list is kept.
    fn new(lists: usize, pairs: impl Iterator<Item = (usize, T)> + Clone) -> Self {
        let mut starts = vec![0_u32; lists + 1];
        pairs.clone().for_each(|(list, _)| starts[list + 1] += 1);
        for list in 0..lists {
            starts[list + 1] += starts[list];
        }
        let mut next = starts.clone();
        let mut all: Vec<T> = Vec::new();
        if let Some((_, first)) = pairs.clone().next() {
            all = vec![first; starts[lists] as usize];
        }
        for (list, element) in pairs {
            all[next[list] as usize] = element;
            next[list] += 1;
        }
        Self { starts, all }
    }

    pub(super) fn of(&self, list: usize) -> &[T] {
        &self.all[self.starts[list] as usize..self.starts[list + 1] as usize]
    }
}

/// A sentra as the search sees it.
#[derive(Debug)]
pub(super) struct Sentra {
    /// Its needs.
    pub(super) needs: std::ops::Range<u32>,
    /// Those that it is incomplete without.
    pub(super) essential: Vec<u32>,
    /// Points for being complete by the end of each year, discounted; empty if it earns none.
    pub(super) points: Vec<f64>,
}

/// The programme, as the search looks at it.
#[derive(Debug)]
pub(super) struct Table<'a> {
    pub(super) programme: &'a Programme,
    pub(super) choices: Choices,
    pub(super) rows: Vec<Row>,
    pub(super) items: Vec<Item>,
    /// By payment: rows with coefficients.
    pub(super) terms: Lists<(u32, i64)>,
    /// By payment: rows with what was paid before.
    pub(super) changes: Lists<(u32, i64)>,
    /// By payment: items.
    pub(super) items_of: Lists<u32>,
    /// By sentra: what counts it as complete.
    pub(super) completed_of: Lists<Completed>,
    /// By row: sentra that it counts as complete.
    pub(super) completed_in: Lists<u32>,
    /// By need: needs that go before it.
    pub(super) before: Lists<u32>,
    /// By need: needs that come after it.
    pub(super) after: Lists<u32>,
    pub(super) need_of: Vec<u32>,
    pub(super) sentra_of: Vec<u32>,
    pub(super) sentra: Vec<Sentra>,
    pub(super) essential: Vec<bool>,
    /// Needs with more than one choice, and sentra with such a need.
    pub(super) open: Vec<u32>,
    pub(super) open_sentra: Vec<u32>,
    pub(super) proportional: bool,
    /// Points of a million rupiah, on the average of all ways to pay.
    pub(super) density: f64,
    /// Points of a need wholly paid, on the average.
    pub(super) worth: f64,
    /// Whether no plan can be among the choices.
    pub(super) impossible: bool,
}

impl<'a> Table<'a> {
    pub(super) fn new(programme: &'a Programme, reach: &Reach) -> Self {
        let choices = Choices::new(programme, reach);
        let Rows { stated: rows, items, completed, impossible } = Rows::new(programme);
        let (payments, needs) = (programme.payments().len(), programme.needs().len());
        let numbered = || rows.iter().zip(0_u32..);
        let terms = numbered().flat_map(|(row, r)| row.terms.iter().map(move |&(p, a)| (p as usize, (r, a))));
        let changes = numbered().flat_map(|(row, r)| row.changes.iter().map(move |&(p, b)| (p as usize, (r, b))));
        let items_of = items.iter().zip(0_u32..);
        let items_of = items_of.flat_map(|(item, i)| item.payments.iter().map(move |&p| (p as usize, i)));
        let orders = programme.needs().iter().zip(0_u32..);
        let orders = orders.flat_map(|(need, n)| need.after.iter().map(move |m| (n, count(m.index()))));
        let sentra: Vec<Sentra> = (0..programme.sentra().len()).map(|s| sentra(programme, SentraId::new(s))).collect();
        let open: Vec<u32> = (0..count(needs)).filter(|&n| choices.count(n) > 1).collect();
        let open_sentra = (0..count(sentra.len()))
            .filter(|&s| sentra[s as usize].needs.clone().any(|n| choices.count(n) > 1))
            .collect();
        let (mut points, mut millions, mut ways) = (0.0, 0.0, 0.0_f64);
        for &n in &open {
            for choice in choices.of(n).iter().filter(|choice| choice.full != NEVER) {
                points += choice.points;
                millions += programme.needs()[n as usize].cost.as_millions();
                ways += 1.0;
            }
        }
        // Completion is worth as much again as a part of each of its needs.
        let bonus: f64 = sentra.iter().filter_map(|s| s.points.first()).sum();
        let per_need = bonus / (open.len().max(1) as f64);
        Self {
            terms: Lists::new(payments, terms),
            changes: Lists::new(payments, changes),
            items_of: Lists::new(payments, items_of),
            completed_of: Lists::new(sentra.len(), completed.iter().map(|c| (c.sentra as usize, *c))),
            completed_in: Lists::new(rows.len(), completed.iter().map(|c| (c.row as usize, c.sentra))),
            before: Lists::new(needs, orders.clone().map(|(n, m)| (n as usize, m))),
            after: Lists::new(needs, orders.map(|(n, m)| (m as usize, n))),
            need_of: programme.payments().iter().map(|p| count(p.need.index())).collect(),
            sentra_of: programme.needs().iter().map(|need| count(need.sentra.index())).collect(),
            essential: programme.needs().iter().map(|need| need.essential).collect(),
            open,
            open_sentra,
            proportional: programme.completion() == Completion::Proportional,
            density: (points + ways * per_need) / millions.max(1e-9),
            worth: points / ways.max(1.0) + per_need,
            impossible: impossible || choices.impossible || reach.none(),
            programme,
            choices,
            sentra,
            items,
            rows,
        }
    }

    /// Sentra of `region` with a need to choose for.
    pub(super) fn open_in(&self, region: usize) -> impl Iterator<Item = u32> + '_ {
        let sentra = &self.programme.regions()[region].sentra;
        let from = self.open_sentra.partition_point(|&s| (s as usize) < sentra.start);
        self.open_sentra[from..].iter().copied().take_while(move |&s| (s as usize) < sentra.end)
    }

    /// Year of payment `p`.
    pub(super) fn year(&self, p: u32) -> usize {
        self.programme.payments()[p as usize].year.index()
    }
}

fn sentra(programme: &Programme, id: SentraId) -> Sentra {
    let row = &programme.sentra()[id.index()];
    let needs = count(row.needs.start)..count(row.needs.end);
    let essential = needs.clone().filter(|&n| programme.needs()[n as usize].essential).collect();
    let points = if programme.has_completion(id) {
        let points = programme.completion_points(id);
        (0..programme.years().len()).map(|t| points * programme.discount_factor(YearId::new(t))).collect()
    } else {
        Vec::new()
    };
    Sentra { needs, essential, points }
}
