#include "DicomWire.h"
