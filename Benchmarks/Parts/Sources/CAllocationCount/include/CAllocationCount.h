#pragma once

#include <stdint.h>

/// Calls of malloc, calloc, realloc and their aligned kin in this process so far, on all threads;
/// 0 where the C library is not glibc.
uint64_t allocation_count(void);
