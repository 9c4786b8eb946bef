#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

/// Decodes a lossless JPEG stream (ITU-T T.81 annex H, process 14: Huffman, all seven predictors, point
/// transform, restart intervals) of one component into `rows` × `columns` samples.
///
/// The stream must have passed `checkedJPEG`. Every code is looked up in a table of our own making, and
/// no byte behind the stream is read, whatever the stream says. Throws Refusal where it is damaged:
/// nothing is filled in.
void decodeLosslessJPEG(
    const std::vector<uint8_t> &stream, size_t rows, size_t columns, uint16_t *samples);
