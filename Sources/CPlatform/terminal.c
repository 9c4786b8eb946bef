#define _GNU_SOURCE
#include "CPlatformTerminal.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <termios.h>
#include <time.h>
#include <unistd.h>

/// CAN and ST end a picture cut in half; nothing is held back, no margins, plain letters.
static const char calm_bytes[] = "\x18\x1b\\\x1b[?2026l\x1b[r\x1b(B\x1b[0m";

/// Takes kitty's pictures away, which no text covers.
static const char unpicture_bytes[] = "\x1b_Ga=d,d=A,q=2\x1b\\";

/// Mouse, focus and paste reports off, the cursor, the main screen.
static const char reset_bytes[] =
    "\x1b[?1016l\x1b[?1006l\x1b[?1002l\x1b[?1000l\x1b[?1004l\x1b[?2004l\x1b[?25h\x1b[?1049l";

static struct termios shell_modes;
static struct termios raw_modes;
static int terminal = -1;
static volatile sig_atomic_t entered = 0;
static volatile sig_atomic_t covered = 0;
/// Kitty's pictures may be on the screen.
static volatile sig_atomic_t has_kitty_pictures = 0;
/// Whether the terminal is asked anything (`SPINETUI_NO_QUERY`).
static volatile sig_atomic_t may_ask = 1;

/// A terminal that takes nothing (a stopped emulator, a dead line) must not keep a dying program alive.
enum { patience_milliseconds = 500 };

/// Returns 0, or −1 when it had to give up.
static int write_all(int descriptor, const char *bytes, size_t count) {
  while (count > 0) {
    ssize_t written = write(descriptor, bytes, count);
    if (written > 0) {
      bytes += written;
      count -= (size_t)written;
    } else if (written < 0 && errno == EAGAIN) {
      struct pollfd room = {.fd = descriptor, .events = POLLOUT};
      if (poll(&room, 1, patience_milliseconds) <= 0) return -1;
    } else if (written < 0 && errno == EINTR) {
      continue;
    } else {
      return -1;
    }
  }
  return 0;
}

int cplatform_terminal_open(void) { return open("/dev/tty", O_RDWR | O_NONBLOCK | O_NOCTTY | O_CLOEXEC); }

int cplatform_terminal_size(int descriptor, struct cplatform_window_size *size) {
  struct winsize window;
  if (ioctl(descriptor, TIOCGWINSZ, &window) != 0) return -1;
  size->rows = window.ws_row;
  size->columns = window.ws_col;
  size->pixel_width = window.ws_xpixel;
  size->pixel_height = window.ws_ypixel;
  return 0;
}

/// Overwrites every cell with a space, the one thing that takes a picture away in every terminal: nothing of a scan
/// stays in a screen that could be scrolled back to. Async-signal-safe.
static void blank_screen(void) {
  struct winsize window;
  if (ioctl(terminal, TIOCGWINSZ, &window) != 0) return;
  enum { longest = 1000 };
  char line[16 + longest] = "\x1b[";
  size_t columns = window.ws_col < longest ? window.ws_col : longest;
  for (unsigned row = 1; row <= window.ws_row && row <= longest; row++) {
    size_t count = 2;
    for (unsigned unit = row >= 1000 ? 1000 : row >= 100 ? 100 : row >= 10 ? 10 : 1; unit > 0; unit /= 10)
      line[count++] = (char)('0' + row / unit % 10);
    line[count++] = 'H';
    memset(line + count, ' ', columns);
    // One that takes nothing would be waited for at every line.
    if (write_all(terminal, line, count + columns) != 0) return;
  }
}

void cplatform_terminal_set_covered(int is_covered, int with_kitty_pictures) {
  has_kitty_pictures = with_kitty_pictures;
  covered = is_covered;
}

/// Threads inside `cplatform_terminal_write`, and whether that writes at all.
static atomic_int writers;
static atomic_int is_shut;
static _Thread_local volatile sig_atomic_t is_writing;

ssize_t cplatform_terminal_write(int descriptor, const void *bytes, size_t count) {
  // In this order a signal between two lines counts a thread at most as one that does not hold itself up.
  is_writing = 1;
  atomic_fetch_add(&writers, 1);
  ssize_t written = -1;
  errno = EAGAIN;
  if (!atomic_load(&is_shut)) written = write(descriptor, bytes, count);
  int saved = errno;
  atomic_fetch_sub(&writers, 1);
  is_writing = 0;
  errno = saved;
  return written;
}

