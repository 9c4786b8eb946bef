/// One band of six rows: the work of the encoder.
#ifndef CTERMINAL_SIXEL_BAND_H
#define CTERMINAL_SIXEL_BAND_H

#include <stddef.h>
#include <stdint.h>

/// A few characters, to be copied as eight bytes whatever their number.
typedef struct {
  char text[8];
  int length;
} sixel_word;

/// A stretch of columns in which one colour is painted in one go.
typedef struct {
  uint16_t end;
  /// The next stretch that starts in the same column; 0 for none.
  uint16_t next;
  uint8_t colour;
} sixel_stretch;

/// Memory of a band, for pictures of one width.
typedef struct {
  int width;
  /// Words of 64 columns.
  int words;
  /// Bytes from one colour's lane to the next.
  size_t stride;
  /// For each colour a byte a column: which of the six rows it has there. All 0 between bands.
  uint8_t *lanes;
  /// Stretches, from 1 on, and for each column the first that starts there.
  sixel_stretch *stretches;
  uint16_t *heads;
  /// A bit for each column where a stretch starts; all 0 between bands.
  uint64_t *starts;
  /// Ends of the runs of one colour.
  uint16_t *begins, *stops;
  /// For each column the rows that have their final colour, after the last pass and in this one.
  uint8_t *done, *doneNow;
  /// "!n" for each number of columns.
  sixel_word *repeats;
} sixel_band;

/// Bytes that a band of this width can take, at most.
size_t sixel_band_room(int width);

/// Prepares for pictures of this width; 0 when there is no memory.
int sixel_band_prepare(sixel_band *band, int width);
void sixel_band_free(sixel_band *band);

/// Writes a band of `rows` rows (1…6; pointers beyond repeat the first) to `out`.
///
/// - colours: one more than the largest index in the rows.
/// - select: "#n" for each colour.
/// - used: set to 1 for each colour that occurs.
/// - returns: the end of what was written.
uint8_t *sixel_band_write(
    sixel_band *band, const uint8_t *const row[6], int rows, int colours, const sixel_word *select,
    uint8_t *used, uint8_t *out);

/// Writes `number` in decimal digits; returns how many.
int sixel_digits(char *to, unsigned number);

#endif
