#include "JPEG2000Stream.hpp"

#include <algorithm>
#include <cstring>

#include "Limits.hpp"
#include "Refusal.hpp"

namespace {
// Source: ITU-T T.800 table A.2.
constexpr unsigned soc = 0xFF4F, siz = 0xFF51, sot = 0xFF90, eoc = 0xFFD9;
constexpr size_t sotBytes = 12;
/// The SIZ segment of one component, from its marker. Source: T.800 table A.9.
constexpr size_t sizBytes = 2 + 38 + 3;

unsigned word(const uint8_t *at) { return static_cast<unsigned>(at[0]) << 8 | at[1]; }
uint32_t longWord(const uint8_t *at) { return static_cast<uint32_t>(word(at)) << 16 | word(at + 2); }

/// The contiguous codestream box of a JP2 file. Source: T.800 annex I.4, I.5.4.
Codestream unboxed(const uint8_t *bytes, size_t size) {
  for (size_t at = 0; size - at >= 8;) {
    const uint32_t length = longWord(bytes + at);
    const bool isCodestream = std::memcmp(bytes + at + 4, "jp2c", 4) == 0;
    // 0: to the end of the file; 1: a 64-bit length, which no frame needs.
    const size_t whole = length == 0 ? size - at : length;
    if (whole < 8 || whole > size - at) break;
    if (isCodestream) return {bytes + at + 8, whole - 8, 0, false, {}};
    at += whole;
  }
  throw Refusal("the JPEG 2000 file holds no codestream");
}

size_t tilesAlong(uint32_t end, uint32_t start, uint32_t tile) {
  return (static_cast<size_t>(end) - start + tile - 1) / tile;
}

/// `at` points to the SIZ marker. Returns the number of tiles.
size_t checkSize(const uint8_t *at, Codestream &stream, const PixelLayout &layout) {
  const uint32_t right = longWord(at + 6), bottom = longWord(at + 10);
  const uint32_t left = longWord(at + 14), top = longWord(at + 18);
  const uint32_t tileWidth = longWord(at + 22), tileHeight = longWord(at + 26);
  const uint32_t tileLeft = longWord(at + 30), tileTop = longWord(at + 34);
  const unsigned components = word(at + 38);
  if (components != 1) throw Refusal("the compressed image has " + std::to_string(components) + " components");
  if (right <= left || bottom <= top) throw Refusal("the JPEG 2000 image has no pixels");
  if (right - left != layout.columns || bottom - top != layout.rows)
    throw Refusal("the compressed image is " + std::to_string(right - left) + "×"
                  + std::to_string(bottom - top) + " pixels, the header says "
                  + std::to_string(layout.columns) + "×" + std::to_string(layout.rows));
  if (at[41] != 1 || at[42] != 1) throw Refusal("the compressed image is subsampled");
  stream.precision = (at[40] & 0x7Fu) + 1;
  stream.isSigned = (at[40] & 0x80u) != 0;
  if (stream.precision > layout.bitsAllocated || stream.precision > 31)
    throw Refusal("the compressed image has " + std::to_string(stream.precision) + " bits, Bits Allocated is "
                  + std::to_string(layout.bitsAllocated));
  if (tileWidth == 0 || tileHeight == 0 || tileLeft > left || tileTop > top
      || uint64_t(tileLeft) + tileWidth <= left || uint64_t(tileTop) + tileHeight <= top)
    throw Refusal("the JPEG 2000 tiles do not lie on the image");
  const size_t tiles = tilesAlong(right, tileLeft, tileWidth) * tilesAlong(bottom, tileTop, tileHeight);
  if (tiles > limits::tiles)
    throw Refusal("the compressed image has more than " + std::to_string(limits::tiles) + " tiles");
  return tiles;
}

/// Finds the tile-parts. OpenJPEG decodes what is there: without a tile black, without a tile's last
/// parts blurred, and says nothing. `count` has been checked to end with the end marker.
void findParts(Codestream &stream, size_t tiles) {
  const uint8_t *bytes = stream.bytes;
  const size_t end = stream.count - 2;
  size_t at = 2;
  while (end - at >= 4 && word(bytes + at) != sot) {
    const size_t segment = 2 + word(bytes + at + 2);
    if (segment < 4 || segment > end - at) throw Refusal("the JPEG 2000 header is damaged");
    at += segment;
  }
  // Of each tile: the parts found, the parts stated (0: not stated), the last one found.
  struct Tile {
    unsigned found = 0, stated = 0;
    size_t last = 0;
  };
  std::vector<Tile> all(tiles);
  while (end - at >= sotBytes && word(bytes + at) == sot) {
    const unsigned number = word(bytes + at + 4);
    if (number >= tiles) throw Refusal("the JPEG 2000 tiles do not lie on the image");
    // 0: to the end of the stream.
    const size_t stated = longWord(bytes + at + 6), size = stated == 0 ? end - at : stated;
    if (size < sotBytes || size > end - at) throw Refusal("the compressed image is cut short");
    Tile &tile = all[number];
    tile.found++;
    tile.stated = std::max<unsigned>(tile.stated, bytes[at + 11]);
    tile.last = stream.parts.size();
    stream.parts.push_back({at, size, false});
    at += size;
  }
  if (at != end) throw Refusal("the compressed image is cut short or damaged");
  for (size_t i = 0; i < tiles; i++) {
    if (all[i].found == 0 || all[i].found < all[i].stated)
      throw Refusal("the compressed image is cut short: parts of tile " + std::to_string(i) + " are missing");
    stream.parts[all[i].last].endsTile = true;
  }
}
}  // namespace

Codestream checkedCodestream(const std::vector<uint8_t> &frame, const PixelLayout &layout) {
  static constexpr uint8_t jp2[12] = {0, 0, 0, 12, 'j', 'P', ' ', ' ', 0x0D, 0x0A, 0x87, 0x0A};
  Codestream stream{frame.data(), frame.size(), 0, false, {}};
  if (frame.size() >= sizeof jp2 && std::memcmp(frame.data(), jp2, sizeof jp2) == 0)
    stream = unboxed(frame.data(), frame.size());
  if (stream.count < 2 + sizBytes || word(stream.bytes) != soc || word(stream.bytes + 2) != siz)
    throw Refusal("the compressed image is no JPEG 2000 stream");
  const unsigned length = word(stream.bytes + 4), components = word(stream.bytes + 40);
  if (length != 38 + 3 * components) throw Refusal("the JPEG 2000 header is damaged");
  const size_t tiles = checkSize(stream.bytes + 2, stream, layout);
  // Padding to an even length; some writers pad further.
  while (stream.count > 2 + sizBytes && stream.bytes[stream.count - 1] == 0) stream.count--;
  if (word(stream.bytes + stream.count - 2) != eoc) throw Refusal("the compressed image is cut short");
  findParts(stream, tiles);
  return stream;
}
