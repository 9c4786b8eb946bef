#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "Pixels.hpp"

/// A tile-part, from its SOT marker on. Source: T.800 A.4.2.
struct TilePart {
  size_t at, size;
  bool endsTile;
};

/// The one JPEG 2000 codestream of a frame, what its SIZ marker says of the samples, and its parts.
struct Codestream {
  const uint8_t *bytes;
  size_t count;
  unsigned precision;
  bool isSigned;
  std::vector<TilePart> parts;
};

/// Looks at a JPEG 2000 stream before a codec sees it: one component of the size that the header
/// states, not subsampled, no more bits than Bits Allocated, a limited number of tiles, complete to
/// its end marker, with all tiles and all their parts. A JP2 file around the codestream, which some
/// writers leave there, is stepped over. Throws Refusal.
Codestream checkedCodestream(const std::vector<uint8_t> &stream, const PixelLayout &layout);
