// RAND_set_rand_method is the one way to replace the generator of RAND_bytes and of key generation at once; its
// successor, a provider of our own, would be ten times as long.
#define OPENSSL_SUPPRESS_DEPRECATED
#include "CSeededEntropy.h"
#include <openssl/rand.h>
#include <stdlib.h>

static uint64_t *selected;

static uint64_t next(void) {
    if (!selected) abort();
    uint64_t mixed = (*selected += 0x9E3779B97F4A7C15u);
    mixed = (mixed ^ (mixed >> 30)) * 0xBF58476D1CE4E5B9u;
    mixed = (mixed ^ (mixed >> 27)) * 0x94D049BB133111EBu;
    return mixed ^ (mixed >> 31);
}

static int bytes(unsigned char *target, int count) {
    for (int i = 0; i < count;) {
        uint64_t number = next();
        for (int byte = 0; byte < 8 && i < count; byte++, i++) {
            target[i] = (unsigned char)(number >> (8 * byte));
        }
    }
    return 1;
}

static int status(void) { return 1; }

void seeded_entropy_install(void) {
    static const RAND_METHOD method = {.bytes = bytes, .pseudorand = bytes, .status = status};
    if (RAND_set_rand_method(&method) != 1) abort();
}

void seeded_entropy_select(uint64_t *stream) { selected = stream; }
