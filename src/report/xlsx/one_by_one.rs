//! The dearest placements child by child, below the bands: only where they were asked for.

use super::super::data::{CHILD_LEVEL, Run};
use super::super::plain::{group_words, sentence};
use super::sheet::{Sheet, Wrote};

/// Writes them below row `from`; nothing where the run has none.
pub fn write(s: &mut Sheet, run: &Run, from: u32) -> Wrote {
    let of = run.table(CHILD_LEVEL);
    let Some(first) = of.iter().next() else {
        return Ok(());
    };
    let title = "Child by child, at the snapshot: personal data, for the council's own use";
    let (head, note) = (s.formats.head.clone(), s.formats.note.clone());
    s.of.write_with_format(from, 0, title, &note)?;
    let share = format!("Share of the {}", first.text("share_of"));
    let heads = [
        "Child",
        "Setting",
        "Placed on",
        "Turns 18 on",
        "Weekly price, £",
        "To the year's end at this price, £",
        "Over a full year, £",
        &share,
        "Share of all so far",
    ];
    for (c, text) in heads.into_iter().enumerate() {
        s.of.write_with_format(from + 1, c as u16, text, &head)?;
    }
    let (pounds, percent) = (s.formats.pounds.clone(), s.formats.percent.clone());
    let columns = [
        ("weekly_price", &pounds),
        ("cost_to_year_end", &pounds),
        ("full_year_cost", &pounds),
        ("share", &percent),
        ("share_cumulative", &percent),
    ];
    for (row, l) in (from + 2..).zip(of.iter()) {
        s.text(row, 0, l.text("child"))?;
        s.text(row, 1, &sentence(&group_words(l.text("setting"))))?;
        s.text(row, 2, l.text("placement_start"))?;
        s.text(row, 3, l.text("turns_18"))?;
        for (c, (column, format)) in (4..).zip(columns) {
            s.figure(
                row,
                c,
                run.figure(CHILD_LEVEL, &l, &["rank"], column),
                format,
            )?;
        }
    }
    Ok(())
}
