// What the machine can do at most by dense float decisions: roofline THREADS
//
// Times the parts of tuned.cpp alone, out of the first cache, on all threads at once: decisions
// (xoshiro, u < Phi(t)), amounts (xoshiro, Box-Muller, exp) and sgemm on tuned.cpp's shape. A
// trial of a lead costs at least one decision and, for the share p that is signed, one amount:
// threads / (1 / decisions + p / amounts) lead-draws a second. Prints rates a thread and second,
// the best of several tries, as other work can only slow them.
#include <cblas.h>
#include <omp.h>

#include <vector>

#include "columns.hpp"
#include "kernels.hpp"

constexpr int length = 512, tile = 64, inner = 24;
static volatile long sink;

template <class Part>
double best(double itemsPerCall, Part part) {
  double rate = 0;
  for (int attempt = 0; attempt < 15; attempt++) {
    double sum = 0;
#pragma omp parallel reduction(+ : sum)
    {
      double elapsed = 0;
      long calls = 0;
#pragma omp barrier
      const double start = now();
      while ((elapsed = now() - start) < 0.02) {
        part();
        calls++;
      }
      sum += itemsPerCall * double(calls) / elapsed;
    }
    rate = std::max(rate, sum / omp_get_max_threads());
  }
  return rate;
}

int main(int, char** arguments) {
  const int threads = std::atoi(arguments[1]);
  omp_set_num_threads(threads);
  const double decisions = best(64.0 * length, [] {
    alignas(64) thread_local float scores[length];
    thread_local Generator generator(1, uint64_t(omp_get_thread_num()));
    thread_local bool isReady = false;
    if (!isReady) fillNormals(generator, scores, length);
    isReady = true;
    // A copy the compiler can keep in registers.
    Generator g = generator;
    long count = 0;
    for (int lead = 0; lead < 64; lead++) {
      const __m512 constant = _mm512_set1_ps(-1.5f + 0.01f * float(lead));
      for (int v = 0; v < length; v += 16)
        count += __builtin_popcount(isSigned(g.next(), _mm512_add_ps(_mm512_load_ps(scores + v), constant)));
    }
    generator = g;
    sink = sink + count;
  });
  const double amounts = best(8.0 * length, [] {
    alignas(64) thread_local float normals[length];
    thread_local Generator generator(2, uint64_t(omp_get_thread_num()));
    float sum = 0;
    for (int lead = 0; lead < 8; lead++) {
      fillNormals(generator, normals, length);
      const float mu = 0.5f + 0.01f * float(lead);
#pragma omp simd reduction(+ : sum)
      for (int k = 0; k < length; k++) sum += expf(mu + 1.1f * normals[k]);
    }
    sink = sink + long(sum);
  });
  const double products = best(double(tile) * length, [] {
    alignas(64) thread_local float a[tile * inner], b[inner * length], c[tile * length];
    cblas_sgemm(CblasRowMajor, CblasNoTrans, CblasNoTrans, tile, length, inner, 1, a, inner, b, length, 0,
                c, length);
    sink = sink + long(c[0]);
  });
  std::printf("{\"threads\": %d, \"decisions\": %.4g, \"amounts\": %.4g, \"products\": %.4g}\n", threads,
              decisions, amounts, products);
}
