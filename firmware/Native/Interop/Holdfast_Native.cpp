#include "Holdfast_Native.h"

#include <string.h>

#include "hf_curve.h"
#include "hf_line.h"
#include "hf_noise.h"
#include "hf_sha256.h"

// The chip's noise, one raw sample at a time; Esp32/noise_source.c has it on a chip.
extern "C" int hf_chip_noise(uint32_t *raw);

static const int c_version = 2;

// clang-format off

// By number, without a bound: one line for every method of the assembly, in its order.
static const CLR_RT_MethodHandler method_lookup[] =
{
    Library_Holdfast_Native_Holdfast_Native_NativeCalls::Version___STATIC__I4,
    Library_Holdfast_Native_Holdfast_Native_NativeCalls::Blind___STATIC__BOOLEAN__SZARRAY_U1,
    Library_Holdfast_Native_Holdfast_Native_NativeCalls::PublicKey___STATIC__BOOLEAN__SZARRAY_U1__SZARRAY_U1,
    Library_Holdfast_Native_Holdfast_Native_NativeCalls::IsPoint___STATIC__BOOLEAN__SZARRAY_U1,
    Library_Holdfast_Native_Holdfast_Native_NativeCalls::AddPoints___STATIC__BOOLEAN__SZARRAY_U1__SZARRAY_U1__SZARRAY_U1,
    Library_Holdfast_Native_Holdfast_Native_NativeCalls::AddTweak___STATIC__BOOLEAN__SZARRAY_U1__SZARRAY_U1__SZARRAY_U1,
    Library_Holdfast_Native_Holdfast_Native_NativeCalls::Multiply___STATIC__BOOLEAN__SZARRAY_U1__SZARRAY_U1__SZARRAY_U1,
    Library_Holdfast_Native_Holdfast_Native_NativeCalls::MultiplyAndAdd___STATIC__BOOLEAN__SZARRAY_U1__SZARRAY_U1__SZARRAY_U1__SZARRAY_U1,
    Library_Holdfast_Native_Holdfast_Native_NativeCalls::Ecdh___STATIC__BOOLEAN__SZARRAY_U1__SZARRAY_U1__SZARRAY_U1,
    Library_Holdfast_Native_Holdfast_Native_NativeCalls::Sign___STATIC__BOOLEAN__SZARRAY_U1__SZARRAY_U1__I4__SZARRAY_U1,
    Library_Holdfast_Native_Holdfast_Native_NativeCalls::SignRecoverable___STATIC__BOOLEAN__SZARRAY_U1__SZARRAY_U1__SZARRAY_U1,
    Library_Holdfast_Native_Holdfast_Native_NativeCalls::Verify___STATIC__BOOLEAN__SZARRAY_U1__SZARRAY_U1__SZARRAY_U1,
    Library_Holdfast_Native_Holdfast_Native_NativeCalls::Recover___STATIC__BOOLEAN__SZARRAY_U1__SZARRAY_U1__SZARRAY_U1,
    Library_Holdfast_Native_Holdfast_Native_NativeCalls::SignSchnorr___STATIC__BOOLEAN__SZARRAY_U1__SZARRAY_U1__SZARRAY_U1__SZARRAY_U1,
    Library_Holdfast_Native_Holdfast_Native_NativeCalls::VerifySchnorr___STATIC__BOOLEAN__SZARRAY_U1__SZARRAY_U1__SZARRAY_U1,
    Library_Holdfast_Native_Holdfast_Native_NativeCalls::Sha256___STATIC__BOOLEAN__SZARRAY_U1__I4__I4__SZARRAY_U8,
    Library_Holdfast_Native_Holdfast_Native_NativeCalls::Noise___STATIC__BOOLEAN__SZARRAY_U1,
    Library_Holdfast_Native_Holdfast_Native_NativeCalls::OpenLine___STATIC__BOOLEAN__I4,
    Library_Holdfast_Native_Holdfast_Native_NativeCalls::ReadLine___STATIC__I4__SZARRAY_U1__I4__I4,
    Library_Holdfast_Native_Holdfast_Native_NativeCalls::WriteLine___STATIC__I4__SZARRAY_U1__I4__I4,
};

