//! A panel of published figures: councils × years × indicators, each with its source. Read from the long form
//! (`year,la_code,ons_code,la_name,indicator,value,flag,source`), or filled from published tables.

mod read;
#[cfg(test)]
mod tests;

pub use read::read;

use std::collections::BTreeMap;

/// A published figure.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Figure {
    /// A number.
    Known(f64),
    /// Withheld or rounded away: between these bounds, both included.
    Between(f64, f64),
    /// Not applicable, not reported, or blank.
    Missing,
}

impl Figure {
    /// The figure where it is a number.
    pub fn known(self) -> Option<f64> {
        match self {
            Figure::Known(x) => Some(x),
            _ => None,
        }
    }

    /// A cell as published: `1,234`, `c`, `x`, `~` withheld (true value usually 1 to 5; `~` may be 0), `k` rounds to
    /// zero, `z`, `-`, `:`, `..` and blank for nothing. `None`: none of them.
    pub fn parse(text: &str) -> Option<Figure> {
        Some(match text {
            "" | "z" | "-" | ":" | ".." | "NA" | "na" => Figure::Missing,
            "c" | "x" | "C" | "X" => Figure::Between(1.0, 5.0),
            "~" => Figure::Between(0.0, 5.0),
            "k" | "K" => Figure::Between(0.0, 2.0),
            _ => {
                let plain = text.trim_start_matches('£').replace([',', ' '], "");
                let x = plain.parse::<f64>().ok().filter(|x| x.is_finite())?;
                Figure::Known(x)
            }
        })
    }
}

/// A figure and where it is from.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Entry {
    /// The figure.
    pub figure: Figure,
    /// Index of its source: [`Panel::source_name`].
    pub source: u16,
}

/// A council, England (code 0) or a region (codes 1 to 9).
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Council {
    /// The department's code: 879.
    pub la_code: u16,
    /// The statistics office's code, blank where not known.
    pub ons_code: String,
    /// Name.
    pub name: String,
    /// Region, where known.
    pub region: Option<String>,
}

/// Published figures by council, indicator and year (years end on 31 March of the year given).
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Panel {
    councils: BTreeMap<u16, Council>,
    indicators: BTreeMap<String, BTreeMap<u16, BTreeMap<i32, Entry>>>,
    sources: Vec<String>,
    /// What a reader should be told: vintages that differ, and which was used.
    pub notices: Vec<String>,
}

impl Panel {
    /// Index of a source by name, which is added where new.
    pub fn source(&mut self, name: &str) -> u16 {
        let i = self.sources.iter().position(|s| s == name);
        let i = i.unwrap_or_else(|| {
            self.sources.push(name.to_owned());
            self.sources.len() - 1
        });
        u16::try_from(i).unwrap_or(u16::MAX)
    }

    /// Name of a source.
    pub fn source_name(&self, source: u16) -> &str {
        self.sources.get(usize::from(source)).map_or("", |s| s)
    }

    /// Adds a council; what a later one leaves blank stays.
    pub fn council(&mut self, council: Council) {
        let known = self.councils.entry(council.la_code).or_default();
        known.la_code = council.la_code;
        if !council.ons_code.is_empty() {
            known.ons_code = council.ons_code;
        }
        if !council.name.is_empty() {
            known.name = council.name;
        }
        if council.region.is_some() {
            known.region = council.region;
        }
    }

    /// Puts a figure in; gives back the one that stood there.
    pub fn put(
        &mut self,
        la_code: u16,
        indicator: &str,
        year: i32,
        figure: Figure,
        source: u16,
    ) -> Option<Entry> {
        if !self.indicators.contains_key(indicator) {
            self.indicators
                .insert(indicator.to_owned(), BTreeMap::new());
        }
        let by_council = self.indicators.get_mut(indicator)?;
        let by_year = by_council.entry(la_code).or_default();
        by_year.insert(year, Entry { figure, source })
    }

