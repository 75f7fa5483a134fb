//! carecast
pub mod model;
pub mod sampling;
pub mod words;