// The literal follows from names and order (README.md); the image's build reads it from this text.
const CLR_RT_NativeAssemblyData g_CLR_AssemblyNative_Holdfast_Native =
{
    "Holdfast.Native",
    0xC07F7047,
    method_lookup,
    { 100, 0, 0, 1 }
};

// clang-format on

namespace
{

// The arguments of one call, in their order. Pointers into managed arrays are good until the native returns: nothing here allocates, so nothing moves.
class Arguments
{
  public:
    explicit Arguments(CLR_RT_StackFrame &stack) : m_stack(stack), m_next(0), m_error(S_OK), m_fits(true), m_output(NULL), m_outputLength(0)
    {
    }

    // An input; of another length it cannot be right.
    const uint8_t *In(uint32_t length)
    {
        uint32_t actual = 0;
        uint8_t *first = Array(DATATYPE_U1, actual);
        m_fits &= actual == length;
        return first;
    }

    uint8_t *Any(uint32_t &length)
    {
        return Array(DATATYPE_U1, length);
    }

    // The output: overwritten when there is no result.
    uint8_t *Out(uint32_t length)
    {
        uint8_t *first = Fill(m_outputLength);
        if (m_error == S_OK && m_outputLength != length)
        {
            m_error = CLR_E_INVALID_PARAMETER;
        }

        return first;
    }

    // An output of any length.
    uint8_t *Fill(uint32_t &length)
    {
        m_output = Array(DATATYPE_U1, length);
        m_outputLength = length;
        return m_output;
    }

    uint8_t *Words(uint32_t count)
    {
        uint32_t actual = 0;
        uint8_t *first = Array(DATATYPE_U8, actual);
        if (m_error == S_OK && actual != count)
        {
            m_error = CLR_E_INVALID_PARAMETER;
        }

        return first;
    }

    // Part of an array: array, offset and count. A part that is not in it is an error.
    uint8_t *Part(uint32_t &count)
    {
        uint32_t length = 0;
        uint8_t *first = Any(length);
        int32_t offset = Number();
        int32_t wanted = Number();
        count = (uint32_t)wanted;
        if (m_error == S_OK && (offset < 0 || wanted < 0 || (uint32_t)offset > length || count > length - (uint32_t)offset))
        {
            m_error = CLR_E_OUT_OF_RANGE;
        }

        return m_error == S_OK ? first + offset : NULL;
    }

    int32_t Number()
    {
        return m_stack.ArgN(m_next++).NumericByRef().s4;
    }

    // An argument that no caller may give: an exception there.
    HRESULT Error() const
    {
        return m_error;
    }

    bool Fit() const
    {
        return m_fits;
    }

    void Return(int done)
    {
        if (!done && m_output != NULL)
        {
            hf_wipe(m_output, m_outputLength);
        }

        m_stack.SetResult_Boolean(done != 0);
    }

  private:
    uint8_t *Array(CLR_DataType type, uint32_t &length)
    {
        CLR_RT_HeapBlock_Array *array = m_stack.ArgN(m_next++).DereferenceArray();
        if (array == NULL || array->m_typeOfElement != type)
        {
            m_error = array == NULL ? CLR_E_ARGUMENT_NULL : CLR_E_INVALID_PARAMETER;
            length = 0;
            return NULL;
        }

        length = array->m_numOfElements;
        return (uint8_t *)array->GetFirstElement();
    }

    CLR_RT_StackFrame &m_stack;
    int m_next;
    HRESULT m_error;
    bool m_fits;
    uint8_t *m_output;
    uint32_t m_outputLength;
};

hf_noise s_noise;

int FillWithNoise(uint8_t *bytes, uint32_t length)
{
    if (s_noise.source == NULL)
    {
        hf_noise_start(&s_noise, hf_chip_noise);
    }

    return hf_noise_fill(&s_noise, bytes, length);
}

} // namespace

HRESULT Library_Holdfast_Native_Holdfast_Native_NativeCalls::Version___STATIC__I4(
    CLR_RT_StackFrame &stack)
{
    NANOCLR_HEADER();
    stack.SetResult_I4(c_version);
    NANOCLR_NOCLEANUP_NOLABEL();
}

HRESULT Library_Holdfast_Native_Holdfast_Native_NativeCalls::Blind___STATIC__BOOLEAN__SZARRAY_U1(
    CLR_RT_StackFrame &stack)
{
    NANOCLR_HEADER();
    {
        Arguments arguments(stack);
        const uint8_t *seed = arguments.In(32);
        NANOCLR_CHECK_HRESULT(arguments.Error());
        arguments.Return(arguments.Fit() && hf_blind(seed));
    }
    NANOCLR_NOCLEANUP();
}

