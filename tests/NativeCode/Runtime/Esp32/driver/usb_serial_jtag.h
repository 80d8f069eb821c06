#ifndef STAND_IN_USB_SERIAL_JTAG_H
#define STAND_IN_USB_SERIAL_JTAG_H

#include <stddef.h>
#include <stdint.h>

#include "freertos/FreeRTOS.h"

typedef int esp_err_t;
#define ESP_OK 0
#define ESP_ERR_INVALID_STATE 0x103

typedef struct
{
    uint32_t tx_buffer_size;
    uint32_t rx_buffer_size;
} usb_serial_jtag_driver_config_t;

#ifdef __cplusplus
extern "C"
{
#endif

esp_err_t usb_serial_jtag_driver_install(usb_serial_jtag_driver_config_t *usb_serial_jtag_config);
int usb_serial_jtag_read_bytes(void *buf, uint32_t length, TickType_t ticks_to_wait);
int usb_serial_jtag_write_bytes(const void *src, size_t size, TickType_t ticks_to_wait);

#ifdef __cplusplus
}
#endif

#endif
