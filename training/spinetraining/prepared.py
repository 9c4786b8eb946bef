"""Reads a folder of `spinetui prepare`: the only source of training data."""

import hashlib
import json
from dataclasses import dataclass
from pathlib import Path

import numpy as np

#: Channels of the localiser's labels; vertebra labels above 8 (T2 and on) count as "T1+".
CLASSES = ["background", "C1", "C2", "C3", "C4", "C5", "C6", "C7", "T1+"]
LEVELS = CLASSES[1:8]


@dataclass
class Volume:
    """One example of stage 1: file paths, and centres in voxels (x, y, z) by raw label."""

    study: str
    image: Path
    labels: Path
    centres: dict[int, list[float]]

    def load(self):
        """Image [D, H, W] float16 in 0…1, raw labels [D, H, W] uint8."""
        return np.load(self.image), np.load(self.labels)


@dataclass
class LevelSet:
    """The examples of stage 2 from one study."""

    study: str
    slices: Path
    fractures: Path | None
    levels: list[str]
    fractured: list[bool]


class Prepared:
    """All folders given to a training, joined; they must have been prepared with the same settings."""

    def __init__(self, folders):
        self.settings = None
        self.volumes: list[Volume] = []
        self.level_sets: list[LevelSet] = []
        for folder in map(Path, folders):
            index = json.loads((folder / "index.json").read_text())
            if index["format"] != 1:
                raise ValueError(f"{folder}: format {index['format']}, expected 1")
            if self.settings not in (None, index["settings"]):
                raise ValueError(f"{folder} was prepared with other settings than the folders before it")
            self.settings = index["settings"]
            for study in index["studies"]:
                self._add(folder, study)

    def _add(self, folder, study):
        for volume in study["volumes"]:
            self.volumes.append(
                Volume(
                    study["id"],
                    folder / volume["image"],
                    folder / volume["labels"],
                    {int(label): centre for label, centre in volume["centres"].items()},
                )
            )
        levels = study.get("levels")
        if levels and levels["names"]:
            fractures = levels.get("fractures")
            self.level_sets.append(
                LevelSet(
                    study["id"],
                    folder / levels["slices"],
                    folder / fractures if fractures else None,
                    levels["names"],
                    levels["fractured"],
                )
            )


def is_held_out(study: str, share: float) -> bool:
    """Whether a study belongs to the held-out part: by its name alone, so it never changes sides."""
    digest = hashlib.sha256(study.encode()).digest()
    return int.from_bytes(digest[:4], "big") / 2**32 < share
