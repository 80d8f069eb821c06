using System.Resources;
using Holdfast.Bytes;
using Holdfast.Hardware;
using nanoFramework.Runtime.Native;

namespace Holdfast.Device;

/// <summary>
/// The table of generator multiples as a binary resource: it stays in the application's flash and is copied out 64 bytes at a time. Tables/ holds the
/// large and the small one; the project embeds one of them under this class's name.
/// <para>
/// A table with a flipped bit would make wrong signatures, and a wrong and a right signature of one message give the key away. So the whole
/// table is checked once at boot, by the native HMAC: digest = HMAC(digest so far, next 4096 bytes), starting from 32 zeros.
/// </para>
/// </summary>
public sealed class FlashTable : IConstantTable
{
    private const int CheckBytes = 4096;

    // The first 8 bytes of each digest: an accident does not hit them, and one who replaces a table can replace this file.
    private const ulong LargeDigest = 0xc5e9906c70a63225;
    private const ulong SmallDigest = 0xc6a8cb38a2d76b4e;
    private const int LargeLengthBytes = 524288;

    private readonly ResourceManager _resources;
    private readonly int _lengthBytes;

    /// <summary>Finds the table and checks it; a table that is not one of the two is a fault.</summary>
    public FlashTable(IHmac hmac)
    {
        _resources = new ResourceManager("Holdfast.Device.FlashTable", typeof(FlashTable).Assembly);
        ByteReader length = new ByteReader((byte[])ResourceUtility.GetObject(_resources, Resource.Length, 0, 4));
        _lengthBytes = (int)length.U32();
        Check.That(Digest(hmac) == (_lengthBytes == LargeLengthBytes ? LargeDigest : SmallDigest), "the generator table in flash is whole");
    }

    /// <summary>Identifiers of the resources: the metadata processor's 16-bit hash of their names.</summary>
    private enum Resource : short
    {
        Length = 1608,
        Points = 14411,
    }

    public int LengthBytes
    {
        get { return _lengthBytes; }
    }

    public byte[] Slice(int offset, int count)
    {
        return (byte[])ResourceUtility.GetObject(_resources, Resource.Points, offset, count);
    }

    private ulong Digest(IHmac hmac)
    {
        byte[] digest = new byte[32];
        for (int offset = 0; offset < _lengthBytes; offset += CheckBytes)
        {
            digest = hmac.Sha256(digest, Slice(offset, CheckBytes));
        }

        return new ByteReader(digest).U64();
    }
}
