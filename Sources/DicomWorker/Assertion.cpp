#include <string>

#include "Refusal.hpp"

/// Takes the place of the C library's, which aborts. Debian's OpenJPEG keeps its assertions, and damaged
/// HTJ2K blocks break some: that is one more way to say that a frame cannot be decoded. The exception
/// passes through frames of C, which have unwind tables on Linux; the codec is destroyed as always.
extern "C" [[noreturn]] void __assert_fail(const char *assertion, const char *, unsigned, const char *function) {
  throw Refusal("the compressed data is damaged: the decoder's check " + std::string(assertion) + " fails in "
                + std::string(function ? function : "it"));
}
