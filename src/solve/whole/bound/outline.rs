//! A programme as regions and the rows that join them.
//!
//! A row whose features all belong to one region is that region's own; the others *link* regions and are priced. What a link says of one region by itself
//! is that region's own too (see `implied`).

use crate::model::Programme;
use crate::solve::whole::reach::Reach;
use crate::units::Rupiah;

use super::implied::{is_said, packed, parts, widest};
use super::items::{Item, cost_of, need_of};
use super::region::{Region, RegionRow, Right, Switch};
use super::rows::{Link, Row, Rows, first_payment, index};
use super::sentra;

/// A programme, taken apart.
#[derive(Debug)]
pub(super) struct Outline {
    /// Number of payments: features below are payments, those from here on items.
    pub(super) payments: usize,
    /// Points of each feature: of a payment, what its need earns when wholly paid so.
    pub(super) points: Vec<f64>,
    /// The rows that link regions.
    pub(super) links: Vec<Row>,
    /// For each feature, from `starts` on, the links it is in and how.
    starts: Vec<usize>,
    uses: Vec<(u32, f64)>,
    /// Every region that can be paid, in order.
    pub(super) regions: Vec<Region>,
    /// Points that every plan loses by soft rules that nothing can mend, 0 or less.
    pub(super) lost: f64,
    /// Whether a hard row is broken whatever is paid.
    pub(super) impossible: bool,
}

/// Where the features of one row are.
enum Home {
    Nowhere,
    Region(usize),
    Everywhere,
}

impl Outline {
    pub(super) fn new(programme: &Programme, reach: &Reach) -> Self {
        let mut built = Rows::new(programme);
        let payments = programme.payments().len();
        let mut region_of: Vec<u32> =
            programme.payments().iter().map(|p| index(programme.region_of(p.need).index())).collect();
        region_of.extend(built.items.iter().map(|item| index(item.region(programme))));
        let mut points: Vec<f64> = programme
            .payments()
            .iter()
            .enumerate()
            .map(|(p, payment)| programme.benefit_per_rupiah(payment) * cost_of(programme, index(p)).get() as f64)
            .collect();
        points.resize(region_of.len(), 0.0);
        let widest = widest(programme, &built.stated);
        let packed = |row: &Row| packed(programme, &built.stated, &widest, row);
        let possible = possible(programme, &built, reach, &packed);
        let is_link = |row: &&Row| matches!(home(row, &region_of), Home::Everywhere);
        let implied: Vec<(usize, Row)> =
            built.stated.iter().filter(is_link).filter_map(&packed).flat_map(|row| parts(&row, &region_of)).collect();
        let mut outline = Self {
            payments,
            points,
            links: Vec::new(),
            starts: Vec::new(),
            uses: Vec::new(),
            regions: Vec::new(),
            lost: 0.0,
            impossible: reach.none(),
        };
        let mut own: Vec<Vec<Row>> = vec![Vec::new(); programme.regions().len()];
        for row in std::mem::take(&mut built.stated) {
            match home(&row, &region_of) {
                Home::Nowhere if row.rhs >= 0.0 => {}
                Home::Nowhere => match row.penalty {
                    Some(penalty) => outline.lost += penalty * row.rhs,
                    None => outline.impossible = true,
                },
                Home::Region(region) => own[region].push(row),
                Home::Everywhere => outline.links.push(row),
            }
        }
        let mut implications: Vec<Vec<Row>> = vec![Vec::new(); own.len()];
        for (region, part) in implied {
            if !is_said(&own[region], &part) && !is_said(&implications[region], &part) {
                implications[region].push(part);
            }
        }
        let mut steps: Vec<Vec<super::rows::Step>> = vec![Vec::new(); programme.regions().len()];
        for step in std::mem::take(&mut built.steps) {
            steps[programme.region_of(need_of(programme, step.payments[0])).index()].push(step);
        }
        let mut items: Vec<Vec<u32>> = vec![Vec::new(); programme.regions().len()];
        for (k, item) in built.items.iter().enumerate() {
            items[item.region(programme)].push(index(payments + k));
        }
        for (r, ((own, implied), steps)) in own.into_iter().zip(implications).zip(steps).enumerate() {
            let range = first_payment(programme, r)..first_payment(programme, r + 1);
            if range.is_empty() {
                // Items need payments, so a row of this region alone would have been of nowhere.
                continue;
            }
            let rows = own.into_iter().map(|row| (row, true)).chain(implied.into_iter().map(|row| (row, false)));
            outline.regions.push(region(programme, &built, r, range, &items[r], rows.collect(), &steps, &possible));
        }
        outline.turn();
        outline
    }

