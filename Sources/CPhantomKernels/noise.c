#include "noise.h"

#include "CPhantomKernels.h"

/// An integer hash with good avalanche: Wellons, "Prospecting for hash functions" (2018), lowbias32.
static inline __attribute__((always_inline)) uint32_t mixed(uint32_t h) {
  h ^= h >> 16;
  h *= 0x7feb352du;
  h ^= h >> 15;
  h *= 0x846ca68bu;
  h ^= h >> 16;
  return h;
}

/// The sum of the hash's four bytes: near normal, mean 0, variance 1/3.
static inline __attribute__((always_inline)) float lattice(uint32_t x, uint32_t y, uint32_t z) {
  uint32_t h = mixed(x ^ y ^ z);
  int sum = (int)((h & 255) + ((h >> 8) & 255) + ((h >> 16) & 255) + (h >> 24)) - 510;
  return (float)sum * (1.0f / 256.0f);
}

static inline __attribute__((always_inline)) int floored(float v) {
  int whole = (int)v;
  return whole - (v < (float)whole);
}

CPHANTOM_CLONES
void cphantom_noise(
    const float *x, const float *y, const float *z, int count, float fx, float fy, float fz,
    uint32_t seed, float gain, float *out) {
  const uint32_t kx = 0x9E3779B1u, ky = 0x85EBCA77u, kz = 0xC2B2AE3Du;
  for (int n = 0; n < count; n++) {
    float u = x[n] * fx, v = y[n] * fy, w = z[n] * fz;
    int iu = floored(u), iv = floored(v), iw = floored(w);
    u -= (float)iu, v -= (float)iv, w -= (float)iw;
    u = u * u * (3 - 2 * u), v = v * v * (3 - 2 * v), w = w * w * (3 - 2 * w);
    uint32_t x0 = (uint32_t)iu * kx + seed, x1 = x0 + kx;
    uint32_t y0 = (uint32_t)iv * ky, y1 = y0 + ky, z0 = (uint32_t)iw * kz, z1 = z0 + kz;
    float a = lattice(x0, y0, z0) * (1 - u) + lattice(x1, y0, z0) * u;
    float b = lattice(x0, y1, z0) * (1 - u) + lattice(x1, y1, z0) * u;
    float c = lattice(x0, y0, z1) * (1 - u) + lattice(x1, y0, z1) * u;
    float d = lattice(x0, y1, z1) * (1 - u) + lattice(x1, y1, z1) * u;
    float near = a * (1 - v) + b * v, far = c * (1 - v) + d * v;
    // The mean of corners varies less in the middle of a cell: divide by what interpolation keeps.
    float keep = (1 - 2 * u * (1 - u)) * (1 - 2 * v * (1 - v)) * (1 - 2 * w * (1 - w));
    out[n] += gain * (near * (1 - w) + far * w) / __builtin_sqrtf(keep);
  }
}
