//! The program: arguments to work, work to words. Only this room prints: results to files, a summary to stdout,
//! progress and warnings to stderr. A closed pipe is success.

mod args;
mod args_records;
mod backtest;
mod backtest_returns;
mod batch;
mod compare;
mod council;
mod council_all;
mod example;
mod fit;
mod parse;
mod paths;
mod progress;
mod report;
mod run;

use crate::batch::Failure;
use crate::report::problems;
use crate::scenario::Rejected;
use args::{Arguments, Command, Common};
use clap::{CommandFactory, Parser};
use std::io::{self, IsTerminal, Write};
use std::process::ExitCode;

/// How the program ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Exit {
    /// Done.
    Done = 0,
    /// A fault of the program.
    Fault = 1,
    /// Wrong arguments.
    Arguments = 2,
    /// Wrong input.
    Input = 3,
    /// The file system refused.
    Files = 4,
    /// Not converged.
    NotConverged = 5,
    /// Interrupted.
    Interrupted = 130,
}

/// Runs the program with the arguments of the process.
pub fn main() -> ExitCode {
    let exit = std::panic::catch_unwind(start).unwrap_or(Exit::Fault);
    ExitCode::from(exit as u8)
}

fn start() -> Exit {
    let arguments = match Arguments::try_parse() {
        Ok(a) => a,
        Err(e) => {
            // Help and version go to stdout and are no error; a closed pipe is none either.
            let _ = e.print();
            return if e.use_stderr() {
                Exit::Arguments
            } else {
                Exit::Done
            };
        }
    };
    let common = &arguments.common;
    match arguments.command {
        Command::Run(r) => run::run(&r, common),
        Command::Compare(c) => compare::compare(&c, common),
        Command::Batch(b) => batch::batch(&b, common),
        Command::Report(r) => report::report(&r, common),
        Command::Council(c) => council::council(&c, common),
        Command::Check { files } => run::check(&files, common),
        Command::Verify { folder, inputs } => run::verify(&folder, inputs, common),
        Command::Backtest(b) => backtest::backtest(&b, common),
        Command::Fit(f) => fit::fit(&f, common),
        Command::Schema => print(&schema_text()),
        Command::Example { what } => example::example(&what, common),
        Command::Completions { shell } => {
            let mut text = Vec::new();
            clap_complete::generate(shell, &mut Arguments::command(), "carecast", &mut text);
            print(&String::from_utf8_lossy(&text))
        }
    }
}

fn schema_text() -> String {
    let mut text = serde_json::to_string_pretty(&crate::scenario::schema()).unwrap_or_default();
    text.push('\n');
    text
}

/// Prints results. A closed pipe is success: whoever read had enough.
fn print(text: &str) -> Exit {
    let mut out = io::stdout().lock();
    match out.write_all(text.as_bytes()).and_then(|()| out.flush()) {
        Ok(()) => Exit::Done,
        Err(e) if e.kind() == io::ErrorKind::BrokenPipe => Exit::Done,
        Err(e) => {
            complain(&format!("could not print: {e}"));
            Exit::Files
        }
    }
}

/// Says what is wrong, on stderr.
fn complain(text: &str) {
    let _ = writeln!(io::stderr().lock(), "error: {text}");
}

/// Says what should be known, on stderr.
fn warn(common: &Common, text: &str) {
    if !common.quiet {
        let _ = writeln!(io::stderr().lock(), "warning: {text}");
    }
}

/// May this stream have colours?
fn colour(stream: &impl IsTerminal) -> bool {
    let wanted = std::env::var_os("NO_COLOR").is_none_or(|v| v.is_empty());
    wanted && stream.is_terminal() && std::env::var_os("TERM").is_none_or(|t| t != "dumb")
}

/// Shows all problems of an input.
fn show_problems(rejected: &Rejected) {
    let stderr = io::stderr();
    let text = problems::render(&rejected.problems, &rejected.texts, colour(&stderr));
    let _ = write!(stderr.lock(), "{text}");
}

/// Says why it did not work, and how the program ends.
fn failed(failure: &Failure, stopped: bool) -> Exit {
    if stopped {
        complain("interrupted; nothing was written");
        return Exit::Interrupted;
    }
    match failure {
        Failure::Input(rejected) => {
            show_problems(rejected);
            Exit::Input
        }
        Failure::Arguments(why) => {
            complain(why);
            Exit::Arguments
        }
        Failure::Store(e) => {
            complain(&e.to_string());
            Exit::Files
        }
        Failure::Interrupted => Exit::Interrupted,
        Failure::Fault(what) => {
            complain(&format!("a fault of the program: {what}"));
            Exit::Fault
        }
    }
}
