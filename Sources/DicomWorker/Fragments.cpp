#include <algorithm>

#include "Limits.hpp"
#include "Pixels.hpp"
#include "Refusal.hpp"

namespace {
struct Fragment {
  uint64_t value, length;
  /// Offset of its item from the end of the offset table's item: what the table's entries mean.
  uint64_t offset;
};

/// All fragments, each checked against the bytes that are there; `table` gets the offset table.
std::vector<Fragment> fragments(DicomFile &file, const Element &pixels, std::vector<uint32_t> &table) {
  std::vector<Fragment> result;
  const uint64_t size = file.source().size();
  uint64_t at = pixels.value, first = 0;
  bool isTable = true;
  // Writers exist that forget the final delimiter; the fragments then end with the file.
  while (size - at >= 8) {
    const Tag tag = static_cast<Tag>(file.u16(at)) << 16 | file.u16(at + 2);
    const uint64_t length = file.u32(at + 4);
    if (tag == tag::sequenceEnd) break;
    if (tag != tag::item) throw Refusal("element " + printed(tag) + " stands where a pixel fragment should");
    if (length > size - at - 8)
      throw Refusal("Pixel Data is cut short: a fragment claims " + std::to_string(length) + " bytes, "
                    + std::to_string(size - at - 8) + " are left");
    if (isTable) {
      if (length / 4 > limits::fragments) throw Refusal("the offset table is too long");
      for (uint64_t i = 0; i + 4 <= length; i += 4) table.push_back(file.u32(at + 8 + i));
      first = at + 8 + length;
      isTable = false;
    } else {
      if (result.size() >= limits::fragments) throw Refusal("too many pixel fragments");
      result.push_back({at + 8, length, at - first});
    }
    at += 8 + length;
  }
  return result;
}
}  // namespace

std::vector<uint8_t> encapsulatedFrame(
    DicomFile &file, const Element &pixels, uint32_t frame, uint32_t frames) {
  std::vector<uint32_t> table;
  const std::vector<Fragment> all = fragments(file, pixels, table);
  size_t begin = 0, end = all.size();
  if (frames > 1 && all.size() == frames) {
    begin = frame;
    end = frame + 1;
  } else if (frames > 1) {
    if (table.size() != frames) throw Refusal("which pixel fragments belong to which frame is not stated");
    auto place = [&](size_t index) {
      if (index == table.size()) return all.size();
      auto found = std::find_if(all.begin(), all.end(), [&](const Fragment &f) { return f.offset == table[index]; });
      if (found == all.end()) throw Refusal("the offset table does not match the pixel fragments");
      return static_cast<size_t>(found - all.begin());
    };
    begin = place(frame);
    end = place(frame + 1);
  }
  if (begin >= end) throw Refusal("the frame has no pixel fragment");
  uint64_t total = 0;
  for (size_t i = begin; i < end; i++) total += all[i].length;
  if (total > uint64_t(256) << 20) throw Refusal("one compressed frame has more than 256 MB");
  std::vector<uint8_t> bytes(static_cast<size_t>(total));
  uint8_t *to = bytes.data();
  for (size_t i = begin; i < end; i++) {
    file.source().copy(all[i].value, static_cast<size_t>(all[i].length), to);
    to += all[i].length;
  }
  return bytes;
}
