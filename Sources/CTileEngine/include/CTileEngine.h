/// The hot kernels of the tile engine: a tile is up to 1,024 trials of one row of leads.
///
/// docs/hot-loop.md says how a tile works. Every kernel comes at several instruction-set levels
/// that give the same bits; `TileEngine` holds the plain Swift engine that specifies them.
#ifndef LUODI_C_TILE_ENGINE_H
#define LUODI_C_TILE_ENGINE_H

#include <stddef.h>
#include <stdint.h>

enum {
  /// Trials of the widest tile.
  LTTileWidth = 1024,
  /// Cells that a sink has beyond its own, for the lanes of a vector that are not used.
  LTSpareCells = 16,
  /// Sizes that one sink counts.
  LTSizeLimit = 4,
};

/// How a signed lead's amount is drawn.
enum { LTLogNormal = 0, LTFixed = 1, LTElsewhere = 2 };

typedef struct {
  uint64_t key;
  /// Score at or below which the lead is signed by the last month that counts.
  double threshold;
  /// Median of the lognormal amount, 万元.
  float median;
  /// Its log standard deviation, in octaves: σ·log₂e.
  float octaves;
  /// The fixed amount, 万元.
  int32_t amount;
  /// First of its thresholds by month slot.
  int32_t curve;
  /// threshold / weight in units of 2⁻¹³, where it fits.
  int16_t limit;
  uint8_t law;
  /// Whether `limit` fits.
  uint8_t isNarrow;
  uint32_t reserved;
} LTLead;

/// What a cell (a part of the city in a month slot) sums up in one trial.
typedef struct {
  int64_t investment;
  /// Projects of at least each size: four counts of 16 bits.
  uint64_t counts;
} LTSum;

/// Where the sums of some part of the city go: cells by month slot and lane, and 16 to spare.
typedef struct {
  LTSum *cells;
  /// Ascending, 万元; a size that no amount reaches where there are fewer.
  int32_t sizes[LTSizeLimit];
} LTSink;

/// A signed lead whose amount the caller draws.
typedef struct {
  int32_t lead;
  uint16_t lane;
  uint16_t slot;
} LTSigned;

/// A signed lead with its amount, for a caller who wants each project and not their sums.
typedef struct {
  int32_t lead;
  uint16_t lane;
  uint16_t slot;
  int64_t amount;
} LTProject;

/// One row of leads (one weight, one a·F by trial) in one tile.
typedef struct {
  uint64_t seed;
  /// A multiple of 1,024.
  uint32_t firstTrial;
  /// Trials of the tile: a multiple of 64.
  int32_t width;
  int32_t slotCount;
  uint32_t reserved;
  double weight;
  /// a·F by lane.
  const double *scores;
  /// The same over the weight, in units of 2⁻¹³.
  const int16_t *narrowScores;
  /// The same over the weight.
  const float *wideScores;
  /// √(W/ν) by lane, or null for the Gaussian copula; over the weight as floats.
  const double *scales;
  const float *wideScales;
  /// Thresholds by curve and month slot.
  const double *thresholds;
  /// Φ in 64 parabolas: constant, linear and quadratic terms in units of 2⁻¹⁶.
  const uint16_t *parabolas;
  uint16_t band;
  /// 0: narrow scores hold; 1: wide scores; 2: neither, each trial is decided exactly.
  uint16_t precision;
  int32_t ceiling;
  int32_t sinkCount;
  const LTSink *sinks;
  LTSigned *elsewhere;
  /// Room for the projects of all leads played at once, or null; filled lead by lead.
  LTProject *projects;
  /// The lead that is number 0 in `projects`, and how many projects there are.
  const LTLead *firstLead;
  size_t *projectCount;
} LTRow;

/// Of some trials' values of one metric.
typedef struct {
  int64_t sum;
  /// Sums of the lower and upper 32 bits of the squares; right while every value is below 2³².
  uint64_t low_squares;
  uint64_t high_squares;
  int64_t least;
  int64_t greatest;
} LTSummary;

typedef struct {
  /// Plays `count` leads; returns how many signed leads it left in `elsewhere`.
  size_t (*play)(const LTRow *row, const LTLead *leads, size_t count);
  /// Φ⁻¹((words + ½)/2³²).
  void (*normals)(const uint32_t *words, double *out, size_t count);
  /// scores = Σ loadings·normals over `terms` factors; and its narrow and wide forms.
  /// Returns the row's precision.
  int (*scores)(
      const double *const *normals, const double *loadings, size_t terms, double weight, size_t width,
      double *scores, int16_t *narrow, float *wide);
  /// Adds the cells of `from` to those of each of `to`, and makes them zero.
  void (*empty)(LTSum *from, LTSum *const *to, size_t parts, size_t count);
  /// Sobol words of 64 replicates: scrambled[i] = Owen scramble of `word` by seeds[i].
  void (*scramble)(uint32_t word, const uint32_t *seeds, uint32_t *scrambled, size_t count);
  /// Sums up `count` values (at most 1,024, none negative), adds them to the sums of their
  /// 64 replicates and finds their bins: 1,024 to the octave, as in `Histogram`.
  void (*summarise)(
      const int64_t *values, size_t count, int32_t *bins, int64_t *replicate_sums,
      LTSummary *summary);
  /// Philox4x32-10 at the counters (counter, stream, key low, key high) of `count` keys: four words
  /// a key.
  void (*blocks)(
      uint64_t seed, uint32_t counter, uint32_t stream, const uint64_t *keys, size_t count,
      uint32_t *words);
} LTKernels;

/// Null where the level is not of this processor.
const LTKernels *lt_kernels_avx512(void);
const LTKernels *lt_kernels_avx2(void);

#endif
