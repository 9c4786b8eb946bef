"""Compares `spinetui convert` with pydicom (DICOM) and nibabel (NIfTI), voxel by voxel.

    python check_convert.py SPINETUI DATA [OUTPUT]

DATA is a folder of real data (default: SPINETUI_REAL_DATA). Prints a table and ends with 1 when an evenly
spaced CT series is not converted, a voxel lies more than 1e-4 mm from its place, or holds another HU.
"Place" is what the file's own numbers say: where they are rounded, so that no straight line passes through
all slices, the table says by how much, and that is the limit instead.
"""
import collections
import json
import os
import subprocess
import sys
import tempfile
import warnings

import nibabel
import numpy as np
import pydicom

warnings.filterwarnings("ignore")
pydicom.config.settings.reading_validation_mode = pydicom.config.IGNORE
TOLERANCE = 1e-4


class Plane:
    """One stored slice: HU, the position of its first voxel, and the steps along a row and a column."""

    def __init__(self, path, uid, hu, position, along_row, along_column):
        self.path, self.uid, self.hu = path, uid, hu
        self.position, self.along_row, self.along_column = position, along_row, along_column


def vectors(dataset, orientation, position, spacing):
    cosines = np.array([float(v) for v in orientation])
    between_rows, between_columns = (float(v) for v in spacing)
    return (np.array([float(v) for v in position]), cosines[:3] * between_columns, cosines[3:] * between_rows)


def planes_of(path):
    """The group key and the slices of a CT file; None for what is no CT image with a geometry."""
    dataset = pydicom.dcmread(path, force=True)
    if dataset.get("Modality") != "CT" or "Rows" not in dataset or dataset.get("SamplesPerPixel", 1) != 1:
        return None
    if dataset.get("SOPClassUID", "") in ("1.2.840.10008.5.1.4.1.1.66.4",):
        return None
    shared = dataset.get("SharedFunctionalGroupsSequence")
    key = (dataset.get("PatientID", ""), dataset.SeriesInstanceUID, dataset.Rows, dataset.Columns,
           "LOCALIZER" in dataset.get("ImageType", []))
    if shared is None:
        if "ImageOrientationPatient" not in dataset or "ImagePositionPatient" not in dataset:
            return None
        position, row, column = vectors(
            dataset, dataset.ImageOrientationPatient, dataset.ImagePositionPatient, dataset.PixelSpacing)
        hu = (dataset.pixel_array.astype(np.float64) * float(dataset.get("RescaleSlope", 1))
              + float(dataset.get("RescaleIntercept", 0)))
        return key + (tuple(np.round(np.r_[row, column], 3)),), [
            Plane(path, dataset.SOPInstanceUID, hu, position, row, column)]
    pixels = dataset.pixel_array.astype(np.float64)
    pixels = pixels[None] if pixels.ndim == 2 else pixels
    found = []
    for number, (frame, own) in enumerate(zip(pixels, dataset.PerFrameFunctionalGroupsSequence)):
        def group(name):
            return (own.get(name) or shared[0].get(name))[0]
        position, row, column = vectors(
            dataset, group("PlaneOrientationSequence").ImageOrientationPatient,
            group("PlanePositionSequence").ImagePositionPatient, group("PixelMeasuresSequence").PixelSpacing)
        values = group("PixelValueTransformationSequence")
        hu = frame * float(values.RescaleSlope) + float(values.RescaleIntercept)
        found.append(Plane(path, f"{dataset.SOPInstanceUID} {number}", hu, position, row, column))
    return key + (tuple(np.round(np.r_[found[0].along_row, found[0].along_column], 3)),), found


def straightness(planes):
    """(evenly spaced?, largest distance of a slice from the even straight line, mm)."""
    if len(planes) < 2:
        return False, 0.0
    normal = np.cross(planes[0].along_row, planes[0].along_column)
    planes.sort(key=lambda p: p.position @ normal)
    places = np.array([p.position for p in planes])
    line = np.linspace(places[0], places[-1], len(places))
    step = np.linalg.norm(places[-1] - places[0]) / (len(places) - 1)
    off = np.abs(places - line).max()
    return step > 1e-3 and off <= min(0.1, 0.1 * step), off


