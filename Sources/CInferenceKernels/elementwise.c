#include "CInferenceKernels.h"

CINFERENCE_CLONES
void cinference_relu(float *x, size_t count) {
  for (size_t n = 0; n < count; n++) x[n] = x[n] > 0 ? x[n] : 0;
}
