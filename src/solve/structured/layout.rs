//! Which nodes and edges a circuit has, and in which order its nodes are eliminated: the same for all sentra of one shape.
//!
//! A shape is how long each need's window is, whether it has a row, and which prefixes the other rows compare. Sentra of one shape share their
//! layout. Few do: 7,124 sentra with order and completion rows were found to have 4,803 shapes, so that sentra cannot be processed side by side in
//! lanes of one layout (of four lanes one to one and a half would be in use).

use std::ops::Range;
use std::sync::{Arc, Mutex, PoisonError};

use super::hash::Map;
use super::leaves::Leaves;
use super::outline::id;
use super::problem::NONE;

/// How far apart two factors of one potential may be and still count as the same (they come from divisions).
const SAME_FACTOR: f64 = 1e-9;

/// A difference of two potentials, from the end that is eliminated first; `second` is [`NONE`] for the ground.
#[derive(Debug, Clone, Copy)]
struct Edge {
    first: u32,
    second: u32,
    /// The link that it is part of; [`NONE`] for the ground.
    slot: u32,
}

/// A row as a comparison: two prefixes (leaf, length, coefficient) of opposite sign, or one.
#[derive(Debug, Clone, Copy)]
struct Comparison {
    first: (u32, u32, f64),
    second: Option<(u32, u32, f64)>,
}

/// Where there is no such thing among what is counted in 16 bits.
pub(super) const GROUND: u16 = u16::MAX;

/// The payments of one need, or another column alone: the edges along which potentials rise from the ground.
#[derive(Debug, Clone, Copy)]
pub(super) struct Chain {
    /// Its first column.
    pub(super) first: u16,
    pub(super) size: u16,
    /// The edge of its need row; [`GROUND`] where there is none.
    pub(super) need: u16,
}

impl Chain {
    /// Its columns.
    pub(super) fn columns(self) -> Range<usize> {
        usize::from(self.first)..usize::from(self.first) + usize::from(self.size)
    }
}

/// What circuits of one shape have in common. As nearly every circuit has a layout of its own, it is read as often as their numbers, and counts in 16 bits.
#[derive(Debug, Default)]
pub(super) struct Layout {
    /// The two ends of each edge, the one that is eliminated first leading; [`nodes`](Self::nodes) stands for the ground. First the edges of columns,
    /// then those of need rows, then those of rows.
    pub(super) ends: Box<[[u16; 2]]>,
    /// Where the conductance of each edge is gathered: links come first, then what each node has to the ground.
    pub(super) gathers: Box<[u16]>,
    pub(super) chains: Box<[Chain]>,
    /// The node at the far end of each column.
    pub(super) tops: Box<[u16]>,
    /// The edge of the first row.
    pub(super) rows: usize,
    /// For each node, where the edges that start there are in `own`.
    own_start: Box<[u16]>,
    /// Those edges, each with its place among the later neighbours of the node ([`GROUND`] for the ground).
    own: Box<[[u16; 2]]>,
    /// For each node, where its links to later neighbours start.
    start: Box<[u16]>,
    /// The later neighbour of each link.
    pub(super) neighbours: Box<[u16]>,
    /// For each node and each pair of its later neighbours, the link between these.
    pub(super) meshes: Box<[u16]>,
    pub(super) nodes: usize,
    /// Whether the ends of each edge were exchanged, so that its factor changes its sign.
    flipped: Box<[bool]>,
}

/// The layouts found so far, by shape.
#[derive(Debug, Default)]
pub(super) struct Layouts(Mutex<Map<Vec<u32>, Arc<Layout>>>);

impl Layouts {
    /// The layout of these leaves and rows (their coefficients by leaf column), and the factor of each of its edges; `None` if some row is
    /// not a comparison.
    pub(super) fn of(&self, leaves: &Leaves, rows: &[Vec<(u32, f64)>]) -> Option<(Arc<Layout>, Vec<f64>)> {
        // Chains: first column, number of columns.
        let chains: Vec<(usize, usize)> = leaves
            .kinds
            .iter()
            .flat_map(|kind| (0..kind.count).map(|n| (kind.column + n * kind.size, kind.size)))
            .collect();
        let bounded: Vec<bool> =
            leaves.kinds.iter().flat_map(|kind| std::iter::repeat_n(kind.bounded, kind.count)).collect();
        let mut leaf_of = vec![0u32; leaves.columns.len()];
        for (leaf, &(first, size)) in chains.iter().enumerate() {
            leaf_of[first..first + size].fill(id(leaf));
        }
        let comparisons: Vec<Comparison> =
            rows.iter().map(|row| compare(row, &leaf_of, &chains)).collect::<Option<_>>()?;
        let factors = factors(chains.len(), &comparisons)?;
        let mut shape = vec![id(chains.len())];
        shape.extend(chains.iter().zip(&bounded).flat_map(|(chain, bounded)| [id(chain.1), u32::from(*bounded)]));
        for comparison in &comparisons {
            let (leaf, length, _) = comparison.first;
            let (other, other_length) = comparison.second.map_or((NONE, NONE), |(leaf, length, _)| (leaf, length));
            shape.extend([leaf, length, other, other_length]);
        }
        let known = self.0.lock().unwrap_or_else(PoisonError::into_inner).get(&shape).cloned();
        let layout = if let Some(known) = known {
            known
        } else {
            let found = Arc::new(Layout::new(&chains, &bounded, &comparisons)?);
            self.0.lock().unwrap_or_else(PoisonError::into_inner).entry(shape).or_insert(found).clone()
        };
        let of_columns = leaf_of.iter().map(|&leaf| factors[leaf as usize]);
        let of_needs = factors.iter().zip(&bounded).filter(|(_, bounded)| **bounded).map(|(factor, _)| *factor);
        let of_rows = comparisons.iter().map(|comparison| comparison.first.2 * factors[comparison.first.0 as usize]);
        let signed = of_columns
            .chain(of_needs)
            .chain(of_rows)
            .zip(&layout.flipped)
            .map(|(factor, flipped)| if *flipped { -factor } else { factor })
            .collect();
        Some((layout, signed))
    }
}

