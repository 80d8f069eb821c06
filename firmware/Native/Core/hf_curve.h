// The curve secp256k1 as the firmware uses it, over libsecp256k1 (0.2.0 or later, with the modules ecdh, extrakeys, schnorrsig and recovery). Plain C, no types of the
// runtime; the signatures are bit for bit those of firmware/Crypto.
//
// Every function returns 1 when it has a result and 0 when an input cannot be right: a secret that is 0 or not below n, bytes that are no point, a sum that is the point at
// infinity. Points are compressed. Arguments called secret are treated in constant time; points, hashes, signatures, and scalars unless called secret, are public.
#ifndef HF_CURVE_H
#define HF_CURVE_H

#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C"
{
#endif

#define HF_SIGN_COUNTED 0 // extra entropy is a counter from 0 on, until r is low: stock hsmd
#define HF_SIGN_PSBT 1    // none first, then the counter from 1 on, until r is low: libwally
#define HF_SIGN_PLAIN 2   // RFC 6979 as it is, any r

// New blinding for everything that multiplies the generator by a secret. Results never depend on it.
int hf_blind(const uint8_t seed[32]);

int hf_public_key(const uint8_t secret[32], uint8_t point[33]);
int hf_is_point(const uint8_t point[33]);
int hf_add_points(const uint8_t a[33], const uint8_t b[33], uint8_t sum[33]);
int hf_add_tweak(const uint8_t point[33], const uint8_t scalar[32], uint8_t sum[33]);
int hf_multiply(const uint8_t point[33], const uint8_t secret[32], uint8_t product[33]);
int hf_multiply_and_add(const uint8_t point[33], const uint8_t scalar[32], const uint8_t g_secret[32], uint8_t sum[33]);
int hf_ecdh(const uint8_t point[33], const uint8_t secret[32], uint8_t shared[32]);

int hf_sign(const uint8_t hash[32], const uint8_t secret[32], int flavour, uint8_t signature[64]);
int hf_sign_recoverable(const uint8_t hash[32], const uint8_t secret[32], uint8_t signature[65]);
int hf_verify(const uint8_t hash[32], const uint8_t signature[64], const uint8_t point[33]);
int hf_recover(const uint8_t hash[32], const uint8_t signature[65], uint8_t point[33]);

int hf_sign_schnorr(const uint8_t *message, size_t length, const uint8_t secret[32], const uint8_t aux[32], uint8_t signature[64]);
int hf_verify_schnorr(const uint8_t *message, size_t length, const uint8_t signature[64], const uint8_t xonly[32]);

// Overwrites memory in a way that the compiler does not leave out.
void hf_wipe(void *memory, size_t length);

#ifdef __cplusplus
}
#endif

#endif
