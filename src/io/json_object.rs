//! JSON objects: keys by name, each once, none unknown; and tables as lists of objects.

use std::collections::BTreeSet;

use super::file_fault::FileFault;
use super::json_text::{At, Json};
use super::schema::{Record, Table};
use super::shape::Wanted;
use super::similar;
use super::value::Value;

/// An object that is being read. A key whose value is null counts as absent.
pub(super) struct Object<'a> {
    fields: &'a [(String, Json)],
    at: At<'a>,
    known: Vec<&'static str>,
}

impl<'a> Object<'a> {
    /// The object in `json`; `None` if it is none, which has been reported.
    pub(super) fn new(json: &'a Json, at: At<'a>) -> Option<Self> {
        match json {
            Json::Object(fields) => Some(Self { fields, at, known: Vec::new() }),
            other => at.wrong_type(other, Wanted::Object),
        }
    }

    /// The value of `key`, if it is there and not null.
    pub(super) fn get(&mut self, key: &'static str) -> Option<&'a Json> {
        self.known.push(key);
        self.fields.iter().find(|(name, _)| name == key).map(|(_, json)| json).filter(|json| **json != Json::Null)
    }

    /// Reads the value of `key` by `read`, if it is there.
    pub(super) fn read<T>(&mut self, key: &'static str, read: impl FnOnce(&Json, At<'_>) -> Option<T>) -> Option<T> {
        let json = self.get(key)?;
        read(json, self.at.key(key))
    }

    /// Reads the value of `key` by `read`; reports it where it is missing.
    pub(super) fn read_required<T>(
        &mut self,
        key: &'static str,
        read: impl FnOnce(&Json, At<'_>) -> Option<T>,
    ) -> Option<T> {
        if self.get(key).is_none() {
            self.at.key(key).fault(FileFault::MissingKey);
            return None;
        }
        self.read(key, read)
    }

    /// Reports the keys that nobody asked for, and keys that stand twice; `explain` may know better than "unknown".
    pub(super) fn finish(self, explain: impl Fn(&str) -> Option<FileFault>) {
        let mut seen = BTreeSet::new();
        let known: BTreeSet<&'static str> = self.known.into_iter().collect();
        for (key, _) in self.fields {
            if !seen.insert(key.as_str()) {
                self.at.key(key).fault(FileFault::DuplicateKey);
            } else if !known.contains(key.as_str()) {
                self.at.key(key).fault(explain(key).unwrap_or_else(|| FileFault::UnknownKey {
                    known: known.iter().copied().collect::<Vec<_>>().join(", "),
                    similar: similar::of(key, known.iter().copied()).map(str::to_owned),
                }));
            }
        }
    }
}

impl Record for Object<'_> {
    fn required<T: Value>(&mut self, column: &'static str) -> Option<T> {
        self.read_required(column, T::from_json)
    }
    fn optional<T: Value>(&mut self, column: &'static str) -> Option<T> {
        self.read(column, T::from_json)
    }
}

/// The rows of a table with the place of each in its list.
pub(super) fn table<T: Table>(json: &Json, at: At<'_>) -> Option<(Vec<T>, Vec<u64>)> {
    let Json::List(items) = json else { return at.wrong_type(json, Wanted::Rows) };
    let mut rows = (Vec::with_capacity(items.len()), Vec::with_capacity(items.len()));
    for (i, item) in items.iter().enumerate() {
        let Some(mut object) = Object::new(item, at.item(i)) else { continue };
        if let Some(row) = T::read(&mut object) {
            rows.0.push(row);
            rows.1.push(i as u64);
        }
        object.finish(|_| None);
    }
    Some(rows)
}
