"""Starts `spinetui view FOLDER` in an ideal terminal, times it to its first picture and to its last one.

first_picture.py SPINETUI FOLDER…
"""
import os
import signal
import statistics
import sys
import time

from terminal import Terminal

RUNS = 11


def start(program, folder):
    """Milliseconds to the end of the first picture, and to the end of reading, when the bar is gone."""
    begin = time.perf_counter()
    terminal = Terminal([program, "view", folder])
    first = None
    while first is None and time.perf_counter() - begin < 30:
        first = terminal.pump(1)
    if first is None:
        sys.exit("first-picture: no picture came")
    terminal.until_quiet(0.2)
    os.kill(terminal.process, signal.SIGTERM)
    while os.waitpid(terminal.process, os.WNOHANG) == (0, 0):
        try:
            terminal.pump(0.02)
        except OSError:  # The other side is closed already.
            time.sleep(0.01)
    os.close(terminal.master)
    return 1000 * (first - begin)


def main():
    program, folders = sys.argv[1], sys.argv[2:]
    print(f"load {os.getloadavg()[0]:.1f}")
    print(f"{'series':<16} {'median ms':>10} {'fastest':>9} {'slowest':>9}")
    for folder in folders:
        times = [start(program, folder) for _ in range(RUNS)]
        print(f"{os.path.basename(folder):<16} {statistics.median(times):10.1f} {min(times):9.1f} {max(times):9.1f}")


main()
