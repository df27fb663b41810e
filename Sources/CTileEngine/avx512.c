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

/// Counter of a lead's stream but for the trial, XOR the first key.
static inline V lead_counter(uint64_t key, uint32_t purpose, uint32_t base, V first_key) {
  return _mm512_xor_si512(
      _mm512_broadcast_i32x4(_mm_set_epi64x((long long)key, (long long)((uint64_t)purpose << 48 | base))), first_key);
}

/// Whether lane `lane` with the 16 bits `word` is signed by the last slot: the 32 bits below
/// come from the block of the amount.
static __attribute__((noinline)) int decide_exactly(
    const LTRow *row, const LTLead *lead, unsigned lane, uint16_t word, const V *keys) {
  V counter = lead_counter(lead->key, 4, row->firstTrial | lane, keys[0]);
  uint32_t low = (uint32_t)_mm_extract_epi32(_mm512_castsi512_si128(ars(counter, keys)), 2);
  double p = ((double)((uint64_t)word << 32 | low) + 0.5) * 0x1p-48;
  double score = row->scores[lane] + row->weight * LEVEL(normal_quantile)(SPLAT_D(p))[0];
  return score <= (row->scales ? lead->threshold * row->scales[lane] : lead->threshold);
}

/// Block numbers of four chunks' counters, and lanes of a chunk.
static const uint32_t blocks[LTTileWidth / 32][16] __attribute__((aligned(64))) = {
#define BLOCKS(i) {4 * i, 0, 0, 0, 4 * i + 1, 0, 0, 0, 4 * i + 2, 0, 0, 0, 4 * i + 3}
    BLOCKS(0), BLOCKS(1), BLOCKS(2), BLOCKS(3), BLOCKS(4), BLOCKS(5), BLOCKS(6), BLOCKS(7),
    BLOCKS(8), BLOCKS(9), BLOCKS(10), BLOCKS(11), BLOCKS(12), BLOCKS(13), BLOCKS(14), BLOCKS(15),
    BLOCKS(16), BLOCKS(17), BLOCKS(18), BLOCKS(19), BLOCKS(20), BLOCKS(21), BLOCKS(22), BLOCKS(23),
    BLOCKS(24), BLOCKS(25), BLOCKS(26), BLOCKS(27), BLOCKS(28), BLOCKS(29), BLOCKS(30), BLOCKS(31)};

/// Decides the near ones among a lead's trials.
static __attribute__((noinline)) void settle(
    const LTRow *row, const LTLead *lead, V counter, const V *keys, uint32_t *hits, uint32_t *nears) {
  for (unsigned chunk = 0; chunk < (unsigned)row->width / 32; chunk++) {
    uint32_t near = row->precision == 2 ? ~(uint32_t)0 : nears[chunk];
    if (near == 0) continue;
    uint32_t hit = hits[chunk] & ~near;
    uint16_t words[32];
    _mm512_storeu_si512(words, ars(_mm512_xor_si512(counter, _mm512_load_si512(blocks[chunk])), keys));
    for (; near != 0; near &= near - 1) {
      unsigned bit = (unsigned)__builtin_ctz(near);
      if (decide_exactly(row, lead, chunk * 32 + bit, words[bit], keys)) hit |= (uint32_t)1 << bit;
    }
    hits[chunk] = hit;
  }
}

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

