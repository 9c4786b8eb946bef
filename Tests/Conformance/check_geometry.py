"""Compares the geometry of `spinetui info` with SimpleITK (DICOM) and nibabel (NIfTI) on a folder of real data.

    python check_geometry.py SPINETUI DATA

Prints a table and ends with 1 when a corner of an evenly spaced, untilted DICOM series of one stack, or of a NIfTI
image, lies more than 1e-4 mm from where the peer has it. SimpleITK straightens directions that the file has rounded;
by as much as that moves the far corner it may be off.
"""
import collections
import json
import os
import subprocess
import sys
import warnings

import nibabel
import numpy as np
import pydicom

try:
    import SimpleITK
    SimpleITK.ProcessObject.SetGlobalWarningDisplay(False)
except ImportError:
    SimpleITK = None

warnings.filterwarnings("ignore")
TOLERANCE = 1e-4
program, data = os.path.abspath(sys.argv[1]), sys.argv[2]


def ours(*arguments):
    run = subprocess.run([program, *arguments, "--json"], capture_output=True, text=True)
    try:
        return json.loads(run.stdout)
    except ValueError:
        return {}


def corners(affine, dimensions):
    index = np.array([[i, j, k, 1] for i in (0, dimensions[0] - 1) for j in (0, dimensions[1] - 1) for k in (0, dimensions[2] - 1)])
    return (np.asarray(affine, float) @ index.T)[:3].T


def distance(a, b):
    """The largest distance between two sets of corners, whichever way round the axes go."""
    return max(min(np.linalg.norm(p - q) for q in b) for p in a)


def roundness(path, affine, dimensions):
    """How far rounding in the file's directions moves the far corner, mm."""
    data = pydicom.dcmread(path, stop_before_pixels=True)
    if "ImageOrientationPatient" not in data:
        return 0.0
    row, column = np.array([float(v) for v in data.ImageOrientationPatient]).reshape(2, 3)
    off = max(abs(np.linalg.norm(row) - 1), abs(np.linalg.norm(column) - 1), abs(row @ column))
    return off * sum(np.linalg.norm(np.asarray(affine)[:3, n]) * dimensions[n] for n in (0, 1))


def itk_image(names):
    reader = SimpleITK.ImageSeriesReader()
    reader.SetFileNames(names)
    image = reader.Execute() if len(names) > 1 else SimpleITK.ReadImage(names[0])
    affine = np.eye(4)
    affine[:3, :3] = np.array(image.GetDirection()).reshape(3, 3) * np.array(image.GetSpacing())
    affine[:3, 3] = image.GetOrigin()
    return affine, image.GetSize()


rows, failures, left_out = [], 0, collections.Counter()
for folder, _, names in sorted(os.walk(data)):
    images = [n for n in sorted(names) if n.endswith((".nii", ".nii.gz", ".hdr"))]
    for name in images:
        path = os.path.join(folder, name)
        info = ours("info", path)
        if "affine_ras" not in info or info["orientation"] is None:
            left_out["NIfTI refused, or without a form"] += 1
            continue
        try:
            image = nibabel.load(path)
        except Exception:
            left_out["NIfTI that nibabel refuses"] += 1
            continue
        if image.header.get_xyzt_units()[0] not in ("mm", "unknown"):
            left_out["NIfTI in units that nibabel leaves as they are"] += 1
            continue
        d = info["dimensions"]
        rows.append((os.path.relpath(path, data), "nibabel", distance(corners(info["affine_ras"], d), corners(image.affine, d))))
    if not SimpleITK or len(images) == len(names):
        continue
    listed = ours("list", folder)
    series = [s for p in listed.get("patients", []) for y in p["studies"] for s in y["series"]]
    by_uid = collections.defaultdict(list)
    for one in series:
        by_uid[one["uid"]].append(one)
    for uid in SimpleITK.ImageSeriesReader.GetGDCMSeriesIDs(folder):
        # GDCM appends what tells sub-series apart to the UID.
        known = [u for u in by_uid if u and uid.startswith(u)]
        if not known or len(by_uid[known[0]]) != 1:
            left_out["series of several stacks, or not opened"] += 1
            continue
        info = ours("info", folder, "--series", by_uid[known[0]][0]["id"])
        if not info.get("affine_lps") or info["slice_positions_mm"] is not None or info["shear_degrees"] > 0.01:
            left_out["tilted, uneven or without geometry: SimpleITK is no oracle"] += 1
            continue
        try:
            files = SimpleITK.ImageSeriesReader.GetGDCMSeriesFileNames(folder, uid)
            affine, size = itk_image(files)
        except RuntimeError:
            left_out["series that SimpleITK refuses"] += 1
            continue
        if len(size) != 3 or list(size) != info["dimensions"]:
            left_out["of other dimensions in SimpleITK"] += 1
            continue
        if size[2] == 1:
            # SimpleITK does not know how thick one slice is.
            affine[:3, 2] = np.array(info["affine_lps"])[:3, 2]
        rows.append((os.path.relpath(folder, data), "SimpleITK", distance(corners(info["affine_lps"], size), corners(affine, size)),
                     roundness(files[0], info["affine_lps"], size)))
for name, peer, worst, *rounded in rows:
    allowed = TOLERANCE + sum(rounded)
    failures += worst > allowed
    print(f"{name:<60} {peer:<10} {worst:9.2e} mm{'' if worst <= allowed else '  TOO FAR'}")
counts = collections.Counter(peer for _, peer, *_ in rows)
print(f"compared: {dict(counts)}; left out: {dict(left_out)}; too far: {failures}")
sys.exit(1 if failures or not rows else 0)
