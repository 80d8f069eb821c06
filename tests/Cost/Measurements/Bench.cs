using Holdfast.Hardware;
using Holdfast.Protocol;
using Holdfast.Requests;
using Holdfast.Unit.Requests;

namespace Holdfast.Cost;

/// <summary>
/// A device on the bench: the firmware's loop behind a line in memory, on storage that counts. Only what the firmware does between the first
/// byte of a request and the last of its reply is metered; the host's half of the conversation is not.
/// </summary>
public sealed class Bench
{
    private readonly CountedHmac _hmac = new();
    private readonly MemoryLink _link = new();
    private readonly byte[] _hostHalf = Primitives.Bytes("host half");
    private SignerLoop _loop;
    private readonly LinkHost _host = new(null!, 1);
    private readonly bool _isSmall;
    private uint _sequence;

    /// <param name="isSmall">A board whose heap is small computes with smaller batches.</param>
    public Bench(bool isSmall = false)
    {
        _isSmall = isSmall;
        _loop = Boot();
        Veiled(new Provision { Kind = SecretKind.Raw, Network = Network.Regtest, Secret = Primitives.Bytes("seed"), HostHalf = _hostHalf }.Encode(), () => { });
        _host = new LinkHost(_hostHalf, 2);
        Veiled(new Unlock { HostHalf = _hostHalf }.Encode(), () => { });
    }

    /// <summary>Native code for every bench from here on; null: a stock image.</summary>
    public static CountedNatives? Natives { get; set; }

    public CountedStorage Storage { get; } = new();

    /// <summary>Bytes of the last request and its reply on the line, frames included.</summary>
    public int BytesIn { get; private set; }

    public int BytesOut { get; private set; }

    /// <summary>Power off and on again; the units of the boot.</summary>
    public long Reboot()
    {
        Meter.Reset();
        _loop = Boot();
        return Meter.Units;
    }

    /// <summary>Unlock with the right half, as <see cref="Veiled"/>.</summary>
    public void Unlock(Action takeMeter)
    {
        Veiled(new Unlock { HostHalf = _hostHalf }.Encode(), takeMeter);
    }

    /// <summary>An Unlock of somebody who is not paired with the device.</summary>
    public void UnpairedUnlock(Action takeMeter)
    {
        byte[] greeting = Greet(() => { });
        byte[] other = Primitives.Bytes("other half");
        Exchange(new LinkHost(other, 3).Veil(greeting, new Unlock { HostHalf = other }.Encode()), takeMeter);
    }

    /// <summary>The body of an ok reply; anything else ends the measurement.</summary>
    public byte[] Ask(byte[] request)
    {
        return Ask(request, () => { });
    }

    /// <summary>The same; <paramref name="takeMeter"/> runs when the reply has left the device and before the host looks at it.</summary>
    public byte[] Ask(byte[] request, Action takeMeter)
    {
        _sequence++;
        byte[] message = _host.Seal(_sequence, request);
        return Ok(_host.Read(_sequence, message, Exchange(message, takeMeter)));
    }

    /// <summary>Hello, which draws a key for the handshake.</summary>
    public byte[] Greet(Action takeMeter)
    {
        byte[] reply = Exchange(LinkHost.Hello(1), takeMeter);
        Ok(Reply.Decode(reply));
        return reply;
    }

    /// <summary>Unlock or Provision behind a Hello; the meter is that of the veiled request alone.</summary>
    public byte[] Veiled(byte[] request, Action takeMeter)
    {
        byte[] greeting = Greet(() => { });
        byte[] message = _host.Veil(greeting, request);
        return Ok(_host.Read(_sequence, Exchange(message, takeMeter)));
    }

    private SignerLoop Boot()
    {
        StandStill still = new();
        SignerLoop? loop = null;
        Device(() =>
        {
            Signer signer = new(Storage, still, still, still, still, _hmac, Primitives.Table(), "bench"u8.ToArray());
            signer.Native = Natives!;
            if (_isSmall)
            {
                signer.Memory = still;
            }

            loop = new SignerLoop(signer, _link, still, _hmac);
            signer.Boot();
        });
        return loop!;
    }

