// AVX2 with FMA and AES-NI: Intel from Haswell, AMD from Zen.
#include "CTileEngine.h"

#if defined(__x86_64__)
#include <immintrin.h>

#pragma STDC FP_CONTRACT OFF
#pragma clang attribute push( \
    __attribute__((target("avx2,fma,aes,sse4.1,bmi,bmi2,lzcnt,popcnt"))), apply_to = function)

#define LEVEL(name) name##_avx2
#define BYTES 32
#include "math.inc"

typedef __m128i Key;

/// The eight round keys of ARS-7 for a seed.
static inline void round_keys(uint64_t seed, Key *keys) {
  __m128i weyl = _mm_set_epi64x((long long)0xBB67AE8584CAA73B, (long long)0x9E3779B97F4A7C15);
  keys[0] = _mm_set_epi64x(0, (long long)seed);
  for (int i = 1; i < 8; i++) keys[i] = _mm_add_epi64(keys[i - 1], weyl);
}

/// One block of ARS-7: of a purpose's stream of a lead, at a counter.
static inline __m128i ars(uint64_t key, uint32_t purpose, uint32_t counter, const Key *keys) {
  __m128i v = _mm_xor_si128(
      _mm_set_epi64x((long long)key, (long long)((uint64_t)purpose << 48 | counter)), keys[0]);
  for (int i = 1; i < 7; i++) v = _mm_aesenc_si128(v, keys[i]);
  return _mm_aesenclast_si128(v, keys[7]);
}

/// The lower 32 bits of a trial's score, from the trial's own block.
static inline uint32_t low_words(uint64_t key, uint32_t trial, const Key *keys) {
  return (uint32_t)_mm_extract_epi32(ars(key, 4, trial, keys), 2);
}

/// The words of a chunk of 32 trials, sixteen bits for each.
static inline void store_words(
    uint64_t key, uint32_t firstTrial, unsigned chunk, const Key *keys, uint16_t *words) {
  for (unsigned i = 0; i < 4; i++)
    _mm_storeu_si128(
        (__m128i *)(words + 8 * i), ars(key, 3, (firstTrial / 8) ^ (4 * chunk + i), keys));
}

static inline VI nearest(VF x) { return (VI)_mm256_cvtps_epi32((__m256)x); }

#include "batch.inc"

/// Empty: Φ is a polynomial at this level.
typedef struct {
  char unused;
} Screen;

static inline Screen load_screen(const LTRow *row) {
  (void)row;
  return (Screen){0};
}

/// Φ in units of 2⁻¹⁶, within 0.4 of a unit, for |z| ≤ 4; Φ(±4) beyond.
static inline VF probability(VF z) {
  z = (VF)_mm256_min_ps(_mm256_max_ps((__m256)z, (__m256)SPLAT_F(-4.0f)), (__m256)SPLAT_F(4.0f));
  VF t = z * z;
  VF p = SPLAT_F(5.2843625e-06f);
  p = FUSED(p, t, SPLAT_F(-0.0004589739f));
  p = FUSED(p, t, SPLAT_F(0.017800456f));
  p = FUSED(p, t, SPLAT_F(-0.41254696f));
  p = FUSED(p, t, SPLAT_F(6.482022f));
  p = FUSED(p, t, SPLAT_F(-74.31264f));
  p = FUSED(p, t, SPLAT_F(647.33014f));
  p = FUSED(p, t, SPLAT_F(-4352.2847f));
  p = FUSED(p, t, SPLAT_F(26143.799f));
  return FUSED(p, z, SPLAT_F(32768.0f));
}

/// Decides a lead's trials by their sixteen bits: certain hits, and trials within the band.
///
/// The band: 0.4 for the polynomial, 1.6 for arguments in single precision where rows reach
/// ±512, one for what is below the sixteen bits.
static inline __attribute__((always_inline)) uint32_t screen(
    const LTRow *row, const LTLead *lead, const Key *keys, const Screen *table, int isNarrow,
    uint32_t *hits, uint32_t *nears) {
  (void)table;
  (void)isNarrow;
  float wide = (float)lead->threshold;
  wide = wide > 1e4f ? 1e4f : wide < -1e4f ? -1e4f : wide;
  VF limit = SPLAT_F(row->scales ? wide : wide / (float)row->weight);
  uint32_t any = 0;
  for (unsigned chunk = 0; chunk < (unsigned)row->width / 32; chunk++) {
    uint16_t words[32];
    store_words(lead->key, row->firstTrial, chunk, keys, words);
    uint32_t hit = 0, near = 0;
    for (unsigned i = 0; i < 4; i++) {
      unsigned at = chunk * 32 + i * F;
      VF y = *(const VF *)(row->wideScores + at);
      VF z = (row->scales ? limit * *(const VF *)(row->wideScales + at) : limit) - y;
      VF p = probability(z);
      VF word = (VF)_mm256_cvtepi32_ps(
          _mm256_cvtepu16_epi32(_mm_loadu_si128((const __m128i *)(words + i * F))));
      hit |= (uint32_t)_mm256_movemask_ps((__m256)(VI)(word < p - 3.0f)) << (i * F);
      near |= (uint32_t)_mm256_movemask_ps((__m256)(VI)(word <= p + 3.0f)) << (i * F);
    }
    hits[chunk] = hit;
    nears[chunk] = near & ~hit;
    any |= nears[chunk];
  }
  return any;
}

