// AVX-512 with VBMI2 and VAES: Intel from Ice Lake, AMD from Zen 4.
#include "CTileEngine.h"

#if defined(__x86_64__)
#include <immintrin.h>

#pragma STDC FP_CONTRACT OFF
// Features by name: "arch=x86-64-v4" would prefer vectors of half the width.
#pragma clang attribute push( \
    __attribute__((target( \
        "avx512f,avx512bw,avx512cd,avx512dq,avx512vl,avx512vbmi,avx512vbmi2,vaes,aes,avx2,bmi," \
        "bmi2,fma,lzcnt,popcnt"))), \
    apply_to = function)

#define LEVEL(name) name##_avx512
#define BYTES 64
#include "math.inc"

typedef __m512i V;

/// The eight round keys of ARS-7 for a seed, in every 128-bit lane.
static inline void round_keys(uint64_t seed, V *keys) {
  V weyl = _mm512_broadcast_i32x4(_mm_set_epi64x((long long)0xBB67AE8584CAA73B, (long long)0x9E3779B97F4A7C15));
  keys[0] = _mm512_broadcast_i32x4(_mm_set_epi64x(0, (long long)seed));
  for (int i = 1; i < 8; i++) keys[i] = _mm512_add_epi64(keys[i - 1], weyl);
}

/// Four blocks of ARS-7; `v` is the counters XOR the first key.
static inline V ars(V v, const V *keys) {
  for (int i = 1; i < 7; i++) v = _mm512_aesenc_epi128(v, keys[i]);
  return _mm512_aesenclast_epi128(v, keys[7]);
}

/// The counter of a lead's stream without the trial, XOR the first key.
static inline V lead_counter(uint64_t key, uint32_t purpose, uint32_t base, V first_key) {
  return _mm512_xor_si512(
      _mm512_broadcast_i32x4(_mm_set_epi64x((long long)key, (long long)((uint64_t)purpose << 48 | base))), first_key);
}

/// Block numbers of four chunks' counters, and lanes of a chunk.
static const uint32_t blocks[LTTileWidth / 32][16] __attribute__((aligned(64))) = {
#define BLOCKS(i) {4 * i, 0, 0, 0, 4 * i + 1, 0, 0, 0, 4 * i + 2, 0, 0, 0, 4 * i + 3}
    BLOCKS(0), BLOCKS(1), BLOCKS(2), BLOCKS(3), BLOCKS(4), BLOCKS(5), BLOCKS(6), BLOCKS(7),
    BLOCKS(8), BLOCKS(9), BLOCKS(10), BLOCKS(11), BLOCKS(12), BLOCKS(13), BLOCKS(14), BLOCKS(15),
    BLOCKS(16), BLOCKS(17), BLOCKS(18), BLOCKS(19), BLOCKS(20), BLOCKS(21), BLOCKS(22), BLOCKS(23),
    BLOCKS(24), BLOCKS(25), BLOCKS(26), BLOCKS(27), BLOCKS(28), BLOCKS(29), BLOCKS(30), BLOCKS(31)};

typedef V Key;

/// The lower 32 bits of a trial's score, from the trial's own block.
static inline uint32_t low_words(uint64_t key, uint32_t trial, const Key *keys) {
  V counter = lead_counter(key, 4, trial, keys[0]);
  return (uint32_t)_mm_extract_epi32(_mm512_castsi512_si128(ars(counter, keys)), 2);
}

/// The words of a chunk of 32 trials, sixteen bits for each.
static inline V chunk_words(V counter, unsigned chunk, const V *keys) {
  return ars(_mm512_xor_si512(counter, _mm512_load_si512(blocks[chunk])), keys);
}

static inline void store_words(
    uint64_t key, uint32_t firstTrial, unsigned chunk, const Key *keys, uint16_t *words) {
  V counter = lead_counter(key, 3, firstTrial / 8, keys[0]);
  _mm512_storeu_si512(words, chunk_words(counter, chunk, keys));
}

