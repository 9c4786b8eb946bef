#include <stddef.h>

#include "noise.h"
#include "solids.h"

#define INLINE static inline __attribute__((always_inline))
enum { N = CPHANTOM_BLOCK };
static const float far_away = 1e6f;

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
static int near(const float *low, const float *high, const float *centre, float reach) {
  float square = 0;
  for (int k = 0; k < 3; k++) {
    float over = most(most(low[k] - centre[k], centre[k] - high[k]), 0);
    square += over * over;
  }
  return square <= reach * reach;
}

static void mapped(const float *m, const float *p, float *q) {
  for (int k = 0; k < 3; k++)
    q[k] = m[4 * k] * p[0] + m[4 * k + 1] * p[1] + m[4 * k + 2] * p[2] + m[4 * k + 3];
}

static void fill(float *out, int count, float value) {
  for (int n = 0; n < count; n++) out[n] = value;
}

/// Distance of the block's points to one solid, into `t->e`.
static void measure(work *t, const cphantom_solid *s) {
  cphantom_transform(s->frame, t->u, t->v, t->w, t->count, t->a, t->b, t->c);
  cphantom_distance(s, t->scene->nodes, t->a, t->b, t->c, t->count, t->e);
}

/// Smooth union (or cut) of `t->e` into `t->d`; the nearer solid lends its materials.
CPHANTOM_CLONES
static void join(work *t, const cphantom_solid *joined) {
  const cphantom_solid copy = *joined, *s = &copy;
  float k = most(s->blend, 0.05f), quarter = 0.25f / k;
  if (s->operation == CPHANTOM_CUT) {
    for (int n = 0; n < t->count; n++) {
      float d = t->d[n], e = -t->e[n], h = most(k - magnitude(d - e), 0);
      t->d[n] = most(d, e) + h * h * quarter;
    }
    return;
  }
  for (int n = 0; n < t->count; n++) {
    float d = t->d[n], e = t->e[n], h = most(k - magnitude(d - e), 0);
    int nearer = e < d;
    t->part_cortex[n] = nearer ? s->cortex : t->part_cortex[n];
    t->part_outer[n] = nearer ? s->outer : t->part_outer[n];
    t->part_inner[n] = nearer ? s->inner : t->part_inner[n];
    t->part_texture[n] = nearer ? s->texture : t->part_texture[n];
    t->d[n] = least(d, e) - h * h * quarter;
  }
}

/// Adds smooth noise of standard deviation about 0.35 × `gain` and features of `size` mm.
static void rough(work *t, float size, uint32_t seed, float gain, float *out) {
  float f = 1 / size;
  cphantom_noise(t->x, t->y, t->z, t->count, f, f, f, seed, gain, out);
}

CPHANTOM_CLONES
static void lay_skin(work *t, float *hu) {
  const cphantom_scene *s = t->scene;
  for (int n = 0; n < t->count; n++) {
    float whole = cover(t->skin[n], t->width), fat = cover(t->skin[n] + s->skin_thickness, t->width);
    hu[n] += (s->skin - hu[n]) * whole;
    hu[n] += (s->fat + t->noise[n] - hu[n]) * fat;
  }
}

/// Smooth union of the body's outline; returns whether any point is inside or near it.
static int skin(work *t, const cphantom_part *p, float *hu) {
  const cphantom_solid *s = t->scene->solids + p->first_solid;
  fill(t->d, t->count, far_away);
  float centre[3];
  mapped(p->frame, t->centre, centre);
  for (int i = 0; i < p->solid_count; i++) {
    if (!near(s[i].low, s[i].high, centre, t->radius + 25)) continue;
    measure(t, &s[i]);
    join(t, &s[i]);
  }
  rough(t, 23, p->seed, p->roughness, t->d);
  float nearest = far_away;
  for (int n = 0; n < t->count; n++) t->skin[n] = t->d[n], nearest = least(nearest, t->d[n]);
  if (nearest > t->width) return 0;
  if (hu) {
    fill(t->noise, t->count, 0);
    rough(t, 3.1f, p->seed + 7, 14, t->noise);
    rough(t, 9.0f, p->seed + 9, 12, t->noise);
    lay_skin(t, hu);
  }
  return 1;
}

