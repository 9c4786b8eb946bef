"""What each odd folder and file must become, and how a volume is judged by the ramp."""
import dataclasses

import numpy as np

#: HU = constant + gradient · position, LPS mm; and the seed of file names and noise.
RAMPS = [("100,7,11,13", 7), ("100,13,-7,5", 11), ("50,-6,9,-12", 23)]

#: Largest error of a right volume, HU; lossy compression may cost more.
EXACT, LOSSY = 1.0, 3.0


@dataclasses.dataclass
class Case:
    """The stacks that a folder holds, largest first, and what a reader must say about them."""
    slices: tuple = (20,)
    tolerance: float = EXACT
    warnings: tuple = ()
    #: Files that must be refused by name.
    refused: int = 0
    patients: int = 1
    #: "volume", or "two-dimensional" where no volume may come out.
    kind: str = "volume"


ODD = {
    "s03_duplicate_same_sop": Case(warnings=("duplicate-instances",)),
    "s04_duplicate_ipp_new_sop": Case((20, 1), warnings=("repeated-places",)),
    "s05_missing_slice": Case((19,), warnings=("missing-slices",)),
    "s06_variable_spacing": Case((15,), warnings=("missing-slices",)),
    "s07_gantry_tilt15": Case(warnings=("tilted",)),
    "s07b_gantry_tilt_neg20": Case(warnings=("tilted",)),
    "s08_localizer_in_series": Case((20, 1)),
    "s09_two_acquisitions_one_series": Case((20, 20), warnings=("series-split",)),
    "s15_monochrome1": Case(warnings=("monochrome1",)),
    "s48_no_ipp_iop": Case(kind="two-dimensional"),
    "s50_single_slice": Case((1,), warnings=("single-slice",)),
    "s51_two_slices": Case((2,)),
    "s58_one_slice_other_matrix": Case((19, 1), warnings=("series-split", "missing-slices")),
    "s59_one_slice_other_pixelspacing": Case((19, 1), warnings=("series-split", "missing-slices")),
    "e33b_jpegls_near2": Case(tolerance=LOSSY, warnings=("lossy",)),
    "e36_jpeg_extended12": Case(tolerance=LOSSY, warnings=("lossy",)),
    "f24_junk_in_folder": Case(refused=1),
    # Another shuffle may make the refused slice the last one, and then nothing is missing between two.
    "f27_truncated_slice": Case((19,), warnings=("slices-refused",), refused=1),
    "f28_slice_no_pixeldata": Case((19,), warnings=("slices-refused",), refused=1),
    "f62_two_patients_same_series_uid": Case((10, 10), patients=2),
}

#: NIfTI files that must be refused, and the one whose place is unknown; all others open.
NIFTI_REFUSED = ("n18_truncated", "n19_gz_truncated", "n20_bomb_dims")
NIFTI_UNPLACED = ("n13_no_forms",)


@dataclasses.dataclass
class Found:
    """One volume that a reader made: its slices, its largest error, and whether it is a resampled one."""
    slices: int
    error: float
    resampled: bool = False


@dataclasses.dataclass
class Verdict:
    """right, refused, flagged (wrong, but a warning was given), WRONG (silently), hang or died."""
    word: str
    detail: str = ""

    def __str__(self):
        return f"{self.word} {self.detail}".strip()


def largest_error(values, affine_lps, ramp, padding=None):
    """The largest |value - ramp| of `values[i, j, k]`; NaN, infinity and padding are left out."""
    a = [float(v) for v in ramp.split(",")]
    index = np.indices(values.shape).reshape(3, -1)
    place = affine_lps[:3, :3] @ index + affine_lps[:3, 3:4]
    truth = a[0] + a[1] * place[0] + a[2] * place[1] + a[3] * place[2]
    flat = np.asarray(values, np.float64).reshape(-1)
    kept = np.isfinite(flat)
    if padding is not None:
        kept &= flat != padding
    return float(np.abs(flat - truth)[kept].max()) if kept.any() else 0.0


def judge(case, found, warned):
    """The verdict on a peer's volumes of one odd folder.

    A warned-about raw volume beside a right resampled one counts as right.
    """
    if not found:
        return Verdict("refused")
    worst = max(v.error for v in found)
    flag = "flagged" if warned else "WRONG"
    if case.kind == "two-dimensional":
        return Verdict(flag, "geometry made up")
    if worst > case.tolerance:
        resampled = [v for v in found if v.resampled]
        if warned and resampled and all(v.error <= case.tolerance for v in resampled):
            return Verdict("right")
        return Verdict(flag, f"{worst:.0f} HU")
    most = max(v.slices for v in found)
    if most < case.slices[0] - (1 if case.refused and len(case.slices) == 1 else 0):
        return Verdict(flag, f"{most} of {case.slices[0]} slices")
    if case.patients > 1 and len(found) < case.patients:
        return Verdict(flag, "patients merged")
    if len([n for n in case.slices if n > 1]) > len(found):
        return Verdict(flag, f"{len(found)} of {len(case.slices)} stacks")
    return Verdict("right")
