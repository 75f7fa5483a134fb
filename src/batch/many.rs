//! Many scenarios × seeds on one pool. Threads take blocks of replications of whichever run is open; who ends a run's
//! last block writes its folder. What is whole from before is kept, so that an interrupted batch goes on where it
//! stopped; nothing depends on the order in which the threads come by.

use super::jobs::{Job, whole};
use super::run::{Begun, Failure, Options, Stage};
use super::{CHUNK, Chunk, Keep, Replicated, Watch, chunk, next_target, pool};
use crate::forecast::{Books, Decision, Ledger, TWINS, precisions};
use crate::scenario::{Disk, Replications};
use crate::simulate::Engine;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

/// How a run of a batch ended.
#[derive(Debug)]
pub enum Ended {
    /// Its folder was there, whole, from the same inputs.
    Kept,
    /// It was run.
    Run,
    /// It was not.
    Failed(Failure),
}

/// Makes all runs that are not there yet; what became of each, in their order. When the watch stops it, runs that were
/// not finished are [`Failure::Interrupted`] and leave nothing behind.
///
/// # Errors
/// Where the system gives no threads.
pub fn many(jobs: &[Job], options: &Options, watch: &dyn Watch) -> Result<Vec<Ended>, Failure> {
    let threads = pool(options.threads).map_err(|e| Failure::Fault(e.to_string()))?;
    let queue = Queue::new(jobs, options, watch);
    threads.broadcast(|_| queue.read());
    threads.broadcast(|_| queue.work(&threads));
    let ended = queue
        .state
        .into_inner()
        .unwrap_or_else(PoisonError::into_inner)
        .ended;
    Ok(ended
        .into_iter()
        .map(|e| e.unwrap_or(Ended::Failed(Failure::Interrupted)))
        .collect())
}

/// A run whose replications are being made.
struct Open {
    job: usize,
    begun: Begun,
    progress: Mutex<Progress>,
}

/// How far an open run is.
struct Progress {
    /// The next replication to hand out.
    next: usize,
    /// Where to go to; none further are handed out.
    to: usize,
    /// Blocks handed out and not back.
    out: usize,
    chunks: Vec<Chunk<crate::forecast::Sample>>,
    done: Replicated,
}

/// What the threads share.
struct State {
    /// Runs in work, in the order of the jobs.
    open: Vec<Arc<Open>>,
    /// Runs being opened.
    opening: usize,
    /// The next job to open.
    next: usize,
    ended: Vec<Option<Ended>>,
}

struct Queue<'a> {
    jobs: &'a [Job],
    options: &'a Options,
    watch: &'a dyn Watch,
    /// The next job to read.
    reading: AtomicUsize,
    /// Replications expected.
    expected: AtomicUsize,
    state: Mutex<State>,
    changed: Condvar,
}

/// What a thread does next.
enum Turn {
    Blocks(Arc<Open>),
    Begin(usize),
    Over,
}

fn keep() -> Keep<'static, crate::forecast::Sample> {
    Keep {
        of: &|s| s,
        precise: &|_| Vec::new(),
        twins: TWINS,
    }
}