HRESULT Library_Holdfast_Native_Holdfast_Native_NativeCalls::PublicKey___STATIC__BOOLEAN__SZARRAY_U1__SZARRAY_U1(
    CLR_RT_StackFrame &stack)
{
    NANOCLR_HEADER();
    {
        Arguments arguments(stack);
        const uint8_t *secret = arguments.In(32);
        uint8_t *product = arguments.Out(33);
        NANOCLR_CHECK_HRESULT(arguments.Error());
        arguments.Return(arguments.Fit() && hf_public_key(secret, product));
    }
    NANOCLR_NOCLEANUP();
}

HRESULT Library_Holdfast_Native_Holdfast_Native_NativeCalls::IsPoint___STATIC__BOOLEAN__SZARRAY_U1(
    CLR_RT_StackFrame &stack)
{
    NANOCLR_HEADER();
    {
        Arguments arguments(stack);
        const uint8_t *point = arguments.In(33);
        NANOCLR_CHECK_HRESULT(arguments.Error());
        arguments.Return(arguments.Fit() && hf_is_point(point));
    }
    NANOCLR_NOCLEANUP();
}

HRESULT Library_Holdfast_Native_Holdfast_Native_NativeCalls::AddPoints___STATIC__BOOLEAN__SZARRAY_U1__SZARRAY_U1__SZARRAY_U1(
    CLR_RT_StackFrame &stack)
{
    NANOCLR_HEADER();
    {
        Arguments arguments(stack);
        const uint8_t *a = arguments.In(33);
        const uint8_t *b = arguments.In(33);
        uint8_t *sum = arguments.Out(33);
        NANOCLR_CHECK_HRESULT(arguments.Error());
        arguments.Return(arguments.Fit() && hf_add_points(a, b, sum));
    }
    NANOCLR_NOCLEANUP();
}

HRESULT Library_Holdfast_Native_Holdfast_Native_NativeCalls::AddTweak___STATIC__BOOLEAN__SZARRAY_U1__SZARRAY_U1__SZARRAY_U1(
    CLR_RT_StackFrame &stack)
{
    NANOCLR_HEADER();
    {
        Arguments arguments(stack);
        const uint8_t *point = arguments.In(33);
        const uint8_t *scalar = arguments.In(32);
        uint8_t *sum = arguments.Out(33);
        NANOCLR_CHECK_HRESULT(arguments.Error());
        arguments.Return(arguments.Fit() && hf_add_tweak(point, scalar, sum));
    }
    NANOCLR_NOCLEANUP();
}

HRESULT Library_Holdfast_Native_Holdfast_Native_NativeCalls::Multiply___STATIC__BOOLEAN__SZARRAY_U1__SZARRAY_U1__SZARRAY_U1(
    CLR_RT_StackFrame &stack)
{
    NANOCLR_HEADER();
    {
        Arguments arguments(stack);
        const uint8_t *point = arguments.In(33);
        const uint8_t *secret = arguments.In(32);
        uint8_t *product = arguments.Out(33);
        NANOCLR_CHECK_HRESULT(arguments.Error());
        arguments.Return(arguments.Fit() && hf_multiply(point, secret, product));
    }
    NANOCLR_NOCLEANUP();
}

HRESULT Library_Holdfast_Native_Holdfast_Native_NativeCalls::MultiplyAndAdd___STATIC__BOOLEAN__SZARRAY_U1__SZARRAY_U1__SZARRAY_U1__SZARRAY_U1(
    CLR_RT_StackFrame &stack)
{
    NANOCLR_HEADER();
    {
        Arguments arguments(stack);
        const uint8_t *point = arguments.In(33);
        const uint8_t *scalar = arguments.In(32);
        const uint8_t *gSecret = arguments.In(32);
        uint8_t *sum = arguments.Out(33);
        NANOCLR_CHECK_HRESULT(arguments.Error());
        arguments.Return(arguments.Fit() && hf_multiply_and_add(point, scalar, gSecret, sum));
    }
    NANOCLR_NOCLEANUP();
}

