#ifndef STAND_IN_BOOTLOADER_RANDOM_H
#define STAND_IN_BOOTLOADER_RANDOM_H

void bootloader_random_enable(void);

#endif
