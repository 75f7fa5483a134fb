//! carecast
pub mod draw;
pub mod model;
pub mod sampling;
pub mod simulate;
pub mod words;
