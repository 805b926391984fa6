"""Our methods beside other programs on fifty random inputs each: the largest difference of each quantity.

usage: differential.py ANALYZE WORK [python|r ...]   (bench/differential.sh installs what is needed and calls it)
"""
import json
import subprocess
import sys
from pathlib import Path

import numpy as np
import pandas as pd

ANALYZE, WORK = sys.argv[1], Path(sys.argv[2])
GROUPS = sys.argv[3:] or ["python", "r"]
RUNS = 50
WORST = {}


def ours(*words):
    done = subprocess.run([ANALYZE, *map(str, words), "--json"], capture_output=True, text=True)
    if done.returncode:
        raise SystemExit(f"{words}: {done.stderr}")
    return json.loads(done.stdout)


def note(peer, quantity, theirs, mine):
    theirs, mine = (np.atleast_1d(np.asarray(x, float)).ravel() for x in (theirs, mine))
    if theirs.shape != mine.shape:
        raise SystemExit(f"{peer} {quantity}: {theirs.shape} beside {mine.shape}")
    scale = np.maximum(1.0, np.abs(theirs))
    gap = float(np.nanmax(np.abs(theirs - mine) / scale)) if len(theirs) else 0.0
    gap = float("inf") if np.any(np.isnan(theirs) != np.isnan(mine)) else gap
    worst, runs, values = WORST.get((peer, quantity), (0.0, 0, 0))
    WORST[peer, quantity] = (max(worst, gap), runs + 1, values + len(theirs))


def made(run):
    """Points with clusters, times, and values of cells on a grid with holes; each run another size."""
    rng = np.random.default_rng(1000 + run)
    n = int(rng.integers(60, 400))
    centres = rng.uniform(500, 4500, (6, 2))
    where = centres[rng.integers(0, 6, n)] + rng.normal(0, rng.uniform(60, 400), (n, 2))
    points = np.where(rng.uniform(size=(n, 1)) < 0.5, where, rng.uniform(0, 5000, (n, 2)))
    frame = pd.DataFrame({"x": points[:, 0], "y": points[:, 1], "t": rng.uniform(0, 365, n)})
    side = int(rng.integers(6, 14))
    grid = np.array([(100.0 * i, 100.0 * j) for i in range(side) for j in range(side)])
    grid = grid[rng.uniform(size=len(grid)) < 0.9]
    cells = pd.DataFrame({"x": grid[:, 0], "y": grid[:, 1], "v": rng.negative_binomial(1, 0.3, len(grid)).astype(float)})
    months = int(rng.integers(36, 84))
    change = int(rng.integers(18, months - 12))
    m = np.arange(1, months + 1)
    level = np.exp(rng.uniform(1.5, 4.5) + rng.normal(0, 0.005) * m + rng.normal(0, 0.3) * (m > change))
    series = pd.DataFrame({"m": m, "n": rng.negative_binomial(8, 8 / (8 + level))})
    folder = WORK / f"run{run}"
    folder.mkdir(parents=True, exist_ok=True)
    for name, table in (("points", frame), ("cells", cells), ("series", series)):
        table.to_csv(folder / f"{name}.csv", index=False, float_format="%.17g")
    facts = {"d": 155.0, "space": 250.0, "days": 14.0, "eps": 150.0, "fewest": 5, "h": 400.0, "change": change + 1}
    (folder / "facts.json").write_text(json.dumps(facts))
    return folder, frame, cells, series, facts


def answers(folder, f):
    cells = ("--cells", folder / "cells.csv", "--x", "x", "--y", "y", "--value", "v", "--distance", f["d"], "--permutations", 0)
    points = ("--points", folder / "points.csv", "--x", "x", "--y", "y")
    bounds = ("--bandwidth", f["h"], "--cell", 250, "--bounds", "0,0,5000,5000", "--edge", "none")
    return {
        "gi": ours("gi-star", *cells, "--weights", "binary"),
        "moran": ours("moran", *cells, "--weights", "row"),
        "knox": ours("near-repeat", *points, "--time", "t", "--space", f"0,{f['space']}", "--days", f"0,{f['days']}", "--permutations", 0),
        "dbscan": ours("dbscan", *points, "--eps", f["eps"], "--min-points", f["fewest"]),
        "gaussian": ours("kde", *points, *bounds, "--kernel", "gaussian"),
        "quartic": ours("kde", *points, *bounds, "--kernel", "quartic", "--exact"),
        "itsa": ours("itsa", "--series", folder / "series.csv", "--count", "n", "--time", "m", "--change", f["change"], "--harmonics", 0),
    }


def same_clusters(theirs, mine, core):
    """Share of points on which two clusterings disagree: noise, and cores put together or apart."""
    theirs, mine = np.asarray(theirs), np.asarray(mine)
    wrong = int(np.sum((theirs < 0) != (mine < 0)))
    pairs = set(zip(theirs[core], mine[core]))
    return wrong + len(pairs) - len({a for a, _ in pairs}) + len(pairs) - len({b for _, b in pairs})


def centres():
    at = np.arange(125.0, 5000.0, 250.0)
    return np.array([(x, y) for y in at for x in at])