    /// Links by feature.
    fn turn(&mut self) {
        let mut starts = vec![0; self.points.len() + 1];
        for &(feature, _) in self.links.iter().flat_map(|row| &row.terms) {
            starts[feature as usize + 1] += 1;
        }
        for f in 0..self.points.len() {
            starts[f + 1] += starts[f];
        }
        let mut next = starts.clone();
        self.uses = vec![(0, 0.0); starts[self.points.len()]];
        for (row, link) in self.links.iter().zip(0..) {
            for &(feature, a) in &row.terms {
                self.uses[next[feature as usize]] = (link, a);
                next[feature as usize] += 1;
            }
        }
        self.starts = starts;
    }

    /// The links that feature `f` of `region` is in, with its coefficient.
    pub(super) fn links_of(&self, region: &Region, f: u32) -> &[(u32, f64)] {
        let (f, count) = (f as usize, region.payments.len());
        let feature = if f < count { region.payments.start + f } else { region.items[f - count] as usize };
        &self.uses[self.starts[feature]..self.starts[feature + 1]]
    }

    /// For each link the first and the last of `regions` that it joins.
    pub(super) fn spans(&self) -> Vec<(usize, usize)> {
        let mut spans = vec![(usize::MAX, 0); self.links.len()];
        for (r, region) in self.regions.iter().enumerate() {
            for f in 0..index(region.payments.len() + region.items.len()) {
                for &(link, _) in self.links_of(region, f) {
                    let (first, last) = &mut spans[link as usize];
                    (*first, *last) = ((*first).min(r), r);
                }
            }
        }
        spans
    }

    /// For each link the one beside it that says the opposite, as the two sides of an equality do.
    pub(super) fn twins(&self) -> Vec<Option<usize>> {
        let is_opposite = |a: &Row, b: &Row| {
            let terms = a.terms.iter().map(|&(f, a)| (f, -a));
            a.rhs + b.rhs == 0.0 && terms.eq(b.terms.iter().copied())
        };
        let mut twins = vec![None; self.links.len()];
        for (k, pair) in self.links.windows(2).enumerate() {
            if twins[k].is_none() && is_opposite(&pair[0], &pair[1]) {
                (twins[k], twins[k + 1]) = (Some(k + 1), Some(k));
            }
        }
        twins
    }

    /// The value of each feature at `prices`, one for each link.
    pub(super) fn values(&self, prices: &[f64]) -> Vec<f64> {
        let mut values = self.points.clone();
        for (row, &price) in self.links.iter().zip(prices) {
            if price > 0.0 {
                for &(feature, a) in &row.terms {
                    values[feature as usize] -= price * a;
                }
            }
        }
        values
    }
}

fn home(row: &Row, region_of: &[u32]) -> Home {
    let mut regions = row.terms.iter().map(|&(feature, _)| region_of[feature as usize]);
    let Some(first) = regions.next() else { return Home::Nowhere };
    if regions.all(|region| region == first) { Home::Region(first as usize) } else { Home::Everywhere }
}

/// For each payment whether its need can be wholly paid by it: nothing speaks against it, and no hard row is too small for it.
fn possible(programme: &Programme, built: &Rows<'_>, reach: &Reach, packed: &dyn Fn(&Row) -> Option<Row>) -> Vec<bool> {
    let is_exact = |p: usize| built.nature.exact[programme.payments()[p].need.index()];
    let is_admitted = |p: usize| !is_exact(p) || reach.admits(p, cost_of(programme, index(p)).as_millions());
    let payments = 0..programme.payments().len();
    let mut possible: Vec<bool> = payments.map(|p| built.nature.may_pay(programme, p) && is_admitted(p)).collect();
    for row in built.stated.iter().filter_map(packed) {
        for &(feature, a) in &row.terms {
            let p = feature as usize;
            if p < possible.len() && is_exact(p) {
                possible[p] &= a <= row.rhs + tolerance(row.rhs);
            }
        }
    }
    possible
}

