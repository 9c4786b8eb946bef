"""Starts `spinetui view FOLDER` in a terminal that answers at once, and times the list.

list_start.py SPINETUI FOLDER SERIES: prints seconds from the start of the process to a list that counts so many
series, and to the end of the check. Standard library only.
"""
import fcntl, os, pty, re, select, signal, struct, sys, termios, time

COLUMNS, ROWS = 160, 48


def start(command):
    process, line = pty.fork()
    if process == 0:
        environment = {k: v for k, v in os.environ.items() if not k.startswith(("TMUX", "SSH_", "ZELLIJ"))}
        environment.update(TERM="xterm-256color", LANG="C.UTF-8", SPINETUI_MODEL="/no/model")
        os.execve(command[0], command, environment)
    fcntl.ioctl(line, termios.TIOCSWINSZ, struct.pack("4H", ROWS, COLUMNS, COLUMNS * 10, ROWS * 20))
    return process, line


def main():
    program, folder, series = sys.argv[1:4]
    begin = time.perf_counter()
    process, line = start([program, "view", folder])
    seen, tail, listed = b"", b"", None
    counted = re.compile(rb"%d series" % int(series))
    quiet = begin
    while time.perf_counter() - begin < 600:
        if select.select([line], [], [], 0.05)[0]:
            chunk = os.read(line, 1 << 20)
            now = quiet = time.perf_counter()
            data = tail + chunk
            if b"\x1b[c" in data:
                os.write(line, b"\x1b[?63;1;2;4;6;22c")
                data = data.replace(b"\x1b[c", b"")
            for row, column in re.findall(rb"\x1b\[(\d+);(\d+)H\x1b\[6n", data):
                os.write(line, b"\x1b[%s;%sR" % (row, column))
            tail = data[-8:] if b"\x1b" in data[-8:] else b""
            seen += chunk
            if listed is None and counted.search(seen):
                listed = now - begin
        # The progress line is rewritten at least every few hundred milliseconds while the check goes on.
        # A list that grew was never written in one piece: then a long silence ends it.
        if time.perf_counter() - quiet > (1.5 if listed is not None else 20):
            break
    print(f"{listed if listed is not None else -1:.3f} {quiet - begin:.3f}")
    # A line that is gone ends the viewer; one that nobody reads any more would hold it up.
    os.close(line)
    os.kill(process, signal.SIGTERM)
    os.waitpid(process, 0)


main()
