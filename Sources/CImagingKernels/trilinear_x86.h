/// Trilinear samples eight at a time, for CPUs with AVX2; included by reslice.c alone.
#if defined(__x86_64__)
#define EIGHTS __attribute__((target("arch=x86-64-v3")))
#define EIGHTS_INLINE static inline __attribute__((always_inline, target("arch=x86-64-v3")))

/// Eight continuous indices along one axis, split as `split` does.
typedef struct {
  __m256i whole;
  __m256 weight;
} taps8;

EIGHTS_INLINE taps8 split8(__m256d low, __m256d high, int32_t count) {
  const __m256d zero = _mm256_setzero_pd(), last = _mm256_set1_pd(count - 1), tiny = _mm256_set1_pd(snap);
  const __m256d x[2] = {
    _mm256_min_pd(_mm256_max_pd(low, zero), last), _mm256_min_pd(_mm256_max_pd(high, zero), last)};
  __m128i whole[2];
  __m128 weight[2];
  for (int half = 0; half < 2; half++) {
    whole[half] = _mm256_cvttpd_epi32(_mm256_add_pd(x[half], tiny));
    const __m256d rest = _mm256_sub_pd(x[half], _mm256_cvtepi32_pd(whole[half]));
    weight[half] = _mm256_cvtpd_ps(_mm256_and_pd(rest, _mm256_cmp_pd(rest, tiny, _CMP_GT_OQ)));
  }
  return (taps8){_mm256_set_m128i(whole[1], whole[0]), _mm256_set_m128(weight[1], weight[0])};
}

/// Where eight samples lie: the offset of the first voxel, and the ways to the next ones.
typedef struct {
  __m256i offset, j, k;
  taps8 i;
  __m256 jWeight, kWeight;
} place8;

EIGHTS_INLINE place8 place(
    const cimaging_grid *grid, const double start[3], const double step[3], double number) {
  const __m256d n[2] = {
    _mm256_add_pd(_mm256_set1_pd(number), _mm256_set_pd(3, 2, 1, 0)),
    _mm256_add_pd(_mm256_set1_pd(number), _mm256_set_pd(7, 6, 5, 4))};
  taps8 taps[3];
  for (int axis = 0; axis < 3; axis++) {
    __m256d x[2];
    for (int half = 0; half < 2; half++)
      x[half] = _mm256_fmadd_pd(n[half], _mm256_set1_pd(step[axis]), _mm256_set1_pd(start[axis]));
    if (axis == 2 && grid->coordinates) {
      double k[8];
      _mm256_storeu_pd(k, x[0]);
      _mm256_storeu_pd(k + 4, x[1]);
      for (int lane = 0; lane < 8; lane++) k[lane] = stored_slice(grid, k[lane]);
      x[0] = _mm256_loadu_pd(k);
      x[1] = _mm256_loadu_pd(k + 4);
    }
    taps[axis] = split8(x[0], x[1], grid->count[axis]);
  }
  const __m256 none = _mm256_setzero_ps();
  const __m256i row = _mm256_set1_epi32(grid->count[0]);
  const __m256i slice = _mm256_set1_epi32(grid->count[0] * grid->count[1]);
  place8 at;
  at.i = taps[0];
  at.jWeight = taps[1].weight;
  at.kWeight = taps[2].weight;
  at.j = _mm256_and_si256(row, _mm256_castps_si256(_mm256_cmp_ps(at.jWeight, none, _CMP_GT_OQ)));
  at.k = _mm256_and_si256(slice, _mm256_castps_si256(_mm256_cmp_ps(at.kWeight, none, _CMP_GT_OQ)));
  at.offset = _mm256_add_epi32(
    _mm256_mullo_epi32(taps[1].whole, row), _mm256_mullo_epi32(taps[2].whole, slice));
  return at;
}

EIGHTS_INLINE __m256 mix8(__m256 a, __m256 b, __m256 weight) {
  return _mm256_fmadd_ps(weight, _mm256_sub_ps(b, a), a);
}

