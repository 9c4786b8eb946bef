#include <string.h>

#include "lanes.h"

// ROWS × (VECTORS · 16) sums are held in registers: eight rows of up to three vectors with 32 registers
// of 512 bits, four rows of one vector elsewhere.

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

/// Up to eight rows of the product, `b_step` floats from row to row of b.
INLINE void eight_rows(
    int wide, const float *a, const float *b, size_t b_step, size_t rows, size_t depth,
    size_t vectors, float *c, size_t ld) {
  if (wide && vectors == 3) {
    tile_8_3(a, b, depth, b_step, rows, c, ld);
  } else if (wide && vectors == 2) {
    tile_8_2(a, b, depth, b_step, rows, c, ld);
  } else if (wide) {
    tile_8_1(a, b, depth, b_step, rows, c, ld);
  } else {
    for (size_t half = 0; half < rows; half += 4)
      for (size_t v = 0; v < vectors; v++)
        tile_4_1(
            a + half, b + v * LANES, depth, b_step, rows - half, c + half * ld + v * LANES, ld);
  }
}

INLINE void cinference_multiply_body(
    int wide, const float *a, const float *b, size_t rows, size_t depth, size_t vectors, float *c,
    size_t ld) {
  for (size_t row = 0; row < rows; row += CINFERENCE_ROWS, a += CINFERENCE_ROWS * depth) {
    const size_t left = rows - row < CINFERENCE_ROWS ? rows - row : CINFERENCE_ROWS;
    eight_rows(wide, a, b, vectors * LANES, left, depth, vectors, c + row * ld, ld);
  }
}

DISPATCHED(
    , cinference_multiply,
    (const float *a, const float *b, size_t rows, size_t depth, size_t vectors, float *c, size_t ld),
    a, b, rows, depth, vectors, c, ld)

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

INLINE void cinference_multiply_finished_body(
    int wide, const float *a, const float *b, size_t b_step, size_t rows, size_t depth,
    size_t columns, const cinference_finish *finish, size_t channel, float *y, size_t ld) {
  const size_t vectors = (columns + LANES - 1) / LANES, width = vectors * LANES;
  float sums[CINFERENCE_ROWS * 3 * LANES];
  for (size_t row = 0; row < rows; row += CINFERENCE_ROWS, a += CINFERENCE_ROWS * depth) {
    const size_t left = rows - row < CINFERENCE_ROWS ? rows - row : CINFERENCE_ROWS;
    eight_rows(wide, a, b, b_step, left, depth, vectors, sums, width);
    for (size_t r = 0; r < left; r++)
      finish_row(
          finish, channel + row + r, sums + r * width, vectors, columns, y + (row + r) * ld);
  }
}

DISPATCHED(
    , cinference_multiply_finished,
    (const float *a, const float *b, size_t b_step, size_t rows, size_t depth, size_t columns,
     const cinference_finish *finish, size_t channel, float *y, size_t ld),
    a, b, b_step, rows, depth, columns, finish, channel, y, ld)

void cinference_pack_rows(
    const float *a, size_t rows, size_t depth, size_t row_step, size_t depth_step, float *packed) {
  for (size_t row = 0; row < rows; row += CINFERENCE_ROWS)
    for (size_t k = 0; k < depth; k++)
      for (size_t r = 0; r < CINFERENCE_ROWS; r++)
        *packed++ = row + r < rows ? a[(row + r) * row_step + k * depth_step] : 0;
}