/// Packs the lanes of a lead's hits and the inputs of `months`; returns their number.
static inline __attribute__((always_inline)) unsigned collect(
    const LTRow *row, const LTLead *lead, const Key *keys, const uint32_t *hits, uint16_t *packed,
    Months *signs) {
  unsigned count = 0;
  for (unsigned chunk = 0; chunk < (unsigned)row->width / 32; chunk++) {
    uint32_t hit = hits[chunk];
    if (hit == 0) continue;
    uint16_t words[32];
    if (signs) store_words(lead->key, row->firstTrial, chunk, keys, words);
    for (; hit != 0; hit &= hit - 1) {
      unsigned bit = (unsigned)__builtin_ctz(hit);
      packed[count] = (uint16_t)(chunk * 32 + bit);
      if (signs) signs->words[count] = words[bit];
      count++;
    }
  }
  return count;
}

/// Fills in the entries' blocks.
static inline __attribute__((always_inline)) void draw_blocks(
    const LTRow *row, const LTLead *lead, unsigned count, const Key *keys, Batch *batch,
    uint32_t *low) {
  for (unsigned i = 0; i < count; i++) {
    unsigned at = batch->used + i;
    __m128i block = ars(lead->key, 4, row->firstTrial ^ batch->lanes[at], keys);
    uint64_t both = (uint64_t)_mm_cvtsi128_si64(block);
    batch->first[at] = (uint32_t)both;
    batch->second[at] = (uint32_t)(both >> 32);
    if (low) low[i] = (uint32_t)_mm_extract_epi32(block, 2);
  }
  for (unsigned i = 0; i < count; i += F) batch->leads[(batch->used + i) / F] = lead;
}

/// Month slots of the signed trials of a lead: the first whose threshold the score is not above.
static __attribute__((noinline)) void months(
    const LTRow *row, const LTLead *lead, unsigned count, const Months *signs,
    const Screen *table, const uint16_t *lanes, uint16_t *slots) {
  (void)table;
  const double *thresholds = row->thresholds + lead->curve;
  for (unsigned first = 0; first < count; first += D) {
    VD p = {}, common = {}, scale = {};
    unsigned here = count - first < D ? count - first : D;
    for (unsigned i = 0; i < D; i++) {
      unsigned at = first + (i < here ? i : 0);
      p[i] = ((double)((uint64_t)signs->words[at] << 32 | signs->low[at]) + 0.5) * 0x1p-48;
      common[i] = row->scores[lanes[at]];
      scale[i] = row->scales ? row->scales[lanes[at]] : 1.0;
    }
    VD score = common + row->weight * LEVEL(normal_quantile)(p);
    VL slot = {};
    for (int s = 0; s < row->slotCount - 1; s++) slot -= (VL)(score > thresholds[s] * scale);
    for (unsigned i = 0; i < here; i++) slots[first + i] = (uint16_t)slot[i];
  }
}

/// Adds amounts and size counts of a batch to one sink, or to two that count the same sizes.
static inline __attribute__((always_inline)) void add_up(
    const LTRow *row, const Batch *batch, const LTSink *sink, char *cells, char *others) {
  int hasMonths = row->slotCount > 1;
  for (unsigned i = 0; i < batch->used; i++) {
    int32_t amount = (int32_t)batch->first[i];
    if (batch->lanes[i] == NOBODY || amount > row->ceiling) continue;
    size_t at = (hasMonths ? (size_t)batch->slots[i] * (size_t)row->width : 0) + batch->lanes[i];
    uint64_t counts = (uint64_t)(amount >= sink->sizes[0])
        | (uint64_t)(amount >= sink->sizes[1]) << 16 | (uint64_t)(amount >= sink->sizes[2]) << 32
        | (uint64_t)(amount >= sink->sizes[3]) << 48;
    __m128i sum = _mm_set_epi64x((long long)counts, amount);
    __m128i *cell = (__m128i *)cells + at;
    *cell = _mm_add_epi64(*cell, sum);
    if (others) {
      __m128i *other = (__m128i *)others + at;
      *other = _mm_add_epi64(*other, sum);
    }
  }
}

#include "leads.inc"
#include "rows.inc"

static const LTKernels kernels = {
    play, LEVEL(normals), LEVEL(quantiles), LEVEL(scores), LEVEL(empty), LEVEL(scramble),
    LEVEL(summarise), LEVEL(blocks)};

#pragma clang attribute pop

const LTKernels *lt_kernels_avx2(void) {
  __builtin_cpu_init();
  return __builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma")
          && __builtin_cpu_supports("aes") && __builtin_cpu_supports("bmi")
          && __builtin_cpu_supports("bmi2") && __builtin_cpu_supports("lzcnt")
          && __builtin_cpu_supports("popcnt")
      ? &kernels : NULL;
}
#else
const LTKernels *lt_kernels_avx2(void) { return NULL; }
#endif
