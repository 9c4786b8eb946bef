import numpy as np
import torch

from spinetraining.localise import targets
from spinetraining.randomise import random_patch, random_slices


def test_centres_move_with_their_voxels():
    labels = np.zeros((40, 40, 40), np.uint8)
    labels[18:23, 10:15, 24:29] = 3
    image = (labels > 0).astype(np.float32)
    for seed in range(20):
        rng = np.random.default_rng(seed)
        patch, raw, centres = random_patch(image, labels, {3: [26, 12, 20]}, 48, rng)
        where = torch.nonzero(raw == 3).float()
        if len(where) < 40:
            continue
        middle = where.mean(0).flip(0).numpy()
        # Bending is not followed by the centre; it is a voxel or two at most.
        assert np.linalg.norm(middle - centres[3]) < 3.5


def test_offsets_lead_from_each_voxel_to_its_centre():
    raw = torch.zeros(6, 6, 6, dtype=torch.long)
    raw[2, 3, 4] = 9
    classes, offsets, known = targets(raw, {9: [1.0, 2.0, 3.0]})
    assert classes[2, 3, 4] == 8
    assert offsets[:, 2, 3, 4].tolist() == [-3, -1, 1]
    assert known.sum() == 1


def test_cells_move_with_the_slices():
    batch = torch.zeros(1, 3, 4, 64, 64)
    cells = torch.zeros(1, 3, 8, 8)
    batch[:, :, :3, 16:32, 32:48] = 1
    cells[:, :, 2:4, 4:6] = 1
    for seed in range(10):
        images, moved = random_slices(batch, cells, np.random.default_rng(seed))
        seen = torch.nn.functional.avg_pool2d(images[0, :, 1], 8) > 0.5
        assert (moved[0] > 0.5)[seen].float().mean() > 0.6
