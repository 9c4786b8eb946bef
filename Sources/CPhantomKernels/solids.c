#include "solids.h"

#define INLINE static inline __attribute__((always_inline))

INLINE float least(float a, float b) { return a < b ? a : b; }
INLINE float most(float a, float b) { return a > b ? a : b; }
INLINE float clamped(float v, float low, float high) { return least(most(v, low), high); }
INLINE float magnitude(float v) { return v < 0 ? -v : v; }
INLINE float root(float v) { return __builtin_sqrtf(v); }
/// The larger of two distances with the edge rounded over `k` mm.
INLINE float smooth_most(float a, float b, float k) {
  float h = most(k - magnitude(a - b), 0);
  return most(a, b) + h * h * 0.25f / k;
}

CPHANTOM_CLONES
void cphantom_transform(
    const float *frame, const float *x, const float *y, const float *z, int count, float *u,
    float *v, float *w) {
  const float *m = frame;
  for (int n = 0; n < count; n++) {
    float px = x[n], py = y[n], pz = z[n];
    u[n] = m[0] * px + m[1] * py + m[2] * pz + m[3];
    v[n] = m[4] * px + m[5] * py + m[6] * pz + m[7];
    w[n] = m[8] * px + m[9] * py + m[10] * pz + m[11];
  }
}

/// First-order distance to an ellipsoid: k0 (k0 − 1) / k1, exact on the surface.
CPHANTOM_CLONES
static void ellipsoid(
    const float *s, const float *x, const float *y, const float *z, int count, float *d) {
  float ia = 1 / s[0], ib = 1 / s[1], ic = 1 / s[2];
  for (int n = 0; n < count; n++) {
    float a = x[n] * ia, b = y[n] * ib, c = z[n] * ic;
    float k0 = root(a * a + b * b + c * c);
    a *= ia, b *= ib, c *= ic;
    float k1 = root(a * a + b * b + c * c);
    d[n] = k0 * (k0 - 1) / most(k1, 1e-4f);
  }
}

CPHANTOM_CLONES
static void box(
    const float *s, const float *x, const float *y, const float *z, int count, float *d) {
  float r = s[3];
  for (int n = 0; n < count; n++) {
    float a = magnitude(x[n]) - s[0] + r, b = magnitude(y[n]) - s[1] + r,
          c = magnitude(z[n]) - s[2] + r;
    float pa = most(a, 0), pb = most(b, 0), pc = most(c, 0);
    d[n] = root(pa * pa + pb * pb + pc * pc) + least(most(a, most(b, c)), 0) - r;
  }
}

CPHANTOM_CLONES
static void capsule(
    const float *s, const float *x, const float *y, const float *z, int count, float *d) {
  float half = s[0], ix = 1 / s[3], iy = 1 / s[4], scale = least(s[3], s[4]);
  for (int n = 0; n < count; n++) {
    float t = clamped((z[n] + half) / (2 * half), 0, 1);
    float radius = s[1] + (s[2] - s[1]) * t;
    float a = x[n] * ix, b = y[n] * iy, c = z[n] - (2 * t - 1) * half;
    d[n] = (root(a * a + b * b + c * c) - radius) * scale;
  }
}

/// A cervical body: half width, half depth, half height, uncinate height, waist, endplate hollow,
/// corner radius in front and behind (mm). The upper endplate is hollow from side to side between
/// the uncinate processes, the lower one from front to back with a lip in front.
CPHANTOM_CLONES
static void body(
    const float *s, const float *x, const float *y, const float *z, int count, float *d) {
  float a = s[0], b = s[1], h = s[2], uncinate = s[3], waist = s[4], hollow = s[5];
  for (int n = 0; n < count; n++) {
    float ax = magnitude(x[n]), py = y[n], pz = z[n];
    float q = clamped(pz / h, -1, 1), narrow = waist * (1 - q * q);
    float front = clamped(0.5f - py / (1.2f * b), 0, 1);
    float r = s[7] + (s[6] - s[7]) * front;
    // The back of the body is slightly hollow towards the canal.
    float dent = py > 0 ? 0.9f * clamped(1 - ax / (0.55f * a), 0, 1) : 0;
    float ex = ax - (a - narrow) + r, ey = magnitude(py) - (b - narrow - dent) + r;
    float px = most(ex, 0), pyy = most(ey, 0);
    float side = root(px * px + pyy * pyy) + least(most(ex, ey), 0) - r;
    float u = ax / a, v = py / b;
    float rim = clamped((u - 0.55f) / 0.38f, 0, 1);
    rim = rim * rim * clamped(0.75f + 0.5f * v, 0, 1);
    float flatness = most(0, 1 - u * u) * most(0, 1 - v * v);
    float top = h + uncinate * rim - hollow * flatness - 0.9f * (-v > 0 ? v * v : 0);
    float bottom = -h + 1.5f * hollow * flatness + 0.3f * uncinate * u * u -
                   1.3f * clamped(-v, 0, 1) * clamped(-v, 0, 1);
    d[n] = smooth_most(side, most(pz - top, bottom - pz) * 0.92f, 2.2f);
  }
}

