"""`make conformance`: every trap of this folder, read by SpineTUI and by its peers.

    python conformance.py SPINETUI [--ramps N] [--no-peers] [--only odd,hostile,strings,nifti] [--case WORD]

Prints Markdown tables and ends with 1 when SpineTUI falls short of docs/conformance.md.
"""
import argparse
import collections
import concurrent.futures
import os
import subprocess
import sys
import tempfile
import time

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from harness import bounded, hostile, ours, peers, strings, truth  # noqa: E402
from harness.truth import Verdict  # noqa: E402

HERE = os.path.dirname(os.path.abspath(__file__))


def make(script, *arguments, ramp=truth.RAMPS[0]):
    environment = {**os.environ, "ODD_RAMP": ramp[0], "ODD_SEED": str(ramp[1]), "PYTHONWARNINGS": "ignore"}
    subprocess.run([sys.executable, os.path.join(HERE, script), *arguments], check=True, env=environment,
                   stdout=subprocess.DEVNULL)


def peer(outcome, case):
    if outcome.timed_out:
        return Verdict("hang")
    if outcome.status < 0:
        return Verdict("died")
    warned = any(word in (outcome.output + outcome.errors).lower() for word in ("warning", "error"))
    return truth.judge(case, outcome.value or [], warned)


def dcm2niix(folder, case, ramp):
    outcome, found = peers.dcm2niix_folder(folder, ramp)
    outcome.value = found
    return peer(outcome, case)


class Report:
    def __init__(self):
        self.short = []

    def table(self, title, columns, rows, good, total):
        """`rows`: name → verdicts by column; ours is the first, and must be one of `good` everywhere."""
        print(f"\n### {title}\n")
        print(f"| case | {' | '.join(columns)} |\n|---|{'---|' * len(columns)}")
        for name in sorted(rows):
            print(f"| `{name}` | {' | '.join(str(v) for v in rows[name])} |")
        # A column that is no reader's (what a file cost) is not counted.
        counted = [n for n in range(len(columns)) if not columns[n].startswith("its ")]
        print(f"\n| {title} | " + " | ".join(columns[n] for n in counted) + f" |\n|---|{'---|' * len(counted)}")
        words = ("right", "shown", "refused", "flagged", "WRONG", "hang", "died")
        counts = [collections.Counter(row[n].word for row in rows.values()) for n in counted]
        for word in words:
            if any(count[word] for count in counts):
                meaning = {"WRONG": "silently wrong" if "right" in good else "over a limit"}.get(word, word)
                print(f"| {meaning} | " + " | ".join(str(count[word]) for count in counts) + " |")
        reached = sum(counts[0][word] for word in good)
        print(f"\nSpineTUI: **{reached} of {len(rows)}**")
        if len(rows) != total:
            self.short.append(f"{title}: {len(rows)} cases, {total} expected")
        for name in sorted(rows):
            if rows[name][0].word not in good:
                self.short.append(f"{title}: {name}: {rows[name][0]}")
        sys.stdout.flush()


def odd(report, program, folder, ramp, with_peers, wanted):
    names = [name for name in sorted(os.listdir(folder)) if wanted in name]
    with_itk, with_hd, with_d2n = (with_peers and bool(p) for p in (peers.SimpleITK, peers.highdicom, peers.dcm2niix))

    def row(name):
        case, path = truth.ODD.get(name, truth.Case()), os.path.join(folder, name)
        verdicts = [ours.odd(program, path, case, ramp)]
        if with_d2n:
            verdicts.append(dcm2niix(path, case, ramp))
        if with_hd:
            verdicts.append(peer(bounded.call(peers.highdicom_folder, (path, ramp)), case))
        if with_itk:
            verdicts.append(peer(bounded.call(peers.simpleitk_folder, (path, ramp)), case))
        return verdicts

    columns = ["SpineTUI"] + ["dcm2niix"] * with_d2n + ["highdicom"] * with_hd + ["SimpleITK"] * with_itk
    report.table(f"Odd DICOM, ramp {ramp}", columns, each(row, names), ("right",), len(names) if wanted else 52)


