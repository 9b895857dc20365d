//! A line on the terminal for what takes longer than a second, and Ctrl-C.

use std::io::{IsTerminal, Write};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{self, RecvTimeoutError, Sender};
use std::sync::{Arc, Mutex};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

use alokasi::allocate::Incumbent;
use alokasi::solve::{Control, Ended, OnProgress, Progress};

use crate::exit::Failure;

/// How long nothing is shown.
const QUIET: Duration = Duration::from_secs(1);
/// How often the line is drawn.
const TICK: Duration = Duration::from_millis(200);

/// The line, drawn by a thread of its own until it is dropped.
#[derive(Debug)]
pub(crate) struct Line {
    text: Arc<Mutex<String>>,
    /// Dropped to end the thread; `None` where standard error is no terminal.
    running: Option<(Sender<()>, JoinHandle<()>)>,
}

impl Line {
    /// Starts with the stage `text`.
    pub(crate) fn start(text: &str) -> Self {
        let text = Arc::new(Mutex::new(text.to_owned()));
        if !std::io::stderr().is_terminal() {
            return Self { text, running: None };
        }
        let (end, ended) = mpsc::channel::<()>();
        let shared = Arc::clone(&text);
        let start = Instant::now();
        let thread = std::thread::spawn(move || {
            let mut wait = QUIET;
            let mut drawn = false;
            while ended.recv_timeout(wait) == Err(RecvTimeoutError::Timeout) {
                let seconds = start.elapsed().as_secs();
                draw(&format!("{} ... {seconds} s", read(&shared)));
                drawn = true;
                wait = TICK;
            }
            if drawn {
                draw("");
            }
        });
        Self { text, running: Some((end, thread)) }
    }

    /// Says that the stage is `text` now.
    pub(crate) fn stage(&self, text: &str) {
        set(&self.text, text.to_owned());
    }

    /// Shows the steps of a solver.
    pub(crate) fn watcher(&self) -> OnProgress {
        let text = Arc::clone(&self.text);
        Arc::new(move |progress: &Progress| {
            set(&text, format!("solving: step {}, gap {:.1e}", progress.iteration, progress.gap));
        })
    }

    /// Shows each better plan of a programme with whole-number decisions.
    pub(crate) fn plan_watcher(&self) -> Arc<dyn Fn(&Incumbent<'_>) + Send + Sync> {
        let text = Arc::clone(&self.text);
        Arc::new(move |found: &Incumbent<'_>| {
            let gap = found.relative_gap().map_or_else(String::new, |gap| format!(", gap {gap:.1e}"));
            set(&text, format!("searching: a plan of {:.3} points{gap}", found.benefit));
        })
    }
}

impl Drop for Line {
    fn drop(&mut self) {
        if let Some((end, thread)) = self.running.take() {
            drop(end);
            // A line that could not be drawn is no reason to fail.
            let _ = thread.join();
        }
    }
}

/// Replaces what stands in the last line of the terminal.
fn draw(text: &str) {
    let mut out = std::io::stderr().lock();
    // As above.
    let _ = write!(out, "\r\x1b[2K{text}").and_then(|()| out.flush());
}

fn read(text: &Mutex<String>) -> String {
    text.lock().map_or_else(|poisoned| poisoned.into_inner().clone(), |text| text.clone())
}

fn set(text: &Mutex<String>, new: String) {
    match text.lock() {
        Ok(mut text) => *text = new,
        Err(mut poisoned) => **poisoned.get_mut() = new,
    }
}

/// Ctrl-C: the first asks the solver to stop, the second ends the program, unless files are being put in place.
#[derive(Debug, Clone)]
pub(crate) struct Stop {
    asked: Arc<AtomicBool>,
    writing: Arc<AtomicBool>,
}

impl Stop {
    /// Listens from now on; `control` is told.
    pub(crate) fn listen(control: &Control) -> Result<Self, Failure> {
        let stop = Self { asked: Arc::clone(&control.cancel), writing: Arc::default() };
        let heard = stop.clone();
        ctrlc::set_handler(move || {
            if heard.asked.swap(true, Ordering::SeqCst) && !heard.writing.load(Ordering::SeqCst) {
                // 128 and the number of the signal, as shells count.
                std::process::exit(130);
            }
        })
        .map_err(|error| Failure::usage(format!("cannot listen for Ctrl-C: {error}")))?;
        Ok(stop)
    }

    /// Ends here if it was asked to.
    pub(crate) fn check(&self) -> Result<(), Failure> {
        if self.asked.load(Ordering::SeqCst) { Err(Failure::stopped(Ended::Cancelled)) } else { Ok(()) }
    }

    /// From now on files are put in place.
    pub(crate) fn writing(&self) {
        self.writing.store(true, Ordering::SeqCst);
    }
}
