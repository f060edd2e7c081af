//! Runs one program: input, output, deadline, interruption.
