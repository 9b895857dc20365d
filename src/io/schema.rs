//! The tables of a programme: for each its columns, how a row is read and how it is written. Both forms, CSV and JSON, go by it.

use super::cells::Cells;
use super::value::Value;
use crate::input::{
    ActivityRow, CeilingRow, NeedRow, PaymentRow, ProvinceRow, RegionRow, SectorRow, SentraRow, SourceRow, Status,
};
use crate::units::Rupiah;

/// A row that is being read: cells of a CSV record or keys of a JSON object.
pub(super) trait Record {
    /// The value of a column that may not be empty; `None` if it is, or is malformed: that has been reported.
    fn required<T: Value>(&mut self, column: &'static str) -> Option<T>;
    /// The value of a column; `None` if it is empty, or malformed: that has been reported.
    fn optional<T: Value>(&mut self, column: &'static str) -> Option<T>;
}

/// A row of a table.
pub(super) trait Table: Sized {
    /// Columns that must be there, in the order in which they are written.
    const REQUIRED: &'static [&'static str];
    /// Columns that may be there.
    const OPTIONAL: &'static [&'static str] = &[];

    /// Reads one row. Where a value is missing or malformed, which has been reported, a harmless one takes its place, so that the
    /// row can still be referred to. `None`: without the value the row would collide with others, so it is left out.
    fn read(record: &mut impl Record) -> Option<Self>;

    /// Writes its cells in the order of the columns.
    fn write(&self, cells: &mut Cells<'_>);
}

impl Table for ProvinceRow {
    const REQUIRED: &'static [&'static str] = &["code", "name", "island"];

    fn read(record: &mut impl Record) -> Option<Self> {
        Some(Self {
            code: record.required("code").unwrap_or_default(),
            name: record.optional("name").unwrap_or_default(),
            island: record.optional("island").unwrap_or_default(),
        })
    }
    fn write(&self, cells: &mut Cells<'_>) {
        cells.text(self.code.as_str());
        cells.text(&self.name);
        cells.text(&self.island);
    }
}

impl Table for RegionRow {
    const REQUIRED: &'static [&'static str] = &["code", "name", "province"];
    const OPTIONAL: &'static [&'static str] = &["eligible_years", "absorption", "fiscal_class"];

    fn read(record: &mut impl Record) -> Option<Self> {
        Some(Self {
            code: record.required("code").unwrap_or_default(),
            name: record.optional("name").unwrap_or_default(),
            province: record.required("province").unwrap_or_default(),
            eligible_years: record.optional("eligible_years").unwrap_or_default(),
            absorption: record.optional("absorption"),
            fiscal_class: record.optional("fiscal_class").unwrap_or_default(),
        })
    }
    fn write(&self, cells: &mut Cells<'_>) {
        cells.text(self.code.as_str());
        cells.text(&self.name);
        cells.text(self.province.as_str());
        cells.list(self.eligible_years.iter().map(i32::to_string));
        cells.optional_decimal(self.absorption);
        cells.text(&self.fiscal_class);
    }
}

impl Table for SectorRow {
    const REQUIRED: &'static [&'static str] = &["code", "name"];

    fn read(record: &mut impl Record) -> Option<Self> {
        Some(Self {
            code: record.required("code").unwrap_or_default(),
            name: record.optional("name").unwrap_or_default(),
        })
    }
    fn write(&self, cells: &mut Cells<'_>) {
        cells.text(self.code.as_str());
        cells.text(&self.name);
    }
}

impl Table for ActivityRow {
    const REQUIRED: &'static [&'static str] = &["code", "name"];

    fn read(record: &mut impl Record) -> Option<Self> {
        Some(Self {
            code: record.required("code").unwrap_or_default(),
            name: record.optional("name").unwrap_or_default(),
        })
    }
    fn write(&self, cells: &mut Cells<'_>) {
        cells.text(self.code.as_str());
        cells.text(&self.name);
    }
}

impl Table for SourceRow {
    const REQUIRED: &'static [&'static str] = &["code", "name", "activities"];

    fn read(record: &mut impl Record) -> Option<Self> {
        Some(Self {
            code: record.required("code").unwrap_or_default(),
            name: record.optional("name").unwrap_or_default(),
            activities: record.optional("activities").unwrap_or_default(),
        })
    }
    fn write(&self, cells: &mut Cells<'_>) {
        cells.text(self.code.as_str());
        cells.text(&self.name);
        cells.list(self.activities.iter().map(ToString::to_string));
    }
}

