//! The track record of past forecasts: looked at, and handed on to the run folder as it is.

use super::reader::Reader;
use super::source::{Files, Role};
use super::view::View;

/// First columns of a track record.
const HEAD: &str = "target,horizon,n,";

/// Opens the file that `track_record` names.
pub fn build(reader: &mut Reader, files: &dyn Files, root: &View<'_>) {
    let Some(path) = root.text("track_record") else {
        return;
    };
    let pos = root.at("track_record");
    let target = reader.sources.resolve(pos, path);
    let opened = reader
        .sources
        .open(files, &target, Role::TrackRecord, Some(pos));
    let Some(file) = opened else { return };
    let text = reader.text_of(file);
    let width = text.lines().next().map_or(0, |l| l.split(',').count());
    let mut rows = csv::ReaderBuilder::new()
        .flexible(true)
        .from_reader(text.as_bytes());
    let even = rows.records().all(|r| r.is_ok_and(|r| r.len() == width));
    if !text.starts_with(HEAD) || !even {
        let message = format!("`{target}` is no track record");
        reader.problem(
            pos,
            message,
            "track_record.csv of `carecast backtest`",
            None,
        );
    }
}
