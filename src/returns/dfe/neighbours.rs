//! The table of statistical neighbours.

use std::collections::BTreeMap;

/// A council's statistical neighbours, the nearest first.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Neighbours {
    /// The department's codes.
    pub codes: Vec<u16>,
    /// How near each is, in the table's words.
    pub how: Vec<String>,
    /// File they are from.
    pub file: String,
}

/// Reads `LA num,LA Name,…,SN1,SNP,SN2,SNP …`; what is not a code is left out.
pub fn read(file: &str, text: &str, out: &mut BTreeMap<u16, Neighbours>) {
    let body = text.trim_start_matches('\u{feff}');
    let mut reader = csv::ReaderBuilder::new()
        .flexible(true)
        .from_reader(body.as_bytes());
    let headers = reader.headers().cloned().unwrap_or_default();
    let ordered = |n: usize| headers.iter().position(|h| h.trim() == format!("SN{n}"));
    let columns: Vec<usize> = (1..=20).filter_map(ordered).collect();
    for record in reader.records().flatten() {
        let Some(la) = record.get(0).and_then(|c| c.trim().parse().ok()) else {
            continue;
        };
        let mut row = Neighbours {
            file: file.to_owned(),
            ..Neighbours::default()
        };
        for i in &columns {
            if let Some(code) = record.get(*i).and_then(|c| c.trim().parse().ok()) {
                row.codes.push(code);
                let how = record.get(i + 1).unwrap_or("").trim();
                row.how.push(how.to_lowercase());
            }
        }
        out.insert(la, row);
    }
}
