/// How the program starts: what the CPU can do, and the parent that watches the real program.
#ifndef CPLATFORM_LAUNCH_H
#define CPLATFORM_LAUNCH_H

/// Vector instructions of this CPU that the operating system has switched on:
/// 2 for AVX-512 (F, CD, BW, DQ, VL), 1 for AVX2 with FMA, 0 for neither or another architecture.
int cplatform_cpu_vectors(void);

/// From now on neither this process nor its children leave core files, which show patients.
void cplatform_forbid_core_files(void);

/// Runs `path` as a child in the same process group and waits for its end, passing on the signals that
/// reach only the parent, and stopping and going on together with it.
///
/// Returns the exit status (0…255), 256 + the number of the signal that killed it, or −1 (errno) when
/// it could not be started.
int cplatform_supervise(const char *path, char *const argv[], char *const envp[]);

/// In the child: end by SIGHUP as soon as the parent is gone. Returns 0, or −1 when it already is.
int cplatform_end_with_parent(int parent);

#endif
