//! The XML return: `EXPSSDA903` with a `CHILD` for each child, a `HEADER` and `EPISODE`s in it.

use super::raw::{COLUMNS, Column, Raw};
use crate::returns::council::Page;
use crate::words::error::Problem;
use quick_xml::Reader;
use quick_xml::events::Event;

/// Cells by column.
type Cells = [String; COLUMNS.len()];

/// The column of an element of a header or an episode.
fn column(name: &str) -> Option<usize> {
    let name = match name {
        "CHILDID" => "CHILD",
        "PL" => "PLACE",
        n => n,
    };
    COLUMNS.iter().position(|c| *c == name)
}

/// Reads an XML return. Rows are numbered: children for the header, episodes for themselves.
///
/// # Errors
/// Where it is no XML, or not a return.
pub fn read(page: &Page<'_>, file: u16, raw: &mut Raw) -> Result<(), Vec<Problem>> {
    let mut reader = Reader::from_str(page.text.trim_start_matches('\u{feff}'));
    let mut path: Vec<String> = Vec::new();
    let (mut head, mut episode) = (Cells::default(), Cells::default());
    let (mut children, mut episodes) = (0u32, 0u32);
    let mut cell = String::new();
    loop {
        let byte = reader.buffer_position() as usize;
        let event = reader.read_event().map_err(|e| {
            vec![page.problem(
                page.place_of(byte),
                format!("the XML can not be read: {e}"),
                "a whole SSDA903 return".to_owned(),
                None,
            )]
        })?;
        match event {
            Event::Start(e) => {
                let name = e.local_name().as_ref().to_ascii_uppercase();
                if path.is_empty() && name != "EXPSSDA903" && name != "MESSAGE" {
                    return Err(vec![page.problem(
                        page.place_of(byte),
                        format!("the XML is `{name}`"),
                        "`EXPSSDA903`, the children looked after return".to_owned(),
                        None,
                    )]);
                }
                match name.as_str() {
                    "CHILD" => head = Cells::default(),
                    "EPISODE" => episode = Cells::default(),
                    _ => {}
                }
                cell.clear();
                path.push(name);
            }
            Event::Text(t) => cell.push_str(&t),
            Event::End(_) => {
                let name = path.pop().unwrap_or_default();
                let into = match path.last().map(String::as_str) {
                    Some("HEADER") => Some(&mut head),
                    Some("EPISODE") => Some(&mut episode),
                    _ => None,
                };
                if let (Some(cells), Some(i)) = (into, column(&name)) {
                    cells[i] = cell.trim().to_owned();
                }
                cell.clear();
                match name.as_str() {
                    "HEADER" => {
                        children += 1;
                        raw.person((file, children), false, |c: Column| {
                            head[c as usize].as_str()
                        });
                    }
                    "EPISODE" => {
                        episodes += 1;
                        let child = head[Column::Child as usize].as_str();
                        raw.episode((file, episodes), |c: Column| match c {
                            Column::Child => child,
                            c => episode[c as usize].as_str(),
                        });
                    }
                    _ => {}
                }
            }
            Event::Eof => break,
            _ => {}
        }
    }
    if path.is_empty() && children > 0 {
        return Ok(());
    }
    let what = if children == 0 { "no child" } else { "no end" };
    Err(vec![page.problem(
        (1, None),
        format!("the return has {what}"),
        "`EXPSSDA903` with a `CHILD` for each child".to_owned(),
        None,
    )])
}
