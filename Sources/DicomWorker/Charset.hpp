#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

/// Turns text of a DICOM file into UTF-8.
///
/// Never fails: what a character set does not have becomes U+FFFD, what no set declares is read as
/// UTF-8 where it is valid and as Latin-1 otherwise, and both are noted in `facts` (DICOM_WIRE_…).
/// Source: PS3.3 C.12.1.1.2, PS3.5 6.1 and annexes H, I, J, K.
class Charset {
 public:
  /// `declared` is the value of Specific Character Set (0008,0005), undecoded.
  explicit Charset(std::string_view declared, uint32_t &facts);

  /// One whole value, backslashes included. In person names `^` and `=` end a code extension too.
  std::string decoded(std::string_view bytes, bool personName);

 private:
  std::string decodedWithExtensions(std::string_view bytes, bool personName);
  std::string converted(std::string_view bytes, const char *charset);
  std::string undeclared(std::string_view bytes);

  uint32_t &facts_;
  /// The set that covers whole values (UTF-8, GB18030, GBK), or null.
  const char *whole_ = nullptr;
  /// The single-byte set of bytes above 127 at the start of a value, or null.
  const char *upper_ = nullptr;
  bool extensions_ = false;
};
