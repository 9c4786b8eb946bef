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

/// One output channel of a depthwise convolution: one input channel, one kernel, no bias.
void cinference_depthwise(const cinference_window *w, const float *x, const float *kernel, float *y);

// ---- Pooling, one channel

void cinference_max_pool(const cinference_window *w, const float *x, float *y);

/// `counts_padding`: whether the divisor counts places outside the input (within `padded` extents).
void cinference_average_pool(
    const cinference_window *w, int counts_padding, const ptrdiff_t padded_end[3], const float *x,
    float *y);

#endif
