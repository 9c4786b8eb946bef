"""Hostile files: alive, quick, small, and a reason given."""
from . import bounded, peers
from .truth import Verdict

SECONDS, BYTES = 2.0, 1 << 30
#: Peers are stopped here, so that one file cannot take the machine.
PEER_SECONDS, PEER_BYTES = 10.0, 12 << 30


def _cost(outcome):
    over = []
    if outcome.timed_out:
        over.append("hang")
    elif outcome.seconds > SECONDS:
        over.append(f"{outcome.seconds:.1f} s")
    if outcome.peak > BYTES:
        over.append(f"{outcome.peak / 2 ** 30:.1f} GB")
    if outcome.status < 0 and not outcome.timed_out:
        over.append(f"signal {-outcome.status}")
    return ", ".join(over)


def ours(program, path):
    outcome = program.run("info", "--json", path)
    cost = _cost(outcome)
    detail = f"{outcome.seconds:.2f} s, {outcome.peak >> 20} MB"
    if cost:
        return Verdict("WRONG", cost), detail
    if outcome.status == 0:
        return Verdict("shown"), detail
    reason = outcome.errors.strip()
    return (Verdict("refused") if outcome.status == 65 and reason else Verdict("WRONG", f"status {outcome.status}")), detail


def _peer(outcome):
    cost = _cost(outcome)
    return Verdict("WRONG", cost) if cost else Verdict("shown" if outcome.status == 0 else "refused")


def simpleitk(path):
    return _peer(bounded.call(peers.simpleitk_pixels, (path,), PEER_SECONDS, PEER_BYTES))


def pydicom(path):
    return _peer(bounded.call(peers.pydicom_pixels, (path,), PEER_SECONDS, PEER_BYTES))


def dcm2niix(path):
    import tempfile
    with tempfile.TemporaryDirectory() as output:
        return _peer(bounded.run([peers.dcm2niix.bin, "-z", "n", "-s", "y", "-o", output, path], PEER_SECONDS, PEER_BYTES))
