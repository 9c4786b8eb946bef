"""Seeds for fuzzing: a few files of each kind of the conformance corpora, in every encoding."""
import os
import shutil
import subprocess
import sys
import tempfile

import pydicom
from pydicom.encaps import encapsulate

HERE = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "Conformance")
target = sys.argv[1]


def make(script, *arguments):
    subprocess.run([sys.executable, os.path.join(HERE, script), *arguments], check=True, stdout=subprocess.DEVNULL)


with tempfile.TemporaryDirectory() as folder:
    odd, strings, nifti = (os.path.join(folder, name) for name in ("odd", "strings", "nifti"))
    make("make_dicom.py", odd)
    make("make_strings.py", odd, strings)
    make("make_nifti.py", nifti)
    for path, _, names in os.walk(odd):
        files = sorted(n for n in names if os.path.isfile(os.path.join(path, n)) and not os.path.islink(os.path.join(path, n)))
        # Encodings and structures differ between folders, little within one.
        for name in files[:2]:
            shutil.copy(os.path.join(path, name), os.path.join(target, f"{os.path.basename(path)}-{name[:20]}".replace("\n", "")))
    for name in os.listdir(strings):
        shutil.copy(os.path.join(strings, name), os.path.join(target, "string-" + name))
    for name in os.listdir(nifti):
        # A quarter of the voxels costs a quarter of the time: the headers are what is fuzzed.
        if os.path.getsize(os.path.join(nifti, name)) <= 400_000:
            shutil.copy(os.path.join(nifti, name), os.path.join(target, name))
# HTJ2K streams, which the corpora have not, in one of their slices; the one that ends a worker is no seed.
streams = os.path.join(HERE, "..", "ImagingTests", "DICOM", "Fixtures")
for name in sorted(n for n in os.listdir(streams) if n.endswith(".j2c") and n != "said-once.j2c"):
    with open(os.path.join(streams, name), "rb") as file:
        stream = file.read()
    slice_ = pydicom.dcmread(os.path.join(target, sorted(n for n in os.listdir(target) if "jpeg2000" in n)[0]))
    slice_.Columns, slice_.Rows = (int.from_bytes(stream[at : at + 4], "big") for at in (8, 12))
    slice_.BitsStored = (stream[42] & 0x7F) + 1
    slice_.HighBit, slice_.PixelRepresentation = slice_.BitsStored - 1, stream[42] >> 7
    slice_.file_meta.TransferSyntaxUID = pydicom.uid.HTJ2K
    slice_.PixelData = encapsulate([stream])
    slice_["PixelData"].is_undefined_length = True
    slice_.save_as(os.path.join(target, "htj2k-" + name[:-4]))
print(len(os.listdir(target)), "seeds", file=sys.stderr)
