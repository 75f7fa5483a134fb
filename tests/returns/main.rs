//! Reading a council's own records: the shapes returns come in, the cleaning, and bad input.

mod round_trip;
