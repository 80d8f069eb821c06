using System.Diagnostics;
using Holdfast.HandOver;
using Holdfast.HsmdBridge.Pumps;
using Holdfast.NodeRequests;

namespace Holdfast.HostUnit.HsmdBridge.Pumps;

/// <summary>What leaves, what is held, and how it ends. Signatures are a function here; WriteAheadTests has the real ones.</summary>
[TestClass]
public sealed class PumpTests : IDisposable
{
    private readonly PumpLoop _loop = new(PumpRig.Mint);
    private readonly PumpRig _rig;

    public PumpTests()
    {
        _rig = new PumpRig(_loop);
    }

    public void Dispose()
    {
        _rig.Dispose();
        _loop.Dispose();
    }

    [TestMethod]
    public void BytesPassInBothDirections()
    {
        _rig.Serve(Never);
        Random random = new(1);
        foreach (int length in (int[])[0, 2, 3, 1_452, 65_535, 200_000, OutwardFrames.FrameBytesMax])
        {
            byte[] message = new byte[length];
            random.NextBytes(message);
            byte[] frame = PumpRig.Frame(message);
            Thread writer = new(() =>
            {
                // In two calls, as channeld writes, and a small first piece of the message.
                _rig.Channeld.Write(frame.AsSpan(0, 4));
                _rig.Channeld.Write(frame.AsSpan(4, length / 3));
                _rig.Channeld.Write(frame.AsSpan(4 + (length / 3)));
                _rig.Connectd.Write(frame);
            });
            writer.Start();
            CollectionAssert.AreEqual(frame, PumpRig.Read(_rig.Connectd, frame.Length), "outward");
            CollectionAssert.AreEqual(frame, PumpRig.Read(_rig.Channeld, frame.Length), "inward");
            writer.Join();
        }
    }

    [TestMethod]
    public void AFrameIsHeldWithEverythingBehindIt()
    {
        using ManualResetEventSlim asked = new();
        using ManualResetEventSlim signed = new();
        _rig.Serve(placeholder =>
        {
            asked.Set();
            signed.Wait();
            return Signature(placeholder);
        });
        byte[] before = PumpRig.Frame(0, 128, 1);
        byte[] placeholder = PumpRig.Mint.Of([0, 19, 1]);
        byte[] after = PumpRig.Frame(0, 133, 2);
        _rig.Channeld.Write([.. before, .. PumpRig.Frame([0, 132, .. placeholder, 7]), .. after]);
        CollectionAssert.AreEqual(before, PumpRig.Read(_rig.Connectd, before.Length));
        asked.Wait();
        PumpRig.IsSilent(_rig.Connectd);

        // The other direction goes on meanwhile.
        _rig.Connectd.Write(after);
        CollectionAssert.AreEqual(after, PumpRig.Read(_rig.Channeld, after.Length));
        PumpRig.IsSilent(_rig.Connectd);
        signed.Set();
        byte[] expected = [.. PumpRig.Frame([0, 132, .. Signature(placeholder), 7]), .. after];
        CollectionAssert.AreEqual(expected, PumpRig.Read(_rig.Connectd, expected.Length));
    }

    [TestMethod]
    public void EveryPlaceholderOfABatchIsReplacedWhereverItStands()
    {
        _rig.Serve(Signature);
        byte[][] placeholders = [.. Enumerable.Range(0, 3).Select(i => PumpRig.Mint.Of([0, 19, (byte)i]))];
        byte[] Batch(Func<byte[], byte[]> part) => PumpRig.Frame([0, 0, .. part(placeholders[0]), .. part(placeholders[1]), 1, 2, 3, .. part(placeholders[2])]);
        _rig.Channeld.Write(Batch(placeholder => placeholder));
        byte[] expected = Batch(Signature);
        CollectionAssert.AreEqual(expected, PumpRig.Read(_rig.Connectd, expected.Length));
    }

