/// Sixteen floats at once, on every processor: one register with AVX-512, two with AVX2, four with NEON.
#ifndef CINFERENCE_LANES_H
#define CINFERENCE_LANES_H

#include "CInferenceKernels.h"

#define LANES 16

typedef float lanes __attribute__((vector_size(4 * LANES), aligned(4)));
typedef int32_t lane_bits __attribute__((vector_size(4 * LANES)));

#define INLINE static inline __attribute__((always_inline))

// `target_clones` keeps to registers of 256 bits, so what works in `lanes` is compiled three times by
// hand: DISPATCHED(static or nothing, f, parameters, …) makes f of an INLINE f_body, which takes the same
// arguments after `wide`: 1 where a vector is one register and there are 32 of them.
#if defined(__x86_64__) && !__has_feature(thread_sanitizer)
#define DISPATCHED(scope, f, parameters, ...)                                                      \
  __attribute__((target("arch=x86-64-v4"), min_vector_width(512)))                                 \
  static void f##_wide parameters { f##_body(1, __VA_ARGS__); }                                    \
  __attribute__((target("arch=x86-64-v3")))                                                        \
  static void f##_fused parameters { f##_body(0, __VA_ARGS__); }                                   \
  static void f##_any parameters { f##_body(0, __VA_ARGS__); }                                     \
  scope void f parameters {                                                                        \
    if (__builtin_cpu_supports("x86-64-v4")) f##_wide(__VA_ARGS__);                                \
    else if (__builtin_cpu_supports("x86-64-v3")) f##_fused(__VA_ARGS__);                          \
    else f##_any(__VA_ARGS__);                                                                     \
  }
#else
#define DISPATCHED(scope, f, parameters, ...)                                                      \
  scope void f parameters { f##_body(0, __VA_ARGS__); }
#endif

#endif
