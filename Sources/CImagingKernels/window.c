#include "CImagingKernels.h"

#include <math.h>

static inline __attribute__((always_inline)) uint8_t level_of(
    float x, float lower, float scale, int maximum, int inverted, float padding) {
  const float top = (float)maximum;
  float level = (x - lower) * scale + 0.5f;
  // Comparisons with NaN are false, so NaN (also 0 · ∞ at a width of 1) ends at 0.
  level = level > 0 ? level : 0;
  level = level < top ? level : top;
  int32_t value = (int32_t)level;
  value = inverted ? maximum - value : value;
  return (x == x && x != padding) ? (uint8_t)value : 0;
}

CIMAGING_CLONES
void cimaging_window(
    const float *hu, size_t count, float lower, float scale, int maximum, int inverted,
    float padding, uint8_t *levels) {
  for (size_t n = 0; n < count; n++)
    levels[n] = level_of(hu[n], lower, scale, maximum, inverted, padding);
}

CIMAGING_CLONES
void cimaging_blend_window(
    const float *a, const float *b, float weight, size_t count, float lower, float scale,
    int maximum, int inverted, uint8_t *levels) {
  for (size_t n = 0; n < count; n++) {
    const float x = a[n] + weight * (b[n] - a[n]);
    levels[n] = level_of(x, lower, scale, maximum, inverted, NAN);
  }
}

CIMAGING_CLONES
int cimaging_has_gaps(const float *values, size_t count) {
  int gaps = 0;
  for (size_t n = 0; n < count; n++) gaps |= values[n] != values[n];
  return gaps;
}

CIMAGING_CLONES
void cimaging_lookup(
    const float *hu, size_t count, float first, float perHU, const uint8_t *table, size_t size,
    float padding, uint8_t *levels) {
  const float last = (float)(size - 1);
  for (size_t n = 0; n < count; n++) {
    const float x = hu[n];
    float place = (x - first) * perHU + 0.5f;
    place = place > 0 ? place : 0;
    place = place < last ? place : last;
    levels[n] = (x == x && x != padding) ? table[(int32_t)place] : 0;
  }
}
