//! Allocates public funds over needs, regions and years.
pub mod allocate;
pub mod error;
pub mod id;
pub mod input;
pub mod io;
pub mod lp;
pub mod model;
pub mod plan;
pub mod round;
pub mod solve;
pub mod summary;
pub mod synthetic;
pub mod tables;
pub mod units;
pub mod verify;
