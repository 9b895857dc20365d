//! From rows and measures to the tree of nodes.
//!
//! Every node knows its measures by their *signature*: their coefficients in rows of this node and above. A child shows the node above
//! one measure for each signature that is left when its own rows are taken away, so a node never tells apart what nothing above can
//! tell apart. Sentra with rows of their own become nodes; all other needs are leaves of their region.

use std::collections::BTreeMap;

use rayon::prelude::*;

use super::border::{Border, Entry};
use super::circuit::Circuit;
use super::draft::{Draft, Drafts, Here};
use super::gram::{Blocks, Joined};
use super::hash::Numbers;
use super::late;
use super::layout::Layouts;
use super::measures::{RegionColumns, Signature};
use super::node::Node;
use super::outline::{Outline, id};
use super::presolve::Presolved;
use super::problem::{Level, NONE, Scope};
use super::rides::Rides;

/// What columns no row above holds show.
static NOTHING: Entry = Entry { signature: Signature::new(), rides: Signature::new() };

/// A node, and the signature above of each measure that it shows.
struct Built {
    node: Node,
    shows: Vec<Signature>,
}

pub(super) struct Builder<'a> {
    pub(super) outline: &'a Outline<'a>,
    pub(super) presolved: &'a Presolved,
    here: BTreeMap<Scope, Here>,
    border: Border,
    layouts: Layouts,
}

/// Numbers (of 8 bytes) that the matrices of one node may hold: 2 GiB. Far above every programme whose rules speak of sectors,
/// activities, places and years; only rules over many arbitrary sets of needs come near.
const MOST_NUMBERS: usize = 1 << 28;

/// Rows that one node may hold: their square is factored in every iteration, which takes minutes from here on.
const MOST_ROWS: usize = 8192;

/// Builds the tree of what presolve left.
///
/// # Errors
/// In words, if rows over arbitrary sets of needs tell so many columns apart that a node's matrix would not fit in memory.
pub(super) fn build(outline: &Outline<'_>, regions: Vec<RegionColumns>, presolved: &Presolved) -> Result<Node, String> {
    let builder = Builder::new(outline, &regions, presolved);
    let places = outline.places;
    // Each is dropped once its node is there.
    let built: Vec<Option<Built>> = regions
        .into_par_iter()
        .enumerate()
        .map(|(r, region)| builder.region(id(r), &region))
        .collect::<Result<_, _>>()?;
    let mut by_province: BTreeMap<u32, Vec<Built>> = BTreeMap::new();
    for (r, region) in built.into_iter().enumerate() {
        if let Some(region) = region {
            by_province.entry(places.province[r]).or_default().push(region);
        }
    }
    for scope in builder.here.keys().filter(|scope| scope.level == Level::Province) {
        by_province.entry(scope.id).or_default();
    }
    let provinces: Vec<Built> = by_province
        .into_par_iter()
        .map(|(p, regions)| builder.node(Scope { level: Level::Province, id: p }, &[], Drafts::default(), regions))
        .collect::<Result<_, _>>()?;
    Ok(builder.node(Scope::NATION, &[], Drafts::default(), provinces)?.node)
}

impl<'a> Builder<'a> {
    fn new(outline: &'a Outline<'a>, regions: &[RegionColumns], presolved: &'a Presolved) -> Self {
        let mut here: BTreeMap<Scope, Here> = BTreeMap::new();
        for (i, line) in outline.lines.iter().enumerate() {
            if presolved.row_live[i] && line.of_need() == NONE {
                here.entry(line.scope()).or_default().rows.push(id(i));
            }
        }
        let border = Border::choose(outline, regions, presolved);
        let mut builder = Self { outline, presolved, here, border, layouts: Layouts::default() };
        for (j, rows) in outline.slack.iter().filter(|(j, _)| presolved.column_live[*j as usize]) {
            let signature = builder.live(rows);
            if let Some(&(row, _)) = signature.first() {
                let scope = outline.lines[row as usize].scope();
                builder.here.entry(scope).or_default().slack.push((*j, signature));
            }
        }
        builder
    }

    /// Without rows that presolve took out.
    fn live(&self, signature: &[(u32, f64)]) -> Signature {
        signature.iter().copied().filter(|&(row, _)| self.presolved.row_live[row as usize]).collect()
    }

