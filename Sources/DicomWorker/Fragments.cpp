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
/// The first fragment of each frame: one each, or as the offset table says, or where a JPEG stream
/// starts. Which fragments belong together is never guessed otherwise.
std::vector<size_t> frameStarts(
    DicomFile &file, const std::vector<Fragment> &all, const std::vector<uint32_t> &table, uint32_t frames) {
  std::vector<size_t> starts;
  if (frames == 1 || all.size() == frames) {
    for (size_t i = 0; i < frames; i++) starts.push_back(i);
  } else if (table.size() == frames) {
    for (size_t i = 0; i < all.size() && starts.size() < frames; i++)
      if (all[i].offset == table[starts.size()]) starts.push_back(i);
  } else if (file.syntax().codec != Codec::rle) {
    for (size_t i = 0; i < all.size(); i++) {
      if (all[i].length < 2) continue;
      const uint8_t *head = file.source().view(all[i].value, 2);
      // SOI, or SOC of JPEG 2000.
      if (head[0] == 0xFF && (head[1] == 0xD8 || head[1] == 0x4F)) starts.push_back(i);
    }
  }
  if (starts.size() != frames || starts.front() != 0 || starts.back() >= all.size())
    throw Refusal("which pixel fragments belong to which frame is not stated");
  return starts;
}
}  // namespace

std::vector<uint8_t> encapsulatedFrame(
    DicomFile &file, const Element &pixels, uint32_t frame, uint32_t frames) {
  std::vector<uint32_t> table;
  const std::vector<Fragment> all = fragments(file, pixels, table);
  std::vector<size_t> starts = frameStarts(file, all, table, frames);
  starts.push_back(all.size());
  const size_t begin = starts[frame], end = starts[frame + 1];
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
