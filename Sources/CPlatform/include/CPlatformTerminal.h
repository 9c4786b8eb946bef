/// The terminal's modes, and its way back to the shell on every way out.
#ifndef CPLATFORM_TERMINAL_H
#define CPLATFORM_TERMINAL_H

#include <stddef.h>
#include <sys/types.h>

/// Rows, columns and, where the terminal tells them, pixels (0 otherwise).
struct cplatform_window_size {
  int rows;
  int columns;
  int pixel_width;
  int pixel_height;
};

/// Opens the controlling terminal by itself, so that O_NONBLOCK does not leak into the shell's descriptors.
/// Returns a descriptor, or −1 (errno).
int cplatform_terminal_open(void);

/// Returns 0, or −1 (errno).
int cplatform_terminal_size(int descriptor, struct cplatform_window_size *size);

/// Remembers the terminal's modes and installs the handlers that restore it when a signal kills the
/// program (HUP INT TERM QUIT SEGV ABRT ILL TRAP BUS FPE SYS), then switches to raw input.
/// Must come after curses, which installs handlers of its own. Returns 0, or −1 (errno).
int cplatform_terminal_enter(int descriptor);

/// Raw input again, after `cplatform_terminal_leave` (Ctrl-Z and back).
int cplatform_terminal_reenter(void);

/// Says that the alternate screen is on and shows this program's text and pictures, perhaps kitty's: leaving takes them away first.
void cplatform_terminal_set_covered(int is_covered, int with_kitty_pictures);

/// Writes as write(2) does to a terminal that this program has entered: −1 and EAGAIN once it has been left.
ssize_t cplatform_terminal_write(int descriptor, const void *bytes, size_t count);

/// Gives the terminal back to the shell: modes, cursor, main screen. Idempotent and async-signal-safe.
void cplatform_terminal_leave(void);

/// The same, but the modes come last: once the answers still under way have arrived, or half a second has passed.
void cplatform_terminal_leave_answered(void);

/// Names the process that restores the terminal when a signal kills this one, as long as it is the parent.
void cplatform_terminal_set_supervisor(int process);

/// Stops this process as Ctrl-Z would, and returns when it is continued.
void cplatform_suspend(void);

/// Remembers the modes of the controlling terminal, for `cplatform_terminal_restore_saved`.
/// Returns 0, or −1 when there is none.
int cplatform_terminal_save(void);

/// Restores what `cplatform_terminal_save` saw, for a program that was killed without warning.
void cplatform_terminal_restore_saved(void);

/// Writes to standard error, or gives up half a second after its terminal has stopped taking bytes.
void cplatform_terminal_say(const char *bytes, size_t count);

/// A file in memory, closed on exec. Returns a descriptor, or −1 (errno).
int cplatform_memory_file(const char *name);

/// A descriptor that becomes readable when the window has changed its size (byte 'w'), the program goes on after a
/// stop (byte 'c') or another program asks it to stop (byte 't'). Returns −1 (errno) when there is none.
/// Must come before curses, which else ignores SIGTSTP while it draws: a stop that arrived then would be lost.
int cplatform_terminal_notices(void);

#endif
