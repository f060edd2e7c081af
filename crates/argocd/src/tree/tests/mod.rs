//! Trees built from a few readable objects.

mod absent;
mod applications;
mod edges;
mod filters;
mod graphs;
mod judged;
mod orphans;
