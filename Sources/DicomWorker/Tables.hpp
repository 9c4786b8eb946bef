#pragma once

#include "Message.hpp"

/// Answers a tables request: the VOI LUTs of a file. docs/worker-protocol.md, "tables".
void answerTables(PayloadReader &request, PayloadWriter &answer);
