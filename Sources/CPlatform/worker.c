#define _GNU_SOURCE
#include "CPlatformWorker.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <spawn.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

/// Lowest descriptor number we keep: those below are targets of dup2 in the child.
static const int lowest = 16;

/// Moves a descriptor out of the way of 0…3, close-on-exec.
static int moved(int descriptor) {
  if (descriptor < 0) return -1;
  int high = fcntl(descriptor, F_DUPFD_CLOEXEC, lowest);
  int error = errno;
  close(descriptor);
  errno = error;
  return high;
}

static int make_pipe(int ends[2]) {
  if (pipe2(ends, O_CLOEXEC) != 0) return -1;
  ends[0] = moved(ends[0]);
  ends[1] = moved(ends[1]);
  return ends[0] < 0 || ends[1] < 0 ? -1 : 0;
}

static void close_if_open(int descriptor) {
  if (descriptor >= 0) close(descriptor);
}

/// A memfd that nobody can shrink under the reader, who would otherwise die of SIGBUS.
static int sealed_memory(size_t bytes) {
  int descriptor = moved(memfd_create("spinetui-ring", MFD_CLOEXEC | MFD_ALLOW_SEALING));
  if (descriptor < 0) return -1;
  if (ftruncate(descriptor, (off_t)bytes) != 0
      || fcntl(descriptor, F_ADD_SEALS, F_SEAL_SHRINK | F_SEAL_GROW | F_SEAL_SEAL) != 0) {
    int error = errno;
    close(descriptor);
    errno = error;
    return -1;
  }
  return descriptor;
}

static int spawn(
  const char *path, const char *kind, int requests, int answers, int memory, pid_t *pid) {
  posix_spawn_file_actions_t files;
  posix_spawnattr_t attributes;
  sigset_t none, all;
  sigemptyset(&none);
  sigfillset(&all);
  posix_spawn_file_actions_init(&files);
  posix_spawnattr_init(&attributes);
  posix_spawn_file_actions_adddup2(&files, requests, 0);
  posix_spawn_file_actions_adddup2(&files, answers, 1);
  posix_spawn_file_actions_addopen(&files, 2, "/dev/null", O_WRONLY, 0);
  posix_spawn_file_actions_adddup2(&files, memory, 3);
  posix_spawn_file_actions_addclosefrom_np(&files, 4);
  posix_spawnattr_setsigmask(&attributes, &none);
  posix_spawnattr_setsigdefault(&attributes, &all);
  // A session of its own: Ctrl-C is the program's to answer, and no terminal is the worker's.
  posix_spawnattr_setflags(
    &attributes, POSIX_SPAWN_SETSID | POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF);
  char *const arguments[] = {(char *)path, (char *)kind, NULL};
  extern char **environ;
  int error = posix_spawn(pid, path, &files, &attributes, arguments, environ);
  posix_spawn_file_actions_destroy(&files);
  posix_spawnattr_destroy(&attributes);
  return error;
}

int cplatform_spawn_worker(
  const char *path, const char *kind, size_t memory_bytes, cplatform_worker *worker) {
  int requests[2] = {-1, -1}, answers[2] = {-1, -1};
  int ring = -1, error = 0;
  void *memory = MAP_FAILED;
  memset(worker, 0, sizeof *worker);
  if (make_pipe(requests) != 0 || make_pipe(answers) != 0
      || (ring = sealed_memory(memory_bytes)) < 0
      || (memory = mmap(NULL, memory_bytes, PROT_READ, MAP_SHARED, ring, 0)) == MAP_FAILED) {
    error = errno;
  } else {
    error = spawn(path, kind, requests[0], answers[1], ring, &worker->pid);
  }
  close_if_open(requests[0]);
  close_if_open(answers[1]);
  close_if_open(ring);
  if (error) {
    close_if_open(requests[1]);
    close_if_open(answers[0]);
    if (memory != MAP_FAILED) munmap(memory, memory_bytes);
    return error;
  }
  // The parent never waits for a full pipe: it reads answers meanwhile.
  fcntl(requests[1], F_SETFL, O_NONBLOCK);
  worker->requests = requests[1];
  worker->answers = answers[0];
  worker->memory = memory;
  worker->memory_bytes = memory_bytes;
  return 0;
}

int cplatform_end_worker(cplatform_worker *worker, int *exit_status) {
  int status = 0;
  *exit_status = 0;
  close(worker->requests);
  close(worker->answers);
  munmap((void *)worker->memory, worker->memory_bytes);
  kill(worker->pid, SIGKILL);
  while (waitpid(worker->pid, &status, 0) < 0) {
    if (errno != EINTR) return 0;
  }
  if (WIFSIGNALED(status)) return WTERMSIG(status);
  *exit_status = WEXITSTATUS(status);
  return 0;
}

ssize_t cplatform_write_some(int descriptor, const void *bytes, size_t count) {
  // The signal is blocked for this thread and, when our write raised it, taken away again.
  sigset_t broken, before, pending;
  sigemptyset(&broken);
  sigaddset(&broken, SIGPIPE);
  sigpending(&pending);
  pthread_sigmask(SIG_BLOCK, &broken, &before);
  ssize_t written;
  do {
    written = write(descriptor, bytes, count);
  } while (written < 0 && errno == EINTR);
  int error = errno;
  if (written < 0 && error == EPIPE && !sigismember(&pending, SIGPIPE)) {
    struct timespec now = {0, 0};
    while (sigtimedwait(&broken, NULL, &now) < 0 && errno == EINTR) {}
  }
  pthread_sigmask(SIG_SETMASK, &before, NULL);
  return written < 0 ? -error : written;
}

double cplatform_processor_seconds(pid_t pid) {
  clockid_t clock;
  struct timespec time;
  if (clock_getcpuclockid(pid, &clock) != 0 || clock_gettime(clock, &time) != 0) return -1;
  return (double)time.tv_sec + (double)time.tv_nsec * 1e-9;
}
