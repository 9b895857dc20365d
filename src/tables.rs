//! The money of a plan added up by year, source, place, sector and activity.

use std::collections::BTreeMap;

use ndarray::{Array2, Axis};

use crate::id::NeedId;
use crate::model::{Need, Programme};
use crate::plan::Plan;
use crate::units::Rupiah;

/// What money is told apart by, beside the year.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum By {
    /// Who pays.
    Source,
    /// Island group.
    Island,
    /// Province.
    Province,
    /// Region.
    Region,
    /// Top of the sector tree.
    Sector,
    /// What is asked for.
    Activity,
}

/// Money by year (rows) and by one other thing (columns).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Spending {
    years: Vec<i32>,
    columns: Vec<Label>,
    /// Whole rupiah.
    cells: Array2<i64>,
}

/// What a column stands for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Label {
    /// Its code; an island group has none but its name.
    pub code: String,
    /// Its name; the code where the programme gives none.
    pub name: String,
}

impl Label {
    fn new(code: &str, name: &str) -> Self {
        Self { code: code.to_owned(), name: if name.is_empty() { code } else { name }.to_owned() }
    }
}

impl Spending {
    /// Adds up `plan`. Columns are in the model's order, those without money among them; sectors are the tops of the tree.
    ///
    /// # Panics
    /// If `plan` is not a plan of `programme`.
    #[must_use]
    pub fn new(programme: &Programme, plan: &Plan, by: By) -> Self {
        let (columns, place) = columns(programme, by);
        let mut cells = Array2::zeros((programme.years().len(), columns.len()));
        for (payment, paid) in programme.payments().iter().zip(plan.paid()) {
            let column = match by {
                By::Source => payment.source.index(),
                _ => place[payment.need.index()],
            };
            let cell = &mut cells[(payment.year.index(), column)];
            *cell = add(cell, &paid.get());
        }
        Self { years: programme.years().to_vec(), columns, cells }
    }

    /// The fiscal years, one for each row.
    #[must_use]
    pub fn years(&self) -> &[i32] {
        &self.years
    }
    /// What the columns stand for.
    #[must_use]
    pub fn columns(&self) -> &[Label] {
        &self.columns
    }
    /// Whole rupiah by year and column.
    #[must_use]
    pub fn cells(&self) -> &Array2<i64> {
        &self.cells
    }
    /// The sum of each year.
    #[must_use]
    pub fn by_year(&self) -> Vec<(i32, Rupiah)> {
        let sums = self.cells.fold_axis(Axis(1), 0, add);
        self.years.iter().zip(sums).map(|(&year, sum)| (year, Rupiah::new(sum))).collect()
    }
    /// The sum of each column, over all years.
    #[must_use]
    pub fn by_column(&self) -> Vec<(&Label, Rupiah)> {
        let sums = self.cells.fold_axis(Axis(0), 0, add);
        self.columns.iter().zip(sums).map(|(label, sum)| (label, Rupiah::new(sum))).collect()
    }
    /// The sum of all.
    #[must_use]
    pub fn total(&self) -> Rupiah {
        Rupiah::new(self.cells.iter().fold(0, |sum, cell| add(&sum, cell)))
    }
}

/// Sums saturate, as those of [`Rupiah`] do: a plan read from a file may state more money than there is.
#[allow(clippy::trivially_copy_pass_by_ref)] // as `fold_axis` calls it
fn add(sum: &i64, cell: &i64) -> i64 {
    sum.saturating_add(*cell)
}

