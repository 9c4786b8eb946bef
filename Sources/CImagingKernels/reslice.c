#include "CImagingKernels.h"

#include <math.h>

#if defined(__x86_64__)
#include <immintrin.h>
#endif

// Weights below this are rounding noise of the geometry: stored voxels then come out exactly.
static const double snap = 1e-6;

static inline __attribute__((always_inline)) float without(float value, float padding) {
  return value == padding ? NAN : value;
}

/// A continuous index, split: the voxel below, the weight of its successor, and the way to that.
typedef struct {
  ptrdiff_t offset;
  ptrdiff_t step;
  float weight;
} tap;

static inline __attribute__((always_inline)) tap split(double x, int32_t count, ptrdiff_t stride) {
  const double last = count - 1;
  x = x > 0 ? x : 0;
  x = x < last ? x : last;
  const double whole = (double)(int32_t)(x + snap);
  const double rest = x - whole;
  tap t;
  t.weight = rest > snap ? (float)rest : 0;
  t.offset = (ptrdiff_t)whole * stride;
  t.step = rest > snap ? stride : 0;
  return t;
}

/// Continuous k to continuous stored slice, in an uneven stack.
static double stored_slice(const cimaging_grid *grid, double k) {
  const double *at = grid->coordinates;
  int32_t below = 0, above = grid->count[2] - 1;
  if (!(k > at[below])) return below;
  if (!(k < at[above])) return above;
  while (above - below > 1) {
    const int32_t middle = (below + above) / 2;
    if (at[middle] <= k) below = middle; else above = middle;
  }
  return below + (k - at[below]) / (at[above] - at[below]);
}

#include "trilinear_x86.h"

#define MIX(a, b, w) ((a) + (w) * ((b) - (a)))

#define DEFINE_KERNELS(NAME, TYPE)                                                                 \
  CIMAGING_CLONES                                                                                  \
  static void line_##NAME(                                                                         \
      const TYPE *v, float padding, ptrdiff_t stride, size_t count, float *line) {                 \
    if (stride == 1) {                                                                             \
      for (size_t n = 0; n < count; n++) line[n] = without((float)v[n], padding);                  \
    } else {                                                                                       \
      for (size_t n = 0; n < count; n++)                                                           \
        line[n] = without((float)v[(ptrdiff_t)n * stride], padding);                               \
    }                                                                                              \
  }                                                                                                \
                                                                                                   \
  CIMAGING_CLONES                                                                                  \
  static void trilinear_##NAME(                                                                    \
      const cimaging_grid *grid, const double start[3], const double step[3], size_t first,        \
      size_t count, float *out) {                                                                  \
    const TYPE *voxels = grid->voxels;                                                             \
    const float padding = grid->padding;                                                           \
    const ptrdiff_t row = grid->count[0], slice = row * grid->count[1];                            \
    for (size_t n = 0; n < count; n++) {                                                           \
      const double m = (double)(first + n);                                                        \
      const tap i = split(start[0] + m * step[0], grid->count[0], 1);                              \
      const tap j = split(start[1] + m * step[1], grid->count[1], row);                            \
      double z = start[2] + m * step[2];                                                           \
      if (grid->coordinates) z = stored_slice(grid, z);                                            \
      const tap k = split(z, grid->count[2], slice);                                               \
      const TYPE *v = voxels + i.offset + j.offset + k.offset;                                     \
      const float a = without((float)v[0], padding);                                               \
      const float b = without((float)v[i.step], padding);                                          \
      const float c = without((float)v[j.step], padding);                                          \
      const float d = without((float)v[i.step + j.step], padding);                                 \
      v += k.step;                                                                                 \
      const float e = without((float)v[0], padding);                                               \
      const float f = without((float)v[i.step], padding);                                          \
      const float g = without((float)v[j.step], padding);                                          \
      const float h = without((float)v[i.step + j.step], padding);                                 \
      const float near = MIX(MIX(a, b, i.weight), MIX(c, d, i.weight), j.weight);                  \
      const float far = MIX(MIX(e, f, i.weight), MIX(g, h, i.weight), j.weight);                   \
      out[n] = MIX(near, far, k.weight);                                                           \
    }                                                                                              \
  }                                                                                                \
                                                                                                   \
  static void nearest_##NAME(                                                                      \
      const cimaging_grid *grid, const double start[3], const double step[3], size_t first,        \
      size_t count, float *out) {                                                                  \
    const TYPE *voxels = grid->voxels;                                                             \
    const ptrdiff_t row = grid->count[0], slice = row * grid->count[1];                            \
    for (size_t n = 0; n < count; n++) {                                                           \
      const double m = (double)(first + n);                                                        \
      double z = start[2] + m * step[2];                                                           \
      if (grid->coordinates) z = stored_slice(grid, z);                                            \
      /* A tap at x + ½ starts at the voxel nearest to x. */                                       \
      const tap i = split(start[0] + m * step[0] + 0.5, grid->count[0], 1);                        \
      const tap j = split(start[1] + m * step[1] + 0.5, grid->count[1], row);                      \
      const tap k = split(z + 0.5, grid->count[2], slice);                                         \
      out[n] = (float)voxels[i.offset + j.offset + k.offset];                                      \
    }                                                                                              \
  }

DEFINE_KERNELS(int16, int16_t)
DEFINE_KERNELS(float32, float)
DEFINE_KERNELS(uint8, uint8_t)

