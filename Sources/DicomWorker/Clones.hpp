#pragma once

/// One clone of a function for each x86-64 level, chosen by the loader. Off under the thread sanitizer,
/// whose instrumented resolver crashes before main, and on other architectures.
#if defined(__has_feature)
#if __has_feature(thread_sanitizer)
#define SANITIZED_THREADS 1
#endif
#endif
#if defined(__x86_64__) && !defined(SANITIZED_THREADS)
#define CLONES __attribute__((target_clones("default", "arch=x86-64-v3", "arch=x86-64-v4")))
#else
#define CLONES
#endif
