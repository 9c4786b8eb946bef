"""A terminal that answers questions, records every byte it is sent, and knows what a terminal obeys."""
import os
import pty
import re
import select
import signal
import struct
import termios
import time
import fcntl
import unicodedata

#: What a program asks, and what a VT220 with colour answers. No 4 in DA1: no sixel, so that all is text.
ANSWERS = [
    (re.compile(rb"\x1b\[c|\x1b\[0c"), b"\x1b[?62;22c"),
    (re.compile(rb"\x1b\[6n"), b"\x1b[1;1R"),
    (re.compile(rb"\x1b\[\?(\d+)\$p"), b"\x1b[?%s;0$y"),
    (re.compile(rb"\x1b\[\?(\d+);\d+;\d+S"), b"\x1b[?%s;3S"),
]

#: Complete sequences: CSI, charset choice, keypad, save and restore, and strings (OSC, DCS, APC, PM, SOS).
SEQUENCE = re.compile(
    rb"\x1b\[[0-?]*[ -/]*[@-~]|\x1b[()*+][A-Z0-9]|\x1b[=>78cDEHMZ\\]"
    rb"|(?P<string>\x1b[\]P_^X].*?(?:\x1b\\|\x07))", re.S)


def session(command, environment, keys, columns=120, rows=40, limit=25.0):
    """Runs `command` on a terminal, sends each of `keys` once the screen rests, and returns all it wrote.

    The program is expected to end with the last key; the second value is its exit status, None when killed.
    """
    pid, master = pty.fork()
    if pid == 0:
        os.execve(command[0], command, {**os.environ, **environment})
    fcntl.ioctl(master, termios.TIOCSWINSZ, struct.pack("HHHH", rows, columns, 0, 0))
    written, answered, waiting = b"", 0, list(keys)
    start, last, status = time.monotonic(), time.monotonic(), None
    try:
        while time.monotonic() - start < limit:
            ready, _, _ = select.select([master], [], [], 0.05)
            if ready:
                try:
                    part = os.read(master, 65536)
                except OSError:
                    part = b""
                if not part:
                    _, status = os.waitpid(pid, 0)
                    pid = 0
                    break
                written, last = written + part, time.monotonic()
                answered = _answer(master, written, answered)
            elif waiting and time.monotonic() - last > 0.4 and written:
                os.write(master, waiting.pop(0))
                last = time.monotonic()
    finally:
        if pid:
            os.kill(pid, signal.SIGKILL)
            os.waitpid(pid, 0)
        os.close(master)
    return written, status


def _answer(master, written, answered):
    found = sorted((m.start(), m.end(), answer, m) for pattern, answer in ANSWERS
                   for m in pattern.finditer(written, answered))
    for _, end, answer, match in found:
        os.write(master, answer % match.groups() if match.groups() else answer)
        answered = max(answered, end)
    return answered


def obeyed(written):
    """Everything in `written` that a terminal would obey or that hides text, beyond plain screen drawing."""
    odd = []
    for match in SEQUENCE.finditer(written):
        string = match.group("string")
        # Requests for settings and capabilities (DECRQSS, XTGETTCAP), the question for the background colour
        # (OSC 11) and kitty graphics are the program's own.
        own = string and (string.startswith((b"\x1bP$q", b"\x1bP+q", b"\x1b_G")) or string == b"\x1b]11;?\x1b\\")
        if string and not own:
            odd.append(string[:40])
    # CAN ends whatever sequence a killed writer left open; SO and SI choose line drawing.
    return odd + invisible(SEQUENCE.sub(b"", written).decode("utf-8", "surrogateescape"), "\n\r\b\t\x0e\x0f\x18")


def invisible(text, allowed="\n"):
    """The control, format, bidirectional, tag and surrogate characters of a text, but for `allowed`."""
    return [f"U+{ord(c):04X}" for c in text
            if c not in allowed and unicodedata.category(c) in ("Cc", "Cf", "Zl", "Zp", "Cs", "Co")]
