// The random words of Luodi as its engine reads them, in the orders that would show a fault.
//
// docs/random-streams.md is the contract: counter = (counter, purpose << 16 | block, key low, key
// high), key = the seed, for Philox4x32-10 as for ARS4x32-7. `streams --check` compares this
// file with the vectors that the Swift tests pin.
#pragma once
#include <immintrin.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

typedef struct { uint32_t word[4]; } Block;

enum { FACTOR = 1, COPULA_MIXING = 2, CONVERSION = 3, INVESTMENT = 4, FACTOR_SCRAMBLE = 5 };

static inline __m128i counter_of(uint32_t counter, uint32_t purpose, uint64_t key) {
  return _mm_set_epi64x((long long)key, (long long)((uint64_t)purpose << 48 | counter));
}

// ARS of Salmon et al. 2011 with `rounds` rounds; 7 in earnest, fewer as a control.
__attribute__((always_inline)) static inline __m128i ars(__m128i counter, uint64_t seed, int rounds) {
  const __m128i weyl = _mm_set_epi64x((long long)0xBB67AE8584CAA73B, (long long)0x9E3779B97F4A7C15);
  __m128i key = _mm_set_epi64x(0, (long long)seed);
  __m128i v = _mm_xor_si128(counter, key);
  for (int round = 1; round < rounds; round++) {
    key = _mm_add_epi64(key, weyl);
    v = _mm_aesenc_si128(v, key);
  }
  return _mm_aesenclast_si128(v, _mm_add_epi64(key, weyl));
}

static inline Block philox(uint32_t counter, uint32_t purpose, uint64_t key, uint64_t seed) {
  uint32_t c0 = counter, c1 = purpose << 16, c2 = (uint32_t)key, c3 = (uint32_t)(key >> 32);
  uint32_t k0 = (uint32_t)seed, k1 = (uint32_t)(seed >> 32);
  for (int round = 0; round < 10; round++) {
    uint64_t p0 = (uint64_t)0xD2511F53 * c0, p1 = (uint64_t)0xCD9E8D57 * c2;
    c0 = (uint32_t)(p1 >> 32) ^ c1 ^ k0;
    c1 = (uint32_t)p1;
    c2 = (uint32_t)(p0 >> 32) ^ c3 ^ k1;
    c3 = (uint32_t)p0;
    k0 += 0x9E3779B9;
    k1 += 0xBB67AE85;
  }
  return (Block){{c0, c1, c2, c3}};
}

// EntityKey(id:): FNV-1a, then the finaliser of MurmurHash3.
static inline uint64_t entity_key(const char *id, int length) {
  uint64_t hash = 0xCBF29CE484222325;
  for (int i = 0; i < length; i++) hash = (hash ^ (uint8_t)id[i]) * 0x100000001B3;
  hash = (hash ^ hash >> 33) * 0xFF51AFD7ED558CCD;
  hash = (hash ^ hash >> 33) * 0xC4CEB9FE1A85EC53;
  return hash ^ hash >> 33;
}

// The key of "JM-0001", "JM-0002" and so on, four digits or more.
static inline uint64_t lead_key(uint64_t number) {
  char id[24] = "JM-";
  char digits[20];
  int count = 0;
  for (uint64_t rest = number; rest || count < 4; rest /= 10) digits[count++] = (char)('0' + rest % 10);
  for (int i = 0; i < count; i++) id[3 + i] = digits[count - 1 - i];
  return entity_key(id, 3 + count);
}

static inline uint32_t reversed(uint32_t x) {
  x = __builtin_bswap32(x);
  x = (x & 0x0F0F0F0F) << 4 | (x >> 4 & 0x0F0F0F0F);
  x = (x & 0x33333333) << 2 | (x >> 2 & 0x33333333);
  return (x & 0x55555555) << 1 | (x >> 1 & 0x55555555);
}

// ScrambledSobol.scrambled(_:by:).
static inline uint32_t scrambled(uint32_t word, uint32_t seed) {
  uint32_t x = reversed(word);
  x ^= x * 0x3D20ADEA;
  x += seed;
  x *= seed >> 16 | 1;
  x ^= x * 0x05526C56;
  x ^= x * 0x53A22864;
  return reversed(x);
}

static inline uint32_t scramble(uint32_t replicate, uint64_t factor, uint64_t seed) {
  static uint64_t keys[16];
  uint64_t *key = &keys[factor & 15];
  if (!*key) {
    char id[16];
    *key = entity_key(id, snprintf(id, sizeof id, "factor-%u", (unsigned)(factor & 15)));
  }
  return philox(replicate, FACTOR_SCRAMBLE, *key, seed).word[0];
}

// Streams: block number `i` of each.

typedef void Fill(uint64_t first, Block *blocks, int count);
#define EACH(...) for (int j = 0; j < count; j++) { uint64_t i = first + (uint64_t)j; __VA_ARGS__; }
#define PUT(v) _mm_storeu_si128((__m128i *)&blocks[j], v)

static const uint64_t SEED = 20230101;