CPHANTOM_CLONES
static void lay_muscle(work *t, float *hu) {
  const cphantom_scene *s = t->scene;
  for (int n = 0; n < t->count; n++) {
    // The plane of fat waxes and wanes, and where it is thin the muscles touch.
    float gap = clamped(s->muscle_gap * (0.55f + t->dense[n]), 0.1f, 3.5f);
    float d = most(t->first[n] - s->muscle_reach + 1.6f * t->dense[n],
                   0.5f * (t->first[n] - t->second[n] + gap));
    d = most(d, t->skin[n] + s->skin_thickness + 2.2f);
    // Fat between the fibres: the lowest part of the texture shows as streaks.
    float fatty = most(-t->noise[n] - 6 + 10 * (1 - t->texture[n]), 0) * 3.2f * t->texture[n];
    float marbled = t->inner[n] + t->noise[n] - least(fatty, 110);
    hu[n] += (marbled - hu[n]) * cover(d, t->width);
  }
}

CPHANTOM_CLONES
static void keep_muscle(work *t, float inner, float texture) {
  for (int n = 0; n < t->count; n++) {
    float e = t->e[n], first = t->first[n];
    t->second[n] = least(t->second[n], most(e, first));
    t->inner[n] = e < first ? inner : t->inner[n];
    t->texture[n] = e < first ? texture : t->texture[n];
    t->first[n] = least(first, e);
  }
}

static void muscle(work *t, const cphantom_part *p, float *hu) {
  const cphantom_solid *s = t->scene->solids + p->first_solid;
  fill(t->first, t->count, far_away);
  fill(t->second, t->count, far_away);
  float centre[3];
  mapped(p->frame, t->centre, centre);
  int any = 0;
  for (int i = 0; i < p->solid_count; i++) {
    if (!near(s[i].low, s[i].high, centre, t->radius + 2 * t->scene->muscle_reach + 3)) continue;
    any = 1;
    measure(t, &s[i]);
    keep_muscle(t, s[i].inner, s[i].texture);
  }
  if (!any) return;
  fill(t->noise, t->count, 0);
  rough(t, 1.9f, p->seed, 9, t->noise);
  rough(t, 5.5f, p->seed + 3, 8, t->noise);
  fill(t->dense, t->count, 0);
  rough(t, 8.5f, p->seed + 5, 1.5f, t->dense);
  lay_muscle(t, hu);
}

CPHANTOM_CLONES
static void lay_paint(work *t, const cphantom_solid *painted, float under, float *hu) {
  const cphantom_solid copy = *painted, *s = &copy;
  float soft = t->width + s->blend;
  for (int n = 0; n < t->count; n++) {
    // Nothing comes through the skin but the table, which is not under it.
    float e = most(t->e[n], t->skin[n] * under + under * 2 - (1 - under) * far_away);
    float whole = cover(e, soft);
    float core = s->cortex > 0 ? cover(e + s->cortex, t->width) : 0;
    float coat = s->cortex > 0 ? s->outer : s->inner + t->noise[n];
    hu[n] += (coat - hu[n]) * whole;
    hu[n] += (s->inner + t->noise[n] - hu[n]) * core;
  }
}

