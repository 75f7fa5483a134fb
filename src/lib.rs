//! carecast
pub mod draw;
pub mod expect;
pub mod model;
pub mod reference;
pub mod report;
pub mod returns;
pub mod sampling;
pub mod scenario;
pub mod simulate;
pub mod words;
