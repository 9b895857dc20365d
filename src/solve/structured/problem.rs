//! What the core solver takes: a linear program and the place of each of its columns in the country.
//!
//! The core knows no programme. It knows needs, sentra, regions and provinces as numbers, each inside the next.

/// Stands for "none" in lists of indices.
pub(super) const NONE: u32 = u32::MAX;

/// Where a column lives.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Place {
    /// With the need of this number: payments.
    Need(u32),
    /// With the sentra of this number: completion, change.
    Sentra(u32),
    /// With its rows: slack of soft rules, spending totals.
    Rows,
}

/// The place of each column, in four bytes each.
#[derive(Debug, Clone, Default)]
pub struct ColumnPlaces(Vec<u32>);

/// The bit of a [`Place::Sentra`].
const OF_SENTRA: u32 = 1 << 31;

impl ColumnPlaces {
    /// Adds the place of the next column.
    ///
    /// # Panics
    /// If its number is 2^31 - 1 or more: each need has a row, and each sentra a need, so that numbers of rows end before.
    pub fn push(&mut self, place: Place) {
        let number = |id: u32| if id < OF_SENTRA - 1 { id } else { panic!("place {id} is too high a number") };
        self.0.push(match place {
            Place::Need(id) => number(id),
            Place::Sentra(id) => number(id) | OF_SENTRA,
            Place::Rows => NONE,
        });
    }

    /// The place of column `j`.
    ///
    /// # Panics
    /// If there is no such column.
    #[must_use]
    pub fn get(&self, j: usize) -> Place {
        match self.0[j] {
            NONE => Place::Rows,
            id if id >= OF_SENTRA => Place::Sentra(id - OF_SENTRA),
            id => Place::Need(id),
        }
    }

    /// All places in order.
    pub fn iter(&self) -> impl Iterator<Item = Place> + '_ {
        (0..self.0.len()).map(|j| self.get(j))
    }
}

impl FromIterator<Place> for ColumnPlaces {
    fn from_iter<I: IntoIterator<Item = Place>>(places: I) -> Self {
        let places = places.into_iter();
        let mut list = Self(Vec::with_capacity(places.size_hint().0));
        places.for_each(|place| list.push(place));
        list
    }
}

/// The country as the core sees it.
#[derive(Debug, Clone, Default)]
pub struct Places {
    /// The place of each column.
    pub columns: ColumnPlaces,
    /// The sentra of each need.
    pub sentra: Vec<u32>,
    /// The region of each sentra.
    pub region: Vec<u32>,
    /// The province of each region.
    pub province: Vec<u32>,
}

/// How large a part of the country is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Level {
    Need,
    Sentra,
    Region,
    Province,
    Nation,
}

/// A part of the country: a row belongs to the smallest one that holds all its columns.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Scope {
    pub(super) level: Level,
    pub(super) id: u32,
}

impl Scope {
    pub(super) const NATION: Self = Self { level: Level::Nation, id: 0 };
}

impl Places {
    /// The scope of column `j`; `None` where its rows decide.
    pub(super) fn scope(&self, j: usize) -> Option<Scope> {
        match self.columns.get(j) {
            Place::Need(id) => Some(Scope { level: Level::Need, id }),
            Place::Sentra(id) => Some(Scope { level: Level::Sentra, id }),
            Place::Rows => None,
        }
    }

    /// The region of column `j`; [`NONE`] where its rows decide.
    pub(super) fn region_of(&self, j: usize) -> u32 {
        match self.columns.get(j) {
            Place::Need(need) => self.region[self.sentra[need as usize] as usize],
            Place::Sentra(sentra) => self.region[sentra as usize],
            Place::Rows => NONE,
        }
    }

    /// The sentra of column `j`; [`NONE`] where its rows decide.
    pub(super) fn sentra_of(&self, j: usize) -> u32 {
        match self.columns.get(j) {
            Place::Need(need) => self.sentra[need as usize],
            Place::Sentra(sentra) => sentra,
            Place::Rows => NONE,
        }
    }

    /// The next larger scope.
    fn above(&self, scope: Scope) -> Scope {
        let id = scope.id as usize;
        match scope.level {
            Level::Need => Scope { level: Level::Sentra, id: self.sentra[id] },
            Level::Sentra => Scope { level: Level::Region, id: self.region[id] },
            Level::Region => Scope { level: Level::Province, id: self.province[id] },
            Level::Province | Level::Nation => Scope::NATION,
        }
    }

    /// The smallest scope that holds both.
    pub(super) fn meet(&self, mut a: Scope, mut b: Scope) -> Scope {
        while a != b {
            if a.level <= b.level {
                a = self.above(a);
            } else {
                b = self.above(b);
            }
        }
        a
    }
}
