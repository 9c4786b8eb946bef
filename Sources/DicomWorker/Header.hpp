#pragma once

#include <unordered_map>

#include "DataSet.hpp"
#include "Message.hpp"

/// Answers DICOM_WIRE_HEADER: the wanted attributes of one file, as text. Throws Refusal, NotDicom.
void answerHeader(PayloadReader &request, PayloadWriter &answer);

/// Answers DICOM_WIRE_HEADERS: the same for many files, as far as time and room allow.
void answerHeaders(PayloadReader &request, PayloadWriter &answer);

/// The VR that an attribute has where the file does not say.
using WantedVRs = std::unordered_map<Tag, VR>;

/// The attributes that a request names: their number, then tag and VR of each.
WantedVRs readWanted(PayloadReader &request);

/// The header of one file that is open, from the flags of the request on.
void describe(DicomFile &file, PayloadReader &request, PayloadWriter &answer);
