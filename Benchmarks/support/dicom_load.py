"""Makes the series of Benchmarks/dicom-load, and times pydicom on it."""
import json
import os
import sys
import time

import numpy as np
import pydicom
from pydicom.dataset import Dataset, FileMetaDataset
from pydicom.uid import ExplicitVRLittleEndian, generate_uid

SLICES, SIZE, RUNS = 300, 512, 5


def make(folder):
    """A bone-like and a soft ellipse in air, with noise of 18 HU."""
    os.makedirs(folder)
    random = np.random.default_rng(1)
    y, x = np.mgrid[0:SIZE, 0:SIZE]
    body = ((x - 256) / 190) ** 2 + ((y - 256) / 150) ** 2 < 1
    bone = ((x - 256) / 40) ** 2 + ((y - 300) / 30) ** 2 < 1
    mean = np.where(bone, 700, np.where(body, 40, -1000))
    study, series = generate_uid(), generate_uid()
    for k in range(SLICES):
        meta = FileMetaDataset()
        meta.TransferSyntaxUID = ExplicitVRLittleEndian
        meta.MediaStorageSOPClassUID = "1.2.840.10008.5.1.4.1.1.2"
        meta.MediaStorageSOPInstanceUID = generate_uid()
        d = Dataset()
        d.file_meta = meta
        d.SOPClassUID = meta.MediaStorageSOPClassUID
        d.SOPInstanceUID = meta.MediaStorageSOPInstanceUID
        d.StudyInstanceUID, d.SeriesInstanceUID, d.FrameOfReferenceUID = study, series, generate_uid()
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


def best(action):
    times = []
    for _ in range(RUNS):
        start = time.perf_counter()
        action()
        times.append(time.perf_counter() - start)
    return 1000 * min(times)


def headers(folder):
    return [pydicom.dcmread(f.path, stop_before_pixels=True) for f in os.scandir(folder)]


def volume(folder):
    """What a careful script does: read, sort by position, rescale each slice. Our index and load together."""
    slices = [pydicom.dcmread(f.path) for f in os.scandir(folder)]
    slices.sort(key=lambda d: float(d.ImagePositionPatient[2]))
    result = np.empty((len(slices), SIZE, SIZE), np.int16)
    for k, d in enumerate(slices):
        result[k] = d.pixel_array * int(d.RescaleSlope) + int(d.RescaleIntercept)
    return result


def main():
    if sys.argv[1] == "make":
        return make(sys.argv[2])
    folder, ours, kind = sys.argv[2:5]
    ours = json.load(open(ours))
    index, load = best(lambda: headers(folder)), best(lambda: volume(folder))
    print(f"{kind:14} {ours['index_ms']:12.1f} {ours['load_ms']:12.1f} {index:12.1f} {load:12.1f}"
          f" {load / (ours['index_ms'] + ours['load_ms']):7.1f}x")


main()
