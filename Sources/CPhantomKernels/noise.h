/// Lattice noise: the same value at the same place, whatever grid asks.
#ifndef CPHANTOM_NOISE_H
#define CPHANTOM_NOISE_H

#include <stdint.h>

/// Adds `gain` × smooth noise (about −1…1, features of `1/frequency` mm) at each point to `out`.
void cphantom_noise(
    const float *x, const float *y, const float *z, int count, float fx, float fy, float fz,
    uint32_t seed, float gain, float *out);

#endif