    /// <summary>Whatever the kernel makes of what channeld wrote, and wherever placeholders stand.</summary>
    [TestMethod]
    public void HowTheBytesAreCutDoesNotMatter()
    {
        _rig.Serve(Signature);
        for (int seed = 0; seed < 40; seed++)
        {
            Random random = new(seed);
            List<byte> written = [];
            List<byte> expected = [];
            for (int frames = random.Next(1, 12); frames > 0; frames--)
            {
                List<byte> message = [];
                List<byte> replaced = [];
                for (int parts = random.Next(0, 5); parts > 0; parts--)
                {
                    byte[] filling = new byte[random.Next(0, random.Next(2) == 0 ? 100 : 20_000)];
                    random.NextBytes(filling);
                    byte[] placeholder = random.Next(3) == 0 ? [] : PumpRig.Mint.Of([(byte)seed, (byte)parts]);
                    message.AddRange([.. filling, .. placeholder]);
                    replaced.AddRange([.. filling, .. Signature(placeholder)]);
                }

                written.AddRange(PumpRig.Frame([.. message]));
                expected.AddRange(PumpRig.Frame([.. replaced]));
            }

            byte[] all = [.. written];
            Thread writer = new(() =>
            {
                for (int at = 0; at < all.Length;)
                {
                    int count = Math.Min(all.Length - at, random.Next(1, random.Next(2) == 0 ? 50 : 30_000));
                    _rig.Channeld.Write(all.AsSpan(at, count));
                    at += count;
                }
            });
            writer.Start();
            CollectionAssert.AreEqual(expected.ToArray(), PumpRig.Read(_rig.Connectd, expected.Count), "seed " + seed);
            writer.Join();
        }
    }

    [TestMethod]
    public void NothingLeavesOfABatchWithOneRefusal()
    {
        int asked = 0;
        _rig.Serve(placeholder => ++asked == 2 ? null : Signature(placeholder));
        byte[] before = PumpRig.Frame(0, 128);
        _rig.Channeld.Write([.. before, .. PumpRig.Frame([0, 0, .. PumpRig.Mint.Of([1]), .. PumpRig.Mint.Of([2]), .. PumpRig.Mint.Of([3])])]);
        CollectionAssert.AreEqual(before, PumpRig.Read(_rig.Connectd, before.Length));
        PumpRig.ReadEnd(_rig.Connectd);
        PumpRig.ReadEnd(_rig.Channeld);
        _rig.Join();
        Assert.AreEqual(2, asked);
        Assert.AreEqual("", _rig.Trouble, "who refuses says why");
    }

    [TestMethod]
    public void AFrameThatEndsWithinAPlaceholderNeverLeaves()
    {
        _rig.Serve(Signature);
        _rig.Channeld.Write(PumpRig.Frame([0, 132, .. PumpRig.Mint.Of([1])[..63]]));
        PumpRig.ReadEnd(_rig.Connectd);
        _rig.Join();
        StringAssert.Contains(_rig.Trouble, "in the middle of a placeholder");
    }

    [TestMethod]
    public void AFrameLongerThanAnyMessageIsNotCollected()
    {
        _rig.Serve(Never);
        byte[] before = PumpRig.Frame(0, 128, 1);
        _rig.Channeld.Write([.. before, 0, 0x20, 0, 1]);
        CollectionAssert.AreEqual(before, PumpRig.Read(_rig.Connectd, before.Length), "what stands before it leaves");
        PumpRig.ReadEnd(_rig.Connectd);
        _rig.Join();
        StringAssert.Contains(_rig.Trouble, "2097153 bytes");
    }

    [TestMethod]
    public void ARequestIsServedWhenAllThatWasWrittenBeforeHasLeft()
    {
        _rig.Serve(placeholder =>
        {
            Thread.Sleep(20);
            return Signature(placeholder);
        });
        byte[] placeholder = PumpRig.Mint.Of([1]);
        byte[] big = PumpRig.Frame(new byte[60_000]);
        byte[] last = PumpRig.Frame([0, 132, .. Signature(placeholder)]);

        // More than a socket holds, so connectd has to read before the request is served.
        Thread writer = new(() =>
        {
            for (int i = 0; i < 10; i++)
            {
                _rig.Channeld.Write(big);
            }

            _rig.Channeld.Write(PumpRig.Frame([0, 132, .. placeholder]));
            _rig.Hsm.Write([9]);
        });
        writer.Start();
        PumpRig.Read(_rig.Connectd, 5 * big.Length);
        Assert.AreEqual(0, _rig.Served.Count);
        PumpRig.Read(_rig.Connectd, 5 * big.Length);
        PumpRig.Read(_rig.Hsm, 1);

        // The answer is here, so the signature must be there already.
        byte[] seen = new byte[last.Length];
        Assert.AreEqual(last.Length, _rig.Connectd.TryRead(seen));
        CollectionAssert.AreEqual(last, seen);
        writer.Join();
    }

