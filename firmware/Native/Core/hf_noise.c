#include "hf_noise.h"

#include <string.h>

#include "hf_curve.h"

void hf_noise_start(hf_noise *noise, hf_noise_source source)
{
    memset(noise, 0, sizeof *noise);
    noise->source = source;
}

// 0 when the sample brings one of the tests to its cutoff.
static int is_healthy(hf_noise *noise, uint8_t sample)
{
    if (noise->repetitions > 0 && sample == noise->last)
    {
        noise->repetitions++;
    }
    else
    {
        noise->last = sample;
        noise->repetitions = 1;
    }

    if (noise->position == 0)
    {
        noise->watched = sample;
        noise->seen = 1;
    }
    else if (sample == noise->watched)
    {
        noise->seen++;
    }

    noise->position = (uint16_t)((noise->position + 1) % HF_NOISE_WINDOW);
    return noise->repetitions < HF_NOISE_REPETITIONS && noise->seen < HF_NOISE_PROPORTION;
}

// The four bytes of one read, each of them tested; 0 when there is none or one of them fails.
static int read_samples(hf_noise *noise, uint8_t bytes[4])
{
    uint32_t raw = 0;
    if (noise->source == NULL || !noise->source(&raw))
    {
        return 0;
    }

    int healthy = 1;
    for (int i = 0; i < 4; i++)
    {
        bytes[i] = (uint8_t)(raw >> (8 * i));
        healthy &= is_healthy(noise, bytes[i]);
    }

    return healthy;
}

int hf_noise_fill(hf_noise *noise, uint8_t *output, size_t length)
{
    uint8_t bytes[4] = { 0 };
    size_t done = 0;
    while (!noise->failed && (noise->samples < HF_NOISE_START || done < length))
    {
        if (!read_samples(noise, bytes))
        {
            noise->failed = 1;
        }
        else if (noise->samples < HF_NOISE_START)
        {
            noise->samples += 4;
        }
        else
        {
            size_t count = length - done < 4 ? length - done : 4;
            memcpy(output + done, bytes, count);
            done += count;
        }
    }

    hf_wipe(bytes, sizeof bytes);
    if (noise->failed)
    {
        hf_wipe(output, length);
        return 0;
    }

    return 1;
}
