#ifndef CNCURSES_SHIM_H
#define CNCURSES_SHIM_H

#define NCURSES_WIDECHAR 1
#include <curses.h>
#include <term.h>

/// `stdscr`, `LINES` and `COLORS` are C globals, which Swift 6 rejects as shared mutable state.
static inline WINDOW *cncurses_stdscr(void) { return stdscr; }
static inline int cncurses_colors(void) { return COLORS; }

/// Colours that terminfo knows of for `type`; −1 when it does not know the type itself.
static inline int cncurses_colours_of(const char *type) {
  TERMINAL *before = cur_term;
  int error;
  if (setupterm(type, 1, &error) != OK) return -1;
  int colours = tigetnum("colors");
  del_curterm(set_curterm(before));
  return colours < 0 ? 0 : colours;
}

/// Attribute constants are function-like macros, which Swift does not import.
static inline attr_t cncurses_bold(void) { return WA_BOLD; }
static inline attr_t cncurses_dim(void) { return WA_DIM; }
static inline attr_t cncurses_reverse(void) { return WA_REVERSE; }
static inline attr_t cncurses_underline(void) { return WA_UNDERLINE; }

#endif
