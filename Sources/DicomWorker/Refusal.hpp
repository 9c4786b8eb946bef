#pragma once

#include <stdexcept>
#include <string>

/// Why a file is not read: one sentence for people. It costs this file and nothing else.
struct Refusal : std::runtime_error {
  using std::runtime_error::runtime_error;
};

/// The file is no DICOM file at all.
struct NotDicom : std::runtime_error {
  NotDicom() : std::runtime_error("not a DICOM file") {}
};

/// The request does not follow docs/worker-protocol.md.
struct BadRequest : std::runtime_error {
  using std::runtime_error::runtime_error;
};

/// A codec has said what it says once in a process: it would decode the next damaged frame in silence.
/// The process must end without an answer; its parent blames the right file and starts another.
struct CodecSpent {};
