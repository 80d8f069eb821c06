#ifndef STAND_IN_SOC_CAPS_H
#define STAND_IN_SOC_CAPS_H

// As on the ESP32-S3. What these headers declare is what ESP-IDF 5.5 has (components/soc, esp_driver_usb_serial_jtag, esp_hw_support, bootloader_support), and no more.
#define SOC_USB_SERIAL_JTAG_SUPPORTED 1

#endif
