# SPDX-License-Identifier: GPL-2.0-only
"""Quantiles of Student's t distribution, by the standard library alone."""

from __future__ import annotations

import math
from functools import lru_cache


def _beta_fraction(a: float, b: float, x: float) -> float:
    """Continued fraction of the incomplete beta function (Lentz's method)."""
    tiny = 1e-300
    c = 1.0
    d = 1.0 / (1.0 - (a + b) * x / (a + 1.0) or tiny)
    result = d
    for m in range(1, 500):
        even = m * (b - m) * x / ((a + 2 * m - 1) * (a + 2 * m))
        odd = -(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1))
        for term in (even, odd):
            d = 1.0 / (1.0 + term * d or tiny)
            c = 1.0 + term / c or tiny
            result *= c * d
        if abs(c * d - 1.0) < 1e-15:
            break
    return result


def _incomplete_beta(a: float, b: float, x: float) -> float:
    """Regularised incomplete beta function I_x(a, b)."""
    if x <= 0.0 or x >= 1.0:
        return min(max(x, 0.0), 1.0)
    front = math.exp(
        math.lgamma(a + b) - math.lgamma(a) - math.lgamma(b) + a * math.log(x) + b * math.log1p(-x)
    )
    if x < (a + 1.0) / (a + b + 2.0):
        return front * _beta_fraction(a, b, x) / a
    return 1.0 - front * _beta_fraction(b, a, 1.0 - x) / b


def outside(t: float, degrees: int) -> float:
    """Probability that a t-distributed variable is further from 0 than t."""
    return _incomplete_beta(degrees / 2.0, 0.5, degrees / (degrees + t * t))


@lru_cache(maxsize=None)
def quantile(degrees: int, confidence: float = 0.95) -> float:
    """The t for which the interval [-t, t] has the given probability.

    Args:
        degrees: degrees of freedom, at least 1
        confidence: probability of the interval, such as 0.95

    Returns:
        t, to seven digits
    """
    low, high = 0.0, 1.0
    while outside(high, degrees) > 1.0 - confidence:
        high *= 2.0
    for _ in range(100):
        middle = (low + high) / 2.0
        if outside(middle, degrees) > 1.0 - confidence:
            low = middle
        else:
            high = middle
    return float(f"{high:.7g}")
