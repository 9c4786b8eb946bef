"""Opens a CT of 1,000 slices in an ideal terminal and adds up the memory of every process of the tree.

memory.py SPINETUI FOLDER
"""
import os
import signal
import sys
import time

import pydicom

import dicom_load
from terminal import Terminal

SLICES = 1000


def make(folder):
    """One slice, written 1,000 times at its place; a second series of three slices."""
    dicom_load.make(f"{folder}/one", slices=1)
    d = pydicom.dcmread(f"{folder}/one/0000.dcm")
    os.makedirs(f"{folder}/big")
    for k in range(SLICES):
        d.SOPInstanceUID = d.file_meta.MediaStorageSOPInstanceUID = f"{d.SeriesInstanceUID[:50]}.{k}"
        d.InstanceNumber, d.ImagePositionPatient = k + 1, [-128, -128, 0.5 * k]
        d.save_as(f"{folder}/big/{k:04d}.dcm", enforce_file_format=True)


def tree(root):
    """The process and all below it."""
    children = {}
    for name in os.listdir("/proc"):
        if name.isdigit():
            try:
                fields = open(f"/proc/{name}/stat").read().rpartition(")")[2].split()
                children.setdefault(int(fields[1]), []).append(int(name))
            except OSError:
                pass
    found = [root]
    for process in found:
        found += children.get(process, [])
    return found


def proportional(process):
    """(name, MB) by smaps_rollup."""
    name = open(f"/proc/{process}/comm").read().strip()
    for line in open(f"/proc/{process}/smaps_rollup"):
        if line.startswith("Pss:"):
            return name, int(line.split()[1]) / 1000 * 1.024
    return name, 0


def main():
    program, folder = sys.argv[1:3]
    make(folder)
    terminal = Terminal([program, "view", f"{folder}/big"])
    while terminal.pictures == 0:
        terminal.pump(1)
    terminal.until_quiet(1)
    parts = [proportional(process) for process in tree(terminal.process)]
    total, voxels = sum(mb for _, mb in parts), SLICES * 512 * 512 * 2 / 1e6
    for name, mb in parts:
        print(f"{name:<20} {mb:8.1f} MB")
    print(f"{'the whole tree':<20} {total:8.1f} MB, {total / voxels:.2f} times the {voxels:.0f} MB of its voxels")
    os.kill(terminal.process, signal.SIGTERM)


main()
