"""A key held down over a slow line: how soon the last slice is there, and how many were seen on the way.

link.py SPINETUI. Standard library only.
"""
import os, signal, statistics, sys, tempfile, time

from terminal import Line, Terminal, greys, number, write_volume

HELD, INTERVAL = 3.0, 1 / 30
LINES = [(10, 0.05), (1, 0.15)]


def held(terminal):
    """Holds j down from the first slice; returns what the table shows, times in milliseconds."""
    terminal.reply(b"gg")
    terminal.until_quiet(0.6)
    whole = len(terminal.picture)
    terminal.arrivals = []
    start = time.perf_counter()
    keys = int(HELD / INTERVAL)
    for n in range(keys):
        terminal.until(start + n * INTERVAL)
        terminal.reply(b"j")
    released = time.perf_counter()
    backlog = terminal.waiting
    last = keys + 1
    terminal.until_quiet(1.5)
    seen = [(moment, number(picture), greys(picture)) for moment, picture in terminal.arrivals]
    there = [moment for moment, slice, _ in seen if slice == last]
    sharp = [moment for moment, slice, count in seen if slice == last and count > 40]
    if not there or not sharp:
        sys.exit(f"link: slice {last} never came, but {sorted({slice for _, slice, _ in seen})}")
    # From when the first can have come.
    during = [moment for moment, _, _ in seen if start + 2 * terminal.line.delay <= moment <= released]
    return {
        "rate": len(during) / (released - start - 2 * terminal.line.delay),
        "last": (there[0] - released) * 1e3,
        "sharp": (sharp[0] - released) * 1e3,
        "backlog": backlog / terminal.line.rate * 1e3,
        "greys": statistics.median(count for moment, _, count in seen if moment <= released),
        "bytes": statistics.median(len(picture) for moment, picture in terminal.arrivals if moment <= released),
        "whole": whole,
    }


def unchecked(line, whole):
    """The same for a program that sends a sharp picture for every key, by arithmetic."""
    keys, transfer = int(HELD / INTERVAL), whole / line.rate
    end = line.delay + max(keys * transfer, HELD)
    return {
        "rate": min(1 / transfer, 1 / INTERVAL), "last": (end + line.delay + transfer - HELD) * 1e3,
        "sharp": (end + line.delay + transfer - HELD) * 1e3,
        "backlog": max(0, keys * transfer - HELD) * 1e3, "greys": 64, "bytes": whole,
    }


def show(name, found):
    print(f"{name:<44} {found['rate']:>8.1f} {found['last']:>8.0f} {found['sharp']:>8.0f} {found['backlog']:>10.0f} {found['greys']:>6.0f} {found['bytes'] / 1024:>6.0f}")


def main():
    with tempfile.TemporaryDirectory() as folder:
        volume = f"{folder}/volume.nii"
        write_volume(volume)
        print(f"load {os.getloadavg()[0]:.1f}; j held for {HELD:.0f} s at {1 / INTERVAL:.0f} a second, medians of three")
        print(f"{'':<44} {'seen /s':>8} {'last ms':>8} {'sharp ms':>8} {'backlog ms':>10} {'greys':>6} {'KiB':>6}")
        for megabits, round_trip in LINES:
            line = Line(megabits, round_trip)
            terminal = Terminal([sys.argv[1], "view", "--list", volume], line)
            terminal.open_first()
            runs = [held(terminal) for _ in range(3)]
            os.kill(terminal.process, signal.SIGTERM)
            found = {key: statistics.median(run[key] for run in runs) for key in runs[0]}
            name = f"{megabits} Mbit/s, {round_trip * 1e3:.0f} ms there and back"
            show(name, found)
            show("  a sharp picture for every key, by arithmetic", unchecked(line, found["whole"]))


main()
