//! Cells: all payments of one source in one region and one year. Ceilings and spending totals are made of whole cells.

use crate::id::{PaymentId, ProvinceId, RegionId, SourceId, YearId};
use crate::model::{Place, Programme};

/// The payments of a programme by cell.
#[derive(Debug)]
pub(super) struct Cells {
    years: usize,
    sources: usize,
    /// The cell of each payment.
    of: Vec<u32>,
    /// Where the payments of the next cell start in `members`.
    ends: Vec<usize>,
    members: Vec<PaymentId>,
}

impl Cells {
    /// Sorts the payments of `programme` into cells.
    pub(super) fn new(programme: &Programme) -> Self {
        let (years, sources) = (programme.years().len(), programme.sources().len());
        let index = |p: usize| {
            let payment = programme.payments()[p];
            (programme.region_of(payment.need).index() * years + payment.year.index()) * sources
                + payment.source.index()
        };
        let payments = programme.payments().len();
        let mut ends = vec![0; programme.regions().len() * years * sources];
        let of: Vec<u32> = (0..payments)
            .map(|p| {
                let cell = index(p);
                ends[cell] += 1;
                u32::try_from(cell).expect("fewer cells than 2^32: regions times years times sources")
            })
            .collect();
        let mut start = 0;
        for end in &mut ends {
            let count = std::mem::replace(end, start);
            start += count;
        }
        // `ends` holds starts now; each moves on to its end as the cell is filled.
        let mut members = vec![PaymentId::new(0); payments];
        for (p, &cell) in of.iter().enumerate() {
            let place = &mut ends[cell as usize];
            members[*place] = PaymentId::new(p);
            *place += 1;
        }
        Self { years, sources, of, ends, members }
    }

    /// Number of cells, empty ones included.
    pub(super) fn count(&self) -> usize {
        self.ends.len()
    }

    /// The cell of `payment`.
    pub(super) fn of(&self, payment: PaymentId) -> usize {
        self.of[payment.index()] as usize
    }

    /// The payments of `cell`, in order.
    pub(super) fn members(&self, cell: usize) -> &[PaymentId] {
        let start = if cell == 0 { 0 } else { self.ends[cell - 1] };
        &self.members[start..self.ends[cell]]
    }

    /// The region, and the number of the year and source, of `cell`.
    pub(super) fn region_and_kind(&self, cell: usize) -> (RegionId, usize) {
        let kinds = self.kinds();
        (RegionId::new(cell / kinds), cell % kinds)
    }

    /// The number of `year` and `source` together.
    pub(super) fn kind(&self, year: YearId, source: SourceId) -> usize {
        year.index() * self.sources + source.index()
    }

    /// How many pairs of year and source there are.
    pub(super) fn kinds(&self) -> usize {
        self.years * self.sources
    }

    /// The payments of `source` in `year` at `place`, in order.
    pub(super) fn payments_at(
        &self,
        programme: &Programme,
        place: Place,
        year: YearId,
        source: SourceId,
    ) -> Vec<PaymentId> {
        let regions = match place {
            Place::Nation => 0..programme.regions().len(),
            Place::Province(province) => regions_of(programme, province),
            Place::Region(region) => region.index()..region.index() + 1,
        };
        let kind = self.kind(year, source);
        // Needs are sorted by region, so whole regions one after the other keep the order of payments.
        regions.flat_map(|region| self.members(region * self.kinds() + kind)).copied().collect()
    }
}

fn regions_of(programme: &Programme, province: ProvinceId) -> std::ops::Range<usize> {
    programme.provinces()[province.index()].regions.clone()
}