// A lead's decisions over all of a run's trials, then the next lead's. Eight trials a block.
static void conversion_trials(uint64_t first, Block *blocks, int count) {
  uint64_t key = lead_key((first >> 29) + 1);  // `count` divides 2^29
  EACH(PUT(ars(counter_of((uint32_t)(i & 0x1FFFFFFF), CONVERSION, key), SEED, 7)))
}
// The same eight trials of one lead after the other.
static void conversion_leads(uint64_t first, Block *blocks, int count) {
  EACH(PUT(ars(counter_of(12345, CONVERSION, lead_key(i + 1)), SEED, 7)))
}
// Should the hash of ids be weak some day: keys 0, 1, 2 and so on.
static void conversion_keys(uint64_t first, Block *blocks, int count) {
  EACH(PUT(ars(counter_of(0, CONVERSION, i), 0, 7)))
}
// Seeds 0, 1, 2 and so on, of one lead and trial.
static void conversion_seeds(uint64_t first, Block *blocks, int count) {
  EACH(PUT(ars(counter_of(0, CONVERSION, 0xEFD01F60BA992926), i, 7)))
}
// As a tile plays: 128 blocks of decisions for one lead, then the next lead's.
static void conversion_tiles(uint64_t first, Block *blocks, int count) {
  EACH(PUT(ars(counter_of((uint32_t)(i & 127), CONVERSION, lead_key((i >> 7) + 1)), SEED, 7)))
}
// Amounts: a block for each trial, leads one after the other.
static void investment_trials(uint64_t first, Block *blocks, int count) {
  uint64_t key = lead_key((first >> 31) + 1);
  EACH(PUT(ars(counter_of((uint32_t)(i & 0x7FFFFFFF), INVESTMENT, key), SEED, 7)))
}
static void investment_leads(uint64_t first, Block *blocks, int count) {
  EACH(PUT(ars(counter_of(12345, INVESTMENT, lead_key(i + 1)), SEED, 7)))
}
// Decision, amount, decision, amount, of equal counters.
static void purposes(uint64_t first, Block *blocks, int count) {
  uint64_t key = lead_key((first >> 32) + 1);
  EACH(PUT(ars(counter_of((uint32_t)(i >> 1), i & 1 ? INVESTMENT : CONVERSION, key), SEED, 7)))
}
// Plain factors and the numbers of `DrawStream`.
static void philox_trials(uint64_t first, Block *blocks, int count) {
  uint64_t key = entity_key("city", 4) + (first >> 32);
  EACH(blocks[j] = philox((uint32_t)i, FACTOR, key, SEED))
}
static void philox_seeds(uint64_t first, Block *blocks, int count) {
  uint64_t key = entity_key("city", 4);
  EACH(blocks[j] = philox(0, FACTOR, key, i))
}
// Seeds of scrambles: replicates, then factors, then seeds.
static void scrambles(uint64_t first, Block *blocks, int count) {
  EACH(for (uint32_t w = 0; w < 4; w++) blocks[j].word[w] =
           scramble((uint32_t)(i << 2 & 63) | w, i >> 4 & 15, i >> 8))
}
// Coordinates of one Sobol point under those scrambles: each must be uniform, whatever the point.
static void scrambled_points(uint64_t first, Block *blocks, int count) {
  EACH(for (uint32_t w = 0; w < 4; w++) blocks[j].word[w] =
           scrambled(0x4CA50000, scramble((uint32_t)(i << 2 & 63) | w, i >> 4 & 15, i >> 8)))
}
// Controls that must fail: rounds left out, and streams that are shifted copies of each other.
static void control_ars2(uint64_t first, Block *blocks, int count) {
  EACH(PUT(ars(counter_of((uint32_t)i, CONVERSION, lead_key(1)), SEED, 2)))
}
static void control_ars3(uint64_t first, Block *blocks, int count) {
  EACH(PUT(ars(counter_of((uint32_t)i, CONVERSION, lead_key(1)), SEED, 3)))
}
static void control_ars4(uint64_t first, Block *blocks, int count) {
  EACH(PUT(ars(counter_of((uint32_t)i, CONVERSION, lead_key(1)), SEED, 4)))
}
static void control_overlap(uint64_t first, Block *blocks, int count) {
  EACH(PUT(ars(counter_of((uint32_t)((i & 127) + (i >> 7) * 96), CONVERSION, lead_key(1)), SEED, 7)))
}

static const struct { const char *name; Fill *fill; } streams[] = {
  {"conversion-trials", conversion_trials}, {"conversion-leads", conversion_leads},
  {"conversion-keys", conversion_keys}, {"conversion-seeds", conversion_seeds},
  {"conversion-tiles", conversion_tiles}, {"investment-trials", investment_trials},
  {"investment-leads", investment_leads}, {"purposes", purposes},
  {"philox-trials", philox_trials}, {"philox-seeds", philox_seeds}, {"scrambles", scrambles},
  {"scrambled-points", scrambled_points}, {"control-ars2", control_ars2},
  {"control-ars3", control_ars3}, {"control-ars4", control_ars4},
  {"control-overlap", control_overlap},
};

static inline Fill *stream_named(const char *name) {
  for (size_t i = 0; i < sizeof streams / sizeof *streams; i++)
    if (!strcmp(streams[i].name, name)) return streams[i].fill;
  return NULL;
}
