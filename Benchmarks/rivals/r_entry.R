# W in R: Rscript r_entry.R FOLDER TRIALS THREADS SEED
#
# Vectorised over chunks of trials, leads down and trials across; amounts for the signed leads
# only; chunks spread over processes by the parallel package that comes with R, each with its own
# stream of L'Ecuyer's generator.
arguments <- commandArgs(trailingOnly = TRUE)
folder <- arguments[1]
trials <- as.integer(arguments[2])
threads <- as.integer(arguments[3])
seed <- as.integer(arguments[4])

read <- function(name, what, size) {
  path <- file.path(folder, name)
  readBin(path, what, file.size(path) / size, size, endian = "little")
}
probability <- read("probability.f64", "double", 8)
mu <- read("mu.f64", "double", 8)
sigma <- read("sigma.f64", "double", 8)
thresholds <- read("thresholds.f64", "double", 8)
loadings <- read("loadings.f64", "double", 8)
district <- read("district.i32", "integer", 4)
chain <- read("chain.i32", "integer", 4)
manufacturing <- read("manufacturing.i32", "integer", 4) != 0
leads <- length(probability)

clock <- function() as.numeric(Sys.time())
start <- clock()
residual <- sqrt(1 - sum(loadings^2))
threshold <- qnorm(probability) / residual
# Leads differ in their score only by district and chain: a row of A a pair, not a lead.
cell <- district * 15L + chain + 1L
cells <- matrix(0, 105, 23)
for (k in 1:105) cells[k, c(1, 2 + (k - 1) %/% 15, 9 + (k - 1) %% 15)] <- loadings / residual
per_chunk <- max(1L, min(256L, 300000L %/% leads))
firsts <- seq.int(1L, trials, by = per_chunk)
ready <- clock()

play <- function(first) {
  count <- min(per_chunk, trials - first + 1L)
  common <- cells %*% matrix(rnorm(23L * count), 23L)
  chance <- pnorm(threshold - common[cell, , drop = FALSE])
  signed <- which(runif(leads * count) < chance)
  lead <- (signed - 1L) %% leads + 1L
  trial <- (signed - 1L) %/% leads
  amount <- exp(mu[lead] + sigma[lead] * rnorm(length(signed)))
  add <- function(place, width, weight) {
    sums <- numeric(width * count)
    found <- rowsum(weight, trial * width + place, reorder = FALSE)
    sums[as.integer(rownames(found))] <- found
    matrix(sums, width)
  }
  districts <- add(district[lead] + 1L, 7L, amount)
  rbind(
    colSums(districts), districts, add(chain[lead] + 1L, 15L, amount),
    tabulate(trial[amount >= 1] + 1L, count), tabulate(trial[amount >= 10] + 1L, count),
    add(1L, 1L, amount * manufacturing[lead]))
}

RNGkind("L'Ecuyer-CMRG")
set.seed(seed)
peak <- function() {
  status <- readLines("/proc/self/status")
  as.numeric(gsub("[^0-9]", "", grep("VmHWM", status, value = TRUE))) / 1024
}
if (threads > 1) {
  parts <- parallel::mclapply(
    seq_len(threads),
    function(k) {
      mine <- firsts[seq.int(k, length(firsts), by = threads)]
      list(mine = mine, results = lapply(mine, play), peak = peak())
    },
    mc.cores = threads)
  results <- matrix(0, 26, trials)
  for (part in parts) {
    for (k in seq_along(part$mine)) {
      columns <- part$mine[k] - 1L + seq_len(ncol(part$results[[k]]))
      results[, columns] <- part$results[[k]]
    }
  }
  memory <- peak() + sum(vapply(parts, function(part) part$peak, 0))
} else {
  results <- do.call(cbind, lapply(firsts, play))
  memory <- peak()
}
total <- results[1, ]
p <- vapply(thresholds, function(threshold) mean(total >= threshold), 0)
quantiles <- apply(results[1:8, ], 1, quantile, c(0.05, 0.25, 0.5, 0.75, 0.95), names = FALSE)
means <- rowMeans(results)
end <- clock()

listed <- function(values) paste0("[", paste(sprintf("%.9g", values), collapse = ", "), "]")
cat(sprintf(
  paste0(
    '{"name": "r", "version": "R %s", "threads": %d, "leads": %d, "trials": %d, "p": %s, ',
    '"quantiles": [%s], "means": %s, "seconds": %.6f, "prepare_seconds": %.6f, ',
    '"compile_seconds": 0, "peak_mebibytes": %.1f}\n'),
  paste(R.version$major, R.version$minor, sep = "."), threads, leads, trials, listed(p),
  paste(apply(quantiles, 2, listed), collapse = ", "), listed(means), end - ready, ready - start,
  max(memory, peak())))
