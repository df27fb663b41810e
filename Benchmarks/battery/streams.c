// streams NAME | dieharder -a -g 200      the words of a stream, without end
// streams --check                         the same words as the Swift tests pin?
#include "streams.h"

static int expect(const char *what, const void *got, const uint32_t *wanted, size_t words) {
  if (!memcmp(got, wanted, 4 * words)) return 0;
  fprintf(stderr, "%s: not the pinned words\n", what);
  return 1;
}

static int check(void) {
  int faults = 0;
  __m128i v = ars(counter_of(5, CONVERSION, 0x2222222211111111), 7, 7);
  faults += expect("ARS, conversion", &v, (uint32_t[]){0xA0538D4D, 0xEB1B8F1D, 0x451EB176, 0x236BFF92}, 4);
  v = ars(counter_of(5, INVESTMENT, 0x0123456789ABCDEF), 0xFFFFFFFFFFFFFFF9, 7);
  faults += expect("ARS, investment", &v, (uint32_t[]){0xF81331C0, 0x3B0AB937, 0xC20AE737, 0xE27D42C7}, 4);
  Block block = philox(0, 0, 0, 0);
  faults += expect("Philox", &block, (uint32_t[]){0x6627E8D5, 0xE169C58D, 0xBC57AC4C, 0x9B00DBD8}, 4);
  uint64_t key = entity_key("a", 1);
  faults += expect("key", &key, (uint32_t[]){0xA9BECE5B, 0x82A2A958}, 2);
  uint64_t lead = lead_key(1), same = entity_key("JM-0001", 7);
  faults += expect("lead", &lead, (uint32_t *)&same, 2);
  uint32_t word = scrambled(0x80000000, 0x12345678);
  faults += expect("scramble", &word, (uint32_t[]){0x87E32B06}, 1);
  if (!faults) puts("the words are those of the Swift tests");
  return faults;
}

int main(int count, char **arguments) {
  if (count == 2 && !strcmp(arguments[1], "--check")) return check();
  Fill *fill = count == 2 ? stream_named(arguments[1]) : NULL;
  if (!fill) {
    fputs("usage: streams NAME | --check, where NAME is one of:\n", stderr);
    for (size_t i = 0; i < sizeof streams / sizeof *streams; i++) fprintf(stderr, "  %s\n", streams[i].name);
    return 2;
  }
  static Block blocks[4096];
  for (uint64_t first = 0;; first += 4096) {
    fill(first, blocks, 4096);
    if (fwrite(blocks, sizeof blocks, 1, stdout) != 1) return 0;
  }
}
