#include <string.h>

#include "lanes.h"

// One channel at a time. The input is laid out with its padding, one plane for each phase of the stride,
// so that every kernel place reads the same places of its plane, shifted: the output is a sum of shifted
// planes, over the gaps between rows too, in whole vectors however narrow the picture is.

/// Extents of a phase's plane along one axis, and of all phases.
INLINE ptrdiff_t extent(const cinference_window *w, int axis) {
  return w->output[axis] + (w->kernel[axis] - 1) * w->dilation[axis] / w->stride[axis];
}

/// The last vectors of a plane may be read and written beyond its end.
#define SLACK (4 * LANES)

static size_t plane_size(const cinference_window *w) {
  return (size_t)(extent(w, 0) * extent(w, 1) * extent(w, 2)) + SLACK;
}

size_t cinference_depthwise_work(const cinference_window *w) {
  return plane_size(w) * (size_t)(w->stride[0] * w->stride[1] * w->stride[2] + 1);
}

/// Element e of a phase's row is input place `e · stride + phase − pad`, 0 outside.
INLINE void lay_row(
    const cinference_window *w, const float *row, ptrdiff_t phase, ptrdiff_t count, float *to) {
  const ptrdiff_t stride = w->stride[2], first = phase - w->pad[2], width = w->input[2];
  ptrdiff_t low = first >= 0 ? 0 : (-first + stride - 1) / stride;
  ptrdiff_t high = width - first <= 0 ? 0 : (width - first + stride - 1) / stride;
  low = low < count ? low : count;
  high = high < count ? high : count;
  high = high > low ? high : low;
  for (ptrdiff_t n = 0; n < low; n++) to[n] = 0;
  if (stride == 1) {
    for (ptrdiff_t n = low; n < high; n++) to[n] = row[n + first];
  } else {
    for (ptrdiff_t n = low; n < high; n++) to[n] = row[n * stride + first];
  }
  for (ptrdiff_t n = high; n < count; n++) to[n] = 0;
}

INLINE void lay(const cinference_window *w, const float *x, float *planes) {
  const ptrdiff_t depth = extent(w, 0), height = extent(w, 1), width = extent(w, 2);
  for (ptrdiff_t pd = 0; pd < w->stride[0]; pd++)
    for (ptrdiff_t ph = 0; ph < w->stride[1]; ph++)
      for (ptrdiff_t pw = 0; pw < w->stride[2]; pw++) {
        float *to = planes;
        for (ptrdiff_t d = 0; d < depth; d++)
          for (ptrdiff_t h = 0; h < height; h++, to += width) {
            const ptrdiff_t id = d * w->stride[0] + pd - w->pad[0];
            const ptrdiff_t ih = h * w->stride[1] + ph - w->pad[1];
            if (id < 0 || id >= w->input[0] || ih < 0 || ih >= w->input[1])
              memset(to, 0, (size_t)width * sizeof *to);
            else
              lay_row(w, x + (id * w->input[1] + ih) * w->input[2], pw, width, to);
          }
        memset(to, 0, SLACK * sizeof *to);
        planes += plane_size(w);
      }
}

#define MOST_PLACES 128

/// `count` rounded up to 64 sums of `places` shifted planes.
INLINE void sum_shifted(
    const float *const *shifted, const float *kernel, size_t places, size_t count, int adds, float *y) {
  for (size_t n = 0; n < count; n += 4 * LANES) {
    lanes sum[4];
    for (int v = 0; v < 4; v++) sum[v] = adds ? *(const lanes *)(y + n + LANES * v) : (lanes){0};
    for (size_t place = 0; place < places; place++) {
      const float *from = shifted[place] + n;
      const float k = kernel[place];
      for (int v = 0; v < 4; v++) sum[v] += k * *(const lanes *)(from + LANES * v);
    }
    for (int v = 0; v < 4; v++) *(lanes *)(y + n + LANES * v) = sum[v];
  }
}

INLINE void cinference_depthwise_body(
    int wide, const cinference_window *w, const float *x, const float *kernel, const cinference_finish *finish,
    size_t channel, float *y, float *work) {
  (void)wide;
  const ptrdiff_t height = extent(w, 1), width = extent(w, 2);
  const size_t plane = plane_size(w);
  const size_t phases = (size_t)(w->stride[0] * w->stride[1] * w->stride[2]);
  const ptrdiff_t last = ((w->output[0] - 1) * height + w->output[1] - 1) * width + w->output[2];
  float *sums = work + phases * plane;
  lay(w, x, work);
  const float *shifted[MOST_PLACES];
  size_t places = 0;
  int adds = 0;
  for (ptrdiff_t kd = 0; kd < w->kernel[0]; kd++)
    for (ptrdiff_t kh = 0; kh < w->kernel[1]; kh++)
      for (ptrdiff_t kw = 0; kw < w->kernel[2]; kw++) {
        const ptrdiff_t d = kd * w->dilation[0], h = kh * w->dilation[1], c = kw * w->dilation[2];
        const ptrdiff_t phase =
            (d % w->stride[0] * w->stride[1] + h % w->stride[1]) * w->stride[2] + c % w->stride[2];
        shifted[places++] = work + (size_t)phase * plane
                          + (d / w->stride[0] * height + h / w->stride[1]) * width + c / w->stride[2];
        if (places == MOST_PLACES) {
          sum_shifted(shifted, kernel, places, (size_t)last, adds, sums);
          kernel += places;
          places = 0;
          adds = 1;
        }
      }
  if (places > 0) sum_shifted(shifted, kernel, places, (size_t)last, adds, sums);
  const float scale = finish->scale ? finish->scale[channel] : 1;
  const float shift = finish->shift ? finish->shift[channel] : 0;
  for (ptrdiff_t d = 0; d < w->output[0]; d++)
    for (ptrdiff_t h = 0; h < w->output[1]; h++, y += w->output[2]) {
      const float *from = sums + (d * height + h) * width;
      cinference_epilogue(finish->activation, scale, shift, from, y, (size_t)w->output[2]);
    }
}

DISPATCHED(
    , cinference_depthwise,
    (const cinference_window *w, const float *x, const float *kernel,
     const cinference_finish *finish, size_t channel, float *y, float *work),
    w, x, kernel, finish, channel, y, work)
