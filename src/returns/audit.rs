//! The audit of the cleaning: every row that was dropped, merged, cut or mended, by which rule, and a summary.

use std::fmt::Write;

/// What was done to a row.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Done {
    /// Not used.
    Dropped,
    /// Made one with its neighbour.
    Merged,
    /// Its end was moved.
    Cut,
    /// Read as something else than it says.
    Mended,
}

impl Done {
    /// Its name in `cleaning.csv`.
    pub fn name(self) -> &'static str {
        match self {
            Done::Dropped => "dropped",
            Done::Merged => "merged",
            Done::Cut => "cut",
            Done::Mended => "mended",
        }
    }
}

macro_rules! rules {
    ($($(#[$doc:meta])* $rule:ident, $name:literal, $done:ident, $text:literal;)*) => {
        /// The rules of the cleaning, in the order in which they are applied. Numbers in the texts are those of the
        /// DfE's validation rules.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
        pub enum Rule {
            $(#[doc = $text] $rule,)*
        }

        impl Rule {
            /// All rules.
            pub const ALL: &'static [Rule] = &[$(Rule::$rule,)*];

            /// Its name in `cleaning.csv`.
            pub fn name(self) -> &'static str {
                match self { $(Rule::$rule => $name,)* }
            }

            /// What it does to a row.
            pub fn done(self) -> Done {
                match self { $(Rule::$rule => Done::$done,)* }
            }

            /// What it is about, in words.
            pub fn text(self) -> &'static str {
                match self { $(Rule::$rule => $text,)* }
            }
        }
    };
}

rules! {
    CellCount, "cell_count", Dropped, "row with more or fewer cells than the first line has columns";
    NoChild, "no_child", Dropped, "no child id";
    NoStart, "no_start", Dropped, "no start of the episode (DECOM)";
    NoBirth, "no_birth", Dropped, "no date of birth";
    BadDate, "bad_date", Dropped, "a date that is none";
    ExcelDate, "excel_date", Mended, "a date as Excel's serial number";
    NoHeader, "no_header", Dropped, "child without a row in the header file (INT03)";
    TwoChildren, "two_children", Dropped, "one id with two dates of birth in one return: two children";
    BirthChanged, "birth_changed", Mended, "date of birth differs between returns: the latest is taken";
    UnknownPlace, "unknown_place", Dropped, "a placement code that is not known";
    UnknownCode, "unknown_code", Mended, "another code that is not known: read as blank";
    NoProvider, "no_provider", Mended, "no provider: foster care taken as the council's own, homes as an agency's (213)";
    ShortBreak, "short_break", Dropped, "short breaks (V3, V4): not looked after in the DfE's counts";
    Recode, "recode", Merged, "H5 or P2 coded K3 at a year boundary: no move (503D)";
    Stacked, "stacked", Merged, "the episode stands in a later return too, as it was known then";
    SameStart, "same_start", Dropped, "another episode of the child begins on the same day: the latest end is kept";
    SameEnd, "same_end", Dropped, "another episode of the child ends on the same day: the longer is kept";
    Overlap, "overlap", Cut, "ends after the child's next episode begins (501)";
    OpenNotLast, "open_not_last", Cut, "open though the child has a later episode (142)";
    EndsBeforeStart, "ends_before_start", Dropped, "ends before it starts (356)";
    NoNight, "no_night", Dropped, "begins and ends on the same day (355)";
    BeforeBirth, "before_birth", Dropped, "begins before the child was born (302)";
    Over18, "over_18", Dropped, "begins on or after the 18th birthday (352)";
    Past18, "past_18", Cut, "goes on after the 18th birthday: left that day (437)";
    AfterCover, "after_cover", Dropped, "begins after the last day the returns see";
    EndAfterCover, "end_after_cover", Mended, "ends after the last day the returns see: taken as open";
    Vanished, "vanished", Cut, "open, and not in the next return: taken as left at the end of its last (502)";
    ReasonWithoutEnd, "reason_without_end", Mended, "a reason for ceasing without an end: taken as open (148)";
    NoReason, "no_reason", Mended, "an end without a reason, and nothing follows: left for a reason not known (148)";
    NoContinuation, "no_continuation", Mended, "goes on (X1) and nothing follows: left for a reason not known (388)";
    ExitAndOn, "exit_and_on", Mended, "left care, and goes on the same day without a new start: stayed in care (433)";
    StartInside, "start_inside", Mended, "a start on the day the episode before went on (X1): stayed in care (431)";
    Gap, "gap", Mended, "goes on (X1) after a gap: taken as without one (388)";
    NotAStart, "not_a_start", Mended, "begins after an exit without being a start: taken as one (432)";
    Temporary, "temporary", Merged, "temporary placement (T0 to T4): folded into the placement returned to";
    SamePlacement, "same_placement", Merged, "same carer and setting: a change of legal status or of its terms, no move";
    BeforeCover, "before_cover", Dropped, "a period of care that ended before the returns begin";
    FeeBad, "fee_bad", Dropped, "fee that can not be read";
    FeeMended, "fee_mended", Mended, "fee with £, commas or pence, or a share in per cent: read as the number it is";
    FeeUnmatched, "fee_unmatched", Mended, "fee of no placement in the returns: counts for the average of its setting only";
    FeeLost, "fee_lost", Dropped, "fee of no placement in the returns, and no setting known";
    FeePlace, "fee_place", Mended, "fee of a URN or postcode that is several placements', or of two at once: counts for the average of its setting only";
    FeeElsewhere, "fee_elsewhere", Mended, "fee of another URN or postcode than the return has: joined by the child";
    FeeSetting, "fee_setting", Mended, "fee of another setting than the return has: the return's is taken";
    FeeConflict, "fee_conflict", Dropped, "fee that contradicts another of the same placement and days: the later row is taken";
}

/// One row of the audit.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    /// Index of the file.
    pub file: u16,
    /// Line in it, from 1; in XML the number of the episode.
    pub line: u32,
    /// Index of the child's id in [`Audit::children`]; `u32::MAX` where the row has none.
    pub child: u32,
    /// Rule.
    pub rule: Rule,
    /// What the row said, and what it became, where the rule does not say it.
    pub detail: String,
}

