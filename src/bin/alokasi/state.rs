//! States that a solve leaves for the next one, in files: `--keep-state` and `--from-state` of `alokasi solve`.

use std::path::Path;

use alokasi::io::{self, WriteError};
use alokasi::solve::structured::WarmStart;

use crate::exit::Failure;

/// Reads a state.
pub(crate) fn read(path: &Path) -> Result<WarmStart, Failure> {
    let told = |what: String| Failure::input(format!("{}: {what}", path.display()));
    let text = std::fs::read(path).map_err(|error| told(format!("cannot be read: {error}")))?;
    serde_json::from_slice(&text)
        .map_err(|error| told(format!("{error}; give a file that --keep-state wrote, or leave --from-state out")))
}

/// Writes `state` if there is one; gives a line for people.
pub(crate) fn write(path: &Path, state: Option<&WarmStart>) -> Result<String, Failure> {
    let Some(state) = state else {
        return Ok(format!("no state kept in {}: the solve was over before it came near the optimum", path.display()));
    };
    let failed = |source: serde_json::Error| WriteError::Io { path: path.to_owned(), source: source.into() };
    io::write_file(path, serde_json::to_vec(state).map_err(failed)?)?;
    Ok(format!("state kept in {}", path.display()))
}
