// battery NAME [GiB]: statistical tests of a stream of streams.h, one line a p-value.
//
// Each test reads the stream from its beginning. Names in brackets are those of similar tests in
// TestU01 and PractRand, whose parameters were a guide. A p-value is the chance that random words
// would give a statistic as large; both ends count, so `suspicion` is 2·min(p, 1 − p).
#include <math.h>
#include <stdlib.h>

#include "streams.h"

enum { CHUNK = 4096, WORDS = CHUNK * 4 };  // 64 KiB at a time

static Fill *fill;
static uint64_t bytes;
static int made;
static double least = 1;

static double normal_tail(double z) { return 0.5 * erfc(z * M_SQRT1_2); }

// P(χ² with `df` degrees of freedom > x), by the incomplete gamma function's series or fraction.
static double chi_tail(double x, double df) {
  double a = df / 2, y = x / 2;
  if (x <= 0) return 1;
  double front = exp(a * log(y) - y - lgamma(a));
  if (y < a + 1) {
    double term = 1 / a, sum = term;
    for (double n = a + 1; term > sum * 1e-16; n++) sum += term *= y / n;
    return 1 - front * sum;
  }
  double b = y + 1 - a, c = 1e300, d = 1 / b, h = d;
  for (int i = 1; i < 1000000; i++) {
    double an = -i * (i - a);
    b += 2;
    d = 1 / (an * d + b);
    c = b + an / c;
    h *= d * c;
    if (fabs(d * c - 1) < 1e-15) break;
  }
  return front * h;
}

static void report(const char *test, long detail, double statistic, double p) {
  double suspicion = 2 * fmin(p, 1 - p);
  printf("%-28s %8ld %16.6g  p %.3e%s\n", test, detail, statistic, p,
         suspicion < 1e-10 ? "  FAILED" : suspicion < 1e-3 ? "  unusual" : "");
  fflush(stdout);
  made++;
  least = fmin(least, suspicion);
}

static void report_chi(const char *test, long detail, double x, double df) {
  report(test, detail, x, chi_tail(x, df));
}

static double chi_equal(const uint32_t *counts, size_t cells, double expected) {
  double sum = 0;
  for (size_t i = 0; i < cells; i++) sum += (counts[i] - expected) * (counts[i] - expected);
  return sum / expected;
}

static uint32_t words[WORDS];
static uint64_t at;
static void rewind_stream(void) { at = 0; }
static void next_words(void) {
  fill(at, (Block *)words, CHUNK);
  at += CHUNK;
}
static uint64_t chunks(double share) { return (uint64_t)(bytes * share) / sizeof words; }

// 16-bit words, each of the eight places of a block by itself [smultin, FPF].
static void frequencies(void) {
  static uint32_t counts[8][65536];
  rewind_stream();
  uint64_t n = chunks(1);
  for (uint64_t k = 0; k < n; k++) {
    next_words();
    const uint16_t *half = (const uint16_t *)words;
    for (int i = 0; i < WORDS * 2; i += 8)
      for (int j = 0; j < 8; j++) counts[j][half[i + j]]++;
  }
  double draws = (double)n * WORDS / 4;
  for (int j = 0; j < 8; j++) report_chi("frequency of 16 bits", j, chi_equal(counts[j], 65536, draws / 65536), 65535);
  double sum = 0;
  for (int j = 0; j < 8; j++)
    for (int bit = 0; bit < 16; bit++) {
      double ones = 0;
      for (int v = 0; v < 65536; v++) if (v >> bit & 1) ones += counts[j][v];
      sum += (ones - draws / 2) * (ones - draws / 2) / (draws / 4);
    }
  report_chi("frequency of each bit", 128, sum, 128);
}

// Twelve bits of one 16-bit word beside those of the word `lag` further on [Serial].
static void serial(int lag, int shift) {
  uint32_t *counts = calloc(1 << 24, 4);
  rewind_stream();
  uint64_t n = chunks(1.0 / 16), draws = 0;
  for (uint64_t k = 0; k < n; k++) {
    next_words();
    const uint16_t *half = (const uint16_t *)words;
    for (int i = 0; i + lag < WORDS * 2; i += 2 * lag)
      for (int j = i; j < i + lag; j++, draws++)
        counts[(half[j] >> shift & 0xFFF) << 12 | (half[j + lag] >> shift & 0xFFF)]++;
  }
  report_chi(shift ? "pairs, high 12 bits, lag" : "pairs, low 12 bits, lag", lag, chi_equal(counts, 1 << 24, draws / 16777216.0), (1 << 24) - 1);
  free(counts);
}

