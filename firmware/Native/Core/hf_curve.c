#include "hf_curve.h"

#include <string.h>

#include <secp256k1.h>
#include <secp256k1_ecdh.h>
#include <secp256k1_extrakeys.h>
#include <secp256k1_preallocated.h>
#include <secp256k1_recovery.h>
#include <secp256k1_schnorrsig.h>

// Chance alone needs more nonces than this once in 2^64 signatures.
#define ATTEMPTS_MAX 64

// The library's context, in memory of our own: nothing here allocates. It has less than 256 bytes in every version so far; hf_context checks it.
static uint64_t s_memory[64];
static secp256k1_context *s_context;

void hf_wipe(void *memory, size_t length)
{
    volatile uint8_t *bytes = (volatile uint8_t *)memory;
    while (length-- > 0)
    {
        *bytes++ = 0;
    }
}

// The library calls this where a caller broke its contract, and would end the program without it. Its functions return 0 after it, which is what a caller here sees.
static void refuse(const char *message, void *data)
{
    (void)message;
    (void)data;
}

// NULL when the library's self-test fails or its context does not fit: then nothing here has a result.
static secp256k1_context *hf_context(void)
{
    if (s_context == NULL && secp256k1_context_preallocated_size(SECP256K1_CONTEXT_NONE) <= sizeof s_memory)
    {
        // Ends the program when the library was compiled wrongly.
        secp256k1_selftest();
        s_context = secp256k1_context_preallocated_create(s_memory, SECP256K1_CONTEXT_NONE);
        if (s_context != NULL)
        {
            secp256k1_context_set_illegal_callback(s_context, refuse, NULL);
        }
    }

    return s_context;
}

static int parse(const secp256k1_context *context, secp256k1_pubkey *key, const uint8_t point[33])
{
    return context != NULL && secp256k1_ec_pubkey_parse(context, key, point, 33);
}

static int compress(const secp256k1_context *context, const secp256k1_pubkey *key, uint8_t point[33])
{
    size_t length = 33;
    return secp256k1_ec_pubkey_serialize(context, point, &length, key, SECP256K1_EC_COMPRESSED) && length == 33;
}

static int is_zero(const uint8_t number[32])
{
    uint8_t bits = 0;
    for (int i = 0; i < 32; i++)
    {
        bits |= number[i];
    }

    return bits == 0;
}

int hf_blind(const uint8_t seed[32])
{
    secp256k1_context *context = hf_context();
    return context != NULL && secp256k1_context_randomize(context, seed);
}

int hf_public_key(const uint8_t secret[32], uint8_t point[33])
{
    const secp256k1_context *context = hf_context();
    secp256k1_pubkey key;
    int done = context != NULL && secp256k1_ec_pubkey_create(context, &key, secret) && compress(context, &key, point);

    // Of a nonce or a key that is not public yet.
    hf_wipe(&key, sizeof key);
    return done;
}

int hf_is_point(const uint8_t point[33])
{
    secp256k1_pubkey key;
    return parse(hf_context(), &key, point);
}

int hf_add_points(const uint8_t a[33], const uint8_t b[33], uint8_t sum[33])
{
    const secp256k1_context *context = hf_context();
    secp256k1_pubkey left;
    secp256k1_pubkey right;
    secp256k1_pubkey both;
    const secp256k1_pubkey *points[2] = { &left, &right };
    return parse(context, &left, a) && parse(context, &right, b) && secp256k1_ec_pubkey_combine(context, &both, points, 2) && compress(context, &both, sum);
}

// key + scalar · G, also for a scalar of zero. Cheaper than the library's own tweak, whose product is one for any point.
static int add_product(const secp256k1_context *context, secp256k1_pubkey *key, const uint8_t scalar[32])
{
    secp256k1_pubkey point = *key;
    secp256k1_pubkey product;
    const secp256k1_pubkey *points[2] = { &point, &product };
    if (is_zero(scalar))
    {
        return 1;
    }

    int done = secp256k1_ec_pubkey_create(context, &product, scalar) && secp256k1_ec_pubkey_combine(context, key, points, 2);
    hf_wipe(&product, sizeof product);
    return done;
}

int hf_add_tweak(const uint8_t point[33], const uint8_t scalar[32], uint8_t sum[33])
{
    const secp256k1_context *context = hf_context();
    secp256k1_pubkey key;
    return parse(context, &key, point) && add_product(context, &key, scalar) && compress(context, &key, sum);
}

// What ecdh "hashes" to: the product itself. The library's tweak of a point by a factor takes a time that depends on the factor; its ecdh does not.
static int take_product(unsigned char *output, const unsigned char *x32, const unsigned char *y32, void *data)
{
    (void)data;
    output[0] = (unsigned char)(2 | (y32[31] & 1));
    memcpy(output + 1, x32, 32);
    return 1;
}

