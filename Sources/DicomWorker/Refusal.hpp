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
