"""How many cases a test needs before it may be read."""

from math import ceil, sqrt
from statistics import NormalDist

ALPHA = 0.05
POWER = 0.8


def sample_size(baseline: float, lift: float, *, alpha: float = ALPHA, power: float = POWER) -> int:
    """Cases per arm for a two-sided comparison of two rates.

    `baseline` is a rate between 0 and 1, `lift` relative (0.2: one fifth more). The two-proportion z test:
    n = [z(1-alpha/2) sqrt(2 p (1-p)) + z(power) sqrt(p1(1-p1) + p2(1-p2))]^2 / (p2-p1)^2 with p the mean of both rates.
    Raises ValueError when a rate leaves 0 to 1 or nothing is to be found.
    """
    second = baseline * (1 + lift)
    if not 0 < baseline < 1 or not 0 < second < 1 or lift == 0:
        raise ValueError(f"a baseline of {baseline} with a lift of {lift} is not a pair of different rates between 0 and 1")
    mean = (baseline + second) / 2
    z_alpha, z_power = NormalDist().inv_cdf(1 - alpha / 2), NormalDist().inv_cdf(power)
    spread = z_alpha * sqrt(2 * mean * (1 - mean)) + z_power * sqrt(baseline * (1 - baseline) + second * (1 - second))
    return ceil(spread**2 / (second - baseline) ** 2)
