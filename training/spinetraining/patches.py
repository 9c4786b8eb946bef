"""Stage 2, first step: the classifier's trunk learns what a fracture looks like in small patches.

`python -m spinetraining.patches PREPARED… --run FOLDER`, then `classify … --warm-start FOLDER/best.pt`.
A fracture is a few pixels of a level's 15 slices; whole levels teach it slowly. A patch around one costs
a hundredth of a level.
"""

import numpy as np
import torch
from torch.nn import functional as F

from .classify import Levels
from .metrics import area_under_curve
from .networks import Classifier
from .prepared import Prepared, is_held_out
from .randomise import random_shading
from .run import Run, parser

#: A cell is fractured from the upper share of its area on; between the two it teaches nothing.
NO_FRACTURE, FRACTURE = 0.0005, 0.01


class Places:
    """Where patches are taken: cells with a fracture, and cells on the level's own bone without one."""

    def __init__(self, levels):
        self.levels = levels
        cell = levels.cell_pixels
        fractured, sound = [], []
        for row, (n, m) in enumerate(levels.rows):
            slices, fractures = levels.arrays[n]
            if fractures is None:
                continue
            share = np.asarray(fractures[m], np.float32)
            mask = np.asarray(slices[m, :, -1, cell // 2 :: cell, cell // 2 :: cell]) > 0.3
            fractured += [(row, *place) for place in np.argwhere(share > FRACTURE)]
            sound += [(row, *place) for place in np.argwhere(mask & (share <= NO_FRACTURE))]
        self.fractured = np.array(fractured, np.int32).reshape(-1, 4)
        self.sound = np.array(sound, np.int32).reshape(-1, 4)
        # Each level counts alike, however large its fracture.
        rows, counts = np.unique(self.fractured[:, 0], return_counts=True)
        self.weights = (1.0 / counts)[np.searchsorted(rows, self.fractured[:, 0])]
        self.weights /= self.weights.sum()

    def draw(self, count, size, rng):
        """Patches [count, C, size, size], and the fractured share of their cells [count, c, c]."""
        cell = self.levels.cell_pixels
        half = count // 2
        rows = np.concatenate([
            self.fractured[rng.choice(len(self.fractured), half, p=self.weights)],
            self.sound[rng.integers(len(self.sound), size=count - half)],
        ])  # fmt: skip
        images, shares = [], []
        for row, slice_index, y, x in rows:
            n, m = self.levels.rows[row]
            slices, fractures = self.levels.arrays[n]
            images.append(np.asarray(slices[m, slice_index], np.float32))
            shares.append(np.asarray(fractures[m, slice_index], np.float32))
        image, share = torch.from_numpy(np.stack(images)), torch.from_numpy(np.stack(shares))
        side = image.shape[-1]
        # The middle of the patch in the slice, −1…1, anywhere from the cell's middle.
        middle = (rows[:, [3, 2]] + 0.5) * cell + rng.uniform(-0.35, 0.35, (count, 2)) * size
        middle = torch.tensor(2 * middle / side - 1, dtype=torch.float32)
        angle = torch.tensor(np.radians(rng.uniform(-20, 20, count)), dtype=torch.float32)
        scale = torch.tensor(np.exp(rng.uniform(-0.15, 0.15, (count, 2))) * size / side, dtype=torch.float32)
        scale[:, 0] *= torch.tensor(rng.choice([-1.0, 1.0], count), dtype=torch.float32)
        theta = torch.stack([
            torch.stack([scale[:, 0] * angle.cos(), -scale[:, 1] * angle.sin(), middle[:, 0]], 1),
            torch.stack([scale[:, 0] * angle.sin(), scale[:, 1] * angle.cos(), middle[:, 1]], 1),
        ], 1)  # fmt: skip
        grid = F.affine_grid(theta, [count, image.shape[1], size, size], align_corners=False)
        patch = F.grid_sample(image, grid, align_corners=False)
        small = F.affine_grid(theta, [count, 1, size // cell, size // cell], align_corners=False)
        target = F.grid_sample(share.unsqueeze(1), small, align_corners=False)
        patch[:, :-1] = random_shading(patch[:, :-1], rng)
        return patch.clamp(0, 1), target.squeeze(1)


def batches(places, batch, size, count, seed, workers):
    class Draws(torch.utils.data.Dataset):
        def __len__(self):
            return count

        def __getitem__(self, n):
            return places.draw(batch, size, np.random.default_rng([seed, n]))

    return torch.utils.data.DataLoader(Draws(), batch_size=None, num_workers=workers)


def loss(model, patches, shares):
    with torch.autocast("cpu", torch.bfloat16):
        logits = model.cell_head(model.features(patches.contiguous(memory_format=torch.channels_last)))
    logits = logits.float().squeeze(1)
    known = (shares <= NO_FRACTURE) | (shares >= FRACTURE)
    each = F.binary_cross_entropy_with_logits(logits, (shares >= FRACTURE).float(), reduction="none")
    return (each * known).sum() / known.sum()


@torch.no_grad()
def validate(model, places, size, count=20):
    """Area under the curve of cells, over patches as in training."""
    was_training = model.training
    model.eval()
    scores, truth = [], []
    for n in range(count):
        patches, shares = places.draw(64, size, np.random.default_rng([7, n]))
        with torch.autocast("cpu", torch.bfloat16):
            logits = model.cell_head(model.features(patches.contiguous(memory_format=torch.channels_last)))
        known = (shares <= NO_FRACTURE) | (shares >= FRACTURE)
        scores.append(logits.float().squeeze(1)[known].numpy())
        truth.append((shares >= FRACTURE)[known].numpy())
    model.train(was_training)
    scores, truth = np.concatenate(scores), np.concatenate(truth)
    keep = np.random.default_rng(1).permutation(len(scores))[:12000]
    return area_under_curve(scores[keep], truth[keep])


def train(arguments):
    torch.set_num_threads(arguments.threads)
    torch.manual_seed(arguments.seed)
    prepared = Prepared(arguments.prepared)
    held = Places(Levels([s for s in prepared.level_sets if is_held_out(s.study, arguments.held_out)]))
    places = Places(Levels([s for s in prepared.level_sets if not is_held_out(s.study, arguments.held_out)]))
    model = Classifier(
        channels=prepared.settings["classify"]["neighbours"] + 1, width=arguments.width
    ).to(memory_format=torch.channels_last)
    optimiser = torch.optim.AdamW(model.parameters(), lr=arguments.rate, weight_decay=1e-2)
    run = Run(arguments.run, model, optimiser, arguments.steps)
    if arguments.warm_start:
        run.warm_start(arguments.warm_start)
    run.resume()
    run.log(fractured=len(places.fractured), sound=len(places.sound), held_out=len(held.fractured))
    loader = batches(
        places, arguments.batch, arguments.patch, arguments.steps - run.step, arguments.seed + run.step,
        arguments.workers,
    )  # fmt: skip

    def validated(averaged):
        figure = validate(averaged, held, arguments.patch)
        return {"auc_cells": figure}, float(np.nan_to_num(figure, nan=0.5))

    run.train(loader, lambda batch: loss(model, *batch), validated, arguments)


def main(argv=None):
    options = parser(__doc__, steps=4000, batch=96, rate=3e-3, held_out=0.15)
    options.add_argument("--patch", type=int, default=48)
    options.add_argument("--width", type=int, default=24)
    options.add_argument("--workers", type=int, default=1)
    train(options.parse_args(argv))


if __name__ == "__main__":
    main()
