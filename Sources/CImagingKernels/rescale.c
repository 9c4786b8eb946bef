#include "CImagingKernels.h"

/// One loop for each pair of types: the compiler turns each into vector code.
#define RESCALE_INT16(name, stored_type)                                                        \
  CIMAGING_CLONES static void name(                                                             \
    const stored_type *restrict stored, size_t count, int32_t slope, int32_t intercept,         \
    int16_t *restrict hu) {                                                                     \
    for (size_t i = 0; i < count; i++) {                                                        \
      hu[i] = (int16_t)((uint32_t)slope * (uint32_t)stored[i] + (uint32_t)intercept);           \
    }                                                                                           \
  }

#define RESCALE_FLOAT(name, stored_type)                                                        \
  CIMAGING_CLONES static void name(                                                             \
    const stored_type *restrict stored, size_t count, double slope, double intercept,           \
    float *restrict hu) {                                                                       \
    for (size_t i = 0; i < count; i++) hu[i] = (float)(slope * (double)stored[i] + intercept);  \
  }

RESCALE_INT16(int16_of_i16, int16_t)
RESCALE_INT16(int16_of_u16, uint16_t)
RESCALE_INT16(int16_of_i32, int32_t)
RESCALE_INT16(int16_of_u32, uint32_t)
RESCALE_FLOAT(float_of_i16, int16_t)
RESCALE_FLOAT(float_of_u16, uint16_t)
RESCALE_FLOAT(float_of_i32, int32_t)
RESCALE_FLOAT(float_of_u32, uint32_t)

void cimaging_rescale_int16(
  const void *stored, int type, size_t count, int32_t slope, int32_t intercept, int16_t *hu) {
  switch (type) {
    case 1: int16_of_i16(stored, count, slope, intercept, hu); break;
    case 2: int16_of_u16(stored, count, slope, intercept, hu); break;
    case 3: int16_of_i32(stored, count, slope, intercept, hu); break;
    case 4: int16_of_u32(stored, count, slope, intercept, hu); break;
  }
}

void cimaging_rescale_float(
  const void *stored, int type, size_t count, double slope, double intercept, float *hu) {
  switch (type) {
    case 1: float_of_i16(stored, count, slope, intercept, hu); break;
    case 2: float_of_u16(stored, count, slope, intercept, hu); break;
    case 3: float_of_i32(stored, count, slope, intercept, hu); break;
    case 4: float_of_u32(stored, count, slope, intercept, hu); break;
  }
}
