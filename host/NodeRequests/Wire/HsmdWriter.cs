using Holdfast.Bytes;

namespace Holdfast.NodeRequests.Wire;

/// <summary>Writes one hsmd message: its number, then fields in the format that <see cref="HsmdReader"/> reads.</summary>
internal sealed class HsmdWriter
{
    private readonly ByteWriter _bytes = new(128);

    public HsmdWriter(HsmdType type)
    {
        _bytes.U16((ushort)type);
    }

    public HsmdWriter Bool(bool value) => After(() => _bytes.Flag(value));

    public HsmdWriter U8(byte value) => After(() => _bytes.U8(value));

    public HsmdWriter U16(ushort value) => After(() => _bytes.U16(value));

    public HsmdWriter U32(uint value) => After(() => _bytes.U32(value));

    public HsmdWriter Bytes(ReadOnlySpan<byte> value)
    {
        _bytes.Bytes(value.ToArray());
        return this;
    }

    /// <summary>A u16 length and the bytes.</summary>
    public HsmdWriter Blob(byte[] value) => After(() => _bytes.Blob(value));

    /// <summary>A u32 length and the bytes: the form of PSBTs.</summary>
    public HsmdWriter LongBlob(byte[] value) => U32((uint)value.Length).Bytes(value);

    /// <summary>UTF-8 text and a NUL.</summary>
    public HsmdWriter Text(string value) => Bytes(System.Text.Encoding.UTF8.GetBytes(value)).U8(0);

    public byte[] ToArray() => _bytes.ToArray();

    private HsmdWriter After(Action write)
    {
        write();
        return this;
    }
}