    [TestMethod]
    public void ThePeersEndIsToldAtOnceAlsoWhileAFrameIsHeld()
    {
        using ManualResetEventSlim signed = new();
        _rig.Serve(placeholder =>
        {
            signed.Wait();
            return null;
        });
        _rig.Channeld.Write(PumpRig.Frame([0, 132, .. PumpRig.Mint.Of([1])]));
        _rig.Connectd.Write([5]);
        _rig.Connectd.Dispose();
        Assert.AreEqual(5, PumpRig.Read(_rig.Channeld, 1)[0]);
        PumpRig.ReadEnd(_rig.Channeld);
        signed.Set();
        _rig.Join();
    }

    [TestMethod]
    public void WhatChanneldWroteBeforeItsEndStillLeavesAndAPartOfAFrameDoesNot()
    {
        _rig.Serve(Signature);
        byte[] placeholder = PumpRig.Mint.Of([1]);
        _rig.Channeld.Write([.. PumpRig.Frame([0, 132, .. placeholder]), 0, 0, 0, 9, 1, 2]);
        _rig.Channeld.Dispose();
        _rig.Hsm.Dispose();
        byte[] expected = PumpRig.Frame([0, 132, .. Signature(placeholder)]);
        CollectionAssert.AreEqual(expected, PumpRig.Read(_rig.Connectd, expected.Length));
        PumpRig.ReadEnd(_rig.Connectd);
        _rig.Join();
        Assert.AreEqual(0, _loop.Count);
    }

    /// <summary>lightningd gives channeld's end to closingd; channeld and its hsm socket are gone.</summary>
    [TestMethod]
    public void ThePumpOutlivesItsDaemon()
    {
        _rig.Serve(Never);
        byte[] unread = PumpRig.Frame(0, 39, 1);
        _rig.Connectd.Write(unread);
        _rig.Hsm.Dispose();
        _rig.Join();
        CollectionAssert.AreEqual(unread, PumpRig.Read(_rig.Channeld, unread.Length), "what channeld did not read");
        for (int i = 0; i < 3; i++)
        {
            byte[] frame = PumpRig.Frame([0, 39, .. new byte[100_000 * i]]);
            Thread writer = new(() =>
            {
                _rig.Channeld.Write(frame);
                _rig.Connectd.Write(frame);
            });
            writer.Start();
            CollectionAssert.AreEqual(frame, PumpRig.Read(_rig.Connectd, frame.Length));
            CollectionAssert.AreEqual(frame, PumpRig.Read(_rig.Channeld, frame.Length));
            writer.Join();
        }

        _rig.Channeld.Dispose();
        PumpRig.ReadEnd(_rig.Connectd);
        Assert.IsTrue(Patience.Until(() => _loop.Count == 0), "the pump is gone");
    }

    [TestMethod]
    public void NothingIsSignedForADaemonThatHasEnded()
    {
        _rig.Serve(Never);
        _rig.Hsm.Dispose();
        _rig.Join();
        byte[] placeholder = PumpRig.Mint.Of([1]);
        _rig.Channeld.Write(PumpRig.Frame([0, 132, .. placeholder]));
        PumpRig.ReadEnd(_rig.Connectd);
        CollectionAssert.AreEqual(placeholder, _rig.Unserved.Single());
    }

    [TestMethod]
    public void ConnectdsEndClosesThePumpWhenNobodyServesItAnyMore()
    {
        _rig.Serve(Never);
        _rig.Hsm.Dispose();
        _rig.Join();
        _rig.Connectd.Dispose();
        PumpRig.ReadEnd(_rig.Channeld);
        _rig.Channeld.Dispose();
        Assert.IsTrue(Patience.Until(() => _loop.Count == 0), "the pump is gone");
    }

    /// <summary>A peer that does not read must not make the bridge collect what channeld writes.</summary>
    [TestMethod]
    public void ASlowReaderHoldsTheWriter()
    {
        _rig.Serve(Never);
        byte[] frame = PumpRig.Frame(new byte[60_000]);
        int written = 0;
        int silent = 0;
        while (silent < 20)
        {
            int count = _rig.Channeld.TryWrite(frame.AsSpan(written % frame.Length));
            written += count;
            silent = count == 0 ? silent + 1 : 0;
            if (count == 0)
            {
                Thread.Sleep(5);
            }

            Assert.IsTrue(written < 4_000_000, "somebody collects it");
        }

        // Other channels do not notice.
        using PumpRig other = new(_loop);
        other.Serve(Never);
        other.Connectd.Write(frame);
        other.Channeld.Write(frame);
        PumpRig.Read(other.Channeld, frame.Length);
        PumpRig.Read(other.Connectd, frame.Length);
    }

