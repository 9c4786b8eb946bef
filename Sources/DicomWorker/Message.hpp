#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "DicomWire.h"

/// Reads the fields of one payload, in order, never past its end.
class PayloadReader {
 public:
  explicit PayloadReader(std::string_view bytes) : rest_(bytes) {}

  uint16_t u16();
  uint32_t u32();
  std::string_view text();
  std::string_view bytes(size_t count);
  /// Throws BadRequest when something is left over.
  void expectEnd() const;

 private:
  std::string_view rest_;
};

/// Appends fields to one payload.
class PayloadWriter {
 public:
  void u16(uint16_t value);
  void u32(uint32_t value);
  void u64(uint64_t value);
  void i64(int64_t value) { u64(static_cast<uint64_t>(value)); }
  void text(std::string_view value);
  void raw(std::string_view value) { bytes_.append(value); }

  const std::string &bytes() const { return bytes_; }

 private:
  std::string bytes_;
};

/// Reads one message from descriptor 0. False at the end of the requests.
bool readMessage(dicom_wire_header &header, std::string &payload);

/// Moves the answers away from descriptor 1, which then leads to /dev/null. Once, at start.
bool keepAnswersApart();

/// Writes one answer.
void writeMessage(const dicom_wire_header &header, std::string_view payload);
