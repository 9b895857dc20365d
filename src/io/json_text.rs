//! JSON with what `serde_json::Value` drops: the order of keys, keys that stand twice, and the path to each value.

use std::cell::RefCell;
use std::fmt;

use serde::de::{Deserialize, Deserializer, MapAccess, SeqAccess, Visitor};

use super::fault::Spot;
use super::file_fault::FileFault;
use super::shape::{Shape, Wanted};

/// A JSON value as it stands in the file.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Json {
    Null,
    Boolean(bool),
    Whole(i64),
    /// A whole number above the largest `i64`.
    Large(u64),
    Decimal(f64),
    Text(String),
    List(Vec<Json>),
    Object(Vec<(String, Json)>),
}

impl Json {
    /// The value of a JSON text; a byte order mark is left out.
    pub(super) fn parse(bytes: &[u8]) -> Result<Self, (Spot, FileFault)> {
        if bytes.starts_with(b"\xFF\xFE") || bytes.starts_with(b"\xFE\xFF") {
            return Err((Spot::File, FileFault::Utf16));
        }
        let bytes = bytes.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(bytes);
        let text = std::str::from_utf8(bytes).map_err(|error| {
            let readable = String::from_utf8_lossy(&bytes[..error.valid_up_to()]);
            let line = readable.rsplit('\n').next().unwrap_or_default();
            let spot = Spot::Character { line: readable.matches('\n').count() + 1, column: line.chars().count() + 1 };
            let last: String = line.chars().skip(line.chars().count().saturating_sub(20)).collect();
            (spot, FileFault::NotUtf8 { readable: last })
        })?;
        serde_json::from_str(text).map_err(|error| {
            let place = format!(" at line {} column {}", error.line(), error.column());
            let reason = error.to_string();
            let reason = reason.strip_suffix(&place).unwrap_or(&reason).to_owned();
            (Spot::Character { line: error.line(), column: error.column() }, FileFault::NotJson { reason })
        })
    }

    /// What kind of value it is.
    pub(super) fn shape(&self) -> Shape {
        match self {
            Self::Null => Shape::Null,
            Self::Boolean(_) => Shape::Boolean,
            Self::Whole(_) | Self::Large(_) | Self::Decimal(_) => Shape::Number,
            Self::Text(_) => Shape::Text,
            Self::List(_) => Shape::List,
            Self::Object(_) => Shape::Object,
        }
    }
}

impl<'de> Deserialize<'de> for Json {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(JsonVisitor)
    }
}

struct JsonVisitor;

impl<'de> Visitor<'de> for JsonVisitor {
    type Value = Json;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a JSON value")
    }
    fn visit_unit<E>(self) -> Result<Json, E> {
        Ok(Json::Null)
    }
    fn visit_bool<E>(self, value: bool) -> Result<Json, E> {
        Ok(Json::Boolean(value))
    }
    fn visit_i64<E>(self, value: i64) -> Result<Json, E> {
        Ok(Json::Whole(value))
    }
    fn visit_u64<E>(self, value: u64) -> Result<Json, E> {
        Ok(i64::try_from(value).map_or(Json::Large(value), Json::Whole))
    }
    fn visit_f64<E>(self, value: f64) -> Result<Json, E> {
        Ok(Json::Decimal(value))
    }
    fn visit_str<E>(self, value: &str) -> Result<Json, E> {
        Ok(Json::Text(value.to_owned()))
    }
    fn visit_string<E>(self, value: String) -> Result<Json, E> {
        Ok(Json::Text(value))
    }
    fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<Json, A::Error> {
        let mut items = Vec::new();
        while let Some(item) = seq.next_element()? {
            items.push(item);
        }
        Ok(Json::List(items))
    }
    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Json, A::Error> {
        let mut fields = Vec::new();
        while let Some(field) = map.next_entry()? {
            fields.push(field);
        }
        Ok(Json::Object(fields))
    }
}

/// The way from the top of the file to a value; written out only where a fault is found.
#[derive(Debug, Clone, Copy)]
pub(super) enum Path<'a> {
    Top,
    Key(&'a Path<'a>, &'a str),
    Item(&'a Path<'a>, usize),
}

impl fmt::Display for Path<'_> {
    /// `rules[3].at_least`
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Top => Ok(()),
            Self::Key(Path::Top, key) => f.write_str(key),
            Self::Key(above, key) => write!(f, "{above}.{key}"),
            Self::Item(above, index) => write!(f, "{above}[{index}]"),
        }
    }
}

/// A place in the file, with the list that faults go to.
#[derive(Debug, Clone, Copy)]
pub(super) struct At<'a> {
    pub(super) path: Path<'a>,
    pub(super) faults: &'a RefCell<Vec<(String, FileFault)>>,
}

impl<'a> At<'a> {
    pub(super) fn key(&'a self, key: &'a str) -> Self {
        Self { path: Path::Key(&self.path, key), faults: self.faults }
    }
    pub(super) fn item(&'a self, index: usize) -> Self {
        Self { path: Path::Item(&self.path, index), faults: self.faults }
    }
    pub(super) fn fault(&self, fault: FileFault) {
        self.faults.borrow_mut().push((self.path.to_string(), fault));
    }
    /// Reports that the value here is not `wanted`.
    pub(super) fn wrong_type<T>(&self, json: &Json, wanted: Wanted) -> Option<T> {
        self.fault(FileFault::WrongType { found: json.shape(), wanted });
        None
    }
}
