#pragma once
#include <openssl/bio.h>
#include <openssl/core_names.h>
#include <openssl/crypto.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>
#include <openssl/pem.h>
#include <openssl/rand.h>
#include <openssl/rsa.h>

// What follows are macros in OpenSSL, which Swift does not import.

/// The bytes of a memory BIO, valid until it is written to or freed; returns how many there are.
static inline long copenssl_bio_contents(BIO *bio, const unsigned char **bytes) {
    return BIO_get_mem_data(bio, bytes);
}
