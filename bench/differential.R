# The same quantities by R's programs, for one folder of bench/differential.py; writes r.json there.
suppressMessages({library(jsonlite); library(spdep); library(surveillance); library(spatstat)})
folder <- commandArgs(TRUE)[1]
f <- fromJSON(file.path(folder, "facts.json"))
cells <- read.csv(file.path(folder, "cells.csv"))
points <- read.csv(file.path(folder, "points.csv"))
series <- read.csv(file.path(folder, "series.csv"))
near <- dnearneigh(as.matrix(cells[, c("x", "y")]), 0, f$d)
out <- list()
out$gi <- as.numeric(localG(cells$v, nb2listw(include.self(near), style = "B")))
out$moran <- NULL
if (all(card(near) > 0)) {
  w <- nb2listw(near, style = "W")
  out$moran <- as.numeric(moran.test(cells$v, w, randomisation = TRUE)$estimate)
  out$local <- as.numeric(localmoran(cells$v, w)[, "Ii"])
}
k <- knox(dt = dist(points$t), ds = dist(points[, c("x", "y")]), eps.t = f$days, eps.s = f$space, simulate.p.value = FALSE)
out$knox <- c(as.numeric(k$statistic), as.numeric(k$null.value))
at <- seq(125, 4875, 250)
q <- expand.grid(x = at, y = at)
all <- range(c(points$x, points$y, 0, 5000))
X <- ppp(points$x, points$y, window = owin(all, all))
# A quartic kernel of bandwidth h has a standard deviation of h / sqrt(8) along each axis.
out$quartic <- densityfun(X, sigma = f$h / sqrt(8), kernel = "quartic", edge = FALSE)(q$x, q$y)
out$gaussian <- densityfun(X, sigma = f$h, edge = FALSE, cutoff = 1e5)(q$x, q$y)
xy <- as.matrix(points[, c("x", "y")])
out$dbscan <- dbscan::dbscan(xy, f$eps, f$fewest)$cluster
out$core <- dbscan::is.corepoint(xy, f$eps, f$fewest)
g <- glm(n ~ m + I(m >= f$change), data = series, family = quasipoisson, control = glm.control(epsilon = 1e-14, maxit = 100))
out$glm <- c(exp(coef(g)[[3]]), summary(g)$dispersion, deviance(g))
write_json(out, file.path(folder, "r.json"), digits = I(17), null = "null", na = "null")
