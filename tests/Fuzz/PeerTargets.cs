using System.Buffers.Binary;
using Holdfast.Bytes;
using Holdfast.HandOver;
using Holdfast.HsmdBridge.Pumps;
using Holdfast.NodeRequests;

namespace Holdfast.Fuzz;

/// <summary>What channeld writes to its peer, and the exchange in which its messages are handed over.</summary>
internal static class PeerTargets
{
    private static readonly PlaceholderMint s_mint = new([1, 2, 3]);
    private static readonly byte[][] s_placeholders = [.. Enumerable.Range(0, 4).Select(i => s_mint.Of([0, 19, (byte)i]))];

    private static ReadOnlySpan<byte> Tag => s_placeholders[0].AsSpan(0, 16);

    public static IEnumerable<Target> All()
    {
        yield return new PlainTarget("messages to the peer", Messages(), FeedPump, typeof(MalformedException)) { AllocatedBytesBase = 1024 * 1024 };
        yield return new PlainTarget("the bridge's answer to the stub", [Frame(HandOverMessage.Answer(true)), Frame(HandOverMessage.Answer(false))], FeedStub, typeof(MalformedException));
    }

    public static byte[] Frame(byte[] message)
    {
        byte[] frame = new byte[4 + message.Length];
        BinaryPrimitives.WriteInt32BigEndian(frame, message.Length);
        message.CopyTo(frame, 4);
        return frame;
    }

    /// <summary>An update with a commitment; a batch of three; a commitment behind two small messages; one that is not there to its end.</summary>
    private static byte[][] Messages()
    {
        byte[] update = Frame([0, 128, .. new byte[200]]);
        byte[] commitment = Frame([0, 132, .. new byte[32], .. s_placeholders[0], 0, 0]);
        byte[] batch = Frame([0, 0, .. s_placeholders[1], 0, 132, .. s_placeholders[2], .. s_placeholders[3], 9]);
        return [[.. update, .. commitment], batch, [.. Frame([0, 133]), .. Frame([]), .. commitment, .. batch], [.. update, .. commitment[..60]]];
    }

    /// <summary>
    /// What leaves is what a plain reading of the whole stream says, however the stream is cut: whole frames, each known placeholder replaced, and from the first frame on
    /// that must not leave nothing more. No byte of a placeholder ever leaves.
    /// </summary>
    private static void FeedPump(byte[] input)
    {
        (UnixSocket channeld, UnixSocket from) = UnixSocket.Pair();
        (UnixSocket to, UnixSocket connectd) = UnixSocket.Pair();
        using (channeld)
        using (from)
        using (to)
        using (connectd)
        {
            List<byte> left = [];
            byte[] expected = Expected(input, out bool isCut);
            OutwardFrames frames = new(from, to, s_mint);
            Progress progress = Progress.WaitsForBytes;
            for (int at = 0, seed = 1; at < input.Length && progress == Progress.WaitsForBytes; seed++)
            {
                int count = Math.Min(input.Length - at, 1 + ((input[at] * seed) % 300));
                channeld.Write(input.AsSpan(at, count));
                at += count;
                progress = frames.Advance(placeholder =>
                {
                    Take(connectd, left);
                    return Array.Exists(s_placeholders, known => known.AsSpan().SequenceEqual(placeholder)) ? Signature(placeholder) : null;
                });
                Take(connectd, left);
            }

            if (!left.SequenceEqual(expected))
            {
                throw new InvalidOperationException($"{left.Count} bytes left, {expected.Length} should have");
            }

            if ((progress == Progress.Cut) != isCut || left.ToArray().AsSpan().IndexOf(Tag) >= 0)
            {
                throw new InvalidOperationException("cut: " + progress);
            }

            if (isCut)
            {
                throw new MalformedException("a frame that must not leave");
            }
        }
    }

    private static byte[] Expected(byte[] input, out bool isCut)
    {
        List<byte> expected = [];
        isCut = false;
        for (int at = 0; input.Length - at >= 4;)
        {
            uint length = BinaryPrimitives.ReadUInt32BigEndian(input.AsSpan(at));
            isCut = length > OutwardFrames.FrameBytesMax;
            if (isCut || input.Length - at - 4 < length)
            {
                break;
            }

            byte[] frame = input[at..(at + 4 + (int)length)];
            for (int tag = frame.AsSpan(4).IndexOf(Tag); tag >= 0 && !isCut;)
            {
                int begin = 4 + tag;
                byte[] placeholder = frame[begin..Math.Min(frame.Length, begin + 64)];
                isCut = !Array.Exists(s_placeholders, known => known.AsSpan().SequenceEqual(placeholder));
                if (!isCut)
                {
                    Signature(placeholder).CopyTo(frame, begin);
                    tag = frame.AsSpan(begin + 64).IndexOf(Tag) is int next and >= 0 ? begin + 60 + next : -1;
                }
            }

            if (isCut)
            {
                break;
            }

            expected.AddRange(frame);
            at += frame.Length;
        }

        return [.. expected];
    }

    private static byte[] Signature(byte[] placeholder) => [.. placeholder.Select(b => (byte)~b)];

    private static void Take(UnixSocket socket, List<byte> taken)
    {
        byte[] buffer = new byte[4096];
        for (int count = socket.TryRead(buffer); count > 0; count = socket.TryRead(buffer))
        {
            taken.AddRange(buffer.AsSpan(0, count));
        }
    }

    /// <summary>Anything but a yes or a no makes the stub end, and it reads not one byte more than an answer has.</summary>
    private static void FeedStub(byte[] input)
    {
        (UnixSocket bridge, UnixSocket stub) = UnixSocket.Pair();
        using (bridge)
        using (stub)
        {
            bridge.Write(input);
            bridge.ShutdownWrite();
            bool? isTaken = HandOverMessage.ReadAnswer(stub);
            byte[] answer = Frame(HandOverMessage.Answer(isTaken == true));
            if (isTaken == null)
            {
                throw new MalformedException("no answer");
            }

            byte[] rest = new byte[input.Length + 1];
            int count = Math.Max(0, stub.TryRead(rest));
            if (!input.AsSpan().StartsWith(answer) || !input.AsSpan(answer.Length).SequenceEqual(rest.AsSpan(0, count)))
            {
                throw new InvalidOperationException("another answer was read than was given");
            }
        }
    }
}
