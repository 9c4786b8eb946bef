#include <cstring>

#include "Pixels.hpp"
#include "Refusal.hpp"

static uint32_t u32At(const uint8_t *at) {
  uint32_t value;
  std::memcpy(&value, at, sizeof value);
  return value;
}

/// One PackBits segment into every `stride`-th byte. Source: PS3.5 G.3.1.
static void decodeSegment(
    const uint8_t *in, const uint8_t *inEnd, uint8_t *out, size_t count, size_t stride) {
  size_t made = 0;
  while (made < count) {
    if (in >= inEnd) throw Refusal("the RLE data is cut short");
    const uint8_t control = *in++;
    if (control == 128) continue;
    size_t length = control < 128 ? size_t(control) + 1 : 257 - size_t(control);
    // Some encoders let the last run reach past the image; what is past is dropped.
    if (length > count - made && control > 128) length = count - made;
    if (control < 128) {
      if (length > count - made) length = count - made;
      if (static_cast<size_t>(inEnd - in) < length) throw Refusal("the RLE data is cut short");
      for (size_t i = 0; i < length; i++) out[(made + i) * stride] = in[i];
      in += size_t(control) + 1 <= static_cast<size_t>(inEnd - in) ? size_t(control) + 1 : static_cast<size_t>(inEnd - in);
    } else {
      if (in >= inEnd) throw Refusal("the RLE data is cut short");
      for (size_t i = 0; i < length; i++) out[(made + i) * stride] = *in;
      in++;
    }
    made += length;
  }
}

void decodeRLE(const std::vector<uint8_t> &frame, const PixelLayout &layout, uint8_t *to) {
  constexpr size_t headerBytes = 64;
  if (frame.size() < headerBytes) throw Refusal("the RLE header is cut short");
  const size_t planes = layout.bytesPerSample();
  if (u32At(frame.data()) != planes)
    throw Refusal("the RLE data has " + std::to_string(u32At(frame.data())) + " segments, not " + std::to_string(planes));
  for (size_t plane = 0; plane < planes; plane++) {
    const uint32_t start = u32At(frame.data() + 4 + 4 * plane);
    const uint32_t end = plane + 1 < planes ? u32At(frame.data() + 8 + 4 * plane)
                                            : static_cast<uint32_t>(frame.size());
    if (start < headerBytes || end < start || end > frame.size()) throw Refusal("the RLE header is damaged");
    // The first segment holds the most significant bytes. Source: PS3.5 G.2.
    decodeSegment(frame.data() + start, frame.data() + end, to + (planes - 1 - plane), layout.samples(), planes);
  }
}
