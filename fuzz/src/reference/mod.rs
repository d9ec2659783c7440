//! What the targets compare jwtcore with: readers that are built otherwise, slower and with a heap.

pub(crate) mod decimal;
pub(crate) mod json;
