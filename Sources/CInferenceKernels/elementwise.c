#include "CInferenceKernels.h"

#include <math.h>
#include <string.h>

// e^x to about 1 unit in the last place: x = n ln 2 + r, a polynomial in r, and 2^n by its bits.
// Source: S. L. Moshier, Cephes, expf.
static inline __attribute__((always_inline)) float exp_of(float x) {
  // Written so that NaN passes through both comparisons.
  x = x > 88.72283f ? INFINITY : x;
  x = x < -87.33654f ? -87.33654f : x;
  float finite = x == INFINITY ? 88.0f : x;
  float n = __builtin_floorf(finite * 1.44269504088896341f + 0.5f);
  n = n > 127.0f ? 127.0f : n;
  float r = finite - n * 0.693359375f + n * 2.12194440e-4f;
  float p = 1.9875691500e-4f;
  p = p * r + 1.3981999507e-3f;
  p = p * r + 8.3334519073e-3f;
  p = p * r + 4.1665795894e-2f;
  p = p * r + 1.6666665459e-1f;
  p = p * r + 5.0000001201e-1f;
  p = p * r * r + r + 1.0f;
  union { int32_t i; float f; } two;
  // A NaN would be undefined as an integer.
  float whole = n == n ? n : 0.0f;
  two.i = ((int32_t)whole + 127) << 23;
  float y = p * two.f;
  return x == INFINITY ? INFINITY : y;
}

static inline __attribute__((always_inline)) float sigmoid_of(float x) {
  return 1.0f / (1.0f + exp_of(-x));
}

// tanh x = 1 − 2 / (e^2x + 1), and its series x − x³/3 + 2x⁵/15 near zero, where that cancels.
static inline __attribute__((always_inline)) float tanh_of(float x) {
  float far = 1.0f - 2.0f / (exp_of(2.0f * x) + 1.0f);
  float square = x * x;
  float near = x + x * square * (-0.333332933f + square * (0.133191840f + square * -0.0519492f));
  return fabsf(x) < 0.2f ? near : far;
}

#define EACH(expression)                                                                           \
  do {                                                                                             \
    for (size_t n = 0; n < count; n++) {                                                           \
      float v = scale * x[n] + shift;                                                              \
      y[n] = (expression);                                                                         \
    }                                                                                              \
  } while (0)

static inline __attribute__((always_inline)) void apply(
    cinference_activation_function f, float scale, float shift, const float *x, float *y,
    size_t count) {
  const float a = f.a, b = f.b;
  switch (f.code) {
  case CINFERENCE_IDENTITY: EACH(v); break;
  // Comparisons in this order hand NaN on.
  case CINFERENCE_RELU: EACH(v < 0 ? 0 : v); break;
  case CINFERENCE_LEAKY_RELU: EACH(v < 0 ? a * v : v); break;
  case CINFERENCE_CLIP: EACH((v < a ? a : v) > b ? b : (v < a ? a : v)); break;
  case CINFERENCE_SIGMOID: EACH(sigmoid_of(v)); break;
  case CINFERENCE_TANH: EACH(tanh_of(v)); break;
  case CINFERENCE_HARD_SWISH: {
    EACH(v * (v < -3.0f ? 0.0f : v > 3.0f ? 1.0f : v * (1.0f / 6.0f) + 0.5f));
    break;
  }
  case CINFERENCE_EXP: EACH(exp_of(v)); break;
  case CINFERENCE_ERF: EACH(erff(v)); break;
  }
}

CINFERENCE_CLONES
void cinference_activate(cinference_activation_function f, const float *x, float *y, size_t count) {
  if (f.code == CINFERENCE_IDENTITY) {
    if (x != y) memmove(y, x, count * sizeof *x);
    return;
  }
  apply(f, 1.0f, 0.0f, x, y, count);
}

CINFERENCE_CLONES
void cinference_epilogue(
    cinference_activation_function f, float scale, float shift, const float *x, float *y,
    size_t count) {
  apply(f, scale, shift, x, y, count);
}

