"""Plays an ideal terminal to `spinetui view`: presses keys and times them to the last byte of the picture.

key_to_picture.py SPINETUI [KEYS]. Standard library only.
"""
import fcntl, os, pty, random, re, select, shutil, signal, statistics, struct, subprocess, sys, tempfile
import termios, time, zlib

COLUMNS, ROWS, CELL_WIDTH, CELL_HEIGHT = 160, 48, 10, 20
SIDE, SLICES = 512, 200
CURSOR = re.compile(rb"\x1b\[(\d+);(\d+)H\x1b\[6n")


def write_volume(path):
    """A neck-like ellipse with bone and correlated noise (σ ≈ 20 HU), 512×512×200, Int16 NIfTI."""
    source = random.Random(1)
    noise = [0.0] * (SIDE * SIDE + SIDE)
    previous = 0.0
    for n in range(len(noise)):
        previous = 0.6 * previous + source.gauss(0, 16)
        noise[n] = previous
    rows = []
    for y in range(SIDE):
        row = []
        for x in range(SIDE):
            dx, dy = (x - 256) / 190, (y - 256) / 160
            r = dx * dx + dy * dy
            bone = ((x - 256) / 42) ** 2 + ((y - 300) / 36) ** 2
            hu = -1000 if r > 1 else -90 if r > 0.85 else 700 if bone < 1 and bone > 0.7 else 250 if bone < 0.7 else 45
            row.append(int(hu + noise[y * SIDE + x]))
        rows.append(row)
    flat = struct.pack(f"<{SIDE * SIDE}h", *(value for row in rows for value in row))
    header = bytearray(352)
    struct.pack_into("<i", header, 0, 348)
    struct.pack_into("<8h", header, 40, 3, SIDE, SIDE, SLICES, 1, 1, 1, 1)
    struct.pack_into("<2h", header, 70, 4, 16)
    struct.pack_into("<8f", header, 76, 1, 0.4, 0.4, 1, 0, 0, 0, 0)
    struct.pack_into("<3f", header, 108, 352, 1, 0)
    struct.pack_into("<B", header, 123, 2)
    struct.pack_into("<2h", header, 252, 0, 1)
    for row, values in enumerate([(-0.4, 0, 0, 102), (0, -0.4, 0, 102), (0, 0, 1, 0)]):
        struct.pack_into("<4f", header, 280 + 16 * row, *values)
    header[344:348] = b"n+1\0"
    with open(path, "wb") as file:
        file.write(header)
        # Each slice is the same noise, shifted: neighbours differ in every pixel.
        for n in range(SLICES):
            shift = 2 * 7 * n
            file.write(flat[shift:] + flat[:shift])


