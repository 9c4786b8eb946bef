import numpy as np

from spinetraining.metrics import area_under_curve, platt, threshold_for_specificity


def test_area_under_curve_counts_ties_half():
    assert area_under_curve([1, 2, 3, 4], [0, 0, 1, 1]) == 1
    assert area_under_curve([1, 2, 3, 4], [1, 1, 0, 0]) == 0
    assert area_under_curve([1, 1], [0, 1]) == 0.5
    assert area_under_curve([0.1, 0.4, 0.35, 0.8], [0, 0, 1, 1]) == 0.75


def test_platt_finds_the_curve_that_made_the_labels():
    rng = np.random.default_rng(1)
    logits = rng.normal(0, 2, 20000)
    truth = rng.random(20000) < 1 / (1 + np.exp(-(0.7 * logits - 1.2)))
    slope, intercept = platt(logits, truth)
    assert abs(slope - 0.7) < 0.05
    assert abs(intercept + 1.2) < 0.05


def test_platt_stays_finite_on_separated_data():
    slope, intercept = platt([-3, -2, 2, 3], [False, False, True, True])
    assert 0 < slope < 50 and abs(intercept) < 10


def test_threshold_keeps_the_specificity():
    probabilities = np.array([0.1, 0.2, 0.3, 0.4, 0.35, 0.9])
    truth = np.array([0, 0, 0, 0, 1, 1], bool)
    value, sensitivity, specificity = threshold_for_specificity(probabilities, truth, 0.75)
    assert (value, sensitivity, specificity) == (0.35, 1.0, 0.75)


def test_platt_settles_where_a_whole_newton_step_overshoots():
    rng = np.random.default_rng(1)
    logits = np.concatenate([rng.normal(-1.3, 0.8, 900), rng.normal(3, 1, 60), rng.normal(4.2, 0.4, 100)])
    truth = np.arange(1060) >= 960
    slope, intercept = platt(logits, truth)
    assert 0.5 < slope < 5
    probabilities = 1 / (1 + np.exp(-(slope * logits + intercept)))
    assert abs(probabilities.mean() - truth.mean()) < 0.01