def nifti(report, program, folder, ramp, with_peers, wanted):
    names = [n for n in sorted(os.listdir(folder)) if not n.endswith(".img") and wanted in n]

    def verdict(outcome, name):
        if name in truth.NIFTI_REFUSED:
            return Verdict("WRONG", "not refused") if outcome.value else Verdict("right", "refused")
        if name in truth.NIFTI_UNPLACED and outcome.value:
            return Verdict("WRONG", "place made up")
        return peer(outcome, truth.Case(slices=(20,)))

    def row(file):
        name, path = file.split(".")[0], os.path.join(folder, file)
        verdicts = [ours.nifti(program, path, name, ramp, truth.NIFTI_REFUSED, truth.NIFTI_UNPLACED)]
        if with_peers:
            verdicts.append(verdict(bounded.call(peers.nibabel_file, (path, ramp)), name))
        if with_peers and peers.SimpleITK:
            verdicts.append(verdict(bounded.call(peers.simpleitk_file, (path, ramp)), name))
        return verdicts

    columns = ["SpineTUI"] + (["nibabel"] + ["SimpleITK"] * bool(peers.SimpleITK) if with_peers else [])
    report.table(f"Odd NIfTI, ramp {ramp}", columns, each(row, names), ("right",), len(names) if wanted else 28)


def hostiles(report, program, folder, with_peers, wanted):
    names = [name for name in sorted(os.listdir(folder)) if wanted in name]

    def row(name):
        path = os.path.join(folder, name)
        verdict, detail = hostile.ours(program, path)
        verdicts = [verdict, Verdict(detail)]
        if with_peers:
            verdicts += [hostile.pydicom(path)]
            verdicts += [hostile.dcm2niix(path)] if peers.dcm2niix else []
            verdicts += [hostile.simpleitk(path)] if peers.SimpleITK else []
        return verdicts

    columns = ["SpineTUI", "its cost"]
    if with_peers:
        columns += ["pydicom"] + ["dcm2niix"] * bool(peers.dcm2niix) + ["SimpleITK"] * bool(peers.SimpleITK)
    # One at a time: each is timed.
    rows = {name: row(name) for name in names}
    report.table("Hostile DICOM", columns, rows, ("shown", "refused"), len(names) if wanted else 28)
    together = program.run("list", "--json", folder)
    if together.status != 0:
        report.short.append(f"Hostile DICOM: the whole folder ends with {together.status}")


def names_of(report, program, folder, wanted):
    names = [name for name in sorted(os.listdir(folder)) if wanted in name]
    rows = each(lambda name: [strings.check(program, os.path.join(folder, name))], names)
    report.table("Strings", ["SpineTUI"], rows, ("right",), len(names) if wanted else 16)


def each(row, names):
    with concurrent.futures.ThreadPoolExecutor(2) as pool:
        return dict(zip(names, pool.map(row, names)))


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("program")
    parser.add_argument("--ramps", type=int, default=len(truth.RAMPS))
    parser.add_argument("--no-peers", action="store_true")
    parser.add_argument("--only", default="odd,hostile,strings,nifti")
    parser.add_argument("--case", default="")
    options = parser.parse_args()
    only, report, start = options.only.split(","), Report(), time.monotonic()
    with tempfile.TemporaryDirectory(prefix="spinetui-conformance-") as root:
        program = ours.Program(options.program, os.path.join(root, "home"))
        os.mkdir(program.home)
        shown = [f"{name} {peers.version(name)}" for name in ("dcm2niix", "highdicom", "SimpleITK", "nibabel", "pydicom")
                 if name in ("nibabel", "pydicom") or getattr(peers, name, None)]
        print(f"# Conformance\n\nPeers: {', '.join(shown)}.")
        for number, ramp in enumerate(truth.RAMPS[:options.ramps]):
            # Peers are measured on the first ramp: they do not change with the others.
            with_peers, base = number == 0 and not options.no_peers, os.path.join(root, str(number))
            os.mkdir(base)
            if number == 0 or "odd" in only:
                make("make_dicom.py", base + "/odd", ramp=ramp)
            if "odd" in only:
                odd(report, program, base + "/odd", ramp[0], with_peers, options.case)
            if "nifti" in only:
                make("make_nifti.py", base + "/nifti", ramp=ramp)
                nifti(report, program, base + "/nifti", ramp[0], with_peers, options.case)
            if number == 0 and "hostile" in only:
                make("make_hostile.py", base + "/odd", base + "/hostile")
                hostiles(report, program, base + "/hostile", with_peers, options.case)
            if number == 0 and "strings" in only:
                make("make_strings.py", base + "/odd", base + "/strings")
                names_of(report, program, base + "/strings", options.case)
    print(f"\n{time.monotonic() - start:.0f} s")
    for line in report.short:
        print(f"short: {line}", file=sys.stderr)
    sys.exit(1 if report.short else 0)


main()