/// A sheared box: its upper and lower faces fall towards the back by the slope of the facets.
CPHANTOM_CLONES
static void pillar(
    const float *s, const float *x, const float *y, const float *z, int count, float *d) {
  float slope = s[3], shrink = 1 / root(1 + slope * slope), r = s[4];
  for (int n = 0; n < count; n++) {
    float a = magnitude(x[n]) - s[0], b = magnitude(y[n]) - s[1];
    float c = magnitude(z[n] + slope * y[n]) * shrink - s[2] * shrink;
    d[n] = smooth_most(smooth_most(a, b, r), c, r);
  }
}

CPHANTOM_CLONES
static void shell(
    const float *s, const float *x, const float *y, const float *z, int count, float *d) {
  ellipsoid(s, x, y, z, count, d);
  float half = 0.5f * s[3];
  for (int n = 0; n < count; n++) d[n] = magnitude(d[n] + half) - half;
}

/// One stretch of a tube between two nodes; keeps the smaller distance.
CPHANTOM_CLONES
static void stretch(
    const cphantom_node *p, const cphantom_node *q, int is_first, int is_last, const float *x,
    const float *y, const float *z, int count, float *d) {
  float length = q->z - p->z, inverse = 1 / length;
  for (int n = 0; n < count; n++) {
    float raw = (z[n] - p->z) * inverse, t = clamped(raw, 0, 1);
    float cx = p->x + (q->x - p->x) * t, cy = p->y + (q->y - p->y) * t;
    float a = p->a + (q->a - p->a) * t, b = p->b + (q->b - p->b) * t;
    float co = p->cosine + (q->cosine - p->cosine) * t, si = p->sine + (q->sine - p->sine) * t;
    float flat = p->flat + (q->flat - p->flat) * t;
    float dx = x[n] - cx, dy = y[n] - cy;
    float u = co * dx + si * dy, v = co * dy - si * dx;
    float ua = u / a, vb = v / b;
    float k0 = root(ua * ua + vb * vb);
    ua /= a, vb /= b;
    float k1 = root(ua * ua + vb * vb);
    float e = k0 * (k0 - 1) / most(k1, 1e-4f);
    e = most(e, v - flat);
    float over = (raw - t) * length;
    float past = magnitude(over);
    float ends = root(most(e, 0) * most(e, 0) + past * past) + least(e, 0);
    // Inner borders belong to the next stretch; only the tube's own ends are caps.
    int outside = (raw < 0 && !is_first) || (raw > 1 && !is_last);
    float value = past > 0 ? ends : e;
    value = outside ? 1e6f : value;
    d[n] = least(d[n], value);
  }
}

static void tube(
    const cphantom_solid *s, const cphantom_node *nodes, const float *x, const float *y,
    const float *z, int count, float *d) {
  float low = z[0], high = z[0];
  for (int n = 0; n < count; n++) d[n] = 1e6f, low = least(low, z[n]), high = most(high, z[n]);
  const cphantom_node *node = nodes + s->first_node;
  int last = s->node_count - 2;
  for (int i = 0; i <= last; i++) {
    int reaches_low = i == last || node[i + 1].z >= low, reaches_high = i == 0 || node[i].z <= high;
    if (reaches_low && reaches_high)
      stretch(&node[i], &node[i + 1], i == 0, i == last, x, y, z, count, d);
  }
}

void cphantom_distance(
    const cphantom_solid *solid, const cphantom_node *nodes, const float *x, const float *y,
    const float *z, int count, float *d) {
  const float *s = solid->size;
  switch (solid->kind) {
    case CPHANTOM_ELLIPSOID: ellipsoid(s, x, y, z, count, d); break;
    case CPHANTOM_BOX: box(s, x, y, z, count, d); break;
    case CPHANTOM_CAPSULE: capsule(s, x, y, z, count, d); break;
    case CPHANTOM_BODY: body(s, x, y, z, count, d); break;
    case CPHANTOM_PILLAR: pillar(s, x, y, z, count, d); break;
    case CPHANTOM_SHELL: shell(s, x, y, z, count, d); break;
    default: tube(solid, nodes, x, y, z, count, d);
  }
}
