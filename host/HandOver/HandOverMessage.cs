using System.Buffers.Binary;

namespace Holdfast.HandOver;

/// <summary>
/// The two messages that holdfast-channeld and holdfast-hsmd exchange on a channel's hsm socket, before channeld itself runs. They are framed
/// like hsmd's own (u32 length, u16 type), with numbers that Core Lightning does not use.
/// <code>
/// stub → bridge   00000003  7a01  version             + the descriptors of connectd's socket and of the bridge's end of the new pair
/// bridge → stub   00000004  7a65  version  yes or no
/// </code>
/// </summary>
public static class HandOverMessage
{
    /// <summary>Of this exchange; a bridge and a stub of different versions step aside.</summary>
    public const byte Version = 1;

    /// <summary>Of the stub's message.</summary>
    public const ushort OfferType = 31233;

    /// <summary>Of the bridge's answer.</summary>
    public const ushort AnswerType = 31333;

    private const int PrefixBytes = 4;
    private const int TypeBytes = 2;

    /// <summary>The stub's message, with its length in front.</summary>
    public static byte[] Offer { get; } = Frame(OfferType, Version);

    /// <summary>The bridge's answer without its length.</summary>
    public static byte[] Answer(bool isTaken) => Frame(AnswerType, Version, isTaken ? (byte)1 : (byte)0)[PrefixBytes..];

    /// <summary>True for the stub's message in a known version, without its length.</summary>
    public static bool IsOffer(ReadOnlySpan<byte> message) => message.SequenceEqual(Offer.AsSpan(PrefixBytes));

    /// <summary>Reads the answer from the socket.</summary>
    /// <returns>Null when the bridge closed the socket, or said something else.</returns>
    public static bool? ReadAnswer(UnixSocket socket)
    {
        byte[] expected = Frame(AnswerType, Version, 1);
        byte[] answer = new byte[expected.Length];
        for (int filled = 0; filled < answer.Length;)
        {
            int count = socket.Read(answer.AsSpan(filled));
            if (count == 0)
            {
                return null;
            }

            filled += count;
        }

        return answer.AsSpan(0, answer.Length - 1).SequenceEqual(expected.AsSpan(0, answer.Length - 1)) && answer[^1] <= 1 ? answer[^1] == 1 : null;
    }

    private static byte[] Frame(ushort type, params byte[] body)
    {
        byte[] frame = new byte[PrefixBytes + TypeBytes + body.Length];
        BinaryPrimitives.WriteInt32BigEndian(frame, TypeBytes + body.Length);
        BinaryPrimitives.WriteUInt16BigEndian(frame.AsSpan(PrefixBytes), type);
        body.CopyTo(frame, PrefixBytes + TypeBytes);
        return frame;
    }
}
