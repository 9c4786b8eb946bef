import Testing

/// The program in a terminal, one test after the other: each is two processes and a busy line.
@Suite(.serialized) struct FullScreenTests {}
