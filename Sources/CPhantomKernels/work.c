#include "work.h"

int cphantom_near(const float *low, const float *high, const float *centre, float reach) {
  float square = 0;
  for (int k = 0; k < 3; k++) {
    float over = most(most(low[k] - centre[k], centre[k] - high[k]), 0);
    square += over * over;
  }
  return square <= reach * reach;
}

void cphantom_map(const float *m, const float *p, float *q) {
  for (int k = 0; k < 3; k++)
    q[k] = m[4 * k] * p[0] + m[4 * k + 1] * p[1] + m[4 * k + 2] * p[2] + m[4 * k + 3];
}

void cphantom_fill(float *out, int count, float value) {
  for (int n = 0; n < count; n++) out[n] = value;
}

void cphantom_measure(work *t, const cphantom_solid *s) {
  cphantom_transform(s->frame, t->u, t->v, t->w, t->count, t->a, t->b, t->c);
  cphantom_distance(s, t->scene->nodes, t->a, t->b, t->c, t->count, t->e);
}

CPHANTOM_CLONES
void cphantom_join(work *t, const cphantom_solid *joined) {
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

void cphantom_rough(work *t, float size, uint32_t seed, float gain, float *out) {
  float f = 1 / size;
  cphantom_noise(t->x, t->y, t->z, t->count, f, f, f, seed, gain, out);
}
