#include "HuffmanTable.hpp"

#include "Refusal.hpp"

namespace {
constexpr int longestCode = 16;

/// `length` bits of `bits`, from bit `at` counted from the top; `length` may be 0.
uint32_t taken(uint64_t bits, int at, int length) {
  return length == 0 ? 0 : static_cast<uint32_t>(bits << at >> (64 - length));
}

/// Bits behind the code of a category. Source: T.81 table H.2: category 16 is 32,768 and has none.
int bitsBehind(int category) { return category == 16 ? 0 : category; }

/// The difference of category `category` with those bits behind its code. Source: T.81 F.2.2.1 (EXTEND).
int difference(int category, uint32_t bits) {
  if (category == 0) return 0;
  if (category == 16) return 32'768;
  const int half = 1 << (category - 1), value = static_cast<int>(bits);
  return value >= half ? value : value - 2 * half + 1;
}
}  // namespace

HuffmanTable::HuffmanTable(const uint8_t *counts, const uint8_t *symbols) {
  uint32_t code = 0, symbol = 0;
  for (int length = 1; length <= longestCode; length++, code <<= 1) {
    const uint32_t count = counts[length - 1];
    firstCode_[length] = code;
    firstSymbol_[length] = symbol;
    count_[length] = count;
    for (uint32_t i = 0; i < count; i++, symbol++) {
      if (symbol >= symbols_.size() || symbols[symbol] > 16) throw Refusal("the JPEG code table is damaged");
      symbols_[symbol] = symbols[symbol];
    }
    code += count;
    if (code > 1u << length) throw Refusal("the JPEG code table is damaged");
  }
  fillWithOne();
  fillWithTwo();
}

/// Every code that fits, with every value of the bits behind it that fits too.
void HuffmanTable::fillWithOne() {
  for (int length = 1; length <= lookupBits; length++) {
    for (uint32_t i = 0; i < count_[length]; i++) {
      const int category = symbols_[firstSymbol_[length] + i];
      const int used = length + bitsBehind(category);
      if (used > lookupBits || category == 16) continue;
      Entry *at = &lookup_[static_cast<size_t>(firstCode_[length] + i) << (lookupBits - length)];
      for (uint32_t bits = 0; bits < 1u << (used - length); bits++)
        for (uint32_t rest = 0; rest < 1u << (lookupBits - used); rest++)
          *at++ = Entry::of(difference(category, bits), 0, 1, static_cast<unsigned>(used));
    }
  }
}

/// A second difference where the bits left over hold a whole one.
void HuffmanTable::fillWithTwo() {
  const auto one = lookup_;
  for (size_t index = 0; index < one.size(); index++) {
    const Entry first = one[index];
    const Entry second = one[index << first.bits() & (one.size() - 1)];
    const unsigned used = first.bits() + second.bits();
    if (first.count() == 1 && second.count() == 1 && used <= lookupBits)
      lookup_[index] = Entry::of(first.first(), second.first(), 2, used);
  }
}

HuffmanTable::Slow HuffmanTable::slow(uint64_t bits) const {
  for (int length = 1; length <= longestCode; length++) {
    const uint32_t offset = taken(bits, 0, length) - firstCode_[length];
    if (offset >= count_[length]) continue;
    const int category = symbols_[firstSymbol_[length] + offset];
    const int extra = bitsBehind(category);
    return {difference(category, taken(bits, length, extra)), static_cast<unsigned>(length + extra)};
  }
  throw Refusal("the JPEG data is damaged: a code that is none");
}
