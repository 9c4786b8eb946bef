#pragma once

#include "Message.hpp"

/// Every attribute of a file, sequences walked into, for people to read.
void answerAttributes(PayloadReader &request, PayloadWriter &answer);