    [TestMethod]
    public void TheEndOfTheNodeEndsEveryPump()
    {
        _rig.Serve(Never);
        _loop.CloseAll();
        PumpRig.ReadEnd(_rig.Channeld);
        PumpRig.ReadEnd(_rig.Connectd);
        (UnixSocket one, UnixSocket two) = UnixSocket.Pair();
        using (one)
        using (two)
        {
            Assert.IsNull(_loop.Add(one, two), "nothing begins any more");
        }
    }

    /// <summary>Five hundred channels that are quiet have no thread and no buffer each.</summary>
    [TestMethod]
    [DoNotParallelize] // it looks at the whole process
    public void FiveHundredPumpsAreSmall()
    {
        byte[] frame = PumpRig.Frame(0, 128, 1);
        List<PumpRig> rigs = [];
        int threads = Process.GetCurrentProcess().Threads.Count;
        long before = GC.GetTotalMemory(forceFullCollection: true);
        for (int i = 0; i < 500; i++)
        {
            PumpRig rig = new(_loop);
            rigs.Add(rig);
            rig.Connectd.Write(frame);
            PumpRig.Read(rig.Channeld, frame.Length);
        }

        long each = (GC.GetTotalMemory(forceFullCollection: true) - before) / rigs.Count;
        int more = Process.GetCurrentProcess().Threads.Count - threads;
        Console.WriteLine($"{each} bytes of managed memory for each pump and its rig, {more} threads for 500 pumps");
        rigs.ForEach(rig => rig.Dispose());
        Assert.IsTrue(each < 16_000, each + " bytes each"); // a buffer for each direction would be 96 kB; what else lives in the process counts as well
        Assert.IsTrue(more < 50, more + " threads more");
        Assert.AreEqual(1, _loop.Count);
    }

    [TestMethod]
    [DoNotParallelize] // it looks at the whole process
    public void ThousandsOfReconnectsLeaveNoDescriptor()
    {
        Assert.IsNotNull(_loop);
        Turn(100);
        int before = Directory.GetFileSystemEntries("/proc/self/fd").Length;
        Turn(10_000);
        int leaked = Directory.GetFileSystemEntries("/proc/self/fd").Length - before;
        Assert.IsTrue(leaked < 200, leaked + " descriptors more"); // other tests run beside this one

        void Turn(int count)
        {
            byte[] frame = PumpRig.Frame(0, 136);
            for (int i = 0; i < count; i++)
            {
                using PumpRig rig = new(_loop);
                rig.Connectd.Write(frame);
                PumpRig.Read(rig.Channeld, frame.Length);
            }
        }
    }

    /// <summary>Figures for README.md, beside those of a socket pair without a pump; only order and content are judged.</summary>
    [TestMethod]
    public void ManyFramesArriveInOrder()
    {
        const int Frames = 20_000;
        _rig.Serve(Never);
        (UnixSocket one, UnixSocket two) = UnixSocket.Pair();
        using (one)
        using (two)
        {
            double plain = FramesPerSecond(one, two);
            double outward = FramesPerSecond(_rig.Channeld, _rig.Connectd);
            double inward = FramesPerSecond(_rig.Connectd, _rig.Channeld);
            Console.WriteLine($"frames of 1452 bytes a second: socket pair {plain:N0}, outward {outward:N0}, inward {inward:N0}");
        }

        static double FramesPerSecond(UnixSocket from, UnixSocket to)
        {
            Stopwatch watch = Stopwatch.StartNew();
            Thread writer = new(() =>
            {
                byte[] frame = PumpRig.Frame(new byte[1452]);
                for (int i = 0; i < Frames; i++)
                {
                    BitConverter.TryWriteBytes(frame.AsSpan(6), i);
                    from.Write(frame);
                }
            });
            writer.Start();
            for (int i = 0; i < Frames; i++)
            {
                Assert.AreEqual(i, BitConverter.ToInt32(PumpRig.Read(to, 1456), 6));
            }

            writer.Join();
            return Frames / watch.Elapsed.TotalSeconds;
        }
    }

    private static byte[]? Never(byte[] placeholder) => throw new AssertFailedException("nobody asked for a signature");

    private static byte[] Signature(byte[] placeholder) => [.. placeholder.Select(b => (byte)~b)];
}