impl Layout {
    /// `None` if there is too much of something to be counted in 16 bits.
    fn new(chains: &[(usize, usize)], bounded: &[bool], comparisons: &[Comparison]) -> Option<Self> {
        let columns: usize = chains.iter().map(|chain| chain.1).sum();
        let node = |leaf: u32, length: u32| id(chains[leaf as usize].0) + length - 1;
        let mut edges = Vec::new();
        let mut add = |first: u32, second: u32| {
            edges.push(Edge { first, second, slot: NONE });
            edges.len() - 1
        };
        for &(first, size) in chains {
            for k in 0..size {
                add(id(first + k), if k == 0 { NONE } else { id(first + k - 1) });
            }
        }
        let mut drawn = Vec::with_capacity(chains.len());
        for (&(first, size), &bounded) in chains.iter().zip(bounded) {
            let need = if bounded { short(add(id(first + size - 1), NONE))? } else { GROUND };
            drawn.push(Chain { first: short(first)?, size: short(size)?, need });
        }
        for comparison in comparisons {
            let (leaf, length, _) = comparison.first;
            add(node(leaf, length), comparison.second.map_or(NONE, |(leaf, length, _)| node(leaf, length)));
        }
        let rows = edges.len() - comparisons.len();
        Some(Self { chains: drawn.into(), rows, ..Self::order(edges, columns)? })
    }

    /// Renumbers the nodes by least degree and finds where fill goes.
    fn order(mut edges: Vec<Edge>, nodes: usize) -> Option<Self> {
        let (place, later) = least_degree(&edges, nodes);
        let start: Vec<usize> = std::iter::once(0)
            .chain(later.iter().scan(0, |sum, neighbours| {
                *sum += neighbours.len();
                Some(*sum)
            }))
            .collect();
        // Where the link from `a` to the later `b` is.
        let slot = |a: u32, b: u32| start[a as usize] + later[a as usize].partition_point(|&other| other < b);
        let mut meshes = Vec::new();
        for neighbours in &later {
            for (n, &a) in neighbours.iter().enumerate() {
                for &b in &neighbours[n + 1..] {
                    meshes.push(short(slot(a, b))?);
                }
            }
        }
        let mut flipped = vec![false; edges.len()];
        let mut own: Vec<Vec<[u16; 2]>> = vec![Vec::new(); nodes];
        for (e, edge) in edges.iter_mut().enumerate() {
            edge.first = place[edge.first as usize];
            let mut at = GROUND;
            if edge.second != NONE {
                edge.second = place[edge.second as usize];
                if edge.second < edge.first {
                    (edge.first, edge.second) = (edge.second, edge.first);
                    flipped[e] = true;
                }
                let slot = slot(edge.first, edge.second);
                edge.slot = id(slot);
                at = short(slot - start[edge.first as usize])?;
            }
            own[edge.first as usize].push([short(e)?, at]);
        }
        let links = later.iter().map(Vec::len).sum::<usize>();
        let ends = |edge: &Edge| Some([short(edge.first as usize)?, short((edge.second as usize).min(nodes))?]);
        let gathers = |edge: &Edge| short((edge.slot as usize).min(links + edge.first as usize));
        let own_start = std::iter::once(0).chain(own.iter().scan(0, |sum, own| {
            *sum += own.len();
            Some(*sum)
        }));
        Some(Self {
            ends: edges.iter().map(ends).collect::<Option<_>>()?,
            gathers: edges.iter().map(gathers).collect::<Option<_>>()?,
            tops: place.iter().map(|&k| short(k as usize)).collect::<Option<_>>()?,
            own_start: own_start.map(short).collect::<Option<_>>()?,
            own: own.concat().into(),
            start: start.iter().map(|&at| short(at)).collect::<Option<_>>()?,
            neighbours: later.iter().flatten().map(|&k| short(k as usize)).collect::<Option<_>>()?,
            meshes: meshes.into(),
            nodes,
            flipped: flipped.into(),
            ..Self::default()
        })
    }

