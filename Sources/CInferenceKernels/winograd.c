#include <string.h>

#include "lanes.h"

// Minimal filtering: an output tile of m places along an axis costs m + 2 products with a kernel of
// three instead of 3 m. Source: A. Lavin, S. Gray, Fast Algorithms for Convolutional Neural Networks
// (2015): F(2,3) section 4.1, F(4,3) section 4.3. Axes of one tile place are left as they are: F(1,1).
//
// Sixteen tiles lie side by side in the lanes of a vector. An axis of n input places has n transformed
// places; place (d, h, w) of all axes is one product of matrices over the channels.

#define IN(m) ((m) == 1 ? 1 : (m) + 2)

// ---- One axis: n values in steps of `step`, in place

INLINE void input_axis(lanes *x, int step, int m) {
  if (m == 2) {
    lanes a = x[0], b = x[step], c = x[2 * step], d = x[3 * step];
    x[0] = a - c;
    x[step] = b + c;
    x[2 * step] = c - b;
    x[3 * step] = b - d;
  } else if (m == 4) {
    lanes a = x[0], b = x[step], c = x[2 * step], d = x[3 * step], e = x[4 * step], f = x[5 * step];
    lanes even = e - 4 * c, odd = d - 4 * b, near = e - c, far = 2 * (d - b);
    x[0] = 4 * a - 5 * c + e;
    x[step] = even + odd;
    x[2 * step] = even - odd;
    x[3 * step] = near + far;
    x[4 * step] = near - far;
    x[5 * step] = 4 * b - 5 * d + f;
  }
}

INLINE void output_axis(lanes *x, int step, int m) {
  if (m == 2) {
    lanes a = x[0], b = x[step], c = x[2 * step], d = x[3 * step];
    x[0] = a + b + c;
    x[step] = b - c - d;
  } else if (m == 4) {
    lanes a = x[0], b = x[step], c = x[2 * step], d = x[3 * step], e = x[4 * step], f = x[5 * step];
    lanes p = b + c, q = b - c, r = d + e, s = d - e;
    x[0] = a + p + r;
    x[step] = q + 2 * s;
    x[2 * step] = p + 4 * r;
    x[3 * step] = q + 8 * s + f;
  }
}

static void weight_axis(const float *g, size_t step, int m, float *u, size_t to) {
  if (m == 1) {
    u[0] = g[0];
  } else if (m == 2) {
    u[0] = g[0];
    u[to] = (g[0] + g[step] + g[2 * step]) / 2;
    u[2 * to] = (g[0] - g[step] + g[2 * step]) / 2;
    u[3 * to] = g[2 * step];
  } else {
    u[0] = g[0] / 4;
    u[to] = -(g[0] + g[step] + g[2 * step]) / 6;
    u[2 * to] = -(g[0] - g[step] + g[2 * step]) / 6;
    u[3 * to] = g[0] / 24 + g[step] / 12 + g[2 * step] / 6;
    u[4 * to] = g[0] / 24 - g[step] / 12 + g[2 * step] / 6;
    u[5 * to] = g[2 * step];
  }
}

// ---- Rows of tiles to lanes and back

/// x[m·lane + n] → part n, lane.
INLINE void parted(const float *x, int m, lanes *parts) {
  const lanes *from = (const lanes *)x;
  if (m == 1) {
    parts[0] = from[0];
  } else if (m == 2) {
    lanes a = from[0], b = from[1];
    parts[0] = __builtin_shufflevector(
        a, b, 0, 2, 4, 6, 8, 10, 12, 14, 16, 18, 20, 22, 24, 26, 28, 30);
    parts[1] = __builtin_shufflevector(
        a, b, 1, 3, 5, 7, 9, 11, 13, 15, 17, 19, 21, 23, 25, 27, 29, 31);
  } else {
    lanes half[2][2];
    for (int n = 0; n < 2; n++) {
      lanes a = from[2 * n], b = from[2 * n + 1];
      half[n][0] = __builtin_shufflevector(
          a, b, 0, 4, 8, 12, 16, 20, 24, 28, 1, 5, 9, 13, 17, 21, 25, 29);
      half[n][1] = __builtin_shufflevector(
          a, b, 2, 6, 10, 14, 18, 22, 26, 30, 3, 7, 11, 15, 19, 23, 27, 31);
    }
    for (int n = 0; n < 2; n++) {
      lanes a = half[0][n], b = half[1][n];
      parts[2 * n] = __builtin_shufflevector(
          a, b, 0, 1, 2, 3, 4, 5, 6, 7, 16, 17, 18, 19, 20, 21, 22, 23);
      parts[2 * n + 1] = __builtin_shufflevector(
          a, b, 8, 9, 10, 11, 12, 13, 14, 15, 24, 25, 26, 27, 28, 29, 30, 31);
    }
  }
}

