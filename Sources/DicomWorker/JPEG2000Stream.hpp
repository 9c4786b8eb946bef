#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "Pixels.hpp"

/// The one JPEG 2000 codestream of a frame, and what its SIZ marker says of the samples.
struct Codestream {
  const uint8_t *bytes;
  size_t count;
  unsigned precision;
  bool isSigned;
};

/// Looks at a JPEG 2000 stream before a codec sees it: one component of the size that the header
/// states, not subsampled, no more bits than Bits Allocated, a limited number of tiles, complete to
/// its end marker. A JP2 file around the codestream, which some writers leave there, is stepped over.
/// Throws Refusal.
Codestream checkedCodestream(const std::vector<uint8_t> &stream, const PixelLayout &layout);
