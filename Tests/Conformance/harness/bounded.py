"""Runs programs and functions under a time limit, and watches the memory of the whole process tree."""
import dataclasses
import multiprocessing
import os
import resource
import signal
import subprocess
import tempfile
import threading
import time


@dataclasses.dataclass
class Outcome:
    status: int = 0          # exit status; negative: the signal that ended it
    seconds: float = 0.0
    peak: int = 0            # bytes, of the largest process of the tree
    timed_out: bool = False
    output: str = ""
    errors: str = ""
    value: object = None     # of a function


def _tree(root):
    children = {}
    for name in os.listdir("/proc"):
        if name.isdigit():
            try:
                with open(f"/proc/{name}/stat") as stat:
                    parent = int(stat.read().rsplit(")", 1)[1].split()[1])
                children.setdefault(parent, []).append(int(name))
            except (OSError, IndexError):
                pass
    found, todo = [], [root]
    while todo:
        pid = todo.pop()
        found.append(pid)
        todo += children.get(pid, [])
    return found


class _Watch(threading.Thread):
    """Keeps the largest high-water mark of any process below `root`."""

    def __init__(self, root):
        super().__init__(daemon=True)
        self.root, self.peak, self.stopped = root, 0, threading.Event()
        self.start()

    def run(self):
        while not self.stopped.wait(0.01):
            for pid in _tree(self.root):
                try:
                    with open(f"/proc/{pid}/status") as status:
                        for line in status:
                            if line.startswith("VmHWM:"):
                                self.peak = max(self.peak, int(line.split()[1]) * 1024)
                except OSError:
                    pass


def run(command, seconds=25.0, memory=None, environment=None):
    """Runs a command; `memory` limits the address space of its processes, in bytes."""
    def limit():
        os.setsid()
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
        if memory:
            resource.setrlimit(resource.RLIMIT_AS, (memory, memory))

    with tempfile.TemporaryFile() as out, tempfile.TemporaryFile() as err:
        start = time.monotonic()
        process = subprocess.Popen(
            command, stdin=subprocess.DEVNULL, stdout=out, stderr=err, preexec_fn=limit,
            env={**os.environ, **(environment or {})})
        watch, outcome = _Watch(process.pid), Outcome()
        try:
            process.wait(seconds)
        except subprocess.TimeoutExpired:
            outcome.timed_out = True
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()
        outcome.seconds = time.monotonic() - start
        watch.stopped.set()
        watch.join()
        outcome.peak, outcome.status = watch.peak, process.returncode
        for stream, name in ((out, "output"), (err, "errors")):
            stream.seek(0)
            setattr(outcome, name, stream.read().decode("utf-8", "surrogateescape"))
        return outcome


def call(function, arguments, seconds=25.0, memory=None):
    """Calls `function(*arguments)` in a process of its own; what it writes to descriptors 1 and 2 is kept."""
    context = multiprocessing.get_context("fork")
    receiver, sender = context.Pipe(duplex=False)
    outcome = Outcome()
    with tempfile.TemporaryFile() as err:
        def body():
            os.dup2(err.fileno(), 1)
            os.dup2(err.fileno(), 2)
            resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
            if memory:
                resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
            try:
                sender.send(("value", function(*arguments)))
            except BaseException as error:  # some peers raise what is no Exception
                sender.send(("error", f"{type(error).__name__}: {error}"[:300]))

        start = time.monotonic()
        process = context.Process(target=body)
        process.start()
        watch = _Watch(process.pid)
        sender.close()
        if receiver.poll(seconds):
            try:
                kind, value = receiver.recv()
                outcome.value = value if kind == "value" else None
                outcome.errors = value if kind == "error" else ""
                outcome.status = 0 if kind == "value" else 1
            except EOFError:
                outcome.status = -1
        else:
            outcome.timed_out = True
            process.kill()
        process.join()
        outcome.seconds = time.monotonic() - start
        watch.stopped.set()
        watch.join()
        outcome.peak = watch.peak
        if process.exitcode and process.exitcode < 0:
            outcome.status = process.exitcode
        err.seek(0)
        outcome.output = err.read().decode("utf-8", "replace")
    return outcome
