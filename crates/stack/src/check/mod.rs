//! Rules about a whole stack: what `lint` complains about and `push` refuses. One rule a file.