static void paint(work *t, const cphantom_part *p, float *hu) {
  const cphantom_solid *s = t->scene->solids + p->first_solid;
  float centre[3];
  mapped(p->frame, t->centre, centre);
  int rough_known = 0;
  for (int i = 0; i < p->solid_count; i++) {
    float reach = t->radius + t->width + s[i].blend + 1.5f * p->roughness;
    if (!near(s[i].low, s[i].high, centre, reach)) continue;
    measure(t, &s[i]);
    if (p->roughness > 0) {
      // No organ is a smooth tube; all of a part's surfaces waver alike.
      if (!rough_known) {
        fill(t->dense, t->count, 0);
        rough(t, 7.5f, p->seed + 31, p->roughness, t->dense);
        rough(t, 2.9f, p->seed + 32, 0.4f * p->roughness, t->dense);
        rough_known = 1;
      }
      for (int n = 0; n < t->count; n++) t->e[n] += t->dense[n];
    }
    fill(t->noise, t->count, 0);
    if (s[i].texture > 0) rough(t, s[i].grain, p->seed + (uint32_t)i, 3 * s[i].texture, t->noise);
    lay_paint(t, &s[i], p->label < 0 ? 0 : 1, hu);
  }
}

/// Opens one break: moves the fragment's points back to where they came from and notes the gap.
CPHANTOM_CLONES
static void displace(work *t, const cphantom_break *opened) {
  const cphantom_break copy = *opened, *k = &copy;
  float gap = k->gap, w = t->width, top = least(1, gap / w), fade = 1 / (0.35f * k->radius);
  for (int n = 0; n < t->count; n++) {
    float u = t->u[n], v = t->v[n], z = t->w[n];
    float s = k->normal[0] * u + k->normal[1] * v + k->normal[2] * z - k->offset + t->noise[n];
    float du = u - k->centre[0], dv = v - k->centre[1], dz = z - k->centre[2];
    float depth = k->radius - __builtin_sqrtf(du * du + dv * dv + dz * dz);
    float inside = clamped(depth, 0, 1), carried = clamped(depth * fade, 0, 1);
    float slab = clamped((0.5f * (gap + w) - magnitude(s)) / w, 0, top) * inside;
    t->part_cut[n] = most(t->part_cut[n], slab);
    t->part_dense[n] += k->density * inside * clamped(1 - magnitude(s) * 0.3f, 0, 1);
    // The fragment's displacement dies away towards the sphere: bone bends rather than tears there.
    float moved = s > 0 ? carried : 0;
    float front = clamped(0.45f - v * 0.0625f, 0, 1.2f);
    t->u[n] = u - k->shift[0] * moved;
    t->v[n] = v - k->shift[1] * moved;
    t->w[n] = z - k->shift[2] * moved + carried * k->squeeze * front * most(z + 7, 0);
  }
}

CPHANTOM_CLONES
static void keep_nearest(work *t, float label) {
  for (int n = 0; n < t->count; n++) {
    float d = t->d[n], first = t->first[n];
    int nearer = d < first;
    t->second[n] = nearer ? first : least(t->second[n], d);
    t->first[n] = nearer ? d : first;
    t->cortex[n] = nearer ? t->part_cortex[n] : t->cortex[n];
    t->outer[n] = nearer ? t->part_outer[n] : t->outer[n];
    t->inner[n] = nearer ? t->part_inner[n] : t->inner[n];
    t->texture[n] = nearer ? t->part_texture[n] : t->texture[n];
    t->cut[n] = nearer ? t->part_cut[n] : t->cut[n];
    t->dense[n] = nearer ? t->part_dense[n] : t->dense[n];
    t->label[n] = nearer ? label : t->label[n];
  }
}

