#include "hf_sha256.h"

#include "hf_curve.h"

// The first 32 bits of the fractions of the cube roots of the first 64 primes.
static const uint32_t s_constants[64] = {
    0x428a2f98, 0x71374491, 0xb5c0fbcf, 0xe9b5dba5, 0x3956c25b, 0x59f111f1, 0x923f82a4, 0xab1c5ed5,
    0xd807aa98, 0x12835b01, 0x243185be, 0x550c7dc3, 0x72be5d74, 0x80deb1fe, 0x9bdc06a7, 0xc19bf174,
    0xe49b69c1, 0xefbe4786, 0x0fc19dc6, 0x240ca1cc, 0x2de92c6f, 0x4a7484aa, 0x5cb0a9dc, 0x76f988da,
    0x983e5152, 0xa831c66d, 0xb00327c8, 0xbf597fc7, 0xc6e00bf3, 0xd5a79147, 0x06ca6351, 0x14292967,
    0x27b70a85, 0x2e1b2138, 0x4d2c6dfc, 0x53380d13, 0x650a7354, 0x766a0abb, 0x81c2c92e, 0x92722c85,
    0xa2bfe8a1, 0xa81a664b, 0xc24b8b70, 0xc76c51a3, 0xd192e819, 0xd6990624, 0xf40e3585, 0x106aa070,
    0x19a4c116, 0x1e376c08, 0x2748774c, 0x34b0bcb5, 0x391c0cb3, 0x4ed8aa4a, 0x5b9cca4f, 0x682e6ff3,
    0x748f82ee, 0x78a5636f, 0x84c87814, 0x8cc70208, 0x90befffa, 0xa4506ceb, 0xbef9a3f7, 0xc67178f2
};

static uint32_t rotate(uint32_t word, int bits)
{
    return (word >> bits) | (word << (32 - bits));
}

static uint32_t read_word(const uint8_t *bytes)
{
    return ((uint32_t)bytes[0] << 24) | ((uint32_t)bytes[1] << 16) | ((uint32_t)bytes[2] << 8) | bytes[3];
}

static void compress_block(uint64_t state[8], const uint8_t *data, uint32_t w[16], uint32_t v[8])
{
    for (int i = 0; i < 8; i++)
    {
        v[i] = (uint32_t)state[i];
    }

    for (int round = 0; round < 64; round++)
    {
        // The schedule in a window of sixteen words.
        uint32_t word;
        if (round < 16)
        {
            word = read_word(data + (4 * round));
        }
        else
        {
            uint32_t early = w[(round + 1) & 15];
            uint32_t late = w[(round + 14) & 15];
            word = w[round & 15] + w[(round + 9) & 15] + (rotate(early, 7) ^ rotate(early, 18) ^ (early >> 3)) + (rotate(late, 17) ^ rotate(late, 19) ^ (late >> 10));
        }

        w[round & 15] = word;
        uint32_t choice = (v[4] & v[5]) ^ (~v[4] & v[6]);
        uint32_t majority = (v[0] & v[1]) ^ (v[0] & v[2]) ^ (v[1] & v[2]);
        uint32_t first = v[7] + (rotate(v[4], 6) ^ rotate(v[4], 11) ^ rotate(v[4], 25)) + choice + s_constants[round] + word;
        uint32_t second = (rotate(v[0], 2) ^ rotate(v[0], 13) ^ rotate(v[0], 22)) + majority;
        v[7] = v[6];
        v[6] = v[5];
        v[5] = v[4];
        v[4] = v[3] + first;
        v[3] = v[2];
        v[2] = v[1];
        v[1] = v[0];
        v[0] = first + second;
    }

    for (int i = 0; i < 8; i++)
    {
        state[i] = (uint32_t)((uint32_t)state[i] + v[i]);
    }
}

void hf_sha256_blocks(uint64_t state[8], const uint8_t *data, size_t blocks)
{
    uint32_t w[16];
    uint32_t v[8];
    for (size_t i = 0; i < blocks; i++)
    {
        compress_block(state, data + (64 * i), w, v);
    }

    // Keys pass through here as well.
    hf_wipe(w, sizeof w);
    hf_wipe(v, sizeof v);
}
