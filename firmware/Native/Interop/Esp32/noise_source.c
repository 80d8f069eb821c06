// The chip's noise. esp_random() is a true generator only while something feeds it; without a radio that is the noise of the analogue converter, which stays on from the
// first read: the firmware uses neither the converter nor a radio.
#include <stdint.h>

#include <bootloader_random.h>
#include <esp_random.h>

int hf_chip_noise(uint32_t *raw)
{
    static int s_isOn;
    if (!s_isOn)
    {
        bootloader_random_enable();
        s_isOn = 1;
    }

    *raw = esp_random();
    return 1;
}
