#pragma once
#include <stdint.h>

/// How often this process has asked for memory so far. Linking this library puts a counter before glibc's
/// allocator.
uint64_t allocation_count(void);