    /// How many of its edges are columns.
    pub(super) fn columns(&self) -> usize {
        self.tops.len()
    }

    /// Links to later neighbours of node `k`.
    #[inline]
    pub(super) fn later(&self, k: usize) -> Range<usize> {
        usize::from(self.start[k])..usize::from(self.start[k + 1])
    }

    /// Edges that start at node `k`, each with its place among the later neighbours.
    #[inline]
    pub(super) fn own(&self, k: usize) -> &[[u16; 2]] {
        &self.own[usize::from(self.own_start[k])..usize::from(self.own_start[k + 1])]
    }
}

/// The place of each node in the order of elimination, and of each place the later neighbours, fill included.
fn least_degree(edges: &[Edge], nodes: usize) -> (Vec<u32>, Vec<Vec<u32>>) {
    let words = nodes.div_ceil(64);
    let mut near = vec![0u64; nodes * words];
    for edge in edges.iter().filter(|edge| edge.second != NONE) {
        let (a, b) = (edge.first as usize, edge.second as usize);
        near[a * words + b / 64] |= 1 << (b % 64);
        near[b * words + a / 64] |= 1 << (a % 64);
    }
    let degree = |near: &[u64], k: usize| near[k * words..(k + 1) * words].iter().map(|w| w.count_ones()).sum::<u32>();
    let mut place = vec![NONE; nodes];
    let mut later: Vec<Vec<u32>> = Vec::with_capacity(nodes);
    for step in 0..nodes {
        let next = (0..nodes).filter(|&k| place[k] == NONE).min_by_key(|&k| degree(&near, k));
        let Some(k) = next else { break };
        place[k] = id(step);
        let row: Vec<u64> = near[k * words..(k + 1) * words].to_vec();
        let neighbours: Vec<u32> = (0..nodes).filter(|&i| row[i / 64] >> (i % 64) & 1 == 1).map(id).collect();
        for &i in &neighbours {
            let i = i as usize;
            for (mine, theirs) in near[i * words..(i + 1) * words].iter_mut().zip(&row) {
                *mine |= theirs;
            }
            near[i * words + i / 64] &= !(1 << (i % 64));
            near[i * words + k / 64] &= !(1 << (k % 64));
        }
        later.push(neighbours);
    }
    for neighbours in &mut later {
        for i in neighbours.iter_mut() {
            *i = place[*i as usize];
        }
        neighbours.sort_unstable();
    }
    (place, later)
}

/// `index` as it is stored here, below [`GROUND`].
fn short(index: usize) -> Option<u16> {
    u16::try_from(index).ok().filter(|&index| index != GROUND)
}

/// Reads a row as a comparison of prefixes.
fn compare(row: &[(u32, f64)], leaf_of: &[u32], chains: &[(usize, usize)]) -> Option<Comparison> {
    let mut row = row.to_vec();
    row.sort_by_key(|&(column, _)| column);
    let mut parts: Vec<(u32, u32, f64)> = Vec::new();
    let mut c = 0;
    while c < row.len() {
        let (column, value) = row[c];
        let leaf = leaf_of[column as usize];
        let first = chains[leaf as usize].0;
        let mut length = 0;
        while c < row.len() && leaf_of[row[c].0 as usize] == leaf {
            let same = (row[c].1 - value).abs() <= SAME_FACTOR * value.abs();
            if row[c].0 as usize != first + length || !same {
                return None;
            }
            length += 1;
            c += 1;
        }
        parts.push((leaf, id(length), value));
    }
    match parts[..] {
        [first] => Some(Comparison { first, second: None }),
        [first, second] if (first.2 < 0.0) != (second.2 < 0.0) => Some(Comparison { first, second: Some(second) }),
        _ => None,
    }
}

/// The factor of each leaf's potentials under which every comparison is a plain difference.
fn factors(leaves: usize, comparisons: &[Comparison]) -> Option<Vec<f64>> {
    let mut links: Vec<Vec<(u32, f64)>> = vec![Vec::new(); leaves];
    for comparison in comparisons {
        if let ((a, _, value), Some((b, _, other))) = (comparison.first, comparison.second) {
            links[a as usize].push((b, -value / other));
            links[b as usize].push((a, -other / value));
        }
    }
    let mut factors = vec![0.0f64; leaves];
    for leaf in 0..leaves {
        if factors[leaf] != 0.0 {
            continue;
        }
        factors[leaf] = 1.0;
        let mut open = vec![id(leaf)];
        while let Some(a) = open.pop() {
            for &(b, times) in &links[a as usize] {
                let wanted = factors[a as usize] * times;
                let known = &mut factors[b as usize];
                if *known == 0.0 {
                    *known = wanted;
                    open.push(b);
                } else if (*known - wanted).abs() > SAME_FACTOR * wanted.abs() {
                    return None;
                }
            }
        }
    }
    Some(factors)
}