/// The columns, and for each need its column (empty for [`By::Source`], where payments of one need differ).
fn columns(programme: &Programme, by: By) -> (Vec<Label>, Vec<usize>) {
    let region = |need: &Need| programme.sentra()[need.sentra.index()].region.index();
    let province = |need: &Need| programme.regions()[region(need)].province.index();
    let all = |place: &dyn Fn(&Need) -> usize| programme.needs().iter().map(place).collect();
    match by {
        By::Source => (programme.sources().iter().map(|s| Label::new(s.code.as_str(), &s.name)).collect(), Vec::new()),
        By::Island => (
            programme.islands().iter().map(|island| Label::new(island, island)).collect(),
            all(&|need| programme.provinces()[province(need)].island.index()),
        ),
        By::Province => {
            (programme.provinces().iter().map(|p| Label::new(p.code.as_str(), &p.name)).collect(), all(&province))
        }
        By::Region => {
            (programme.regions().iter().map(|r| Label::new(r.code.as_str(), &r.name)).collect(), all(&region))
        }
        By::Sector => {
            let tops = programme.sectors().iter().enumerate().filter(|(_, sector)| sector.parent.is_none());
            let place: BTreeMap<usize, usize> = tops.clone().enumerate().map(|(i, (id, _))| (id, i)).collect();
            let top = |need: &Need| {
                let sector = programme.sentra()[need.sentra.index()].sector;
                place[&programme.sectors()[sector.index()].top.index()]
            };
            (tops.map(|(_, sector)| Label::new(sector.code.as_str(), &sector.name)).collect(), all(&top))
        }
        By::Activity => (
            programme.activities().iter().map(|a| Label::new(a.code.as_str(), &a.name)).collect(),
            all(&|need| need.activity.index()),
        ),
    }
}

/// How far the needs of a plan are paid: rupiah for each need, by its index, over all years and sources.
///
/// # Panics
/// If `plan` is not a plan of `programme`.
#[must_use]
pub fn paid_by_need(programme: &Programme, plan: &Plan) -> Vec<Rupiah> {
    let sum = |need: &Need| plan.paid()[need.payments.clone()].iter().copied().sum();
    programme.needs().iter().map(sum).collect()
}

/// How many sentra and regions a plan reaches.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Reached {
    /// Sentra that get any money.
    pub sentra: usize,
    /// Sentra with an essential need, all of whose essential needs are wholly paid.
    pub complete: usize,
    /// Regions that get any money.
    pub regions: usize,
    /// Needs that get any money.
    pub needs: usize,
}

