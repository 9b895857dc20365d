//! Odd ceilings: where nothing can be paid, far above need, parts above the whole, sources without any.

use std::collections::{BTreeMap, BTreeSet};

use crate::id::{ProvinceId, SourceId, YearId};
use crate::input::ProgrammeData;
use crate::model::oddity::{Oddity, OddityKind, Several, in_table};
use crate::model::{Ceiling, Place, Programme};
use crate::units::Rupiah;

/// How many times what can be paid a ceiling must be to look like a slip of the keyboard.
const FAR_ABOVE_NEEDS: i64 = 10;

/// Everything odd in table ceilings.
pub(super) fn find(data: &ProgrammeData, programme: &Programme) -> Vec<Oddity> {
    let payable = Payable::new(programme);
    let mut unusable = Several::default();
    let mut far_above = Several::default();
    for ceiling in programme.ceilings().iter().filter(|ceiling| ceiling.rupiah > Rupiah::ZERO) {
        let payable = payable.under(ceiling);
        if payable == 0 {
            unusable.add(|| name(programme, ceiling));
        } else if ceiling.rupiah.get() >= payable.saturating_mul(FAR_ABOVE_NEEDS) {
            far_above.add(|| name(programme, ceiling));
        }
    }
    let parts = PartsAbove::new(programme);
    // The row of a ceiling is that of the model's ceiling of the same name.
    let row = |wanted: &str| {
        let ceiling = programme.ceilings().iter().find(|ceiling| name(programme, ceiling) == wanted)?;
        let code = code(programme, ceiling.place);
        data.ceilings.iter().position(|row| {
            row.source == programme.sources()[ceiling.source.index()].code
                && row.code == code
                && row.year == programme.year(ceiling.year)
                && scope_of(ceiling.place) == row.scope
        })
    };
    [
        in_table("ceilings", "rupiah", unusable, row, OddityKind::UnusableCeilings),
        in_table("ceilings", "rupiah", far_above, row, OddityKind::CeilingsFarAboveNeeds),
        in_table("ceilings", "rupiah", parts.regions_of_province, row, OddityKind::RegionsAboveProvince),
        in_table("ceilings", "rupiah", parts.provinces, row, OddityKind::ProvincesAboveNation),
        in_table("ceilings", "rupiah", parts.regions, row, OddityKind::RegionsAboveNation),
        in_table("ceilings", "source", unlimited(programme), |_| None, OddityKind::UnlimitedSources),
    ]
    .into_iter()
    .flatten()
    .collect()
}

/// `dak region 18.01 2019`.
fn name(programme: &Programme, ceiling: &Ceiling) -> String {
    let source = &programme.sources()[ceiling.source.index()].code;
    let year = programme.year(ceiling.year);
    let code = code(programme, ceiling.place);
    match ceiling.place {
        Place::Nation => format!("{source} nation {year}"),
        Place::Province(_) => format!("{source} province {code} {year}"),
        Place::Region(_) => format!("{source} region {code} {year}"),
    }
}

fn code(programme: &Programme, place: Place) -> &str {
    match place {
        Place::Nation => "",
        Place::Province(id) => programme.provinces()[id.index()].code.as_str(),
        Place::Region(id) => programme.regions()[id.index()].code.as_str(),
    }
}

fn scope_of(place: Place) -> crate::input::Scope {
    match place {
        Place::Nation => crate::input::Scope::Nation,
        Place::Province(_) => crate::input::Scope::Province,
        Place::Region(_) => crate::input::Scope::Region,
    }
}

/// The cost of all needs that a source can pay in a year, by place: more than it can spend there.
struct Payable {
    sources: usize,
    years: usize,
    nation: Vec<i64>,
    provinces: Vec<i64>,
    regions: Vec<i64>,
}

impl Payable {
    fn new(programme: &Programme) -> Self {
        let (sources, years) = (programme.sources().len(), programme.years().len());
        let cells = |places: usize| vec![0; places * sources * years];
        let mut payable = Self {
            sources,
            years,
            nation: cells(1),
            provinces: cells(programme.provinces().len()),
            regions: cells(programme.regions().len()),
        };
        for need in programme.needs() {
            let region = programme.sentra()[need.sentra.index()].region;
            let province = programme.regions()[region.index()].province;
            for payment in &programme.payments()[need.payments.clone()] {
                let cell = |place| payable.cell(place, payment.source, payment.year);
                let (nation, of_province, of_region) = (cell(0), cell(province.index()), cell(region.index()));
                payable.nation[nation] += need.cost.get();
                payable.provinces[of_province] += need.cost.get();
                payable.regions[of_region] += need.cost.get();
            }
        }
        payable
    }

    fn cell(&self, place: usize, source: SourceId, year: YearId) -> usize {
        (place * self.sources + source.index()) * self.years + year.index()
    }

    fn under(&self, ceiling: &Ceiling) -> i64 {
        let cell = |place| self.cell(place, ceiling.source, ceiling.year);
        match ceiling.place {
            Place::Nation => self.nation[cell(0)],
            Place::Province(id) => self.provinces[cell(id.index())],
            Place::Region(id) => self.regions[cell(id.index())],
        }
    }
}

/// Ceilings that are below the sum of the ceilings of their parts.
#[derive(Default)]
struct PartsAbove {
    regions_of_province: Several,
    provinces: Several,
    regions: Several,
}

impl PartsAbove {
    fn new(programme: &Programme) -> Self {
        let mut of_province: BTreeMap<(ProvinceId, SourceId, YearId), i128> = BTreeMap::new();
        let mut provinces: BTreeMap<(SourceId, YearId), i128> = BTreeMap::new();
        let mut regions: BTreeMap<(SourceId, YearId), i128> = BTreeMap::new();
        for ceiling in programme.ceilings() {
            let (source, year, rupiah) = (ceiling.source, ceiling.year, i128::from(ceiling.rupiah.get()));
            match ceiling.place {
                Place::Nation => {}
                Place::Province(_) => *provinces.entry((source, year)).or_default() += rupiah,
                Place::Region(region) => {
                    let province = programme.regions()[region.index()].province;
                    *of_province.entry((province, source, year)).or_default() += rupiah;
                    *regions.entry((source, year)).or_default() += rupiah;
                }
            }
        }
        let mut found = Self::default();
        for ceiling in programme.ceilings() {
            let is_passed = |parts: Option<&i128>| parts.is_some_and(|&sum| sum > i128::from(ceiling.rupiah.get()));
            let key = (ceiling.source, ceiling.year);
            let several = match ceiling.place {
                Place::Province(id) if is_passed(of_province.get(&(id, key.0, key.1))) => {
                    &mut found.regions_of_province
                }
                Place::Nation if is_passed(provinces.get(&key)) => &mut found.provinces,
                // Where provinces have ceilings, those of regions are measured against them.
                Place::Nation if !provinces.contains_key(&key) && is_passed(regions.get(&key)) => &mut found.regions,
                _ => continue,
            };
            several.add(|| name(programme, ceiling));
        }
        found
    }
}

/// Sources and years with payments that could be made and no ceiling of any scope.
fn unlimited(programme: &Programme) -> Several {
    let mut open: BTreeSet<(SourceId, YearId)> = programme.payments().iter().map(|p| (p.source, p.year)).collect();
    for ceiling in programme.ceilings() {
        open.remove(&(ceiling.source, ceiling.year));
    }
    Several::of(
        open.into_iter()
            .map(|(source, year)| format!("{} {}", programme.sources()[source.index()].code, programme.year(year))),
    )
}
