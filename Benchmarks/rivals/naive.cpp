// W as most people would write it in C++: the standard library's generator and normal law, one
// trial after the other, OpenMP over trials. naive FOLDER TRIALS THREADS SEED
#include <omp.h>

#include <random>

#include "columns.hpp"

int main(int, char** arguments) {
  const Columns columns(arguments[1]);
  const size_t trials = std::atol(arguments[2]);
  const int threads = std::atoi(arguments[3]);
  const uint64_t seed = std::atol(arguments[4]);
  omp_set_num_threads(threads);
  const size_t leads = columns.probability.size();

  const double start = now();
  const double a = columns.loadings[0], b = columns.loadings[1], c = columns.loadings[2];
  const double residual = std::sqrt(1 - a * a - b * b - c * c);
  std::vector<double> threshold(leads);
  for (size_t i = 0; i < leads; i++) threshold[i] = normalQuantile(columns.probability[i]);

  const double ready = now();
  std::vector<double> results(trials * columnCount);
#pragma omp parallel
  {
    std::seed_seq sequence{uint32_t(seed), uint32_t(omp_get_thread_num())};
    std::mt19937_64 generator(sequence);
    std::normal_distribution<double> normal;
    double factors[factorCount];
#pragma omp for
    for (size_t trial = 0; trial < trials; trial++) {
      double sums[columnCount] = {};
      for (double& factor : factors) factor = normal(generator);
      for (size_t i = 0; i < leads; i++) {
        const int district = columns.district[i], chain = columns.chain[i];
        const double score = a * factors[0] + b * factors[1 + district] +
                             c * factors[1 + districtCount + chain] + residual * normal(generator);
        if (score > threshold[i]) continue;
        const double amount = std::exp(columns.mu[i] + columns.sigma[i] * normal(generator));
        sums[0] += amount;
        sums[firstDistrict + district] += amount;
        sums[firstChain + chain] += amount;
        sums[countOver1] += amount >= 1;
        sums[countOver10] += amount >= 10;
        if (columns.manufacturing[i]) sums[manufacturingTotal] += amount;
      }
      for (int column = 0; column < columnCount; column++) results[column * trials + trial] = sums[column];
    }
  }
  const Summary summary = summarise(results.data(), trials, trials, columns.thresholds);
  print("cpp_naive", "g++ " __VERSION__, threads, leads, trials, summary, now() - ready, ready - start);
}
