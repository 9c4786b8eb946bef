"""SpineTUI through its command line, as a script would use it."""
import glob
import json
import os
import tempfile

import nibabel
import numpy as np

from . import bounded
from .truth import Verdict, largest_error

LPS = np.diag([-1.0, -1, 1, 1])


class Program:
    """The program, with a home of its own: whatever it leaves behind is below `home`."""

    def __init__(self, path, home):
        self.path, self.home = os.path.abspath(path), home
        self.environment = {"HOME": home, "TERM": "xterm-256color", "LANG": "C.UTF-8"}
        for name in ("DATA", "CONFIG", "STATE", "CACHE"):
            self.environment[f"XDG_{name}_HOME"] = os.path.join(home, name.lower())

    def run(self, *arguments, seconds=60.0):
        return bounded.run([self.path, *arguments], seconds, environment=self.environment)

    def document(self, *arguments):
        """The JSON document and the outcome; None where the program printed none."""
        outcome = self.run(*arguments, "--json")
        try:
            return json.loads(outcome.output), outcome
        except ValueError:
            return None, outcome


class Reading:
    """What `list` and `convert` made of a folder or file."""

    def __init__(self, program, path, ramp):
        self.listed, outcome = program.document("list", path)
        self.died = outcome.status < 0 or outcome.timed_out
        self.volumes, self.warnings, self.failed = [], set(), []
        series = [s for p in (self.listed or {}).get("patients", []) for y in p["studies"] for s in y["series"]]
        self.series = series
        self.patients = len((self.listed or {}).get("patients", []))
        self.refused = (self.listed or {}).get("refused", [])
        with tempfile.TemporaryDirectory() as output:
            document, outcome = program.document("convert", path, "--output", output)
            self.died |= outcome.status < 0 or outcome.timed_out
            self.status, self.errors = outcome.status, outcome.errors
            for row in (document or {}).get("converted", []):
                with open(os.path.join(output, row["json"])) as sidecar:
                    facts = json.load(sidecar)
                image = nibabel.load(os.path.join(output, row["volume"]))
                values = np.asanyarray(image.dataobj)
                error = largest_error(values, LPS @ image.affine, ramp, facts["padding_hu"])
                self.volumes.append((facts["stored_slices"], error, values))
                self.warnings |= {w["code"] for w in facts["warnings"]}
            self.failed = (document or {}).get("failed", [])
            self.leftovers = [name for name in glob.glob(output + "/**", recursive=True) if name.endswith(".tmp")]


def odd(program, folder, case, ramp):
    """The verdict on one odd folder: everything the table asks for, or what is missing."""
    reading = Reading(program, folder, ramp)
    if reading.died:
        return Verdict("died")
    if case.kind == "two-dimensional":
        if reading.volumes:
            return Verdict("WRONG", "geometry made up")
        slices = [s["slices"] for s in reading.series]
        said = any("geometry" in f["message"] or "where in the patient" in f["message"] for f in reading.failed)
        return Verdict("right", "2-D only") if slices == [20] and said and reading.status == 65 else Verdict("refused")
    slices = tuple(sorted((v[0] for v in reading.volumes), reverse=True))
    worst = max((v[1] for v in reading.volumes), default=0.0)
    if not slices:
        reasons = [r["reason"] for r in reading.refused[:1]] + [f["message"] for f in reading.failed[:1]]
        return Verdict("refused", reasons[0] if reasons else reading.errors.strip()[:80])
    if worst > case.tolerance:
        return Verdict("WRONG", f"{worst:.1f} HU")
    if slices != case.slices:
        return Verdict("WRONG", f"stacks of {slices}")
    if reading.patients != case.patients:
        return Verdict("WRONG", f"{reading.patients} patients")
    missing = [w for w in case.warnings if w not in reading.warnings]
    if missing or len(reading.refused) != case.refused:
        return Verdict("WRONG", f"not said: {missing or 'the refused file'}")
    return Verdict("right")


def nifti(program, path, name, ramp, refused, unplaced):
    reading = Reading(program, path, ramp)
    if reading.died:
        return Verdict("died")
    if name in refused:
        said = reading.status == 65 and reading.errors.strip()
        return Verdict("right", "refused") if said and not reading.volumes else Verdict("WRONG", "not refused")
    if not reading.volumes:
        return Verdict("refused", reading.errors.strip()[:80])
    slices, error, values = reading.volumes[0]
    if name in unplaced:
        return Verdict("right", "unplaced") if "orientation-unknown" in reading.warnings else Verdict("WRONG", "place made up")
    if error > 1:
        return Verdict("WRONG", f"{error:.0f} HU")
    if name == "n22_float_nan_inf":
        flat = values.ravel(order="F")
        if not (np.isnan(flat[:10]).all() and np.isinf(flat[10:20]).all()):
            return Verdict("WRONG", "NaN not kept")
    return Verdict("right")
