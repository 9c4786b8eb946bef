/// Hot loops of the terminal's pictures, dispatched at run time by CPU.
#ifndef CTERMINAL_KERNELS_H
#define CTERMINAL_KERNELS_H

#include <stddef.h>
#include <stdint.h>

/// Makes sixel streams; keeps its memory from one picture to the next. One thread at a time.
typedef struct cterminal_sixel cterminal_sixel;

/// Widest picture, pixels.
#define CTERMINAL_SIXEL_WIDEST 9999

/// NULL when there is no memory.
cterminal_sixel *cterminal_sixel_new(void);
void cterminal_sixel_free(cterminal_sixel *encoder);

/// Encodes `height × width` palette indices, row by row.
///
/// - pixels: each less than `colours`; width 1…`CTERMINAL_SIXEL_WIDEST`, height at least 1.
/// - rgb: `colours` × 3 bytes; `colours` 1…256. Colours that look the same in percent become one register.
/// - stream: set to `DCS 9;0;0 q … ST`, 7-bit: raster attributes, the registers in use, every pixel
///   painted, no line feed behind the last band. Valid until the next call.
/// - returns: bytes of the stream; 0 when there is no memory.
///
/// Source: DEC STD 070-8 (Video Systems Reference Manual, chapter 8, sixel graphics).
size_t cterminal_sixel_encode(
    cterminal_sixel *encoder, const uint8_t *pixels, int width, int height, const uint8_t *rgb,
    int colours, const uint8_t **stream);

#endif
