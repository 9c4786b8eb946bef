/// Hot pixel loops of `Imaging`, dispatched at run time by CPU.
#ifndef CIMAGING_KERNELS_H
#define CIMAGING_KERNELS_H

#include <stddef.h>
#include <stdint.h>

/// One clone for each x86-64 level, chosen by the loader. Off under the thread sanitizer, whose
/// instrumented resolver crashes before main, and on other architectures.
#if defined(__x86_64__) && !(defined(__has_feature) && __has_feature(thread_sanitizer))
#define CIMAGING_CLONES __attribute__((target_clones("default", "arch=x86-64-v3", "arch=x86-64-v4")))
#else
#define CIMAGING_CLONES
#endif

/// Maps HU to 8-bit levels through a table: `levels[n] = table[clamp(hu[n]) + 32768]`.
void cimaging_map_levels(const int16_t *hu, size_t count, const uint8_t *table, uint8_t *levels);

#endif
