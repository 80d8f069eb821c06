using Holdfast.Hardware;
using Holdfast.Protocol;

namespace Holdfast.Cost;

/// <summary>
/// Live managed bytes of the whole firmware as nanoFramework objects: static arrays, keys, channels, buffers. An object is live when the
/// collector finds it, and instrumented code keeps its locals until a method returns, as the interpreter does.
/// </summary>
public static class MemoryUse
{
    private const int Channels = 10;

    public static void Measure(List<MemoryMeasurement> results)
    {
        Primitives.Table();
        Meter.StartTracking();
        Bench bench = new(isSmall: true);

        // As for the figures of a commitment (RequestCosts): what the account of payments adds is measured by itself.
        Ask(bench, new SetLimits { Changes = [new LimitChangeFields { Number = RequestCosts.PaymentsAreChecked, Value = 0 }] }.Encode());
        results.Add(Now("unlocked, no channels", 0));

        List<Counterparty> channels = [];
        for (ulong dbid = 1; dbid <= Channels; dbid++)
        {
            Counterparty channel = new(bench, dbid);
            channels.Add(channel);
            channel.Advance(1, Counterparty.Htlcs(1, "memory " + dbid), (_, request) => Ask(bench, request));
            channel.Advance(2, [], (_, request) => Ask(bench, request));
        }

        results.Add(Now($"steady state, {Channels} channels", 24 * 1024));

        // 30 HTLCs is what the goals of requests call a full commitment; twice that shows how memory grows.
        Counterparty last = channels[^1];
        ulong number = 3;
        foreach ((int htlcs, long goal) in new[] { (30, 48 * 1024L), (60, 0L) })
        {
            byte[] sign = last.SignCommitment(number, Counterparty.Htlcs(htlcs, "peak "));
            results.Add(Peak($"peak, sign counterparty commitment, {htlcs} HTLCs", goal, bench, sign));
            Ask(bench, last.ValidateRevocation(number - 1));
            byte[] validate = last.ValidateCommitment(number, Counterparty.Htlcs(htlcs, "peak "));
            results.Add(Peak($"peak, validate holder commitment, {htlcs} HTLCs", goal, bench, validate, last.Validated));
            Ask(bench, last.Revoke(number - 1));
            last.Advance(number + 1, [], (_, request) => Ask(bench, request));
            number += 2;
        }

        results.Add(Now("afterwards", 0));
        Meter.StopTracking();
        Payments(results);
        Meter.StartTracking();
        long before = Meter.LiveBytes();
        Meter.IsDevice = true;
        Holdfast.Screen.OwnerScreen screen = ScreenCosts.NewScreen();
        screen.Ask(ScreenCosts.Question, Gesture.Press, 0);
        Meter.IsDevice = false;
        MemoryMeasurement after = Now("", 0);
        results.Add(after with { Name = "screen, only on a board with a panel", Bytes = after.Bytes - before, GoalBytes = 4096 });
        GC.KeepAlive(screen);
        Meter.StopTracking();
    }

    // What the account of payments takes: the same device, before and after thirty payments are in flight in each of its channels.
    private static void Payments(List<MemoryMeasurement> results)
    {
        Meter.StartTracking();
        Bench bench = new();
        List<Counterparty> channels = [];
        for (ulong dbid = 1; dbid <= Channels; dbid++)
        {
            Counterparty channel = new(bench, dbid) { PaysItsHtlcs = true };
            channels.Add(channel);
            channel.Advance(1, [], (_, request) => Ask(bench, request));
        }

        // The first thirty belong to nobody's account: remembered points and buffers have their size after it.
        channels[0].Advance(2, Counterparty.Htlcs(30, "in flight 1 "), (_, request) => Ask(bench, request));
        channels[0].Advance(3, [], (_, request) => Ask(bench, request));
        Ask(bench, new Ecdh { Point = Holdfast.Crypto.Secp256k1.Software().PublicKey(Primitives.Bytes("onion")) }.Encode());
        long before = Meter.LiveBytes();
        for (int i = 0; i < Channels; i++)
        {
            ulong number = i == 0 ? 4ul : 2;
            Ask(bench, channels[i].SignCommitment(number, Counterparty.Htlcs(30, "in flight " + (i + 1) + " ")));
            Ask(bench, channels[i].ValidateRevocation(number - 1));
        }

        Ask(bench, new Ecdh { Point = Holdfast.Crypto.Secp256k1.Software().PublicKey(Primitives.Bytes("onion")) }.Encode());
        MemoryMeasurement after = Now("", 0);
        results.Add(after with { Name = $"account of payments, {Channels} channels with 30 HTLCs each", Bytes = after.Bytes - before, GoalBytes = 4096 });
        Meter.StopTracking();
    }

    private static MemoryMeasurement Now(string name, long goalBytes)
    {
        long bytes = Meter.LiveBytes();
        return new MemoryMeasurement(name, bytes, goalBytes, Inside.Shares(Meter.LiveByOrigin()));
    }

    private static MemoryMeasurement Peak(string name, long goalBytes, Bench bench, byte[] request, Action<byte[]>? take = null)
    {
        Meter.WatchPeak();
        byte[] reply = bench.Ask(request);
        MemoryMeasurement peak = new(name, Meter.PeakBytes, goalBytes, Inside.Shares(Meter.PeakByOrigin));
        take?.Invoke(reply);
        bench.Rest();
        return peak;
    }

    private static byte[] Ask(Bench bench, byte[] request)
    {
        byte[] reply = bench.Ask(request);
        bench.Rest();
        return reply;
    }
}
