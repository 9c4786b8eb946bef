#pragma once

#include <array>
#include <cstddef>
#include <cstdint>

/// The differences of lossless JPEG by their codes.
///
/// Most codes and the bits behind them are short, so that the next `lookupBits` of the stream name one
/// difference or two, and how many bits they took; the others go through `slow`.
class HuffmanTable {
 public:
  static constexpr int lookupBits = 12;

  /// One or two differences and the bits that they took, in four bytes: the table must fit the
  /// nearest cache of the processor, 32 KB on many.
  struct Entry {
    uint32_t packed = 0;

    /// The low six, where a shift by a register finds them by itself.
    unsigned bits() const { return packed & 63; }
    /// How many differences there are; 0 where the lookup does not suffice.
    unsigned count() const { return packed >> 6 & 3; }
    int first() const { return static_cast<int32_t>(packed << 12) >> 20; }
    int second() const { return static_cast<int32_t>(packed) >> 20; }

    static Entry of(int first, int second, unsigned count, unsigned bits) {
      return {static_cast<uint32_t>(second) << 20 | (static_cast<uint32_t>(first) & 0xFFF) << 8 | count << 6 | bits};
    }
  };
  static_assert(lookupBits <= 12, "a difference must fit 12 bits, with its sign");

  /// A difference mod 2¹⁶ by a code of any length, and the bits that it took.
  struct Slow {
    int difference;
    unsigned bits;
  };

  /// From a DHT segment: 16 counts, then the symbols. Source: T.81 B.2.4.2, annex C.
  /// Throws Refusal for counts that are no prefix code or symbols above 16.
  HuffmanTable(const uint8_t *counts, const uint8_t *symbols);

  /// Two differences where the next bits of the stream, at the top of `bits`, hold two; one; or none.
  Entry next(uint64_t bits) const { return lookup_[bits >> (64 - lookupBits)]; }

  /// One difference by a code of any length: 32 of `bits` must be meant. Throws Refusal for a code that is none.
  Slow slow(uint64_t bits) const;

 private:
  void fillWithOne();
  void fillWithTwo();

  /// By length: the first code of it, where its symbols begin, how many there are. Source: T.81 F.2.2.3.
  std::array<uint32_t, 17> firstCode_{}, firstSymbol_{}, count_{};
  std::array<uint8_t, 256> symbols_{};
  std::array<Entry, size_t(1) << lookupBits> lookup_{};
};
