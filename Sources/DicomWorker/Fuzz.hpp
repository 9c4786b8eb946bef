#pragma once

/// `spinetui-dicom fuzz SEED FIRST COUNT FILE…`: reads COUNT damaged copies of the files, header and pixels, as
/// `read` does and as confined as it, many thousand a second. Copy FIRST + n is the same in every run with the same
/// seed and files. Prints what became of them; a death or more than three seconds of work on one names its number.
int fuzz(int argumentCount, char **arguments);
