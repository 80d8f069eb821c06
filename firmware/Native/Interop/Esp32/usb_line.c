// The signer's line on the chip's own USB (USB Serial/JTAG) of ESP32-S3, C3 and C6; the classic ESP32 has none. The image's console and debugger may not use it: then the
// driver is installed already, and the line stays closed.
#include "hf_line.h"

#include <soc/soc_caps.h>

#if SOC_USB_SERIAL_JTAG_SUPPORTED

#include <driver/usb_serial_jtag.h>
#include <freertos/FreeRTOS.h>

// The driver takes a piece whole or not at all, so pieces are as small as a USB packet.
#define PIECE_BYTES 64
#define SEND_BYTES 2048
#define WAIT_MS 2000

static int s_isOpen;

int hf_chip_line_open(uint32_t receive_bytes)
{
    if (!s_isOpen)
    {
        usb_serial_jtag_driver_config_t config = { .tx_buffer_size = SEND_BYTES, .rx_buffer_size = receive_bytes };
        s_isOpen = usb_serial_jtag_driver_install(&config) == ESP_OK;
    }

    return s_isOpen;
}

uint32_t hf_chip_line_read(uint8_t *bytes, uint32_t count)
{
    // One call ends where the driver's ring buffer does, so it is asked until it has nothing more.
    uint32_t done = 0;
    while (s_isOpen && done < count)
    {
        int read = usb_serial_jtag_read_bytes(bytes + done, count - done, 0);
        if (read <= 0)
        {
            break;
        }

        done += (uint32_t)read;
    }

    return done;
}

uint32_t hf_chip_line_write(const uint8_t *bytes, uint32_t count)
{
    uint32_t done = 0;
    while (s_isOpen && done < count)
    {
        uint32_t piece = count - done < PIECE_BYTES ? count - done : PIECE_BYTES;
        int written = usb_serial_jtag_write_bytes(bytes + done, piece, pdMS_TO_TICKS(WAIT_MS));
        if (written <= 0)
        {
            break;
        }

        done += (uint32_t)written;
    }

    return done;
}

#else

int hf_chip_line_open(uint32_t receive_bytes)
{
    (void)receive_bytes;
    return 0;
}

uint32_t hf_chip_line_read(uint8_t *bytes, uint32_t count)
{
    (void)bytes;
    (void)count;
    return 0;
}

uint32_t hf_chip_line_write(const uint8_t *bytes, uint32_t count)
{
    (void)bytes;
    (void)count;
    return 0;
}

#endif