static inline VI nearest(VF x) { return (VI)_mm512_cvtps_epi32((__m512)x); }

#include "batch.inc"

/// The blocks of a lead's amount stream in 16 trials: block q of lane group b is of lanes[4b + q].
static inline void amount_blocks(V counter, V lanes, const V *keys, V *block) {
  block[0] = ars(_mm512_xor_si512(counter, _mm512_maskz_mov_epi32(0x1111, lanes)), keys);
  block[1] = ars(_mm512_xor_si512(counter, _mm512_maskz_shuffle_epi32(0x1111, lanes, 1)), keys);
  block[2] = ars(_mm512_xor_si512(counter, _mm512_maskz_shuffle_epi32(0x1111, lanes, 2)), keys);
  block[3] = ars(_mm512_xor_si512(counter, _mm512_maskz_shuffle_epi32(0x1111, lanes, 3)), keys);
}

static inline V load_lanes(const uint16_t *lanes) {
  return _mm512_cvtepu16_epi32(_mm256_loadu_si256((const __m256i *)lanes));
}

typedef struct {
  V constant[2], linear[2], square[2];
} Screen;

static inline Screen load_screen(const LTRow *row) {
  Screen table;
  for (int i = 0; i < 2; i++) {
    table.constant[i] = _mm512_loadu_si512(row->parabolas + 32 * i);
    table.linear[i] = _mm512_loadu_si512(row->parabolas + 64 + 32 * i);
    table.square[i] = _mm512_loadu_si512(row->parabolas + 128 + 32 * i);
  }
  return table;
}

/// Φ in units of 2⁻¹⁶ at arguments in units of 2⁻¹³.
static inline V probability(V x, const Screen *table) {
  V d = _mm512_and_si512(_mm512_slli_epi16(x, 5), _mm512_set1_epi16(0x7FE0));
  V s = _mm512_srai_epi16(x, 10);
  V p = _mm512_mulhrs_epi16(_mm512_permutex2var_epi16(table->square[0], s, table->square[1]), d);
  p = _mm512_add_epi16(p, _mm512_permutex2var_epi16(table->linear[0], s, table->linear[1]));
  return _mm512_add_epi16(
      _mm512_mulhrs_epi16(p, d),
      _mm512_permutex2var_epi16(table->constant[0], s, table->constant[1]));
}

/// Decides a lead's trials on 16-bit scores: certain hits, and trials within the band.
static inline __attribute__((always_inline)) uint32_t screen(
    const LTRow *row, const LTLead *lead, const V *keys, const Screen *table,
    int isNarrow, uint32_t *hits, uint32_t *nears) {
  V counter = lead_counter(lead->key, 3, row->firstTrial / 8, keys[0]);
  V limit = _mm512_set1_epi16(lead->limit);
  V band = _mm512_set1_epi16((short)row->band);
  float wide = (float)lead->threshold;
  wide = wide > 1e4f ? 1e4f : wide < -1e4f ? -1e4f : wide;
  VF wideLimit = SPLAT_F(row->scales ? wide : wide / (float)row->weight);
  uint32_t any = 0;
#pragma clang loop unroll_count(4)
  for (unsigned chunk = 0; chunk < (unsigned)row->width / 32; chunk++) {
    V word = chunk_words(counter, chunk, keys);
    V x;
    if (isNarrow) {
      x = _mm512_subs_epi16(limit, _mm512_load_si512(row->narrowScores + chunk * 32));
    } else {
      __m256i halves[2];
      for (int half = 0; half < 2; half++) {
        int at = chunk * 32 + half * F;
        VF y = *(const VF *)(row->wideScores + at);
        VF z = (row->scales ? wideLimit * *(const VF *)(row->wideScales + at) : wideLimit) - y;
        halves[half] = _mm512_cvtsepi32_epi16(_mm512_cvtps_epi32((__m512)(z * 8192.0f)));
      }
      x = _mm512_inserti64x4(_mm512_castsi256_si512(halves[0]), halves[1], 1);
    }
    V p = probability(x, table);
    uint32_t hit = _mm512_cmplt_epu16_mask(word, _mm512_subs_epu16(p, band));
    uint32_t near = _mm512_cmple_epu16_mask(word, _mm512_adds_epu16(p, band)) & ~hit;
    hits[chunk] = hit;
    nears[chunk] = near;
    any |= near;
  }
  return any;
}

