#include "CInferenceKernels.h"

#include <string.h>

// Letters in this file: d, h, w = depth, height, width of an output place; c = channel.

/// The output places `*low..<*high` along one axis whose input place lies inside the input, for the
/// kernel place at `offset` (kernel · dilation − pad).
static inline void valid_range(
    ptrdiff_t offset, ptrdiff_t stride, ptrdiff_t input, ptrdiff_t output, ptrdiff_t *low,
    ptrdiff_t *high) {
  ptrdiff_t first = offset >= 0 ? 0 : (-offset + stride - 1) / stride;
  ptrdiff_t end = input - offset <= 0 ? 0 : (input - offset + stride - 1) / stride;
  *low = first < output ? first : output;
  *high = end < output ? end : output;
  if (*high < *low) *high = *low;
}

/// Calls BODY for each run of output places in one row of width, with `out` the first column of the
/// run, `w0..<w1` the run, and `row` the input row or NULL when it lies outside.
#define FOR_ROWS(BODY)                                                                             \
  do {                                                                                             \
    size_t place = start;                                                                          \
    const size_t OW = (size_t)w->output[2], OH = (size_t)w->output[1];                             \
    while (place < end) {                                                                          \
      const ptrdiff_t w0 = (ptrdiff_t)(place % OW);                                                \
      const ptrdiff_t h = (ptrdiff_t)(place / OW % OH), d = (ptrdiff_t)(place / OW / OH);          \
      ptrdiff_t w1 = (ptrdiff_t)OW;                                                                \
      if (place + (size_t)(w1 - w0) > end) w1 = w0 + (ptrdiff_t)(end - place);                     \
      const size_t out = place - start;                                                            \
      const ptrdiff_t id = d * w->stride[0] + od, ih = h * w->stride[1] + oh;                      \
      const int inside = id >= 0 && id < w->input[0] && ih >= 0 && ih < w->input[1];               \
      BODY;                                                                                        \
      place += (size_t)(w1 - w0);                                                                  \
    }                                                                                              \
  } while (0)

#define FOR_KERNEL(BODY)                                                                           \
  do {                                                                                             \
    for (ptrdiff_t kd = 0; kd < w->kernel[0]; kd++)                                                \
      for (ptrdiff_t kh = 0; kh < w->kernel[1]; kh++)                                              \
        for (ptrdiff_t kw = 0; kw < w->kernel[2]; kw++) {                                          \
          const ptrdiff_t od = kd * w->dilation[0] - w->pad[0];                                    \
          const ptrdiff_t oh = kh * w->dilation[1] - w->pad[1];                                    \
          const ptrdiff_t ow = kw * w->dilation[2] - w->pad[2];                                    \
          ptrdiff_t low, high;                                                                     \
          valid_range(ow, w->stride[2], w->input[2], w->output[2], &low, &high);                   \
          BODY;                                                                                    \
        }                                                                                          \
  } while (0)

void cinference_unroll(
    const cinference_window *w, const float *x, size_t channels, size_t start, size_t end,
    float *columns, size_t ld) {
  const ptrdiff_t plane = w->input[0] * w->input[1] * w->input[2], step = w->stride[2];
  for (size_t c = 0; c < channels; c++) {
    const float *channel = x + (ptrdiff_t)c * plane;
    FOR_KERNEL({
      FOR_ROWS({
        float *to = columns + out - w0;
        if (!inside) {
          memset(to + w0, 0, (size_t)(w1 - w0) * sizeof *to);
        } else {
          const float *row = channel + (id * w->input[1] + ih) * w->input[2] + ow;
          ptrdiff_t a = low < w0 ? w0 : low > w1 ? w1 : low;
          ptrdiff_t b = high > w1 ? w1 : high < a ? a : high;
          for (ptrdiff_t n = w0; n < a; n++) to[n] = 0;
          if (step == 1) {
            memcpy(to + a, row + a, (size_t)(b - a) * sizeof *to);
          } else {
            for (ptrdiff_t n = a; n < b; n++) to[n] = row[n * step];
          }
          for (ptrdiff_t n = b; n < w1; n++) to[n] = 0;
        }
      });
      columns += ld;
    });
  }
}

