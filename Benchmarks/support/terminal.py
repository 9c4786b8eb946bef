"""A terminal for benchmarks: plays an xterm as a VT340 to `spinetui view`, at once or over a slow line.

Standard library only.
"""
import fcntl, os, pty, random, re, select, struct, sys, termios, time

COLUMNS, ROWS, CELL_WIDTH, CELL_HEIGHT = 160, 48, 10, 20
SIDE, SLICES = 512, 200
CURSOR = re.compile(rb"\x1b\[(\d+);(\d+)H\x1b\[6n")
#: A sequence that is all there.
WHOLE = re.compile(rb"\x1b(\[[0-9;?$>]*[@-~]|[78\\]|\(.)")
#: Where each slice shows its number in eight bars, bone for a one: rows and columns of voxels.
BAR_TOP, BAR_BOTTOM = 6, 46


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
    one, nought = struct.pack("<h", 1500) * (SIDE // 8), struct.pack("<h", -1000) * (SIDE // 8)
    with open(path, "wb") as file:
        file.write(header)
        # Each slice is the same noise, shifted: neighbours differ in every pixel.
        for n in range(SLICES):
            shift = 2 * 7 * n
            slice = bytearray(flat[shift:] + flat[:shift])
            # Slices are counted from the head, voxels from the feet. Columns run from the patient's right.
            number = SLICES - n
            bars = b"".join(one if number >> bit & 1 else nought for bit in range(8))
            slice[2 * SIDE * BAR_TOP : 2 * SIDE * BAR_BOTTOM] = bars * (BAR_BOTTOM - BAR_TOP)
            file.write(slice)


class Line:
    """Limited speed towards the terminal, delay both ways, and buffers that swallow everything."""

    def __init__(self, megabits=None, round_trip=0.0):
        self.rate = megabits * 1e6 / 8 if megabits else None
        self.delay = round_trip / 2


class Terminal:
    """An xterm as a VT340 that answers each question the moment it has read it."""

    def __init__(self, command, line=Line(), model="/no/model"):
        self.process, self.master = pty.fork()
        if self.process == 0:
            environment = {k: v for k, v in os.environ.items() if not k.startswith(("TMUX", "SSH_", "ZELLIJ", "STY"))}
            environment.update(TERM="xterm-256color", LANG="C.UTF-8", SPINETUI_MODEL=model)
            os.execve(command[0], command, environment)
        size = struct.pack("4H", ROWS, COLUMNS, COLUMNS * CELL_WIDTH, ROWS * CELL_HEIGHT)
        fcntl.ioctl(self.master, termios.TIOCSWINSZ, size)
        os.set_blocking(self.master, False)
        self.line = line
        self.down, self.up = [], []
        self.free_at = 0.0
        self.tail = b""
        self.pictures = 0
        self.picture = b""
        #: (when, picture) of all that arrived, when they are wanted.
        self.arrivals = None
        self.inside = False

    @property
    def waiting(self):
        """Bytes between the program and the terminal."""
        return sum(len(chunk) for _, chunk in self.down)

    def reply(self, bytes):
        """What the terminal or its user sends."""
        if self.line.delay:
            self.up.append((time.perf_counter() + self.line.delay, bytes))
        else:
            os.write(self.master, bytes)

    def pump(self, seconds):
        """Reads once; returns the time at which the last picture of this read was complete, or None."""
        now = time.perf_counter()
        due = [chunk[0] for chunk in (self.down[:1] + self.up[:1])]
        seconds = max(0, min([seconds] + [moment - now for moment in due]))
        if select.select([self.master], [], [], seconds)[0]:
            try:
                chunk = os.read(self.master, 1 << 20)
            except BlockingIOError:
                chunk = b""
            now = time.perf_counter()
            if not self.line.rate:
                return self.take(chunk, now)
            for start in range(0, len(chunk), 1024):
                piece = chunk[start : start + 1024]
                self.free_at = max(self.free_at, now) + len(piece) / self.line.rate
                self.down.append((self.free_at + self.line.delay, piece))
        now = time.perf_counter()
        while self.up and self.up[0][0] <= now:
            os.write(self.master, self.up.pop(0)[1])
        done = None
        while self.down and self.down[0][0] <= now:
            moment, piece = self.down.pop(0)
            done = self.take(piece, moment) or done
        return done

    def take(self, chunk, now):
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
                if self.arrivals is not None:
                    self.arrivals.append((now, self.picture))
                continue
            start = data.find(b"\x1bP9;0;0q", position)
            if start < 0:
                cut = self.whole(data, position)
                self.answer(data[position:cut])
                position = cut
                break
            self.answer(data[position:start])
            self.inside, self.picture, position = True, b"", start + 8
        self.tail = data[position:]
        return done

    @staticmethod
    def whole(data, position):
        """Up to where what has arrived is complete: what is saved and restored, and the last sequence, belong together."""
        saved = data.rfind(b"\x1b7", position)
        if saved >= 0 and data.find(b"\x1b8", saved) < 0:
            return saved
        last = data.rfind(b"\x1b", position)
        return last if last >= 0 and not WHOLE.match(data[last:]) else len(data)

    def answer(self, data):
        if b"\x1b[c" in data:
            geometry = (COLUMNS * CELL_WIDTH, ROWS * CELL_HEIGHT)
            self.reply(b"\x1bP>|XTerm(379)\x1b\\\x1b[?1;0;256S\x1b[?2;0;%d;%dS\x1b[?2;0;2000;2000S\x1b[6;%d;%dt" % (*geometry, CELL_HEIGHT, CELL_WIDTH))
            self.reply(b"\x1b[?63;1;2;4;6;22c")
        for match in CURSOR.finditer(data):
            self.reply(b"\x1b[%s;%sR" % match.groups())

    def until(self, moment):
        while time.perf_counter() < moment:
            self.pump(moment - time.perf_counter())

    def until_quiet(self, seconds=0.3):
        limit = time.perf_counter() + 30
        quiet = time.perf_counter()
        while time.perf_counter() - quiet < seconds and time.perf_counter() < limit:
            before = time.perf_counter()
            self.pump(seconds / 4)
            if self.down or time.perf_counter() - before < seconds / 4 - 0.01:
                quiet = time.perf_counter()

    def open_first(self):
        """From the list to the first slice of the first series."""
        self.until_quiet(0.5)
        self.reply(b"\r")
        while self.pictures == 0:
            self.pump(1)
        self.until_quiet()
        self.reply(b"gg")
        self.until_quiet()

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
        os.write(self.master, key)
        while time.perf_counter() - start < 10:
            done = self.pump(1)
            if done:
                return done - start
        sys.exit("no picture came for a key")


def tokens(stream):
    return re.finditer(rb"#(\d+)(?:;2;(\d+);(\d+);(\d+))?|!(\d+)(.)|([?-~])|([$-])", stream, re.S)


def greys(picture):
    """Grey registers that a picture defines."""
    return sum(m[2] is not None and m[2] == m[3] == m[4] for m in tokens(picture))


def number(picture):
    """The number of the slice that a picture shows, read from its bars."""
    width, height = (int(n) for n in re.match(rb'"1;1;(\d+);(\d+)', picture).groups())
    side = min(width, height)
    # The slice is as wide as high, and in the middle.
    row = int((height - side) / 2 + side * (BAR_TOP + BAR_BOTTOM) / 2 / SIDE)
    places = [int((width - side) / 2 + side * (2 * bit + 1) / 16) for bit in range(8)]
    bright, levels = [False] * 8, {}
    x = band = 0
    level = 0
    for match in tokens(picture[picture.index(b"#") :]):
        name, percent, _, _, count, repeated, single, control = match.groups()
        if name:
            if percent:
                levels[int(name)] = int(percent)
            level = levels[int(name)]
        elif control:
            x, band = 0, band + (control == b"-")
            if band > row // 6:
                break
        else:
            bits, run = (repeated or single)[0] - 63, int(count or 1)
            if band == row // 6 and bits >> row % 6 & 1:
                for bit, place in enumerate(places):
                    if x <= place < x + run:
                        bright[bit] = level > 50
            x += run
    # The patient's right, where the lowest bit lies, is at the left.
    return sum(1 << n for n in range(8) if bright[n])