/// Month slots of the signed trials of a lead: the first whose threshold the score is not above.
static __attribute__((noinline)) void months(
    const LTRow *row, const LTLead *lead, const uint16_t *lanes, const uint16_t *words,
    unsigned count, const V *keys, uint16_t *slots) {
  V counter = lead_counter(lead->key, 4, row->firstTrial, keys[0]);
  const double *thresholds = row->thresholds + lead->curve;
  for (unsigned first = 0; first < count; first += F) {
    V lane = load_lanes(lanes + first);
    V block[4];
    amount_blocks(counter, lane, keys, block);
    V low = _mm512_unpacklo_epi64(
        _mm512_unpackhi_epi32(block[0], block[1]), _mm512_unpackhi_epi32(block[2], block[3]));
    for (int half = 0; half < 2; half++) {
      __m256i at = half ? _mm512_extracti64x4_epi64(lane, 1) : _mm512_castsi512_si256(lane);
      __m256i bits = half ? _mm512_extracti64x4_epi64(low, 1) : _mm512_castsi512_si256(low);
      V word = _mm512_cvtepu16_epi64(_mm_loadu_si128((const __m128i *)(words + first + half * D)));
      word = _mm512_or_si512(_mm512_slli_epi64(word, 32), _mm512_cvtepu32_epi64(bits));
      VD p = ((VD)_mm512_cvtepu64_pd(word) + 0.5) * 0x1p-48;
      VD common = (VD)_mm512_i32gather_pd(at, row->scores, 8);
      VD score = common + row->weight * LEVEL(normal_quantile)(p);
      VD scale = row->scales ? (VD)_mm512_i32gather_pd(at, row->scales, 8) : SPLAT_D(1.0);
      V slot = _mm512_setzero_si512();
      for (int s = 0; s < row->slotCount - 1; s++) {
        __mmask8 later = _mm512_cmp_pd_mask((__m512d)score, (__m512d)(thresholds[s] * scale), _CMP_GT_OQ);
        slot = _mm512_mask_add_epi64(slot, later, slot, _mm512_set1_epi64(1));
      }
      _mm_storeu_si128((__m128i *)(slots + first + half * D), _mm512_cvtepi64_epi16(slot));
    }
  }
}

/// Lognormal amounts of a lead in `count` trials, in whole 万元.
static inline void amounts(
    const LTRow *row, const LTLead *lead, const uint16_t *lanes, unsigned count, const V *keys,
    int32_t *out) {
  V counter = lead_counter(lead->key, 4, row->firstTrial, keys[0]);
  VF median = SPLAT_F(lead->median);
  VF octaves = SPLAT_F(lead->octaves);
  for (unsigned first = 0; first < count; first += F) {
    V block[4];
    amount_blocks(counter, load_lanes(lanes + first), keys, block);
    V low01 = _mm512_unpacklo_epi32(block[0], block[1]);
    V low23 = _mm512_unpacklo_epi32(block[2], block[3]);
    VF normal = LEVEL(box_muller)(
        (VU)_mm512_unpacklo_epi64(low01, low23), (VU)_mm512_unpackhi_epi64(low01, low23));
    VF amount = median * LEVEL(power_of_two)(octaves * normal);
    _mm512_store_si512(out + first, _mm512_cvtps_epi32((__m512)amount));
  }
}

