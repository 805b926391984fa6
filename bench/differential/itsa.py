"""Interrupted series on random inputs: ours beside statsmodels.

    python3 -m venv VENV && VENV/bin/pip install statsmodels
    cargo build -p commonbeat-methods --example analyze
    VENV/bin/python bench/differential/itsa.py TARGET/debug/examples/analyze [INPUTS]

Prints the largest difference of each figure over all inputs, relative where the figure is not near 0.
"""

import json
import subprocess
import sys
import tempfile
import warnings
from pathlib import Path

import numpy as np
import statsmodels
import statsmodels.api as sm
from statsmodels.discrete.discrete_model import NegativeBinomial

warnings.simplefilter("ignore")
PROGRAM = sys.argv[1]
INPUTS = int(sys.argv[2]) if len(sys.argv) > 2 else 50


def ours(file, change, *more):
    words = [PROGRAM, "itsa", "--series", str(file), "--count", "y", "--time", "t", "--offset", "e"]
    out = subprocess.run([*words, "--change", str(change), *more, "--json"], capture_output=True, check=True)
    return json.loads(out.stdout)


def terms(t, change, harmonics):
    columns = [np.ones_like(t), t, (t >= change).astype(float)]
    for k in range(1, harmonics + 1):
        columns += [np.sin(2 * np.pi * k * t / 12), np.cos(2 * np.pi * k * t / 12)]
    return np.column_stack(columns)


def main():
    worst = {}

    def note(name, got, expected):
        apart = abs(got - expected) / max(1.0, abs(expected))
        worst[name] = max(worst.get(name, 0.0), apart)

    folder = Path(tempfile.mkdtemp())
    for seed in range(INPUTS):
        rng = np.random.default_rng(seed)
        n = int(rng.integers(30, 90))
        change = int(n * rng.uniform(0.4, 0.7))
        harmonics = int(rng.integers(0, 3))
        t = np.arange(1, n + 1, dtype=float)
        exposure = rng.uniform(50, 150, n)
        mean = exposure * rng.uniform(0.05, 0.6) * np.exp(rng.normal(0, 0.01) * t + rng.normal(0, 0.3) * (t >= change))
        size = rng.uniform(2, 20)
        y = rng.negative_binomial(size, size / (size + mean))
        file = folder / f"{seed}.csv"
        file.write_text("t,y,e\n" + "".join(f"{a:.0f},{b},{c!r}\n" for a, b, c in zip(t, y, exposure.tolist())))
        x, offset = terms(t, change, harmonics), np.log(exposure)
        h = ["--harmonics", str(harmonics)]

        model = sm.GLM(y, x, family=sm.families.Poisson(), offset=offset)
        quasi = model.fit(scale="X2", tol=1e-12, maxiter=200)
        found = ours(file, change, *h)
        note("quasi-Poisson log ratio", found["level"]["estimate"], quasi.params[2])
        note("quasi-Poisson standard error", found["level"]["se"], quasi.bse[2])
        note("quasi-Poisson p", found["p"], quasi.pvalues[2])
        note("dispersion", found["dispersion"], quasi.scale)
        note("deviance", found["deviance"], quasi.deviance)

        lag = int(rng.integers(1, 7))
        kwds = {"maxlags": lag, "use_correction": True}
        robust = model.fit(cov_type="HAC", cov_kwds=kwds, tol=1e-12, maxiter=200)
        found = ours(file, change, *h, f"--robust={lag}")
        note("Newey-West standard error", found["level"]["se"], robust.bse[2])

        binomial = NegativeBinomial(y, x, offset=offset).fit(disp=0, maxiter=2000, method="bfgs", gtol=1e-9)
        binomial = NegativeBinomial(y, x, offset=offset).fit(binomial.params, disp=0, maxiter=500, method="newton")
        found = ours(file, change, *h, "--family", "negative-binomial")
        note("negative binomial log ratio", found["level"]["estimate"], binomial.params[2])
        alpha = 0.0 if found["size"] is None else 1 / found["size"]
        note("negative binomial 1 / size", alpha, max(binomial.params[-1], 0.0))
        fixed = sm.GLM(y, x, family=sm.families.NegativeBinomial(alpha=max(alpha, 1e-9)), offset=offset)
        note("negative binomial standard error, size given", found["level"]["se"], fixed.fit(tol=1e-12).bse[2])
    print(f"{INPUTS} inputs, statsmodels {statsmodels.__version__}")
    for name, apart in worst.items():
        print(f"| {name} | {apart:.1e} |")


main()
