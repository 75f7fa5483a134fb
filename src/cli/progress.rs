//! The progress bar on stderr, and Ctrl-C.

use super::args::Common;
use crate::batch::Watch;
use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

/// Shows how far a run is, and stops it on Ctrl-C.
#[derive(Debug)]
pub struct Progress {
    bar: ProgressBar,
    stop: Stop,
}

/// Set by Ctrl-C, and by a request to end.
#[derive(Clone, Debug, Default)]
pub struct Stop(Arc<AtomicBool>);

impl Stop {
    /// Listens from now on; a second Ctrl-C ends the program where it stands.
    pub fn listen() -> Stop {
        let stop = Stop::default();
        let flag = Arc::clone(&stop.0);
        // Where no handler can be set, Ctrl-C ends the program; the next run cleans up behind it.
        let _ = ctrlc::set_handler(move || {
            if flag.swap(true, Ordering::Relaxed) {
                std::process::exit(super::Exit::Interrupted as i32);
            }
        });
        stop
    }

    /// Was it set?
    pub fn is_set(&self) -> bool {
        self.0.load(Ordering::Relaxed)
    }
}

impl Progress {
    /// A bar with a name before it; none where nobody would see it.
    pub fn new(name: &str, common: &Common, stop: &Stop) -> Progress {
        let target = if common.quiet {
            ProgressDrawTarget::hidden()
        } else {
            ProgressDrawTarget::stderr()
        };
        let bar = ProgressBar::with_draw_target(Some(0), target).with_message(name.to_owned());
        let template = "{msg} [{bar:40}] {human_pos}/{human_len} replications, {eta} to go";
        if let Ok(style) = ProgressStyle::with_template(template) {
            bar.set_style(style.progress_chars("=> "));
        }
        Progress {
            bar,
            stop: stop.clone(),
        }
    }

    /// Takes the bar away.
    pub fn finish(&self) {
        self.bar.finish_and_clear();
    }
}

impl Watch for Progress {
    fn done(&self, more: usize) {
        self.bar.inc(more as u64);
    }

    fn expect(&self, total: usize) {
        self.bar.set_length(total as u64);
    }

    fn stopped(&self) -> bool {
        self.stop.is_set()
    }
}