// Bits set in words: eight in a row in five classes; sums over spans of 2ᵏ words, whose variance
// overlapping streams spoil; and a word against the one `lag` before [DC6, BCFN, HammingIndep].
static const int lags[] = {1, 2, 3, 4, 5, 8, 16, 32, 64, 128, 256, 512, 1024, 4096};
enum { LAGS = sizeof lags / sizeof *lags, SPANS = 14 };
static void hamming(void) {
  static const uint8_t class_of[33] = {0,0,0,0,0,0,0,0,0,0,0,0,0,0,1,1,2,3,3,4,4,4,4,4,4,4,4,4,4,4,4,4,4};
  static uint32_t counts[390625];
  double weight[5] = {0};
  for (int ones = 0; ones <= 32; ones++)
    weight[class_of[ones]] += exp(lgamma(33) - lgamma(ones + 1) - lgamma(33 - ones) - 32 * M_LN2);
  double squares[SPANS] = {0};
  double products[LAGS] = {0}, differences[LAGS] = {0}, pairs[LAGS] = {0};
  static int8_t excess[WORDS];
  rewind_stream();
  uint64_t n = chunks(1);
  for (uint64_t k = 0; k < n; k++) {
    next_words();
    for (int i = 0; i < WORDS; i++) excess[i] = (int8_t)(__builtin_popcount(words[i]) - 16);
    for (int i = 0; i < WORDS; i += 8) {
      int cell = 0;
      for (int j = 0; j < 8; j++) cell = cell * 5 + class_of[excess[i + j] + 16];
      counts[cell]++;
    }
    static int32_t sums[WORDS];
    for (int i = 0; i < WORDS; i++) sums[i] = excess[i];
    for (int span = 0; span < SPANS; span++) {
      int64_t square = 0;
      int length = WORDS >> span;
      for (int i = 0; i < length; i++) square += (int64_t)sums[i] * sums[i];
      squares[span] += (double)square;
      for (int i = 0; i < length / 2; i++) sums[i] = sums[2 * i] + sums[2 * i + 1];
    }
    for (int l = 0; l < LAGS; l++) {
      int32_t product = 0, difference = 0;
      for (int i = lags[l]; i < WORDS; i++) {
        product += excess[i] * excess[i - lags[l]];
        difference += __builtin_popcount(words[i] ^ words[i - lags[l]]);
      }
      products[l] += product;
      differences[l] += difference;
      pairs[l] += WORDS - lags[l];
    }
  }
  double draws = (double)n * WORDS / 8, sum = 0;
  for (int cell = 0; cell < 390625; cell++) {
    double expected = draws;
    for (int rest = cell, j = 0; j < 8; j++, rest /= 5) expected *= weight[rest % 5];
    sum += (counts[cell] - expected) * (counts[cell] - expected) / expected;
  }
  report_chi("ones, eight words", 0, sum, 390624);
  for (int span = 0; span < SPANS; span++) {
    // A sum of m fair signs squared has mean m and variance 2m² − 2m; in units of half a sign.
    double m = 32.0 * (1 << span), spans = (double)n * (WORDS >> span);
    double z = (squares[span] * 4 - spans * m) / sqrt(spans * (2 * m * m - 2 * m));
    report("ones, variance of sums over", 1 << span, z, normal_tail(z));
  }
  for (int l = 0; l < LAGS; l++) {
    double z = products[l] / (8 * sqrt(pairs[l]));
    report("ones, correlation at lag", lags[l], z, normal_tail(z));
    z = (differences[l] - 16 * pairs[l]) / sqrt(8 * pairs[l]);
    report("bits that differ at lag", lags[l], z, normal_tail(z));
  }
}

// How many trials until a 16-bit score below 0.1, as conversions fall [Gap].
static void gaps(void) {
  enum { LONGEST = 128 };
  double counts[LONGEST + 1] = {0}, draws = 0, p = 6554 / 65536.0;
  int gap = 0;
  rewind_stream();
  uint64_t n = chunks(1.0 / 8);
  for (uint64_t k = 0; k < n; k++) {
    next_words();
    const uint16_t *half = (const uint16_t *)words;
    for (int i = 0; i < WORDS * 2; i++) {
      if (half[i] >= 6554) { gap++; continue; }
      counts[gap < LONGEST ? gap : LONGEST]++;
      draws++;
      gap = 0;
    }
  }
  double sum = 0;
  for (int i = 0; i <= LONGEST; i++) {
    double expected = draws * (i < LONGEST ? p * pow(1 - p, i) : pow(1 - p, LONGEST));
    sum += (counts[i] - expected) * (counts[i] - expected) / expected;
  }
  report_chi("gaps between conversions", 0, sum, LONGEST);
}

