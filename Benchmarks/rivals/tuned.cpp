// W by somebody who knows the machine: AVX-512, OpenMP, OpenBLAS.
//
//   OPENBLAS_NUM_THREADS=1 tuned FOLDER TRIALS THREADS SEED [dense|rows]
//
// (The variable, not a call: OpenBLAS starts its threads when it is loaded, and idle ones spin.)
//
// Blocks of 512 trials, one lead after the other, lanes over trials. The scores A F come from
// sgemm over tiles of leads (dense: one row of A a lead) or over the distinct rows of A (rows:
// a row a district and chain, one product a block). A lead is signed when u < Phi(t), which is
// u (1 + 2^-g(t)) < 1 with g the log odds of Phi, an odd polynomial: no division. Amounts are
// drawn for signed leads only, for a whole tile at once, by Box-Muller through glibc's vector
// library. Leads are sorted by district and chain, so that a cell's sums stay in the first cache.
#include <cblas.h>
#include <omp.h>

#include <memory>
#include <numeric>

#include "columns.hpp"
#include "kernels.hpp"

constexpr int blockTrials = 512, vectors = blockTrials / 16, tileLeads = 64, inner = factorCount + 1;
constexpr int cellCount = districtCount * chainCount * 2;

struct Lead {
  float threshold, mu, sigma;
  int32_t cell;
};

struct Work {
  alignas(64) float factors[inner][blockTrials];
  alignas(64) float scores[cellCount > tileLeads ? cellCount : tileLeads][blockTrials];
  alignas(64) __mmask16 masks[tileLeads][vectors];
  int counts[tileLeads];
  alignas(64) float normals[tileLeads * blockTrials + 64];
  alignas(64) float amounts[blockTrials + 64];
  alignas(64) float cell[blockTrials];
  alignas(64) float sums[columnCount][blockTrials];
};

static void addRow(float* __restrict sum, const float* __restrict values) {
  for (int i = 0; i < blockTrials; i++) sum[i] += values[i];
}

