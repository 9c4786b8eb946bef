/// Stored values to HU: the loops that every slice passes through once.
#ifndef CIMAGING_RESCALE_H
#define CIMAGING_RESCALE_H

#include <stddef.h>
#include <stdint.h>

/// `hu[n] = slope · stored[n] + intercept` for `count` values of `type`
/// (1 Int16, 2 UInt16, 3 Int32, 4 UInt32). The results must fit.
void cimaging_rescale_int16(
  const void *stored, int type, size_t count, int32_t slope, int32_t intercept, int16_t *hu);

/// The same in double precision, rounded once to float.
void cimaging_rescale_float(
  const void *stored, int type, size_t count, double slope, double intercept, float *hu);

#endif
