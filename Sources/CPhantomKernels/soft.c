#include "work.h"

CPHANTOM_CLONES
static void lay_skin(work *t, float *hu) {
  const cphantom_scene *s = t->scene;
  for (int n = 0; n < t->count; n++) {
    float whole = cover(t->skin[n], t->width), fat = cover(t->skin[n] + s->skin_thickness, t->width);
    hu[n] += (s->skin - hu[n]) * whole;
    hu[n] += (s->fat + t->noise[n] - hu[n]) * fat;
  }
}

int cphantom_skin(work *t, const cphantom_part *p, float *hu) {
  const cphantom_solid *s = t->scene->solids + p->first_solid;
  cphantom_fill(t->d, t->count, CPHANTOM_FAR);
  float centre[3];
  cphantom_map(p->frame, t->centre, centre);
  for (int i = 0; i < p->solid_count; i++) {
    if (!cphantom_near(s[i].low, s[i].high, centre, t->radius + 25)) continue;
    cphantom_measure(t, &s[i]);
    cphantom_join(t, &s[i]);
  }
  cphantom_rough(t, 23, p->seed, p->roughness, t->d);
  float nearest = CPHANTOM_FAR;
  for (int n = 0; n < t->count; n++) t->skin[n] = t->d[n], nearest = least(nearest, t->d[n]);
  if (nearest > t->width) return 0;
  if (hu) {
    cphantom_fill(t->noise, t->count, 0);
    cphantom_rough(t, 3.1f, p->seed + 7, 14, t->noise);
    cphantom_rough(t, 9.0f, p->seed + 9, 12, t->noise);
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

void cphantom_muscle(work *t, const cphantom_part *p, float *hu) {
  const cphantom_solid *s = t->scene->solids + p->first_solid;
  cphantom_fill(t->first, t->count, CPHANTOM_FAR);
  cphantom_fill(t->second, t->count, CPHANTOM_FAR);
  float centre[3];
  cphantom_map(p->frame, t->centre, centre);
  int any = 0;
  for (int i = 0; i < p->solid_count; i++) {
    if (!cphantom_near(s[i].low, s[i].high, centre, t->radius + 2 * t->scene->muscle_reach + 3)) continue;
    any = 1;
    cphantom_measure(t, &s[i]);
    keep_muscle(t, s[i].inner, s[i].texture);
  }
  if (!any) return;
  cphantom_fill(t->noise, t->count, 0);
  cphantom_rough(t, 1.9f, p->seed, 9, t->noise);
  cphantom_rough(t, 5.5f, p->seed + 3, 8, t->noise);
  cphantom_fill(t->dense, t->count, 0);
  cphantom_rough(t, 8.5f, p->seed + 5, 1.5f, t->dense);
  lay_muscle(t, hu);
}

CPHANTOM_CLONES
static void lay_paint(work *t, const cphantom_solid *painted, float under, float *hu) {
  const cphantom_solid copy = *painted, *s = &copy;
  float soft = t->width + s->blend;
  for (int n = 0; n < t->count; n++) {
    // Nothing comes through the skin but the table, which is not under it.
    float e = most(t->e[n], t->skin[n] * under + under * 2 - (1 - under) * CPHANTOM_FAR);
    float whole = cover(e, soft);
    float core = s->cortex > 0 ? cover(e + s->cortex, t->width) : 0;
    float coat = s->cortex > 0 ? s->outer : s->inner + t->noise[n];
    hu[n] += (coat - hu[n]) * whole;
    hu[n] += (s->inner + t->noise[n] - hu[n]) * core;
  }
}

void cphantom_paint(work *t, const cphantom_part *p, float *hu) {
  const cphantom_solid *s = t->scene->solids + p->first_solid;
  float centre[3];
  cphantom_map(p->frame, t->centre, centre);
  int rough_known = 0;
  for (int i = 0; i < p->solid_count; i++) {
    float reach = t->radius + t->width + s[i].blend + 1.5f * p->roughness;
    if (!cphantom_near(s[i].low, s[i].high, centre, reach)) continue;
    cphantom_measure(t, &s[i]);
    if (p->roughness > 0) {
      // No organ is a smooth tube; all of a part's surfaces waver alike.
      if (!rough_known) {
        cphantom_fill(t->dense, t->count, 0);
        cphantom_rough(t, 7.5f, p->seed + 31, p->roughness, t->dense);
        cphantom_rough(t, 2.9f, p->seed + 32, 0.4f * p->roughness, t->dense);
        rough_known = 1;
      }
      for (int n = 0; n < t->count; n++) t->e[n] += t->dense[n];
    }
    cphantom_fill(t->noise, t->count, 0);
    if (s[i].texture > 0) cphantom_rough(t, s[i].grain, p->seed + (uint32_t)i, 3 * s[i].texture, t->noise);
    lay_paint(t, &s[i], p->label < 0 ? 0 : 1, hu);
  }
}
