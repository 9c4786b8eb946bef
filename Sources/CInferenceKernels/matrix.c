#include <string.h>

#include "lanes.h"

// A tile of ROWS × (PANEL · 16) sums in registers: eight rows of three vectors with 32 registers of
// 512 bits, four rows of one vector elsewhere.

#define TILE(ROWS, VECTORS)                                                                        \
  INLINE void tile_##ROWS##_##VECTORS(                                                             \
      const float *a, const float *b, size_t depth, size_t width, size_t rows, float *c,           \
      size_t ld) {                                                                                 \
    lanes sum[ROWS][VECTORS] = {0};                                                                \
    for (size_t k = 0; k < depth; k++, a += CINFERENCE_ROWS, b += width) {                         \
      lanes column[VECTORS];                                                                       \
      for (int v = 0; v < VECTORS; v++) column[v] = *(const lanes *)(b + LANES * v);               \
      for (int r = 0; r < ROWS; r++)                                                               \
        for (int v = 0; v < VECTORS; v++) sum[r][v] += a[r] * column[v];                           \
    }                                                                                              \
    for (size_t r = 0; r < ROWS; r++)                                                              \
      if (r < rows)                                                                                \
        for (int v = 0; v < VECTORS; v++) *(lanes *)(c + r * ld + LANES * (size_t)v) = sum[r][v];  \
  }

TILE(8, 3)
TILE(8, 2)
TILE(8, 1)
TILE(4, 1)

#define BLOCKS(CALL)                                                                               \
  for (size_t row = 0; row < rows; row += CINFERENCE_ROWS, a += CINFERENCE_ROWS * depth) {         \
    const size_t left = rows - row < CINFERENCE_ROWS ? rows - row : CINFERENCE_ROWS;               \
    float *to = c + row * ld;                                                                      \
    CALL;                                                                                          \
  }

INLINE void narrow(
    const float *a, const float *b, size_t rows, size_t depth, size_t vectors, float *c, size_t ld) {
  const size_t width = vectors * LANES;
  BLOCKS({
    for (size_t half = 0; half < left; half += 4)
      for (size_t v = 0; v < vectors; v++)
        tile_4_1(
            a + half, b + v * LANES, depth, width, left - half, to + half * ld + v * LANES, ld);
  });
}

static void multiply_any(
    const float *a, const float *b, size_t rows, size_t depth, size_t vectors, float *c, size_t ld) {
  narrow(a, b, rows, depth, vectors, c, ld);
}

#ifdef CINFERENCE_HAS_WIDE
CINFERENCE_FUSED
static void multiply_fused(
    const float *a, const float *b, size_t rows, size_t depth, size_t vectors, float *c, size_t ld) {
  narrow(a, b, rows, depth, vectors, c, ld);
}

CINFERENCE_WIDE
static void multiply_wide(
    const float *a, const float *b, size_t rows, size_t depth, size_t vectors, float *c, size_t ld) {
  if (vectors == 3) {
    BLOCKS(tile_8_3(a, b, depth, 3 * LANES, left, to, ld));
  } else if (vectors == 2) {
    BLOCKS(tile_8_2(a, b, depth, 2 * LANES, left, to, ld));
  } else {
    BLOCKS(tile_8_1(a, b, depth, LANES, left, to, ld));
  }
}
#endif

void cinference_multiply(
    const float *a, const float *b, size_t rows, size_t depth, size_t vectors, float *c, size_t ld) {
#ifdef CINFERENCE_HAS_WIDE
  if (__builtin_cpu_supports("x86-64-v4")) return multiply_wide(a, b, rows, depth, vectors, c, ld);
  if (__builtin_cpu_supports("x86-64-v3")) return multiply_fused(a, b, rows, depth, vectors, c, ld);
#endif
  multiply_any(a, b, rows, depth, vectors, c, ld);
}

// ---- With what follows the sum

