"""Names that attack the terminal or the character set: what pydicom reads is what is shown, made harmless."""
import glob
import os
import re
import tempfile
import warnings

import pydicom

from . import screen
from .truth import Verdict

MARK = re.compile(r"\\u\{([0-9A-F]+)\}")


def truth(path):
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return str(pydicom.dcmread(path).PatientName).strip()


def check(program, path):
    """The verdict on one file: its name, and every way by which text leaves the program."""
    document, outcome = program.document("list", path)
    if document is None or not document["patients"]:
        return Verdict("refused", outcome.errors.strip()[:80])
    name = document["patients"][0]["name"]
    plain = MARK.sub(lambda m: chr(int(m.group(1), 16)), name)
    if plain != truth(path):
        return Verdict("WRONG", f"reads {plain!a}")
    for text, place in leaving(program, path, outcome):
        found = screen.invisible(text)
        if found:
            return Verdict("WRONG", f"{found[0]} in {place}")
    written, status = screen.session(
        [program.path, "view", "--list", path], {**program.environment, "SPINETUI_LOG": "true"},
        [b"/", b"\x1b", b"\r", b"t", b"\x1b", b"Z", b"Z", b":", b"\x1b", b"?", b"\x1b", b"q", b"q"])
    if status != 0:
        return Verdict("WRONG", f"the viewer ended with {status}")
    found = screen.obeyed(written)
    return Verdict("WRONG", f"{found[0]!a} on the screen") if found else Verdict("right")


def leaving(program, path, listed):
    """(text, where it went) of the commands' output, the files they write and the names of these."""
    yield listed.output + listed.errors, "list --json"
    for command in (["list"], ["info"], ["info", "--json"]):
        outcome = program.run(*command, path)
        yield outcome.output + outcome.errors, " ".join(command)
    with tempfile.TemporaryDirectory() as output:
        outcome = program.run("convert", path, "--output", output)
        yield outcome.output + outcome.errors, "convert"
        for file in os.listdir(output):
            yield file, "a file name"
        for file in glob.glob(output + "/*.json"):
            with open(file, encoding="utf-8", errors="surrogateescape") as sidecar:
                yield sidecar.read(), "the JSON beside a volume"
    for folder, _, files in os.walk(program.home):
        for file in files:
            yield file, "a file name at home"
            # The index is a database: its own bytes are no text for a terminal.
            if ".sqlite" not in file:
                with open(os.path.join(folder, file), encoding="utf-8", errors="surrogateescape") as log:
                    yield log.read(), f"{file} (log or state)"