/// Packs the lanes of a lead's hits and the inputs of `months`; returns their number.
static inline __attribute__((always_inline)) unsigned collect(
    const LTRow *row, const LTLead *lead, const V *keys, const uint32_t *hits, uint16_t *packed,
    Months *signs) {
  V counter = lead_counter(lead->key, 3, row->firstTrial / 8, keys[0]);
  const V step = _mm512_set1_epi16(32);
  V lane = _mm512_set_epi16(
      31, 30, 29, 28, 27, 26, 25, 24, 23, 22, 21, 20, 19, 18, 17, 16, 15, 14, 13, 12, 11, 10, 9, 8,
      7, 6, 5, 4, 3, 2, 1, 0);
  unsigned count = 0;
#pragma clang loop unroll_count(4)
  for (unsigned chunk = 0; chunk < (unsigned)row->width / 32; chunk++) {
    __mmask32 hit = hits[chunk];
    _mm512_storeu_si512(packed + count, _mm512_maskz_compress_epi16(hit, lane));
    if (signs) {
      _mm512_storeu_si512(
          signs->words + count,
          _mm512_maskz_compress_epi16(hit, chunk_words(counter, chunk, keys)));
      _mm512_storeu_si512(
          signs->scores + count,
          _mm512_maskz_compress_epi16(hit, _mm512_load_si512(row->narrowScores + chunk * 32)));
    }
    count += (unsigned)__builtin_popcount(hit);
    lane = _mm512_add_epi16(lane, step);
  }
  return count;
}

/// Fills in the entries' blocks: block q of lane group b is of lanes[4b + q].
static inline __attribute__((always_inline)) void draw_blocks(
    const LTRow *row, const LTLead *lead, unsigned count, const V *keys, Batch *batch,
    uint32_t *low) {
  V counter = lead_counter(lead->key, 4, row->firstTrial, keys[0]);
  for (unsigned first = 0; first < count; first += F) {
    V block[4];
    amount_blocks(counter, load_lanes(batch->lanes + batch->used + first), keys, block);
    V low01 = _mm512_unpacklo_epi32(block[0], block[1]);
    V low23 = _mm512_unpacklo_epi32(block[2], block[3]);
    _mm512_store_si512(batch->first + batch->used + first, _mm512_unpacklo_epi64(low01, low23));
    _mm512_store_si512(batch->second + batch->used + first, _mm512_unpackhi_epi64(low01, low23));
    if (low) {
      V high01 = _mm512_unpackhi_epi32(block[0], block[1]);
      V high23 = _mm512_unpackhi_epi32(block[2], block[3]);
      _mm512_store_si512(low + first, _mm512_unpacklo_epi64(high01, high23));
    }
    batch->leads[(batch->used + first) / F] = lead;
  }
}

/// The exact month slot of one signed trial.
static __attribute__((noinline)) uint16_t month_exactly(
    const LTRow *row, const LTLead *lead, unsigned lane, uint16_t word, uint32_t low) {
  double score = score_of(row, lane, word, low);
  const double *thresholds = row->thresholds + lead->curve;
  uint16_t slot = 0;
  while (slot < row->slotCount - 1
         && score > (row->scales ? thresholds[slot] * row->scales[lane] : thresholds[slot]))
    slot++;
  return slot;
}

