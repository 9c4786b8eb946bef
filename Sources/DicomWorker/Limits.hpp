#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>

#include "DicomWire.h"

/// What a file may ask of us; docs/worker-protocol.md, "Limits". Every figure is far above what CT
/// needs and far below what hurts.
namespace limits {
/// Upstream DCMTK stops at 64 (commit 885ff0f10, 2026); its release in Debian 12 has no limit.
constexpr int nesting = 64;
constexpr size_t elements = 1'000'000;
constexpr size_t value_bytes = 65'536;
constexpr size_t values = 1'024;
/// Lines of a header listed for people; sequences deeper than this are named and not entered.
constexpr size_t listed = DICOM_WIRE_MAX_LISTED;
constexpr int listed_depth = 32;
/// Of each value so much.
constexpr size_t listed_bytes = 1'024;
constexpr size_t listed_values = 64;
constexpr size_t tables = 16;
constexpr size_t fragments = 100'000;
/// Tiles of one JPEG 2000 image: 128 × 128 pixels each in the largest. OpenJPEG allocates 7 KB for each.
constexpr size_t tiles = 1'024;
constexpr size_t inflated_floor = size_t(64) << 20;
constexpr size_t inflated_ratio = 100;
constexpr size_t inflated_ceiling = size_t(512) << 20;
constexpr size_t address_space = size_t(1) << 30;
/// A batch of headers ends early behind what passes one of these.
constexpr size_t batch_bytes = size_t(4) << 20;
constexpr std::chrono::milliseconds batch_time{200};
/// After this the worker kills itself: its parent, which would have done so long before, is gone.
constexpr unsigned orphan_seconds = 120;
}  // namespace limits
