// AVX2 with FMA and AES: Intel from Haswell, AMD from Zen. Not written yet: such processors
// take the portable engine.
#include "CTileEngine.h"

const LTKernels *lt_kernels_avx2(void) { return NULL; }