/// The inverse of `parted`.
INLINE void joined(const lanes *parts, int m, float *x) {
  lanes *to = (lanes *)x;
  if (m == 1) {
    to[0] = parts[0];
  } else if (m == 2) {
    lanes a = parts[0], b = parts[1];
    to[0] = __builtin_shufflevector(a, b, 0, 16, 1, 17, 2, 18, 3, 19, 4, 20, 5, 21, 6, 22, 7, 23);
    to[1] = __builtin_shufflevector(
        a, b, 8, 24, 9, 25, 10, 26, 11, 27, 12, 28, 13, 29, 14, 30, 15, 31);
  } else {
    lanes a = parts[0], b = parts[1], c = parts[2], d = parts[3];
    lanes ab[2], cd[2];
    ab[0] = __builtin_shufflevector(a, b, 0, 16, 1, 17, 2, 18, 3, 19, 4, 20, 5, 21, 6, 22, 7, 23);
    ab[1] = __builtin_shufflevector(
        a, b, 8, 24, 9, 25, 10, 26, 11, 27, 12, 28, 13, 29, 14, 30, 15, 31);
    cd[0] = __builtin_shufflevector(c, d, 0, 16, 1, 17, 2, 18, 3, 19, 4, 20, 5, 21, 6, 22, 7, 23);
    cd[1] = __builtin_shufflevector(
        c, d, 8, 24, 9, 25, 10, 26, 11, 27, 12, 28, 13, 29, 14, 30, 15, 31);
    for (int n = 0; n < 2; n++) {
      to[2 * n] = __builtin_shufflevector(
          ab[n], cd[n], 0, 1, 16, 17, 2, 3, 18, 19, 4, 5, 20, 21, 6, 7, 22, 23);
      to[2 * n + 1] = __builtin_shufflevector(
          ab[n], cd[n], 8, 9, 24, 25, 10, 11, 26, 27, 12, 13, 28, 29, 14, 15, 30, 31);
    }
  }
}

// ---- Sixteen tiles

/// Tiles that lie side by side in one row of tiles: lanes `lane..<lane + count`.
typedef struct {
  ptrdiff_t item, d, h, w;  // the first tile's first output place
  size_t lane, count;
} run;

/// Splits the sixteen tiles from `first` into runs; tiles beyond the last are left out.
INLINE size_t runs_of(const cinference_tiling *t, size_t first, run runs[LANES]) {
  const size_t across = t->tiles[2], all = t->tiles[0] * t->tiles[1] * across * t->items;
  size_t count = 0;
  for (size_t lane = 0; lane < LANES && first + lane < all;) {
    const size_t tile = first + lane, w = tile % across, row = tile / across;
    size_t n = across - w;
    if (n > LANES - lane) n = LANES - lane;
    const size_t layer = row / t->tiles[1];
    runs[count++] = (run){
        (ptrdiff_t)(layer / t->tiles[0]), (ptrdiff_t)(layer % t->tiles[0]) * t->m[0], (ptrdiff_t)(row % t->tiles[1]) * t->m[1],
        (ptrdiff_t)w * t->m[2], lane, n};
    lane += n;
  }
  return count;
}

/// `count` floats from column `w` of a row of `width`, zeros outside.
INLINE void copy_row(const float *row, ptrdiff_t width, ptrdiff_t w, ptrdiff_t count, float *to) {
  ptrdiff_t low = w < 0 ? (-w < count ? -w : count) : 0;
  ptrdiff_t high = width - w < count ? (width - w > low ? width - w : low) : count;
  for (ptrdiff_t n = 0; n < low; n++) to[n] = 0;
  for (ptrdiff_t n = low; n < high; n++) to[n] = row[w + n];
  for (ptrdiff_t n = high; n < count; n++) to[n] = 0;
}

