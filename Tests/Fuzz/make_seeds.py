"""Seeds for fuzzing: a few files of each kind of the conformance corpora, in every encoding."""
import os
import shutil
import subprocess
import sys
import tempfile

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
print(len(os.listdir(target)), "seeds", file=sys.stderr)
