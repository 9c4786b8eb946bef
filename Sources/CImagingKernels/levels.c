#include "CImagingKernels.h"

CIMAGING_CLONES
void cimaging_map_levels(const int16_t *hu, size_t count, const uint8_t *table, uint8_t *levels) {
  for (size_t n = 0; n < count; n++) levels[n] = table[(int32_t)hu[n] + 32768];
}
