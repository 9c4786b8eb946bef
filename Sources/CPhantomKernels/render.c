#include "work.h"

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
  if (hu) cphantom_fill(hu, t.count, -1000);
  if (labels) for (int n = 0; n < t.count; n++) labels[n] = 0;
  if (breaks) cphantom_fill(breaks, t.count, 0);
  cphantom_fill(t.skin, t.count, CPHANTOM_FAR);
  int inside = 0, boned = 0;
  for (int i = 0; i < scene->part_count; i++) {
    const cphantom_part *p = &scene->parts[i];
    if (p->mode != CPHANTOM_SKIN && p->label >= 0 && !inside) continue;
    if (p->mode == CPHANTOM_BONE) {
      // All bones at once, at the first of them: joints need every neighbour.
      if (!boned) cphantom_bones(&t, hu, labels, breaks);
      boned = 1;
      continue;
    }
    if (!hu && p->mode != CPHANTOM_SKIN) continue;
    if (!cphantom_near(p->low, p->high, t.centre, t.radius + t.width + 25)) continue;
    cphantom_transform(p->frame, t.x, t.y, t.z, t.count, t.u, t.v, t.w);
    if (p->mode == CPHANTOM_SKIN) inside |= cphantom_skin(&t, p, hu);
    else if (p->mode == CPHANTOM_MUSCLE) cphantom_muscle(&t, p, hu);
    else cphantom_paint(&t, p, hu);
  }
}

void cphantom_add_noise(
    const cphantom_scene *scene, const cphantom_points *points, float cell, float depth,
    float deviation, float streak, float *hu) {
  float noise[N], strip[N], x[N], y[N], z[N];
  int count = points->count;
  cphantom_fill(noise, count, 0);
  float f = 1 / cell, g = 1 / depth;
  // White grain less its own local mean: the band-pass spectrum of filtered back-projection.
  cphantom_noise(points->x, points->y, points->z, count, f, f, g, scene->seed + 101, 1.9f, noise);
  cphantom_noise(
      points->x, points->y, points->z, count, 0.37f * f, 0.37f * f, g, scene->seed + 102, 0.8f, noise);
  cphantom_transform(scene->frame, points->x, points->y, points->z, count, x, y, z);
  float lowest = z[0];
  for (int n = 0; n < count; n++) lowest = least(lowest, z[n]);
  int streaks = streak > 0 && lowest < scene->streak_z;
  cphantom_fill(strip, count, 0);
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
