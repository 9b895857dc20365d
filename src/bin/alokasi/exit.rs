//! How a command ends: what it prints where, and its exit code.

use std::io::{self, Write};
use std::process::ExitCode;

use alokasi::conflict::{self, Finding};
use alokasi::error::Error;
use alokasi::io::{Located, LocatedFaults, ReadError, WriteError};
use alokasi::model::oddity::OddityKind;
use alokasi::solve::{Choice, Ended, SolveError};
use alokasi::words::check::Checked;
use alokasi::words::{Language, Message};
use serde_json::{Value, json};

/// What a command that is done has to say.
#[derive(Debug)]
pub(crate) struct Report {
    /// Lines for people.
    pub(crate) text: String,
    /// The same for programs.
    pub(crate) json: Value,
}

/// Why a command is not done.
#[derive(Debug)]
pub(crate) struct Failure {
    kind: Kind,
    /// What is wrong, one thing a line.
    lines: Vec<String>,
    /// The last line: how many there are.
    count: Option<String>,
    /// The same for programs.
    json: Value,
    /// What was found all the same, for standard output.
    told: String,
}

/// The exit codes above 0.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    /// The input is at fault.
    Input = 1,
    /// The command line is at fault.
    Usage = 2,
    /// No plan can meet the rules.
    Infeasible = 3,
    /// The solver failed, or was stopped with nothing usable, or the result cannot be written.
    Nothing = 4,
}

impl Kind {
    fn status(self) -> &'static str {
        match self {
            Self::Input => "fault",
            Self::Usage => "usage",
            Self::Infeasible => "infeasible",
            Self::Nothing => "failed",
        }
    }
}

impl Failure {
    fn new(kind: Kind, line: String) -> Self {
        let json = json!({"status": kind.status(), "message": line});
        Self { kind, lines: vec![line], count: None, json, told: String::new() }
    }
    /// The command line asks for something that cannot be.
    pub(crate) fn usage(line: String) -> Self {
        Self::new(Kind::Usage, line)
    }
    /// A file beside the programme is at fault.
    pub(crate) fn input(line: String) -> Self {
        Self::new(Kind::Input, line)
    }
    /// It was stopped before there was anything usable.
    pub(crate) fn stopped(reason: Ended) -> Self {
        let why = if reason == Ended::TimeLimit { "time was up" } else { "it was stopped" };
        Self::new(Kind::Nothing, format!("{why} before there was a plan; nothing was written"))
    }
    /// A plan that does not hold: what is wrong with it, and the same for programs.
    pub(crate) fn broken(lines: Vec<String>, count: String, json: Value) -> Self {
        Self { kind: Kind::Input, lines, count: Some(count), json, told: String::new() }
    }
    /// The files are at fault.
    pub(crate) fn faults(faults: &LocatedFaults, language: Language) -> Self {
        let mut files: Vec<&str> = faults.faults.iter().map(|fault| fault.file.as_str()).collect();
        files.dedup();
        let (count, files) = (faults.faults.len(), files.len());
        let count = if faults.complete {
            Checked::Faults { faults: count, files }
        } else {
            Checked::Unread { faults: count, files }
        };
        let notes: Vec<Value> = faults.faults.iter().map(|fault| json!(fault.note(language))).collect();
        Self {
            kind: Kind::Input,
            lines: faults.faults.iter().map(|fault| fault.say(language)).collect(),
            count: Some(count.say(language)),
            json: json!({"status": "fault", "faults": notes, "complete": faults.complete}),
            told: String::new(),
        }
    }
    /// The same with what single sums show of why, before the line that tells where to ask on.
    pub(crate) fn with_sums(mut self, sums: &[Finding], language: Language) -> Self {
        let place = self.lines.len().min(1);
        self.lines.splice(place..place, conflict::say_sums(sums, language));
        self.json["findings"] = json!(sums);
        self
    }
    /// No plan can meet the rules, and this is why.
    pub(crate) fn conflict(told: String, json: Value) -> Self {
        Self { kind: Kind::Infeasible, lines: Vec::new(), count: None, json, told }
    }
}

impl From<ReadError> for Failure {
    fn from(error: ReadError) -> Self {
        match error {
            ReadError::Faults(faults) => faults.into(),
            other => Self::new(Kind::Input, other.to_string()),
        }
    }
}

impl From<LocatedFaults> for Failure {
    fn from(faults: LocatedFaults) -> Self {
        Self::faults(&faults, Language::En)
    }
}

impl From<WriteError> for Failure {
    fn from(error: WriteError) -> Self {
        let kind = match error {
            WriteError::Foreign { .. } | WriteError::NotAFile { .. } => Kind::Usage,
            _ => Kind::Nothing,
        };
        Self::new(kind, error.to_string())
    }
}

impl From<Error> for Failure {
    fn from(error: Error) -> Self {
        match error {
            Error::Infeasible(infeasible) => Self {
                kind: Kind::Infeasible,
                lines: vec![infeasible.to_string(), CONFLICT.to_owned()],
                count: None,
                told: String::new(),
                json: json!({
                    "status": "infeasible",
                    "message": infeasible.to_string(),
                    "rows": infeasible.rows,
                    "proved": infeasible.proved,
                }),
            },
            // What the programme asks for is not built: the input must change, or --relax be given.
            Error::Invalid(_) | Error::NotLinear(_) => Self::new(Kind::Input, error.to_string()),
            Error::Solver(SolveError::Infeasible { .. }) => Self::new(Kind::Infeasible, error.to_string()),
            Error::Solver(SolveError::Failed { solver, .. }) => {
                Self::new(Kind::Nothing, format!("{error}{}", other(solver)))
            }
            _ => Self::new(Kind::Nothing, error.to_string()),
        }
    }
}

/// Where to ask on.
const CONFLICT: &str =
    "alokasi conflict PROGRAMME tells the least set of rules that cannot hold together, and how to give in";

/// What to try when `solver` has failed: the others of this build fail at other programmes.
fn other(solver: &str) -> String {
    let others: Vec<&str> = Choice::all().iter().map(|choice| choice.name()).filter(|name| *name != solver).collect();
    if others.is_empty() { String::new() } else { format!("; another solver may do: --solver {}", others.join(" or ")) }
}

/// `1 fault`, `7 faults`
pub(crate) fn number(count: usize, what: &str) -> String {
    format!("{count} {what}{}", if count == 1 { "" } else { "s" })
}

/// Tells oddities on standard error.
pub(crate) fn tell_oddities(oddities: &[Located<OddityKind>], language: Language) {
    for oddity in oddities {
        eprintln!("{}", Checked::Odd { what: oddity.say(language) }.say(language));
    }
}

/// Prints what there is to say and gives the exit code.
pub(crate) fn finish(done: Result<Report, Failure>, json: bool) -> ExitCode {
    let (text, object, code) = match done {
        Ok(report) => (report.text, report.json, 0),
        Err(failure) => {
            for line in failure.lines.iter().chain(&failure.count) {
                eprintln!("{line}");
            }
            (failure.told, failure.json, failure.kind as u8)
        }
    };
    let mut out = io::stdout().lock();
    let written = if json { writeln!(out, "{object:#}") } else { out.write_all(text.as_bytes()) };
    match written.and_then(|()| out.flush()) {
        // Whoever read our output has seen enough.
        Err(error) if error.kind() != io::ErrorKind::BrokenPipe => {
            eprintln!("cannot print: {error}");
            ExitCode::from(Kind::Nothing as u8)
        }
        _ => ExitCode::from(code),
    }
}
