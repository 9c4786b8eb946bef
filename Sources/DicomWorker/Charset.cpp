#include "Charset.hpp"

#include <cerrno>
#include <iconv.h>
#include <map>
#include <string>

#include "DicomWire.h"

namespace {
const std::string replacement = "\xEF\xBF\xBD";

struct Term {
  std::string_view number;
  const char *charset;
};
/// Sets of one byte a character, by their ISO registration number: `ISO_IR 100`, `ISO 2022 IR 100`.
constexpr Term upperSets[] = {
    {"100", "ISO-8859-1"}, {"101", "ISO-8859-2"}, {"109", "ISO-8859-3"}, {"110", "ISO-8859-4"},
    {"144", "ISO-8859-5"}, {"127", "ISO-8859-6"}, {"126", "ISO-8859-7"}, {"138", "ISO-8859-8"},
    {"148", "ISO-8859-9"}, {"203", "ISO-8859-15"}, {"166", "TIS-620"}, {"13", "SHIFT_JIS"},
};
constexpr Term wholeSets[] = {{"ISO_IR 192", "UTF-8"}, {"GB18030", "GB18030"}, {"GBK", "GBK"}};
/// Sets of two bytes; they are reached through escape sequences.
constexpr Term extensionSets[] = {{"87", nullptr}, {"159", nullptr}, {"149", "EUC-KR"}, {"58", "GB2312"}};

/// What an escape sequence designates. G0 sets (bytes below 128) are reached through
/// ISO-2022-JP-2, which wants the escape again in front.
struct Escape {
  std::string_view sequence;
  bool lower;
  const char *charset;
};
constexpr Escape escapes[] = {
    {"(B", true, nullptr}, {"(J", true, nullptr}, {"$B", true, "\x1b$B"}, {"$(D", true, "\x1b$(D"},
    {"$@", true, "\x1b$@"}, {")I", false, "SHIFT_JIS"}, {"$)C", false, "EUC-KR"}, {"$)A", false, "GB2312"},
    {"-A", false, "ISO-8859-1"}, {"-B", false, "ISO-8859-2"}, {"-C", false, "ISO-8859-3"},
    {"-D", false, "ISO-8859-4"}, {"-L", false, "ISO-8859-5"}, {"-G", false, "ISO-8859-6"},
    {"-F", false, "ISO-8859-7"}, {"-H", false, "ISO-8859-8"}, {"-M", false, "ISO-8859-9"},
    {"-b", false, "ISO-8859-15"}, {"-T", false, "TIS-620"},
};

std::string_view trimmed(std::string_view text) {
  while (!text.empty() && (text.back() == ' ' || text.back() == '\0')) text.remove_suffix(1);
  while (!text.empty() && text.front() == ' ') text.remove_prefix(1);
  return text;
}

/// The registration number of `ISO_IR n` or `ISO 2022 IR n`; empty for anything else.
std::string_view registration(std::string_view term) {
  for (std::string_view prefix : {"ISO_IR ", "ISO 2022 IR "})
    if (term.substr(0, prefix.size()) == prefix) return term.substr(prefix.size());
  return {};
}

/// An open converter to UTF-8 for each set used so far.
iconv_t converter(const char *charset) {
  static std::map<std::string, iconv_t> open;
  auto found = open.find(charset);
  if (found == open.end()) found = open.emplace(charset, iconv_open("UTF-8", charset)).first;
  return found->second;
}

bool isUTF8(std::string_view bytes) {
  size_t i = 0;
  while (i < bytes.size()) {
    uint8_t lead = static_cast<uint8_t>(bytes[i]);
    size_t length = lead < 0x80 ? 1 : lead >= 0xC2 && lead < 0xE0 ? 2 : lead >= 0xE0 && lead < 0xF0 ? 3
                  : lead >= 0xF0 && lead < 0xF5 ? 4 : 0;
    if (length == 0 || i + length > bytes.size()) return false;
    for (size_t k = 1; k < length; k++)
      if ((static_cast<uint8_t>(bytes[i + k]) & 0xC0) != 0x80) return false;
    i += length;
  }
  return true;
}
}  // namespace

