//! Councils from published statistics: known answers, what withheld and missing cells do, the command and its messages.

mod command;
mod known;
mod made_up;
mod paths;
mod plausible;
mod printed;
mod returns;
mod shared;
