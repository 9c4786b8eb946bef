#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "DataSet.hpp"
#include "Message.hpp"

/// The attributes that say how stored values lie in the bytes of Pixel Data.
/// Source: PS3.3 C.7.6.3.1, PS3.5 8.1.1.
struct PixelLayout {
  uint32_t rows = 0, columns = 0, frames = 1;
  uint32_t bitsAllocated = 0, bitsStored = 0, highBit = 0;
  bool isSigned = false;

  size_t samples() const { return size_t(rows) * columns; }
  size_t bytesPerSample() const { return bitsAllocated / 8; }
  size_t frameBytes() const { return samples() * bytesPerSample(); }
};

/// What was written into a slot.
struct StoredValues {
  uint32_t elementType;
  uint64_t bytes;
  int64_t smallest, largest;
};

struct DecodedFrame {
  uint32_t columns, rows;
  StoredValues values;
};

/// One frame's stored values into a slot. Throws Refusal.
DecodedFrame decodeFrame(DicomFile &file, uint32_t frame, uint8_t *slot);

/// Answers DICOM_WIRE_PIXELS: decodes one frame into a slot of `ring`. Throws Refusal, NotDicom.
void answerPixels(PayloadReader &request, PayloadWriter &answer, uint8_t *ring);

/// The bytes of one frame of encapsulated Pixel Data (PS3.5 A.4), its fragments joined.
std::vector<uint8_t> encapsulatedFrame(DicomFile &file, const Element &pixels, uint32_t frame, uint32_t frames);

/// Cuts `samples` raw values at `at` to Bits Stored and sign-extends them, in place; 8-bit values
/// are widened to 16. The slot must have room for that.
StoredValues normalised(uint8_t *at, const PixelLayout &layout);

/// Decodes RLE (PS3.5 annex G) into `layout.frameBytes()` bytes, little-endian.
void decodeRLE(const std::vector<uint8_t> &frame, const PixelLayout &layout, uint8_t *to);

/// Decodes lossless JPEG with our own decoder, other JPEG and JPEG-LS with DCMTK's codecs, into `layout.frameBytes()` bytes, little-endian.
/// The stream's own headers are checked against `layout` first.
void decodeJPEG(std::vector<uint8_t> frame, const PixelLayout &layout, const Syntax &syntax, uint8_t *to);

/// Decodes JPEG 2000 with OpenJPEG into `layout.frameBytes()` bytes, little-endian, strictly: what it
/// would have to guess is refused. The codestream's own header is checked against `layout` first.
void decodeJPEG2000(const std::vector<uint8_t> &frame, const PixelLayout &layout, uint8_t *to);

/// For `hello`.
std::string openJPEGVersion();
