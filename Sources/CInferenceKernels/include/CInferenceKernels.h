/// Hot loops of `Inference` around the matrix product, dispatched at run time by CPU.
#ifndef CINFERENCE_KERNELS_H
#define CINFERENCE_KERNELS_H

#include <stddef.h>

#if defined(__x86_64__) && !(defined(__has_feature) && __has_feature(thread_sanitizer))
#define CINFERENCE_CLONES __attribute__((target_clones("default", "arch=x86-64-v3", "arch=x86-64-v4")))
#else
#define CINFERENCE_CLONES
#endif

/// `x[n] = max(x[n], 0)`.
void cinference_relu(float *x, size_t count);

#endif