Charset::Charset(std::string_view declared, uint32_t &facts) : facts_(facts) {
  bool first = true;
  while (true) {
    size_t end = declared.find('\\');
    std::string_view term = trimmed(declared.substr(0, end));
    bool known = term.empty() || term == "ISO_IR 6" || term == "ISO 2022 IR 6";
    for (const Term &set : wholeSets)
      if (term == set.number) {
        known = true;
        if (first) whole_ = set.charset;
      }
    for (const Term &set : upperSets)
      if (registration(term) == set.number) {
        known = true;
        if (first) upper_ = set.charset;
      }
    for (const Term &set : extensionSets)
      if (registration(term) == set.number) {
        known = true;
        if (first) upper_ = set.charset;
      }
    if (!known) facts_ |= DICOM_WIRE_TEXT_UNKNOWN_SET;
    if (term.substr(0, 9) == "ISO 2022 ") extensions_ = true;
    first = false;
    if (end == std::string_view::npos) break;
    extensions_ = true;
    declared.remove_prefix(end + 1);
  }
}

std::string Charset::converted(std::string_view bytes, const char *charset) {
  iconv_t descriptor = converter(charset);
  std::string result;
  if (descriptor == reinterpret_cast<iconv_t>(-1)) {
    // The C library lacks the table: nothing is guessed.
    facts_ |= DICOM_WIRE_TEXT_BAD_BYTES;
    for (size_t i = 0; i < bytes.size(); i++) result += replacement;
    return result;
  }
  iconv(descriptor, nullptr, nullptr, nullptr, nullptr);
  char *in = const_cast<char *>(bytes.data());
  size_t left = bytes.size();
  while (left > 0) {
    char buffer[512];
    char *out = buffer;
    size_t room = sizeof buffer;
    size_t status = iconv(descriptor, &in, &left, &out, &room);
    result.append(buffer, sizeof buffer - room);
    if (status == static_cast<size_t>(-1) && errno != E2BIG && left > 0) {
      facts_ |= DICOM_WIRE_TEXT_BAD_BYTES;
      result += replacement;
      in++;
      left--;
    }
  }
  return result;
}

std::string Charset::undeclared(std::string_view bytes) {
  facts_ |= DICOM_WIRE_TEXT_UNDECLARED;
  return isUTF8(bytes) ? std::string(bytes) : converted(bytes, "ISO-8859-1");
}

std::string Charset::decoded(std::string_view bytes, bool personName) {
  bool plain = true, high = false;
  for (char c : bytes) {
    high |= static_cast<uint8_t>(c) >= 0x80;
    plain &= static_cast<uint8_t>(c) < 0x80 && c != 0x1B;
  }
  if (plain) return std::string(bytes);
  if (whole_) return converted(bytes, whole_);
  if (high && !upper_ && !extensions_) return undeclared(bytes);
  return decodedWithExtensions(bytes, personName);
}

/// ISO 2022 as DICOM uses it: G0 below 128, G1 above, both back to their start at each delimiter.
std::string Charset::decodedWithExtensions(std::string_view bytes, bool personName) {
  std::string result, run;
  const char *lower = nullptr, *upper = upper_, *running = nullptr;
  auto flush = [&] {
    if (run.empty()) return;
    const bool escaped = running && running[0] == 0x1B;
    if (!running) result += run;
    else if (escaped) result += converted(running + run + "\x1b(B", "ISO-2022-JP-2");
    else result += converted(run, running);
    run.clear();
  };
  auto append = [&](std::string_view part, const char *charset) {
    if (charset != running) flush();
    running = charset;
    run.append(part);
  };
  for (size_t i = 0; i < bytes.size();) {
    const uint8_t byte = static_cast<uint8_t>(bytes[i]);
    if (byte == 0x1B && extensions_) {
      const Escape *match = nullptr;
      for (const Escape &escape : escapes)
        if (bytes.substr(i + 1, escape.sequence.size()) == escape.sequence) match = &escape;
      if (match) {
        (match->lower ? lower : upper) = match->charset;
        i += 1 + match->sequence.size();
        continue;
      }
    }
    const uint8_t next = i + 1 < bytes.size() ? static_cast<uint8_t>(bytes[i + 1]) : 0;
    if (lower && byte > 0x20 && byte < 0x7F && next > 0x20 && next < 0x7F) {
      append(bytes.substr(i, 2), lower);
      i += 2;
    } else if (byte < 0x80) {
      if (byte == '\\' || byte == '\r' || byte == '\n' || byte == '\f' || byte == '\t'
          || (personName && (byte == '^' || byte == '='))) {
        lower = nullptr;
        upper = upper_;
      }
      append(bytes.substr(i, 1), nullptr);
      i += 1;
    } else if (upper) {
      append(bytes.substr(i, 1), upper);
      i += 1;
    } else {
      facts_ |= DICOM_WIRE_TEXT_BAD_BYTES;
      append(replacement, nullptr);
      i += 1;
    }
  }
  flush();
  return result;
}
