// Words of 32 bits a second, one core: what instruction sets make of ARS4x32-7 and Philox4x32-10.
//
// Blocks at 128 consecutive counters of one lead after the other, summed by exclusive or, as the
// engine consumes them: nothing is stored. Medians of 15 rounds in processor time, generators
// interleaved; the checksums of a generator's forms must agree.
#include <stdlib.h>
#include <time.h>

#include "streams.h"

enum { LEADS = 1 << 15, BLOCKS = 128, ROUNDS = 15 };

static uint64_t folded(__m128i v) { return (uint64_t)_mm_cvtsi128_si64(v) ^ (uint64_t)_mm_extract_epi64(v, 1); }

static uint64_t ars_128(void) {
  __m128i keys[8], sum = _mm_setzero_si128();
  keys[0] = _mm_set_epi64x(0, (long long)SEED);
  for (int i = 1; i < 8; i++)
    keys[i] = _mm_add_epi64(keys[i - 1], _mm_set_epi64x((long long)0xBB67AE8584CAA73B, (long long)0x9E3779B97F4A7C15));
  for (uint64_t lead = 0; lead < LEADS; lead++) {
    __m128i base = _mm_xor_si128(counter_of(0, CONVERSION, lead), keys[0]);
    for (int block = 0; block < BLOCKS; block += 8) {
      __m128i v[8];
      for (int j = 0; j < 8; j++) v[j] = _mm_xor_si128(base, _mm_cvtsi32_si128(block + j));
      for (int i = 1; i < 7; i++)
        for (int j = 0; j < 8; j++) v[j] = _mm_aesenc_si128(v[j], keys[i]);
      for (int j = 0; j < 8; j++) sum = _mm_xor_si128(sum, _mm_aesenclast_si128(v[j], keys[7]));
    }
  }
  return folded(sum);
}

static uint64_t ars_512(void) {
  __m512i keys[8], sum = _mm512_setzero_si512();
  const __m512i weyl = _mm512_broadcast_i32x4(_mm_set_epi64x((long long)0xBB67AE8584CAA73B, (long long)0x9E3779B97F4A7C15));
  keys[0] = _mm512_broadcast_i32x4(_mm_set_epi64x(0, (long long)SEED));
  for (int i = 1; i < 8; i++) keys[i] = _mm512_add_epi64(keys[i - 1], weyl);
  const __m512i four = _mm512_set_epi64(0, 3, 0, 2, 0, 1, 0, 0);
  for (uint64_t lead = 0; lead < LEADS; lead++) {
    __m512i base = _mm512_xor_si512(_mm512_broadcast_i32x4(counter_of(0, CONVERSION, lead)), keys[0]);
    for (uint32_t block = 0; block < BLOCKS; block += 32) {
      __m512i v[8];
      for (uint32_t j = 0; j < 8; j++)  // counters of a lead are aligned: exclusive or adds
        v[j] = _mm512_xor_si512(base, _mm512_or_si512(four, _mm512_maskz_set1_epi64(0x55, block + 4 * j)));
      for (int i = 1; i < 7; i++)
        for (int j = 0; j < 8; j++) v[j] = _mm512_aesenc_epi128(v[j], keys[i]);
      for (int j = 0; j < 8; j++) sum = _mm512_xor_si512(sum, _mm512_aesenclast_epi128(v[j], keys[7]));
    }
  }
  __m256i half = _mm256_xor_si256(_mm512_castsi512_si256(sum), _mm512_extracti64x4_epi64(sum, 1));
  return folded(_mm_xor_si128(_mm256_castsi256_si128(half), _mm256_extracti128_si256(half, 1)));
}

static uint64_t philox_scalar(void) {
  uint32_t sum[4] = {0};
  for (uint64_t lead = 0; lead < LEADS; lead++)
    for (uint32_t block = 0; block < BLOCKS; block++) {
      Block made = philox(block, CONVERSION, lead, SEED);
      for (int w = 0; w < 4; w++) sum[w] ^= made.word[w];
    }
  return (sum[0] ^ sum[2]) | (uint64_t)(sum[1] ^ sum[3]) << 32;
}

