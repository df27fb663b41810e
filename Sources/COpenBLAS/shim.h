// The binding of OpenBLAS. Debian's libopenblas-dev has no lapacke.h, so the LAPACK
// routines in use are declared here by their Fortran names (column-major).
#ifndef LUODI_COPENBLAS_SHIM_H
#define LUODI_COPENBLAS_SHIM_H

#include <cblas.h>

extern void dpotrf_(const char *uplo, const int *n, double *a, const int *lda, int *info);
extern void dpotri_(const char *uplo, const int *n, double *a, const int *lda, int *info);

#if defined(__linux__)
// GNU functions that Swift's module of the C library does not contain: where OpenBLAS's threads may run.
extern int sched_getcpu(void);
extern int sched_setaffinity(int thread, unsigned long size, const void *processors);
#endif

#endif
