#include "work.h"

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
  cphantom_map(p->frame, t->centre, centre);
  cphantom_transform(p->frame, t->x, t->y, t->z, t->count, t->u, t->v, t->w);
  cphantom_fill(t->part_cut, t->count, 0);
  cphantom_fill(t->part_dense, t->count, 0);
  float slack = 0;
  for (int i = 0; i < p->break_count; i++) {
    float low[3], high[3];
    for (int q = 0; q < 3; q++)
      low[q] = k[i].centre[q] - k[i].radius, high[q] = k[i].centre[q] + k[i].radius;
    if (!cphantom_near(low, high, centre, t->radius)) continue;
    slack = most(slack, magnitude(k[i].shift[0]) + magnitude(k[i].shift[1]) +
                            magnitude(k[i].shift[2]) + 20 * k[i].squeeze);
    cphantom_fill(t->noise, t->count, 0);
    float f = 1 / 4.3f, g = 1 / 1.3f;
    cphantom_noise(t->u, t->v, t->w, t->count, f, f, f, k[i].seed, 2.4f * k[i].roughness, t->noise);
    cphantom_noise(t->u, t->v, t->w, t->count, g, g, g, k[i].seed + 1, 0.7f * k[i].roughness, t->noise);
    displace(t, &k[i]);
  }
  cphantom_fill(t->d, t->count, CPHANTOM_FAR);
  cphantom_fill(t->part_cortex, t->count, 1);
  int any = 0;
  float reach = t->radius + 2 * t->width + 4 + slack;
  for (int i = 0; i < p->solid_count; i++) {
    if (s[i].operation == CPHANTOM_CUT && !any) continue;
    if (!cphantom_near(s[i].low, s[i].high, centre, reach + s[i].blend)) continue;
    any |= s[i].operation == CPHANTOM_ADD;
    cphantom_measure(t, &s[i]);
    cphantom_join(t, &s[i]);
  }
  if (!any) return;
  if (p->roughness > 0) {
    cphantom_rough(t, 6.0f, p->seed, p->roughness, t->d);
    cphantom_rough(t, 2.2f, p->seed + 1, 0.45f * p->roughness, t->d);
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

void cphantom_bones(work *t, float *hu, uint8_t *labels, float *breaks) {
  const cphantom_scene *s = t->scene;
  cphantom_fill(t->first, t->count, CPHANTOM_FAR);
  cphantom_fill(t->second, t->count, CPHANTOM_FAR);
  cphantom_fill(t->label, t->count, 0);
  cphantom_fill(t->cut, t->count, 0);
  uint32_t seed = s->seed;
  for (int i = 0; i < s->part_count; i++) {
    const cphantom_part *p = &s->parts[i];
    if (p->mode == CPHANTOM_BONE && cphantom_near(p->low, p->high, t->centre, t->radius + 2 * t->width + 2))
      bone(t, p);
  }
  float nearest = CPHANTOM_FAR;
  for (int n = 0; n < t->count; n++) {
    float d = most(t->first[n], 0.5f * (t->first[n] - t->second[n] + s->joint_gap));
    t->d[n] = most(d, t->skin[n] + 1.2f);
    nearest = least(nearest, t->d[n]);
  }
  if (nearest > t->width) return;
  for (int n = 0; n < t->count; n++) {
    if (labels && t->d[n] < 0 && t->label[n] > 0) labels[n] = (uint8_t)t->label[n];
    if (breaks) breaks[n] = t->d[n] < 0 ? t->cut[n] : 0;
  }
  if (!hu) return;
  cphantom_fill(t->noise, t->count, 0);
  cphantom_rough(t, 1.15f, seed + 11, 1.7f, t->noise);
  cphantom_rough(t, 3.4f, seed + 12, 1.5f, t->noise);
  // The shell is thicker here, thinner there; `first` has served its turn.
  cphantom_fill(t->first, t->count, 0);
  cphantom_rough(t, 6.5f, seed + 13, 1.0f, t->first);
  lay_bone(t, hu);
}