/// One bone against the nearest so far.
static void bone(work *t, const cphantom_part *p) {
  const cphantom_solid *s = t->scene->solids + p->first_solid;
  const cphantom_break *k = t->scene->breaks + p->first_break;
  float centre[3];
  mapped(p->frame, t->centre, centre);
  cphantom_transform(p->frame, t->x, t->y, t->z, t->count, t->u, t->v, t->w);
  fill(t->part_cut, t->count, 0);
  fill(t->part_dense, t->count, 0);
  float slack = 0;
  for (int i = 0; i < p->break_count; i++) {
    float low[3], high[3];
    for (int q = 0; q < 3; q++)
      low[q] = k[i].centre[q] - k[i].radius, high[q] = k[i].centre[q] + k[i].radius;
    if (!near(low, high, centre, t->radius)) continue;
    slack = most(slack, magnitude(k[i].shift[0]) + magnitude(k[i].shift[1]) +
                            magnitude(k[i].shift[2]) + 20 * k[i].squeeze);
    fill(t->noise, t->count, 0);
    float f = 1 / 4.3f, g = 1 / 1.3f;
    cphantom_noise(t->u, t->v, t->w, t->count, f, f, f, k[i].seed, 2.4f * k[i].roughness, t->noise);
    cphantom_noise(t->u, t->v, t->w, t->count, g, g, g, k[i].seed + 1, 0.7f * k[i].roughness, t->noise);
    displace(t, &k[i]);
  }
  fill(t->d, t->count, far_away);
  fill(t->part_cortex, t->count, 1);
  int any = 0;
  float reach = t->radius + 2 * t->width + 4 + slack;
  for (int i = 0; i < p->solid_count; i++) {
    if (s[i].operation == CPHANTOM_CUT && !any) continue;
    if (!near(s[i].low, s[i].high, centre, reach + s[i].blend)) continue;
    any |= s[i].operation == CPHANTOM_ADD;
    measure(t, &s[i]);
    join(t, &s[i]);
  }
  if (!any) return;
  if (p->roughness > 0) {
    rough(t, 6.0f, p->seed, p->roughness, t->d);
    rough(t, 2.2f, p->seed + 1, 0.45f * p->roughness, t->d);
  }
  keep_nearest(t, (float)p->label);
}

CPHANTOM_CLONES
static void lay_bone(work *t, float *hu) {
  for (int n = 0; n < t->count; n++) {
    float d = t->d[n], w = t->width;
    float whole = cover(d, w);
    float marrow = cover(d + t->cortex[n] * clamped(0.95f + 0.75f * t->first[n], 0.45f, 1.7f), w);
    // Trabeculae thin out towards the middle; the texture rides on the marrow's own value.
    float inside = t->inner[n] + t->noise[n] * t->texture[n] + t->dense[n];
    float solid = t->outer[n] * (whole - marrow) + most(inside, t->inner[n] < -150 ? -1000 : -80) * marrow;
    float present = whole * (1 - t->cut[n]);
    float value = whole > 0 ? solid / most(whole, 1e-3f) : 0;
    hu[n] += (t->cut[n] * whole) * (45 - hu[n]);
    hu[n] += (value - hu[n]) * present;
  }
}

static int bones(work *t, float *hu, uint8_t *labels, float *breaks) {
  const cphantom_scene *s = t->scene;
  fill(t->first, t->count, far_away);
  fill(t->second, t->count, far_away);
  fill(t->label, t->count, 0);
  fill(t->cut, t->count, 0);
  uint32_t seed = s->seed;
  for (int i = 0; i < s->part_count; i++) {
    const cphantom_part *p = &s->parts[i];
    if (p->mode == CPHANTOM_BONE && near(p->low, p->high, t->centre, t->radius + 2 * t->width + 2))
      bone(t, p);
  }
  float nearest = far_away;
  for (int n = 0; n < t->count; n++) {
    float d = most(t->first[n], 0.5f * (t->first[n] - t->second[n] + s->joint_gap));
    t->d[n] = most(d, t->skin[n] + 1.2f);
    nearest = least(nearest, t->d[n]);
  }
  if (nearest > t->width) return 0;
  for (int n = 0; n < t->count; n++) {
    if (labels && t->d[n] < 0 && t->label[n] > 0) labels[n] = (uint8_t)t->label[n];
    if (breaks) breaks[n] = t->d[n] < 0 ? t->cut[n] : 0;
  }
  if (!hu) return 1;
  fill(t->noise, t->count, 0);
  rough(t, 1.15f, seed + 11, 1.7f, t->noise);
  rough(t, 3.4f, seed + 12, 1.5f, t->noise);
  // The shell is thicker here, thinner there; `first` has served its turn.
  fill(t->first, t->count, 0);
  rough(t, 6.5f, seed + 13, 1.0f, t->first);
  lay_bone(t, hu);
  return 1;
}

