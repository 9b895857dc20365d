//! What tests of the command line share: running it, and a programme to run it on.
#![allow(dead_code, unreachable_pub, clippy::unwrap_used)] // shared by several test binaries, each of which uses a part

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use serde_json::Value;

pub const LAMPUNG: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/data/lampung");

pub fn run(args: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_alokasi")).args(args).output().unwrap()
}

/// Exit code, standard output, standard error.
pub fn told(args: &[&str]) -> (i32, String, String) {
    let output = run(args);
    let text = |bytes: Vec<u8>| String::from_utf8(bytes).unwrap();
    (output.status.code().unwrap(), text(output.stdout), text(output.stderr))
}

/// The one JSON object on standard output, and the exit code.
pub fn json(args: &[&str]) -> (i32, Value) {
    let args: Vec<&str> = args.iter().copied().chain(["--json"]).collect();
    let (code, out, _) = told(&args);
    let value: Value = serde_json::from_str(&out).unwrap_or_else(|error| panic!("{error}: {out}"));
    assert!(value.is_object(), "{value}");
    (code, value)
}

pub fn path(dir: &Path) -> &str {
    dir.to_str().unwrap()
}

/// A folder that is gone after the test.
pub struct Room(pub tempfile::TempDir);

impl Room {
    pub fn new() -> Self {
        Self(tempfile::tempdir().unwrap())
    }
    pub fn at(&self, name: &str) -> PathBuf {
        self.0.path().join(name)
    }
    /// A copy of Lampung in which `from` stands no more in `file`, but `to` (once).
    pub fn lampung(&self, file: &str, from: &str, to: &str) -> PathBuf {
        let dir = self.at("lampung");
        fs::create_dir_all(&dir).unwrap();
        for entry in fs::read_dir(LAMPUNG).unwrap() {
            let entry = entry.unwrap();
            fs::copy(entry.path(), dir.join(entry.file_name())).unwrap();
        }
        replace(&dir.join(file), from, to);
        dir
    }
    /// The solved Lampung programme.
    pub fn solved(&self) -> PathBuf {
        let out = self.at("plan");
        let (code, _, err) = told(&["solve", LAMPUNG, "--out", path(&out)]);
        assert_eq!(code, 0, "{err}");
        out
    }
}

pub fn replace(file: &Path, from: &str, to: &str) {
    let text = fs::read_to_string(file).unwrap();
    assert!(text.contains(from), "{} has no {from:?}", file.display());
    fs::write(file, text.replacen(from, to, 1)).unwrap();
}

pub fn names(dir: &Path) -> Vec<String> {
    let mut names: Vec<String> =
        fs::read_dir(dir).unwrap().map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
    names.sort();
    names
}

pub const FILES: [&str; 5] = ["certificate.json", "manifest.json", "plan.csv", "plan.json", "summary.json"];
