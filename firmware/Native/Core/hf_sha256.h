// The compression function of SHA-256 (FIPS 180-4). The firmware keeps the state between pieces, copies it, and pads: so only this is worth native code. It is C and not
// the chip's hashing engine: the engine of the ESP32 cannot continue a state that was copied, and for the short messages of a signer the lock around it costs as much.
#ifndef HF_SHA256_H
#define HF_SHA256_H

#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C"
{
#endif

// state: eight words of 32 bits, each in its own 64 bits, as the managed code keeps them. data: 64 bytes for each block. Constant time.
void hf_sha256_blocks(uint64_t state[8], const uint8_t *data, size_t blocks);

#ifdef __cplusplus
}
#endif

#endif
