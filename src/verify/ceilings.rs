//! Ceilings: the most a source pays in the nation, a province or a region in a year.
//!
//! ```text
//! sum of x[n,t,f] over the needs n of the place  <=  ceiling[f, place, t]         rupiah; no row = no limit
//! ```

use std::collections::BTreeMap;

use super::books::Books;
use super::violation::{Breach, Violation, rupiah};
use crate::model::{Ceiling, Place};

pub(super) fn check(books: &Books<'_>, violations: &mut Vec<Violation>) {
    let programme = books.programme;
    // Rupiah by (region, year, source), then gathered into provinces and the nation.
    let (years, sources) = (books.years(), programme.sources().len());
    let mut regions = vec![0_i128; programme.regions().len() * years * sources];
    for (i, payment) in programme.payments().iter().enumerate() {
        let region = programme.region_of(payment.need).index();
        regions[(region * years + payment.year.index()) * sources + payment.source.index()] += books.paid(i);
    }
    let mut wider: BTreeMap<(Place, usize), i128> = BTreeMap::new();
    for (region, cells) in regions.chunks_exact((years * sources).max(1)).enumerate() {
        let province = Place::Province(programme.regions()[region].province);
        for (cell, &sum) in cells.iter().enumerate() {
            *wider.entry((Place::Nation, cell)).or_default() += sum;
            *wider.entry((province, cell)).or_default() += sum;
        }
    }
    for ceiling in programme.ceilings() {
        let cell = ceiling.year.index() * sources + ceiling.source.index();
        let sum = match ceiling.place {
            Place::Region(region) => regions[region.index() * years * sources + cell],
            wide => wider.get(&(wide, cell)).copied().unwrap_or(0),
        };
        let over = sum - i128::from(ceiling.rupiah.get());
        if over > 0 {
            let group = describe(books, ceiling);
            violations.push(Violation {
                rule: "ceiling".to_owned(),
                group,
                breach: Breach::AboveCeiling,
                by: rupiah(over),
            });
        }
    }
}

fn describe(books: &Books<'_>, ceiling: &Ceiling) -> String {
    let programme = books.programme;
    let place = match ceiling.place {
        Place::Nation => "nation".to_owned(),
        Place::Province(province) => format!("province {}", programme.provinces()[province.index()].code),
        Place::Region(region) => format!("region {}", programme.regions()[region.index()].code),
    };
    format!("{}, {place}, {}", programme.sources()[ceiling.source.index()].code, programme.year(ceiling.year))
}
