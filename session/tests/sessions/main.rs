//! Session managers over every store. `JWTCORE_SESSION_FULL=1` runs the full counts: 1,000 rounds of 64 clients and
//! 10,000 rotations through a killed Redis; without it a few of each.

mod asynchronous;
mod cluster;
mod common;
mod manager;
mod outage;
mod parallel;
mod scenarios;
mod store;
