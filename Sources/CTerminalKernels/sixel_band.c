#include "sixel_band.h"

#include <stdlib.h>
#include <string.h>

/// One clone for each x86-64 level, chosen by the loader. Off under the thread sanitizer, whose
/// instrumented resolver crashes before main, and on other architectures.
#if defined(__x86_64__) && !(defined(__has_feature) && __has_feature(thread_sanitizer))
#define CLONES __attribute__((target_clones("default", "arch=x86-64-v3", "arch=x86-64-v4")))
#else
#define CLONES
#endif
#define INLINE static inline __attribute__((always_inline))

/// Columns without a colour that its stretch runs across: a new stretch costs about as much as a gap
/// of three, but the longer ones find room for repeats (measured on noisy and smooth slices).
enum { BRIDGE = 8 };

// Every function that takes or returns a vector is inlined: there is no call whose ABI could differ.
#pragma clang diagnostic ignored "-Wpsabi"

typedef uint8_t columns64 __attribute__((vector_size(64)));
typedef _Bool bits64 __attribute__((ext_vector_type(64)));

INLINE columns64 load(const uint8_t *from) {
  columns64 v;
  memcpy(&v, from, sizeof v);
  return v;
}

INLINE void store(uint8_t *to, columns64 v) { memcpy(to, &v, sizeof v); }

/// A bit for each column that is not 0.
INLINE uint64_t bits(columns64 v) {
  const bits64 set = __builtin_convertvector(v, bits64);
  uint64_t word;
  memcpy(&word, &set, sizeof word);
  return word;
}

int sixel_digits(char *to, unsigned number) {
  char reversed[10];
  int count = 0;
  do reversed[count++] = (char)('0' + number % 10);
  while ((number /= 10) > 0);
  for (int n = 0; n < count; n++) to[n] = reversed[count - 1 - n];
  return count;
}

// There are at most six pixels a column. Each may open a pass ("$"), stand behind a gap ("!9999?"), change
// the colour ("#255"), be painted, and have a bridge behind it.
size_t sixel_band_room(int width) { return (size_t)width * 6 * (1 + 6 + 4 + 1 + BRIDGE) + 256; }

int sixel_band_prepare(sixel_band *band, int width) {
  if (band->width == width) return 1;
  sixel_band_free(band);
  const int words = (width + 63) / 64;
  const size_t padded = (size_t)words * 64 + 128;
  band->words = words;
  // An odd number of cache lines: an even one would put the lanes into the same few sets.
  band->stride = (size_t)(words | 1) * 64;
  const size_t size = 256 * band->stride + 128;
  band->lanes = aligned_alloc(64, size);
  band->stretches = malloc(sizeof(sixel_stretch) * (6 * (size_t)width + 1));
  band->heads = malloc(sizeof(uint16_t) * padded);
  band->starts = calloc((size_t)words, sizeof(uint64_t));
  band->begins = malloc(sizeof(uint16_t) * padded);
  band->stops = malloc(sizeof(uint16_t) * padded);
  band->done = malloc(padded);
  band->doneNow = malloc(padded);
  band->repeats = calloc((size_t)width + 1, sizeof(sixel_word));
  if (!band->lanes || !band->stretches || !band->heads || !band->starts || !band->begins || !band->stops
      || !band->done || !band->doneNow || !band->repeats) {
    sixel_band_free(band);
    return 0;
  }
  memset(band->lanes, 0, size);
  for (int n = 0; n <= width; n++) {
    band->repeats[n].text[0] = '!';
    band->repeats[n].length = 1 + sixel_digits(band->repeats[n].text + 1, (unsigned)n);
  }
  band->width = width;
  return 1;
}

void sixel_band_free(sixel_band *band) {
  free(band->lanes);
  free(band->stretches);
  free(band->heads);
  free(band->starts);
  free(band->begins);
  free(band->stops);
  free(band->done);
  free(band->doneNow);
  free(band->repeats);
  *band = (sixel_band){0};
}

