#pragma once

#include <string>
#include <vector>

#include "Charset.hpp"
#include "DataSet.hpp"

/// The values of one attribute as UTF-8 text; numbers in decimal, AT in hexadecimal, `SQ` for a
/// sequence, nothing for what cannot be told as text. At most limits::values of them.
std::vector<std::string> valuesAsText(
    std::string_view bytes, VR vr, bool bigEndian, Charset &charset);