void cimaging_line(
    const cimaging_grid *grid, ptrdiff_t start, ptrdiff_t stride, size_t count, float *line) {
  switch (grid->type) {
  case CIMAGING_INT16:
    line_int16((const int16_t *)grid->voxels + start, grid->padding, stride, count, line);
    break;
  case CIMAGING_FLOAT32:
    line_float32((const float *)grid->voxels + start, grid->padding, stride, count, line);
    break;
  case CIMAGING_UINT8:
    line_uint8((const uint8_t *)grid->voxels + start, grid->padding, stride, count, line);
    break;
  }
}

CIMAGING_CLONES
void cimaging_blend(const float *a, const float *b, float weight, size_t count, float *out) {
  for (size_t n = 0; n < count; n++) out[n] = MIX(a[n], b[n], weight);
}

static inline __attribute__((always_inline)) void interpolate_each(
    const float *line, const int32_t *lower, const float *weight, size_t first, size_t count,
    float *out) {
  for (size_t n = first; n < count; n++) {
    const float a = line[lower[n]], b = line[lower[n] + 1], w = weight[n];
    // At weight 0 the successor must not count, for it may be NaN.
    out[n] = w > 0 ? MIX(a, b, w) : a;
  }
}

#if defined(__x86_64__)
/// Eight samples lie between nine neighbouring values wherever a picture is no coarser than its voxels:
/// two loads and two permutations are five times as fast as sixteen gathered values.
__attribute__((target("arch=x86-64-v3")))
static void interpolate_eights(
    const float *line, const int32_t *lower, const float *weight, size_t count, float *out) {
  size_t n = 0;
  for (; n + 8 <= count; n += 8) {
    const int32_t begin = lower[n] < lower[n + 7] ? lower[n] : lower[n + 7];
    const int32_t end = lower[n] < lower[n + 7] ? lower[n + 7] : lower[n];
    if (end - begin > 7) {
      interpolate_each(line, lower, weight, n, n + 8, out);
      continue;
    }
    const __m256i at =
      _mm256_sub_epi32(_mm256_loadu_si256((const __m256i *)(lower + n)), _mm256_set1_epi32(begin));
    const __m256 a = _mm256_permutevar8x32_ps(_mm256_loadu_ps(line + begin), at);
    const __m256 b = _mm256_permutevar8x32_ps(_mm256_loadu_ps(line + begin + 1), at);
    const __m256 w = _mm256_loadu_ps(weight + n);
    const __m256 mixed = _mm256_fmadd_ps(w, _mm256_sub_ps(b, a), a);
    const __m256 isBetween = _mm256_cmp_ps(w, _mm256_setzero_ps(), _CMP_GT_OQ);
    _mm256_storeu_ps(out + n, _mm256_blendv_ps(a, mixed, isBetween));
  }
  interpolate_each(line, lower, weight, n, count, out);
}
#endif

void cimaging_interpolate(
    const float *line, const int32_t *lower, const float *weight, size_t count, float *out) {
#if defined(__x86_64__)
  if (__builtin_cpu_supports("x86-64-v3")) {
    interpolate_eights(line, lower, weight, count, out);
    return;
  }
#endif
  interpolate_each(line, lower, weight, 0, count, out);
}

#define DEFINE_FILL(NAME, TYPE)                                                                    \
  static void fill_##NAME(const TYPE *voxels, const int32_t *offset, size_t count, float *out) {   \
    for (size_t n = 0; n < count; n++)                                                             \
      if (out[n] != out[n]) out[n] = (float)voxels[offset[n]];                                     \
  }

DEFINE_FILL(int16, int16_t)
DEFINE_FILL(float32, float)
DEFINE_FILL(uint8, uint8_t)

void cimaging_fill_gaps(
    const cimaging_grid *grid, ptrdiff_t start, const int32_t *offset, size_t count, float *out) {
  if (!cimaging_has_gaps(out, count)) return;
  switch (grid->type) {
  case CIMAGING_INT16: fill_int16((const int16_t *)grid->voxels + start, offset, count, out); break;
  case CIMAGING_FLOAT32: fill_float32((const float *)grid->voxels + start, offset, count, out); break;
  case CIMAGING_UINT8: fill_uint8((const uint8_t *)grid->voxels + start, offset, count, out); break;
  }
}

void cimaging_trilinear(
    const cimaging_grid *grid, const double start[3], const double step[3], size_t first,
    size_t count, float *out) {
  size_t done = 0;
#if defined(__x86_64__)
  // Offsets of 32 bits; pairs of voxels.
  const int64_t voxels = (int64_t)grid->count[0] * grid->count[1] * grid->count[2];
  if (voxels <= INT32_MAX && grid->count[0] > 1 && __builtin_cpu_supports("x86-64-v3")) {
    if (grid->type == CIMAGING_INT16)
      done = trilinear_eights_int16(grid, start, step, first, count, out);
    if (grid->type == CIMAGING_FLOAT32)
      done = trilinear_eights_float32(grid, start, step, first, count, out);
  }
#endif
  first += done;
  count -= done;
  out += done;
  switch (grid->type) {
  case CIMAGING_INT16: trilinear_int16(grid, start, step, first, count, out); break;
  case CIMAGING_FLOAT32: trilinear_float32(grid, start, step, first, count, out); break;
  case CIMAGING_UINT8: trilinear_uint8(grid, start, step, first, count, out); break;
  }
}

void cimaging_nearest(
    const cimaging_grid *grid, const double start[3], const double step[3], size_t first,
    size_t count, float *out) {
  switch (grid->type) {
  case CIMAGING_INT16: nearest_int16(grid, start, step, first, count, out); break;
  case CIMAGING_FLOAT32: nearest_float32(grid, start, step, first, count, out); break;
  case CIMAGING_UINT8: nearest_uint8(grid, start, step, first, count, out); break;
  }
}
