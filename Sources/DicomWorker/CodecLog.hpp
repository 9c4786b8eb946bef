#pragma once

#include <string>

/// Watches DCMTK's log while a codec runs: the JPEG library reports damaged data only there, fills
/// the rest of the image with grey and calls it a success. Nothing is ever printed.
class CodecLog {
 public:
  CodecLog();
  bool sawDamage() const;
  std::string damage() const;
};

/// Sends DCMTK's log to CodecLog instead of standard error. Once, at start.
void silenceLog();
