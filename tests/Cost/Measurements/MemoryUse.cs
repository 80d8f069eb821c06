namespace Holdfast.Cost;

/// <summary>
/// Live managed bytes of the whole firmware as nanoFramework objects: static arrays, keys, channels, buffers. An object is live when the
/// collector finds it, and instrumented code keeps its locals until a method returns, as the interpreter does.
/// </summary>
public static class MemoryUse
{
    private const int Channels = 10;
    private const int HtlcsEachWay = 30;

    public static void Measure(List<MemoryMeasurement> results)
    {
        Primitives.Table();
        Meter.StartTracking();
        Bench bench = new();
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

        Counterparty last = channels[^1];
        byte[] sign = last.SignCommitment(3, Counterparty.Htlcs(2 * HtlcsEachWay, "peak "));
        results.Add(Peak($"peak, sign counterparty commitment, {HtlcsEachWay} HTLCs each way", bench, sign));
        Ask(bench, last.ValidateRevocation(2));
        byte[] validate = last.ValidateCommitment(3, Counterparty.Htlcs(2 * HtlcsEachWay, "peak "));
        results.Add(Peak($"peak, validate holder commitment, {HtlcsEachWay} HTLCs each way", bench, validate));
        results.Add(Now("afterwards", 0));
        Meter.StopTracking();
    }

    private static MemoryMeasurement Now(string name, long goalBytes)
    {
        long bytes = Meter.LiveBytes();
        return new MemoryMeasurement(name, bytes, goalBytes, Inside.Shares(Meter.LiveByOrigin()));
    }

    private static MemoryMeasurement Peak(string name, Bench bench, byte[] request)
    {
        Meter.WatchPeak();
        bench.Ask(request);
        MemoryMeasurement peak = new(name, Meter.PeakBytes, 48 * 1024, Inside.Shares(Meter.PeakByOrigin));
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