/// Sorts the pixels of 64 columns into their colours' lanes.
///
/// Each pixel writes the rows of its column that have its colour, itself among them: equal pixels write
/// the same byte, so nothing has to be read back.
INLINE void sort64(const uint8_t *const row[6], uint8_t valid, uint8_t *lanes, size_t stride) {
  columns64 pixel[6], rows[6];
  for (int i = 0; i < 6; i++) {
    pixel[i] = load(row[i]);
    rows[i] = (columns64){} + (uint8_t)(1 << i);
  }
  for (int i = 0; i < 6; i++) {
    for (int j = i + 1; j < 6; j++) {
      const columns64 same = (columns64)(pixel[i] == pixel[j]);
      rows[i] |= same & (uint8_t)(1 << j);
      rows[j] |= same & (uint8_t)(1 << i);
    }
  }
  uint8_t mask[6][64];
  for (int i = 0; i < 6; i++) store(mask[i], rows[i] & valid);
  for (int x = 0; x < 64; x++) {
    for (int i = 0; i < 6; i++) lanes[row[i][x] * stride + (size_t)x] = mask[i][x];
  }
}

INLINE void sort(sixel_band *band, const uint8_t *const row[6], int rows) {
  const uint8_t valid = (uint8_t)((1 << rows) - 1);
  int x = 0;
  for (; x + 64 <= band->width; x += 64) {
    const uint8_t *const at[6] = {row[0] + x, row[1] + x, row[2] + x, row[3] + x, row[4] + x, row[5] + x};
    sort64(at, valid, band->lanes + x, band->stride);
  }
  for (; x < band->width; x++) {
    for (int i = 0; i < rows; i++) {
      band->lanes[row[i][x] * band->stride + (size_t)x] |= (uint8_t)(1 << i);
    }
  }
}

/// Finds the runs of columns that hold a colour; returns how many, 0 when the colour does not occur.
/// Runs with at most `BRIDGE` columns between them are one.
INLINE int find(sixel_band *band, const uint8_t *lane) {
  uint16_t *begins = band->begins, *stops = band->stops;
  int count = 0, ended = 0;
  uint64_t carry = 0;
  for (int w = 0; w < band->words; w++) {
    const uint64_t present = bits(load(lane + 64 * w));
    const uint64_t before = present << 1 | carry;
    carry = present >> 63;
    for (uint64_t b = present & ~before; b; b &= b - 1)
      begins[count++] = (uint16_t)(64 * w + __builtin_ctzll(b));
    for (uint64_t b = before & ~present; b; b &= b - 1)
      stops[ended++] = (uint16_t)(64 * w + __builtin_ctzll(b));
  }
  if (count == 0) return 0;
  if (ended < count) stops[ended] = (uint16_t)(64 * band->words);
  // Without a branch: whether the next run is near is anybody's guess.
  int last = 0;
  uint16_t begin = begins[0];
  for (int n = 1; n < count; n++) {
    const int isFar = begins[n] - stops[n - 1] > BRIDGE;
    begins[last] = begin;
    stops[last] = stops[n - 1];
    begin = isFar ? begins[n] : begin;
    last += isFar;
  }
  begins[last] = begin;
  stops[last] = stops[count - 1];
  return last + 1;
}

/// Files a stretch under its first column, the longest of them first.
INLINE void file(sixel_band *band, int number, uint8_t colour, int begin, int end) {
  sixel_stretch *new = &band->stretches[number];
  uint64_t *word = &band->starts[begin >> 6];
  const uint64_t bit = 1ull << (begin & 63);
  *new = (sixel_stretch){.end = (uint16_t)end, .colour = colour, .next = 0};
  uint16_t *link = &band->heads[begin];
  if (*word & bit) {
    while (*link && band->stretches[*link].end > end) link = &band->stretches[*link].next;
    new->next = *link;
  }
  *link = (uint16_t)number;
  *word |= bit;
}

INLINE uint8_t *repeat(const sixel_band *band, uint8_t *out, int count, uint8_t character) {
  if (count < 4) {
    memset(out, character, 4);
    return out + count;
  }
  const sixel_word *word = &band->repeats[count];
  memcpy(out, word->text, 8);
  out[word->length] = character;
  return out + word->length + 1;
}

