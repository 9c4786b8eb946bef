/// Sixteen floats at once, on every processor: one register with AVX-512, two with AVX2, four with NEON.
#ifndef CINFERENCE_LANES_H
#define CINFERENCE_LANES_H

#include "CInferenceKernels.h"

#define LANES 16

typedef float lanes __attribute__((vector_size(4 * LANES), aligned(4)));
typedef int32_t lane_bits __attribute__((vector_size(4 * LANES)));

#define INLINE static inline __attribute__((always_inline))

// `target_clones` keeps to registers of 256 bits, so what works in `lanes` is compiled three times by
// hand: DISPATCHED(f, parameters, arguments) makes f of an INLINE f_body.
#if defined(__x86_64__) && !__has_feature(thread_sanitizer)
#define CINFERENCE_WIDE __attribute__((target("arch=x86-64-v4"), min_vector_width(512)))
#define CINFERENCE_FUSED __attribute__((target("arch=x86-64-v3")))
#define CINFERENCE_HAS_WIDE 1
#define DISPATCHED(f, parameters, arguments)                                                       \
  CINFERENCE_WIDE static void f##_wide parameters { f##_body arguments; }                          \
  CINFERENCE_FUSED static void f##_fused parameters { f##_body arguments; }                        \
  static void f##_any parameters { f##_body arguments; }                                           \
  static void f parameters {                                                                       \
    if (__builtin_cpu_supports("x86-64-v4")) f##_wide arguments;                                   \
    else if (__builtin_cpu_supports("x86-64-v3")) f##_fused arguments;                             \
    else f##_any arguments;                                                                        \
  }
#else
#define DISPATCHED(f, parameters, arguments)                                                       \
  static void f parameters { f##_body arguments; }
#endif

#endif
