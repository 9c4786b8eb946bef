/// Signed distances of the solids, mm; negative inside.
#ifndef CPHANTOM_SOLIDS_H
#define CPHANTOM_SOLIDS_H

#include "CPhantomKernels.h"

/// Maps points by a 3×4 frame.
void cphantom_transform(
    const float *frame, const float *x, const float *y, const float *z, int count, float *u,
    float *v, float *w);

/// Distance from each point, already in the solid's own frame, to its surface. `flare` widens
/// nothing; tubes read their nodes from `nodes`.
void cphantom_distance(
    const cphantom_solid *solid, const cphantom_node *nodes, const float *x, const float *y,
    const float *z, int count, float *d);

#endif