def compare(plane, volume, affine):
    """Whether the slice lies in the volume, the largest distance in mm, the largest difference in HU."""
    inverse = np.linalg.inv(affine)
    rows, columns = plane.hu.shape
    index, distance = [], 0.0
    for c, r in [(0, 0), (columns - 1, 0), (0, rows - 1), (columns - 1, rows - 1)]:
        place = plane.position + c * plane.along_row + r * plane.along_column
        near = np.rint((inverse @ np.r_[place, 1])[:3])
        index.append(near.astype(int))
        distance = max(distance, np.linalg.norm((affine @ np.r_[near, 1])[:3] - place))
    if not all(((0 <= i) & (i < volume.shape)).all() for i in index):
        return False, np.inf, np.inf
    # Corners fix the whole slice: both maps are affine.
    i = np.rint(np.linspace(index[0], index[1], columns)).astype(int)
    j = np.rint(np.linspace(index[0], index[2], rows)).astype(int) - index[0]
    at = i[None, :, :] + j[:, None, :]
    return True, distance, np.abs(volume[at[..., 0], at[..., 1], at[..., 2]] - plane.hu).max()


def main():
    program = os.path.abspath(sys.argv[1])
    data = sys.argv[2] if len(sys.argv) > 2 else os.environ["SPINETUI_REAL_DATA"]
    output = sys.argv[3] if len(sys.argv) > 3 else tempfile.mkdtemp()
    groups, niftis, unreadable = collections.defaultdict(list), [], []
    for folder, _, names in sorted(os.walk(data)):
        for name in sorted(names):
            path = os.path.join(folder, name)
            if ".nii" in name:
                niftis.append(path)
                continue
            try:
                answer = planes_of(path)
            except Exception as error:  # pydicom raises many kinds on files that are none
                unreadable.append((path, type(error).__name__))
                continue
            if answer:
                groups[answer[0]] += answer[1]
    run = subprocess.run([program, "convert", data, "--output", output, "--json"], capture_output=True, text=True)
    document = json.loads(run.stdout)
    converted = collections.defaultdict(list)
    for row in document["converted"]:
        converted[row["series"]].append(row)
    failures = 0
    print(f"{'series':<40} {'slices':>6} {'even':>5} {'line mm':>8} {'found':>6} {'mm':>9} {'HU':>9}  verdict")
    for key, planes in sorted(groups.items(), key=lambda item: planes_name(item[1], data)):
        # A copy of an image is the image.
        planes = list({plane.uid: plane for plane in planes}.values())
        even, off = straightness(planes)
        allowed = TOLERANCE + (off if even else 0)
        rows = converted.get(str(key[1]), [])
        best = [(False, np.inf, np.inf)] * len(planes)
        for row in rows:
            image = nibabel.load(os.path.join(output, row["volume"]))
            volume, affine = np.asanyarray(image.dataobj), np.diag([-1.0, -1, 1, 1]) @ image.affine
            for n, plane in enumerate(planes):
                best[n] = min(best[n], compare(plane, volume, affine), key=lambda b: (b[1] > allowed, b[2]))
        found = sum(b[0] and b[1] <= allowed for b in best)
        distance = max((b[1] for b in best if b[0]), default=np.nan)
        difference = max((b[2] for b in best if b[0]), default=np.nan)
        if found == len(planes) and difference <= 1e-3:
            verdict = "right"
        elif even:
            verdict = "WRONG" if rows else "NOT CONVERTED"
            failures += 1
        elif any(w["code"] == "resampled" for row in rows for w in row["warnings"]):
            verdict = "uneven: resampled"
        else:
            verdict = "uneven or single: not comparable" if rows else "not converted, said why"
        print(f"{planes_name(planes, data):<40.40} {len(planes):>6} {'yes' if even else 'no':>5} {off:>8.5f} "
              f"{found:>6} {distance:>9.2e} {difference:>9.2e}  {verdict}")
    names = {row["id"]: row for row in document["converted"]}
    right = 0
    for path in niftis:
        row = next((r for i, r in names.items() if i.endswith(path)), None)
        if row is None:
            continue
        theirs, ours = nibabel.load(path), nibabel.load(os.path.join(output, row["volume"]))
        a, b = np.squeeze(theirs.get_fdata()), np.squeeze(ours.get_fdata())
        same = a.shape == b.shape and np.allclose(a, b, atol=1e-3, rtol=1e-6, equal_nan=True)
        known = theirs.get_sform(coded=True)[1] or theirs.get_qform(coded=True)[1]
        placed = not known or np.abs(theirs.affine - ours.affine).max() < 1e-3
        right += same and placed
        if not (same and placed):
            failures += 1
            print(f"{os.path.relpath(path, data)}: WRONG (values {same}, place {placed})")
    print(f"{right} of {len(niftis)} NIfTI files converted as nibabel reads them; "
          f"{len(document['failed'])} series failed by name, {len(document['refused'])} files refused, "
          f"{len(unreadable)} files that pydicom cannot decode")
    for row in document["failed"]:
        print(f"  failed: {row['id'][:60]}: {row['message']}")
    return failures > 0


def planes_name(planes, data):
    return os.path.relpath(os.path.dirname(planes[0].path), data)


if __name__ == "__main__":
    sys.exit(main())
