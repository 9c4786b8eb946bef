#pragma once

#include "Message.hpp"

/// Answers DICOM_WIRE_HEADER: the wanted attributes of one file, as text. Throws Refusal, NotDicom.
void answerHeader(PayloadReader &request, PayloadWriter &answer);

/// Answers DICOM_WIRE_HEADERS: the same for many files, as far as time and room allow.
void answerHeaders(PayloadReader &request, PayloadWriter &answer);
