#include "CImagingKernels.h"

#include <math.h>

CIMAGING_CLONES
void cimaging_gather_sums(
    const float *fine, size_t factor, size_t count, float padding, float *sums, float *counts) {
  for (size_t n = 0; n < count; n++) {
    float sum = 0, seen = 0;
    for (size_t k = 0; k < factor; k++) {
      const float value = fine[n * factor + k];
      // An infinity less itself is not a number.
      const int isScanned = value - value == 0 && value != padding;
      sum += isScanned ? value : 0;
      seen += isScanned ? 1.0f : 0;
    }
    sums[n] += sum;
    counts[n] += seen;
  }
}

CIMAGING_CLONES
void cimaging_means(const float *sums, const float *counts, size_t count, float *means) {
  for (size_t n = 0; n < count; n++) means[n] = counts[n] > 0 ? sums[n] / counts[n] : NAN;
}

void cimaging_enlarge(const uint8_t *levels, size_t factor, size_t count, uint8_t *out) {
  for (size_t n = 0, next = 0; n < count; levels++) {
    next = count - n < factor ? count : n + factor;
    for (; n < next; n++) out[n] = *levels;
  }
}
