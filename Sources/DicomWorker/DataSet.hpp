#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <string>

#include "Source.hpp"
#include "Syntax.hpp"

/// A tag as one number: group << 16 | element.
using Tag = uint32_t;

namespace tag {
constexpr Tag item = 0xFFFE'E000, itemEnd = 0xFFFE'E00D, sequenceEnd = 0xFFFE'E0DD;
constexpr Tag transferSyntax = 0x0002'0010, characterSet = 0x0008'0005;
constexpr Tag sopClass = 0x0008'0016, sopInstance = 0x0008'0018;
constexpr Tag samplesPerPixel = 0x0028'0002, photometric = 0x0028'0004, frames = 0x0028'0008;
constexpr Tag rows = 0x0028'0010, columns = 0x0028'0011, bitsAllocated = 0x0028'0100;
constexpr Tag bitsStored = 0x0028'0101, highBit = 0x0028'0102, pixelRepresentation = 0x0028'0103;
constexpr Tag directoryRecords = 0x0004'1220, referencedFile = 0x0004'1500;
constexpr Tag lutDescriptor = 0x0028'3002, lutExplanation = 0x0028'3003, lutData = 0x0028'3006;
constexpr Tag voiLUT = 0x0028'3010;
constexpr Tag sharedGroups = 0x5200'9229, frameGroups = 0x5200'9230;
constexpr Tag floatPixels = 0x7FE0'0008, doublePixels = 0x7FE0'0009, pixels = 0x7FE0'0010;
}  // namespace tag

/// `(gggg,eeee)`, for messages.
std::string printed(Tag tag);

/// A value representation, as the two letters of the file.
struct VR {
  char a = ' ', b = ' ';
  bool operator==(const VR &other) const { return a == other.a && b == other.b; }
  bool is(const char *name) const { return a == name[0] && b == name[1]; }
};

/// Where one element lies. `length` is `undefined` for what ends with a delimiter.
struct Element {
  static constexpr uint64_t undefined = ~uint64_t(0);
  Tag tag = 0;
  VR vr;
  uint64_t value = 0;
  uint64_t length = 0;
  /// How elements inside the value are encoded.
  bool explicitVR = true;
};

/// A stretch of bytes holding elements: a file's data set or a sequence's item.
struct Extent {
  uint64_t start = 0, end = 0;
  bool explicitVR = true;
  /// The item ends with a delimiter, not at `end`.
  bool delimited = false;
};

/// A DICOM file, walked element by element straight from its bytes.
///
/// Every length is checked against the bytes that are there before anything is read or allocated,
/// and nesting is limited, so no file can make the walk crash, hang or allocate. DCMTK's own parser
/// never sees a file: only its codecs see the fragments of one frame (docs/decisions/0004).
class DicomFile {
 public:
  /// Opens and finds the data set. Throws NotDicom or Refusal.
  explicit DicomFile(const std::string &path);
  explicit DicomFile(std::unique_ptr<Source> source);

  Source &source() { return *source_; }
  const Syntax &syntax() const { return *syntax_; }
  const Extent &dataSet() const { return dataSet_; }
  /// DICOM_WIRE_… bits.
  uint32_t facts() const { return facts_; }
  uint64_t fileBytes() const { return fileBytes_; }

  /// Calls `visit` for each element of the extent, in file order, until it returns false.
  /// Returns the offset behind the last element visited.
  uint64_t walk(const Extent &extent, const std::function<bool(const Element &)> &visit, int depth = 0);

  /// Calls `visit` for each item of a sequence.
  void items(const Element &sequence, const std::function<void(const Extent &)> &visit);

  /// The bytes of a value, at most limits::value_bytes of them.
  std::string valueBytes(const Element &element);

  uint16_t u16(uint64_t offset) { return static_cast<uint16_t>(number(offset, 2)); }
  uint32_t u32(uint64_t offset) { return number(offset, 4); }

 private:
  uint32_t number(uint64_t offset, size_t count);
  uint64_t readMeta(uint64_t at, std::string &uid);
  bool plausible(uint64_t at, bool explicitVR);
  bool looksExplicit(uint64_t at);
  Element elementAt(uint64_t at, bool explicitVR);
  uint64_t skipItems(uint64_t at, bool explicitVR, int depth);
  uint64_t endOf(const Element &element, int depth);

  std::unique_ptr<Source> source_;
  const Syntax *syntax_ = nullptr;
  Extent dataSet_;
  uint32_t facts_ = 0;
  uint64_t fileBytes_ = 0;
  bool bigEndian_ = false;
  size_t elementsSeen_ = 0;
};
