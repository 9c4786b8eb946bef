"""A tiny prepared folder in the format of `spinetui prepare`, with bright blocks for vertebrae."""

import json
import sys
from pathlib import Path

import numpy as np
import pytest

sys.path.insert(0, str(Path(__file__).parent.parent))

SETTINGS = {
    "localise": {
        "name": "image", "layout": "NCDHW", "spacing_mm": 3, "window_hu": [-500, 1300],
        "size_multiple": 16, "maximum_side": 512,
    },
    "classify": {
        "name": "slices", "layout": "SCHW", "slices": 5, "neighbours": 3, "neighbour_step_mm": 1,
        "size_pixels": 32, "pixel_mm": 0.65, "margin_mm": 1, "window_hu": [-500, 1300],
    },
}  # fmt: skip


def write_study(folder, number, rng):
    name = f"study-{number}"
    image = rng.normal(0.3, 0.02, (64, 32, 32)).clip(0, 1)
    labels = np.zeros(image.shape, np.uint8)
    centres = {}
    for label in range(1, 9):
        z = 60 - 7 * label
        labels[z - 2 : z + 3, 12:20, 12:20] = label
        image[z - 2 : z + 3, 12:20, 12:20] += 0.4 + 0.02 * label
        centres[str(label)] = [15.5, 15.5, float(z)]
    np.save(folder / f"localise/{name}-0-image.npy", image.astype(np.float16))
    np.save(folder / f"localise/{name}-0-labels.npy", labels)
    fractured = [bool(rng.random() < 0.4) for _ in range(7)]
    slices = rng.normal(0.5, 0.05, (7, 5, 4, 32, 32))
    cells = np.zeros((7, 5, 4, 4))
    for n in np.flatnonzero(fractured):
        slices[n, 2, :3, 8:16, 10:12] = 0
        cells[n, 2, 1, 1] = 0.25
    np.save(folder / f"classify/{name}-slices.npy", slices.astype(np.float16))
    np.save(folder / f"classify/{name}-fractures.npy", cells.astype(np.float16))
    return {
        "id": name,
        "volumes": [
            {
                "image": f"localise/{name}-0-image.npy",
                "labels": f"localise/{name}-0-labels.npy",
                "centres": centres,
            }
        ],
        "levels": {
            "slices": f"classify/{name}-slices.npy",
            "fractures": f"classify/{name}-fractures.npy",
            "names": [f"C{n}" for n in range(1, 8)],
            "fractured": fractured,
        },
    }


@pytest.fixture(scope="session")
def prepared(tmp_path_factory):
    folder = tmp_path_factory.mktemp("prepared")
    for name in ("localise", "classify"):
        (folder / name).mkdir()
    rng = np.random.default_rng(7)
    studies = [write_study(folder, n, rng) for n in range(12)]
    (folder / "index.json").write_text(
        json.dumps({"format": 1, "settings": SETTINGS, "studies": studies})
    )
    return folder