class Terminal:
    """An xterm as a VT340 that answers each question the moment it has read it."""

    def __init__(self, command):
        self.process, self.line = pty.fork()
        if self.process == 0:
            environment = {k: v for k, v in os.environ.items() if not k.startswith(("TMUX", "SSH_", "ZELLIJ"))}
            environment.update(TERM="xterm-256color", LANG="C.UTF-8", SPINETUI_MODEL="/no/model")
            os.execve(command[0], command, environment)
        size = struct.pack("4H", ROWS, COLUMNS, COLUMNS * CELL_WIDTH, ROWS * CELL_HEIGHT)
        fcntl.ioctl(self.line, termios.TIOCSWINSZ, size)
        os.set_blocking(self.line, False)
        self.tail = b""
        self.pictures = 0
        self.picture = b""
        self.inside = False

    def reply(self, bytes):
        os.write(self.line, bytes)

    def pump(self, seconds):
        """Reads once; returns the time at which the last picture of this read was complete, or None."""
        if not select.select([self.line], [], [], seconds)[0]:
            return None
        try:
            chunk = os.read(self.line, 1 << 20)
        except BlockingIOError:
            return None
        now = time.perf_counter()
        data, done, position = self.tail + chunk, None, 0
        while position < len(data):
            if self.inside:
                end = data.find(b"\x1b\\", position)
                if end < 0:
                    cut = len(data) - 1 if data.endswith(b"\x1b") else len(data)
                    self.picture += data[position:cut]
                    position = cut
                    break
                self.picture += data[position:end]
                position, self.inside, done = end + 2, False, now
                self.pictures += 1
                continue
            start = data.find(b"\x1bP9;0;0q", position)
            self.answer(data[position : start if start >= 0 else len(data)])
            if start < 0:
                # A sequence may be cut in two: the last one stays until its end is there.
                last = data.rfind(b"\x1b", position)
                position = last if last >= 0 and not re.match(rb"\x1b(\[[0-9;?$]*[@-~]|[78]|\(.)", data[last:]) else len(data)
                break
            self.inside, self.picture, position = True, b"", start + 8
        self.tail = data[position:]
        return done

    def answer(self, data):
        if b"\x1b[c" in data:
            geometry = (COLUMNS * CELL_WIDTH, ROWS * CELL_HEIGHT)
            self.reply(b"\x1b[?1;0;256S\x1b[?2;0;%d;%dS\x1b[?2;0;2000;2000S\x1b[6;%d;%dt" % (*geometry, CELL_HEIGHT, CELL_WIDTH))
            self.reply(b"\x1b[?63;1;2;4;6;22c")
        for match in CURSOR.finditer(data):
            self.reply(b"\x1b[%s;%sR" % match.groups())

    def until_quiet(self, seconds=0.3):
        limit = time.perf_counter() + 30
        quiet = time.perf_counter()
        while time.perf_counter() - quiet < seconds and time.perf_counter() < limit:
            before = time.perf_counter()
            self.pump(seconds / 4)
            if time.perf_counter() - before < seconds / 4 - 0.01:
                quiet = time.perf_counter()

    def processor_seconds(self):
        """Of the process that draws, the child of the one that was started."""
        ticks = 0
        for name in os.listdir("/proc"):
            try:
                fields = open(f"/proc/{name}/stat").read().rpartition(")")[2].split()
            except (OSError, NotADirectoryError):
                continue
            if name.isdigit() and int(fields[1]) == self.process:
                ticks += int(fields[11]) + int(fields[12])
        return ticks / os.sysconf("SC_CLK_TCK")

    def press(self, key):
        """Seconds from the key to the end of its picture."""
        start = time.perf_counter()
        os.write(self.line, key)
        while time.perf_counter() - start < 10:
            done = self.pump(1)
            if done:
                return done - start
        sys.exit("key-to-picture: no picture came for a key")


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


def main():
    program, keys = sys.argv[1], int(sys.argv[2]) if len(sys.argv) > 2 else 150
    with tempfile.TemporaryDirectory() as folder:
        volume = f"{folder}/volume.nii"
        write_volume(volume)
        terminal = Terminal([program, "view", volume])
        terminal.until_quiet(0.5)
        terminal.reply(b"\r")
        while terminal.pictures == 0:
            terminal.pump(1)
        terminal.until_quiet()
        terminal.reply(b"gg")
        terminal.until_quiet()
        times, worked = [], terminal.processor_seconds()
        for _ in range(keys):
            times.append(terminal.press(b"j") * 1e3)
            # The acknowledgement goes out and the line rests, as between two keys of a hand.
            terminal.until_quiet(0.02)
        worked = (terminal.processor_seconds() - worked) / keys * 1e3
        picture = terminal.picture
        os.kill(terminal.process, signal.SIGTERM)
        width, height, grey = decoded(picture)
        print(f"load {os.getloadavg()[0]:.1f}; picture {width}×{height} in {COLUMNS}×{ROWS} cells of {CELL_WIDTH}×{CELL_HEIGHT}, {keys} keys, {worked:.1f} ms of processor each")
        print(f"{'':<46} {'median ms':>9} {'p95 ms':>9} {'KiB':>9} {'ratio':>8}")
        ours = row("spinetui view, key to last byte", times, len(picture), None)
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


main()
