#include "CImagingKernels.h"

CIMAGING_CLONES
void cimaging_heat(
    const float *heat, size_t count, const cimaging_heat_scale *scale, uint8_t *registers) {
  const float threshold = scale->threshold, range = 1 - threshold, greys = scale->greys;
  const int first = scale->first, last = scale->steps - 1, columns = scale->columns;
  for (size_t n = 0; n < count; n++) {
    const float value = heat[n] * scale->factor;
    float share = range > 0 ? (value - threshold) / range : 1;
    share = share < 1 ? share : 1;
    share = share > 0 ? share : 0;
    int32_t step = (int32_t)(share * (float)scale->steps);
    step = step < last ? step : last;
    // The sum keeps a product that should be whole from being cut to the whole number below.
    const int32_t column = (int32_t)((float)registers[n] * greys + 1e-3f);
    // False for NaN: outside the heat's grid the picture stays grey.
    registers[n] = value >= threshold ? (uint8_t)(first + step * columns + column) : registers[n];
  }
}
