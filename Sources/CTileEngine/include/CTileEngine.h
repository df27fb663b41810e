/// The kernels of the tile engine: a tile is up to 1,024 trials of one row of leads.
///
/// docs/hot-loop.md describes a tile. Every kernel exists at several instruction-set levels that give
/// the same bits; `TileEngine` contains the plain Swift kernels that specify them.
#ifndef LUODI_C_TILE_ENGINE_H
#define LUODI_C_TILE_ENGINE_H

#include <stddef.h>
#include <stdint.h>

enum {
  /// The greatest number of trials of a tile.
  LTTileWidth = 1024,
  /// Spare cells of a sink, for the unused lanes of a vector.
  LTSpareCells = 16,
  /// The number of sizes that one sink counts.
  LTSizeLimit = 4,
};

/// The distribution of a signed lead's amount. LTElsewhere: the caller draws it.
enum { LTLogNormal = 0, LTFixed = 1, LTElsewhere = 2 };

typedef struct {
  /// The key of the lead's draws.
  uint64_t key;
  /// The score at or below which the lead is signed by the last month that counts.
  double threshold;
  /// Median of the log-normal amount, 万元.
  float median;
  /// Its log standard deviation, in octaves: σ·log₂e.
  float octaves;
  /// The fixed amount, 万元.
  int32_t amount;
  /// The index of its first threshold; one threshold per month slot follows.
  int32_t curve;
  /// threshold / weight in units of 2⁻¹³, if it fits.
  int16_t limit;
  uint8_t distribution;
  /// Whether `limit` fits.
  uint8_t isNarrow;
  uint32_t reserved;
} LTLead;

/// The sums of a cell (a part of the city in a month slot) in one trial.
typedef struct {
  int64_t investment;
  /// Projects of at least each size: four counts of 16 bits.
  uint64_t counts;
} LTSum;

/// The destination of the sums of a part of the city: cells by month slot and lane, and 16 spare cells.
typedef struct {
  LTSum *cells;
  /// Ascending, 万元; missing sizes are set to a size that no amount reaches.
  int32_t sizes[LTSizeLimit];
} LTSink;

/// A signed lead whose amount the caller draws.
typedef struct {
  int32_t lead;
  uint16_t lane;
  uint16_t slot;
} LTSigned;

/// A signed lead with its amount, for a caller that needs each project instead of sums.
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
  /// a·F / weight by lane, in units of 2⁻¹³.
  const int16_t *narrowScores;
  /// a·F / weight by lane.
  const float *wideScores;
  /// √(W/ν) by lane, or null for the Gaussian copula; `wideScales` is divided by the weight.
  const double *scales;
  const float *wideScales;
  /// Thresholds by curve and month slot.
  const double *thresholds;
  /// Φ in 64 parabolas: constant, linear and quadratic terms in units of 2⁻¹⁶.
  const uint16_t *parabolas;
  uint16_t band;
  /// 0: narrow scores are valid; 1: wide scores are valid; 2: neither, each trial is decided exactly.
  uint16_t precision;
  int32_t ceiling;
  int32_t sinkCount;
  const LTSink *sinks;
  LTSigned *elsewhere;
  /// Memory for the projects of all leads simulated at once, or null; filled lead by lead.
  LTProject *projects;
  /// The lead with number 0 in `projects`, and the number of projects.
  const LTLead *firstLead;
  size_t *projectCount;
} LTRow;

/// The summary of one metric's values over several trials.
typedef struct {
  int64_t sum;
  /// Sums of the lower and upper 32 bits of the squares; exact if every value is below 2³².
  uint64_t low_squares;
  uint64_t high_squares;
  int64_t least;
  int64_t greatest;
} LTSummary;

typedef struct {
  /// Simulates `count` leads; returns the number of signed leads written to `elsewhere`, whose amounts
  /// the caller draws.
  size_t (*play)(const LTRow *row, const LTLead *leads, size_t count);
  /// Φ⁻¹((words + ½)/2³²).
  void (*normals)(const uint32_t *words, double *out, size_t count);
  /// Replaces each of `count` probabilities, from 2⁻¹⁰²² to below 1, by its Φ⁻¹.
  void (*quantiles)(double *values, size_t count);
  /// scores = Σ loadings·normals over `terms` factors; computes their narrow and wide forms.
  /// Returns the row's precision.
  int (*scores)(
      const double *const *normals, const double *loadings, size_t terms, double weight, size_t width,
      double *scores, int16_t *narrow, float *wide);
  /// Adds the cells of `from` to those of each of `to`, and sets them to zero.
  void (*empty)(LTSum *from, LTSum *const *to, size_t parts, size_t count);
  /// Sobol words of 64 replicates: scrambled[i] = Owen scramble of `word` by seeds[i].
  void (*scramble)(uint32_t word, const uint32_t *seeds, uint32_t *scrambled, size_t count);
  /// Summarises `count` values (at most 1,024, none negative), adds them to the sums of their
  /// 64 replicates and finds their bins: 1,024 per octave, as in `Histogram`.
  void (*summarise)(
      const int64_t *values, size_t count, int32_t *bins, int64_t *replicate_sums,
      LTSummary *summary);
  /// Philox4x32-10 at `count` counters of 128 bits, whose lower halves are in `counters` and upper ones
  /// in `keys`: four words each.
  void (*blocks)(
      uint64_t seed, const uint64_t *counters, const uint64_t *keys, size_t count, uint32_t *words);
} LTKernels;

/// Null if the processor does not support the level.
const LTKernels *lt_kernels_avx512(void);
const LTKernels *lt_kernels_avx2(void);

#endif