def python(folder, points, cells, series, f, a):
    import statsmodels.api as sm
    from esda import G_Local, Moran, Moran_Local
    from libpysal.weights import DistanceBand
    from pointpats import Knox
    from sklearn.cluster import DBSCAN
    from sklearn.neighbors import KernelDensity
    from statsmodels.stats.multitest import multipletests

    at, v = cells[["x", "y"]].to_numpy(), cells["v"].to_numpy()
    w = DistanceBand(at, threshold=f["d"], binary=True, silence_warnings=True)
    note("esda", "Gi*, binary: z", G_Local(v, w, transform="B", star=True, permutations=0).Zs, a["gi"]["z"])
    note("statsmodels", "Benjamini-Hochberg: q", multipletests(a["gi"]["p"], method="fdr_bh")[1], a["gi"]["q"])
    if not w.islands:
        row = DistanceBand(at, threshold=f["d"], binary=True, silence_warnings=True)
        global_ = Moran(v, row, transformation="r", permutations=0)
        for quantity, theirs, mine in (("I", global_.I, "i"), ("expected", global_.EI, "expected")):
            note("esda", f"Moran, row weights: {quantity}", theirs, a["moran"][mine])
        note("esda", "Moran, row weights: variance under randomization", global_.VI_rand, a["moran"]["variance"])
        local = Moran_Local(v, row, transformation="r", permutations=0)
        note("esda", "Moran, local: I", local.Is, a["moran"]["local"])
    xyt = points[["x", "y"]].to_numpy(), points["t"].to_numpy()[:, None]
    theirs = Knox(*xyt, f["space"], f["days"], permutations=0)
    note("pointpats", "Knox: close pairs", theirs.statistic_, a["knox"]["observed"][0][0])
    scan = DBSCAN(eps=f["eps"], min_samples=f["fewest"]).fit(xyt[0])
    note("scikit-learn", "DBSCAN: points in other clusters", 0, same_clusters(scan.labels_, a["dbscan"]["labels"], scan.core_sample_indices_))
    tree = KernelDensity(bandwidth=f["h"], kernel="gaussian", rtol=1e-10).fit(xyt[0])
    theirs = np.exp(tree.score_samples(centres())) * len(points)
    peak = theirs.max()
    note("scikit-learn", "KDE, Gaussian: density, share of the peak", theirs / peak, np.array(a["gaussian"]["density"]) / peak)
    m = series["m"].to_numpy(float)
    x = np.column_stack([np.ones_like(m), m, (m >= f["change"]).astype(float)])
    fit = sm.GLM(series["n"], x, family=sm.families.Poisson()).fit(scale="X2", tol=1e-12)
    b, se = fit.params.iloc[2], fit.bse.iloc[2]
    note("statsmodels", "interrupted series: rate ratio", np.exp(b), a["itsa"]["rr"])
    note("statsmodels", "interrupted series: interval", np.exp([b - 1.959963984540054 * se, b + 1.959963984540054 * se]), a["itsa"]["ci"])
    note("statsmodels", "interrupted series: dispersion, deviance", [fit.scale, fit.deviance], [a["itsa"]["dispersion"], a["itsa"]["deviance"]])


def r(folder, points, cells, series, f, a):
    done = subprocess.run(["Rscript", str(Path(__file__).with_suffix(".R")), str(folder)], capture_output=True, text=True)
    if done.returncode:
        raise SystemExit(done.stderr)
    t = json.loads((folder / "r.json").read_text())
    note("spdep", "Gi*, binary: z", t["gi"], a["gi"]["z"])
    if t["moran"]:
        note("spdep", "Moran, row weights: I, expected, variance under randomization", t["moran"],
             [a["moran"]["i"], a["moran"]["expected"], a["moran"]["variance"]])
        # spdep divides by the variance over n, we and esda over n - 1.
        n = len(cells)
        note("spdep", "Moran, local: I times (n - 1) / n", np.array(t["local"]) * (n - 1) / n, a["moran"]["local"])
    note("surveillance", "Knox: close pairs, expected", t["knox"], [a["knox"]["observed"][0][0], a["knox"]["expected"][0][0]])
    note("spatstat", "KDE, quartic: density, share of the peak", np.array(t["quartic"]) / max(t["quartic"]), np.array(a["quartic"]["density"]) / max(t["quartic"]))
    note("spatstat", "KDE, Gaussian: density, share of the peak", np.array(t["gaussian"]) / max(t["gaussian"]), np.array(a["gaussian"]["density"]) / max(t["gaussian"]))
    note("R's dbscan", "DBSCAN: points in other clusters", 0, same_clusters(np.array(t["dbscan"]) - 1, a["dbscan"]["labels"], np.array(t["core"], bool)))
    note("R's glm", "interrupted series: rate ratio, dispersion, deviance", t["glm"], [a["itsa"][k] for k in ("rr", "dispersion", "deviance")])


for run in range(RUNS):
    given = made(run)
    a = answers(given[0], given[4])
    for group in GROUPS:
        {"python": python, "r": r}[group](*given, a)
print("| program | quantity | inputs | values | largest difference |\n|---|---|---|---|---|")
for (peer, quantity), (worst, runs, values) in WORST.items():
    print(f"| {peer} | {quantity} | {runs} | {values} | {worst:.1e} |")
