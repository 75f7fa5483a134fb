//! Councils from published statistics: known answers, what withheld and missing cells do, the command and its messages.
//!
//! | known answer | where |
//! |---|---|
//! | 16, the local level | `src/fit/level.rs`: nothing here is one (decision 050) |
//! | 17, iterative proportional fitting, all digits | `src/council/ipf.rs` |
//! | 19, external plausibility | `plausible`, and what it names |
//! | tables of a known model give it back; withheld cells narrow nothing; ten times the children; half the indicators | `known` |
//! | tables against returns of the same councils | `returns` |
//! | a council beside its neighbours | `neighbours` |
//! | what came after, of real councils | `shared`; scored in full by `carecast backtest --panel` |
//! | the table of decision 050 | `paths` |

mod command;
mod known;
mod made_up;
mod neighbours;
mod paths;
mod plausible;
mod printed;
mod returns;
mod shared;
mod supply;
