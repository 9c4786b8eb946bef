#include "LosslessJPEG.hpp"

#include <cstring>
#include <memory>

#include "Clones.hpp"
#include "HuffmanTable.hpp"
#include "Refusal.hpp"

namespace {
// Source: T.81 table B.1.
constexpr uint8_t sof3 = 0xC3, dht = 0xC4, rst0 = 0xD0, sos = 0xDA, dri = 0xDD;

unsigned word(const uint8_t *at) { return static_cast<unsigned>(at[0]) << 8 | at[1]; }

/// What the headers say of the one scan.
struct Scan {
  std::unique_ptr<HuffmanTable> tables[4];
  const HuffmanTable *table = nullptr;
  int precision = 0, predictor = 0, pointTransform = 0;
  size_t restartRows = 0;
  /// Where the coded data begins.
  size_t data = 0;
};

/// DHT: any number of tables, each of 17 bytes and its symbols.
void readTables(const uint8_t *at, const uint8_t *end, Scan &scan) {
  while (at < end) {
    if (end - at < 17) throw Refusal("the JPEG code table is cut short");
    size_t symbols = 0;
    for (int i = 1; i <= 16; i++) symbols += at[i];
    if (static_cast<size_t>(end - at) < 17 + symbols) throw Refusal("the JPEG code table is cut short");
    // Lossless JPEG has tables of class 0 alone; others are some other image's.
    if (at[0] < 4) scan.tables[at[0]] = std::make_unique<HuffmanTable>(at + 1, at + 17);
    at += 17 + symbols;
  }
}

/// `at` points behind the length of a SOS of one component. Source: T.81 B.2.3, table B.3.
void readScanHeader(const uint8_t *at, size_t count, Scan &scan) {
  if (count < 6 || at[0] != 1) throw Refusal("the JPEG scan header is damaged");
  const unsigned table = at[2] >> 4;
  scan.predictor = at[3];
  scan.pointTransform = at[5] & 15;
  if (table > 3 || !scan.tables[table]) throw Refusal("the JPEG stream lacks its code table");
  if (scan.predictor < 1 || scan.predictor > 7 || scan.pointTransform >= scan.precision)
    throw Refusal("the JPEG scan header is damaged");
  scan.table = scan.tables[table].get();
}

/// Walks the segments; `checkedJPEG` has seen that each lies in the stream.
Scan readHeaders(const std::vector<uint8_t> &stream, size_t columns) {
  Scan scan;
  size_t at = 2;
  while (at + 4 <= stream.size()) {
    if (stream[at + 1] == 0xFF) {
      at++;
      continue;
    }
    const uint8_t marker = stream[at + 1];
    const size_t length = word(&stream[at + 2]);
    if (length < 2 || length > stream.size() - at - 2) break;
    const uint8_t *body = &stream[at + 2] + 2;
    const size_t count = length - 2;
    at += 2 + length;
    if (marker == sof3) {
      scan.precision = body[0];
    } else if (marker == dht) {
      readTables(body, body + count, scan);
    } else if (marker == dri) {
      if (count < 2) throw Refusal("the JPEG restart interval is damaged");
      // Whole rows only. Source: T.81 H.1.1.
      if (word(body) % columns != 0) throw Refusal("the JPEG restart interval is no whole number of rows");
      scan.restartRows = word(body) / columns;
    } else if (marker == sos) {
      readScanHeader(body, count, scan);
      scan.data = at;
      return scan;
    }
  }
  throw Refusal("the JPEG headers are damaged");
}

/// A place in the coded bits.
struct Cursor {
  const uint8_t *at = nullptr;
  /// The next bits of the stream, from the top; `held` of them are meant, at most 63.
  uint64_t bits = 0;
  unsigned held = 0;

  /// Brings what is held to 56 bits or more: four lookups, or one code of any length.
  void fill() {
    uint64_t eight;
    std::memcpy(&eight, at, sizeof eight);
    bits |= __builtin_bswap64(eight) >> held;
    at += (63 - held) >> 3;
    held |= 56;
  }
  void drop(unsigned count) {
    bits <<= count;
    held -= count;
  }
};

/// One difference by a code of any length, and the place behind it with 56 bits or more. By value, and
/// apart: the loops then keep their cursor in registers.
struct Step {
  Cursor cursor;
  int difference;
};
[[gnu::noinline]] Step slowStep(Cursor cursor, const HuffmanTable &table) {
  cursor.fill();
  const HuffmanTable::Slow found = table.slow(cursor.bits);
  cursor.drop(found.bits);
  cursor.fill();
  return {cursor, found.difference};
}
static_assert(4 * HuffmanTable::lookupBits <= 56);

/// The coded bytes of one restart interval, without the zeros stuffed behind FF.
class Interval {
 public:
  Cursor cursor;

  /// Copies from `at` to the next marker, which `at` then names. `slack` zero bytes follow, so that
  /// a row may be decoded before anyone asks whether it was there.
  void load(const std::vector<uint8_t> &stream, size_t &at, size_t slack) {
    bytes_.clear();
    while (true) {
      const auto *found = static_cast<const uint8_t *>(std::memchr(&stream[at], 0xFF, stream.size() - at));
      // Without a marker at its end `checkedJPEG` would have refused the stream.
      if (!found || found + 1 >= stream.data() + stream.size()) throw Refusal("the compressed image is cut short");
      const size_t end = static_cast<size_t>(found - stream.data());
      const bool stuffed = stream[end + 1] == 0;
      bytes_.insert(bytes_.end(), stream.begin() + static_cast<long>(at),
                    stream.begin() + static_cast<long>(end + (stuffed ? 1 : 0)));
      at = end + (stuffed ? 2 : 0);
      if (!stuffed) break;
    }
    count_ = bytes_.size();
    bytes_.resize(count_ + slack + 32);
    cursor = Cursor{bytes_.data()};
  }

