//! Plans of a whole programme, by search in whole numbers.
mod choices;
mod moves;
mod rebuild;
mod rows;
mod state;
mod table;

use crate::id as alokasi_id;
use crate::model::Programme;
use crate::plan::Plan;
use crate::random::Random;

use moves::Mover;
use state::State;
use table::Table;

/// What a programme looks like to the search.
#[derive(Debug)]
pub struct Ground<'a>(Table<'a>);

impl<'a> Ground<'a> {
    /// Takes `programme` apart.
    #[must_use]
    pub fn new(programme: &'a Programme) -> Self {
        Self(Table::new(programme))
    }
}

/// A search under way.
#[derive(Debug)]
pub struct Search<'t, 'a> {
    state: State<'t, 'a>,
    mover: Mover,
    best: Option<(f64, Vec<u16>)>,
    heat: f64,
    /// Plans of regions with weights.
    pool: Vec<(usize, Vec<(f64, Vec<(u32, u16)>)>)>,
    /// Chances.
    pub odds: (f64, f64),
    /// debug
    pub stats: [[usize; 3]; 16],
}

impl<'t, 'a> Search<'t, 'a> {
    /// Nothing is paid yet but what is contracted.
    #[must_use]
    pub fn new(ground: &'t Ground<'a>, seed: u64) -> Self {
        let state = State::new(&ground.0);
        Self {
            heat: 0.3 * ground.0.worth,
            state,
            mover: Mover::new(Random::new(seed, 77)),
            best: None,
            pool: Vec::new(),
            odds: (0.1, 0.0),
            stats: [[0; 3]; 16],
        }
    }

    /// Worth of the best plan.
    #[must_use]
    pub fn best(&self) -> Option<f64> {
        self.best.as_ref().map(|best| best.0)
    }
    /// debug
    #[must_use]
    pub fn look(&self) -> (f64, f64, usize, f64) {
        (self.state.worth(), self.state.hard(), self.state.broken().len(), self.heat)
    }

    /// debug
    pub fn set_heat(&mut self, share: f64) {
        self.heat = share * self.state.table.worth;
    }

    /// The best plan.
    #[must_use]
    pub fn plan(&mut self) -> Option<Plan> {
        let (_, chosen) = self.best.clone()?;
        self.restore(&chosen);
        Some(self.state.plan())
    }

    fn restore(&mut self, chosen: &[u16]) {
        for (need, &choice) in (0_u32..).zip(chosen) {
            if self.state.chosen[need as usize] != choice {
                self.state.set(need, choice);
            }
        }
        self.state.refresh();
    }

    /// Plans of regions.
    pub fn take_pool(&mut self, mix: impl Iterator<Item = (usize, Vec<(f64, Vec<alokasi_id::PaymentId>)>)>) {
        self.pool = mix
            .map(|(region, plans)| {
                let plans =
                    plans.into_iter().map(|(weight, payments)| (weight, self.choices(region, &payments))).collect();
                (region, plans)
            })
            .collect();
    }

    fn choices(&self, region: usize, payments: &[alokasi_id::PaymentId]) -> Vec<(u32, u16)> {
        let table = self.state.table;
        let mut all = Vec::new();
        for s in table.open_in(region) {
            for need in table.sentra[s as usize].needs.clone() {
                let choice = payments.iter().find(|p| table.need_of[p.index()] == need).and_then(|p| {
                    let p = p.index() as u32;
                    table.choices.of(need).iter().position(|c| matches!(table.choices.parts(c), [(q, _)] if *q == p))
                });
                all.push((need, choice.unwrap_or(0) as u16));
            }
        }
        all
    }

    /// Starts from a draw of the pool.
    pub fn draw(&mut self) {
        let pool = std::mem::take(&mut self.pool);
        for (_, plans) in &pool {
            let weights: Vec<f64> = plans.iter().map(|p| p.0.max(0.0)).collect();
            if weights.iter().sum::<f64>() <= 0.0 {
                continue;
            }
            let k = self.mover.random.weighted(&weights);
            for &(need, choice) in &plans[k].1 {
                if self.state.chosen[need as usize] != choice {
                    self.state.set(need, choice);
                }
            }
        }
        self.pool = pool;
        self.state.refresh();
    }

    /// Starts from region plans.
    pub fn load(&mut self, plans: &[(usize, Vec<alokasi_id::PaymentId>)]) {
        for (region, payments) in plans {
            for (need, choice) in self.choices(*region, payments) {
                if self.state.chosen[need as usize] != choice {
                    self.state.set(need, choice);
                }
            }
        }
        self.state.refresh();
    }

    fn from_pool(&mut self) -> bool {
        if self.pool.is_empty() {
            return false;
        }
        let (_, plans) = &self.pool[self.mover.random.below(self.pool.len())];
        if plans.is_empty() {
            return false;
        }
        let plan = &plans[self.mover.random.below(plans.len())].1;
        // Down first.
        plan.iter().all(|&(need, choice)| self.mover.put(&mut self.state, need, choice))
    }

    /// From the best plan on.
    pub fn back(&mut self) {
        if let Some((_, chosen)) = self.best.clone() {
            self.restore(&chosen);
        }
    }

    /// `moves` moves; the heat falls by `cooling` at each.
    pub fn run(&mut self, moves: usize, cooling: f64) {
        for _ in 0..moves {
            self.heat *= cooling;
            let before = self.state.score();
            let hard = self.state.hard();
            self.mover.begin();
            let kind = if self.mover.random.chance(self.odds.0) {
                8
            } else if self.mover.random.chance(self.odds.1) {
                9
            } else {
                self.mover.random.below(8)
            };
            let done = match kind {
                0 => self.mover.clear(&mut self.state),
                1 | 2 => self.mover.complete(&mut self.state),
                9 => self.from_pool(),
                8 => self.mover.rebuild(&mut self.state),
                3 if !self.state.broken().is_empty() => true,
                _ => self.mover.change(&mut self.state),
            };
            if done {
                let allowed = if kind == 3 { -1.0 } else { hard };
                self.mover.mend(&mut self.state, 4, allowed);
            }
            let gain = self.state.score() - before;
            let taken = done && (gain >= 0.0 || self.mover.random.uniform() < (gain / self.heat).exp());
            self.stats[kind][0] += 1;
            if done {
                self.stats[kind][1] += 1;
            }
            if taken && gain != 0.0 {
                self.stats[kind][2] += 1;
            }
            if !taken {
                self.mover.undo(&mut self.state);
            } else if self.state.is_plan() {
                let worth = self.state.worth();
                if self.best.as_ref().is_none_or(|best| worth > best.0 + 1e-9) {
                    match &mut self.best {
                        Some(best) => {
                            best.0 = worth;
                            best.1.copy_from_slice(&self.state.chosen);
                        }
                        None => self.best = Some((worth, self.state.chosen.clone())),
                    }
                }
            }
        }
        self.state.refresh();
        let broken = self.state.broken().to_vec();
        for row in broken {
            self.state.weigh(row, 1.3);
        }
    }
}
