#define _GNU_SOURCE
#include "CPlatformWorker.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/audit.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <stddef.h>
#include <sys/ioctl.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <unistd.h>

#if defined(__x86_64__)
#define THIS_ARCH AUDIT_ARCH_X86_64
#elif defined(__aarch64__)
#define THIS_ARCH AUDIT_ARCH_AARCH64
#endif

#if defined(__has_feature)
#if __has_feature(address_sanitizer) || __has_feature(thread_sanitizer)
#define SANITIZED 1
#endif
#endif

#define LOAD(field) BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, field))
#define REFUSE BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ERRNO | EPERM)
#define ALLOW BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW)
#define DENY(name) BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, __NR_##name, 0, 1), REFUSE

/// Low word of a system call's argument (little-endian).
#define ARGUMENT(n) LOAD(args[n])

/// Any of these in open's flags means more than reading.
#define WRITING (O_WRONLY | O_RDWR | O_CREAT | O_TRUNC | O_APPEND)

/// Everything a process does to the world outside itself, answered with EPERM. A list of what is
/// forbidden, not of what is allowed: the C library's own needs differ between its versions.
static int filter_calls(void) {
#ifdef THIS_ARCH
  struct sock_filter rules[] = {
    LOAD(arch),
    BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, THIS_ARCH, 1, 0),
    BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_KILL_PROCESS),
    LOAD(nr),
#ifdef __x86_64__
    // The x32 numbers would walk around the list.
    BPF_JUMP(BPF_JMP | BPF_JGE | BPF_K, 0x40000000, 0, 1),
    REFUSE,
    DENY(fork), DENY(vfork), DENY(creat), DENY(unlink), DENY(rename), DENY(mkdir), DENY(rmdir),
    DENY(link), DENY(symlink), DENY(chmod), DENY(chown), DENY(lchown), DENY(mknod), DENY(utimes),
    BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, __NR_open, 0, 4),
    ARGUMENT(1),
    BPF_JUMP(BPF_JMP | BPF_JSET | BPF_K, WRITING, 0, 1),
    REFUSE,
    ALLOW,
#endif
    DENY(socket), DENY(socketpair), DENY(connect), DENY(bind), DENY(listen), DENY(accept),
    DENY(accept4), DENY(sendto), DENY(sendmsg), DENY(sendmmsg),
    DENY(execve), DENY(execveat), DENY(clone), DENY(clone3), DENY(ptrace), DENY(process_vm_readv),
    DENY(process_vm_writev), DENY(pidfd_open), DENY(pidfd_getfd), DENY(io_uring_setup), DENY(bpf),
    DENY(userfaultfd), DENY(perf_event_open), DENY(keyctl), DENY(mount), DENY(unshare),
    DENY(setns), DENY(openat2), DENY(open_by_handle_at), DENY(truncate),
    DENY(unlinkat), DENY(renameat), DENY(renameat2), DENY(mkdirat), DENY(linkat), DENY(symlinkat),
    DENY(fchmod), DENY(fchmodat), DENY(fchown), DENY(fchownat), DENY(mknodat), DENY(utimensat),
    DENY(setxattr), DENY(fsetxattr), DENY(lsetxattr), DENY(removexattr), DENY(fremovexattr),
    DENY(lremovexattr), DENY(kill), DENY(tkill), DENY(rt_sigqueueinfo), DENY(rt_tgsigqueueinfo),
    DENY(pidfd_send_signal),
#ifdef __NR_fchmodat2
    DENY(fchmodat2),
#endif
    // abort() sends itself a signal; another process gets none, nor other limits.
    BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, __NR_tgkill, 0, 4),
    ARGUMENT(0),
    BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, (unsigned)getpid(), 1, 0),
    REFUSE,
    ALLOW,
    BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, __NR_prlimit64, 0, 4),
    ARGUMENT(0),
    BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, 0, 1, 0),
    REFUSE,
    ALLOW,
    // What would be typed into a terminal is for its user alone.
    BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, __NR_ioctl, 0, 4),
    ARGUMENT(1),
    BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, TIOCSTI, 0, 1),
    REFUSE,
    ALLOW,
    BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, __NR_openat, 0, 4),
    ARGUMENT(2),
    BPF_JUMP(BPF_JMP | BPF_JSET | BPF_K, WRITING, 0, 1),
    REFUSE,
    ALLOW,
    ALLOW,
  };
  struct sock_fprog program = {sizeof rules / sizeof rules[0], rules};
  return prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &program) == 0;
#else
  return 0;
#endif
}

unsigned cplatform_confine_reader(size_t address_space_bytes) {
  unsigned achieved = 0;
  struct rlimit no_core = {0, 0};
  setrlimit(RLIMIT_CORE, &no_core);
  prctl(PR_SET_DUMPABLE, 0);
#ifdef SANITIZED
  (void)address_space_bytes;
#else
  struct rlimit space = {address_space_bytes, address_space_bytes};
  if (setrlimit(RLIMIT_AS, &space) == 0) achieved |= CPLATFORM_MEMORY_LIMITED;
#endif
  if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == 0 && filter_calls()) achieved |= CPLATFORM_FILTERED;
  return achieved;
}
