//! The walls between the modules, read from the sources: who may import whom, who may name `good_lp`, open files or print.
//! Source of truth: the tables below; `ARCHITECTURE.md` gives the reasons.

// The allowance of clippy.toml reaches functions marked #[test] only, not their helpers.
#![allow(clippy::unwrap_used)]

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

/// Each module of the library with the modules that it may import. The order is that of the flow: nothing imports what comes later,
/// so there is no circle.
const MAY_IMPORT: [(&str, &str); 28] = [
    ("units", ""),
    ("interval", ""),
    ("id", ""),
    ("random", ""),
    // What the solver states and files hold: data only, since files see no solver.
    ("region_proof", ""),
    ("input", "units id"),
    ("manifest", "units input"),
    ("synthetic", "units id random input"),
    ("model", "units id input"),
    // Sentences: they name what the model holds, and know no stage that has something to say.
    ("words", "units id input model"),
    ("plan", "units id input model"),
    ("tables", "units id model plan"),
    ("lp", "units id input model"),
    ("solve", "units interval id random region_proof input model plan lp"),
    ("finish", "model lp solve"),
    ("round", "units id model plan lp"),
    // The judge: beside the files below it sees no rows, and in no file a solver or the rounding.
    ("verify", "units interval id input model plan"),
    // Facts from the prices of a certificate: no solver.
    ("explain", "units id input model words plan tables lp verify"),
    // Two plans side by side: what the programmes state otherwise, and the facts of both books.
    ("compare", "units id input manifest model words plan tables lp verify explain"),
    ("summary", "units model plan tables verify"),
    ("io", "units id region_proof input model words plan tables summary verify manifest"),
    ("error", "model lp solve round verify"),
    ("contradiction", "id lp verify"),
    // Branch and bound with a judge: the search sees neither rounding nor verification.
    ("referee", "model lp solve round verify"),
    ("allocate", "units id region_proof model plan lp solve finish round verify error contradiction referee"),
    // It asks solvers itself: what it solves is no programme of the planner's. Plans of whole decisions it rounds and judges itself, as it counts
    // the work of each search.
    ("conflict", "units id input model words plan lp solve round verify error contradiction referee"),
    // The basis of the optimum says where to look; `allocate` confirms.
    ("whatif", "units id input model words plan tables lp solve finish verify error explain allocate"),
    ("prices", "units input model words lp finish error whatif"),
];

/// The files of the judge that read rows: a certificate is a statement about the linear program.
const CERTIFICATE: [&str; 2] = ["verify/certificate.rs", "verify/polish.rs"];

struct Source {
    /// Path below `src`.
    path: String,
    module: String,
    /// Lines of code with their numbers; without comments and tests.
    lines: Vec<(usize, String)>,
}

fn rust_files(folder: &Path) -> Vec<PathBuf> {
    let mut files = Vec::new();
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            files.extend(rust_files(&path));
        } else if path.extension().is_some_and(|ending| ending == "rs") {
            files.push(path);
        }
    }
    files.sort();
    files
}

/// The sources of the library, the command line program apart.
fn library() -> Vec<Source> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut sources = Vec::new();
    for file in rust_files(&root) {
        let path = file.strip_prefix(&root).unwrap().to_string_lossy().replace('\\', "/");
        let text = fs::read_to_string(&file).unwrap();
        if path.starts_with("bin/") || path == "lib.rs" || text.contains("#![cfg(test)]") {
            continue;
        }
        let code = text.split("#[cfg(test)]\nmod ").next().unwrap();
        let lines = code.lines().enumerate().filter(|(_, line)| !line.trim_start().starts_with("//"));
        let lines = lines.map(|(i, line)| (i + 1, line.split(" // ").next().unwrap().to_owned())).collect();
        let module = path.split(['/', '.']).next().unwrap().to_owned();
        sources.push(Source { path, module, lines });
    }
    assert!(sources.len() > 50, "found only {} files", sources.len());
    sources
}

/// The modules that a line names after `crate::`.
fn imports(line: &str) -> impl Iterator<Item = &str> {
    line.match_indices("crate::").map(|(at, word)| {
        let rest = &line[at + word.len()..];
        let end = rest.find(|c: char| !c.is_alphanumeric() && c != '_').unwrap_or(rest.len());
        &rest[..end]
    })
}

#[test]
fn every_module_imports_only_what_it_may() {
    let known: BTreeSet<&str> = MAY_IMPORT.iter().map(|(module, _)| *module).collect();
    let mut forbidden = Vec::new();
    for source in library() {
        let row = MAY_IMPORT.iter().find(|(module, _)| *module == source.module);
        let (_, may) = row.unwrap_or_else(|| panic!("module {} has no row in MAY_IMPORT", source.module));
        let is_top = !source.path.contains('/');
        for (number, line) in &source.lines {
            // Both would hide an import from this test.
            assert!(!line.contains("crate::{"), "{}:{number}: import one module a line", source.path);
            assert!(!(is_top && line.contains("super::")), "{}:{number}: write crate:: for super::", source.path);
            for import in imports(line).filter(|import| *import != source.module) {
                let of_certificate = import == "lp" && CERTIFICATE.contains(&source.path.as_str());
                if !of_certificate && (!known.contains(import) || !may.split(' ').any(|allowed| allowed == import)) {
                    forbidden.push(format!("{}:{number}: {} may not import {import}", source.path, source.module));
                }
            }
        }
    }
    assert!(forbidden.is_empty(), "{}", forbidden.join("\n"));
}

#[test]
fn the_table_has_no_circle() {
    for (i, (module, may)) in MAY_IMPORT.iter().enumerate() {
        for import in may.split_whitespace() {
            let place = MAY_IMPORT.iter().position(|(other, _)| *other == import);
            assert!(place.is_some_and(|place| place < i), "{module} imports {import}, which does not come before it");
        }
    }
}

/// Fails if a line outside `allowed` contains one of `words`.
fn only_in(allowed: &[&str], words: &[&str]) {
    for source in library().iter().filter(|source| !allowed.iter().any(|prefix| source.path.starts_with(prefix))) {
        for (number, line) in &source.lines {
            for word in words {
                assert!(!line.contains(word), "{}:{number} holds {word}: {line}", source.path);
            }
        }
    }
}

#[test]
fn only_one_module_names_good_lp() {
    only_in(&["solve/general"], &["good_lp", "clarabel::", "microlp::", "highs::"]);
}

#[test]
fn only_io_opens_files() {
    only_in(&["io/"], &["std::fs", "fs::", "File::", "tempfile", "OpenOptions"]);
}

#[test]
fn the_library_prints_nothing_and_never_exits() {
    only_in(&[], &["println!", "eprintln!", "print!(", "eprint!(", "dbg!", "process::exit"]);
}

#[test]
fn every_file_says_its_subject_first() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    for folder in ["src", "examples", "benches", "tests"] {
        for file in rust_files(&root.join(folder)) {
            let text = fs::read_to_string(&file).unwrap();
            let first = text.lines().next().unwrap_or_default();
            let is_said = first.starts_with("//! ") || first.starts_with("#![doc = include_str!");
            assert!(is_said, "{} begins with {first:?}", file.display());
        }
    }
}
