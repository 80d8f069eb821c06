// The chip's own USB as a serial line. Interop/Esp32/usb_line.c has it on a chip.
#ifndef HF_LINE_H
#define HF_LINE_H

#include <stdint.h>

#ifdef __cplusplus
extern "C"
{
#endif

// 0 where the chip has no such line, or where it is somebody else's, as a debugger's. Opening it twice is opening it once.
int hf_chip_line_open(uint32_t receive_bytes);

// What has come, at most count bytes; never waits. Both give 0 while the line is not open.
uint32_t hf_chip_line_read(uint8_t *bytes, uint32_t count);

// How many bytes were taken: fewer where no room came within two seconds.
uint32_t hf_chip_line_write(const uint8_t *bytes, uint32_t count);

#ifdef __cplusplus
}
#endif

#endif
