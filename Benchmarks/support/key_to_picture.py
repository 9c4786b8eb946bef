"""Plays an ideal terminal to `spinetui view`: presses keys and times them to the last byte of the picture.

key_to_picture.py SPINETUI [KEYS]. Standard library only.
"""
import os, re, shutil, signal, statistics, struct, subprocess, sys, tempfile, time, zlib

from terminal import CELL_HEIGHT, CELL_WIDTH, COLUMNS, ROWS, Terminal, write_volume


def png(width, height, grey):
    def chunk(kind, body):
        return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))

    rows = b"".join(b"\0" + grey[y * width : (y + 1) * width] for y in range(height))
    return (
        b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0))
        + chunk(b"IDAT", zlib.compress(rows, 1)) + chunk(b"IEND", b"")
    )


def decoded(picture):
    """The grey picture that a sixel stream of ours holds: width, height, bytes."""
    width, height = (int(n) for n in re.match(rb'"1;1;(\d+);(\d+)', picture).groups())
    pixels, levels = bytearray(width * height), {}
    x = band = colour = 0
    for match in re.finditer(rb"#(\d+)(?:;2;(\d+);\d+;\d+)?|!(\d+)(.)|([?-~])|([$-])", picture[picture.index(b"#") :], re.S):
        number, percent, count, repeated, single, control = match.groups()
        if number:
            if percent:
                levels[int(number)] = round(int(percent) * 2.55)
            colour = levels[int(number)]
        elif control:
            x, band = 0, band + (control == b"-")
        else:
            bits, run = (repeated or single)[0] - 63, int(count or 1)
            for bit in range(6):
                y = band * 6 + bit
                if bits >> bit & 1 and y < height:
                    pixels[y * width + x : y * width + x + run] = bytes([colour]) * run
            x += run
    return width, height, bytes(pixels)


def timed(command, runs=31):
    times, size = [], 0
    for _ in range(runs):
        start = time.perf_counter()
        size = len(subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, check=True).stdout)
        times.append((time.perf_counter() - start) * 1e3)
    return sorted(times), size


def row(name, times, size, ours):
    times = sorted(times)
    median = statistics.median(times)
    p95 = times[min(len(times) - 1, int(0.95 * len(times)))]
    ratio = f"{median / ours:8.2f}" if ours else f"{1:8.2f}"
    print(f"{name:<46} {median:9.1f} {p95:9.1f} {size / 1024:9.0f} {ratio}")
    return median


def keys_to_pictures(terminal, keys):
    """Milliseconds of each key, and of processor for each."""
    times, worked = [], terminal.processor_seconds()
    for _ in range(keys):
        times.append(terminal.press(b"j") * 1e3)
        # The acknowledgement goes out and the line rests, as between two keys of a hand.
        terminal.until_quiet(0.02)
    return times, (terminal.processor_seconds() - worked) / keys * 1e3


def while_predicting(program, folder, keys):
    """Milliseconds of keys on a neck at rest, and while the model reads it on every core."""
    neck = f"{folder}/neck"
    subprocess.run([program, "phantom", "--output", neck, "--studies", "1", "--seed", "9100", "--slice-spacing", "1"],
                   stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=True)
    terminal = Terminal([program, "view", "--list", f"{neck}/train_images"], model="")
    terminal.open_first()
    rest, _ = keys_to_pictures(terminal, keys)
    terminal.reply(b"gg")
    terminal.until_quiet()
    times, busy = [], []
    while len(times) < keys:
        terminal.reply(b"p")
        terminal.until(time.perf_counter() + 0.1)
        start, worked = time.perf_counter(), terminal.processor_seconds()
        for _ in range(10):
            times.append(terminal.press(b"j") * 1e3)
            terminal.until_quiet(0.02)
        busy.append((terminal.processor_seconds() - worked) / (time.perf_counter() - start))
        terminal.reply(b"\x1b")
        terminal.until(time.perf_counter() + 0.6)
    size = len(terminal.picture)
    os.kill(terminal.process, signal.SIGTERM)
    return rest, times, size, statistics.median(busy)


def main():
    program, keys = sys.argv[1], int(sys.argv[2]) if len(sys.argv) > 2 else 150
    with tempfile.TemporaryDirectory() as folder:
        volume = f"{folder}/volume.nii"
        write_volume(volume)
        terminal = Terminal([program, "view", "--list", volume])
        terminal.open_first()
        times, worked = keys_to_pictures(terminal, keys)
        picture = terminal.picture
        os.kill(terminal.process, signal.SIGTERM)
        width, height, grey = decoded(picture)
        print(f"load {os.getloadavg()[0]:.1f}; picture {width}×{height} in {COLUMNS}×{ROWS} cells of {CELL_WIDTH}×{CELL_HEIGHT}, {keys} keys, {worked:.1f} ms of processor each")
        print(f"{'':<46} {'median ms':>9} {'p95 ms':>9} {'KiB':>9} {'ratio':>8}")
        ours = row("spinetui view, key to last byte", times, len(picture), None)
        rest, busy_times, size, busy = while_predicting(program, folder, keys)
        row("  a neck phantom", rest, size, ours)
        row(f"  the same while predicting ({busy:.1f} cores busy)", busy_times, size, ours)
        source = f"{folder}/picture.png"
        with open(source, "wb") as file:
            file.write(png(width, height, grey))
        for name, command in [
            ("img2sixel, process and PNG, its own palette", ["img2sixel", source]),
            ("img2sixel -b gray8, process and PNG", ["img2sixel", "-b", "gray8", source]),
            # Its cells are 8×8 where no terminal says otherwise.
            (
                "chafa -f sixels --dither none, process and PNG",
                ["chafa", "-f", "sixels", "--dither", "none", "--font-ratio", "1/1", "-s", f"{width // 8}x{height // 8 + 1}", source],
            ),
        ]:
            if not shutil.which(command[0]):
                print(f"{name:<46} not installed")
                continue
            try:
                row(name, *timed(command), ours)
            except subprocess.CalledProcessError as error:
                print(f"{name:<46} ended with {error.returncode}")


if __name__ == "__main__":
    main()
