#pragma once

#include <cstdint>
#include <vector>

#include "Pixels.hpp"

/// What the frame header of a JPEG stream says.
struct JPEGFrame {
  unsigned precision = 0;
  /// Process 14: prediction and Huffman codes.
  bool isLossless = false;
};

/// Walks the markers of a JPEG or JPEG-LS stream before a codec sees it: one frame of the size,
/// depth and component count that the header states, complete to its end marker, without the TEM
/// marker on which Debian 12's DCMTK loops for ever. Throws Refusal.
JPEGFrame checkedJPEG(const std::vector<uint8_t> &stream, const PixelLayout &layout, bool isLS);