CINFERENCE_CLONES
void cinference_roll(
    const cinference_window *w, float *x, size_t channels, size_t start, size_t end,
    const float *columns, size_t ld) {
  const ptrdiff_t plane = w->input[0] * w->input[1] * w->input[2], step = w->stride[2];
  for (size_t c = 0; c < channels; c++) {
    float *channel = x + (ptrdiff_t)c * plane;
    FOR_KERNEL({
      FOR_ROWS({
        if (inside) {
          const float *from = columns + out - w0;
          float *row = channel + (id * w->input[1] + ih) * w->input[2] + ow;
          ptrdiff_t a = low < w0 ? w0 : low > w1 ? w1 : low;
          ptrdiff_t b = high > w1 ? w1 : high < a ? a : high;
          if (step == 1) {
            for (ptrdiff_t n = a; n < b; n++) row[n] += from[n];
          } else {
            for (ptrdiff_t n = a; n < b; n++) row[n * step] += from[n];
          }
        }
      });
      columns += ld;
    });
  }
}

CINFERENCE_CLONES
void cinference_max_pool(const cinference_window *w, const float *x, float *y) {
  const size_t start = 0, end = (size_t)(w->output[0] * w->output[1] * w->output[2]);
  const ptrdiff_t step = w->stride[2];
  for (size_t n = 0; n < end; n++) y[n] = -__builtin_inff();
  FOR_KERNEL(FOR_ROWS({
    if (inside) {
      const float *row = x + (id * w->input[1] + ih) * w->input[2] + ow;
      float *to = y + out - w0;
      (void)w1;
      if (step == 1) {
        for (ptrdiff_t n = low; n < high; n++) to[n] = row[n] > to[n] ? row[n] : to[n];
      } else {
        for (ptrdiff_t n = low; n < high; n++) to[n] = row[n * step] > to[n] ? row[n * step] : to[n];
      }
    }
  }));
}

/// How many places of a window that begins at `begin` lie in `0 − pad ..< end`, or in the input.
static inline ptrdiff_t covered(
    ptrdiff_t begin, ptrdiff_t kernel, ptrdiff_t dilation, ptrdiff_t low, ptrdiff_t high) {
  ptrdiff_t count = 0;
  for (ptrdiff_t k = 0; k < kernel; k++) {
    ptrdiff_t place = begin + k * dilation;
    count += place >= low && place < high;
  }
  return count;
}

CINFERENCE_CLONES
void cinference_average_pool(
    const cinference_window *w, int counts_padding, const ptrdiff_t padded_end[3], const float *x,
    float *y) {
  const size_t start = 0, end = (size_t)(w->output[0] * w->output[1] * w->output[2]);
  const ptrdiff_t step = w->stride[2];
  memset(y, 0, end * sizeof *y);
  FOR_KERNEL(FOR_ROWS({
    if (inside) {
      const float *row = x + (id * w->input[1] + ih) * w->input[2] + ow;
      float *to = y + out - w0;
      (void)w1;
      for (ptrdiff_t n = low; n < high; n++) to[n] += row[n * step];
    }
  }));
  for (ptrdiff_t d = 0; d < w->output[0]; d++)
    for (ptrdiff_t h = 0; h < w->output[1]; h++) {
      ptrdiff_t outer[2] = {d, h}, count = 1;
      for (int axis = 0; axis < 2; axis++)
        count *= covered(
            outer[axis] * w->stride[axis] - w->pad[axis], w->kernel[axis], w->dilation[axis],
            counts_padding ? -w->pad[axis] : 0, counts_padding ? padded_end[axis] : w->input[axis]);
      for (ptrdiff_t n = 0; n < w->output[2]; n++, y++) {
        ptrdiff_t all = count * covered(
            n * step - w->pad[2], w->kernel[2], w->dilation[2], counts_padding ? -w->pad[2] : 0,
            counts_padding ? padded_end[2] : w->input[2]);
        *y = all > 0 ? *y / (float)all : 0;
      }
    }
}