/// Month slots of the signed trials of a lead: the first whose threshold the score is not above.
///
/// Arguments are in units of 2⁻¹² here, so that any threshold fits: a threshold beyond ±8 is
/// beyond all narrow scores. Rounding the threshold, halving the narrow score and rounding it have a
/// total error of two and a half units of 2⁻¹³, one and a half more than the band allows.
static __attribute__((noinline)) void months(
    const LTRow *row, const LTLead *lead, unsigned count, const Months *signs,
    const Screen *table, const uint16_t *lanes, uint16_t *slots) {
  if (row->precision != 0 || row->scales) {
    for (unsigned i = 0; i < count; i++)
      slots[i] = month_exactly(row, lead, lanes[i], signs->words[i], signs->low[i]);
    return;
  }
  const V band = _mm512_set1_epi16((short)(row->band + 6));
  const double *thresholds = row->thresholds + lead->curve;
  const double scale = 4096.0 / row->weight;
  int16_t limits[64];
  int fast = row->slotCount - 1 < 64 ? row->slotCount - 1 : 64;
  for (int s = 0; s < fast; s++) {
    double limit = thresholds[s] * scale;
    limit = limit > 32767.0 ? 32767.0 : limit < -32767.0 ? -32767.0 : limit;
    limits[s] = (int16_t)__builtin_lrint(limit);
  }
  for (unsigned first = 0; first < count; first += 32) {
    V word = _mm512_loadu_si512(signs->words + first);
    V half = _mm512_srai_epi16(_mm512_loadu_si512(signs->scores + first), 1);
    V slot = _mm512_setzero_si512();
    uint32_t valid = _bzhi_u32(0xFFFFFFFF, count - first < 32 ? count - first : 32);
    uint32_t near = row->slotCount - 1 > 64 ? valid : 0;
    uint32_t open = valid;
    for (int s = 0; s < fast && open != 0; s++) {
      V x = _mm512_subs_epi16(_mm512_set1_epi16(limits[s]), half);
      V p = probability(_mm512_adds_epi16(x, x), table);
      uint32_t before = _mm512_cmplt_epu16_mask(word, _mm512_subs_epu16(p, band));
      uint32_t after = _mm512_cmpgt_epu16_mask(word, _mm512_adds_epu16(p, band));
      near |= open & ~(before | after);
      open &= after;
      slot = _mm512_mask_add_epi16(slot, open, slot, _mm512_set1_epi16(1));
    }
    _mm512_storeu_si512(slots + first, slot);
    for (; near != 0; near &= near - 1) {
      unsigned i = first + (unsigned)__builtin_ctz(near);
      slots[i] = month_exactly(row, lead, lanes[i], signs->words[i], signs->low[i]);
    }
  }
}