void cphantom_render(
    const cphantom_scene *scene, const cphantom_points *points, float *hu, uint8_t *labels,
    float *breaks) {
  work t;
  t.scene = scene, t.count = points->count, t.width = points->width;
  cphantom_transform(
      scene->frame, points->x, points->y, points->z, t.count, t.x, t.y, t.z);
  const float *axis[3] = {t.x, t.y, t.z};
  float square = 0;
  for (int k = 0; k < 3; k++) {
    float low = axis[k][0], high = low;
    for (int n = 0; n < t.count; n++) low = least(low, axis[k][n]), high = most(high, axis[k][n]);
    t.centre[k] = 0.5f * (low + high);
    square += 0.25f * (high - low) * (high - low);
  }
  t.radius = __builtin_sqrtf(square) + 0.5f * t.width;
  if (hu) fill(hu, t.count, -1000);
  if (labels) for (int n = 0; n < t.count; n++) labels[n] = 0;
  if (breaks) fill(breaks, t.count, 0);
  fill(t.skin, t.count, far_away);
  int inside = 0, boned = 0;
  for (int i = 0; i < scene->part_count; i++) {
    const cphantom_part *p = &scene->parts[i];
    if (p->mode != CPHANTOM_SKIN && p->label >= 0 && !inside) continue;
    if (p->mode == CPHANTOM_BONE) {
      // All bones at once, at the first of them: joints need every neighbour.
      if (!boned) bones(&t, hu, labels, breaks);
      boned = 1;
      continue;
    }
    if (!hu && p->mode != CPHANTOM_SKIN) continue;
    if (!near(p->low, p->high, t.centre, t.radius + t.width + 25)) continue;
    cphantom_transform(p->frame, t.x, t.y, t.z, t.count, t.u, t.v, t.w);
    if (p->mode == CPHANTOM_SKIN) inside |= skin(&t, p, hu);
    else if (p->mode == CPHANTOM_MUSCLE) muscle(&t, p, hu);
    else paint(&t, p, hu);
  }
}

void cphantom_add_noise(
    const cphantom_scene *scene, const cphantom_points *points, float cell, float depth,
    float deviation, float streak, float *hu) {
  float noise[N], strip[N], x[N], y[N], z[N];
  int count = points->count;
  fill(noise, count, 0);
  float f = 1 / cell, g = 1 / depth;
  // White grain less its own local mean: the band-pass spectrum of filtered back-projection.
  cphantom_noise(points->x, points->y, points->z, count, f, f, g, scene->seed + 101, 1.9f, noise);
  cphantom_noise(
      points->x, points->y, points->z, count, 0.37f * f, 0.37f * f, g, scene->seed + 102, 0.8f, noise);
  cphantom_transform(scene->frame, points->x, points->y, points->z, count, x, y, z);
  float lowest = z[0];
  for (int n = 0; n < count; n++) lowest = least(lowest, z[n]);
  int streaks = streak > 0 && lowest < scene->streak_z;
  fill(strip, count, 0);
  if (streaks)
    cphantom_noise(x, y, z, count, 1 / 55.0f, 1 / 1.1f, g, scene->seed + 103, 1.8f, strip);
  for (int n = 0; n < count; n++) {
    // Air scatters nothing, so rays through it are quieter.
    float quiet = hu[n] < -900 ? 0.5f : 1.0f;
    float below = clamped((scene->streak_z - z[n]) / scene->streak_fade, 0, 1);
    hu[n] += deviation * quiet * noise[n] * (1 + 0.9f * (streaks ? below : 0)) +
             (streaks ? streak * below * strip[n] : 0);
  }
}