HRESULT Library_Holdfast_Native_Holdfast_Native_NativeCalls::Ecdh___STATIC__BOOLEAN__SZARRAY_U1__SZARRAY_U1__SZARRAY_U1(
    CLR_RT_StackFrame &stack)
{
    NANOCLR_HEADER();
    {
        Arguments arguments(stack);
        const uint8_t *point = arguments.In(33);
        const uint8_t *secret = arguments.In(32);
        uint8_t *shared = arguments.Out(32);
        NANOCLR_CHECK_HRESULT(arguments.Error());
        arguments.Return(arguments.Fit() && hf_ecdh(point, secret, shared));
    }
    NANOCLR_NOCLEANUP();
}

HRESULT Library_Holdfast_Native_Holdfast_Native_NativeCalls::Sign___STATIC__BOOLEAN__SZARRAY_U1__SZARRAY_U1__I4__SZARRAY_U1(
    CLR_RT_StackFrame &stack)
{
    NANOCLR_HEADER();
    {
        Arguments arguments(stack);
        const uint8_t *hash = arguments.In(32);
        const uint8_t *secret = arguments.In(32);
        int32_t flavour = arguments.Number();
        uint8_t *signature = arguments.Out(64);
        NANOCLR_CHECK_HRESULT(arguments.Error());
        arguments.Return(arguments.Fit() && hf_sign(hash, secret, flavour, signature));
    }
    NANOCLR_NOCLEANUP();
}

HRESULT Library_Holdfast_Native_Holdfast_Native_NativeCalls::SignRecoverable___STATIC__BOOLEAN__SZARRAY_U1__SZARRAY_U1__SZARRAY_U1(
    CLR_RT_StackFrame &stack)
{
    NANOCLR_HEADER();
    {
        Arguments arguments(stack);
        const uint8_t *hash = arguments.In(32);
        const uint8_t *secret = arguments.In(32);
        uint8_t *signature = arguments.Out(65);
        NANOCLR_CHECK_HRESULT(arguments.Error());
        arguments.Return(arguments.Fit() && hf_sign_recoverable(hash, secret, signature));
    }
    NANOCLR_NOCLEANUP();
}

HRESULT Library_Holdfast_Native_Holdfast_Native_NativeCalls::Verify___STATIC__BOOLEAN__SZARRAY_U1__SZARRAY_U1__SZARRAY_U1(
    CLR_RT_StackFrame &stack)
{
    NANOCLR_HEADER();
    {
        Arguments arguments(stack);
        const uint8_t *hash = arguments.In(32);
        const uint8_t *signature = arguments.In(64);
        const uint8_t *point = arguments.In(33);
        NANOCLR_CHECK_HRESULT(arguments.Error());
        arguments.Return(arguments.Fit() && hf_verify(hash, signature, point));
    }
    NANOCLR_NOCLEANUP();
}

HRESULT Library_Holdfast_Native_Holdfast_Native_NativeCalls::Recover___STATIC__BOOLEAN__SZARRAY_U1__SZARRAY_U1__SZARRAY_U1(
    CLR_RT_StackFrame &stack)
{
    NANOCLR_HEADER();
    {
        Arguments arguments(stack);
        const uint8_t *hash = arguments.In(32);
        const uint8_t *signature = arguments.In(65);
        uint8_t *point = arguments.Out(33);
        NANOCLR_CHECK_HRESULT(arguments.Error());
        arguments.Return(arguments.Fit() && hf_recover(hash, signature, point));
    }
    NANOCLR_NOCLEANUP();
}

HRESULT Library_Holdfast_Native_Holdfast_Native_NativeCalls::SignSchnorr___STATIC__BOOLEAN__SZARRAY_U1__SZARRAY_U1__SZARRAY_U1__SZARRAY_U1(
    CLR_RT_StackFrame &stack)
{
    NANOCLR_HEADER();
    {
        Arguments arguments(stack);
        uint32_t messageLength = 0;
        const uint8_t *message = arguments.Any(messageLength);
        const uint8_t *secret = arguments.In(32);
        const uint8_t *aux = arguments.In(32);
        uint8_t *signature = arguments.Out(64);
        NANOCLR_CHECK_HRESULT(arguments.Error());
        arguments.Return(arguments.Fit() && hf_sign_schnorr(message, messageLength, secret, aux, signature));
    }
    NANOCLR_NOCLEANUP();
}

