"""The peers as an everyday user calls them: one function a peer, from a folder or file to `Found` volumes."""
import glob
import importlib.metadata
import os
import tempfile
import warnings

import nibabel
import numpy as np
import pydicom

from . import bounded
from .truth import Found, largest_error

try:
    import SimpleITK
except ImportError:
    SimpleITK = None
try:
    import highdicom
except ImportError:
    highdicom = None
try:
    import dcm2niix
except ImportError:
    dcm2niix = None

LPS = np.diag([-1.0, -1, 1, 1])


def version(package):
    return importlib.metadata.version(package)


def _itk_affine(image):
    size = image.GetDimension()
    affine = np.eye(4)
    matrix = np.array(image.GetDirection()).reshape(size, size) * np.array(image.GetSpacing())
    affine[:3, :3], affine[:3, 3] = matrix[:3, :3], image.GetOrigin()[:3]
    return affine


def _itk_found(image, ramp, padding=-2000):
    values = SimpleITK.GetArrayFromImage(image)
    values = values.reshape(values.shape[-3:]).transpose(2, 1, 0)
    return Found(values.shape[2], largest_error(values, _itk_affine(image), ramp, padding))


def simpleitk_folder(folder, ramp):
    found = []
    for uid in SimpleITK.ImageSeriesReader.GetGDCMSeriesIDs(folder):
        reader = SimpleITK.ImageSeriesReader()
        names = SimpleITK.ImageSeriesReader.GetGDCMSeriesFileNames(folder, uid)
        if len(names) == 1:
            found.append(_itk_found(SimpleITK.ReadImage(names[0]), ramp))
            continue
        reader.SetFileNames(names)
        found.append(_itk_found(reader.Execute(), ramp))
    return found


def simpleitk_file(path, ramp):
    return [_itk_found(SimpleITK.ReadImage(path), ramp, padding=None)]


def highdicom_folder(folder, ramp):
    series = {}
    for path, _, names in os.walk(folder):
        for name in names:
            full = os.path.join(path, name)
            if not os.path.isfile(full):
                continue
            try:
                data = pydicom.dcmread(full)
            except pydicom.errors.InvalidDicomError:
                continue
            if "SeriesInstanceUID" in data:
                series.setdefault(data.SeriesInstanceUID, []).append(data)
    found = []
    for datasets in series.values():
        if len(datasets) == 1 and "NumberOfFrames" in datasets[0]:
            volume = highdicom.Image.from_dataset(datasets[0]).get_volume()
        else:
            volume = highdicom.get_volume_from_series(datasets)
        values = volume.array
        error = largest_error(values, np.asarray(volume.affine), ramp, -2000)
        # The array's axes are slice, row, column, whatever the order: the longest stack is the slices'.
        found.append(Found(values.shape[0], error))
    return found


def nibabel_file(path, ramp):
    image = nibabel.load(path)
    values = np.asanyarray(image.dataobj).astype(np.float64)
    return [Found(values.shape[2], largest_error(values.reshape(values.shape[:3]), LPS @ image.affine, ramp))]


def dcm2niix_folder(folder, ramp):
    """The `Found` volumes, and what the program said."""
    with tempfile.TemporaryDirectory() as output:
        result = bounded.run([dcm2niix.bin, "-z", "n", "-f", "%s_%d", "-o", output, folder])
        if result.timed_out or result.status < 0:
            return result, []
        found = []
        for path in sorted(glob.glob(output + "/*.nii")):
            image = nibabel.load(path)
            values = np.asanyarray(image.dataobj)
            values = values.reshape(values.shape[:3])
            found.append(Found(values.shape[2], largest_error(values, LPS @ image.affine, ramp, -2000),
                               "_Eq" in path or "_Tilt" in path))
        return result, found


def pydicom_pixels(path):
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return pydicom.dcmread(path).pixel_array.shape


def simpleitk_pixels(path):
    return SimpleITK.ReadImage(path).GetSize()
