//! Upper bounds of columns that follow from the rows: what a payment or a sum of payments can reach at most.
//!
//! ```text
//! payment  x[n,t,f]    <= min(c[n], ceilings of f in year t over its region, its province, the nation)
//! sum      over a set  <= min(sum over needs of min(c[n], its payments' bounds),
//!                             its payments' bounds, cut by the ceilings region by region, then province, then nation)
//! ```
//! Each follows from need rows and ceiling rows and `x >= 0`, so it takes nothing from the program. It is never set below what is
//! contracted: a contract above a ceiling shows as rows that contradict each other, not as a column without a value.

use crate::id::PaymentId;
use crate::lp::cells::Cells;
use crate::model::{Place, Programme};
use crate::units::Rupiah;

const NONE: Rupiah = Rupiah::new(i64::MAX);

/// The bounds, and room to work them out.
#[derive(Debug)]
pub(super) struct Limits<'a> {
    programme: &'a Programme,
    /// By cell, the region's ceiling.
    region: Vec<Rupiah>,
    /// By province and kind (year and source).
    province: Vec<Rupiah>,
    /// By kind.
    nation: Vec<Rupiah>,
    /// By payment.
    payment: Vec<Rupiah>,
    in_cells: Tally,
    in_provinces: Tally,
    in_nation: Tally,
}

impl<'a> Limits<'a> {
    /// The bounds of `programme`.
    pub(super) fn new(programme: &'a Programme, cells: &Cells) -> Self {
        let kinds = cells.kinds();
        let mut region = vec![NONE; cells.count()];
        let mut province = vec![NONE; programme.provinces().len() * kinds];
        let mut nation = vec![NONE; kinds];
        for ceiling in programme.ceilings() {
            let kind = cells.kind(ceiling.year, ceiling.source);
            match ceiling.place {
                Place::Nation => nation[kind] = ceiling.rupiah,
                Place::Province(place) => province[place.index() * kinds + kind] = ceiling.rupiah,
                Place::Region(place) => region[place.index() * kinds + kind] = ceiling.rupiah,
            }
        }
        let payment = programme
            .payments()
            .iter()
            .enumerate()
            .map(|(p, payment)| {
                let cell = cells.of(PaymentId::new(p));
                let (place, kind) = cells.region_and_kind(cell);
                let above = programme.regions()[place.index()].province.index() * kinds + kind;
                programme.needs()[payment.need.index()]
                    .cost
                    .min(region[cell])
                    .min(province[above])
                    .min(nation[kind])
                    .max(programme.contracted()[p])
            })
            .collect();
        let (in_cells, in_provinces, in_nation) =
            (Tally::new(region.len()), Tally::new(province.len()), Tally::new(nation.len()));
        Self { programme, region, province, nation, payment, in_cells, in_provinces, in_nation }
    }

    /// The most that `payment` can be.
    pub(super) fn payment(&self, payment: PaymentId) -> Rupiah {
        self.payment[payment.index()]
    }

    /// The most that the payments `members`, in order, can add up to.
    pub(super) fn sum(&mut self, cells: &Cells, members: &[PaymentId]) -> Rupiah {
        let payments = self.programme.payments();
        let mut by_need = Rupiah::ZERO;
        for same in members.chunk_by(|a, b| payments[a.index()].need == payments[b.index()].need) {
            let bounds: Rupiah = same.iter().map(|&p| self.payment(p)).sum();
            by_need += bounds.min(self.programme.needs()[payments[same[0].index()].need.index()].cost);
        }
        for &p in members {
            self.in_cells.add(cells.of(p), self.payment[p.index()]);
        }
        let kinds = cells.kinds();
        for (cell, amount) in self.in_cells.take() {
            let (region, kind) = cells.region_and_kind(cell);
            let province = self.programme.regions()[region.index()].province.index() * kinds + kind;
            self.in_provinces.add(province, amount.min(self.region[cell]));
        }
        for (province, amount) in self.in_provinces.take() {
            self.in_nation.add(province % kinds, amount.min(self.province[province]));
        }
        let by_ceiling: Rupiah = self.in_nation.take().map(|(kind, amount)| amount.min(self.nation[kind])).sum();
        let contracted: Rupiah = members.iter().map(|p| self.programme.contracted()[p.index()]).sum();
        by_need.min(by_ceiling).max(contracted)
    }
}

/// Sums by place that are cleared at the cost of the places touched.
#[derive(Debug)]
struct Tally {
    amounts: Vec<Rupiah>,
    touched: Vec<usize>,
}

impl Tally {
    fn new(places: usize) -> Self {
        Self { amounts: vec![Rupiah::ZERO; places], touched: Vec::new() }
    }
    fn add(&mut self, place: usize, amount: Rupiah) {
        if self.amounts[place] == Rupiah::ZERO {
            self.touched.push(place);
        }
        self.amounts[place] += amount;
    }
    /// Gives each place touched with its sum, and clears it. A place may come twice, the second time with nothing.
    fn take(&mut self) -> impl Iterator<Item = (usize, Rupiah)> + '_ {
        let amounts = &mut self.amounts;
        self.touched.drain(..).map(|place| (place, std::mem::take(&mut amounts[place])))
    }
}
