// See nanoCLR_Interop.h beside this file.
#ifndef STAND_IN_NANOCLR_RUNTIME_H
#define STAND_IN_NANOCLR_RUNTIME_H

#include "nanoCLR_Interop.h"

enum CLR_DataType
{
    DATATYPE_U1 = 5,
    DATATYPE_I4 = 8,
    DATATYPE_U8 = 11
};

struct CLR_RT_HeapBlock_Array
{
    uint32_t m_numOfElements;
    uint8_t m_typeOfElement;
    uint8_t *first;

    uint8_t *GetFirstElement()
    {
        return first;
    }
};

struct CLR_RT_HeapBlock
{
    struct Numeric
    {
        int32_t s4;
    };

    Numeric number;
    CLR_RT_HeapBlock_Array *array;

    const Numeric &NumericByRef() const
    {
        return number;
    }

    CLR_RT_HeapBlock_Array *DereferenceArray() const
    {
        return array;
    }
};

struct CLR_RT_StackFrame
{
    CLR_RT_HeapBlock *arguments;
    int32_t result;

    CLR_RT_HeapBlock &ArgN(int32_t n) const
    {
        return arguments[n];
    }

    void SetResult_I4(int32_t value)
    {
        result = value;
    }

    void SetResult_Boolean(bool value)
    {
        result = value ? 1 : 0;
    }
};

#endif
