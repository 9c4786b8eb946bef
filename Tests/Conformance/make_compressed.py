#!/usr/bin/env python3
"""Random images, compressed by other people's encoders: OUT/raw/NAME uncompressed, OUT/coded/NAME the same
image as JPEG 2000 (OpenJPEG, every precision, signed and unsigned) or lossless JPEG (DCMTK, every predictor)."""
import os, subprocess, sys
import numpy as np, openjpeg
from pydicom.dataset import Dataset, FileMetaDataset
from pydicom.encaps import encapsulate
from pydicom.uid import ExplicitVRLittleEndian, JPEG2000Lossless, generate_uid

OUT = sys.argv[1]
random = np.random.default_rng(int(os.environ.get("ODD_SEED", "7")))


def dataset(pixels, bits, signed):
    meta = FileMetaDataset()
    meta.MediaStorageSOPClassUID = "1.2.840.10008.5.1.4.1.1.2"
    meta.MediaStorageSOPInstanceUID = generate_uid()
    meta.TransferSyntaxUID = ExplicitVRLittleEndian
    d = Dataset()
    d.file_meta = meta
    d.SOPClassUID, d.SOPInstanceUID = meta.MediaStorageSOPClassUID, meta.MediaStorageSOPInstanceUID
    d.StudyInstanceUID, d.SeriesInstanceUID, d.FrameOfReferenceUID = generate_uid(), generate_uid(), generate_uid()
    d.PatientName, d.PatientID, d.Modality = "Random^Image", "R1", "CT"
    d.ImagePositionPatient, d.ImageOrientationPatient = [0, 0, 0], [1, 0, 0, 0, 1, 0]
    d.PixelSpacing, d.SliceThickness = [1, 1], 1
    d.Rows, d.Columns = pixels.shape
    d.SamplesPerPixel, d.PhotometricInterpretation = 1, "MONOCHROME2"
    d.BitsAllocated = pixels.dtype.itemsize * 8
    d.BitsStored, d.HighBit, d.PixelRepresentation = bits, bits - 1, int(signed)
    d.PixelData = pixels.tobytes()
    d["PixelData"].VR = "OB" if d.BitsAllocated == 8 else "OW"
    return d


def image(bits, signed, allocated):
    shape = random.integers(32, 90, 2)
    low, high = (-(1 << bits - 1), 1 << bits - 1) if signed else (0, 1 << bits)
    noise = (low + high) // 2 + random.normal(0, (high - low) / random.choice([2, 50]), shape)
    return np.clip(np.rint(noise), low, high - 1).astype(("i" if signed else "u") + str(allocated // 8))


def save(d, kind, name):
    d.save_as(f"{OUT}/{kind}/{name}", enforce_file_format=True)


for kind in ("raw", "coded"):
    os.makedirs(f"{OUT}/{kind}", exist_ok=True)
for bits in range(2, 17):
    for signed in (False, True):
        name = f"j2k_{bits:02}{'s' if signed else 'u'}"
        pixels = image(bits, signed, 8 if bits <= 8 else 16)
        d = dataset(pixels, bits, signed)
        save(d, "raw", name)
        stream = openjpeg.encode_pixel_data(
            pixels.tobytes(), rows=d.Rows, columns=d.Columns, samples_per_pixel=1, bits_allocated=d.BitsAllocated,
            bits_stored=bits, pixel_representation=int(signed), photometric_interpretation="MONOCHROME2")
        d.PixelData = encapsulate([bytes(stream)])
        d["PixelData"].is_undefined_length = True
        d["PixelData"].VR = "OB"
        d.file_meta.TransferSyntaxUID = JPEG2000Lossless
        save(d, "coded", name)
for predictor in range(1, 8):
    for bits in (8, 12, 16):
        for signed in (False, True):
            name = f"jpeg{predictor}_{bits:02}{'s' if signed else 'u'}"
            save(dataset(image(bits, signed, 8 if bits <= 8 else 16), bits, signed), "raw", name)
            subprocess.run(["dcmcjpeg", "+el", "+sv", str(predictor), f"{OUT}/raw/{name}", f"{OUT}/coded/{name}"],
                           check=True, capture_output=True)
print(len(os.listdir(f"{OUT}/coded")), "images")
