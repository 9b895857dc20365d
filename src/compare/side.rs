//! One of the two sides of a comparison.

use std::collections::HashMap;

use crate::explain::Book;
use crate::id::{CeilingId, NeedId, PaymentId};
use crate::input::ProgrammeData;
use crate::model::{Place, Programme};
use crate::plan::Plan;
use crate::tables::paid_by_need;
use crate::units::Rupiah;
use crate::words::names::Names;
use crate::words::phrase;

/// A programme and a plan for it.
#[derive(Debug)]
pub struct Side<'a> {
    /// What the planner stated.
    pub(super) data: &'a ProgrammeData,
    /// The same, checked.
    pub(super) programme: &'a Programme,
    /// The plan.
    pub(super) plan: &'a Plan,
    /// Its prices, if there are any.
    pub(super) book: Option<Book<'a>>,
    /// Needs by their code.
    pub(super) need_at: HashMap<&'a str, NeedId>,
    /// Rupiah paid to each need.
    pub(super) paid: Vec<Rupiah>,
    /// What each ceiling leaves.
    pub(super) left: Vec<Rupiah>,
    ceiling_at: HashMap<(Place, usize, usize), usize>,
}

/// Why a plan cannot be held against another.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum SideError {
    /// It has another number of payments than its programme.
    #[error("the plan has {found} payments, and its programme has {wanted}: it belongs to another programme")]
    WrongLength {
        /// Payments of the plan.
        found: usize,
        /// Payments of the programme.
        wanted: usize,
    },
}

impl<'a> Side<'a> {
    /// `plan` for `programme`, which is `data` checked, with the `book` of its prices if there are any.
    ///
    /// # Errors
    /// [`SideError`] if the plan is not one of this programme.
    pub fn new(
        data: &'a ProgrammeData,
        programme: &'a Programme,
        plan: &'a Plan,
        book: Option<Book<'a>>,
    ) -> Result<Self, SideError> {
        let (found, wanted) = (plan.paid().len(), programme.payments().len());
        if found != wanted {
            return Err(SideError::WrongLength { found, wanted });
        }
        let needs = programme.needs().iter().enumerate();
        let ceilings = programme.ceilings().iter().enumerate();
        let mut side = Self {
            data,
            programme,
            plan,
            book,
            need_at: needs.map(|(n, need)| (need.code.as_str(), NeedId::new(n))).collect(),
            paid: paid_by_need(programme, plan),
            left: programme.ceilings().iter().map(|ceiling| ceiling.rupiah).collect(),
            ceiling_at: ceilings.map(|(c, row)| ((row.place, row.year.index(), row.source.index()), c)).collect(),
        };
        for (p, &paid) in plan.paid().iter().enumerate().filter(|(_, paid)| **paid != Rupiah::ZERO) {
            let over: Vec<CeilingId> = side.ceilings_over(PaymentId::new(p)).collect();
            for ceiling in over {
                side.left[ceiling.index()] -= paid;
            }
        }
        Ok(side)
    }

    /// The names of its programme.
    pub(super) fn names(&self) -> Names<'a> {
        Names::new(self.programme)
    }

    /// The ceilings over `payment`, the nation's first.
    pub(super) fn ceilings_over(&self, payment: PaymentId) -> impl Iterator<Item = CeilingId> + '_ {
        let row = self.programme.payments()[payment.index()];
        let region = self.programme.region_of(row.need);
        let province = self.programme.regions()[region.index()].province;
        [Place::Nation, Place::Province(province), Place::Region(region)].into_iter().filter_map(move |place| {
            self.ceiling_at.get(&(place, row.year.index(), row.source.index())).map(|&c| CeilingId::new(c))
        })
    }

    /// Whether less than a unit of payment is left under `ceiling`.
    pub(super) fn is_spent(&self, ceiling: CeilingId) -> bool {
        self.left[ceiling.index()] < self.programme.unit()
    }

    /// The payment of the need `code` in `year` by the source `source`, if it may be made.
    pub(super) fn payment(&self, need: NeedId, year: i32, source: &str) -> Option<PaymentId> {
        let range = self.programme.needs()[need.index()].payments.clone();
        range.map(PaymentId::new).find(|payment| {
            let row = self.programme.payments()[payment.index()];
            self.programme.year(row.year) == year
                && self.programme.sources()[row.source.index()].code.as_str() == source
        })
    }

    /// The name of `ceiling`.
    pub(super) fn ceiling(&self, ceiling: CeilingId) -> phrase::Ceiling {
        self.names().ceiling(ceiling)
    }
}
