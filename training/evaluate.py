#!/usr/bin/env python3
"""Runs `spinetui predict --json` and measures it against the truth.

  evaluate.py phantoms SPINETUI DATASET       a folder of `spinetui phantom`: names, centres, AUC, seconds
  evaluate.py necks SPINETUI LEVELS ROOT      real necks against marked centres (a real-levels.json)

Both take --model DIR and print a table; --json FILE also writes the figures.
"""

import argparse
import csv
import json
import subprocess
import sys
from pathlib import Path

import numpy as np

sys.path.insert(0, str(Path(__file__).parent))
from spinetraining.metrics import area_under_curve, bootstrap_interval  # noqa: E402

LEVELS = [f"C{n}" for n in range(1, 8)]
#: A centre counts as found within this of the mark, mm: less than half the distance of two levels
#: of an adult, and more than the marks' own error.
TOLERANCE = 12.0


def predict(program, path, model):
    command = [program, "predict", str(path), "--json"] + (["--model", model] if model else [])
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode != 0:
        raise RuntimeError(f"{path}: exit {done.returncode}: {done.stderr.strip()}")
    return json.loads(done.stdout)


def compare(found, truth):
    """Per level: distance of its centre to the true one, and which level's mark is the nearest."""
    rows = []
    for level in found["levels"]:
        name = level["level"]
        mark = truth.get(name)
        centre = level["centre_mm_lps"]
        row = {"level": name, "in_view": level["in_view"], "marked": mark is not None}
        if centre is not None:
            distances = {k: float(np.linalg.norm(np.subtract(centre, v))) for k, v in truth.items()}
            nearest = min(distances, key=distances.get)
            row["nearest"] = nearest
            row["distance"] = distances.get(name)
        rows.append(row)
    return rows


def summary(rows):
    """Named right: the level's own mark is the nearest and within the tolerance."""
    marked = [r for r in rows if r["marked"]]
    right = [r for r in marked if r.get("nearest") == r["level"] and r["distance"] <= TOLERANCE]
    shifted = [r for r in rows if r["in_view"] and r.get("nearest") != r["level"]]
    missed = [r for r in marked if not r["in_view"]]
    invented = [r for r in rows if r["in_view"] and not r["marked"]]
    distances = [r["distance"] for r in right]
    return {
        "marked": len(marked), "right": len(right), "shifted": len(shifted),
        "missed": len(missed), "not_marked_but_named": len(invented),
        "median_mm": float(np.median(distances)) if distances else None,
        "p95_mm": float(np.percentile(distances, 95)) if distances else None,
    }  # fmt: skip


def show(name, figures):
    text = " ".join(f"{k} {v:.2f}" if isinstance(v, float) else f"{k} {v}" for k, v in figures.items())
    print(f"{name:24} {text}", flush=True)


def necks(arguments):
    cases = json.loads(Path(arguments.levels).read_text())["cases"]
    every, result = [], {}
    for case, marks in sorted(cases.items()):
        truth = {
            name: mark["mm_lps"]
            for name, mark in marks.items()
            if name in LEVELS + ["T1", "T2"] and mark and mark.get("mm_lps")
        }
        found = predict(arguments.program, Path(arguments.root) / case / "ct.nii.gz", arguments.model)
        rows = compare(found, truth)
        assessed = sum(level["probability"] is not None for level in found["levels"])
        result[case] = summary(rows) | {"assessed": assessed, "levels": rows}
        every += rows
        show(case, summary(rows) | {"assessed": assessed})
    result["all"] = summary(every)
    show("all", result["all"])
    return result


def read_cohort(root):
    """A folder of `spinetui phantom`: by study, its row of train.csv and its centres by vertebra, LPS mm."""
    with open(root / "train.csv", newline="") as file:
        table = {row["StudyInstanceUID"]: row for row in csv.DictReader(file)}
    truth = json.loads((root / "truth.json").read_text())["studies"]
    if table.keys() != truth.keys():
        raise ValueError(f"{root}: train.csv and truth.json name different studies")
    return {study: (row, truth[study]["centres_mm_lps"]) for study, row in sorted(table.items())}


def phantoms(arguments):
    root = Path(arguments.dataset)
    cohort = read_cohort(root)
    every, scores, broken, level_scores, level_broken, seconds = [], [], [], [], [], []
    for study, (row, truth) in cohort.items():
        found = predict(arguments.program, root / "train_images" / study, arguments.model)
        rows = compare(found, truth)
        every += rows
        show(study[-16:], summary(rows) | {"overall": found["patient_overall"]["probability"] or 0.0,
                                            "truth": int(row["patient_overall"]),
                                            "seconds": found["seconds"]["total"]})  # fmt: skip
        seconds.append(found["seconds"]["total"])
        if found["patient_overall"]["probability"] is not None:
            scores.append(found["patient_overall"]["probability"])
            broken.append(int(row["patient_overall"]))
        for level in found["levels"]:
            if level["probability"] is not None:
                level_scores.append(level["probability"])
                level_broken.append(int(row[level["level"]]))
    result = summary(every) | {
        "studies": len(cohort),
        "naming_accuracy": sum(r.get("nearest") == r["level"] for r in every if r["marked"])
        / sum(r["marked"] for r in every),
        "auc_overall": area_under_curve(scores, broken),
        "auc_overall_interval": bootstrap_interval(area_under_curve, scores, broken),
        "auc_levels": area_under_curve(level_scores, level_broken),
        "auc_levels_interval": bootstrap_interval(area_under_curve, level_scores, level_broken),
        "median_seconds": float(np.median(seconds)),
    }
    for key, value in result.items():
        print(f"{key}: {value}")
    return result


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--model")
    parser.add_argument("--json")
    kinds = parser.add_subparsers(required=True)
    kind = kinds.add_parser("phantoms")
    kind.add_argument("program")
    kind.add_argument("dataset")
    kind.set_defaults(run=phantoms)
    kind = kinds.add_parser("necks")
    kind.add_argument("program")
    kind.add_argument("levels")
    kind.add_argument("root")
    kind.set_defaults(run=necks)
    arguments = parser.parse_args()
    result = arguments.run(arguments)
    if arguments.json:
        Path(arguments.json).write_text(json.dumps(result, indent=1) + "\n")


if __name__ == "__main__":
    main()
