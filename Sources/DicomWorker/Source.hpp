#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

/// Bytes by offset: a file on disk, or a data set inflated into memory.
class Source {
 public:
  virtual ~Source() = default;
  uint64_t size() const { return size_; }

  /// Copies `count` bytes at `offset`. Throws Refusal when they are not there.
  virtual void copy(uint64_t offset, size_t count, void *to) = 0;

  /// A view of `count` bytes at `offset`, valid until the next call. Small counts: the bytes come
  /// from a window that is read at once, so that a header costs one or two reads.
  virtual const uint8_t *view(uint64_t offset, size_t count) = 0;

 protected:
  uint64_t size_ = 0;
};

/// A regular file. Never blocks on a FIFO or a device: they are refused.
class FileSource final : public Source {
 public:
  explicit FileSource(const std::string &path);
  ~FileSource() override;
  FileSource(const FileSource &) = delete;

  void copy(uint64_t offset, size_t count, void *to) override;
  const uint8_t *view(uint64_t offset, size_t count) override;

 private:
  int descriptor_;
  uint64_t windowStart_ = 0;
  std::vector<uint8_t> window_;
};

class MemorySource final : public Source {
 public:
  explicit MemorySource(std::vector<uint8_t> bytes);

  void copy(uint64_t offset, size_t count, void *to) override;
  const uint8_t *view(uint64_t offset, size_t count) override;

 private:
  std::vector<uint8_t> bytes_;
};

/// `prefix` bytes of `source` as they are, then the rest inflated (raw deflate), within limits.hpp.
std::vector<uint8_t> inflated(Source &source, uint64_t prefix);