  /// True when no more was taken than there is.
  bool isWithin() const {
    return static_cast<size_t>(cursor.at - bytes_.data()) * 8 - cursor.held <= count_ * 8;
  }

 private:
  std::vector<uint8_t> bytes_;
  size_t count_ = 0;
};

/// What is expected at a sample with neighbours left, above and above left. Source: T.81 table H.1.
template <int predictor>
int predicted(int left, int above, int aboveLeft) {
  switch (predictor) {
    case 1: return left;
    case 2: return above;
    case 3: return aboveLeft;
    case 4: return left + above - aboveLeft;
    case 5: return left + ((above - aboveLeft) >> 1);
    case 6: return above + ((left - aboveLeft) >> 1);
    default: return (left + above) >> 1;
  }
}

/// One row behind its first sample.
template <int predictor>
[[gnu::always_inline]] inline void decodeRow(
    Cursor &place, const HuffmanTable &table, const uint16_t *above, uint16_t *row, size_t columns) {
  Cursor cursor = place;
  int left = row[0];
  size_t x = 1;
  auto one = [&]() __attribute__((always_inline)) {
    const Step step = slowStep(cursor, table);
    cursor = step.cursor;
    left = static_cast<uint16_t>(predicted<predictor>(left, above[x], above[x - 1]) + step.difference);
    row[x++] = static_cast<uint16_t>(left);
  };
  auto oneOrTwo = [&]() __attribute__((always_inline)) {
    const HuffmanTable::Entry entry = table.next(cursor.bits);
    if (entry.count() == 0) [[unlikely]] {
      one();
      return;
    }
    cursor.drop(entry.bits());
    // Both are written without asking how many there are: what comes next corrects the second.
    const auto first = static_cast<uint16_t>(predicted<predictor>(left, above[x], above[x - 1]) + entry.first());
    const auto second = static_cast<uint16_t>(predicted<predictor>(first, above[x + 1], above[x]) + entry.second());
    row[x] = first;
    row[x + 1] = second;
    left = entry.count() == 2 ? second : first;
    x += entry.count();
  };
  while (x + 8 <= columns) {
    cursor.fill();
    oneOrTwo(), oneOrTwo(), oneOrTwo(), oneOrTwo();
  }
  while (x < columns) one();
  place = cursor;
}

using RowDecoder = void (*)(Cursor &, const HuffmanTable &, const uint16_t *, uint16_t *, size_t);

#define ROW_DECODER(predictor)                                                                            \
  CLONES void decodeRow##predictor(                                                                       \
      Cursor &cursor, const HuffmanTable &table, const uint16_t *above, uint16_t *row, size_t columns) {  \
    decodeRow<predictor>(cursor, table, above, row, columns);                                             \
  }
ROW_DECODER(1)
ROW_DECODER(2)
ROW_DECODER(3)
ROW_DECODER(4)
ROW_DECODER(5)
ROW_DECODER(6)
ROW_DECODER(7)
constexpr RowDecoder decoders[] = {nullptr,    decodeRow1, decodeRow2, decodeRow3,
                                   decodeRow4, decodeRow5, decodeRow6, decodeRow7};
}  // namespace

void decodeLosslessJPEG(
    const std::vector<uint8_t> &stream, size_t rows, size_t columns, uint16_t *samples) {
  const Scan scan = readHeaders(stream, columns);
  const HuffmanTable &table = *scan.table;
  const size_t interval = scan.restartRows ? scan.restartRows : rows;
  // No sample takes more than 32 bits.
  const size_t slack = columns * 4;
  size_t at = scan.data;
  Interval coded;
  for (size_t y = 0; y < rows; y++) {
    const bool starts = y % interval == 0;
    if (starts) {
      if (y > 0) {
        while (at + 2 < stream.size() && stream[at + 1] == 0xFF) at++;
        if (stream[at + 1] != rst0 + (y / interval - 1) % 8) throw Refusal("the JPEG data is damaged: a restart marker is missing");
        at += 2;
      }
      coded.load(stream, at, slack);
    }
    uint16_t *row = samples + y * columns;
    const int first = starts ? 1 << (scan.precision - scan.pointTransform - 1) : row[-static_cast<long>(columns)];
    const Step step = slowStep(coded.cursor, table);
    coded.cursor = step.cursor;
    row[0] = static_cast<uint16_t>(first + step.difference);
    // The first row of an interval is predicted from the left, the others as the scan says. Source: T.81 H.1.2.1.
    const int predictor = starts ? 1 : scan.predictor;
    decoders[predictor](coded.cursor, table, starts ? row : row - columns, row, columns);
    if (!coded.isWithin()) throw Refusal("the compressed image is cut short");
  }
  if (scan.pointTransform)
    for (size_t i = 0; i < rows * columns; i++) samples[i] = static_cast<uint16_t>(samples[i] << scan.pointTransform);
}
