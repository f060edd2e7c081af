//! The Helm chart that a whole stack becomes: its files as a value. Archives are an edge's matter.
