/// Hot pixel loops of `Imaging`, dispatched at run time by CPU.
#ifndef CIMAGING_KERNELS_H
#define CIMAGING_KERNELS_H

#include <stddef.h>
#include <stdint.h>

#include "CImagingRescale.h"

/// One clone for each x86-64 level, chosen by the loader. Off under the thread sanitizer, whose
/// instrumented resolver crashes before main, and on other architectures.
#if defined(__x86_64__) && !(defined(__has_feature) && __has_feature(thread_sanitizer))
#define CIMAGING_CLONES __attribute__((target_clones("default", "arch=x86-64-v3", "arch=x86-64-v4")))
#else
#define CIMAGING_CLONES
#endif

/// How a voxel is stored.
typedef enum { CIMAGING_INT16, CIMAGING_FLOAT32, CIMAGING_UINT8 } cimaging_type;

/// A grid of voxels, i fastest. `padding` is the stored value that means "outside the scan", NaN for
/// none; it reads as NaN. `coordinates` is the continuous k of each stored slice, NULL when even.
typedef struct {
  const void *voxels;
  cimaging_type type;
  int32_t count[3];
  float padding;
  const double *coordinates;
} cimaging_grid;

/// Reads `count` voxels from element `start` on, `stride` elements apart, into `line`.
void cimaging_line(
    const cimaging_grid *grid, ptrdiff_t start, ptrdiff_t stride, size_t count, float *line);

/// `out[n] = a[n] + weight · (b[n] − a[n])`.
void cimaging_blend(const float *a, const float *b, float weight, size_t count, float *out);

/// `out[n]` between `line[lower[n]]` and its successor, at `weight[n]`; the first alone at weight 0.
/// `lower` rises or falls throughout. Nine values from the smallest of `lower` on are read, so eight more
/// than are there must be readable.
void cimaging_interpolate(
    const float *line, const int32_t *lower, const float *weight, size_t count, float *out);

/// Whether any value is NaN.
int cimaging_has_gaps(const float *values, size_t count);

/// Replaces each NaN of `out` by the voxel at `start + offset[n]`.
void cimaging_fill_gaps(
    const cimaging_grid *grid, ptrdiff_t start, const int32_t *offset, size_t count, float *out);

/// Trilinear samples at index `start + n · step` for n = `first` … `first + count − 1`, written to
/// `out[0…]`. Indices are clamped to the grid. A sample that needs a padding voxel is NaN.
void cimaging_trilinear(
    const cimaging_grid *grid, const double start[3], const double step[3], size_t first,
    size_t count, float *out);

/// The voxels nearest to index `start + n · step`, halves upwards; otherwise as `cimaging_trilinear`,
/// except that padding is returned as it is stored.
void cimaging_nearest(
    const cimaging_grid *grid, const double start[3], const double step[3], size_t first,
    size_t count, float *out);

/// Grey levels of HU: `round((hu − lower) · scale)` clamped to 0…`maximum`, or `maximum` less that
/// when `inverted`; NaN and `padding` are level 0 either way.
void cimaging_window(
    const float *hu, size_t count, float lower, float scale, int maximum, int inverted,
    float padding, uint8_t *levels);

/// Grey levels from a table: `table[k]` holds for HU nearest to `first + k / perHU`, its ends for all
/// beyond; NaN and `padding` are level 0.
void cimaging_lookup(
    const float *hu, size_t count, float first, float perHU, const uint8_t *table, size_t size,
    float padding, uint8_t *levels);

/// `cimaging_window` of `a[n] + weight · (b[n] − a[n])`, without padding.
void cimaging_blend_window(
    const float *a, const float *b, float weight, size_t count, float lower, float scale,
    int maximum, int inverted, uint8_t *levels);

/// Adds to `sums[n]` the values of `fine[n · factor]` and the `factor − 1` after it that are finite and
/// not `padding`, and to `counts[n]` how many those are.
void cimaging_gather_sums(
    const float *fine, size_t factor, size_t count, float padding, float *sums, float *counts);

/// `means[n] = sums[n] / counts[n]`; NaN where nothing was counted.
void cimaging_means(const float *sums, const float *counts, size_t count, float *means);

/// `out[n] = row[n] − p(n)`, p the neighbour (left, above, above left; 0 outside) nearest to
/// left + above − above left. Source: ISO/IEC 15948 (PNG), 9.4, filter type 4.
void cimaging_paeth(const uint8_t *row, const uint8_t *above, size_t count, uint8_t *out);

/// `out[n] = levels[n / factor]`.
void cimaging_enlarge(const uint8_t *levels, size_t factor, size_t count, uint8_t *out);

/// How heat becomes colour registers: the first register, then `steps` rows of `columns` greys.
typedef struct {
  /// Heat values times `factor` are 0…1; below `threshold` nothing is coloured.
  float factor, threshold;
  int first, steps, columns;
  /// Grey levels times `greys` are 0…`columns` − 1.
  float greys;
} cimaging_heat_scale;

/// Replaces the grey levels in `registers` by the register of their grey under `heat`.
void cimaging_heat(
    const float *heat, size_t count, const cimaging_heat_scale *scale, uint8_t *registers);

#endif