impl<'a> Queue<'a> {
    fn new(jobs: &'a [Job], options: &'a Options, watch: &'a dyn Watch) -> Queue<'a> {
        let state = State {
            open: Vec::new(),
            opening: 0,
            next: 0,
            ended: jobs.iter().map(|_| None).collect(),
        };
        Queue {
            jobs,
            options,
            watch,
            reading: AtomicUsize::new(0),
            expected: AtomicUsize::new(0),
            state: Mutex::new(state),
            changed: Condvar::new(),
        }
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn end(&self, job: usize, how: Ended) {
        self.state().ended[job] = Some(how);
    }

    /// Reads scenarios before any is run: what is wrong is found at once, what is whole is kept, and how much there is
    /// to do is known.
    fn read(&self) {
        loop {
            let i = self.reading.fetch_add(1, Ordering::Relaxed);
            let Some(job) = self.jobs.get(i).filter(|_| !self.watch.stopped()) else {
                return;
            };
            match self.stage(job) {
                Err(failure) => self.end(i, Ended::Failed(failure)),
                Ok(stage) => {
                    let replications = stage.replications(self.options);
                    let inputs = stage.layout.inputs(&stage.scenario.inputs, false);
                    let seed = job.seed.unwrap_or(stage.model.spec.seed);
                    if whole(&job.out, &inputs, seed, replications) {
                        self.end(i, Ended::Kept);
                    } else if let Replications::Fixed(n) = replications {
                        self.expect(n as usize);
                    }
                }
            }
        }
    }

    fn stage(&self, job: &Job) -> Result<Stage, Failure> {
        let from = std::env::current_dir().unwrap_or_default();
        Stage::load(&Disk, &from, &job.file.to_string_lossy())
    }

    fn expect(&self, more: usize) {
        let before = self.expected.fetch_add(more, Ordering::Relaxed);
        self.watch.expect(before + more);
    }

    /// What every thread does: blocks of the first run that has any, else another run is begun.
    fn work(&self, threads: &rayon::ThreadPool) {
        loop {
            match self.turn() {
                Turn::Over => return,
                Turn::Begin(job) => self.begin(job),
                Turn::Blocks(open) => {
                    if self.blocks(&open) {
                        self.close(open, threads);
                    }
                }
            }
        }
    }

    /// Waits while another thread may still find something to share: only who has nothing to wait for goes, and helps
    /// with the summaries of the last runs.
    fn turn(&self) -> Turn {
        let mut state = self.state();
        loop {
            if self.watch.stopped() {
                return Turn::Over;
            }
            if let Some(open) = state.open.iter().find(|o| o.has_blocks()) {
                return Turn::Blocks(Arc::clone(open));
            }
            while let Some(ended) = state.ended.get(state.next) {
                let job = state.next;
                let wanted = ended.is_none();
                state.next += 1;
                if wanted {
                    state.opening += 1;
                    return Turn::Begin(job);
                }
            }
            if state.opening == 0 && state.open.is_empty() {
                return Turn::Over;
            }
            let waited = self.changed.wait_timeout(state, Duration::from_millis(50));
            state = waited.unwrap_or_else(PoisonError::into_inner).0;
        }
    }

    fn begin(&self, job: usize) {
        let of = &self.jobs[job];
        let options = Options {
            seed: of.seed,
            // A run folder that is there is not whole for these inputs: it is made again.
            overwrite: true,
            ..self.options.clone()
        };
        let begun = Begun::load(&of.file.to_string_lossy(), &of.out, &options);
        let mut state = self.state();
        state.opening -= 1;
        match begun {
            Err(failure) => state.ended[job] = Some(Ended::Failed(failure)),
            Ok(begun) => {
                let to = match next_target(begun.replications, &[], &keep()) {
                    Decision::RunTo(n) => n,
                    Decision::Enough | Decision::NotConverged => 0,
                };
                if begun.replications == Replications::Auto {
                    self.expect(to);
                }
                state.open.push(Arc::new(Open {
                    job,
                    begun,
                    progress: Mutex::new(Progress {
                        next: 0,
                        to,
                        out: 0,
                        chunks: Vec::new(),
                        done: Replicated::default(),
                    }),
                }));
            }
        }
        drop(state);
        self.changed.notify_all();
    }

    /// Makes blocks of a run until it has none left; true for who brings the last one back.
    fn blocks(&self, open: &Open) -> bool {
        let books = Books::new(&open.begun.stage.model);
        let mut engine = Engine::new(books.model);
        let mut ledger = Ledger::default();
        while let Some(range) = open.take() {
            let n = range.len();
            let made = chunk(&books, &mut engine, &mut ledger, range, self.watch, &keep());
            if self.watch.stopped() {
                return false;
            }
            let last = open.bring(made, &books, &|more| self.expect(more));
            self.watch.done(n);
            if last {
                return true;
            }
        }
        false
    }

    /// Takes a run whose replications are all there out of the queue and writes its folder.
    fn close(&self, open: Arc<Open>, threads: &rayon::ThreadPool) {
        self.state().open.retain(|o| o.job != open.job);
        self.changed.notify_all();
        let job = open.job;
        let mut progress = open.lock();
        let done = std::mem::take(&mut progress.done);
        drop(progress);
        // Others may hold it for a moment longer, and find no block in it.
        let mut shared = open;
        let open = loop {
            match Arc::try_unwrap(shared) {
                Ok(open) => break open,
                Err(still) => shared = still,
            }
            std::thread::sleep(Duration::from_millis(1));
        };
        let how = match open.begun.finish(done, threads, self.watch) {
            Ok(_) => Ended::Run,
            Err(failure) => Ended::Failed(failure),
        };
        self.end(job, how);
        self.changed.notify_all();
    }
}

impl Open {
    fn lock(&self) -> MutexGuard<'_, Progress> {
        self.progress.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn has_blocks(&self) -> bool {
        let p = self.lock();
        p.next < p.to
    }

    /// The next block.
    fn take(&self) -> Option<std::ops::Range<usize>> {
        let mut p = self.lock();
        if p.next >= p.to {
            return None;
        }
        let first = p.next;
        p.next = (first + CHUNK).min(p.to);
        p.out += 1;
        Some(first..p.next)
    }

    /// Brings a block back; true for the last of the run.
    fn bring(
        &self,
        made: Chunk<crate::forecast::Sample>,
        books: &Books,
        expect: &dyn Fn(usize),
    ) -> bool {
        let mut p = self.lock();
        p.out -= 1;
        p.chunks.push(made);
        if p.out > 0 || p.next < p.to {
            return false;
        }
        let chunks = std::mem::take(&mut p.chunks);
        p.done.take(chunks);
        let keep = Keep {
            precise: &|samples| precisions(books, samples),
            ..keep()
        };
        match next_target(self.begun.replications, &p.done.samples, &keep) {
            Decision::RunTo(n) => {
                expect(n - p.to);
                p.to = n;
                false
            }
            enough => {
                p.done.converged = enough == Decision::Enough;
                true
            }
        }
    }
}
