/// Hot loops of `Inference` around the matrix product, dispatched at run time by CPU.
#ifndef CINFERENCE_KERNELS_H
#define CINFERENCE_KERNELS_H

#include <stddef.h>
#include <stdint.h>

#ifndef __has_feature
#define __has_feature(x) 0
#endif

// The resolvers of target clones run before the thread sanitizer is ready.
#if defined(__x86_64__) && !__has_feature(thread_sanitizer)
#define CINFERENCE_CLONES __attribute__((target_clones("default", "arch=x86-64-v3", "arch=x86-64-v4")))
#else
#define CINFERENCE_CLONES
#endif

// ---- Element functions

typedef enum {
  CINFERENCE_IDENTITY,
  CINFERENCE_RELU,
  CINFERENCE_LEAKY_RELU,   // a: slope below zero
  CINFERENCE_CLIP,         // a: lower, b: upper bound
  CINFERENCE_SIGMOID,
  CINFERENCE_TANH,
  CINFERENCE_HARD_SWISH,
  CINFERENCE_EXP,
  CINFERENCE_ERF,
} cinference_activation;

typedef struct {
  cinference_activation code;
  float a, b;
} cinference_activation_function;

/// `y[n] = f(x[n])`; y may be x.
void cinference_activate(cinference_activation_function f, const float *x, float *y, size_t count);

/// `y[n] = f(scale · x[n] + shift)`; y may be x.
void cinference_epilogue(
    cinference_activation_function f, float scale, float shift, const float *x, float *y,
    size_t count);

typedef enum { CINFERENCE_ADD, CINFERENCE_SUB, CINFERENCE_MUL, CINFERENCE_DIV } cinference_binary;

/// `z[n] = x[n · xstep] ∘ y[n · ystep]`, steps 0 or 1.
void cinference_combine(
    cinference_binary op, const float *x, size_t xstep, const float *y, size_t ystep, float *z,
    size_t count);

/// Sum of `count` floats in sixteen interleaved partial sums, blocks of 4096 in double.
double cinference_sum(const float *x, size_t count);

/// `y[n] += a · x[n]`.
void cinference_axpy(float a, const float *x, float *y, size_t count);

/// Largest of `count` floats (−∞ for none).
float cinference_max(const float *x, size_t count);

/// Resampling along one axis: row `place` of y is the weighted sum of `taps` rows of x, each of
/// `inner` elements.
void cinference_mix(
    const float *x, float *y, size_t count, size_t inner, size_t taps, const int32_t *places,
    const float *weights);

// ---- Convolution

/// A convolution over up to three axes, depth, height, width; fewer axes have extents of 1.
typedef struct {
  ptrdiff_t input[3], output[3], kernel[3], stride[3], dilation[3];
  /// Zeros before the first element of each axis.
  ptrdiff_t pad[3];
} cinference_window;

/// Columns `start..<end` (places of the output, C order) of the unrolled input of `channels`
/// channels: row (channel, kernel place), `ld` floats from row to row.
void cinference_unroll(
    const cinference_window *w, const float *x, size_t channels, size_t start, size_t end,
    float *columns, size_t ld);

/// The adjoint of `cinference_unroll`: adds the columns to the places that they came from.
void cinference_roll(
    const cinference_window *w, float *x, size_t channels, size_t start, size_t end,
    const float *columns, size_t ld);

// ---- Products of packed matrices

/// Rows that lie together in a packed matrix.
#define CINFERENCE_ROWS 8

/// `c ← a · b`: a `rows` × `depth`, packed; b `depth` × `16 · vectors`, rows without a gap; 1…3 vectors.
/// `ld`: floats from one row of c to the next.
void cinference_multiply(
    const float *a, const float *b, size_t rows, size_t depth, size_t vectors, float *c, size_t ld);

/// What follows the sum of a channel: `activation(scale · y + shift)`; NULL for scales of 1, shifts of 0.
typedef struct {
  const float *scale, *shift;
  cinference_activation_function activation;
} cinference_finish;

/// The same for 1…48 columns, with what follows the sum: row r is channel `channel + r`. Reads whole
/// vectors of b, whose rows are `b_step` floats apart; writes `columns` floats a row.
void cinference_multiply_finished(
    const float *a, const float *b, size_t b_step, size_t rows, size_t depth, size_t columns,
    const cinference_finish *finish, size_t channel, float *y, size_t ld);

/// Packs a matrix of any steps for `cinference_multiply`: blocks of eight rows, `depth` × 8 each, the
/// last filled with zeros.
void cinference_pack_rows(
    const float *a, size_t rows, size_t depth, size_t row_step, size_t depth_step, float *packed);

// ---- Depthwise convolution

/// Floats of working memory that one channel takes.
size_t cinference_depthwise_work(const cinference_window *w);

/// One channel of a depthwise convolution: one input channel, one kernel, and what follows the sum.
void cinference_depthwise(
    const cinference_window *w, const float *x, const float *kernel,
    const cinference_finish *finish, size_t channel, float *y, float *work);

// ---- Convolution by minimal filtering

/// A convolution with 3×3 or 3×3×3 kernels and steps of one, cut into tiles of m outputs an axis.
typedef struct {
  ptrdiff_t input[3], output[3], pad[3];
  /// Output places of a tile: 1, 2, 2; 1, 4, 4; 2, 2, 2 or 2, 4, 4.
  ptrdiff_t m[3];
  /// Tiles an axis. Those of all items are counted on, item by item, in C order.
  size_t tiles[3];
  size_t items, inputs, outputs;
} cinference_tiling;

/// Products a tile takes.
size_t cinference_winograd_places(const cinference_tiling *t);

/// Floats of working memory for blocks of `16 · vectors` tiles.
size_t cinference_winograd_work(const cinference_tiling *t, size_t vectors);

/// Rows (output channels) `row..<row + rows` of the transformed weights, from `w` `[outputs, inputs,
/// 3…]`: `[places][outputs in eights][inputs][8]`; what fills the last eight is not written.
void cinference_winograd_weights(
    const cinference_tiling *t, const float *w, size_t row, size_t rows, float *u);

/// The `16 · vectors` tiles from tile `first` (1…3 vectors): y `[items, outputs, output…]` from x
/// `[items, inputs, input…]`.
void cinference_winograd(
    const cinference_tiling *t, const float *x, const float *u, size_t first, size_t vectors,
    const cinference_finish *finish, float *y, float *work);

// ---- Pooling, one channel

void cinference_max_pool(const cinference_window *w, const float *x, float *y);

/// `counts_padding`: whether the divisor counts places outside the input (within `padded` extents).
void cinference_average_pool(
    const cinference_window *w, int counts_padding, const ptrdiff_t padded_end[3], const float *x,
    float *y);

#endif
