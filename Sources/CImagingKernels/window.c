#include "CImagingKernels.h"

CIMAGING_CLONES
void cimaging_window(
    const float *hu, size_t count, float lower, float scale, int maximum, int inverted,
    float padding, uint8_t *levels) {
  const float top = (float)maximum;
  for (size_t n = 0; n < count; n++) {
    const float x = hu[n];
    float level = (x - lower) * scale + 0.5f;
    // Comparisons with NaN are false, so NaN (also 0 · ∞ at a width of 1) ends at 0.
    level = level > 0 ? level : 0;
    level = level < top ? level : top;
    int32_t value = (int32_t)level;
    value = inverted ? maximum - value : value;
    levels[n] = (x == x && x != padding) ? (uint8_t)value : 0;
  }
}