INLINE void input_tiles(
    const cinference_tiling *t, const float *x, const run *runs, size_t count, int md, int mh, int mw,
    float *v, size_t v_step) {
  const ptrdiff_t item = (ptrdiff_t)t->inputs * t->input[0] * t->input[1] * t->input[2];
  lanes tile[IN(md) * IN(mh) * IN(mw)];
  float near[4 * LANES], far[4 * LANES];
  if (count == 0 || runs[count - 1].lane + runs[count - 1].count < LANES) {
    memset(near, 0, sizeof near);
    memset(far, 0, sizeof far);
  }
  for (int d = 0; d < IN(md); d++)
    for (int h = 0; h < IN(mh); h++) {
      const float *low = near, *high = far;
      for (size_t n = 0; n < count; n++) {
        const ptrdiff_t id = runs[n].d + d - t->pad[0], ih = runs[n].h + h - t->pad[1];
        const ptrdiff_t iw = runs[n].w - t->pad[2], width = mw * (ptrdiff_t)runs[n].count;
        float *a = near + (size_t)mw * runs[n].lane, *b = far + (size_t)mw * runs[n].lane;
        if (id < 0 || id >= t->input[0] || ih < 0 || ih >= t->input[1]) {
          memset(a, 0, (size_t)width * sizeof *a);
          memset(b, 0, (size_t)width * sizeof *b);
          continue;
        }
        const float *row = x + runs[n].item * item + (id * t->input[1] + ih) * t->input[2];
        if (count == 1 && runs[n].count == LANES && iw >= 0 && iw + width + mw <= t->input[2]) {
          low = row + iw;
          high = low + mw;
        } else {
          copy_row(row, t->input[2], iw, width, a);
          copy_row(row, t->input[2], iw + mw, width, b);
        }
      }
      lanes parts[4], *to = tile + (d * IN(mh) + h) * IN(mw);
      parted(low, mw, parts);
      for (int n = 0; n < mw; n++) to[n] = parts[n];
      if (mw > 1) {
        parted(high, mw, parts);
        to[mw] = parts[0];
        to[mw + 1] = parts[1];
      }
      input_axis(to, 1, mw);
    }
  for (int d = 0; d < IN(md); d++)
    for (int w = 0; w < IN(mw); w++) input_axis(tile + d * IN(mh) * IN(mw) + w, IN(mw), mh);
  for (int n = 0; n < IN(mh) * IN(mw); n++) input_axis(tile + n, IN(mh) * IN(mw), md);
  for (size_t n = 0; n < (size_t)(IN(md) * IN(mh) * IN(mw)); n++)
    *(lanes *)(v + n * v_step) = tile[n];
}

INLINE void output_tiles(
    const cinference_tiling *t, const float *p, size_t p_step, const run *runs, size_t count, int md,
    int mh, int mw, const cinference_finish *finish, size_t channel, float *y) {
  const ptrdiff_t item = (ptrdiff_t)t->outputs * t->output[0] * t->output[1] * t->output[2];
  lanes tile[IN(md) * IN(mh) * IN(mw)];
  for (size_t n = 0; n < (size_t)(IN(md) * IN(mh) * IN(mw)); n++)
    tile[n] = *(const lanes *)(p + n * p_step);
  for (int n = 0; n < IN(mh) * IN(mw); n++) output_axis(tile + n, IN(mh) * IN(mw), md);
  for (int d = 0; d < md; d++)
    for (int w = 0; w < IN(mw); w++) output_axis(tile + d * IN(mh) * IN(mw) + w, IN(mw), mh);
  float rows[4 * 4 * 4 * LANES];
  for (int d = 0; d < md; d++)
    for (int h = 0; h < mh; h++) {
      lanes *at = tile + (d * IN(mh) + h) * IN(mw);
      output_axis(at, 1, mw);
      joined(at, mw, rows + (size_t)(d * mh + h) * (size_t)mw * LANES);
    }
  const float scale = finish->scale ? finish->scale[channel] : 1;
  const float shift = finish->shift ? finish->shift[channel] : 0;
  cinference_epilogue(
      finish->activation, scale, shift, rows, rows, (size_t)(md * mh * mw) * LANES);
  for (size_t n = 0; n < count; n++)
    for (int d = 0; d < md && runs[n].d + d < t->output[0]; d++)
      for (int h = 0; h < mh && runs[n].h + h < t->output[1]; h++) {
        ptrdiff_t width = mw * (ptrdiff_t)runs[n].count;
        if (runs[n].w + width > t->output[2]) width = t->output[2] - runs[n].w;
        const float *from = rows + ((size_t)(d * mh + h) * LANES + runs[n].lane) * (size_t)mw;
        float *to = y + runs[n].item * item
                  + ((runs[n].d + d) * t->output[1] + runs[n].h + h) * t->output[2] + runs[n].w;
        memcpy(to, from, (size_t)width * sizeof *to);
      }
}

// ---- A block of tiles

#define ROWS_AT_ONCE 32