impl Table for SentraRow {
    const REQUIRED: &'static [&'static str] =
        &["code", "name", "region", "sector", "units", "workers", "status", "completion_benefit"];
    const OPTIONAL: &'static [&'static str] = &["survival", "tags"];

    fn read(record: &mut impl Record) -> Option<Self> {
        Some(Self {
            code: record.required("code").unwrap_or_default(),
            name: record.optional("name").unwrap_or_default(),
            region: record.required("region").unwrap_or_default(),
            sector: record.required("sector").unwrap_or_default(),
            units: record.optional("units"),
            workers: record.optional("workers"),
            status: record.optional("status").unwrap_or_default(),
            completion_benefit: record.optional("completion_benefit").unwrap_or_default(),
            survival: record.optional("survival"),
            tags: record.optional("tags").unwrap_or_default(),
        })
    }
    fn write(&self, cells: &mut Cells<'_>) {
        cells.text(self.code.as_str());
        cells.text(&self.name);
        cells.text(self.region.as_str());
        cells.text(self.sector.as_str());
        cells.number(self.units);
        cells.number(self.workers);
        cells.text(match self.status {
            Status::Verified => "verified",
            Status::Unverified => "unverified",
            Status::Gone => "gone",
        });
        cells.decimal(self.completion_benefit);
        cells.optional_decimal(self.survival);
        cells.list(self.tags.iter().cloned());
    }
}

impl Table for NeedRow {
    const REQUIRED: &'static [&'static str] = &[
        "code",
        "sentra",
        "activity",
        "cost",
        "benefit",
        "first_year",
        "last_year",
        "essential",
        "after",
        "funding",
        "one_year",
    ];

    fn read(record: &mut impl Record) -> Option<Self> {
        Some(Self {
            code: record.required("code").unwrap_or_default(),
            sentra: record.required("sentra").unwrap_or_default(),
            activity: record.required("activity").unwrap_or_default(),

            // As large as may be, so that no contracted payment looks too large for it.
            cost: record.required("cost").unwrap_or(Rupiah::LARGEST),
            benefit: record.optional("benefit").unwrap_or_default(),
            first_year: record.optional("first_year"),
            last_year: record.optional("last_year"),
            essential: record.optional("essential").unwrap_or_default(),
            after: record.optional("after").unwrap_or_default(),
            funding: record.optional("funding").unwrap_or_default(),
            one_year: record.optional("one_year").unwrap_or_default(),
        })
    }
    fn write(&self, cells: &mut Cells<'_>) {
        cells.text(self.code.as_str());
        cells.text(self.sentra.as_str());
        cells.text(self.activity.as_str());
        cells.money(self.cost);
        cells.decimal(self.benefit);
        cells.year(self.first_year);
        cells.year(self.last_year);
        cells.flag(self.essential);
        cells.list(self.after.iter().map(ToString::to_string));
        cells.funding(self.funding);
        cells.flag(self.one_year);
    }
}

impl Table for CeilingRow {
    const REQUIRED: &'static [&'static str] = &["source", "scope", "code", "year", "rupiah"];

    fn read(record: &mut impl Record) -> Option<Self> {
        let source = record.required("source");
        let scope = record.required("scope");
        let code = record.optional("code");
        let year = record.required("year");
        let rupiah = record.required("rupiah");
        Some(Self { source: source?, scope: scope?, code: code.unwrap_or_default(), year: year?, rupiah: rupiah? })
    }
    fn write(&self, cells: &mut Cells<'_>) {
        cells.text(self.source.as_str());
        cells.scope(self.scope);
        cells.text(&self.code);
        cells.year(Some(self.year));
        cells.money(self.rupiah);
    }
}

impl Table for PaymentRow {
    const REQUIRED: &'static [&'static str] = &["need", "year", "source", "rupiah"];

    fn read(record: &mut impl Record) -> Option<Self> {
        let need = record.required("need");
        let year = record.required("year");
        let source = record.required("source");
        let rupiah = record.required("rupiah");
        Some(Self { need: need?, year: year?, source: source?, rupiah: rupiah? })
    }
    fn write(&self, cells: &mut Cells<'_>) {
        cells.text(self.need.as_str());
        cells.year(Some(self.year));
        cells.text(self.source.as_str());
        cells.money(self.rupiah);
    }
}

/// The tables in the order of the format.
pub(super) const TABLES: [&str; 10] = [
    "provinces",
    "regions",
    "sectors",
    "activities",
    "sources",
    "sentra",
    "needs",
    "ceilings",
    "contracted",
    "previous",
];