int hf_multiply(const uint8_t point[33], const uint8_t secret[32], uint8_t product[33])
{
    const secp256k1_context *context = hf_context();
    secp256k1_pubkey key;
    return parse(context, &key, point) && secp256k1_ecdh(context, product, &key, secret, take_product, NULL);
}

int hf_multiply_and_add(const uint8_t point[33], const uint8_t scalar[32], const uint8_t g_secret[32], uint8_t sum[33])
{
    const secp256k1_context *context = hf_context();
    secp256k1_pubkey key;
    return parse(context, &key, point) && secp256k1_ec_pubkey_tweak_mul(context, &key, scalar) && add_product(context, &key, g_secret) && compress(context, &key, sum);
}

int hf_ecdh(const uint8_t point[33], const uint8_t secret[32], uint8_t shared[32])
{
    const secp256k1_context *context = hf_context();
    secp256k1_pubkey key;

    // The library's own hash is SHA-256 of the compressed point.
    return parse(context, &key, point) && secp256k1_ecdh(context, shared, &key, secret, NULL, NULL);
}

int hf_sign(const uint8_t hash[32], const uint8_t secret[32], int flavour, uint8_t signature[64])
{
    const secp256k1_context *context = hf_context();
    secp256k1_ecdsa_signature made;
    uint8_t counter[32] = { 0 };
    int done = 0;
    if (context == NULL || flavour < HF_SIGN_COUNTED || flavour > HF_SIGN_PLAIN)
    {
        return 0;
    }

    for (int attempt = 0; attempt < ATTEMPTS_MAX && !done; attempt++)
    {
        // Thirty-two zero bytes are not the same as none.
        int has_extra = flavour == HF_SIGN_COUNTED || attempt > 0;
        counter[0] = (uint8_t)attempt;
        if (!secp256k1_ecdsa_sign(context, &made, hash, secret, NULL, has_extra ? counter : NULL))
        {
            break;
        }

        secp256k1_ecdsa_signature_serialize_compact(context, signature, &made);
        done = flavour == HF_SIGN_PLAIN || signature[0] < 0x80;
    }

    // A signature with a high r leaves as little as one that nobody asked for.
    hf_wipe(&made, sizeof made);
    if (!done)
    {
        hf_wipe(signature, 64);
    }

    return done;
}

int hf_sign_recoverable(const uint8_t hash[32], const uint8_t secret[32], uint8_t signature[65])
{
    const secp256k1_context *context = hf_context();
    secp256k1_ecdsa_recoverable_signature made;
    int id = 0;
    if (context == NULL || !secp256k1_ecdsa_sign_recoverable(context, &made, hash, secret, NULL, NULL))
    {
        return 0;
    }

    secp256k1_ecdsa_recoverable_signature_serialize_compact(context, signature, &id, &made);
    signature[64] = (uint8_t)id;
    return 1;
}

int hf_verify(const uint8_t hash[32], const uint8_t signature[64], const uint8_t point[33])
{
    const secp256k1_context *context = hf_context();
    secp256k1_pubkey key;
    secp256k1_ecdsa_signature parsed;

    // The library refuses a high s.
    return parse(context, &key, point) && secp256k1_ecdsa_signature_parse_compact(context, &parsed, signature)
        && secp256k1_ecdsa_verify(context, &parsed, hash, &key);
}

int hf_recover(const uint8_t hash[32], const uint8_t signature[65], uint8_t point[33])
{
    const secp256k1_context *context = hf_context();
    secp256k1_pubkey key;
    secp256k1_ecdsa_recoverable_signature parsed;

    // The library takes a wrong recovery id for an error of its caller.
    return context != NULL && signature[64] <= 3 && secp256k1_ecdsa_recoverable_signature_parse_compact(context, &parsed, signature, signature[64])
        && secp256k1_ecdsa_recover(context, &key, &parsed, hash) && compress(context, &key, point);
}

int hf_sign_schnorr(const uint8_t *message, size_t length, const uint8_t secret[32], const uint8_t aux[32], uint8_t signature[64])
{
    const secp256k1_context *context = hf_context();
    secp256k1_keypair pair;
    uint8_t random[32];
    secp256k1_schnorrsig_extraparams extra = SECP256K1_SCHNORRSIG_EXTRAPARAMS_INIT;
    memcpy(random, aux, 32);
    extra.ndata = random;
    int done = context != NULL && secp256k1_keypair_create(context, &pair, secret) && secp256k1_schnorrsig_sign_custom(context, signature, message, length, &pair, &extra);
    hf_wipe(&pair, sizeof pair);
    hf_wipe(random, sizeof random);
    return done;
}

int hf_verify_schnorr(const uint8_t *message, size_t length, const uint8_t signature[64], const uint8_t xonly[32])
{
    const secp256k1_context *context = hf_context();
    secp256k1_xonly_pubkey key;
    return context != NULL && secp256k1_xonly_pubkey_parse(context, &key, xonly) && secp256k1_schnorrsig_verify(context, signature, message, length, &key);
}
