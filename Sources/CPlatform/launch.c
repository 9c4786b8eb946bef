#define _GNU_SOURCE
#include "CPlatformLaunch.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <pthread.h>
#include <signal.h>
#include <spawn.h>
#include <stddef.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

int cplatform_cpu_vectors(void) {
#if defined(__x86_64__)
  __builtin_cpu_init();
  if (__builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512cd") &&
      __builtin_cpu_supports("avx512bw") && __builtin_cpu_supports("avx512dq") &&
      __builtin_cpu_supports("avx512vl"))
    return 2;
  if (__builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma")) return 1;
#endif
  return 0;
}

void cplatform_forbid_core_files(void) {
  struct rlimit none = {0, 0};
  setrlimit(RLIMIT_CORE, &none);
}

/// What a handler puts into the pipe: one signal, and whether a process sent it rather than the kernel.
struct arrival {
  unsigned char number;
  unsigned char from_process;
};

static int arrivals_write_end = -1;

static void note_arrival(int number, siginfo_t *info, void *context) {
  (void)context;
  int saved = errno;
  struct arrival arrival = {(unsigned char)number, info->si_code <= 0};
  // A full pipe already wakes the loop, which is all that matters.
  ssize_t ignored = write(arrivals_write_end, &arrival, sizeof arrival);
  (void)ignored;
  errno = saved;
}

/// Handlers and a pipe rather than a blocked mask: library threads, started before main, block nothing.
static const int watched[] = {SIGHUP, SIGINT, SIGTERM, SIGQUIT, SIGTSTP, SIGCONT, SIGUSR1, SIGUSR2, SIGCHLD};

static void pass_on(pid_t child, struct arrival arrival) {
  switch (arrival.number) {
  // A hang-up reaches the session's leader alone, which may be this process.
  case SIGHUP:
  case SIGTERM:
  case SIGUSR1:
  case SIGUSR2:
  case SIGCONT:
    kill(child, arrival.number);
    break;
  // From the keyboard these reach the whole group, the child included.
  case SIGINT:
  case SIGQUIT:
  case SIGTSTP:
    if (arrival.from_process) kill(child, arrival.number);
    break;
  default:
    break;
  }
}

/// A fault here ends this process at once, and the child, told of its parent's end, restores the terminal. Swift's own
/// handlers would first write what they find in memory across the child's screen.
static void die_silently(void) {
  static const int fatal[] = {SIGSEGV, SIGABRT, SIGILL, SIGTRAP, SIGBUS, SIGFPE, SIGSYS};
  for (size_t n = 0; n < sizeof fatal / sizeof *fatal; n++) signal(fatal[n], SIG_DFL);
}

int cplatform_supervise(const char *path, char *const argv[], char *const envp[]) {
  die_silently();
  int ends[2];
  if (pipe2(ends, O_CLOEXEC | O_NONBLOCK) != 0) return -1;
  arrivals_write_end = ends[1];

  sigset_t original, blocked, reset;
  sigemptyset(&blocked);
  sigemptyset(&reset);
  struct sigaction action = {.sa_sigaction = note_arrival, .sa_flags = SA_SIGINFO | SA_RESTART};
  for (size_t n = 0; n < sizeof watched / sizeof *watched; n++) {
    sigaddset(&blocked, watched[n]);
    sigaddset(&reset, watched[n]);
  }
  sigfillset(&action.sa_mask);
  pthread_sigmask(SIG_BLOCK, &blocked, &original);
  for (size_t n = 0; n < sizeof watched / sizeof *watched; n++) {
    struct sigaction old;
    sigaction(watched[n], NULL, &old);
    // What the caller ignores (nohup) stays ignored, in the child as well.
    if (old.sa_handler == SIG_IGN && watched[n] != SIGCHLD) {
      sigdelset(&reset, watched[n]);
      continue;
    }
    sigaction(watched[n], &action, NULL);
  }

  posix_spawnattr_t attributes;
  posix_spawnattr_init(&attributes);
  posix_spawnattr_setsigmask(&attributes, &original);
  posix_spawnattr_setsigdefault(&attributes, &reset);
  posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF);
  pid_t child;
  int error = posix_spawn(&child, path, NULL, &attributes, argv, envp);
  posix_spawnattr_destroy(&attributes);
  pthread_sigmask(SIG_SETMASK, &original, NULL);
  if (error != 0) {
    errno = error;
    return -1;
  }

  for (;;) {
    struct pollfd wait_for = {.fd = ends[0], .events = POLLIN};
    if (poll(&wait_for, 1, -1) < 0 && errno != EINTR) return -1;
    struct arrival arrival;
    while (read(ends[0], &arrival, sizeof arrival) == sizeof arrival) pass_on(child, arrival);
    int status;
    while (waitpid(child, &status, WNOHANG | WUNTRACED) == child) {
      if (WIFEXITED(status)) return WEXITSTATUS(status);
      if (WIFSIGNALED(status)) return 256 + WTERMSIG(status);
      if (WIFSTOPPED(status)) {
        // The shell watches this process: stop with the child, go on with it.
        raise(SIGSTOP);
        kill(child, SIGCONT);
      }
    }
  }
}

int cplatform_end_with_parent(int parent) {
  if (prctl(PR_SET_PDEATHSIG, SIGHUP) != 0) return -1;
  return getppid() == parent ? 0 : -1;
}