/// The audit of a reading.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Audit {
    /// Names of the files.
    pub files: Vec<String>,
    /// Ids of the children, or their keyed hashes.
    pub children: Vec<String>,
    /// Rows, by file and line.
    pub entries: Vec<Entry>,
    /// Rows of header, episodes and UASC files that were read.
    pub rows: usize,
    /// Rows of episodes among them.
    pub episodes: usize,
}

/// A line of the summary.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Count {
    /// Rule.
    pub rule: Rule,
    /// Rows it was applied to.
    pub rows: usize,
    /// Children among them.
    pub children: usize,
}

impl Audit {
    /// Notes what was done to a row.
    pub fn note(
        &mut self,
        (file, line): (u16, u32),
        child: u32,
        rule: Rule,
        detail: impl Into<String>,
    ) {
        self.entries.push(Entry {
            file,
            line,
            child,
            rule,
            detail: detail.into(),
        });
    }

    /// Rows and children by rule, the rules in their order; those that were never applied are left out.
    pub fn summary(&self) -> Vec<Count> {
        Rule::ALL
            .iter()
            .filter_map(|rule| {
                let of = || self.entries.iter().filter(|e| e.rule == *rule);
                let mut children: Vec<u32> =
                    of().map(|e| e.child).filter(|c| *c != u32::MAX).collect();
                children.sort_unstable();
                children.dedup();
                let rows = of().count();
                (rows > 0).then_some(Count {
                    rule: *rule,
                    rows,
                    children: children.len(),
                })
            })
            .collect()
    }

    /// The audit as `cleaning.csv`. Its first column says that its rows are personal data.
    pub fn csv(&self) -> String {
        let mut out = String::from("personal_data,file,row,child,rule,done,detail\n");
        for e in &self.entries {
            let file = self
                .files
                .get(usize::from(e.file))
                .map_or("", String::as_str);
            let child = self
                .children
                .get(e.child as usize)
                .map_or("", String::as_str);
            // Writing to a string can not fail.
            let _ = writeln!(
                out,
                "yes,{},{},{},{},{},{}",
                cell(file),
                e.line,
                cell(child),
                e.rule.name(),
                e.rule.done().name(),
                cell(&e.detail)
            );
        }
        out
    }

    /// The summary in words, a line a rule.
    pub fn words(&self) -> String {
        let mut out = String::new();
        let summary = self.summary();
        let _ = writeln!(
            out,
            "{} rows read, {} of them episodes; cleaning:",
            grouped(self.rows),
            grouped(self.episodes)
        );
        if summary.is_empty() {
            out.push_str("  nothing to clean\n");
        }
        for c in summary {
            let _ = writeln!(
                out,
                "  {:>9} {:<7} {:<20} {}",
                grouped(c.rows),
                c.rule.done().name(),
                c.rule.name(),
                c.rule.text()
            );
        }
        out
    }
}

/// A cell of CSV. Text that a spreadsheet would take for a formula gets a space before it.
fn cell(text: &str) -> String {
    let formula = text.starts_with(['=', '+', '-', '@']);
    let text = if formula {
        format!(" {text}")
    } else {
        text.to_owned()
    };
    if text.contains([',', '"', '\n', '\r']) {
        format!("\"{}\"", text.replace('"', "\"\""))
    } else {
        text
    }
}

/// A whole number with commas between thousands.
pub fn grouped(n: usize) -> String {
    let digits = n.to_string();
    let mut out = String::new();
    for (i, c) in digits.chars().enumerate() {
        if i > 0 && (digits.len() - i).is_multiple_of(3) {
            out.push(',');
        }
        out.push(c);
    }
    out
}
