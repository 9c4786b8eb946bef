#include "Pixels.hpp"

#include <algorithm>
#include <optional>

#include "DicomWire.h"
#include "Limits.hpp"
#include "Refusal.hpp"
#include "Values.hpp"

namespace {
struct PixelHeader {
  PixelLayout layout;
  Element pixels;
};

/// One whole number of the header, or nothing. IS is text, US is binary.
std::optional<uint32_t> wholeNumber(DicomFile &file, const Element &element) {
  if (element.tag != tag::frames) {
    if (element.length != 2) throw Refusal("element " + printed(element.tag) + " is no 16-bit number");
    return file.u16(element.value);
  }
  std::string text = file.valueBytes(element);
  while (!text.empty() && (text.back() == ' ' || text.back() == '\0')) text.pop_back();
  text.erase(0, text.find_first_not_of(' '));
  if (text.empty()) return std::nullopt;
  if (text.size() > 9 || text.find_first_not_of("0123456789") != std::string::npos)
    throw Refusal("Number of Frames is no whole number within limits");
  return static_cast<uint32_t>(std::stoul(text));
}

void check(const PixelLayout &layout, uint32_t samplesPerPixel, const std::string &photometric) {
  auto outside = [](uint32_t n) { return n < 1 || n > DICOM_WIRE_MAX_DIMENSION; };
  if (outside(layout.rows) || outside(layout.columns))
    throw Refusal("the image is " + std::to_string(layout.columns) + "×" + std::to_string(layout.rows)
                  + " pixels; 1 to " + std::to_string(DICOM_WIRE_MAX_DIMENSION) + " are read");
  if (layout.frames < 1 || layout.frames > DICOM_WIRE_MAX_FRAMES)
    throw Refusal("Number of Frames is " + std::to_string(layout.frames));
  if (samplesPerPixel != 1 || (photometric != "MONOCHROME1" && photometric != "MONOCHROME2"))
    throw Refusal("the image is not greyscale");
  const uint32_t bits = layout.bitsAllocated;
  if ((bits != 8 && bits != 16 && bits != 32) || layout.bitsStored < 1 || layout.bitsStored > bits
      || layout.highBit + 1 < layout.bitsStored || layout.highBit >= bits)
    throw Refusal("Bits Allocated " + std::to_string(bits) + ", Bits Stored " + std::to_string(layout.bitsStored)
                  + " and High Bit " + std::to_string(layout.highBit) + " do not fit together");
  if (layout.samples() * std::max<size_t>(2, layout.bytesPerSample()) > DICOM_WIRE_SLOT_BYTES)
    throw Refusal("one image is larger than 32 MiB");
}

PixelHeader readPixelHeader(DicomFile &file) {
  PixelHeader header;
  PixelLayout &layout = header.layout;
  std::optional<uint32_t> highBit;
  uint32_t samplesPerPixel = 1;
  std::string photometric;
  bool found = false;
  file.walk(file.dataSet(), [&](const Element &element) {
    switch (element.tag) {
      case tag::samplesPerPixel: samplesPerPixel = wholeNumber(file, element).value_or(0); break;
      case tag::frames: layout.frames = wholeNumber(file, element).value_or(1); break;
      case tag::rows: layout.rows = wholeNumber(file, element).value_or(0); break;
      case tag::columns: layout.columns = wholeNumber(file, element).value_or(0); break;
      case tag::bitsAllocated: layout.bitsAllocated = wholeNumber(file, element).value_or(0); break;
      case tag::bitsStored: layout.bitsStored = wholeNumber(file, element).value_or(0); break;
      case tag::highBit: highBit = wholeNumber(file, element); break;
      case tag::pixelRepresentation: layout.isSigned = wholeNumber(file, element).value_or(0) == 1; break;
      case tag::photometric:
        photometric = file.valueBytes(element);
        while (!photometric.empty() && (photometric.back() == ' ' || photometric.back() == '\0')) photometric.pop_back();
        break;
      case tag::pixels:
        header.pixels = element;
        found = true;
        return false;
      default: break;
    }
    return true;
  });
  if (!found) throw Refusal("there is no Pixel Data");
  layout.highBit = highBit.value_or(layout.bitsStored - 1);
  check(layout, samplesPerPixel, photometric);
  return header;
}

/// Uncompressed values straight from the file into the slot.
void copyNative(DicomFile &file, const PixelHeader &header, uint32_t frame, uint8_t *to) {
  const PixelLayout &layout = header.layout;
  const Element &pixels = header.pixels;
  const uint64_t start = uint64_t(frame) * layout.frameBytes();
  const uint64_t needed = start + layout.frameBytes();
  const uint64_t present = std::min(pixels.length, file.source().size() - pixels.value);
  if (pixels.length > file.source().size() - pixels.value || present < needed)
    throw Refusal("Pixel Data is cut short: " + std::to_string(present) + " bytes of "
                  + std::to_string(std::max(needed, pixels.length)));
  file.source().copy(pixels.value + start, layout.frameBytes(), to);
  if (!file.syntax().bigEndian) return;
  if (layout.bitsAllocated == 32) throw Refusal("32-bit pixels in big-endian order are not read");
  // 8-bit values in OW are swapped in pairs, like 16-bit ones. Source: PS3.5 annex A.3 and 8.1.2.
  if (layout.bitsAllocated == 16 || pixels.vr.is("OW"))
    for (size_t i = 0; i + 1 < layout.frameBytes(); i += 2) std::swap(to[i], to[i + 1]);
}
}  // namespace

void answerPixels(PayloadReader &request, PayloadWriter &answer, uint8_t *ring) {
  const std::string path(request.text());
  const uint32_t frame = request.u32();
  const uint32_t slot = request.u32();
  request.expectEnd();
  if (slot >= DICOM_WIRE_SLOTS) throw BadRequest("the ring has no such slot");

  DicomFile file(path);
  const DecodedFrame decoded = decodeFrame(file, frame, ring + size_t(slot) * DICOM_WIRE_SLOT_BYTES);
  answer.u32(decoded.columns);
  answer.u32(decoded.rows);
  answer.u32(decoded.values.elementType);
  answer.u32(slot);
  answer.u64(decoded.values.bytes);
  answer.i64(decoded.values.smallest);
  answer.i64(decoded.values.largest);
}

DecodedFrame decodeFrame(DicomFile &file, uint32_t frame, uint8_t *to) {
  const PixelHeader header = readPixelHeader(file);
  const PixelLayout &layout = header.layout;
  if (frame >= layout.frames) throw Refusal("there is no frame " + std::to_string(frame));
  const Codec codec = file.syntax().codec;
  if (header.pixels.length != Element::undefined) {
    if (codec != Codec::native) throw Refusal("Pixel Data is not encapsulated, but the transfer syntax is compressed");
    copyNative(file, header, frame, to);
  } else {
    if (codec == Codec::native) throw Refusal("Pixel Data is encapsulated, but the transfer syntax is uncompressed");
    std::vector<uint8_t> bytes = encapsulatedFrame(file, header.pixels, frame, layout.frames);
    switch (codec) {
      case Codec::rle: decodeRLE(bytes, layout, to); break;
      case Codec::jpeg2000: decodeJPEG2000(bytes, layout, to); break;
      default: decodeJPEG(std::move(bytes), layout, file.syntax(), to); break;
    }
  }
  return {layout.columns, layout.rows, normalised(to, layout)};
}
