#include <algorithm>
#include <cstring>
#include <limits>
#include <type_traits>

#include "DicomWire.h"
#include "Pixels.hpp"

/// Cuts and sign-extends in place. Two shifts do both: bits above High Bit fall out at the top, what
/// lies below the value falls out at the bottom, arithmetically where the type is signed.
template <typename T>
static StoredValues cut(T *values, size_t count, const PixelLayout &layout, uint32_t elementType) {
  const int width = static_cast<int>(sizeof(T) * 8);
  const int left = width - 1 - static_cast<int>(layout.highBit);
  const int right = width - static_cast<int>(layout.bitsStored);
  T smallest = values[0], largest = values[0];
  if (left == 0 && right == 0) {
    for (size_t i = 0; i < count; i++) {
      smallest = std::min(smallest, values[i]);
      largest = std::max(largest, values[i]);
    }
  } else {
    smallest = std::numeric_limits<T>::max();
    largest = std::numeric_limits<T>::lowest();
    for (size_t i = 0; i < count; i++) {
      using Bits = std::make_unsigned_t<T>;
      T value = static_cast<T>(static_cast<T>(static_cast<Bits>(static_cast<Bits>(values[i]) << left)) >> right);
      values[i] = value;
      smallest = std::min(smallest, value);
      largest = std::max(largest, value);
    }
  }
  return {elementType, count * sizeof(T), static_cast<int64_t>(smallest), static_cast<int64_t>(largest)};
}

/// From the last to the first, since the wider values grow over the narrow ones.
static void widen(uint8_t *at, size_t count) {
  for (size_t i = count; i-- > 0;) {
    const uint16_t wide = at[i];
    std::memcpy(at + 2 * i, &wide, sizeof wide);
  }
}

StoredValues normalised(uint8_t *at, const PixelLayout &layout) {
  const size_t count = layout.samples();
  if (layout.bitsAllocated == 32) {
    return layout.isSigned ? cut(reinterpret_cast<int32_t *>(at), count, layout, DICOM_WIRE_INT32)
                           : cut(reinterpret_cast<uint32_t *>(at), count, layout, DICOM_WIRE_UINT32);
  }
  // Without regard to sign: the cut then finds the sign bit at High Bit.
  if (layout.bitsAllocated == 8) widen(at, count);
  return layout.isSigned ? cut(reinterpret_cast<int16_t *>(at), count, layout, DICOM_WIRE_INT16)
                         : cut(reinterpret_cast<uint16_t *>(at), count, layout, DICOM_WIRE_UINT16);
}