    /// A figure, where there is a row for it.
    pub fn get(&self, la_code: u16, indicator: &str, year: i32) -> Option<&Entry> {
        self.indicators.get(indicator)?.get(&la_code)?.get(&year)
    }

    /// A figure that is a number.
    pub fn known(&self, la_code: u16, indicator: &str, year: i32) -> Option<f64> {
        self.get(la_code, indicator, year)?.figure.known()
    }

    /// The years of a figure; empty where there is none.
    pub fn series(&self, la_code: u16, indicator: &str) -> Vec<(i32, Entry)> {
        let found = self.indicators.get(indicator).and_then(|i| i.get(&la_code));
        found.map_or_else(Vec::new, |s| s.iter().map(|(y, e)| (*y, *e)).collect())
    }

    /// The first year there is a row of a figure for.
    pub fn first_year(&self, la_code: u16, indicator: &str) -> Option<i32> {
        let series = self.indicators.get(indicator)?.get(&la_code)?;
        series.keys().next().copied()
    }

    /// The same without the years after one.
    pub fn until(&self, year: i32) -> Panel {
        let mut cut = self.clone();
        for by_council in cut.indicators.values_mut() {
            for by_year in by_council.values_mut() {
                by_year.retain(|y, _| *y <= year);
            }
        }
        cut
    }

    /// All councils by code.
    pub fn councils(&self) -> impl Iterator<Item = &Council> {
        self.councils.values()
    }

    /// One by its code.
    pub fn by_code(&self, la_code: u16) -> Option<&Council> {
        self.councils.get(&la_code)
    }

    /// Names of the indicators.
    pub fn indicators(&self) -> impl Iterator<Item = &str> {
        self.indicators.keys().map(String::as_str)
    }

    /// First and last year of any figure that is a number.
    pub fn years(&self) -> Option<(i32, i32)> {
        let of = |s: &BTreeMap<i32, Entry>| {
            let mut known = s.iter().filter(|(_, e)| e.figure.known().is_some());
            let first = *known.next()?.0;
            Some((first, known.next_back().map_or(first, |(y, _)| *y)))
        };
        let all = self.indicators.values().flat_map(BTreeMap::values);
        all.filter_map(of)
            .reduce(|a, b| (a.0.min(b.0), a.1.max(b.1)))
    }

    /// The council of a name, a department's code or a statistics office's code; the nearest names where there is none.
    ///
    /// # Errors
    /// Up to three names that come nearest.
    pub fn find(&self, text: &str) -> Result<&Council, Vec<String>> {
        let wanted = plain(text);
        let is = |c: &&Council| {
            plain(&c.name) == wanted
                || c.la_code.to_string() == wanted
                || c.ons_code.eq_ignore_ascii_case(text.trim())
        };
        if let Some(found) = self.councils.values().find(is) {
            return Ok(found);
        }
        let mut near: Vec<(f64, &str)> = self
            .councils
            .values()
            .map(|c| {
                let name = plain(&c.name);
                let holds = name.contains(&wanted) || wanted.contains(&name);
                let score = strsim::jaro_winkler(&wanted, &name);
                (if holds { score.max(0.95) } else { score }, c.name.as_str())
            })
            .filter(|(score, _)| *score >= 0.7)
            .collect();
        near.sort_by(|a, b| b.0.total_cmp(&a.0));
        Err(near.into_iter().take(3).map(|n| n.1.to_owned()).collect())
    }
}

/// A name without case, punctuation and the words that come and go.
fn plain(name: &str) -> String {
    let name = name.to_lowercase().replace('&', "and").replace("st.", "st");
    let name = name.replace(['.', ',', '-', '\''], " ");
    let words = name
        .split_whitespace()
        .filter(|w| !["city", "of", "council", "county", "borough", "the"].contains(w));
    words.collect::<Vec<_>>().join(" ")
}