HRESULT Library_Holdfast_Native_Holdfast_Native_NativeCalls::VerifySchnorr___STATIC__BOOLEAN__SZARRAY_U1__SZARRAY_U1__SZARRAY_U1(
    CLR_RT_StackFrame &stack)
{
    NANOCLR_HEADER();
    {
        Arguments arguments(stack);
        uint32_t messageLength = 0;
        const uint8_t *message = arguments.Any(messageLength);
        const uint8_t *signature = arguments.In(64);
        const uint8_t *xonly = arguments.In(32);
        NANOCLR_CHECK_HRESULT(arguments.Error());
        arguments.Return(arguments.Fit() && hf_verify_schnorr(message, messageLength, signature, xonly));
    }
    NANOCLR_NOCLEANUP();
}

HRESULT Library_Holdfast_Native_Holdfast_Native_NativeCalls::Sha256___STATIC__BOOLEAN__SZARRAY_U1__I4__I4__SZARRAY_U8(
    CLR_RT_StackFrame &stack)
{
    NANOCLR_HEADER();
    {
        Arguments arguments(stack);
        uint32_t length = 0;
        const uint8_t *data = arguments.Any(length);
        int32_t offset = arguments.Number();
        int32_t blocks = arguments.Number();
        uint8_t *words = arguments.Words(8);
        NANOCLR_CHECK_HRESULT(arguments.Error());
        if (offset < 0 || blocks < 0 || (uint32_t)offset > length || (uint32_t)blocks > (length - (uint32_t)offset) / 64)
        {
            NANOCLR_SET_AND_LEAVE(CLR_E_OUT_OF_RANGE);
        }

        // The elements of a managed array are aligned to four bytes only.
        uint64_t state[8];
        memcpy(state, words, sizeof state);
        hf_sha256_blocks(state, data + offset, (size_t)blocks);
        memcpy(words, state, sizeof state);
        hf_wipe(state, sizeof state);
        arguments.Return(1);
    }
    NANOCLR_NOCLEANUP();
}

HRESULT Library_Holdfast_Native_Holdfast_Native_NativeCalls::Noise___STATIC__BOOLEAN__SZARRAY_U1(
    CLR_RT_StackFrame &stack)
{
    NANOCLR_HEADER();
    {
        Arguments arguments(stack);
        uint32_t bytesLength = 0;
        uint8_t *bytes = arguments.Fill(bytesLength);
        NANOCLR_CHECK_HRESULT(arguments.Error());
        arguments.Return(arguments.Fit() && FillWithNoise(bytes, bytesLength));
    }
    NANOCLR_NOCLEANUP();
}

HRESULT Library_Holdfast_Native_Holdfast_Native_NativeCalls::OpenLine___STATIC__BOOLEAN__I4(
    CLR_RT_StackFrame &stack)
{
    NANOCLR_HEADER();
    {
        Arguments arguments(stack);
        int32_t receiveBytes = arguments.Number();
        arguments.Return(receiveBytes > 0 && hf_chip_line_open((uint32_t)receiveBytes));
    }
    NANOCLR_NOCLEANUP_NOLABEL();
}

HRESULT Library_Holdfast_Native_Holdfast_Native_NativeCalls::ReadLine___STATIC__I4__SZARRAY_U1__I4__I4(
    CLR_RT_StackFrame &stack)
{
    NANOCLR_HEADER();
    {
        Arguments arguments(stack);
        uint32_t count = 0;
        uint8_t *bytes = arguments.Part(count);
        NANOCLR_CHECK_HRESULT(arguments.Error());
        stack.SetResult_I4((int32_t)hf_chip_line_read(bytes, count));
    }
    NANOCLR_NOCLEANUP();
}

HRESULT Library_Holdfast_Native_Holdfast_Native_NativeCalls::WriteLine___STATIC__I4__SZARRAY_U1__I4__I4(
    CLR_RT_StackFrame &stack)
{
    NANOCLR_HEADER();
    {
        Arguments arguments(stack);
        uint32_t count = 0;
        const uint8_t *bytes = arguments.Part(count);
        NANOCLR_CHECK_HRESULT(arguments.Error());
        stack.SetResult_I4((int32_t)hf_chip_line_write(bytes, count));
    }
    NANOCLR_NOCLEANUP();
}
