"""pydicom's VOI transforms on a grid of values, as JSON: [{"function", "center", "width", "hu", "grey"}], grey 0 to 1.

The table's entries are 12 bits wide and begin at -24 HU.
"""
import json
import warnings

import numpy as np
from pydicom.dataset import Dataset, FileMetaDataset
from pydicom.pixels import apply_voi, apply_windowing
from pydicom.sequence import Sequence
from pydicom.uid import ExplicitVRLittleEndian

warnings.simplefilter("ignore")
BITS = 16
TOP = 2 ** BITS - 1


def dataset():
    found = Dataset()
    found.PhotometricInterpretation, found.BitsStored, found.PixelRepresentation = "MONOCHROME2", BITS, 0
    return found


def windows():
    for function in ("LINEAR", "LINEAR_EXACT", "SIGMOID"):
        for center, width in [(2048, 4096), (0, 100), (40.5, 400), (-600, 1500), (350, 2000), (0, 2), (10, 1)]:
            data = dataset()
            data.VOILUTFunction, data.WindowCenter, data.WindowWidth = function, center, width
            edges = [center - width / 2, center + width / 2]
            hu = np.unique(np.r_[np.linspace(-1200, 4200, 61), [e + d for e in edges for d in (-1, -.5, 0, .5, 1)], center])
            grey = apply_windowing(hu.astype(np.float64), data) / TOP
            yield {"function": function, "center": center, "width": width, "hu": hu.tolist(), "grey": grey.tolist()}


def table():
    entries = [(7 * n * n) % 4096 for n in range(50)]
    item = Dataset()
    item.add_new(0x00283002, "SS", [len(entries), -24, 12])
    item.add_new(0x00283006, "OW", np.array(entries, "<u2").tobytes())
    data = dataset()
    data.file_meta = FileMetaDataset()
    data.file_meta.TransferSyntaxUID = ExplicitVRLittleEndian
    data.VOILUTSequence = Sequence([item])
    hu = np.arange(-60, 60)
    return {"function": "TABLE", "center": -24, "width": 12, "entries": entries, "hu": hu.tolist(),
            "grey": (apply_voi(hu, data) / 4095).tolist()}


print(json.dumps(list(windows()) + [table()]))
