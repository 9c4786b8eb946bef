#include "DataSet.hpp"

#include <algorithm>
#include <cstdio>
#include <cstring>
#include <string_view>

#include "Limits.hpp"
#include "Refusal.hpp"

std::string printed(Tag tag) {
  char text[16];
  std::snprintf(text, sizeof text, "(%04x,%04x)", tag >> 16, tag & 0xFFFF);
  return text;
}

static bool isLetters(const uint8_t *bytes) {
  return bytes[0] >= 'A' && bytes[0] <= 'Z' && bytes[1] >= 'A' && bytes[1] <= 'Z';
}

/// VRs with a 16-bit length; every other, those of later editions too, has 32 bits.
/// Source: PS3.5 tables 7.1-1 and 7.1-2.
static bool hasShortLength(VR vr) {
  static constexpr std::string_view names = "AEASATCSDADSDTFDFLISLOLTPNSHSLSSSTTMUIULUS";
  for (size_t i = 0; i < names.size(); i += 2)
    if (names[i] == vr.a && names[i + 1] == vr.b) return true;
  return false;
}

uint32_t DicomFile::number(uint64_t offset, size_t count) {
  const uint8_t *bytes = source_->view(offset, count);
  uint32_t value = 0;
  for (size_t i = 0; i < count; i++)
    value |= static_cast<uint32_t>(bytes[bigEndian_ ? count - 1 - i : i]) << (8 * i);
  return value;
}

Element DicomFile::elementAt(uint64_t at, bool explicitVR) {
  if (++elementsSeen_ > limits::elements) throw Refusal("more than a million elements");
  Element element;
  element.explicitVR = explicitVR;
  element.tag = static_cast<Tag>(u16(at)) << 16 | u16(at + 2);
  const uint8_t *letters = source_->view(at + 4, 4);
  const bool delimiter = element.tag >> 16 == 0xFFFE;
  // A stray element without letters in an explicit data set has the implicit form.
  if (explicitVR && !delimiter && isLetters(letters)) {
    element.vr = {static_cast<char>(letters[0]), static_cast<char>(letters[1])};
    if (hasShortLength(element.vr)) {
      element.length = u16(at + 6);
      element.value = at + 8;
      return element;
    }
    element.length = u32(at + 8);
    element.value = at + 12;
    // UN of undefined length holds a sequence in implicit VR. Source: PS3.5 6.2.2 note 4.
    if (element.vr.is("UN")) element.explicitVR = false;
  } else {
    element.length = u32(at + 4);
    element.value = at + 8;
  }
  if (element.length == 0xFFFF'FFFF) element.length = Element::undefined;
  return element;
}

uint64_t DicomFile::endOf(const Element &element, int depth) {
  if (element.length == Element::undefined) return skipItems(element.value, element.explicitVR, depth + 1);
  const uint64_t left = source_->size() - element.value;
  if (element.length > left)
    throw Refusal("element " + printed(element.tag) + " claims " + std::to_string(element.length)
                  + " bytes, " + std::to_string(left) + " are left");
  return element.value + element.length;
}

uint64_t DicomFile::skipItems(uint64_t at, bool explicitVR, int depth) {
  if (depth > limits::nesting)
    throw Refusal("sequences are nested more than " + std::to_string(limits::nesting) + " deep");
  for (;;) {
    Element item = elementAt(at, explicitVR);
    if (item.tag == tag::sequenceEnd) return item.value;
    if (item.tag != tag::item) throw Refusal("element " + printed(item.tag) + " stands where an item should");
    if (item.length != Element::undefined) {
      at = endOf(item, depth);
    } else {
      Extent extent{item.value, source_->size(), explicitVR, true};
      at = walk(extent, [](const Element &) { return true; }, depth);
    }
  }
}

uint64_t DicomFile::walk(
    const Extent &extent, const std::function<bool(const Element &)> &visit, int depth) {
  uint64_t at = extent.start;
  // Fewer than 8 bytes are no element: padding behind the data set.
  while (extent.end - at >= 8) {
    Element element = elementAt(at, extent.explicitVR);
    if (element.tag == tag::itemEnd && extent.delimited) return element.value;
    if (!visit(element)) return at;
    at = endOf(element, depth);
    if (at > extent.end) throw Refusal("element " + printed(element.tag) + " reaches beyond its item");
  }
  if (extent.delimited) throw Refusal("an item has no end");
  return at;
}

void DicomFile::items(const Element &sequence, const std::function<void(const Extent &)> &visit) {
  const bool delimited = sequence.length == Element::undefined;
  uint64_t end = delimited ? source_->size() : endOf(sequence, 0);
  for (uint64_t at = sequence.value; end - at >= 8;) {
    Element item = elementAt(at, sequence.explicitVR);
    if (item.tag == tag::sequenceEnd) return;
    if (item.tag != tag::item) throw Refusal("element " + printed(item.tag) + " stands where an item should");
    Extent extent{item.value, end, sequence.explicitVR, item.length == Element::undefined};
    if (extent.delimited) {
      at = walk(extent, [](const Element &) { return true; }, 1);
    } else {
      at = extent.end = endOf(item, 1);
    }
    visit(extent);
  }
}

std::string DicomFile::valueBytes(const Element &element) {
  if (element.length == Element::undefined) return {};
  endOf(element, 0);
  size_t count = static_cast<size_t>(std::min<uint64_t>(element.length, limits::value_bytes));
  const uint8_t *bytes = source_->view(element.value, count);
  return std::string(reinterpret_cast<const char *>(bytes), count);
}
