#include "Source.hpp"

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>
#include <zlib.h>

#include "Limits.hpp"
#include "Refusal.hpp"

static constexpr size_t chunk_bytes = 65'536;
/// A CT header fits the first window; what needs a second one gets larger ones.
static constexpr size_t first_window_bytes = 8'192, later_window_bytes = 65'536;

FileSource::FileSource(const std::string &path)
    : descriptor_(open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY)) {
  if (descriptor_ < 0) throw Refusal(std::string("cannot be opened: ") + std::strerror(errno));
  struct stat status;
  if (fstat(descriptor_, &status) != 0 || !S_ISREG(status.st_mode)) {
    close(descriptor_);
    throw Refusal("not a regular file");
  }
  size_ = static_cast<uint64_t>(status.st_size);
}

FileSource::~FileSource() { close(descriptor_); }

void FileSource::copy(uint64_t offset, size_t count, void *to) {
  if (offset > size_ || count > size_ - offset) throw Refusal("the file ends early");
  char *at = static_cast<char *>(to);
  while (count > 0) {
    ssize_t got = pread(descriptor_, at, count, static_cast<off_t>(offset));
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) throw Refusal(std::string("cannot be read: ") + std::strerror(errno));
    if (got == 0) throw Refusal("the file became shorter while it was read");
    at += got;
    offset += static_cast<uint64_t>(got);
    count -= static_cast<size_t>(got);
  }
}

const uint8_t *FileSource::view(uint64_t offset, size_t count) {
  if (offset > size_ || count > size_ - offset) throw Refusal("the file ends early");
  if (offset < windowStart_ || offset + count > windowStart_ + window_.size()) {
    size_t wanted = std::max(count, window_.empty() ? first_window_bytes : later_window_bytes);
    wanted = static_cast<size_t>(std::min<uint64_t>(wanted, size_ - offset));
    window_.resize(wanted);
    windowStart_ = offset;
    copy(offset, wanted, window_.data());
  }
  return window_.data() + (offset - windowStart_);
}

MemorySource::MemorySource(std::vector<uint8_t> bytes) : bytes_(std::move(bytes)) {
  size_ = bytes_.size();
}

void MemorySource::copy(uint64_t offset, size_t count, void *to) {
  std::memcpy(to, view(offset, count), count);
}

const uint8_t *MemorySource::view(uint64_t offset, size_t count) {
  if (offset > size_ || count > size_ - offset) throw Refusal("the data set ends early");
  return bytes_.data() + offset;
}

namespace {
/// An inflate stream that ends itself.
struct Inflater {
  z_stream stream{};
  Inflater() {
    // A negative window: no zlib header. Source: PS3.5 A.5, RFC 1951.
    if (inflateInit2(&stream, -MAX_WBITS) != Z_OK) throw std::bad_alloc();
  }
  ~Inflater() { inflateEnd(&stream); }
};
}  // namespace

std::vector<uint8_t> inflated(Source &source, uint64_t prefix) {
  const uint64_t cap = std::min<uint64_t>(
      limits::inflated_ceiling,
      std::max<uint64_t>(limits::inflated_floor, limits::inflated_ratio * source.size()));
  std::vector<uint8_t> result(static_cast<size_t>(prefix));
  source.copy(0, result.size(), result.data());

  Inflater inflater;
  std::vector<uint8_t> input(chunk_bytes), output(chunk_bytes * 4);
  int state = Z_OK;
  for (uint64_t at = prefix; at < source.size() && state != Z_STREAM_END;) {
    size_t count = static_cast<size_t>(std::min<uint64_t>(input.size(), source.size() - at));
    source.copy(at, count, input.data());
    at += count;
    inflater.stream.next_in = input.data();
    inflater.stream.avail_in = static_cast<uInt>(count);
    do {
      inflater.stream.next_out = output.data();
      inflater.stream.avail_out = static_cast<uInt>(output.size());
      state = inflate(&inflater.stream, Z_NO_FLUSH);
      if (state != Z_OK && state != Z_STREAM_END && state != Z_BUF_ERROR)
        throw Refusal("the deflated data set is damaged");
      size_t made = output.size() - inflater.stream.avail_out;
      if (result.size() + made > cap)
        throw Refusal("the deflated data set inflates to more than " + std::to_string(cap >> 20) + " MB");
      result.insert(result.end(), output.begin(), output.begin() + static_cast<long>(made));
    } while (inflater.stream.avail_out == 0 && state != Z_STREAM_END);
  }
  if (state != Z_STREAM_END) throw Refusal("the deflated data set is cut short");
  return result;
}
