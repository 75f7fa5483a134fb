//! Problems in the input: every one names file, place, what was found, what was expected and what to try.

use std::fmt;

/// One problem in an input file. `Display` gives it on one line; the program draws it with the text underlined.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem {
    /// The file as the user named it (relative paths stay relative).
    pub file: String,
    /// Line and column, from 1, where the place is known.
    pub place: Option<(usize, usize)>,
    /// Byte range of the offending text in the file, for underlining.
    pub span: Option<std::ops::Range<usize>>,
    /// What is wrong, a lowercase fragment that holds the offending text.
    pub message: String,
    /// What was expected.
    pub expected: String,
    /// What to try, for example the nearest known name.
    pub help: Option<String>,
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.file)?;
        if let Some((line, column)) = self.place {
            write!(f, ":{line}:{column}")?;
        }
        write!(f, ": {}; expected {}", self.message, self.expected)?;
        if let Some(help) = &self.help {
            write!(f, "; {help}")?;
        }
        Ok(())
    }
}

/// All problems of all files, found in one go. Never empty when returned as an error.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Problems(pub Vec<Problem>);

impl fmt::Display for Problems {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (i, p) in self.0.iter().enumerate() {
            if i > 0 {
                writeln!(f)?;
            }
            write!(f, "{p}")?;
        }
        Ok(())
    }
}

impl std::error::Error for Problems {}
