#include "Fuzz.hpp"

#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <new>
#include <sys/mman.h>
#include <sys/time.h>
#include <unistd.h>
#include <vector>

#include "CPlatformWorker.h"
#include "CodecLog.hpp"
#include "DataSet.hpp"
#include "DicomWire.h"
#include "Header.hpp"
#include "Limits.hpp"
#include "Pixels.hpp"
#include "Refusal.hpp"

namespace {
using Bytes = std::vector<uint8_t>;

/// SplitMix64. Source: Steele, Lea, Flood, OOPSLA 2014.
class Random {
 public:
  explicit Random(uint64_t seed) : state_(seed) {}
  uint64_t next() {
    uint64_t z = state_ += 0x9E37'79B9'7F4A'7C15;
    z = (z ^ (z >> 30)) * 0xBF58'476D'1CE4'E5B9;
    z = (z ^ (z >> 27)) * 0x94D0'49BB'1331'11EB;
    return z ^ (z >> 31);
  }
  size_t below(size_t count) { return count ? next() % count : 0; }

 private:
  uint64_t state_;
};

/// A place: mostly in the header or in the last part, where a codec's own headers lie.
size_t place(Random &random, size_t size) {
  switch (random.below(4)) {
    case 0: return random.below(size);
    case 1: return random.below(std::min<size_t>(size, 4096));
    default: return random.below(std::min<size_t>(size, 1600));
  }
}

void mutate(Bytes &bytes, const std::vector<Bytes> &seeds, Random &random) {
  static constexpr uint32_t telling[] = {0,          1,          2,      0x7F,       0x80,       0xFF,       0x7FFF,
                                         0x8000,     0xFFFF,     65'536, 0x7FFFFFFF, 0x80000000, 0xFFFFFFFE, 0xFFFFFFFF};
  if (bytes.empty()) return;
  const size_t at = place(random, bytes.size());
  const size_t some = std::min(bytes.size() - at, random.below(64) + 1);
  const auto begin = bytes.begin() + static_cast<long>(at);
  switch (random.below(8)) {
    case 0: bytes[at] ^= static_cast<uint8_t>(1u << random.below(8)); break;
    case 1: bytes[at] = static_cast<uint8_t>(random.next()); break;
    case 2:
    case 3: {
      const uint32_t value = telling[random.below(std::size(telling))];
      const size_t width = random.below(2) ? 2 : 4;
      if (bytes.size() - at >= width) std::memcpy(&bytes[at], &value, width);
      break;
    }
    case 4: bytes.erase(begin, begin + static_cast<long>(some)); break;
    case 5: {
      const Bytes copy(begin, begin + static_cast<long>(some));
      bytes.insert(begin, copy.begin(), copy.end());
      break;
    }
    case 6: bytes.resize(random.below(4) ? bytes.size() - random.below(64) % bytes.size() : at); break;
    default: {
      const Bytes &other = seeds[random.below(seeds.size())];
      if (other.empty()) break;
      const size_t from = place(random, other.size());
      const size_t count = std::min(some, other.size() - from);
      bytes.insert(begin, other.begin() + static_cast<long>(from), other.begin() + static_cast<long>(from + count));
    }
  }
}

/// A header request's flags and attributes: one of each kind of value.
std::string request() {
  static constexpr struct {
    Tag tag;
    const char *vr;
  } wanted[] = {{0x0008'0008, "CS"}, {0x0008'0016, "UI"}, {0x0008'1030, "LO"}, {0x0010'0010, "PN"}, {0x0018'0050, "DS"},
                {0x0020'0013, "IS"}, {0x0020'0032, "DS"}, {0x0028'0010, "US"}, {0x0028'0120, "US"}, {0x0028'1050, "DS"},
                {0x0028'3010, "SQ"}, {0x0004'1220, "SQ"}};
  PayloadWriter writer;
  writer.u16(DICOM_WIRE_WITH_FRAMES);
  writer.u16(static_cast<uint16_t>(std::size(wanted)));
  for (const auto &one : wanted) {
    writer.u16(static_cast<uint16_t>(one.tag >> 16));
    writer.u16(static_cast<uint16_t>(one.tag));
    writer.raw(std::string_view(one.vr, 2));
    writer.u16(0);
  }
  return writer.bytes();
}

// What the signal handlers print.
volatile unsigned long long current;

void name(int signal) {
  char text[80];
  const int count = std::snprintf(text, sizeof text, "copy %llu: %s %d\n", current,
                                  signal == SIGVTALRM ? "hangs, signal" : "dies of signal", signal);
  if (write(2, text, static_cast<size_t>(count)) < 0) _exit(71);
  _exit(70);
}

Bytes contents(const char *path) {
  FileSource file(path);
  Bytes bytes(static_cast<size_t>(std::min<uint64_t>(file.size(), 1 << 20)));
  file.copy(0, bytes.size(), bytes.data());
  return bytes;
}

enum Outcome { decoded, refused, notDicom, outOfMemory, failed, outcomes };

Outcome read(Bytes bytes, const std::string &wanted, uint8_t *slot) {
  try {
    DicomFile file(std::make_unique<MemorySource>(bytes));
    PayloadReader reader(wanted);
    PayloadWriter answer;
    describe(file, reader, answer);
    DicomFile again(std::make_unique<MemorySource>(std::move(bytes)));
    decodeFrame(again, 0, slot);
    return decoded;
  } catch (const Refusal &) {
    return refused;
  } catch (const CodecSpent &) {
    return refused;
  } catch (const NotDicom &) {
    return notDicom;
  } catch (const std::bad_alloc &) {
    return outOfMemory;
  } catch (...) {
    return failed;
  }
}
}  // namespace

int fuzz(int argumentCount, char **arguments) {
  if (argumentCount < 4) return 64;
  const uint64_t seed = std::strtoull(arguments[0], nullptr, 10), first = std::strtoull(arguments[1], nullptr, 10);
  const uint64_t count = std::strtoull(arguments[2], nullptr, 10);
  std::vector<Bytes> seeds;
  try {
    for (int i = 3; i < argumentCount; i++) seeds.push_back(contents(arguments[i]));
  } catch (const Refusal &refusal) {
    std::fprintf(stderr, "%s\n", refusal.what());
    return 66;
  }
  void *slot = mmap(nullptr, DICOM_WIRE_SLOT_BYTES, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  if (slot == MAP_FAILED) return 71;
  silenceLog();
  cplatform_confine_reader(limits::address_space);
  for (int signal : {SIGSEGV, SIGBUS, SIGFPE, SIGILL, SIGABRT, SIGVTALRM}) std::signal(signal, name);
  const std::string wanted = request();
  uint64_t counts[outcomes] = {};
  for (uint64_t n = first; n < first + count; n++) {
    current = n;
    // Processor time, which a busy machine does not lengthen.
    const itimerval limit = {{0, 0}, {3, 0}};
    setitimer(ITIMER_VIRTUAL, &limit, nullptr);
    Random random(seed * 1'000'003 + n);
    Bytes bytes = seeds[random.below(seeds.size())];
    for (size_t i = random.below(4) + 1; i > 0; i--) mutate(bytes, seeds, random);
    counts[read(std::move(bytes), wanted, static_cast<uint8_t *>(slot))]++;
  }
  std::printf("%llu copies: %llu decoded, %llu refused, %llu no DICOM, %llu out of memory, %llu failed\n",
              static_cast<unsigned long long>(count), static_cast<unsigned long long>(counts[decoded]),
              static_cast<unsigned long long>(counts[refused]), static_cast<unsigned long long>(counts[notDicom]),
              static_cast<unsigned long long>(counts[outOfMemory]), static_cast<unsigned long long>(counts[failed]));
  return counts[failed] ? 70 : 0;
}
