/// Paints synthetic anatomy: signed-distance solids, composited into Hounsfield units block by block.
///
/// No operation here may be reassociated or contracted, so every CPU clone gives the same bits.
#ifndef CPHANTOM_KERNELS_H
#define CPHANTOM_KERNELS_H

#include <stdint.h>

/// One clone for each x86-64 level, chosen by the loader. Off under the thread sanitizer, whose
/// instrumented resolver crashes before main, and on other architectures.
#if defined(__x86_64__) && !(defined(__has_feature) && __has_feature(thread_sanitizer))
#define CPHANTOM_CLONES __attribute__((target_clones("default", "arch=x86-64-v3", "arch=x86-64-v4")))
#else
#define CPHANTOM_CLONES
#endif

/// Sample points of one block: the unit of work and of culling.
enum { CPHANTOM_BLOCK = 512 };

/// What a solid is. Local axes: x to the patient's left, y posterior, z superior. Sizes in mm.
enum {
  CPHANTOM_ELLIPSOID,  ///< size: semi-axes x, y, z
  CPHANTOM_BOX,        ///< size: half extents x, y, z, corner radius
  CPHANTOM_CAPSULE,    ///< along z: half length, radius at −z, radius at +z, flattening of x, of y
  CPHANTOM_BODY,       ///< vertebral body: see solids.c
  CPHANTOM_PILLAR,     ///< articular pillar: half extents x, y, z, tangent of the facet slope, radius
  CPHANTOM_TUBE,       ///< cross-sections along the scene's z: nodes first, count
  CPHANTOM_SHELL       ///< hollow ellipsoid: semi-axes x, y, z of the outside, wall thickness
};

/// How a solid joins the rest of its part.
enum { CPHANTOM_ADD, CPHANTOM_CUT };

/// A horizontal elliptic cross-section of a tube, at height z of the scene, mm.
typedef struct {
  float z, x, y;        ///< height and centre
  float a, b;           ///< semi-axes
  float cosine, sine;   ///< of the section's rotation about z
  float flat;           ///< distance from the centre at which the posterior side is cut flat
} cphantom_node;

typedef struct {
  int32_t kind, operation;
  float frame[12];      ///< part → solid, 3×4 row by row
  float size[8];
  float low[3], high[3];  ///< box around it in the part's frame
  float blend;          ///< radius of the smooth joint to the part, mm
  float cortex;         ///< thickness of the dense outer layer, mm
  float outer, inner;   ///< HU of that layer and of what it encloses
  float texture;        ///< standard deviation of the inner texture, HU
  float grain;          ///< size of the texture's features, mm
  int32_t first_node, node_count;
} cphantom_solid;

/// A break: the irregular sheet where `normal · p = offset`, cut open within a sphere.
typedef struct {
  float normal[3], offset;
  float centre[3], radius;     ///< where it applies, part frame
  float gap;                   ///< width of the lucent line, mm
  float shift[3];              ///< displacement of the fragment on the positive side, mm
  float roughness;             ///< amplitude of the sheet's irregularity, mm
  float squeeze;               ///< loss of height towards the front of the body, fraction
  float density;               ///< HU added beside the break by impacted trabeculae
  uint32_t seed;
} cphantom_break;

/// How the solids of a part become tissue.
enum {
  CPHANTOM_SKIN,     ///< smooth union: skin over fat, air outside
  CPHANTOM_MUSCLE,   ///< neighbours parted by thin planes of fat
  CPHANTOM_PAINT,    ///< each over what was there, in order
  CPHANTOM_BONE      ///< smooth union with cortex; joints between bones stay open
};

typedef struct {
  int32_t mode, label;  ///< label 0: none; −1: stands outside the skin (the table)
  float frame[12];      ///< scene → part
  float low[3], high[3];  ///< box around it in the scene
  int32_t first_solid, solid_count;
  int32_t first_break, break_count;
  float roughness;      ///< amplitude of the surface's irregularity, mm
  uint32_t seed;
} cphantom_part;

typedef struct {
  const cphantom_part *parts;
  int32_t part_count;
  const cphantom_solid *solids;
  const cphantom_node *nodes;
  const cphantom_break *breaks;
  float frame[12];      ///< world (LPS mm) → scene
  float joint_gap;      ///< smallest distance between two bones, mm
  float muscle_gap;     ///< width of the fat plane between two muscles, mm
  float muscle_reach;   ///< how far a muscle fills beyond its own outline, mm
  float fat, skin, skin_thickness;
  float streak_z, streak_fade;  ///< height below which the shoulders streak, and over what length
  uint32_t seed;
} cphantom_scene;

/// What one block is asked for. Points are world positions in mm.
typedef struct {
  const float *x, *y, *z;
  int32_t count;
  float width;          ///< side of the cube each sample stands for, mm
} cphantom_points;

/// HU at each point (no noise) and, when asked for, the label under each point and the coverage of
/// breaks (0…1). `labels` and `breaks` may be null; with `hu` null only those are made.
void cphantom_render(
    const cphantom_scene *scene, const cphantom_points *points, float *hu, uint8_t *labels,
    float *breaks);

/// Quantum noise of unit variance, correlated over about `cell` mm in the plane and `depth` mm
/// across, and streaks along x below the shoulders, added to `hu` at each point.
void cphantom_add_noise(
    const cphantom_scene *scene, const cphantom_points *points, float cell, float depth,
    float deviation, float streak, float *hu);

#endif