/// Scale, shift and activation of one row on its way to y.
INLINE void finish_row(
    const cinference_finish *finish, size_t channel, float *sums, size_t vectors, size_t columns,
    float *y) {
  const float scale = finish->scale ? finish->scale[channel] : 1;
  const float shift = finish->shift ? finish->shift[channel] : 0;
  lanes *row = (lanes *)sums;
  switch (finish->activation.code) {
  case CINFERENCE_IDENTITY:
    for (size_t v = 0; v < vectors; v++) row[v] = row[v] * scale + shift;
    break;
  case CINFERENCE_RELU:
    for (size_t v = 0; v < vectors; v++) {
      lanes sum = row[v] * scale + shift;
      // Keeps what is not below zero, NaN too.
      row[v] = (lanes)((lane_bits)sum & ~(sum < 0));
    }
    break;
  default: cinference_epilogue(finish->activation, scale, shift, sums, sums, columns);
  }
  if (columns == vectors * LANES) {
    for (size_t v = 0; v < vectors; v++) ((lanes *)y)[v] = row[v];
  } else {
    memcpy(y, sums, columns * sizeof *y);
  }
}

INLINE void convolve_body(
    const float *a, const float *b, size_t b_step, size_t rows, size_t depth, size_t columns,
    const cinference_finish *finish, size_t channel, float *y, size_t ld, int wide) {
  const size_t vectors = (columns + LANES - 1) / LANES;
  float sums[CINFERENCE_ROWS * 3 * LANES];
  float *c = sums;
  for (size_t row = 0; row < rows; row += CINFERENCE_ROWS, a += CINFERENCE_ROWS * depth) {
    const size_t left = rows - row < CINFERENCE_ROWS ? rows - row : CINFERENCE_ROWS;
    const size_t width = vectors * LANES;
    if (wide && vectors == 3) {
      tile_8_3(a, b, depth, b_step, left, c, width);
    } else if (wide && vectors == 2) {
      tile_8_2(a, b, depth, b_step, left, c, width);
    } else if (wide) {
      tile_8_1(a, b, depth, b_step, left, c, width);
    } else {
      for (size_t half = 0; half < left; half += 4)
        for (size_t v = 0; v < vectors; v++)
          tile_4_1(
              a + half, b + v * LANES, depth, b_step, left - half, c + half * width + v * LANES,
              width);
    }
    for (size_t r = 0; r < left; r++)
      finish_row(
          finish, channel + row + r, c + r * width, vectors, columns, y + (row + r) * ld);
  }
}

#define PARAMETERS                                                                                 \
  (const float *a, const float *b, size_t b_step, size_t rows, size_t depth, size_t columns,       \
   const cinference_finish *finish, size_t channel, float *y, size_t ld)
#define WITH(wide) (a, b, b_step, rows, depth, columns, finish, channel, y, ld, wide)

#ifdef CINFERENCE_HAS_WIDE
CINFERENCE_WIDE static void convolve_wide PARAMETERS { convolve_body WITH(1); }
CINFERENCE_FUSED static void convolve_fused PARAMETERS { convolve_body WITH(0); }
#endif
static void convolve_any PARAMETERS { convolve_body WITH(0); }

void cinference_multiply_finished PARAMETERS {
#ifdef CINFERENCE_HAS_WIDE
  if (__builtin_cpu_supports("x86-64-v4"))
    return convolve_wide(a, b, b_step, rows, depth, columns, finish, channel, y, ld);
  if (__builtin_cpu_supports("x86-64-v3"))
    return convolve_fused(a, b, b_step, rows, depth, columns, finish, channel, y, ld);
#endif
  convolve_any(a, b, b_step, rows, depth, columns, finish, channel, y, ld);
}

void cinference_pack_rows(
    const float *a, size_t rows, size_t depth, size_t row_step, size_t depth_step, float *packed) {
  for (size_t row = 0; row < rows; row += CINFERENCE_ROWS)
    for (size_t k = 0; k < depth; k++)
      for (size_t r = 0; r < CINFERENCE_ROWS; r++)
        *packed++ = row + r < rows ? a[(row + r) * row_step + k * depth_step] : 0;
}
