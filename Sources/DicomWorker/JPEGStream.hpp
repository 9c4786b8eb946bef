#pragma once

#include <cstdint>
#include <vector>

#include "Pixels.hpp"

/// Walks the markers of a JPEG or JPEG-LS stream before a codec sees it: one frame of the size,
/// depth and component count that the header states, complete to its end marker, without the TEM
/// marker on which Debian 12's DCMTK loops for ever. Returns the sample precision. Throws Refusal.
unsigned checkedJPEG(const std::vector<uint8_t> &stream, const PixelLayout &layout, bool isLS);
