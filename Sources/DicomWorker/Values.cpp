#include "Values.hpp"

#include <cstdio>
#include <cstring>

#include "Limits.hpp"

template <typename T>
static std::vector<std::string> numbers(
    std::string_view bytes, bool bigEndian, std::string (*print)(T)) {
  std::vector<std::string> result;
  for (size_t at = 0; at + sizeof(T) <= bytes.size() && result.size() < limits::values; at += sizeof(T)) {
    char ordered[sizeof(T)];
    for (size_t i = 0; i < sizeof(T); i++)
      ordered[i] = bytes[at + (bigEndian ? sizeof(T) - 1 - i : i)];
    T value;
    std::memcpy(&value, ordered, sizeof value);
    result.push_back(print(value));
  }
  return result;
}

template <typename T> static std::string integer(T value) { return std::to_string(value); }

static std::string real(double value) {
  char text[40];
  std::snprintf(text, sizeof text, "%.17g", value);
  return text;
}

static std::string singleReal(float value) { return real(value); }

/// Cuts the padding of PS3.5 6.2; leading spaces mean something only in ST, LT and UT.
static std::string_view trimmed(std::string_view text, bool leading) {
  while (!text.empty() && (text.back() == ' ' || text.back() == '\0')) text.remove_suffix(1);
  while (leading && !text.empty() && text.front() == ' ') text.remove_prefix(1);
  return text;
}

static std::vector<std::string> texts(std::string_view bytes, VR vr, Charset &charset) {
  // One value only, in which a backslash is a character. Source: PS3.5 6.2.
  const bool single = vr.is("ST") || vr.is("LT") || vr.is("UT") || vr.is("UR");
  const bool decodes = vr.is("SH") || vr.is("LO") || vr.is("PN") || vr.is("ST") || vr.is("LT")
                    || vr.is("UT") || vr.is("UC");
  // Decoded first: a second byte of Shift_JIS or GBK may look like a backslash.
  std::string whole;
  if (decodes) {
    whole = charset.decoded(bytes, vr.is("PN"));
  } else {
    // Code strings, numbers and UIDs are ASCII; any other byte is shown for what it is.
    for (char c : bytes) whole += static_cast<uint8_t>(c) < 0x80 ? std::string(1, c) : "\xEF\xBF\xBD";
  }
  std::vector<std::string> result;
  std::string_view rest = whole;
  while (result.size() < limits::values) {
    size_t end = single ? std::string_view::npos : rest.find('\\');
    result.emplace_back(trimmed(rest.substr(0, end), !single));
    if (end == std::string_view::npos) break;
    rest.remove_prefix(end + 1);
  }
  // Padding alone is an empty attribute.
  if (result.size() == 1 && result[0].empty()) result.clear();
  return result;
}

static std::string tagText(std::string_view four, bool bigEndian) {
  auto half = [&](size_t at) {
    auto low = static_cast<uint8_t>(four[at + (bigEndian ? 1 : 0)]);
    auto high = static_cast<uint8_t>(four[at + (bigEndian ? 0 : 1)]);
    return static_cast<unsigned>(high << 8 | low);
  };
  char text[16];
  std::snprintf(text, sizeof text, "%04x%04x", half(0), half(2));
  return text;
}

std::vector<std::string> valuesAsText(
    std::string_view bytes, VR vr, bool bigEndian, Charset &charset) {
  if (vr.is("SQ")) return {"SQ"};
  if (vr.is("US")) return numbers<uint16_t>(bytes, bigEndian, integer<uint16_t>);
  if (vr.is("SS")) return numbers<int16_t>(bytes, bigEndian, integer<int16_t>);
  if (vr.is("UL")) return numbers<uint32_t>(bytes, bigEndian, integer<uint32_t>);
  if (vr.is("SL")) return numbers<int32_t>(bytes, bigEndian, integer<int32_t>);
  if (vr.is("UV")) return numbers<uint64_t>(bytes, bigEndian, integer<uint64_t>);
  if (vr.is("SV")) return numbers<int64_t>(bytes, bigEndian, integer<int64_t>);
  if (vr.is("FL")) return numbers<float>(bytes, bigEndian, singleReal);
  if (vr.is("FD")) return numbers<double>(bytes, bigEndian, real);
  if (vr.is("AT")) {
    std::vector<std::string> result;
    for (size_t at = 0; at + 4 <= bytes.size() && result.size() < limits::values; at += 4)
      result.push_back(tagText(bytes.substr(at, 4), bigEndian));
    return result;
  }
  // OB, OW and their kin: data, not text.
  if (vr.a == 'O') return {};
  return texts(bytes, vr, charset);
}
