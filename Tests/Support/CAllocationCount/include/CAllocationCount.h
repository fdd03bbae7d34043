#pragma once
#include <stdint.h>

/// The number of allocations of this process so far. Linking this library puts a counter in front of glibc's
/// allocator.
uint64_t allocation_count(void);
