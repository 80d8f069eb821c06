// The door through which the tests call a native by its number, as the runtime does, and run the health tests over a stream of their own.
#include <string.h>

#include "Holdfast_Native.h"
#include "driver/usb_serial_jtag.h"
#include "hf_noise.h"

namespace
{

const int c_argumentsMax = 4;

const uint8_t *s_stream;
size_t s_left;

// A line that gives back what is written to it, as much as fits.
uint8_t s_line[400];
uint32_t s_lineUsed;
uint32_t s_lineSize;

} // namespace

extern "C"
{

struct hf_test_argument
{
    int32_t type; // CLR_DataType of an array's elements, DATATYPE_I4 for a number; 0: a null reference
    int32_t number;
    uint32_t length;
    uint8_t *first;
};

int32_t hf_test_call(int32_t method, const hf_test_argument *arguments, int32_t count, int32_t *result)
{
    CLR_RT_HeapBlock blocks[c_argumentsMax] = {};
    CLR_RT_HeapBlock_Array arrays[c_argumentsMax] = {};
    if (count > c_argumentsMax)
    {
        return CLR_E_INVALID_PARAMETER;
    }

    for (int i = 0; i < count; i++)
    {
        blocks[i].number.s4 = arguments[i].number;
        if (arguments[i].type != DATATYPE_I4 && arguments[i].type != 0)
        {
            arrays[i].m_numOfElements = arguments[i].length;
            arrays[i].m_typeOfElement = (uint8_t)arguments[i].type;
            arrays[i].first = arguments[i].first;
            blocks[i].array = &arrays[i];
        }
    }

    CLR_RT_StackFrame stack = { blocks, 0 };
    const CLR_RT_MethodHandler *methods = (const CLR_RT_MethodHandler *)g_CLR_AssemblyNative_Holdfast_Native.m_pNativeMethods;
    HRESULT hr = methods[method](stack);
    *result = stack.result;
    return hr;
}

// What the chip's source would give: the tests' stream, four bytes at a time, and nothing when it is used up.
int hf_chip_noise(uint32_t *raw)
{
    if (s_left < 4)
    {
        return 0;
    }

    memcpy(raw, s_stream, 4);
    s_stream += 4;
    s_left -= 4;
    return 1;
}

// The chip's driver, as it is when somebody reads slowly: it takes a piece whole or not at all, and gives what it has in parts, because its buffer is a ring.
esp_err_t usb_serial_jtag_driver_install(usb_serial_jtag_driver_config_t *config)
{
    if (s_lineSize != 0)
    {
        return ESP_ERR_INVALID_STATE;
    }

    s_lineSize = config->rx_buffer_size < sizeof s_line ? config->rx_buffer_size : 0;
    return s_lineSize != 0 ? ESP_OK : ESP_ERR_INVALID_STATE;
}

int usb_serial_jtag_read_bytes(void *buf, uint32_t length, TickType_t ticks_to_wait)
{
    uint32_t read = length < s_lineUsed ? length : s_lineUsed;
    read = ticks_to_wait != 0 || read < 3 ? read : 3;
    memcpy(buf, s_line, read);
    s_lineUsed -= read;
    memmove(s_line, s_line + read, s_lineUsed);
    return (int)read;
}

int usb_serial_jtag_write_bytes(const void *src, size_t size, TickType_t ticks_to_wait)
{
    if (size > s_lineSize - s_lineUsed || ticks_to_wait == 0)
    {
        return 0;
    }

    memcpy(s_line + s_lineUsed, src, size);
    s_lineUsed += (uint32_t)size;
    return (int)size;
}

// Two requests to a new source with this stream: bit 0 and 1 of the result say which of them were filled.
int32_t hf_test_noise(const uint8_t *stream, uint32_t length, uint8_t *output, uint32_t outputLength)
{
    hf_noise noise;
    s_stream = stream;
    s_left = length;
    hf_noise_start(&noise, hf_chip_noise);
    int first = hf_noise_fill(&noise, output, outputLength);
    int second = hf_noise_fill(&noise, output, outputLength);
    return first | (second << 1);
}

} // extern "C"
