/// Linux calls that Swift cannot see or must not make by itself.
#ifndef CPLATFORM_H
#define CPLATFORM_H

#include <stddef.h>

#include "CPlatformLaunch.h"
#include "CPlatformTerminal.h"
#include "CPlatformWorker.h"

/// Maps `bytes` of zeroed private memory, aligned to 2 MB with huge pages asked for; NULL when there is none.
void *cplatform_map_huge(size_t bytes);

/// Gives memory from `cplatform_map_huge` back.
void cplatform_unmap(void *memory, size_t bytes);

/// The kind of file system under `path` as statfs(2) numbers it; 0 when it cannot be told.
unsigned long cplatform_file_system(const char *path);

#endif
