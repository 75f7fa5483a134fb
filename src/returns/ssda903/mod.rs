//! The SSDA903 return: reading (`raw`, `table`, `xml`), cleaning (`clean`) and building periods of care and
//! placement spells (`build`). Columns, codes and rules are the DfE's, 2017 to 2025-26.

pub mod codes;
pub mod dates;

pub(super) mod build;
pub(super) mod clean;
pub(super) mod covers;
pub(super) mod raw;
pub(super) mod table;
pub(super) mod xml;