EIGHTS_INLINE __m256 without8(__m256 value, __m256 padding) {
  const __m256 isPadding = _mm256_cmp_ps(value, padding, _CMP_EQ_OQ);
  return _mm256_blendv_ps(value, _mm256_set1_ps(NAN), isPadding);
}

/// Between a voxel and its successor in i, both fetched at once; the last voxel comes as the second of a
/// pair, for nothing may be read behind the grid.
EIGHTS_INLINE __m256 pair_int16(
    const int16_t *voxels, __m256i offset, __m256 isLast, __m256 isBetween, __m256 weight, __m256 padding) {
  const __m256i both = _mm256_i32gather_epi32((const int *)voxels, offset, 2);
  const __m256 second = _mm256_cvtepi32_ps(_mm256_srai_epi32(both, 16));
  __m256 a = _mm256_cvtepi32_ps(_mm256_srai_epi32(_mm256_slli_epi32(both, 16), 16));
  a = without8(_mm256_blendv_ps(a, second, isLast), padding);
  return mix8(a, _mm256_blendv_ps(a, without8(second, padding), isBetween), weight);
}

EIGHTS static size_t trilinear_eights_int16(
    const cimaging_grid *grid, const double start[3], const double step[3], size_t first, size_t count,
    float *out) {
  const __m256 padding = _mm256_set1_ps(grid->padding);
  const __m256i last = _mm256_set1_epi32(grid->count[0] - 1);
  size_t n = 0;
  for (; n + 8 <= count; n += 8) {
    const place8 at = place(grid, start, step, (double)(first + n));
    const __m256i isLast = _mm256_cmpeq_epi32(at.i.whole, last);
    const __m256 isBetween = _mm256_cmp_ps(at.i.weight, _mm256_setzero_ps(), _CMP_GT_OQ);
    const __m256i base = _mm256_add_epi32(_mm256_add_epi32(at.offset, at.i.whole), isLast);
    const __m256 lastMask = _mm256_castsi256_ps(isLast);
#define PAIR(offset) pair_int16(grid->voxels, offset, lastMask, isBetween, at.i.weight, padding)
    const __m256 near = mix8(PAIR(base), PAIR(_mm256_add_epi32(base, at.j)), at.jWeight);
    const __m256i behind = _mm256_add_epi32(base, at.k);
    const __m256 far = mix8(PAIR(behind), PAIR(_mm256_add_epi32(behind, at.j)), at.jWeight);
#undef PAIR
    _mm256_storeu_ps(out + n, mix8(near, far, at.kWeight));
  }
  return n;
}

EIGHTS_INLINE __m256 pair_float32(
    const float *voxels, __m256i offset, __m256i i, __m256 weight, __m256 padding) {
  const __m256 a = without8(_mm256_i32gather_ps(voxels, offset, 4), padding);
  const __m256 b = without8(_mm256_i32gather_ps(voxels, _mm256_add_epi32(offset, i), 4), padding);
  return mix8(a, b, weight);
}

EIGHTS static size_t trilinear_eights_float32(
    const cimaging_grid *grid, const double start[3], const double step[3], size_t first, size_t count,
    float *out) {
  const __m256 padding = _mm256_set1_ps(grid->padding);
  size_t n = 0;
  for (; n + 8 <= count; n += 8) {
    const place8 at = place(grid, start, step, (double)(first + n));
    const __m256 isBetween = _mm256_cmp_ps(at.i.weight, _mm256_setzero_ps(), _CMP_GT_OQ);
    const __m256i i = _mm256_and_si256(_mm256_set1_epi32(1), _mm256_castps_si256(isBetween));
    const __m256i base = _mm256_add_epi32(at.offset, at.i.whole);
#define PAIR(offset) pair_float32(grid->voxels, offset, i, at.i.weight, padding)
    const __m256 near = mix8(PAIR(base), PAIR(_mm256_add_epi32(base, at.j)), at.jWeight);
    const __m256i behind = _mm256_add_epi32(base, at.k);
    const __m256 far = mix8(PAIR(behind), PAIR(_mm256_add_epi32(behind, at.j)), at.jWeight);
#undef PAIR
    _mm256_storeu_ps(out + n, mix8(near, far, at.kWeight));
  }
  return n;
}
#endif