    fn region(&self, r: u32, region: &RegionColumns) -> Result<Option<Built>, String> {
        let places = self.outline.places;
        let live =
            region.measures.iter().map(|signature| self.border.part(self.outline, r as usize, self.live(signature)));
        let table: Vec<Entry> = live.chain(std::iter::once(NOTHING.clone())).collect();
        let none = id(region.measures.len());
        let mut loose = Drafts::default();
        let mut children: Vec<Built> = Vec::new();
        // By sentra, each need's payments together. A sentra may have rows but no live column: they are kept.
        let mut order: Vec<(u32, u32, u32)> = (region.columns.iter().enumerate())
            .map(|(c, &j)| (places.sentra_of(j as usize), self.own_row(j), id(c)))
            .collect();
        order.sort_unstable();
        for columns in order.chunk_by(|a, b| a.0 == b.0) {
            let scope = Scope { level: Level::Sentra, id: columns[0].0 };
            let columns = columns.iter().map(|&(_, _, c)| c as usize);
            let columns = columns.filter(|&c| self.presolved.column_live[region.columns[c] as usize]);
            if self.here.contains_key(&scope) {
                let mut own_table = Vec::new();
                let with_place: Vec<(u32, u32)> = columns
                    .map(|c| {
                        let mut entry = table[region.measure[c].min(none) as usize].clone();
                        entry.signature.extend(self.live(region.inner_of(c)));
                        entry.signature.sort_by_key(|&(row, _)| row);
                        own_table.push(entry);
                        (region.columns[c], id(own_table.len() - 1))
                    })
                    .collect();
                let mut drafts = Drafts::default();
                self.draft(with_place.into_iter(), |_| true, &mut drafts);
                children.push(self.node(scope, &own_table, drafts, Vec::new())?);
            } else {
                let with_place = columns.map(|c| (region.columns[c], region.measure[c].min(none)));
                self.draft(with_place, |k| !table[k as usize].is_empty(), &mut loose);
            }
        }
        // Rows may outlive all payments of the region: a breach that nothing can mend still costs its penalty.
        let scope = Scope { level: Level::Region, id: r };
        if loose.list.is_empty() && children.is_empty() && !self.here.contains_key(&scope) {
            return Ok(None);
        }
        self.node(scope, &table, loose, children).map(Some)
    }

