//! `report`.

use super::args::{Common, Report};
use super::paths::expand;
use super::progress::{Progress, Stop};
use super::{Exit, complain, failed, print, warn};
use crate::batch;
use serde_json::json;

/// Writes one report of run folders, or of a comparison's folder.
pub fn report(arguments: &Report, common: &Common) -> Exit {
    let folders = match expand(&arguments.folders) {
        Ok(folders) => folders,
        Err(why) => {
            complain(&why);
            return Exit::Arguments;
        }
    };
    let written = [Some(&arguments.out), arguments.workbook.as_ref()];
    for there in written.into_iter().flatten().filter(|f| f.exists()) {
        if !arguments.overwrite {
            complain(&format!(
                "could not write {}: it is there; --overwrite replaces it",
                there.display()
            ));
            return Exit::Files;
        }
    }
    let stop = Stop::listen();
    let progress = Progress::new("report", common, &stop);
    let result = batch::report(
        &folders,
        &arguments.out,
        arguments.workbook.as_deref(),
        (arguments.audience, arguments.child_level),
        &progress,
    );
    progress.finish();
    let made = match result {
        Ok(made) => made,
        Err(failure) => return failed(&failure, stop.is_set()),
    };
    for w in &made.warnings {
        warn(common, w);
    }
    if common.json {
        let object = json!({ "scenarios": made.scenarios, "files": made.files, "audience": arguments.audience.name() });
        return print(&format!("{object}\n"));
    }
    if common.quiet {
        return Exit::Done;
    }
    let files: Vec<String> = made.files.iter().map(|f| f.display().to_string()).collect();
    print(&format!(
        "{} of {}, for {} readers\n",
        files.join(" and "),
        made.scenarios.join(", "),
        arguments.audience.name()
    ))
}