/// Adds amounts and size counts of a batch to one sink, or to two that count the same sizes.
static inline __attribute__((always_inline)) void add_up(
    const LTRow *row, const Batch *batch, const LTSink *sink, char *cells, char *others) {
  const V ceiling = _mm512_set1_epi32(row->ceiling);
  const V spare = _mm512_add_epi32(
      _mm512_set1_epi32(row->slotCount * row->width),
      _mm512_set_epi32(15, 14, 13, 12, 11, 10, 9, 8, 7, 6, 5, 4, 3, 2, 1, 0));
  const V first_size = _mm512_set1_epi32(sink->sizes[0]), second_size = _mm512_set1_epi32(sink->sizes[1]);
  const V third_size = _mm512_set1_epi32(sink->sizes[2]), fourth_size = _mm512_set1_epi32(sink->sizes[3]);
  const V one = _mm512_set1_epi32(1), one_high = _mm512_set1_epi32(0x10000), zero = _mm512_setzero_si512();
  const V width = _mm512_set1_epi32(row->width);
  int hasMonths = row->slotCount > 1;
  for (unsigned first = 0; first < batch->used; first += F) {
    // Unused entries add zeros to the spare cells.
    V place = load_lanes(batch->lanes + first);
    __mmask16 valid = _mm512_cmpneq_epi32_mask(place, _mm512_set1_epi32(NOBODY));
    if (hasMonths)
      place = _mm512_add_epi32(place, _mm512_mullo_epi32(load_lanes(batch->slots + first), width));
    uint32_t places[F] __attribute__((aligned(64)));
    _mm512_store_si512(
        places, _mm512_slli_epi32(_mm512_mask_mov_epi32(spare, valid, place), 4));
    // Loading the indices is cheaper than extracting them from the vector.
    __asm__("" : "+m"(places));
    V amount = _mm512_load_si512(batch->first + first);
    __mmask16 counted = _mm512_mask_cmple_epi32_mask(valid, amount, ceiling);
    V low = _mm512_maskz_mov_epi32(_mm512_mask_cmpge_epi32_mask(counted, amount, first_size), one);
    low = _mm512_mask_or_epi32(low, _mm512_mask_cmpge_epi32_mask(counted, amount, second_size), low, one_high);
    V high = _mm512_maskz_mov_epi32(_mm512_mask_cmpge_epi32_mask(counted, amount, third_size), one);
    high = _mm512_mask_or_epi32(high, _mm512_mask_cmpge_epi32_mask(counted, amount, fourth_size), high, one_high);
    amount = _mm512_maskz_mov_epi32(counted, amount);
    // Sums of 16 bytes: amount, 0, low counts, high counts.
    V money01 = _mm512_unpacklo_epi32(amount, zero);
    V money23 = _mm512_unpackhi_epi32(amount, zero);
    V counts01 = _mm512_unpacklo_epi32(low, high);
    V counts23 = _mm512_unpackhi_epi32(low, high);
    // sums[q] contains lane 4·b + q in its block b.
    V sums[4] = {
        _mm512_unpacklo_epi64(money01, counts01), _mm512_unpackhi_epi64(money01, counts01),
        _mm512_unpacklo_epi64(money23, counts23), _mm512_unpackhi_epi64(money23, counts23)};
#define ADD(q, b) \
  do { \
    __m128i sum = _mm512_extracti32x4_epi32(sums[q], b); \
    uint64_t at = places[4 * b + q]; \
    __m128i *cell = (__m128i *)(cells + at); \
    *cell = _mm_add_epi64(*cell, sum); \
    if (others) { \
      __m128i *other = (__m128i *)(others + at); \
      *other = _mm_add_epi64(*other, sum); \
    } \
  } while (0)
    ADD(0, 0); ADD(1, 0); ADD(2, 0); ADD(3, 0); ADD(0, 1); ADD(1, 1); ADD(2, 1); ADD(3, 1);
    ADD(0, 2); ADD(1, 2); ADD(2, 2); ADD(3, 2); ADD(0, 3); ADD(1, 3); ADD(2, 3); ADD(3, 3);
#undef ADD
  }
}

#include "leads.inc"
#include "rows.inc"

static const LTKernels kernels = {
    play, LEVEL(normals), LEVEL(quantiles), LEVEL(scores), LEVEL(empty), LEVEL(scramble),
    LEVEL(summarise), LEVEL(blocks)};

#pragma clang attribute pop

const LTKernels *lt_kernels_avx512(void) {
  __builtin_cpu_init();
  return __builtin_cpu_supports("avx512vbmi2") && __builtin_cpu_supports("vaes")
          && __builtin_cpu_supports("avx512bw") && __builtin_cpu_supports("avx512dq")
          && __builtin_cpu_supports("avx512vl") && __builtin_cpu_supports("avx512cd")
          && __builtin_cpu_supports("avx512vbmi") && __builtin_cpu_supports("bmi2")
          && __builtin_cpu_supports("fma")
      ? &kernels : NULL;
}
#else
const LTKernels *lt_kernels_avx512(void) { return NULL; }
#endif
