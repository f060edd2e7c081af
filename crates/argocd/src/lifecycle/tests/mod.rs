//! The table, line by line, neighbour by neighbour and boundary by boundary.

mod boundaries;
mod messages;
mod order;
mod sample;
mod signs;
mod table;
