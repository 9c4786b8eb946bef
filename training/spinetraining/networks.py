"""The two networks, in operators that ONNX opset 17 and the program's own engine know."""

import torch
from torch import nn
from torch.nn import functional as F

from .prepared import CLASSES


def conv3d(inputs, outputs):
    return nn.Sequential(
        nn.Conv3d(inputs, outputs, 3, padding=1, bias=False),
        nn.BatchNorm3d(outputs),
        nn.ReLU(inplace=True),
    )


class Localiser(nn.Module):
    """3-D U-Net: image [N, 1, D, H, W] → label logits [N, 9, …] and offsets [N, 3, …].

    Offsets lead from a voxel to its vertebra's centre (x, y, z), in units of OFFSET_MM.
    D, H and W must be multiples of 16. In training, `forward_deep` also names the bone in cells of 8
    and 4 voxels: without it the names, which only the deep layers can tell, are learned late.
    """

    OFFSET_MM = 10.0

    def __init__(self, base=12):
        super().__init__()
        widths = [base, 2 * base, 4 * base, 8 * base, 10 * base]
        self.encoders = nn.ModuleList()
        previous = 1
        for width in widths:
            self.encoders.append(nn.Sequential(conv3d(previous, width), conv3d(width, width)))
            previous = width
        self.decoders = nn.ModuleList()
        for width in reversed(widths[:-1]):
            self.decoders.append(nn.Sequential(conv3d(previous + width, width), conv3d(width, width)))
            previous = width
        self.labels = nn.Conv3d(previous, len(CLASSES), 1)
        self.offsets = nn.Conv3d(previous, 3, 1)
        self.cells = nn.ModuleList(nn.Conv3d(width, len(CLASSES) - 1, 1) for width in widths[3:1:-1])

    def forward(self, x):
        return self.forward_deep(x)[:2]

    def forward_deep(self, x):
        """As `forward`, and name logits of cells [N, 8, D/8, …] and [N, 8, D/4, …]."""
        skips = []
        for depth, encoder in enumerate(self.encoders):
            if depth:
                x = F.max_pool3d(x, 2)
            x = encoder(x)
            skips.append(x)
        skips.pop()
        cells = []
        for depth, decoder in enumerate(self.decoders):
            x = F.interpolate(x, scale_factor=2.0, mode="nearest")
            x = decoder(torch.cat([x, skips.pop()], 1))
            if self.training and depth < len(self.cells):
                cells.append(self.cells[depth](x))
        return self.labels(x), self.offsets(x), cells


def conv2d(inputs, outputs, stride=1):
    return nn.Sequential(
        nn.Conv2d(inputs, outputs, 3, stride=stride, padding=1, bias=False), nn.BatchNorm2d(outputs)
    )


class Residual(nn.Module):
    def __init__(self, inputs, outputs, stride):
        super().__init__()
        self.first = conv2d(inputs, outputs, stride)
        self.second = conv2d(outputs, outputs)
        self.shortcut = None
        if stride != 1 or inputs != outputs:
            self.shortcut = nn.Sequential(
                nn.Conv2d(inputs, outputs, 1, stride=stride, bias=False), nn.BatchNorm2d(outputs)
            )

    def forward(self, x):
        y = self.second(F.relu(self.first(x)))
        return F.relu(y + (x if self.shortcut is None else self.shortcut(x)))


class Classifier(nn.Module):
    """2.5-D network of one level: slices [S, C, H, W] → logit [1, 1] and attention [S].

    A residual CNN of stride 8 sees each slice and gives each cell of 8 × 8 pixels a fracture logit. The
    mean and the maximum of its features and the highest of its cells run along the spine through a
    bidirectional GRU and are gathered by attention: the maxima, because a fracture is a few cells of a
    slice. In training, `forward_batch` also gives the logits of cells and slices.
    """

    def __init__(self, channels=6, width=24, hidden=64):
        super().__init__()
        w = width
        self.trunk = nn.Sequential(
            conv2d(channels, w // 2), nn.ReLU(),  # at full resolution: a fracture is a pixel or two wide
            conv2d(w // 2, w, 2), nn.ReLU(),
            Residual(w, w, 1),
            Residual(w, 2 * w, 2), Residual(2 * w, 2 * w, 1),
            Residual(2 * w, 4 * w, 2), Residual(4 * w, 4 * w, 1), Residual(4 * w, 6 * w, 1),
        )  # fmt: skip
        self.pooled = nn.BatchNorm1d(12 * w + 1)
        self.recurrent = nn.GRU(12 * w + 1, hidden, bidirectional=True)
        self.gate = nn.Sequential(nn.Linear(2 * hidden, 64), nn.Tanh(), nn.Linear(64, 1))
        self.head = nn.Linear(2 * hidden, 1)
        self.slice_head = nn.Linear(2 * hidden, 1)
        self.cell_head = nn.Conv2d(6 * w, 1, 1)

    def features(self, slices):
        return self.trunk(slices)

    def pool(self, features):
        """Features [N, F, h, w] → what runs along the spine [N, 2F + 1], cell logits [N, 1, h, w]."""
        cells = self.cell_head(features)
        parts = [
            F.adaptive_avg_pool2d(features, 1), F.adaptive_max_pool2d(features, 1),
            F.adaptive_max_pool2d(cells, 1),
        ]  # fmt: skip
        return self.pooled(torch.cat(parts, 1).flatten(1).float()), cells

    def along_spine(self, pooled):
        """Pooled features [S, N, F] → level logits [N, 1], attention [S, N], slice states [S, N, 2H]."""
        states, _ = self.recurrent(pooled)
        attention = torch.softmax(self.gate(states), 0)
        gathered = (attention * states).sum(0)
        return self.head(gathered), attention.squeeze(2), states

    def forward(self, slices):
        pooled, _ = self.pool(self.features(slices))
        logit, attention, _ = self.along_spine(pooled.unsqueeze(1))
        return logit, attention.squeeze(1)

    def forward_batch(self, batch):
        """[N, S, C, H, W] → level logits [N], slice logits [N, S], cell logits [N, S, h, w]."""
        n, s = batch.shape[:2]
        features = self.features(batch.flatten(0, 1).contiguous(memory_format=torch.channels_last))
        pooled, cells = self.pool(features)
        with torch.autocast("cpu", enabled=False):
            logit, _, states = self.along_spine(pooled.unflatten(0, (n, s)).transpose(0, 1))
            slice_logits = self.slice_head(states).squeeze(2).transpose(0, 1)
        return logit.squeeze(1), slice_logits, cells.float().squeeze(1).unflatten(0, (n, s))
