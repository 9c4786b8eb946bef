#include <stdlib.h>
#include <string.h>

#include "CTerminalKernels.h"
#include "sixel_band.h"

/// Room for the stream's head: 24 characters, and at most 19 for each register.
enum { HEAD = 24 + 256 * 19 };

struct cterminal_sixel {
  sixel_band band;
  /// The pixels, where several colours are one register.
  uint8_t *merged;
  size_t mergedSize;
  uint8_t *stream;
  size_t capacity;
};

cterminal_sixel *cterminal_sixel_new(void) { return calloc(1, sizeof(cterminal_sixel)); }

void cterminal_sixel_free(cterminal_sixel *encoder) {
  if (!encoder) return;
  sixel_band_free(&encoder->band);
  free(encoder->merged);
  free(encoder->stream);
  free(encoder);
}

static int percent(uint8_t component) { return (component * 100 + 127) / 255; }

/// Maps each colour to the first one that looks the same in percent; returns whether any is another's.
static int merge(const uint8_t *rgb, int colours, uint8_t *first) {
  enum { SLOTS = 1024 };
  int32_t keys[SLOTS];
  uint8_t owners[SLOTS];
  int merges = 0;
  memset(keys, 0xFF, sizeof keys);
  for (int c = 0; c < colours; c++) {
    const int32_t key = percent(rgb[3 * c]) << 14 | percent(rgb[3 * c + 1]) << 7 | percent(rgb[3 * c + 2]);
    uint32_t slot = (uint32_t)key * 2654435761u >> 22;
    while (keys[slot] >= 0 && keys[slot] != key) slot = (slot + 1) % SLOTS;
    if (keys[slot] < 0) {
      keys[slot] = key;
      owners[slot] = (uint8_t)c;
    }
    first[c] = owners[slot];
    merges |= owners[slot] != c;
  }
  return merges;
}

/// Orders the colours by how often a row changes to them: the first ten have short register numbers.
static void rank(const uint8_t *pixels, int width, int height, int colours, uint8_t *order) {
  // A sample is enough: a poor order costs bytes, not correctness.
  enum { EVERY = 32 };
  uint32_t changes[256] = {0};
  for (int y = 0; y < height; y += EVERY) {
    const uint8_t *row = pixels + (size_t)y * (size_t)width;
    for (int x = 1; x < width; x++) changes[row[x]] += row[x] != row[x - 1];
  }
  for (int n = 0; n < colours; n++) {
    int place = n;
    for (; place > 0 && changes[order[place - 1]] < changes[n]; place--) order[place] = order[place - 1];
    order[place] = (uint8_t)n;
  }
}

/// Everything before the first band; returns its length.
static size_t head(
    char *to, int width, int height, const uint8_t *rgb, int colours, const uint8_t *order,
    const sixel_word *select, const uint8_t *used) {
  static const char start[] = "\033P9;0;0q\"1;1;";
  char *at = to;
  memcpy(at, start, sizeof start - 1);
  at += sizeof start - 1;
  at += sixel_digits(at, (unsigned)width);
  *at++ = ';';
  at += sixel_digits(at, (unsigned)height);
  for (int n = 0; n < colours; n++) {
    const int c = order[n];
    if (!used[c]) continue;
    memcpy(at, select[c].text, 8);
    at += select[c].length;
    memcpy(at, ";2", 2);
    at += 2;
    for (int k = 0; k < 3; k++) {
      *at++ = ';';
      at += sixel_digits(at, (unsigned)percent(rgb[3 * c + k]));
    }
  }
  return (size_t)(at - to);
}

/// Makes room for `size` bytes behind `kept` ones; NULL when there is no memory.
static uint8_t *grow(uint8_t **memory, size_t *capacity, size_t kept, size_t size) {
  if (*capacity - kept < size || !*memory) {
    const size_t larger = (kept + size) * 2;
    uint8_t *moved = realloc(*memory, larger);
    if (!moved) return NULL;
    *memory = moved;
    *capacity = larger;
  }
  return *memory + kept;
}

size_t cterminal_sixel_encode(
    cterminal_sixel *encoder, const uint8_t *pixels, int width, int height, const uint8_t *rgb,
    int colours, const uint8_t **stream) {
  if (!sixel_band_prepare(&encoder->band, width)) return 0;
  const size_t count = (size_t)width * (size_t)height;
  uint8_t first[256], order[256], used[256] = {0};
  if (merge(rgb, colours, first)) {
    if (!grow(&encoder->merged, &encoder->mergedSize, 0, count)) return 0;
    for (size_t n = 0; n < count; n++) encoder->merged[n] = first[pixels[n]];
    pixels = encoder->merged;
  }
  uint8_t largest = 0;
  for (size_t n = 0; n < count; n++) largest = pixels[n] > largest ? pixels[n] : largest;
  colours = largest + 1;
  rank(pixels, width, height, colours, order);
  sixel_word select[256];
  for (int n = 0; n < colours; n++) {
    select[order[n]].text[0] = '#';
    select[order[n]].length = 1 + sixel_digits(select[order[n]].text + 1, (unsigned)n);
  }
  size_t end = HEAD;
  for (int y = 0; y < height; y += 6) {
    uint8_t *out = grow(&encoder->stream, &encoder->capacity, end, sixel_band_room(width));
    if (!out) return 0;
    const int rows = height - y < 6 ? height - y : 6;
    const uint8_t *row[6];
    for (int n = 0; n < 6; n++) row[n] = pixels + (size_t)(y + (n < rows ? n : 0)) * (size_t)width;
    if (y > 0) *out++ = '-';
    end = (size_t)(sixel_band_write(&encoder->band, row, rows, colours, select, used, out) - encoder->stream);
  }
  memcpy(encoder->stream + end, "\033\\", 2);
  // The registers in use are known only now: the head is put before the bands, ending where they begin.
  char text[HEAD];
  const size_t length = head(text, width, height, rgb, colours, order, select, used);
  memcpy(encoder->stream + HEAD - length, text, length);
  *stream = encoder->stream + HEAD - length;
  return end + 2 - (HEAD - length);
}
