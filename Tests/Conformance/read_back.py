"""Prints as JSON what numpy, nibabel and Pillow read in files that SpineTUI wrote."""
import json
import sys

import numpy as np


def nifti(path):
    import nibabel
    image = nibabel.load(path)
    qform, code = image.get_qform(coded=True)
    data = np.asanyarray(image.dataobj)
    return {
        "shape": list(data.shape),
        "type": str(data.dtype.newbyteorder("=")),
        "affine": image.affine.tolist(),
        "qform": None if code == 0 else qform.tolist(),
        "axes": "".join(nibabel.aff2axcodes(image.affine)),
        "zooms": [float(z) for z in image.header.get_zooms()],
        "values": [float(v) for v in data.ravel(order="F")],
    }


def array(path):
    data = np.load(path)
    return {
        "shape": list(data.shape), "type": str(data.dtype), "fortran": not data.flags.c_contiguous,
        "values": [None if np.isnan(v) else float(v) for v in data.ravel()],
    }


def picture(path):
    from PIL import Image
    image = Image.open(path)
    mode = image.mode
    return {
        "size": list(image.size), "mode": mode,
        "values": [list(p) for p in image.convert("RGB").getdata()],
    }


readers = {".npy": array, ".png": picture}
print(json.dumps([
    next((read for end, read in readers.items() if path.endswith(end)), nifti)(path)
    for path in sys.argv[1:]
]))