/// Adds amounts and size counts to a sink.
static inline void add_up(
    const LTRow *row, const LTSink *sink, const uint16_t *lanes, const uint16_t *slots,
    const int32_t *amounts, unsigned count) {
  const V ceiling = _mm512_set1_epi32(row->ceiling);
  const V spare = _mm512_add_epi32(
      _mm512_set1_epi32(row->slotCount * row->width),
      _mm512_set_epi32(15, 14, 13, 12, 11, 10, 9, 8, 7, 6, 5, 4, 3, 2, 1, 0));
  const V first_size = _mm512_set1_epi32(sink->sizes[0]), second_size = _mm512_set1_epi32(sink->sizes[1]);
  const V third_size = _mm512_set1_epi32(sink->sizes[2]), fourth_size = _mm512_set1_epi32(sink->sizes[3]);
  const V one = _mm512_set1_epi32(1), one_high = _mm512_set1_epi32(0x10000), zero = _mm512_setzero_si512();
  const V width = _mm512_set1_epi32(row->width);
  __m128i *cells = (__m128i *)sink->cells;
  for (unsigned first = 0; first < count; first += F) {
    // What is beyond the count goes, as zeros, to cells of its own.
    __mmask16 valid = (__mmask16)_bzhi_u32(0xFFFF, count - first < F ? count - first : F);
    V place = load_lanes(lanes + first);
    if (slots) place = _mm512_add_epi32(place, _mm512_mullo_epi32(load_lanes(slots + first), width));
    uint32_t places[F] __attribute__((aligned(64)));
    _mm512_store_si512(places, _mm512_mask_mov_epi32(spare, valid, place));
    V amount = _mm512_load_si512(amounts + first);
    __mmask16 counted = _mm512_mask_cmple_epi32_mask(valid, amount, ceiling);
    V low = _mm512_maskz_mov_epi32(_mm512_mask_cmpge_epi32_mask(counted, amount, first_size), one);
    low = _mm512_mask_or_epi32(low, _mm512_mask_cmpge_epi32_mask(counted, amount, second_size), low, one_high);
    V high = _mm512_maskz_mov_epi32(_mm512_mask_cmpge_epi32_mask(counted, amount, third_size), one);
    high = _mm512_mask_or_epi32(high, _mm512_mask_cmpge_epi32_mask(counted, amount, fourth_size), high, one_high);
    amount = _mm512_maskz_mov_epi32(counted, amount);
    // To sums of 16 bytes: amount, 0, low counts, high counts.
    V money01 = _mm512_unpacklo_epi32(amount, zero);
    V money23 = _mm512_unpackhi_epi32(amount, zero);
    V counts01 = _mm512_unpacklo_epi32(low, high);
    V counts23 = _mm512_unpackhi_epi32(low, high);
    // sums[q] holds lane 4·b + q in its block b.
    V sums[4] = {
        _mm512_unpacklo_epi64(money01, counts01), _mm512_unpackhi_epi64(money01, counts01),
        _mm512_unpacklo_epi64(money23, counts23), _mm512_unpackhi_epi64(money23, counts23)};
#define ADD(q, b) \
  cells[places[4 * b + q]] = _mm_add_epi64(cells[places[4 * b + q]], _mm512_extracti32x4_epi32(sums[q], b))
    ADD(0, 0); ADD(1, 0); ADD(2, 0); ADD(3, 0); ADD(0, 1); ADD(1, 1); ADD(2, 1); ADD(3, 1);
    ADD(0, 2); ADD(1, 2); ADD(2, 2); ADD(3, 2); ADD(0, 3); ADD(1, 3); ADD(2, 3); ADD(3, 3);
  }
}

/// Finds months and draws amounts of the signed trials of a lead and adds them to the sinks.
static inline __attribute__((always_inline)) size_t sign(
    const LTRow *row, const LTLead *lead, int32_t index, const uint16_t *lanes,
    const uint16_t *words, unsigned count, const V *keys, LTSigned *elsewhere) {
  uint16_t slots[LTTileWidth + 32];
  int32_t amount[LTTileWidth + 32] __attribute__((aligned(64)));
  int hasMonths = row->slotCount > 1;
  if (hasMonths) months(row, lead, lanes, words, count, keys, slots);
  if (lead->law == LTElsewhere) {
    for (unsigned i = 0; i < count; i++)
      elsewhere[i] = (LTSigned){index, lanes[i], hasMonths ? slots[i] : 0};
    return count;
  }
  if (lead->law == LTLogNormal) {
    amounts(row, lead, lanes, count, keys, amount);
  } else {
    for (unsigned i = 0; i < count; i++) amount[i] = lead->amount;
  }
  for (int32_t sink = 0; sink < row->sinkCount; sink++)
    add_up(row, &row->sinks[sink], lanes, hasMonths ? slots : NULL, amount, count);
  return 0;
}

typedef struct {
  V constant[2], linear[2], square[2], band;
} Screen;