    private byte[] Exchange(byte[] message, Action takeMeter)
    {
        List<byte> line = [];
        for (int i = 0; i < FrameWriter.Count(message.Length); i++)
        {
            line.AddRange(FrameWriter.Encode(message, _sequence, false, i));
        }

        _link.Arrive(line.ToArray());
        Storage.Commits = 0;
        Storage.Bytes = 0;
        Meter.Reset();
        Device(() =>
        {
            while (_link.Available > 0)
            {
                _loop.Step();
            }
        });
        byte[] answer = _link.Depart();
        BytesIn = line.Count;
        BytesOut = answer.Length;
        takeMeter();
        return Message(answer);
    }

    /// <summary>Lets the loop find the line silent until it has nothing left to do; returns the units that took.</summary>
    public long Rest()
    {
        long before = Meter.Units;
        long last;
        do
        {
            last = Meter.Units;
            Device(() => _loop.Step());
        }
        while (Meter.Units - last > 200_000);
        return Meter.Units - before;
    }

    // What the firmware allocates counts as the chip's memory, what the bench allocates does not.
    private static void Device(Action run)
    {
        Meter.IsDevice = true;
        try
        {
            run();
        }
        finally
        {
            Meter.IsDevice = false;
        }
    }

    private static byte[] Ok(Reply reply) => reply.Status == ReplyStatus.Ok
        ? reply.Body
        : throw new InvalidOperationException($"{reply.Status} {reply.Code} {reply.Tag}: {reply.Sentence}");

    private static byte[] Message(byte[] answer)
    {
        FrameReader reader = new(true, ProtocolLimits.MessageBytesMin);
        int offset = 0;
        while (offset < answer.Length)
        {
            offset += reader.Add(answer, offset, answer.Length - offset);
            while (reader.Next())
            {
                return reader.Message;
            }
        }

        throw new InvalidOperationException("no reply");
    }

    private sealed class MemoryLink : ILink
    {
        private readonly List<byte> _out = [];
        private byte[] _in = [];
        private int _at;

        public int Available => _in.Length - _at;

        public void Arrive(byte[] bytes)
        {
            _in = bytes;
            _at = 0;
        }

        public byte[] Depart()
        {
            byte[] bytes = _out.ToArray();
            _out.Clear();
            return bytes;
        }

        public int Read(byte[] buffer, int offset, int count)
        {
            Meter.Units += IlWeights.NativeCallUnits;
            Array.Copy(_in, _at, buffer, offset, count);
            _at += count;
            return count;
        }

        public void Write(byte[] buffer, int offset, int count)
        {
            Meter.Units += IlWeights.NativeCallUnits;
            _out.AddRange(buffer.AsSpan(offset, count));
        }
    }

    // Time, chance, owner and light of a bench: always the same.
    private sealed class StandStill : IClock, IEntropy, IApproval, IStatusLight, IMemory
    {
        public uint FreeBytes => 100_000;

        public void Compact()
        {
        }

        private byte _next;

        public long UptimeMs => 1000;

        public void Fill(byte[] buffer)
        {
            for (int i = 0; i < buffer.Length; i++)
            {
                buffer[i] = (byte)(++_next * 37);
            }
        }

        public bool Ask(string question, Gesture gesture, int timeoutMs)
        {
            return true;
        }

        public void Show(SignerLight light)
        {
        }
    }
}

/// <summary>Files in memory that count writes and bytes. A file operation on the chip is about ten calls into native code.</summary>
public sealed class CountedStorage : IStorage
{
    private const int NativeCalls = 10;

    private readonly Dictionary<string, byte[]> _files = [];

    public int Commits { get; set; }

    public long Bytes { get; set; }

    public byte[]? Read(string path)
    {
        Meter.Units += NativeCalls * IlWeights.NativeCallUnits;
        return _files.TryGetValue(path, out byte[]? content) ? Meter.Native((byte[])content.Clone()) : null;
    }

    public void Write(string path, byte[] content)
    {
        Meter.Units += NativeCalls * IlWeights.NativeCallUnits;
        Commits++;
        Bytes += content.Length;
        _files[path] = (byte[])content.Clone();
    }

    public void MakeDirectory(string path)
    {
        Meter.Units += IlWeights.NativeCallUnits;
    }

    public void Delete(string path)
    {
        Meter.Units += IlWeights.NativeCallUnits;
        _files.Remove(path);
    }
}
