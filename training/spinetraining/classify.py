"""Stage 2: trains the classifier. `python -m spinetraining.classify PREPARED… --run FOLDER`"""

import numpy as np
import torch
from torch.nn import functional as F

from .metrics import area_under_curve
from .networks import Classifier
from .prepared import Prepared, is_held_out
from .randomise import random_slices
from .run import Run, parser

#: A cell counts as fractured from this part of its area on: 0.3 % of a 5.2 mm cell is 0.08 mm².
CELL_SHARE = 0.003


class Levels:
    """All levels of some studies, read lazily; each study's arrays stay memory-mapped."""

    def __init__(self, level_sets):
        self.arrays = [
            (np.load(s.slices, mmap_mode="r"), np.load(s.fractures, mmap_mode="r") if s.fractures else None)
            for s in level_sets
        ]
        self.rows = [(n, m) for n, s in enumerate(level_sets) for m in range(len(s.levels))]
        self.fractured = np.array([level_sets[n].fractured[m] for n, m in self.rows])
        self.names = [level_sets[n].levels[m] for n, m in self.rows]
        self.studies = [level_sets[n].study for n, _ in self.rows]
        self.cell_pixels = 8

    def __len__(self):
        return len(self.rows)

    def load(self, row):
        """Slices [S, C, H, W] and the fractured part of each cell [S, h, w]; NaN where unknown."""
        n, m = self.rows[row]
        slices, fractures = self.arrays[n]
        image = torch.from_numpy(np.array(slices[m]))
        if fractures is not None:
            return image, torch.from_numpy(np.array(fractures[m])).float()
        s, _, h, w = image.shape
        fill = float("nan") if self.fractured[row] else 0.0
        return image, torch.full((s, h // self.cell_pixels, w // self.cell_pixels), fill)


def draws(levels, batch, count, positive_share, seed):
    """`count` batches of rows, each with about `positive_share` fractured levels."""

    class Draws(torch.utils.data.Dataset):
        def __len__(self):
            return count

        def __getitem__(self, n):
            rng = np.random.default_rng([seed, n])
            positives = np.flatnonzero(levels.fractured)
            negatives = np.flatnonzero(~levels.fractured)
            take = [
                int(rng.choice(positives if rng.random() < positive_share and len(positives) else negatives))
                for _ in range(batch)
            ]
            images, cells = zip(*(levels.load(row) for row in take))
            images, cells = random_slices(torch.stack(images), torch.stack(cells), rng)
            return images, cells, torch.tensor(levels.fractured[take], dtype=torch.float32)

    return torch.utils.data.DataLoader(Draws(), batch_size=None, num_workers=1)


def loss(model, batch, smoothing=0.02):
    images, cells, fractured = batch
    with torch.autocast("cpu", torch.bfloat16):
        logits, slice_logits, cell_logits = model.forward_batch(images)
    total = F.binary_cross_entropy_with_logits(
        logits.float(), fractured * (1 - 2 * smoothing) + smoothing
    )
    known = torch.isfinite(cells)
    truth = (torch.nan_to_num(cells) > CELL_SHARE).float()
    each = F.binary_cross_entropy_with_logits(
        cell_logits, truth, pos_weight=torch.tensor(6.0), reduction="none"
    )
    total = total + 2.0 * (each * known).sum() / known.sum().clamp(min=1)
    seen = known.flatten(2).all(2)
    in_slice = truth.flatten(2).amax(2)
    by_slice = F.binary_cross_entropy_with_logits(slice_logits, in_slice, reduction="none")
    return total + 0.5 * (by_slice * seen).sum() / seen.sum().clamp(min=1)


@torch.no_grad()
def scores(model, levels):
    """Logits of levels, without augmentation, as inference computes them but in bfloat16."""
    was_training = model.training
    model.eval()
    result = []
    for row in range(len(levels)):
        image, _ = levels.load(row)
        with torch.autocast("cpu", torch.bfloat16):
            logit, _, _ = model.forward_batch(image.float()[None])
        result.append(logit.item())
    model.train(was_training)
    return np.array(result)


def overall(levels, logits):
    """Per study: noisy-OR of its levels' probabilities, and whether any is fractured."""
    healthy, broken = {}, {}
    for study, logit, fractured in zip(levels.studies, logits, levels.fractured):
        healthy[study] = healthy.get(study, 1.0) * (1 - 1 / (1 + np.exp(-logit)))
        broken[study] = broken.get(study, False) or bool(fractured)
    studies = sorted(healthy)
    return np.array([1 - healthy[s] for s in studies]), np.array([broken[s] for s in studies])


def train(arguments):
    torch.set_num_threads(arguments.threads)
    torch.manual_seed(arguments.seed)
    prepared = Prepared(arguments.prepared)
    held = Levels([s for s in prepared.level_sets if is_held_out(s.study, arguments.held_out)])
    levels = Levels([s for s in prepared.level_sets if not is_held_out(s.study, arguments.held_out)])
    model = Classifier(
        channels=prepared.settings["classify"]["neighbours"] + 1, width=arguments.width
    ).to(memory_format=torch.channels_last)
    optimiser = torch.optim.AdamW(model.parameters(), lr=arguments.rate, weight_decay=1e-2)
    run = Run(arguments.run, model, optimiser, arguments.steps)
    if arguments.warm_start:
        run.warm_start(arguments.warm_start)
    run.resume()
    run.log(
        levels=len(levels), fractured=int(levels.fractured.sum()), held_out=len(held),
        parameters=sum(p.numel() for p in model.parameters()),
    )  # fmt: skip
    loader = draws(
        levels, arguments.batch, arguments.steps - run.step, arguments.positives, arguments.seed + run.step
    )

    def validated(averaged):
        logits = scores(averaged, held)
        by_level = area_under_curve(logits, held.fractured)
        by_study = area_under_curve(*overall(held, logits))
        # Without a case on one side there is no area; chance stands for it.
        score = np.nan_to_num(by_level, nan=0.5) + np.nan_to_num(by_study, nan=0.5)
        return {"auc_levels": by_level, "auc_overall": by_study}, float(score)

    run.train(loader, lambda batch: loss(model, batch), validated, arguments)


def main(argv=None):
    options = parser(__doc__, steps=4000, batch=4, rate=1.5e-3, held_out=0.15)
    options.add_argument("--width", type=int, default=24)
    options.add_argument("--positives", type=float, default=0.4)
    train(options.parse_args(argv))


if __name__ == "__main__":
    main()
