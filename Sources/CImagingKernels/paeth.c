#include "CImagingKernels.h"

static inline __attribute__((always_inline)) uint8_t predicted(int left, int above, int corner) {
  const int p = left + above - corner;
  const int toLeft = p > left ? p - left : left - p;
  const int toAbove = p > above ? p - above : above - p;
  const int toCorner = p > corner ? p - corner : corner - p;
  const int other = toAbove <= toCorner ? above : corner;
  return (uint8_t)(toLeft <= toAbove && toLeft <= toCorner ? left : other);
}

CIMAGING_CLONES
void cimaging_paeth(const uint8_t *row, const uint8_t *above, size_t count, uint8_t *out) {
  if (count == 0) return;
  out[0] = (uint8_t)(row[0] - predicted(0, above[0], 0));
  for (size_t n = 1; n < count; n++)
    out[n] = (uint8_t)(row[n] - predicted(row[n - 1], above[n], above[n - 1]));
}
