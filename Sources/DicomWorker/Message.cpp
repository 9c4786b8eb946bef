#include "Message.hpp"

#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <unistd.h>

#include "Refusal.hpp"

std::string_view PayloadReader::bytes(size_t count) {
  if (count > rest_.size()) throw BadRequest("the request ends early");
  std::string_view taken = rest_.substr(0, count);
  rest_.remove_prefix(count);
  return taken;
}

uint16_t PayloadReader::u16() {
  uint16_t value;
  std::memcpy(&value, bytes(sizeof value).data(), sizeof value);
  return value;
}

uint32_t PayloadReader::u32() {
  uint32_t value;
  std::memcpy(&value, bytes(sizeof value).data(), sizeof value);
  return value;
}

std::string_view PayloadReader::text() { return bytes(u32()); }

void PayloadReader::expectEnd() const {
  if (!rest_.empty()) throw BadRequest("the request is longer than its fields");
}

void PayloadWriter::u16(uint16_t value) {
  bytes_.append(reinterpret_cast<const char *>(&value), sizeof value);
}

void PayloadWriter::u32(uint32_t value) {
  bytes_.append(reinterpret_cast<const char *>(&value), sizeof value);
}

void PayloadWriter::u64(uint64_t value) {
  bytes_.append(reinterpret_cast<const char *>(&value), sizeof value);
}

void PayloadWriter::text(std::string_view value) {
  u32(static_cast<uint32_t>(value.size()));
  bytes_.append(value);
}

/// Reads exactly `count` bytes; false at the end of the stream.
static bool readAll(char *at, size_t count) {
  while (count > 0) {
    ssize_t got = read(0, at, count);
    if (got < 0 && errno == EINTR) continue;
    if (got <= 0) return false;
    at += got;
    count -= static_cast<size_t>(got);
  }
  return true;
}

bool readMessage(dicom_wire_header &header, std::string &payload) {
  if (!readAll(reinterpret_cast<char *>(&header), sizeof header)) return false;
  // A parent that breaks the limit is no parent of ours.
  if (header.length > DICOM_WIRE_MAX_REQUEST) return false;
  payload.resize(header.length);
  return readAll(payload.data(), payload.size());
}

static int answers = 1;

bool keepAnswersApart() {
  const int nowhere = open("/dev/null", O_WRONLY | O_CLOEXEC);
  answers = dup(1);
  return nowhere >= 0 && answers >= 0 && dup2(nowhere, 1) == 1 && close(nowhere) == 0;
}

void writeMessage(const dicom_wire_header &header, std::string_view payload) {
  std::string message(reinterpret_cast<const char *>(&header), sizeof header);
  message.append(payload);
  const char *at = message.data();
  size_t count = message.size();
  while (count > 0) {
    ssize_t written = write(answers, at, count);
    if (written < 0 && errno == EINTR) continue;
    // Nobody listens any more.
    if (written < 0) _exit(0);
    at += written;
    count -= static_cast<size_t>(written);
  }
}