#define COMBINE(operator)                                                                          \
  do {                                                                                             \
    if (xstep && ystep) {                                                                          \
      for (size_t n = 0; n < count; n++) z[n] = x[n] operator y[n];                                \
    } else if (xstep) {                                                                            \
      const float b = *y;                                                                          \
      for (size_t n = 0; n < count; n++) z[n] = x[n] operator b;                                   \
    } else if (ystep) {                                                                            \
      const float a = *x;                                                                          \
      for (size_t n = 0; n < count; n++) z[n] = a operator y[n];                                   \
    } else {                                                                                       \
      const float a = *x operator *y;                                                              \
      for (size_t n = 0; n < count; n++) z[n] = a;                                                 \
    }                                                                                              \
  } while (0)

CINFERENCE_CLONES
void cinference_combine(
    cinference_binary op, const float *x, size_t xstep, const float *y, size_t ystep, float *z,
    size_t count) {
  switch (op) {
  case CINFERENCE_ADD: COMBINE(+); break;
  case CINFERENCE_SUB: COMBINE(-); break;
  case CINFERENCE_MUL: COMBINE(*); break;
  case CINFERENCE_DIV: COMBINE(/); break;
  }
}

CINFERENCE_CLONES
double cinference_sum(const float *x, size_t count) {
  double total = 0;
  for (size_t start = 0; start < count; start += 4096) {
    size_t length = count - start < 4096 ? count - start : 4096;
    float lanes[16] = {0};
    size_t n = 0;
    for (; n + 16 <= length; n += 16)
      for (size_t lane = 0; lane < 16; lane++) lanes[lane] += x[start + n + lane];
    double block = 0;
    for (size_t lane = 0; lane < 16; lane++) block += lanes[lane];
    for (; n < length; n++) block += x[start + n];
    total += block;
  }
  return total;
}

CINFERENCE_CLONES
void cinference_axpy(float a, const float *x, float *y, size_t count) {
  for (size_t n = 0; n < count; n++) y[n] += a * x[n];
}

CINFERENCE_CLONES
float cinference_max(const float *x, size_t count) {
  float lanes[16];
  for (size_t lane = 0; lane < 16; lane++) lanes[lane] = -INFINITY;
  size_t n = 0;
  for (; n + 16 <= count; n += 16)
    for (size_t lane = 0; lane < 16; lane++)
      lanes[lane] = x[n + lane] > lanes[lane] ? x[n + lane] : lanes[lane];
  float largest = -INFINITY;
  for (size_t lane = 0; lane < 16; lane++) largest = lanes[lane] > largest ? lanes[lane] : largest;
  for (; n < count; n++) largest = x[n] > largest ? x[n] : largest;
  return largest;
}

// y[place] = Σ weight · x[source place], rows of `inner` elements.
CINFERENCE_CLONES
void cinference_mix(
    const float *x, float *y, size_t count, size_t inner, size_t taps, const int32_t *places,
    const float *weights) {
  for (size_t place = 0; place < count; place++, places += taps, weights += taps) {
    float *to = y + place * inner;
    if (taps == 1) {
      const float *a = x + (size_t)places[0] * inner;
      if (inner == 1) *to = *a;
      else memcpy(to, a, inner * sizeof *to);
    } else if (taps == 2) {
      const float *a = x + (size_t)places[0] * inner, *b = x + (size_t)places[1] * inner;
      const float p = weights[0], q = weights[1];
      for (size_t n = 0; n < inner; n++) to[n] = p * a[n] + q * b[n];
    } else {
      for (size_t n = 0; n < inner; n++) to[n] = 0;
      for (size_t tap = 0; tap < taps; tap++) {
        const float *a = x + (size_t)places[tap] * inner;
        for (size_t n = 0; n < inner; n++) to[n] += weights[tap] * a[n];
      }
    }
  }
}
