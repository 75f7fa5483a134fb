//! Reading a council's own records: the shapes returns come in, the cleaning, and bad input.

mod anonymise;
mod bad_input;
mod fee_places;
mod public_sets;
mod round_trip;
mod support;