/// A signal is handled on any thread while another one draws: what that writes must not come after the shell's screen.
static void shut_writers_out(void) {
  atomic_store(&is_shut, 1);
  for (int waited = 0; atomic_load(&writers) > (is_writing ? 1 : 0) && waited < patience_milliseconds; waited++)
    poll(NULL, 0, 1);
}

/// The main screen as the shell left it, and nothing reported any more.
static void uncover(void) {
  write_all(terminal, calm_bytes, sizeof calm_bytes - 1);
  if (covered && has_kitty_pictures) write_all(terminal, unpicture_bytes, sizeof unpicture_bytes - 1);
  if (covered) blank_screen();
  covered = 0;
  write_all(terminal, reset_bytes, sizeof reset_bytes - 1);
}

static void restore_modes(void) {
  // Replies still under way must not land on the shell's command line.
  tcflush(terminal, TCIFLUSH);
  tcsetattr(terminal, TCSANOW, &shell_modes);
}

static long long now_milliseconds(void) {
  struct timespec now;
  clock_gettime(CLOCK_MONOTONIC, &now);
  return now.tv_sec * 1000LL + now.tv_nsec / 1000000;
}

/// How many bytes of the answer to DSR 5, "the terminal is well", have come when `byte` comes after `seen` of them.
static int follow_answer(int seen, char byte) {
  static const char answer[] = "\x1b[0n";
  return byte == answer[seen] ? seen + 1 : byte == answer[0];
}

/// Takes the answers to what has been asked, while nothing echoes them: a question of our own is answered last, one that
/// nobody else asks, lest an earlier answer be taken for its own. Async-signal-safe.
static void take_answers(void) {
  // Answers written in one go arrive in one go, or nearly so.
  enum { silence_milliseconds = 20 };
  static const char question[] = "\x1b[5n";
  enum { whole_answer = 4 };
  if (may_ask) write_all(terminal, question, sizeof question - 1);
  int seen = may_ask ? 0 : whole_answer;
  // However much comes, and however fast: a terminal that never falls silent holds nothing up.
  const long long end = now_milliseconds() + patience_milliseconds;
  for (long long rest = patience_milliseconds; rest > 0; rest = end - now_milliseconds()) {
    struct pollfd line = {.fd = terminal, .events = POLLIN};
    if (poll(&line, 1, seen == whole_answer && rest > silence_milliseconds ? silence_milliseconds : (int)rest) <= 0
        || !(line.revents & POLLIN))
      return;
    char bytes[256];
    ssize_t count = read(terminal, bytes, sizeof bytes);
    if (count <= 0) return;
    for (ssize_t n = 0; n < count && seen < whole_answer; n++) seen = follow_answer(seen, bytes[n]);
  }
}

static void leave(int takes_answers) {
  if (!entered) return;
  entered = 0;
  int saved = errno;
  shut_writers_out();
  uncover();
  if (takes_answers) take_answers();
  restore_modes();
  errno = saved;
}

void cplatform_terminal_leave(void) { leave(0); }

void cplatform_terminal_leave_answered(void) { leave(1); }

/// The process that restores the terminal when this one is gone; 0: there is none.
static pid_t supervisor = 0;

void cplatform_terminal_set_supervisor(int process) { supervisor = process; }

static void restore_and_die(int number) {
  // When it acts no thread draws any more. A hang-up may come from its own end.
  if (number == SIGHUP || supervisor == 0 || getppid() != supervisor) leave(1);
  // SA_RESETHAND has put the default back: die of the same signal, so that the exit status is true.
  sigset_t only;
  sigemptyset(&only);
  sigaddset(&only, number);
  sigprocmask(SIG_UNBLOCK, &only, NULL);
  raise(number);
}

static int install_handlers(void) {
  // A stack of its own: an overflow of the ordinary one is among the faults.
  static char stack[64 * 1024];
  stack_t alternate = {.ss_sp = stack, .ss_size = sizeof stack};
  if (sigaltstack(&alternate, NULL) != 0) return -1;
  static const int fatal[] = {SIGHUP, SIGINT, SIGTERM, SIGQUIT, SIGSEGV, SIGABRT,
                              SIGILL, SIGTRAP, SIGBUS, SIGFPE, SIGSYS};
  struct sigaction action = {.sa_handler = restore_and_die, .sa_flags = SA_RESETHAND | SA_ONSTACK};
  sigfillset(&action.sa_mask);
  for (size_t n = 0; n < sizeof fatal / sizeof *fatal; n++)
    if (sigaction(fatal[n], &action, NULL) != 0) return -1;
  // A write to a closed terminal is an error to read, not a reason to die unrestored.
  signal(SIGPIPE, SIG_IGN);
  return 0;
}

