#include <algorithm>
#include <cstring>
#include <limits>
#include <type_traits>

#include "Clones.hpp"
#include "DicomWire.h"
#include "Pixels.hpp"

namespace {
template <typename T>
struct Range {
  T smallest, largest;
};

/// Two shifts cut and sign-extend in place: bits above High Bit fall out at the top, what lies below
/// the value falls out at the bottom, arithmetically where the type is signed.
template <typename T>
[[gnu::always_inline]] inline Range<T> cut(T *values, size_t count, int left, int right) {
  using Bits = std::make_unsigned_t<T>;
  Range<T> range{std::numeric_limits<T>::max(), std::numeric_limits<T>::lowest()};
  for (size_t i = 0; i < count; i++) {
    const T value = static_cast<T>(static_cast<T>(static_cast<Bits>(static_cast<Bits>(values[i]) << left)) >> right);
    values[i] = value;
    range.smallest = std::min(range.smallest, value);
    range.largest = std::max(range.largest, value);
  }
  return range;
}

template <typename T>
[[gnu::always_inline]] inline Range<T> rangeOf(const T *values, size_t count) {
  Range<T> range{std::numeric_limits<T>::max(), std::numeric_limits<T>::lowest()};
  for (size_t i = 0; i < count; i++) {
    range.smallest = std::min(range.smallest, values[i]);
    range.largest = std::max(range.largest, values[i]);
  }
  return range;
}

#define LOOPS(T)                                                                                   \
  CLONES Range<T> cutValues(T *values, size_t count, int left, int right) {                        \
    return cut(values, count, left, right);                                                        \
  }                                                                                                \
  CLONES Range<T> wholeValues(const T *values, size_t count) { return rangeOf(values, count); }
LOOPS(int16_t)
LOOPS(uint16_t)
LOOPS(int32_t)
LOOPS(uint32_t)

template <typename T>
StoredValues normalisedValues(uint8_t *at, const PixelLayout &layout, uint32_t elementType) {
  T *values = reinterpret_cast<T *>(at);
  const size_t count = layout.samples();
  const int width = static_cast<int>(sizeof(T) * 8);
  const int left = width - 1 - static_cast<int>(layout.highBit);
  const int right = width - static_cast<int>(layout.bitsStored);
  const Range<T> range = left == 0 && right == 0 ? wholeValues(values, count) : cutValues(values, count, left, right);
  return {elementType, count * sizeof(T), static_cast<int64_t>(range.smallest), static_cast<int64_t>(range.largest)};
}
}  // namespace

/// From the last to the first, since the wider values grow over the narrow ones.
static void widen(uint8_t *at, size_t count) {
  for (size_t i = count; i-- > 0;) {
    const uint16_t wide = at[i];
    std::memcpy(at + 2 * i, &wide, sizeof wide);
  }
}

StoredValues normalised(uint8_t *at, const PixelLayout &layout) {
  if (layout.bitsAllocated == 32)
    return layout.isSigned ? normalisedValues<int32_t>(at, layout, DICOM_WIRE_INT32)
                           : normalisedValues<uint32_t>(at, layout, DICOM_WIRE_UINT32);
  // Without regard to sign: the cut then finds the sign bit at High Bit.
  if (layout.bitsAllocated == 8) widen(at, layout.samples());
  return layout.isSigned ? normalisedValues<int16_t>(at, layout, DICOM_WIRE_INT16)
                         : normalisedValues<uint16_t>(at, layout, DICOM_WIRE_UINT16);
}