// Sixteen blocks at a time, a 32-bit lane each; two such groups, to hide latencies.
static inline void product(__m512i a, __m512i m, __m512i *high, __m512i *low) {
  __m512i even = _mm512_mul_epu32(a, m), odd = _mm512_mul_epu32(_mm512_srli_epi64(a, 32), m);
  *high = _mm512_mask_blend_epi32(0xAAAA, _mm512_srli_epi64(even, 32), odd);
  *low = _mm512_mask_blend_epi32(0xAAAA, even, _mm512_slli_epi64(odd, 32));
}
static uint64_t philox_512(void) {
  enum { GROUPS = 4 };
  const __m512i m0 = _mm512_set1_epi64(0xD2511F53), m1 = _mm512_set1_epi64(0xCD9E8D57);
  const __m512i lane = _mm512_set_epi32(15, 14, 13, 12, 11, 10, 9, 8, 7, 6, 5, 4, 3, 2, 1, 0);
  __m512i sum[4];
  for (int w = 0; w < 4; w++) sum[w] = _mm512_setzero_si512();
  for (uint64_t lead = 0; lead < LEADS; lead++)
    for (int block = 0; block < BLOCKS; block += 16 * GROUPS) {
      __m512i c[GROUPS][4];
      for (int g = 0; g < GROUPS; g++) {
        c[g][0] = _mm512_add_epi32(lane, _mm512_set1_epi32(block + 16 * g));
        c[g][1] = _mm512_set1_epi32(CONVERSION << 16);
        c[g][2] = _mm512_set1_epi32((int)lead);
        c[g][3] = _mm512_set1_epi32((int)(lead >> 32));
      }
      uint32_t k0 = (uint32_t)SEED, k1 = (uint32_t)(SEED >> 32);
      for (int round = 0; round < 10; round++, k0 += 0x9E3779B9, k1 += 0xBB67AE85)
        for (int g = 0; g < GROUPS; g++) {
          __m512i high0, low0, high1, low1;
          product(c[g][0], m0, &high0, &low0);
          product(c[g][2], m1, &high1, &low1);
          c[g][0] = _mm512_ternarylogic_epi32(high1, c[g][1], _mm512_set1_epi32((int)k0), 0x96);
          c[g][1] = low1;
          c[g][2] = _mm512_ternarylogic_epi32(high0, c[g][3], _mm512_set1_epi32((int)k1), 0x96);
          c[g][3] = low0;
        }
      for (int g = 0; g < GROUPS; g++)
        for (int w = 0; w < 4; w++) sum[w] = _mm512_xor_si512(sum[w], c[g][w]);
    }
  uint32_t lanes[16], all[4] = {0};
  for (int w = 0; w < 4; w++) {
    _mm512_storeu_si512(lanes, sum[w]);
    for (int j = 0; j < 16; j++) all[w] ^= lanes[j];
  }
  return (all[0] ^ all[2]) | (uint64_t)(all[1] ^ all[3]) << 32;
}

static int ascending(const void *a, const void *b) {
  double x = *(const double *)a, y = *(const double *)b;
  return (x > y) - (x < y);
}

int main(void) {
  static const struct { const char *name; uint64_t (*run)(void); } forms[] = {
    {"ARS4x32-7, VAES, 512 bits", ars_512}, {"ARS4x32-7, AES-NI, 128 bits", ars_128},
    {"Philox4x32-10, AVX-512", philox_512}, {"Philox4x32-10, scalar C", philox_scalar},
  };
  enum { FORMS = sizeof forms / sizeof *forms };
  static double times[FORMS][ROUNDS];
  uint64_t sums[FORMS];
  for (int round = 0; round < ROUNDS; round++)
    for (int form = 0; form < FORMS; form++) {
      struct timespec begin, end;
      clock_gettime(CLOCK_THREAD_CPUTIME_ID, &begin);
      sums[form] = forms[form].run();
      clock_gettime(CLOCK_THREAD_CPUTIME_ID, &end);
      times[form][round] = (double)(end.tv_sec - begin.tv_sec) + 1e-9 * (double)(end.tv_nsec - begin.tv_nsec);
    }
  for (int form = 0; form < FORMS; form++) {
    qsort(times[form], ROUNDS, sizeof(double), ascending);
    printf("%-32s %6.2f G words a second   checksum %016llx\n", forms[form].name,
           4e-9 * LEADS * BLOCKS / times[form][ROUNDS / 2], (unsigned long long)sums[form]);
  }
  return sums[0] != sums[1] || sums[2] != sums[3];
}