impl Reached {
    /// Counts what `plan` reaches.
    ///
    /// # Panics
    /// If `plan` is not a plan of `programme`.
    #[must_use]
    pub fn new(programme: &Programme, plan: &Plan) -> Self {
        let paid = paid_by_need(programme, plan);
        let is_funded = |range: std::ops::Range<usize>| range.into_iter().any(|need| paid[need] > Rupiah::ZERO);
        let is_complete = |range: std::ops::Range<usize>| {
            let mut essential = range.filter(|&need| programme.needs()[need].essential).peekable();
            essential.peek().is_some() && essential.all(|need| paid[need] >= programme.needs()[need].cost)
        };
        let sentra = programme.sentra();
        Self {
            sentra: sentra.iter().filter(|s| is_funded(s.needs.clone())).count(),
            complete: sentra.iter().filter(|s| is_complete(s.needs.clone())).count(),
            regions: programme
                .regions()
                .iter()
                .filter(|region| sentra[region.sentra.clone()].iter().any(|s| is_funded(s.needs.clone())))
                .count(),
            needs: (0..paid.len()).filter(|&need| paid[need] > Rupiah::ZERO).map(NeedId::new).count(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::input::{
        ActivityRow, CeilingRow, NeedRow, ProgrammeData, ProvinceRow, RegionRow, Scope, SectorRow, SentraRow, SourceRow,
    };

    /// Two regions on two islands; S1 (food, R1) asks for 30 and 20, both essential, S2 (metal, R2) for 10 that is not; two years.
    fn programme() -> Programme {
        let province =
            |code: &str, island: &str| ProvinceRow { code: code.into(), name: String::new(), island: island.into() };
        let region = |code: &str, province: &str| RegionRow {
            code: code.into(),
            province: province.into(),
            ..RegionRow::default()
        };
        let sector = |code: &str| SectorRow { code: code.into(), name: String::new() };
        let sentra = |code: &str, region: &str, sector: &str| SentraRow {
            code: code.into(),
            region: region.into(),
            sector: sector.into(),
            ..SentraRow::default()
        };
        let need = |code: &str, sentra: &str, activity: &str, cost: i64, essential| NeedRow {
            code: code.into(),
            sentra: sentra.into(),
            activity: activity.into(),
            cost: Rupiah::new(cost),
            essential,
            ..NeedRow::default()
        };
        let source = |code: &str| SourceRow { code: code.into(), ..SourceRow::default() };
        let ceiling = |source: &str, year| CeilingRow {
            source: source.into(),
            scope: Scope::Nation,
            year,
            rupiah: Rupiah::new(100),
            ..CeilingRow::default()
        };
        Programme::try_from(ProgrammeData {
            years: vec![2019, 2020],
            unit: Rupiah::new(1),
            provinces: vec![province("1", "Jawa"), province("2", "Sumatera")],
            regions: vec![region("1.1", "1"), region("2.1", "2")],
            sectors: vec![sector("food"), sector("food.dry"), sector("metal")],
            activities: vec![
                ActivityRow { code: "build".into(), name: "Building".to_owned() },
                ActivityRow { code: "tool".into(), name: String::new() },
            ],
            sources: vec![source("apbd"), source("dak")],
            sentra: vec![sentra("S1", "1.1", "food.dry"), sentra("S2", "2.1", "metal")],
            needs: vec![
                need("N1", "S1", "build", 30, true),
                need("N2", "S1", "tool", 20, true),
                need("N3", "S2", "tool", 10, false),
            ],
            ceilings: vec![ceiling("dak", 2019), ceiling("dak", 2020), ceiling("apbd", 2019), ceiling("apbd", 2020)],
            ..ProgrammeData::default()
        })
        .unwrap()
    }

    /// Payments are N1, N2, N3 by 2019 apbd, 2019 dak, 2020 apbd, 2020 dak.
    fn plan(paid: [i64; 12]) -> Plan {
        Plan::new(paid.into_iter().map(Rupiah::new).collect())
    }

    fn sums(spending: &Spending) -> Vec<(&str, i64)> {
        spending.by_column().into_iter().map(|(label, sum)| (label.name.as_str(), sum.get())).collect()
    }

    #[test]
    fn money_is_told_apart_by_each_thing() {
        let programme = programme();
        let plan = plan([0, 10, 5, 15, 0, 1, 2, 3, 7, 0, 0, 0]);
        let by = |by| Spending::new(&programme, &plan, by);
        assert_eq!(sums(&by(By::Source)), [("apbd", 14), ("dak", 29)]);
        assert_eq!(sums(&by(By::Island)), [("Jawa", 36), ("Sumatera", 7)]);
        assert_eq!(sums(&by(By::Province)), [("1", 36), ("2", 7)]);
        assert_eq!(sums(&by(By::Region)), [("1.1", 36), ("2.1", 7)]);
        assert_eq!(sums(&by(By::Sector)), [("food", 36), ("metal", 7)]);
        assert_eq!(sums(&by(By::Activity)), [("Building", 30), ("tool", 13)]);
        let spending = by(By::Activity);
        assert_eq!(spending.by_year(), [(2019, Rupiah::new(18)), (2020, Rupiah::new(25))]);
        assert_eq!((spending.cells()[(1, 0)], spending.total()), (20, Rupiah::new(43)));
    }

    #[test]
    fn complete_is_who_has_every_essential_need_paid() {
        let programme = programme();
        let reached = |paid| Reached::new(&programme, &plan(paid));
        // N1 wholly paid, N2 short of one rupiah; S2 has no essential need.
        let short = reached([0, 10, 5, 15, 0, 0, 0, 19, 0, 10, 0, 0]);
        assert_eq!(short, Reached { sentra: 2, complete: 0, regions: 2, needs: 3 });
        let whole = reached([0, 10, 5, 15, 0, 0, 0, 20, 0, 0, 0, 0]);
        assert_eq!(whole, Reached { sentra: 1, complete: 1, regions: 1, needs: 2 });
        assert_eq!(reached([0; 12]), Reached::default());
    }

    #[test]
    fn sums_of_a_hostile_plan_saturate() {
        let programme = programme();
        let plan = plan([i64::MAX; 12]);
        assert_eq!(Spending::new(&programme, &plan, By::Source).total(), Rupiah::new(i64::MAX));
    }
}
