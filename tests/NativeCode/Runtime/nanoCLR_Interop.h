// What the interop glue of firmware/Native uses of nanoFramework's runtime, and nothing more: just enough to compile and call the glue on a desktop. Written for these tests;
// the real headers are nf-interpreter's.
#ifndef STAND_IN_NANOCLR_INTEROP_H
#define STAND_IN_NANOCLR_INTEROP_H

#include <stddef.h>
#include <stdint.h>

typedef int32_t HRESULT;

#define S_OK ((HRESULT)0)
#define CLR_E_INVALID_PARAMETER ((HRESULT)-1)
#define CLR_E_ARGUMENT_NULL ((HRESULT)-2)
#define CLR_E_OUT_OF_RANGE ((HRESULT)-3)

#define NANOCLR_HEADER() HRESULT hr
#define NANOCLR_SET_AND_LEAVE(expr) \
    { \
        hr = (expr); \
        goto nanoCLR_Cleanup; \
    }
#define NANOCLR_CHECK_HRESULT(expr) \
    { \
        hr = (expr); \
        if (hr < 0) \
            goto nanoCLR_Cleanup; \
    }
#define NANOCLR_NOCLEANUP() \
    hr = S_OK; \
    nanoCLR_Cleanup: \
    return hr
#define NANOCLR_NOCLEANUP_NOLABEL() \
    hr = S_OK; \
    return hr
#define NANOCLR_NATIVE_DECLARE(method) static HRESULT method(CLR_RT_StackFrame &stack)

struct CLR_RT_StackFrame;
typedef HRESULT (*CLR_RT_MethodHandler)(CLR_RT_StackFrame &stack);

struct CLR_RT_NativeAssemblyData
{
    const char *m_szAssemblyName;
    unsigned int m_checkSum;
    const void *m_pNativeMethods;
    struct
    {
        unsigned short iMajorVersion, iMinorVersion, iBuildNumber, iRevisionNumber;
    } m_Version;
};

#endif
