"""Reslicing against scipy in float64.

    python compare_planes.py FOLDER

FOLDER holds `planes.json` ({"dimensions", "affine" 4x4, "window", "planes": [{"origin", "right", "down", "spacing",
"width", "height"}]}), `voxels.f32` (i fastest) and for each plane n `linear-n.f32`, `nearest-n.f32`, `levels-n.u8`.
Prints {"linear": largest difference in HU, "nearest": pixels that differ, "levels": largest difference in greys of 64,
"pixels": compared}. Pixels within half a voxel of the border are left out: there the border rules differ.
"""
import json
import os
import sys

import numpy as np
from scipy.ndimage import map_coordinates

folder = sys.argv[1]
with open(os.path.join(folder, "planes.json")) as file:
    facts = json.load(file)
ni, nj, nk = facts["dimensions"]
voxels = np.fromfile(os.path.join(folder, "voxels.f32"), "<f4").reshape(nk, nj, ni).transpose(2, 1, 0).astype(np.float64)
inverse = np.linalg.inv(np.array(facts["affine"]))
center, width = facts["window"]
worst = {"linear": 0.0, "nearest": 0, "levels": 0, "pixels": 0}
for number, plane in enumerate(facts["planes"]):
    w, h = plane["width"], plane["height"]
    x, y = np.meshgrid(np.arange(w), np.arange(h))
    origin, right, down = (np.array(plane[name], float) for name in ("origin", "right", "down"))
    place = (origin[:, None] + np.outer(right, x.ravel() * plane["spacing"]) + np.outer(down, y.ravel() * plane["spacing"]))
    index = inverse[:3, :3] @ place + inverse[:3, 3:4]
    size = np.array([ni, nj, nk])[:, None]
    inside = ((index >= 0) & (index <= size - 1)).all(0)
    linear = map_coordinates(voxels, index, order=1, mode="nearest")
    nearest = map_coordinates(voxels, index, order=0, mode="nearest")

    def ours(kind, type="<f4"):
        ending = "u8" if type == "u1" else "f32"
        return np.fromfile(os.path.join(folder, f"{kind}-{number}.{ending}"), type).astype(np.float64)

    # Exactly half way between two voxels either is the nearest.
    tie = (np.abs(index - np.floor(index) - 0.5) < 1e-6).any(0)
    grey = np.clip((linear - (center - 0.5)) / (width - 1) + 0.5, 0, 1) * 63
    worst["linear"] = max(worst["linear"], float(np.abs(ours("linear") - linear)[inside].max(initial=0)))
    worst["nearest"] += int((ours("nearest") != nearest)[inside & ~tie].sum())
    worst["levels"] = max(worst["levels"], float(np.abs(ours("levels", "u1") - np.floor(grey + 0.5))[inside].max(initial=0)))
    worst["pixels"] += int(inside.sum())
print(json.dumps(worst))
