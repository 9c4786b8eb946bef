"""Runs the ONNX project's backend suite through the engine and through ONNX Runtime, and prints the
table of docs/conformance.md.

    python Tests/Conformance/onnx/backend.py PROGRAM [--only TEXT] [--failures]

PROGRAM is the built `OnnxCases`. Ends with status 1 when the engine falls short of a floor.
"""
import argparse
import sys
from collections import Counter

import onnx
import onnxruntime

from runners import Engine, onnx_runtime
from suite import selection

FLOOR = 900


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("program")
    parser.add_argument("--only", help="cases whose name contains this")
    parser.add_argument("--failures", action="store_true", help="name each case that is not passed")
    options = parser.parse_args()
    cases, excluded = selection(options.only)
    ours = Engine(options.program).run(cases)
    peer = [onnx_runtime(case) for case in cases]
    print(f"onnx {onnx.__version__}, ONNX Runtime {onnxruntime.__version__}\n")
    print("| cases | in the selection | SpineTUI | ONNX Runtime |")
    print("|---|---|---|---|")
    for kind in dict.fromkeys(case.kind for case in cases):
        rows = [n for n, case in enumerate(cases) if case.kind == kind]
        print(f"| {kind} | {len(rows)} | {sum(ours[n] is None for n in rows)} "
              f"| {sum(peer[n] is None for n in rows)} |")
    passed = (sum(r is None for r in ours), sum(r is None for r in peer))
    print(f"| all | {len(cases)} | {passed[0]} | {passed[1]} |")
    print("\n| not passed by | case | why |\n|---|---|---|")
    for n, case in enumerate(cases):
        if ours[n] is not None:
            print(f"| SpineTUI | `{case.name}` | {ours[n]} |")
    if options.failures:
        for n, case in enumerate(cases):
            if peer[n] is not None:
                print(f"| ONNX Runtime | `{case.name}` | {peer[n]} |")
    reasons = Counter("an opset or type it lacks" if "mplement" in r or "opset" in r else
                      "another error" if r.startswith("error") else "another result"
                      for r in peer if r is not None)
    print("\nONNX Runtime:", ", ".join(f"{count} by {why}" for why, count in reasons.most_common()))
    print(f"\nNot in the selection: {sum(excluded.values())} cases.\n\n| why | cases |\n|---|---|")
    for why, count in sorted(excluded.items(), key=lambda item: (-item[1], item[0])):
        print(f"| {why} | {count} |")
    if not options.only and (len(cases) < FLOOR or passed[0] <= passed[1]):
        sys.exit(f"short: {len(cases)} cases, {passed[0]} passed, ONNX Runtime {passed[1]}")


if __name__ == "__main__":
    main()
