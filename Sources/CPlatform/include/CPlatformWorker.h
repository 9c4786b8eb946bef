/// Starting, confining and ending worker processes.
#ifndef CPLATFORM_WORKER_H
#define CPLATFORM_WORKER_H

#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

#ifdef __cplusplus
extern "C" {
#endif

/// A running worker: requests go into `requests`, answers come out of `answers`,
/// pixels lie in `memory` (read-only here).
typedef struct {
  pid_t pid;
  int requests;
  int answers;
  const void *memory;
  size_t memory_bytes;
} cplatform_worker;

/// Starts `path kind` with a memfd of `memory_bytes`, sealed against resizing, as descriptor 3.
/// The child has its own process group, no signal blocked or ignored, standard error on /dev/null
/// and no other descriptor. Returns 0 or an errno.
int cplatform_spawn_worker(
  const char *path, const char *kind, size_t memory_bytes, cplatform_worker *worker);

/// Kills the worker if it still runs, reaps it and gives its pipes and memory back.
/// Returns the signal that ended it, or 0 when it had ended by itself; `exit_status` is then set.
int cplatform_end_worker(cplatform_worker *worker, int *exit_status);

/// Writes what a non-blocking pipe takes; a broken pipe raises no signal. Returns the number of
/// bytes written, or a negative errno.
ssize_t cplatform_write_some(int descriptor, const void *bytes, size_t count);

/// Processor time that another process has used, seconds; negative when it cannot be had.
double cplatform_processor_seconds(pid_t pid);

// What `cplatform_confine_reader` achieved.
#define CPLATFORM_FILTERED 1u
#define CPLATFORM_MEMORY_LIMITED 2u

/// Takes from the calling process, for good, what a reader of untrusted files has no use for:
/// sockets, new programs and processes, writing to the file system, core files, new privileges,
/// and address space above `address_space_bytes` (not in sanitizer builds).
/// Returns CPLATFORM_… bits for what stands.
unsigned cplatform_confine_reader(size_t address_space_bytes);

#ifdef __cplusplus
}
#endif

#endif
