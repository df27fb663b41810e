// The vector kernels of tuned.cpp; roofline.cpp measures them alone.
#pragma once
#include <immintrin.h>

#include <cmath>
#include <cstdint>

static uint64_t splitMix(uint64_t& state) {
  uint64_t z = (state += 0x9e3779b97f4a7c15);
  z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9;
  z = (z ^ (z >> 27)) * 0x94d049bb133111eb;
  return z ^ (z >> 31);
}

// xoshiro256++, eight of them side by side: sixteen 32-bit numbers a step.
struct Generator {
  __m512i a, b, c, d;
  // Seed and block are hashed before they seed, else neighbouring blocks are shifted copies.
  Generator(uint64_t seed, uint64_t block) {
    uint64_t state = seed;
    state = splitMix(state) ^ block;
    state = splitMix(state);
    alignas(64) uint64_t words[32];
    for (uint64_t& word : words) word = splitMix(state);
    a = _mm512_load_si512(words);
    b = _mm512_load_si512(words + 8);
    c = _mm512_load_si512(words + 16);
    d = _mm512_load_si512(words + 24);
  }
  __m512i next() {
    const __m512i result = _mm512_add_epi64(_mm512_rol_epi64(_mm512_add_epi64(a, d), 23), a);
    const __m512i t = _mm512_slli_epi64(b, 17);
    c = _mm512_xor_si512(c, a);
    d = _mm512_xor_si512(d, b);
    b = _mm512_xor_si512(b, c);
    a = _mm512_xor_si512(a, d);
    c = _mm512_xor_si512(c, t);
    d = _mm512_rol_epi64(d, 45);
    return result;
  }
};

// 2^32 u (1 + 2^-g) < 2^32 where Phi(t) = 1 / (1 + 2^-g(t)); |error of Phi| < 1e-7 for all t.
static inline __mmask16 isSigned(__m512i bits, __m512 t) {
  t = _mm512_max_ps(_mm512_min_ps(t, _mm512_set1_ps(5.6f)), _mm512_set1_ps(-5.6f));
  const __m512 y = _mm512_mul_ps(t, t);
  __m512 g = _mm512_set1_ps(-5.067247566e-9f);
  g = _mm512_fmadd_ps(g, y, _mm512_set1_ps(3.816316501e-7f));
  g = _mm512_fmadd_ps(g, y, _mm512_set1_ps(-1.1439837836e-5f));
  g = _mm512_fmadd_ps(g, y, _mm512_set1_ps(1.5957996018e-4f));
  g = _mm512_fmadd_ps(g, y, _mm512_set1_ps(9.4049183421e-5f));
  g = _mm512_fmadd_ps(g, y, _mm512_set1_ps(-0.10483512184f));
  g = _mm512_fmadd_ps(g, y, _mm512_set1_ps(-2.3022092965f));
  g = _mm512_mul_ps(g, t);  // −g, in base 2
  const __m512 whole = _mm512_roundscale_ps(g, _MM_FROUND_TO_NEAREST_INT | _MM_FROUND_NO_EXC);
  const __m512 f = _mm512_sub_ps(g, whole);
  __m512 e = _mm512_set1_ps(0.001327647175f);
  e = _mm512_fmadd_ps(e, f, _mm512_set1_ps(0.009675541332f));
  e = _mm512_fmadd_ps(e, f, _mm512_set1_ps(0.05550713274f));
  e = _mm512_fmadd_ps(e, f, _mm512_set1_ps(0.2402211972f));
  e = _mm512_fmadd_ps(e, f, _mm512_set1_ps(0.6931469671f));
  e = _mm512_fmadd_ps(e, f, _mm512_set1_ps(1.000000072f));
  e = _mm512_scalef_ps(e, whole);
  const __m512 u = _mm512_cvtepu32_ps(bits);
  return _mm512_cmp_ps_mask(_mm512_fmadd_ps(u, e, u), _mm512_set1_ps(0x1p32f), _CMP_LT_OQ);
}

// `count` standard normals, a multiple of 32 of them.
static void fillNormals(Generator& generator, float* __restrict values, int count) {
  alignas(64) uint32_t bits[32];
  for (int i = 0; i < count; i += 32) {
    _mm512_store_si512(bits, generator.next());
    _mm512_store_si512(bits + 16, generator.next());
#pragma omp simd
    for (int k = 0; k < 16; k++) {
      const float u = (float(bits[k]) + 0.5f) * 0x1p-32f;
      const float angle = float(int32_t(bits[k + 16])) * 1.4629180792671596e-9f;  // 2 pi / 2^32
      const float radius = sqrtf(-2 * logf(u));
      values[i + k] = radius * sinf(angle);
      // The cosine; cosf beside sinf becomes one sincosf, which has no vector form.
      values[i + k + 16] = radius * sinf(angle + 1.5707963267948966f);
    }
  }
}