INLINE void block(
    const cinference_tiling *t, const float *x, const float *u, size_t first, size_t vectors,
    const cinference_finish *finish, float *y, float *work, int md, int mh, int mw) {
  const size_t places = (size_t)(IN(md) * IN(mh) * IN(mw)), width = vectors * LANES;
  const size_t in_plane = (size_t)(t->input[0] * t->input[1] * t->input[2]);
  const size_t out_plane = (size_t)(t->output[0] * t->output[1] * t->output[2]);
  const size_t padded = (t->outputs + CINFERENCE_ROWS - 1) / CINFERENCE_ROWS * CINFERENCE_ROWS;
  float *v = work, *product = work + places * t->inputs * width;
  run runs[3][LANES];
  size_t counts[3];
  for (size_t n = 0; n < vectors; n++) counts[n] = runs_of(t, first + n * LANES, runs[n]);
  for (size_t c = 0; c < t->inputs; c++)
    for (size_t n = 0; n < vectors; n++)
      input_tiles(
          t, x + c * in_plane, runs[n], counts[n], md, mh, mw, v + c * width + n * LANES,
          t->inputs * width);
  for (size_t row = 0; row < t->outputs; row += ROWS_AT_ONCE) {
    const size_t rows = t->outputs - row < ROWS_AT_ONCE ? t->outputs - row : ROWS_AT_ONCE;
    for (size_t place = 0; place < places; place++)
      cinference_multiply(
          u + (place * padded + row) * t->inputs, v + place * t->inputs * width, rows, t->inputs,
          vectors, product + place * ROWS_AT_ONCE * width, width);
    for (size_t r = 0; r < rows; r++)
      for (size_t n = 0; n < vectors; n++)
        output_tiles(
            t, product + r * width + n * LANES, ROWS_AT_ONCE * width, runs[n], counts[n], md, mh, mw,
            finish, row + r, y + (row + r) * out_plane);
  }
}

#define BLOCK(name, md, mh, mw)                                                                    \
  INLINE void name##_body(                                                                         \
      int wide, const cinference_tiling *t, const float *x, const float *u, size_t first,          \
      size_t vectors, const cinference_finish *finish, float *y, float *work) {                    \
    (void)wide;                                                                                    \
    block(t, x, u, first, vectors, finish, y, work, md, mh, mw);                                   \
  }                                                                                                \
  DISPATCHED(                                                                                      \
      static, name,                                                                                \
      (const cinference_tiling *t, const float *x, const float *u, size_t first, size_t vectors,   \
       const cinference_finish *finish, float *y, float *work),                                    \
      t, x, u, first, vectors, finish, y, work)

BLOCK(plane4, 1, 4, 4)
BLOCK(plane2, 1, 2, 2)
BLOCK(space2, 2, 2, 2)
BLOCK(space4, 2, 4, 4)

void cinference_winograd(
    const cinference_tiling *t, const float *x, const float *u, size_t first, size_t vectors,
    const cinference_finish *finish, float *y, float *work) {
  if (t->m[0] == 1) {
    (t->m[2] == 4 ? plane4 : plane2)(t, x, u, first, vectors, finish, y, work);
  } else {
    (t->m[2] == 4 ? space4 : space2)(t, x, u, first, vectors, finish, y, work);
  }
}

size_t cinference_winograd_places(const cinference_tiling *t) {
  size_t places = 1;
  for (int axis = 0; axis < 3; axis++) places *= (size_t)IN(t->m[axis]);
  return places;
}

size_t cinference_winograd_work(const cinference_tiling *t, size_t vectors) {
  return cinference_winograd_places(t) * (t->inputs + ROWS_AT_ONCE) * vectors * LANES;
}

void cinference_winograd_weights(
    const cinference_tiling *t, const float *w, size_t row, size_t rows, float *u) {
  const int md = (int)t->m[0], mh = (int)t->m[1], mw = (int)t->m[2];
  const size_t places = cinference_winograd_places(t);
  const size_t padded = (t->outputs + CINFERENCE_ROWS - 1) / CINFERENCE_ROWS * CINFERENCE_ROWS;
  const size_t kd = md == 1 ? 1 : 3;
  for (size_t r = row; r < row + rows; r++)
    for (size_t c = 0; c < t->inputs; c++) {
      float a[216], b[216];
      const float *g = w + (r * t->inputs + c) * kd * 9;
      const size_t ih = (size_t)IN(mh), iw = (size_t)IN(mw);
      for (size_t n = 0; n < kd * 3; n++) weight_axis(g + n * 3, 1, mw, a + n * iw, 1);
      for (size_t d = 0; d < kd; d++)
        for (size_t n = 0; n < iw; n++)
          weight_axis(a + d * 3 * iw + n, iw, mh, b + d * ih * iw + n, iw);
      for (size_t n = 0; n < ih * iw; n++) weight_axis(b + n, ih * iw, md, a + n, ih * iw);
      float *to = u + (r / CINFERENCE_ROWS * t->inputs + c) * CINFERENCE_ROWS + r % CINFERENCE_ROWS;
      for (size_t place = 0; place < places; place++) to[place * padded * t->inputs] = a[place];
    }
}
