#pragma once

#include <string_view>

/// How a transfer syntax encodes pixels.
enum class Codec { native, rle, jpeg, jpegLS, jpeg2000 };

/// One transfer syntax that this worker reads.
struct Syntax {
  std::string_view uid;
  std::string_view name;
  bool explicitVR;
  bool bigEndian;
  bool deflated;
  Codec codec;
};

/// The syntax with this UID; throws Refusal, naming it, when it is none of ours.
const Syntax &syntaxNamed(std::string_view uid);

/// Explicit or implicit little endian, for files that do not say.
const Syntax &plainSyntax(bool explicitVR);
