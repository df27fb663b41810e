// What the C++ programs share: columns in, one line of JSON out.
#pragma once
#include <algorithm>
#include <chrono>
#include <cmath>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <fstream>
#include <iterator>
#include <string>
#include <vector>

struct Columns {
  std::vector<double> probability, mu, sigma, thresholds, loadings;
  std::vector<int32_t> district, chain, manufacturing;
  explicit Columns(const std::string& folder) {
    read(folder, "probability.f64", probability);
    read(folder, "mu.f64", mu);
    read(folder, "sigma.f64", sigma);
    read(folder, "thresholds.f64", thresholds);
    read(folder, "loadings.f64", loadings);
    read(folder, "district.i32", district);
    read(folder, "chain.i32", chain);
    read(folder, "manufacturing.i32", manufacturing);
  }

 private:
  template <class Value>
  static void read(const std::string& folder, const char* name, std::vector<Value>& values) {
    std::ifstream file(folder + "/" + name, std::ios::binary | std::ios::ate);
    if (!file) { std::fprintf(stderr, "cannot read %s\n", name); std::exit(1); }
    values.resize(size_t(file.tellg()) / sizeof(Value));
    file.seekg(0);
    file.read(reinterpret_cast<char*>(values.data()), std::streamsize(values.size() * sizeof(Value)));
  }
};

// Columns of a trial: total, districts, chains, counts >= 1 and >= 10, manufacturing.
constexpr int districtCount = 7, chainCount = 15, factorCount = 23, columnCount = 26;
constexpr int firstDistrict = 1, firstChain = 8, countOver1 = 23, countOver10 = 24, manufacturingTotal = 25;

inline double now() {
  return std::chrono::duration<double>(std::chrono::steady_clock::now().time_since_epoch()).count();
}

inline double peakMebibytes() {
  std::ifstream status("/proc/self/status");
  for (std::string line; std::getline(status, line);)
    if (line.rfind("VmHWM:", 0) == 0) return std::atof(line.c_str() + 6) / 1024;
  return NAN;
}

// Phi^-1 by Newton's method on erfc; the start is good to 4.5e-4 (Abramowitz & Stegun 26.2.23).
inline double normalQuantile(double p) {
  if (p > 0.5) return -normalQuantile(1 - p);
  const double t = std::sqrt(-2 * std::log(p));
  double x = (2.515517 + t * (0.802853 + t * 0.010328)) /
                 (1 + t * (1.432788 + t * (0.189269 + t * 0.001308))) - t;
  for (int i = 0; i < 4; i++)
    x -= (0.5 * std::erfc(-x * M_SQRT1_2) - p) / (std::exp(-0.5 * x * x) * 0.3989422804014327);
  return x;
}

struct Summary {
  std::vector<double> p;
  double quantiles[8][5];
  double means[columnCount];
};

// Linear interpolation between order statistics, as numpy's default. Reorders the column.
template <class Real>
void quantiles(Real* first, size_t count, double* result) {
  static const double levels[5] = {0.05, 0.25, 0.5, 0.75, 0.95};
  Real *last = first + count, *from = first;
  for (int k = 0; k < 5; k++) {
    const double place = levels[k] * double(count - 1);
    Real* lower = first + size_t(place);
    std::nth_element(from, lower, last);
    const double share = place - std::floor(place);
    const double upper = lower + 1 < last ? double(*std::min_element(lower + 1, last)) : double(*lower);
    result[k] = double(*lower) + share * (upper - double(*lower));
    from = lower;
  }
}

// `columns` holds columnCount columns of `stride` values each. Call outside a parallel region.
template <class Real>
Summary summarise(Real* columns, size_t stride, size_t trials, const std::vector<double>& thresholds) {
  Summary summary;
  for (double threshold : thresholds) {
    size_t hits = 0;
#pragma omp parallel for reduction(+ : hits)
    for (size_t i = 0; i < trials; i++) hits += columns[i] >= Real(threshold);
    summary.p.push_back(double(hits) / double(trials));
  }
#pragma omp parallel for schedule(dynamic, 1)
  for (int column = 0; column < columnCount; column++) {
    Real* values = columns + size_t(column) * stride;
    double sum = 0;
    for (size_t i = 0; i < trials; i++) sum += double(values[i]);
    summary.means[column] = sum / double(trials);
    if (column < 8) quantiles(values, trials, summary.quantiles[column]);
  }
  return summary;
}

inline void print(const char* name, const char* version, int threads, size_t leads, size_t trials,
                  const Summary& summary, double seconds, double prepareSeconds) {
  std::printf("{\"name\": \"%s\", \"version\": \"%s\", \"threads\": %d, \"leads\": %zu, \"trials\": %zu, \"p\": [",
              name, version, threads, leads, trials);
  for (size_t i = 0; i < summary.p.size(); i++) std::printf("%s%.9g", i ? ", " : "", summary.p[i]);
  std::printf("], \"quantiles\": [");
  for (int column = 0; column < 8; column++) {
    std::printf("%s[", column ? ", " : "");
    for (int k = 0; k < 5; k++) std::printf("%s%.9g", k ? ", " : "", summary.quantiles[column][k]);
    std::printf("]");
  }
  std::printf("], \"means\": [");
  for (int column = 0; column < columnCount; column++)
    std::printf("%s%.9g", column ? ", " : "", summary.means[column]);
  std::printf("], \"seconds\": %.6f, \"prepare_seconds\": %.6f, \"compile_seconds\": 0, \"peak_mebibytes\": %.2f}\n",
              seconds, prepareSeconds, peakMebibytes());
}
