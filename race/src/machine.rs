//! The machine: what it is, and what this process has used of it (Linux; elsewhere nothing is known).

use std::fs;

/// A paragraph on machine, load and code, for the head of a report.
pub(crate) fn describe(threads: usize) -> String {
    let processor = field("/proc/cpuinfo", "model name").unwrap_or_else(|| "unknown processor".to_owned());
    let cores = std::thread::available_parallelism().map_or(1, usize::from);
    let memory = field("/proc/meminfo", "MemTotal")
        .and_then(|text| text.split_whitespace().next()?.parse::<f64>().ok())
        .map_or_else(|| "unknown".to_owned(), |kb| format!("{:.0} GB", kb / 1024.0 / 1024.0));
    let load = fs::read_to_string("/proc/loadavg").ok();
    let load = load.as_deref().and_then(|text| text.split_whitespace().next()).unwrap_or("unknown");
    let commit = std::process::Command::new("git")
        .args(["-C", env!("CARGO_MANIFEST_DIR"), "describe", "--always", "--dirty"])
        .output()
        .ok()
        .filter(|output| output.status.success())
        .map_or_else(|| "unknown".to_owned(), |output| String::from_utf8_lossy(&output.stdout).trim().to_owned());
    format!(
        "Machine: {processor}, {cores} cores, {memory} of memory, load {load} at the start. Commit {commit}. \
         Each solver has {threads} thread(s) if it takes the number.\n"
    )
}

fn field(path: &str, name: &str) -> Option<String> {
    let text = fs::read_to_string(path).ok()?;
    let line = text.lines().find(|line| line.starts_with(name))?;
    Some(line.split_once(':')?.1.trim().to_owned())
}

/// CPU seconds of this process, threads that have ended among them; Linux counts them in hundredths.
pub(crate) fn cpu_seconds() -> Option<f64> {
    let text = fs::read_to_string("/proc/self/stat").ok()?;
    // The second field, the name, may hold anything, but ends with the last bracket.
    let fields: Vec<&str> = text.rsplit_once(')')?.1.split_whitespace().collect();
    let ticks = |i: usize| fields.get(i)?.parse::<f64>().ok();
    Some((ticks(11)? + ticks(12)?) / 100.0)
}

/// Memory from a moment on.
#[derive(Debug)]
pub(crate) struct Memory {
    before_kb: f64,
}

impl Memory {
    /// Starts to count: sets the peak to what the process holds now.
    pub(crate) fn start() -> Option<Self> {
        fs::write("/proc/self/clear_refs", "5").ok()?;
        Some(Self { before_kb: status_kb("VmRSS")? })
    }

    /// The peak since, beyond what the process held at the start, MB.
    pub(crate) fn peak_mb(&self) -> Option<f64> {
        Some((status_kb("VmHWM")? - self.before_kb) / 1024.0)
    }
}

fn status_kb(name: &str) -> Option<f64> {
    field("/proc/self/status", name)?.split_whitespace().next()?.parse().ok()
}