int cplatform_terminal_enter(int descriptor) {
  if (tcgetattr(descriptor, &shell_modes) != 0) return -1;
  terminal = descriptor;
  may_ask = !getenv("SPINETUI_NO_QUERY");
  raw_modes = shell_modes;
  cfmakeraw(&raw_modes);
  raw_modes.c_cc[VMIN] = 1;
  raw_modes.c_cc[VTIME] = 0;
  if (install_handlers() != 0) return -1;
  return cplatform_terminal_reenter();
}

int cplatform_terminal_reenter(void) {
  entered = 1;
  atomic_store(&is_shut, 0);
  return tcsetattr(terminal, TCSANOW, &raw_modes);
}

// SIGTSTP, not SIGSTOP: where no shell could ever continue the program the kernel ignores it.
void cplatform_suspend(void) {
  struct sigaction stop = {.sa_handler = SIG_DFL}, handler;
  sigaction(SIGTSTP, &stop, &handler);
  // The threads that serve queues block every signal.
  sigset_t only, mask;
  sigemptyset(&only);
  sigaddset(&only, SIGTSTP);
  pthread_sigmask(SIG_UNBLOCK, &only, &mask);
  raise(SIGTSTP);
  pthread_sigmask(SIG_SETMASK, &mask, NULL);
  sigaction(SIGTSTP, &handler, NULL);
}

int cplatform_terminal_save(void) {
  terminal = cplatform_terminal_open();
  if (terminal < 0 || tcgetattr(terminal, &shell_modes) != 0) return -1;
  may_ask = !getenv("SPINETUI_NO_QUERY");
  // What the child will draw is not known here. Linux's console would print kitty's command, tmux and screen take it for
  // a title.
  const char *type = getenv("TERM");
  has_kitty_pictures = type && strcmp(type, "linux") != 0 && strncmp(type, "tmux", 4) != 0 &&
                       strncmp(type, "screen", 6) != 0 && !getenv("TMUX") && !getenv("STY");
  entered = 1;
  return 0;
}

void cplatform_terminal_restore_saved(void) {
  if (!entered) return;
  entered = 0;
  // A child that died before it took the terminal over has left the shell's screen as it was.
  struct termios now;
  int was_taken = tcgetattr(terminal, &now) == 0 && (shell_modes.c_lflag & ICANON) && !(now.c_lflag & ICANON);
  covered = was_taken;
  uncover();
  if (was_taken) take_answers();
  restore_modes();
}

void cplatform_terminal_say(const char *bytes, size_t count) {
  // Not through standard error itself, where a terminal that takes nothing would hold the program for ever.
  write_all(terminal >= 0 && isatty(STDERR_FILENO) ? terminal : STDERR_FILENO, bytes, count);
}

int cplatform_memory_file(const char *name) { return memfd_create(name, MFD_CLOEXEC); }

static int notices_write_end = -1;

static void note(int number) {
  int saved = errno;
  char byte = number == SIGWINCH ? 'w' : number == SIGTSTP ? 't' : 'c';
  // A full pipe already says that something has happened.
  ssize_t ignored = write(notices_write_end, &byte, 1);
  (void)ignored;
  errno = saved;
}

int cplatform_terminal_notices(void) {
  int ends[2];
  if (pipe2(ends, O_CLOEXEC | O_NONBLOCK) != 0) return -1;
  notices_write_end = ends[1];
  struct sigaction action = {.sa_handler = note, .sa_flags = SA_RESTART};
  sigemptyset(&action.sa_mask);
  // The keyboard's Ctrl-Z arrives as a byte; SIGTSTP comes from other programs.
  static const int noted[] = {SIGWINCH, SIGCONT, SIGTSTP};
  for (size_t n = 0; n < sizeof noted / sizeof *noted; n++)
    if (sigaction(noted[n], &action, NULL) != 0) return -1;
  return ends[0];
}
