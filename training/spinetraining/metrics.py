"""Figures of merit, in NumPy alone."""

import numpy as np


def area_under_curve(scores, truth):
    """Area under the ROC curve: the chance that a positive scores above a negative, ties half.

    NaN when one side is empty. Source: Hanley and McNeil, Radiology 143, 1982.
    """
    truth = np.asarray(truth, bool)
    positives, negatives = np.asarray(scores)[truth], np.asarray(scores)[~truth]
    if not len(positives) or not len(negatives):
        return float("nan")
    difference = positives[:, None] - negatives[None, :]
    return float((difference > 0).mean() + 0.5 * (difference == 0).mean())


def bootstrap_interval(figure, *arrays, samples=2000, seed=1):
    """The 2.5 and 97.5 percentiles of `figure` over resampled rows of `arrays`."""
    rng = np.random.default_rng(seed)
    count = len(arrays[0])
    values = []
    for _ in range(samples):
        rows = rng.integers(0, count, count)
        values.append(figure(*(np.asarray(a)[rows] for a in arrays)))
    values = np.array(values)
    return tuple(float(v) for v in np.nanpercentile(values, [2.5, 97.5]))


def platt(logits, truth, weights=None, steps=200):
    """Slope and intercept of the logistic curve through the logits (Newton's method, ridge 1e-3).

    Targets are pulled in as Platt (1999) does, so that perfectly separated data stay finite.
    """
    x = np.stack([np.asarray(logits, float), np.ones(len(logits))], 1)
    truth = np.asarray(truth, bool)
    positives, negatives = truth.sum(), (~truth).sum()
    y = np.where(truth, (positives + 1) / (positives + 2), 1 / (negatives + 2))
    w = np.ones(len(y)) if weights is None else np.asarray(weights, float)

    def cost(beta):
        z = x @ beta
        return (w * (np.logaddexp(0, z) - y * z)).sum() + 5e-4 * ((beta - [1, 0]) ** 2).sum()

    beta = np.array([1.0, 0.0])
    for _ in range(steps):
        p = 1 / (1 + np.exp(-np.clip(x @ beta, -40, 40)))
        gradient = x.T @ (w * (p - y)) + 1e-3 * (beta - [1, 0])
        hessian = (x * (w * p * (1 - p))[:, None]).T @ x + 1e-3 * np.eye(2)
        move = np.linalg.solve(hessian, gradient)
        # A whole Newton step overshoots where the curve is nearly flat: well-separated classes.
        while cost(beta - move) > cost(beta) and np.abs(move).max() > 1e-9:
            move = move / 2
        beta = beta - move
        if np.abs(move).max() < 1e-9:
            break
    return float(beta[0]), float(beta[1])


def threshold_for_specificity(probabilities, truth, specificity):
    """The lowest threshold that keeps `specificity`; with its sensitivity and specificity there."""
    probabilities, truth = np.asarray(probabilities), np.asarray(truth, bool)
    best = None
    for value in np.unique(np.concatenate([probabilities, [1.0]])):
        called = probabilities >= value
        there = (~called[~truth]).mean() if (~truth).any() else 1.0
        if there >= specificity:
            best = (float(value), float(called[truth].mean()) if truth.any() else 0.0, float(there))
            break
    return best
