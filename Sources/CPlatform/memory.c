#define _GNU_SOURCE
#include "CPlatform.h"

#include <stdint.h>
#include <sys/mman.h>
#include <sys/vfs.h>

static const size_t huge_page = 2u << 20;

static size_t rounded(size_t bytes) { return (bytes + huge_page - 1) & ~(huge_page - 1); }

void *cplatform_map_huge(size_t bytes) {
  if (bytes == 0) bytes = 1;
  size_t size = rounded(bytes);
  if (size < bytes) return NULL;
  // One page more than needed, so that an aligned block fits; the ends are given back.
  size_t reserved = size + huge_page;
  char *start = mmap(NULL, reserved, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  if (start == MAP_FAILED) return NULL;
  char *aligned = (char *)(((uintptr_t)start + huge_page - 1) & ~(uintptr_t)(huge_page - 1));
  if (aligned > start) munmap(start, (size_t)(aligned - start));
  char *end = start + reserved;
  if (end > aligned + size) munmap(aligned + size, (size_t)(end - aligned - size));
  madvise(aligned, size, MADV_HUGEPAGE);
  return aligned;
}

void cplatform_unmap(void *memory, size_t bytes) {
  if (memory) munmap(memory, rounded(bytes == 0 ? 1 : bytes));
}

unsigned long cplatform_file_system(const char *path) {
  struct statfs status;
  return statfs(path, &status) == 0 ? (unsigned long)status.f_type & 0xFFFFFFFFul : 0;
}
