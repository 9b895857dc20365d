//! Names and reasons that many facts share: each is made once, by whoever asks first.
//!
//! At national size a need's facts name some 35 things a payment; made anew each time they take most of a second and half a gigabyte.

use std::sync::{Arc, OnceLock};

use crate::id::{NeedId, RegionId, SectorId, SourceId};
use crate::model::Programme;
use crate::words::Name;
use crate::words::names::Names;
use crate::words::phrase;
use crate::words::why::Reason;

use super::book::Book;

/// The name of a row, and what it says.
type Row = (Arc<str>, Arc<Reason>);

/// What is shared.
#[derive(Debug)]
pub(super) struct Shared {
    rows: Vec<OnceLock<Row>>,
    needs: Vec<OnceLock<Arc<phrase::Need>>>,
    pub(super) regions: Vec<Arc<Name>>,
    pub(super) sectors: Vec<Arc<Name>>,
    pub(super) sources: Vec<Arc<Name>>,
}

impl Shared {
    /// Nothing named yet but the few regions, sectors and sources of `programme`; its program has so many `rows`.
    pub(super) fn new(programme: &Programme, rows: usize) -> Self {
        let names = Names::new(programme);
        let regions = (0..programme.regions().len()).map(|r| Arc::new(names.region(RegionId::new(r))));
        let sectors = (0..programme.sectors().len()).map(|s| Arc::new(names.sector(SectorId::new(s))));
        let sources = (0..programme.sources().len()).map(|s| Arc::new(names.source(SourceId::new(s))));
        Self {
            rows: (0..rows).map(|_| OnceLock::new()).collect(),
            needs: (0..programme.needs().len()).map(|_| OnceLock::new()).collect(),
            regions: regions.collect(),
            sectors: sectors.collect(),
            sources: sources.collect(),
        }
    }

    /// Name and reason of row number `row`, made by `make` the first time.
    pub(super) fn row(&self, row: usize, make: impl FnOnce() -> Row) -> Row {
        self.rows[row].get_or_init(make).clone()
    }
}

impl Book<'_> {
    /// The name of a need.
    pub(super) fn need_name(&self, id: NeedId) -> Arc<phrase::Need> {
        let named = self.shared.needs[id.index()].get_or_init(|| Arc::new(Names::new(self.stated).need(id)));
        Arc::clone(named)
    }
}
