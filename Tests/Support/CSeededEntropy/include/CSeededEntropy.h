#pragma once
#include <stdint.h>

// Makes OpenSSL's generator one that a seed repeats, for every thread of this program. Never for a real secret.

// Replaces OpenSSL's generator. Safe to repeat.
void seeded_entropy_install(void);

// The stream that the next bytes come from: a state of SplitMix64, which each use advances. It belongs to the caller and
// must live until another one is selected. Only one thread may draw or select at a time.
void seeded_entropy_select(uint64_t *stream);
