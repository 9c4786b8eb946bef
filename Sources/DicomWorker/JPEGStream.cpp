#include "JPEGStream.hpp"

#include <cstring>

#include "Refusal.hpp"

namespace {
// Source: ITU-T T.81 table B.1, T.87 annex C.
constexpr uint8_t tem = 0x01, sof3 = 0xC3, rst0 = 0xD0, soi = 0xD8, eoi = 0xD9, sos = 0xDA, sofLS = 0xF7;

bool startsFrame(uint8_t marker, bool isLS) {
  // Baseline, extended, progressive, lossless: Huffman, not hierarchical.
  return isLS ? marker == sofLS : marker >= 0xC0 && marker <= 0xC3;
}

bool isOtherFrame(uint8_t marker) {
  return (marker >= 0xC0 && marker <= 0xCF && marker != 0xC4 && marker != 0xC8 && marker != 0xCC) || marker == sofLS;
}

unsigned word(const uint8_t *at) { return static_cast<unsigned>(at[0]) << 8 | at[1]; }

/// The frame header behind its length: precision, height, width, components.
unsigned checkedFrame(const uint8_t *header, const PixelLayout &layout) {
  const unsigned precision = header[0], height = word(header + 1), width = word(header + 3);
  if (height != layout.rows || width != layout.columns)
    throw Refusal("the compressed image is " + std::to_string(width) + "×" + std::to_string(height)
                  + " pixels, the header says " + std::to_string(layout.columns) + "×" + std::to_string(layout.rows));
  if (header[5] != 1) throw Refusal("the compressed image has " + std::to_string(header[5]) + " components");
  if (precision < 2 || precision > layout.bitsAllocated)
    throw Refusal("the compressed image has " + std::to_string(precision) + " bits, Bits Allocated is "
                  + std::to_string(layout.bitsAllocated));
  return precision;
}

bool endsWithMarker(const std::vector<uint8_t> &stream) {
  size_t end = stream.size();
  // Padding to an even length; some writers pad further.
  while (end > 2 && stream[end - 1] == 0) end--;
  return end >= 2 && stream[end - 2] == 0xFF && stream[end - 1] == eoi;
}
}  // namespace

JPEGFrame checkedJPEG(const std::vector<uint8_t> &stream, const PixelLayout &layout, bool isLS) {
  const size_t size = stream.size();
  const uint8_t *bytes = stream.data();
  if (size < 4 || bytes[0] != 0xFF || bytes[1] != soi) throw Refusal("the compressed image is no JPEG stream");
  JPEGFrame frame;
  size_t at = 2;
  while (true) {
    while (at + 1 < size && bytes[at] == 0xFF && bytes[at + 1] == 0xFF) at++;
    if (at + 4 > size || bytes[at] != 0xFF) throw Refusal("the JPEG headers are damaged");
    const uint8_t marker = bytes[at + 1];
    if (marker == tem || marker == 0 || (marker >= rst0 && marker <= eoi))
      throw Refusal("the JPEG headers hold a marker that does not belong there");
    const size_t length = word(bytes + at + 2);
    if (length < 2 || length > size - at - 2) throw Refusal("the JPEG headers are cut short");
    if (startsFrame(marker, isLS)) {
      if (frame.precision) throw Refusal("the JPEG stream holds two images");
      if (length < 8) throw Refusal("the JPEG frame header is cut short");
      frame.precision = checkedFrame(bytes + at + 4, layout);
      frame.isLossless = marker == sof3;
    } else if (isOtherFrame(marker)) {
      throw Refusal("the JPEG process is not the one that the transfer syntax names");
    }
    at += 2 + length;
    if (marker == sos) break;
  }
  if (!frame.precision) throw Refusal("the JPEG stream has no frame header");
  if (!endsWithMarker(stream)) throw Refusal("the compressed image is cut short");
  // In entropy-coded data a 1 behind FF is legal only in JPEG-LS, where a bit is stuffed.
  for (size_t i = at; !isLS && i + 1 < size; i++) {
    const void *found = std::memchr(bytes + i, 0xFF, size - 1 - i);
    if (!found) break;
    i = static_cast<size_t>(static_cast<const uint8_t *>(found) - bytes);
    if (bytes[i + 1] == tem) throw Refusal("the JPEG data holds a marker that does not belong there");
  }
  return frame;
}
