// The one door to OpenBLAS. Debian's libopenblas-dev has no lapacke.h, so the LAPACK
// routines in use are declared here by their Fortran names (column-major).
#ifndef LUODI_COPENBLAS_SHIM_H
#define LUODI_COPENBLAS_SHIM_H

#include <cblas.h>

extern void dpotrf_(const char *uplo, const int *n, double *a, const int *lda, int *info);

/// Not in every build of OpenBLAS, such as the serial one.
extern int blas_thread_shutdown_(void) __attribute__((weak));

static inline void endOpenBLASThreads(void) {
  if (blas_thread_shutdown_) blas_thread_shutdown_();
}

#endif