/// By how much a sum of rounded terms may exceed `size` and still be taken as within it: far less than a rupiah, far more than
/// the rounding of a hundred terms. A row that is taken as a little wider loosens the bound and no more.
pub(super) fn tolerance(size: f64) -> f64 {
    1e-12 * size.abs().max(1.0)
}

#[allow(clippy::too_many_arguments)] // what one region is made of
fn region(
    programme: &Programme,
    built: &Rows<'_>,
    r: usize,
    payments: std::ops::Range<usize>,
    items: &[u32],
    own: Vec<(Row, bool)>,
    steps: &[super::rows::Step],
    possible: &[bool],
) -> Region {
    let count = payments.len();
    let local = |feature: u32| -> u32 {
        let f = feature as usize;
        if payments.contains(&f) {
            index(f - payments.start)
        } else {
            index(count + items.binary_search(&feature).expect("an item of this region"))
        }
    };
    let mut sentra = sentra::of_region(programme, built, r, &payments, items, possible);
    // Items of regions and steps of 0 or at least become switches.
    let mut switches: Vec<Switch> = Vec::new();
    for step in steps {
        let terms: Vec<(u32, f64)> =
            step.payments.iter().map(|&p| (local(p), cost_of(programme, p).as_millions())).collect();
        if step.in_sentra {
            sentra::add_step(&mut sentra, &terms, step.least.as_millions());
        } else {
            add_switch(&mut switches, step.link, terms, step.least, true, None);
        }
    }
    for &item in items {
        if let Item::Region { payments: of, least, link, .. } = &built.items[item as usize - programme.payments().len()]
        {
            let terms = of.iter().map(|&p| (local(p), cost_of(programme, p).as_millions())).collect();
            add_switch(&mut switches, *link, terms, *least, false, Some(local(item)));
        }
    }
    let mut rows: Vec<RegionRow> = Vec::new();
    // Those that are stated, then those that follow.
    for (row, stated) in own {
        let terms: Vec<(u32, f64)> = row.terms.iter().map(|&(f, a)| (local(f), a)).collect();
        let hard = row.penalty.is_none();
        if hard {
            sentra::add_row(&mut sentra, &terms, row.rhs);
        }
        let ceiling = switches.iter_mut().find(|switch| hard && switch.terms == terms);
        match ceiling {
            Some(switch) => {
                if row.rhs < switch.most {
                    (switch.most, switch.ceiling) = (row.rhs, stated.then_some(row.link));
                }
            }
            None if hard && sentra::states(&sentra, &terms) => {}
            None => {
                let row = RegionRow::new(row.link, terms, Right::Fixed(row.rhs), row.penalty);
                rows.push(RegionRow { stated, ..row });
            }
        }
    }
    for (k, switch) in switches.iter().enumerate() {
        let negated = switch.terms.iter().map(|&(f, a)| (f, -a)).collect();
        rows.push(RegionRow::new(switch.link, switch.terms.clone(), Right::Most(k), None));
        rows.push(RegionRow::new(switch.link, negated, Right::Least(k), None));
    }
    for switch in &switches {
        if switch.bars {
            sentra::add_row(&mut sentra, &switch.terms, switch.most);
        }
    }
    Region::new(r, payments, items.to_vec(), sentra, rows, switches)
}

/// Adds a switch, or joins it with one on the same payments: where nothing or at least so much is paid, a count with a lower threshold
/// sees the same.
fn add_switch(
    switches: &mut Vec<Switch>,
    link: Link,
    terms: Vec<(u32, f64)>,
    least: Rupiah,
    bars: bool,
    item: Option<u32>,
) {
    let least = least.as_millions();
    // The most that the payments can make: each need's cost is at most counted once for each of its payments.
    let most = terms.iter().map(|&(_, a)| a).sum();
    let same = switches.iter_mut().find(|known| known.terms == terms && known.bars && (bars || least <= known.least));
    if let Some(known) = same {
        known.least = known.least.max(least);
        known.items.extend(item);
    } else {
        switches.push(Switch { link, terms, least, most, bars, items: item.into_iter().collect(), ceiling: None });
    }
}