/// Decides a lead's 512 trials on 16-bit scores: hits for sure, and those too near to tell.
static inline __attribute__((always_inline)) uint32_t screen(
    const LTRow *row, const LTLead *lead, V counter, const V *keys, const Screen *table,
    int isNarrow, uint32_t *hits, uint32_t *nears) {
  const V fraction = _mm512_set1_epi16(0x7FE0);
  V limit = _mm512_set1_epi16(lead->limit);
  float wide = (float)lead->threshold;
  wide = wide > 1e4f ? 1e4f : wide < -1e4f ? -1e4f : wide;
  VF wideLimit = SPLAT_F(row->scales ? wide : wide / (float)row->weight);
  uint32_t any = 0;
#pragma clang loop unroll_count(4)
  for (int chunk = 0; chunk < row->width / 32; chunk++) {
    V word = ars(_mm512_xor_si512(counter, _mm512_load_si512(blocks[chunk])), keys);
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
    V d = _mm512_and_si512(_mm512_slli_epi16(x, 5), fraction);
    V s = _mm512_srai_epi16(x, 10);
    V p = _mm512_mulhrs_epi16(_mm512_permutex2var_epi16(table->square[0], s, table->square[1]), d);
    p = _mm512_add_epi16(p, _mm512_permutex2var_epi16(table->linear[0], s, table->linear[1]));
    p = _mm512_add_epi16(
        _mm512_mulhrs_epi16(p, d),
        _mm512_permutex2var_epi16(table->constant[0], s, table->constant[1]));
    uint32_t hit = _mm512_cmplt_epu16_mask(word, _mm512_subs_epu16(p, table->band));
    uint32_t near = _mm512_cmple_epu16_mask(word, _mm512_adds_epu16(p, table->band)) & ~hit;
    hits[chunk] = hit;
    nears[chunk] = near;
    any |= near;
  }
  return any;
}

static size_t play(const LTRow *row, const LTLead *leads, size_t count) {
  V keys[8];
  round_keys(row->seed, keys);
  Screen table;
  for (int i = 0; i < 2; i++) {
    table.constant[i] = _mm512_loadu_si512(row->parabolas + 32 * i);
    table.linear[i] = _mm512_loadu_si512(row->parabolas + 64 + 32 * i);
    table.square[i] = _mm512_loadu_si512(row->parabolas + 128 + 32 * i);
  }
  table.band = _mm512_set1_epi16((short)row->band);
  const V step = _mm512_set1_epi16(32);
  uint16_t lanes[LTTileWidth + 32] = {0}, words[LTTileWidth + 32] = {0};
  uint32_t hits[LTTileWidth / 32], nears[LTTileWidth / 32];
  size_t left = 0;
  for (size_t i = 0; i < count; i++) {
    const LTLead *lead = &leads[i];
    V counter = lead_counter(lead->key, 3, row->firstTrial / 8, keys[0]);
    uint32_t any = row->precision == 0 && lead->isNarrow
        ? screen(row, lead, counter, keys, &table, 1, hits, nears)
        : screen(row, lead, counter, keys, &table, 0, hits, nears);
    if (__builtin_expect(any != 0 || row->precision == 2, 0))
      settle(row, lead, counter, keys, hits, nears);
    V lane = _mm512_set_epi16(
        31, 30, 29, 28, 27, 26, 25, 24, 23, 22, 21, 20, 19, 18, 17, 16, 15, 14, 13, 12, 11, 10, 9, 8,
        7, 6, 5, 4, 3, 2, 1, 0);
    unsigned signedCount = 0;
#pragma clang loop unroll_count(4)
    for (int chunk = 0; chunk < row->width / 32; chunk++) {
      _mm512_storeu_si512(lanes + signedCount, _mm512_maskz_compress_epi16(hits[chunk], lane));
      if (row->slotCount > 1) {
        V word = ars(_mm512_xor_si512(counter, _mm512_load_si512(blocks[chunk])), keys);
        _mm512_storeu_si512(words + signedCount, _mm512_maskz_compress_epi16(hits[chunk], word));
      }
      signedCount += (unsigned)__builtin_popcount(hits[chunk]);
      lane = _mm512_add_epi16(lane, step);
    }
    if (signedCount)
      left += sign(row, lead, (int32_t)i, lanes, words, signedCount, keys, row->elsewhere + left);
  }
  return left;
}

#include "rows.inc"

static const LTKernels kernels = {play, LEVEL(normals), LEVEL(scores), LEVEL(add), LEVEL(scramble), LEVEL(summarise)};

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