/// Paints `length` columns of one colour. Pixels that get their final colour in a later pass may be
/// painted too: that makes runs of equal columns longer.
INLINE uint8_t *paint(
    const sixel_band *band, const uint8_t *lane, const uint8_t *done, int length, uint8_t *out) {
  int x = 0;
  while (length - x >= 4) {
    // The columns from which four can be painted alike: none of them spoils what another needs.
    const uint8_t *rows = lane + x, *fixed = done + x;
    const columns64 needed = load(rows) | load(rows + 1) | load(rows + 2) | load(rows + 3);
    const columns64 barred = load(fixed) | load(fixed + 1) | load(fixed + 2) | load(fixed + 3);
    const int candidates = length - x - 3 < 61 ? length - x - 3 : 61;
    const uint64_t alike = ~bits(needed & barred) & (~0ull >> (64 - candidates));
    const int literal = alike ? __builtin_ctzll(alike) : candidates;
    store(out, load(rows) + 63);
    out += literal;
    x += literal;
    if (!alike) continue;
    uint8_t wanted = lane[x], taken = done[x];
    int end = x + 1;
    for (; end < length; end++) {
      const uint8_t more = wanted | lane[end], less = taken | done[end];
      if (more & less) break;
      wanted = more;
      taken = less;
    }
    out = repeat(band, out, end - x, (uint8_t)(63 + wanted));
    x = end;
  }
  for (; x < length; x++) *out++ = (uint8_t)(63 + lane[x]);
  return out;
}

/// `done |= lane`.
INLINE void finish(uint8_t *done, const uint8_t *lane, int length) {
  // Columns beyond the end are of the same colour: barring them early only costs a little freedom.
  for (int x = 0; x < length; x += 8) {
    uint64_t a, b;
    memcpy(&a, done + x, 8);
    memcpy(&b, lane + x, 8);
    a |= b;
    memcpy(done + x, &a, 8);
  }
}

CLONES
uint8_t *sixel_band_write(
    sixel_band *band, const uint8_t *const row[6], int rows, int colours, const sixel_word *select,
    uint8_t *used, uint8_t *out) {
  const uint8_t full = (uint8_t)((1 << rows) - 1);
  uint64_t *const starts = band->starts;
  sort(band, row, rows);
  int left = 0;
  uint8_t occurs[256];
  for (int colour = 0; colour < colours; colour++) {
    const int count = find(band, band->lanes + (size_t)colour * band->stride);
    for (int n = 0; n < count; n++)
      file(band, ++left, (uint8_t)colour, band->begins[n], band->stops[n]);
    occurs[colour] = count > 0;
    used[colour] |= occurs[colour];
  }
  memset(band->doneNow, 0, (size_t)band->width + 64);
  // Passes from the left to the right, each taking what starts at or behind its place. In the first
  // one nothing is final yet, so whole columns are painted.
  for (int pass = 0; left > 0; pass++) {
    if (pass > 0) {
      *out++ = '$';
      memcpy(band->done, band->doneNow, (size_t)band->width + 64);
    }
    int x = 0;
    for (int w = 0; w < band->words;) {
      const uint64_t word = starts[w] & (w == x >> 6 ? ~0ull << (x & 63) : ~0ull);
      if (!word) {
        w++;
        continue;
      }
      const int begin = 64 * w + __builtin_ctzll(word);
      const sixel_stretch *stretch = &band->stretches[band->heads[begin]];
      band->heads[begin] = stretch->next;
      if (!stretch->next) starts[w] &= ~(word & -word);
      left--;
      const uint8_t *lane = band->lanes + stretch->colour * band->stride + begin;
      const int length = stretch->end - begin;
      out = repeat(band, out, begin - x, '?');
      memcpy(out, select[stretch->colour].text, 8);
      out += select[stretch->colour].length;
      out = pass == 0 ? repeat(band, out, length, (uint8_t)(63 + full))
                      : paint(band, lane, band->done + begin, length, out);
      finish(band->doneNow + begin, lane, length);
      x = stretch->end;
      w = x >> 6;
    }
  }
  for (int colour = 0; colour < colours; colour++)
    if (occurs[colour]) memset(band->lanes + (size_t)colour * band->stride, 0, band->stride);
  return out;
}