// Equal spacings among 2²⁰ of 2⁵⁴ days: Poisson with mean 16 a round [BirthdaySpacings].
static void sort(uint64_t *days, uint64_t *spare, int count) {
  for (int shift = 0; shift < 55; shift += 11) {
    uint32_t start[2049] = {0};
    for (int i = 0; i < count; i++) start[(days[i] >> shift & 2047) + 1]++;
    for (int i = 0; i < 2048; i++) start[i + 1] += start[i];
    for (int i = 0; i < count; i++) spare[start[days[i] >> shift & 2047]++] = days[i];
    memcpy(days, spare, (size_t)count * 8);
  }
}
static void birthdays(int from, int rounds) {
  enum { COUNT = 1 << 20 };
  static uint64_t days[COUNT], spare[COUNT];
  uint64_t equal = 0;
  rewind_stream();
  for (int round = 0; round < rounds; round++) {
    int filled = 0;
    while (filled < COUNT) {
      next_words();
      for (int i = 0; i < WORDS; i += 2) {
        uint64_t both = words[i] | (uint64_t)words[i + 1] << 32;
        days[filled++] = both >> from & ((1ull << 54) - 1);
      }
    }
    sort(days, spare, COUNT);
    for (int i = COUNT - 1; i > 0; i--) days[i] -= days[i - 1];
    sort(days, spare, COUNT);
    for (int i = 1; i < COUNT; i++) equal += days[i] == days[i - 1];
  }
  double mean = 16.0 * rounds;
  report("birthday spacings, from bit", from, (double)equal, chi_tail(2 * mean, 2 * (equal + 1.0)) );
}

// Ranks of `size` × `size` matrices over GF(2) [MatrixRank, BRank].
static void ranks(int size, int matrices) {
  int row_words = size / 64;
  uint64_t *rows = malloc((size_t)size * row_words * 8);
  double counts[4] = {0}, weight[4];
  rewind_stream();
  int used = WORDS;
  for (int m = 0; m < matrices; m++) {
    for (int i = 0; i < size * row_words; i++, used += 2) {
      if (used == WORDS) { next_words(); used = 0; }
      rows[i] = words[used] | (uint64_t)words[used + 1] << 32;
    }
    int rank = 0;
    for (int column = 0; column < size && rank < size; column++) {
      int pivot = rank;
      while (pivot < size && !(rows[pivot * row_words + column / 64] >> (column & 63) & 1)) pivot++;
      if (pivot == size) continue;
      for (int w = 0; w < row_words; w++) {
        uint64_t swap = rows[pivot * row_words + w];
        rows[pivot * row_words + w] = rows[rank * row_words + w];
        rows[rank * row_words + w] = swap;
      }
      for (int i = pivot + 1; i < size; i++)
        if (rows[i * row_words + column / 64] >> (column & 63) & 1)
          for (int w = column / 64; w < row_words; w++) rows[i * row_words + w] ^= rows[rank * row_words + w];
      rank++;
    }
    counts[size - rank < 3 ? size - rank : 3]++;
  }
  weight[3] = 1;
  for (int lost = 0; lost < 3; lost++) {
    double p = pow(2, -lost * lost);
    for (int i = 0; i < 60; i++) p *= 1 - pow(2, -(i + 1 + lost));
    for (int i = 1; i <= lost; i++) p /= 1 - pow(2, -i);
    weight[lost] = p;
    weight[3] -= p;
  }
  double sum = 0;
  for (int i = 0; i < 4; i++) sum += (counts[i] - matrices * weight[i]) * (counts[i] - matrices * weight[i]) / (matrices * weight[i]);
  report_chi("rank of matrices of size", size, sum, 3);
  free(rows);
}

int main(int count, char **arguments) {
  fill = count >= 2 ? stream_named(arguments[1]) : NULL;
  if (!fill) return fputs("usage: battery NAME [GiB]; names: streams --help\n", stderr), 2;
  double gibibytes = count > 2 ? atof(arguments[2]) : 4;
  bytes = (uint64_t)(gibibytes * (1 << 30));
  if (chi_tail(3.841459, 1) < 0.0499 || fabs(chi_tail(65535, 65535) - 0.4993) > 1e-3) return 3;
  printf("%s, %g GiB\n", arguments[1], gibibytes);
  frequencies();
  hamming();
  gaps();
  serial(1, 0);
  serial(1, 4);
  serial(8, 4);
  int rounds = gibibytes >= 4 ? 100 : (int)(25 * gibibytes);
  birthdays(0, rounds);
  birthdays(10, rounds);
  ranks(256, gibibytes >= 4 ? 20000 : (int)(5000 * gibibytes));
  ranks(1024, gibibytes >= 4 ? 1000 : (int)(250 * gibibytes));
  // The least of `made` independent suspicions is below s with the chance 1 − (1 − s)^made.
  double all = -expm1(made * log1p(-fmin(least, 1 - 1e-16)));
  printf("%s: %d p-values, least suspicion %.2e, chance of one so small %.3g\n", arguments[1], made, least, all);
  return least < 1e-10;  // a failure is a failure of this command
}
