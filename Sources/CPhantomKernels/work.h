/// What is known of one block while it is painted, and what all painters share.
#ifndef CPHANTOM_WORK_H
#define CPHANTOM_WORK_H

#include "noise.h"
#include "solids.h"

#define INLINE static inline __attribute__((always_inline))
enum { N = CPHANTOM_BLOCK };
#define CPHANTOM_FAR 1e6f

INLINE float least(float a, float b) { return a < b ? a : b; }
INLINE float most(float a, float b) { return a > b ? a : b; }
INLINE float clamped(float v, float low, float high) { return least(most(v, low), high); }
INLINE float magnitude(float v) { return v < 0 ? -v : v; }
/// The share of a sample of width `w` that lies inside a surface at distance `d`.
INLINE float cover(float d, float w) { return clamped(0.5f - d / w, 0, 1); }

/// What is known of one block while it is painted.
typedef struct {
  const cphantom_scene *scene;
  int count;
  float width, centre[3], radius;
  float x[N], y[N], z[N];          ///< scene
  float u[N], v[N], w[N];          ///< part
  float a[N], b[N], c[N];          ///< solid
  float skin[N];                   ///< distance to the skin
  float d[N], e[N], noise[N];
  float first[N], second[N];       ///< distances to the two nearest bones
  float cortex[N], outer[N], inner[N], texture[N], cut[N], dense[N];
  float part_cortex[N], part_outer[N], part_inner[N], part_texture[N], part_cut[N], part_dense[N];
  float label[N];
} work;

/// Whether a box comes within `reach` of the block's sphere around `centre`.
int cphantom_near(const float *low, const float *high, const float *centre, float reach);

/// Maps one point by a 3×4 frame.
void cphantom_map(const float *frame, const float *point, float *out);

void cphantom_fill(float *out, int count, float value);

/// Distance of the block's points, in the part's frame, to one solid, into `t->e`.
void cphantom_measure(work *t, const cphantom_solid *solid);

/// Smooth union (or cut) of `t->e` into `t->d`; the nearer solid lends its materials.
void cphantom_join(work *t, const cphantom_solid *solid);

/// Adds smooth noise of standard deviation about 0.35 × `gain` and features of `size` mm.
void cphantom_rough(work *t, float size, uint32_t seed, float gain, float *out);

/// Lays skin and fat; returns whether any point is inside the body. `hu` may be null.
int cphantom_skin(work *t, const cphantom_part *part, float *hu);

void cphantom_muscle(work *t, const cphantom_part *part, float *hu);

void cphantom_paint(work *t, const cphantom_part *part, float *hu);

/// Lays all bones of the scene; any of the outputs may be null.
void cphantom_bones(work *t, float *hu, uint8_t *labels, float *breaks);

#endif
