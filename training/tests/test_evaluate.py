import json

import evaluate
import pytest


def write_cohort(folder, studies):
    (folder / "train.csv").write_text(
        "StudyInstanceUID,patient_overall,C1,C2,C3,C4,C5,C6,C7\n1.2,1,0,0,0,0,1,0,0\n"
    )
    record = {"seed": 7, "centres_mm_lps": {"C5": [0, 0, 0], "C6": [0, 3, -18]}, "fractures": []}
    (folder / "truth.json").write_text(json.dumps({"studies": {name: record for name in studies}}))


def test_a_cohort_gives_rows_and_centres(tmp_path):
    write_cohort(tmp_path, ["1.2"])
    cohort = evaluate.read_cohort(tmp_path)
    row, centres = cohort["1.2"]
    assert row["C5"] == "1" and row["patient_overall"] == "1"
    assert centres["C6"] == [0, 3, -18]


def test_tables_of_different_studies_are_refused(tmp_path):
    write_cohort(tmp_path, ["1.3"])
    with pytest.raises(ValueError, match="different studies"):
        evaluate.read_cohort(tmp_path)


def test_a_name_one_level_off_counts_as_shifted():
    truth = {"C5": [0, 0, 0], "C6": [0, 3, -18]}
    found = {
        "levels": [
            {"level": "C5", "in_view": True, "centre_mm_lps": [1, 0, 0]},
            {"level": "C6", "in_view": True, "centre_mm_lps": [0, 1, 1]},
            {"level": "C7", "in_view": False, "centre_mm_lps": None},
        ]
    }
    figures = evaluate.summary(evaluate.compare(found, truth))
    assert (figures["marked"], figures["right"], figures["shifted"]) == (2, 1, 1)
