// The health tests of a noise source (NIST SP 800-90B, 4.4): repetition count and adaptive proportion, on raw bytes before any conditioning. A source that fails once is
// never read again until the next start, and nothing that it gave in the failing call is handed out.
#ifndef HF_NOISE_H
#define HF_NOISE_H

#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C"
{
#endif

// One raw sample of 32 bits; 0 where the hardware gives none.
typedef int (*hf_noise_source)(uint32_t *raw);

typedef struct
{
    hf_noise_source source;
    int failed;
    uint32_t samples;     // tested so far, up to the number that a start requires
    uint8_t last;         // repetition count: the newest sample, and how often it came in a row
    uint16_t repetitions;
    uint8_t watched;      // adaptive proportion: the first sample of the window, and how often it came again
    uint16_t seen;
    uint16_t position;
} hf_noise;

// The source claims eight bits of entropy in each byte; here it has to have six. The cutoffs fail a source of exactly six once in 2^40 samples, and one of eight
// never in practice: 1 + 40 / 6, and 1 + the critical value of a binomial distribution of 512 samples with 2^-6.
#define HF_NOISE_REPETITIONS 8
#define HF_NOISE_WINDOW 512
#define HF_NOISE_PROPORTION 35
#define HF_NOISE_START 1024 // samples that are tested and thrown away before the first one is used

void hf_noise_start(hf_noise *noise, hf_noise_source source);

// Fills output; 0 once a test has failed, with output all zeros.
int hf_noise_fill(hf_noise *noise, uint8_t *output, size_t length);

#ifdef __cplusplus
}
#endif

#endif