    fn node(&self, scope: Scope, table: &[Entry], mut drafts: Drafts, children: Vec<Built>) -> Result<Built, String> {
        let here = self.here.get(&scope).cloned().unwrap_or_default();
        // Measures, numbered as they come.
        let mut signatures: Vec<&[(u32, f64)]> = Vec::new();
        let mut known = Numbers::default();
        let mut last: Vec<bool> = Vec::new();
        let number = &mut |signature| {
            let (number, new) = known.of(signature);
            if new {
                signatures.push(signature);
                last.push(self.border.is_own(signature));
            }
            number
        };
        let mut of_table = vec![NONE; table.len()];
        let is_any_ridden = table.iter().any(|entry| !entry.rides.is_empty());
        for k in &mut drafts.measures {
            let entry = &table[*k as usize];
            if of_table[*k as usize] == NONE {
                of_table[*k as usize] = number(&entry.signature[..]);
            }
            *k = of_table[*k as usize];
            if is_any_ridden {
                drafts.rides.push(entry.rides.iter().map(|&(row, e)| (number(self.border.own(row)), e)));
            }
        }
        let mut of_children: Vec<Vec<u32>> =
            children.iter().map(|child| child.shows.iter().map(|shown| number(shown)).collect()).collect();
        // Blocks: measures that meet in a leaf or in a child.
        let mut joined = Joined::new(signatures.len());
        for measures in
            drafts.list.iter().map(|&draft| drafts.measures_of(draft)).chain(of_children.iter().map(|all| &all[..]))
        {
            joined.join(measures.iter().copied().filter(|&k| !last[k as usize]));
        }
        let (place, widths) = joined.blocks(&last);
        for k in drafts.measures.iter_mut().chain(of_children.iter_mut().flatten()) {
            *k = place[*k as usize];
        }
        drafts.rides.renumber(&place);
        drafts.sort();
        let mut ordered: Vec<&[(u32, f64)]> = signatures.clone();
        for (k, signature) in signatures.iter().enumerate() {
            ordered[place[k] as usize] = signature;
        }
        // What is seen from above: signatures without the rows here.
        let mut shows: Vec<Signature> = Vec::new();
        let mut shown = Numbers::default();
        let mut rest = Signature::new();
        let up = ordered
            .iter()
            .map(|signature| {
                rest.clear();
                let above = |row: u32| self.outline.lines[row as usize].scope() != scope;
                rest.extend(signature.iter().copied().filter(|&(row, _)| above(row)));
                if rest.is_empty() {
                    return NONE;
                }
                let (number, new) = shown.of(&rest);
                if new {
                    shows.push(rest.clone());
                }
                number
            })
            .collect();
        let rows = self.rows(&here, &ordered);
        let tail = last.iter().filter(|last| **last).count();
        let blocks = Blocks::new(&widths, tail);
        if blocks.size().max(shows.len() * shows.len()).max(rows.len() * (rows.len() + ordered.len())) > MOST_NUMBERS
            || rows.len() > MOST_ROWS
        {
            return Err(format!(
                "its rules tell {} groups of payments and {} rows apart in one place, too many for this method",
                ordered.len(),
                rows.len()
            ));
        }
        let mut late: Vec<Draft> = Vec::new();
        if scope.level == Level::Region {
            let is_late = late::find(self.outline, &drafts, &rows, ordered.len(), blocks.body());
            let mut is_late = is_late.into_iter();
            late.extend(drafts.list.extract_if(.., |_| is_late.next() == Some(true)));
        }
        let leaves = self.leaves(&drafts, &drafts.list, false);
        let children: Vec<Node> =
            children.into_iter().zip(&of_children).map(|(child, measures)| attach(child.node, measures)).collect();
        let mut node = Node::default();
        node.leaves = leaves;
        node.late = self.leaves(&drafts, &late, true);
        node.children = children;
        node.parallel = scope.level >= Level::Province;
        node.rows = rows;
        node.blocks = blocks;
        node.up = up;
        node.to_parent = (0..id(shows.len())).collect();
        if scope.level == Level::Sentra {
            close_circuit(&mut node, &self.layouts);
        }
        node.prepare();
        Ok(Built { node, shows })
    }
}

/// Makes a sentra a circuit if all its rows are comparisons.
fn close_circuit(node: &mut Node, layouts: &Layouts) {
    if !node.rows.slack.ids.is_empty() || node.rows.equal.contains(&true) {
        return;
    }
    let leaves = &node.leaves;
    let mut measures = Vec::with_capacity(leaves.columns.len());
    for kind in &leaves.kinds {
        for _ in 0..kind.count {
            measures.extend(&leaves.measures[kind.measures..kind.measures + kind.size]);
        }
    }
    let mut of_measure: Vec<Vec<u32>> = vec![Vec::new(); node.up.len()];
    for (c, &k) in measures.iter().enumerate() {
        of_measure[k as usize].push(id(c));
    }
    let rows: Vec<Vec<(u32, f64)>> = (0..node.rows.len())
        .map(|i| {
            let terms = node.rows.terms_of(i).iter();
            terms.flat_map(|&(k, a)| of_measure[k as usize].iter().map(move |&c| (c, a))).collect()
        })
        .collect();
    let Some((layout, factor)) = layouts.of(leaves, &rows) else { return };
    let mut rides = Rides::default();
    for (c, &k) in measures.iter().enumerate() {
        let all = std::iter::once((k, 1.0)).chain(leaves.rides.of(c).iter().copied());
        rides.push(all.filter_map(|(k, e)| Some((node.up[k as usize], e)).filter(|(up, _)| *up != NONE)));
    }
    node.circuit = Circuit::new(layout, factor, &rides, leaves, &node.rows);
}

/// Tells `node` which measures above its shown measures are, and renumbers these so that they ascend.
fn attach(mut node: Node, measures: &[u32]) -> Node {
    let mut order: Vec<usize> = (0..measures.len()).collect();
    order.sort_by_key(|&p| measures[p]);
    let mut place = vec![NONE; measures.len()];
    for (new, &old) in order.iter().enumerate() {
        place[old] = id(new);
    }
    for up in node.up.iter_mut().filter(|up| **up != NONE) {
        *up = place[*up as usize];
    }
    if let Some(circuit) = &mut node.circuit {
        circuit.attach(measures);
    }
    node.to_parent = order.iter().map(|&old| measures[old]).collect();
    node
}
