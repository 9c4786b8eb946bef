"""Makes the series of Benchmarks/dicom-load, and times the peers on it."""
import json
import os
import subprocess
import sys
import tempfile
import time

import numpy as np
import pydicom
from pydicom.dataset import Dataset, FileMetaDataset
from pydicom.uid import ExplicitVRLittleEndian, generate_uid

SLICES, SIZE, RUNS = 300, 512, 5


BUFFER = bytearray(1 << 20)


def make(folder, slices=SLICES):
    """A bone-like and a soft ellipse in air, with noise of 18 HU."""
    os.makedirs(folder)
    random = np.random.default_rng(1)
    y, x = np.mgrid[0:SIZE, 0:SIZE]
    body = ((x - 256) / 190) ** 2 + ((y - 256) / 150) ** 2 < 1
    bone = ((x - 256) / 40) ** 2 + ((y - 300) / 30) ** 2 < 1
    mean = np.where(bone, 700, np.where(body, 40, -1000))
    study, series, frame_of_reference = generate_uid(), generate_uid(), generate_uid()
    for k in range(slices):
        meta = FileMetaDataset()
        meta.TransferSyntaxUID = ExplicitVRLittleEndian
        meta.MediaStorageSOPClassUID = "1.2.840.10008.5.1.4.1.1.2"
        meta.MediaStorageSOPInstanceUID = generate_uid()
        d = Dataset()
        d.file_meta = meta
        d.SOPClassUID = meta.MediaStorageSOPClassUID
        d.SOPInstanceUID = meta.MediaStorageSOPInstanceUID
        d.StudyInstanceUID, d.SeriesInstanceUID = study, series
        d.FrameOfReferenceUID = frame_of_reference
        d.PatientName, d.PatientID, d.Modality, d.InstanceNumber = "Bench^Mark", "B1", "CT", k + 1
        d.ImagePositionPatient, d.ImageOrientationPatient = [-128, -128, 0.6 * k], [1, 0, 0, 0, 1, 0]
        d.PixelSpacing, d.SliceThickness = [0.5, 0.5], 0.6
        d.Rows = d.Columns = SIZE
        d.SamplesPerPixel, d.PhotometricInterpretation = 1, "MONOCHROME2"
        d.BitsAllocated, d.BitsStored, d.HighBit, d.PixelRepresentation = 16, 16, 15, 1
        d.RescaleSlope, d.RescaleIntercept = 1, -1024
        hu = mean + random.normal(0, 18, mean.shape)
        d.PixelData = (np.rint(hu) + 1024).astype("<i2").tobytes()
        d["PixelData"].VR = "OW"
        d.save_as(f"{folder}/{k:04d}.dcm", enforce_file_format=True)


def jpeg2000(source, target):
    """The same slices as lossless JPEG 2000, by OpenJPEG."""
    from pydicom.uid import JPEG2000Lossless
    os.makedirs(target)
    for entry in sorted(os.listdir(source)):
        d = pydicom.dcmread(f"{source}/{entry}")
        d.compress(JPEG2000Lossless, generate_instance_uid=False)
        d.save_as(f"{target}/{entry}")


def best(action, runs=RUNS):
    times = []
    for _ in range(runs):
        start = time.perf_counter()
        action()
        times.append(time.perf_counter() - start)
    return 1000 * min(times)


def read(folder):
    """The floor: every byte once, into memory that is already there."""
    for entry in os.scandir(folder):
        with open(entry.path, "rb", buffering=0) as file:
            while file.readinto(BUFFER):
                pass


def pydicom_volume(folder):
    """What a careful script does: read, sort by position, rescale each slice."""
    slices = [pydicom.dcmread(f.path) for f in os.scandir(folder)]
    slices.sort(key=lambda d: float(d.ImagePositionPatient[2]))
    result = np.empty((len(slices), SIZE, SIZE), np.int16)
    for k, d in enumerate(slices):
        result[k] = d.pixel_array * int(d.RescaleSlope) + int(d.RescaleIntercept)
    return result


def simpleitk_volume(folder):
    import SimpleITK
    reader = SimpleITK.ImageSeriesReader()
    reader.SetFileNames(SimpleITK.ImageSeriesReader.GetGDCMSeriesFileNames(folder))
    return reader.Execute()


def dcm2niix_volume(folder):
    """A process of its own that also writes the volume, uncompressed, into memory."""
    import dcm2niix
    with tempfile.TemporaryDirectory(dir="/dev/shm") as out:
        subprocess.run([dcm2niix.bin, "-b", "n", "-z", "n", "-o", out, folder], check=True, capture_output=True)


def main():
    if sys.argv[1] == "make":
        return make(sys.argv[2])
    if sys.argv[1] == "jpeg2000":
        return jpeg2000(*sys.argv[2:4])
    folder, ours, kind = sys.argv[2:5]
    ours = json.load(open(ours))
    if (ours["volumes"], ours["slices"]) != (1, SLICES):
        sys.exit(f"dicom-load: {ours['volumes']} volumes of {ours['slices']} slices instead of one of {SLICES}")
    both = ours["both_ms"]
    # Slow decoders are timed twice.
    peers = []
    for volume in (pydicom_volume, simpleitk_volume, dcm2niix_volume):
        first = best(lambda: volume(folder), 1)
        peers.append(min(first, best(lambda: volume(folder), RUNS - 1 if first < 2000 else 1)))
    floor = best(lambda: read(folder))
    print(f"{kind:14} {floor:7.1f} {ours['index_ms']:7.1f} {ours['load_ms']:7.1f} {both:7.1f}"
          + "".join(f" {p:9.1f}" for p in peers)
          + "   read ×" + f"{both / floor:.1f}; peers " + " ".join(f"{p / both:.1f}" for p in peers))


if __name__ == "__main__":
    main()