int main(int argumentCount, char** arguments) {
  const Columns columns(arguments[1]);
  const size_t trials = std::atol(arguments[2]);
  const int threads = std::atoi(arguments[3]);
  const uint64_t seed = std::atol(arguments[4]);
  const bool isDense = argumentCount < 6 || std::strcmp(arguments[5], "rows") != 0;
  omp_set_num_threads(threads);
  const size_t leads = columns.probability.size();

  // Prepare: leads sorted by cell (district, chain, manufacturing), rows of A divided by the
  // residual so that a product gives t itself; the last factor is 1 and carries Phi^-1(p).
  const double start = now();
  const double a = columns.loadings[0], b = columns.loadings[1], c = columns.loadings[2];
  const double residual = std::sqrt(1 - a * a - b * b - c * c);
  std::vector<int32_t> order(leads), cells(leads);
  std::iota(order.begin(), order.end(), 0);
  for (size_t i = 0; i < leads; i++)
    cells[i] = (columns.district[i] * chainCount + columns.chain[i]) * 2 + (columns.manufacturing[i] != 0);
  std::stable_sort(order.begin(), order.end(), [&](int x, int y) { return cells[x] < cells[y]; });
  std::vector<Lead> sorted(leads);
#pragma omp parallel for
  for (size_t i = 0; i < leads; i++) {
    const int k = order[i];
    sorted[i] = {float(normalQuantile(columns.probability[k]) / residual), float(columns.mu[k]),
                 float(columns.sigma[k]), cells[k]};
  }
  auto loadings = [&](int cell, float constant, float* row) {
    std::fill(row, row + inner, 0.f);
    row[0] = float(-a / residual);
    row[1 + cell / 2 / chainCount] = float(-b / residual);
    row[1 + districtCount + cell / 2 % chainCount] = float(-c / residual);
    row[factorCount] = constant;
  };
  std::vector<float> rows;
  if (isDense) {
    rows.resize(leads * inner);
    for (size_t i = 0; i < leads; i++) loadings(sorted[i].cell, sorted[i].threshold, &rows[i * inner]);
  } else {
    rows.resize(size_t(cellCount) * inner);
    for (int cell = 0; cell < cellCount; cell++) loadings(cell, 0, &rows[size_t(cell) * inner]);
  }

  const double ready = now();
  // Not cleared: the threads touch their own parts first.
  std::unique_ptr<float[]> results(new float[trials * columnCount]);
  const long blocks = long((trials + blockTrials - 1) / blockTrials);
#pragma omp parallel
  {
    std::unique_ptr<Work> owner(new Work);
    Work& work = *owner;
#pragma omp for schedule(dynamic, 1)
    for (long block = 0; block < blocks; block++) {
      Generator generator(seed, uint64_t(block));
      fillNormals(generator, work.factors[0], factorCount * blockTrials);
      std::fill_n(work.factors[factorCount], blockTrials, 1.f);
      std::memset(work.sums, 0, sizeof work.sums);
      std::memset(work.cell, 0, sizeof work.cell);
      if (!isDense)
        cblas_sgemm(CblasRowMajor, CblasNoTrans, CblasNoTrans, cellCount, blockTrials, inner, 1,
                    rows.data(), inner, work.factors[0], blockTrials, 0, work.scores[0], blockTrials);
      int cell = sorted[0].cell;
      auto closeCell = [&] {
        addRow(work.sums[0], work.cell);
        addRow(work.sums[firstDistrict + cell / 2 / chainCount], work.cell);
        addRow(work.sums[firstChain + cell / 2 % chainCount], work.cell);
        if (cell % 2) addRow(work.sums[manufacturingTotal], work.cell);
        std::memset(work.cell, 0, sizeof work.cell);
      };
      for (size_t first = 0; first < leads; first += tileLeads) {
        const int tile = int(std::min<size_t>(tileLeads, leads - first));
        if (isDense)
          cblas_sgemm(CblasRowMajor, CblasNoTrans, CblasNoTrans, tile, blockTrials, inner, 1,
                      &rows[first * inner], inner, work.factors[0], blockTrials, 0, work.scores[0],
                      blockTrials);
        int signedLeads = 0;
        for (int i = 0; i < tile; i++) {
          const Lead& lead = sorted[first + i];
          const float* score = work.scores[isDense ? i : lead.cell];
          const __m512 constant = _mm512_set1_ps(isDense ? 0 : lead.threshold);
          int count = 0;
          for (int v = 0; v < vectors; v++) {
            const __m512 t = _mm512_add_ps(_mm512_load_ps(score + 16 * v), constant);
            const __mmask16 mask = isSigned(generator.next(), t);
            work.masks[i][v] = mask;
            count += __builtin_popcount(mask);
          }
          work.counts[i] = count;
          signedLeads += count;
        }
        fillNormals(generator, work.normals, (signedLeads + 31) / 32 * 32);
        const float* normals = work.normals;
        for (int i = 0; i < tile; i++) {
          const Lead& lead = sorted[first + i];
          if (lead.cell != cell) {
            closeCell();
            cell = lead.cell;
          }
          const int count = work.counts[i];
#pragma omp simd
          for (int k = 0; k < (count + 15) / 16 * 16; k++)
            work.amounts[k] = expf(lead.mu + lead.sigma * normals[k]);
          normals += count;
          const float* amounts = work.amounts;
          const __m512 one = _mm512_set1_ps(1), ten = _mm512_set1_ps(10);
          for (int v = 0; v < vectors; v++) {
            const __mmask16 mask = work.masks[i][v];
            const __m512 amount = _mm512_maskz_expand_ps(mask, _mm512_loadu_ps(amounts));
            amounts += __builtin_popcount(mask);
            float *sum = work.cell + 16 * v, *over1 = work.sums[countOver1] + 16 * v,
                  *over10 = work.sums[countOver10] + 16 * v;
            _mm512_store_ps(sum, _mm512_add_ps(_mm512_load_ps(sum), amount));
            const __m512 count1 = _mm512_load_ps(over1), count10 = _mm512_load_ps(over10);
            _mm512_store_ps(over1, _mm512_mask_add_ps(
                count1, _mm512_cmp_ps_mask(amount, one, _CMP_GE_OQ), count1, one));
            _mm512_store_ps(over10, _mm512_mask_add_ps(
                count10, _mm512_cmp_ps_mask(amount, ten, _CMP_GE_OQ), count10, one));
          }
        }
      }
      closeCell();
      const size_t begin = size_t(block) * blockTrials, length = std::min<size_t>(blockTrials, trials - begin);
      for (int column = 0; column < columnCount; column++)
        std::memcpy(&results[column * trials + begin], work.sums[column], length * sizeof(float));
    }
  }
  const Summary summary = summarise(results.get(), trials, trials, columns.thresholds);
  print(isDense ? "cpp_tuned" : "cpp_tuned_rows", "g++ " __VERSION__, threads, leads, trials, summary,
        now() - ready, ready - start);
}
