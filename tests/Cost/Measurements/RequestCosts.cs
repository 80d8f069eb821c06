using Holdfast.Lightning;
using Holdfast.Protocol;

namespace Holdfast.Cost;

/// <summary>
/// Whole requests, from the first byte on the line to the last of the reply, in a channel that has been in use for a while. Between requests
/// the line is silent and the firmware does its idle work, which is counted by itself.
/// </summary>
public static class RequestCosts
{
    public const string OnePayment = "one payment at the payer, idle work included";
    public const string PreparedPayment = "one payment at the payer, prepared, idle work included";

    internal const byte PaymentsAreChecked = 19;

    public static void Measure(List<Measurement> results)
    {
        Bench bench = new();
        // The figures of a commitment are those of the device without an account of payments; what the account adds has rows of its own.
        Plain(bench, new SetLimits { Changes = [new LimitChangeFields { Number = PaymentsAreChecked, Value = 0 }] }.Encode());
        Counterparty channel = new(bench, 1);
        ulong number = 1;

        // Type initialisers, caches and every path that will be measured.
        foreach (int htlcs in new[] { 1, 0 })
        {
            channel.Advance(number++, Counterparty.Htlcs(htlcs, "warm "), (_, request) => Plain(bench, request));
        }

        byte[] point = Holdfast.Crypto.Secp256k1.Software().PublicKey(Primitives.Bytes("onion"));
        Plain(bench, new Ecdh { Point = point }.Encode());

        Commitments(results, bench, channel, ref number);

        // The same contents where the device follows payments: the owner presses for those that leave.
        Htlc[] leaving = [.. Counterparty.Htlcs(20, "measured 10").Where(htlc => !htlc.IsOfferedByPeer)];
        foreach (bool isFollowed in new[] { false, true })
        {
            Plain(bench, new SetLimits { Changes = [new LimitChangeFields { Number = PaymentsAreChecked, Value = isFollowed ? 1u : 0 }] }.Encode());
            channel.Advance(number++, [], (_, request) => Plain(bench, request));
            channel.Advance(
                number++, leaving, (name, request) => Counted(results, bench, $"{name}, 10 HTLCs, {(isFollowed ? "payments followed" : "plain")}", 0, request));
            channel.Advance(number++, [], (_, request) => Plain(bench, request));
        }

        Plain(bench, new SetLimits { Changes = [new LimitChangeFields { Number = PaymentsAreChecked, Value = 0 }] }.Encode());
        channel.Advance(number++, [], (_, request) => Plain(bench, request));

        Counted(results, bench, "ECDH", 55, new Ecdh { Point = point }.Encode());
        Counted(results, bench, "invoice", 40, new SignInvoice { Hrp = "lnbcrt1m"u8.ToArray(), Data = Invoice() }.Encode());
        ChainCosts.Measure((name, goal, request) => Counted(results, bench, name, goal, request), request => Plain(bench, request));
        VaultCosts.Measure((device, name, request) => Counted(results, device, name, 0, request), Plain);
        Payment(results, point, false);
        Payment(results, point, true);
        Handshake(results, bench);
    }

    /// <summary>Commitments and one payment alone.</summary>
    public static void MeasureChannel(List<Measurement> results)
    {
        Bench bench = new();
        Plain(bench, new SetLimits { Changes = [new LimitChangeFields { Number = PaymentsAreChecked, Value = 0 }] }.Encode());
        Counterparty channel = new(bench, 1);
        ulong number = 1;
        foreach (int htlcs in new[] { 1, 0 })
        {
            channel.Advance(number++, Counterparty.Htlcs(htlcs, "warm "), (_, request) => Plain(bench, request));
        }

        byte[] point = Holdfast.Crypto.Secp256k1.Software().PublicKey(Primitives.Bytes("onion"));
        Plain(bench, new Ecdh { Point = point }.Encode());
        Commitments(results, bench, channel, ref number);
        Payment(results, point, false);
    }

    private static void Commitments(List<Measurement> results, Bench bench, Counterparty channel, ref ulong number)
    {
        foreach ((int htlcs, double signGoal, double validateGoal) in new[] { (0, 110.0, 170.0), (10, 280.0, 560.0), (30, 740.0, 1300.0) })
        {
            Dictionary<string, double> goals = new()
            {
                ["sign counterparty commitment"] = signGoal,
                ["validate holder commitment"] = validateGoal,
                ["revoke"] = htlcs == 0 ? 20 : 0,
                ["validate revocation"] = htlcs == 0 ? 20 : 0,
            };
            channel.Advance(number++, Counterparty.Htlcs(htlcs, "measured " + htlcs),
                (name, request) => Counted(results, bench, $"{name}, {htlcs} HTLCs", goals[name], request));
            channel.Advance(number++, [], (_, request) => Plain(bench, request));
        }
    }

    // What stands before every session: the offer, the Unlock of a device that is open already, one that has to open keys and journal (with one channel), and
    // what an unpaired host can make the device do.
    private static void Handshake(List<Measurement> results, Bench bench)
    {
        bench.Unlock(() => { });
        Counted(results, bench, "Hello, drawing an offer", 25, takeMeter => bench.Greet(takeMeter));
        Counted(results, bench, "Hello, the same offer again", 0.7, takeMeter => bench.Greet(takeMeter));
        Counted(results, bench, "Unlock, a session after another", 50, bench.Unlock);
        Counted(results, bench, "Unlock, an unpaired host's", 2, bench.UnpairedUnlock);
        bench.Reboot();
        Counted(results, bench, "Unlock, after a boot", 160, bench.Unlock);
    }

    // 180 groups: time, payment hash (1), payment secret (16), a description (13).
    private static byte[] Invoice()
    {
        byte[] data = new byte[180];
        (data[7], data[8], data[9]) = (1, 1, 20);
        (data[62], data[63], data[64]) = (16, 1, 20);
        (data[117], data[118], data[119]) = (13, 1, 28);
        return data;
    }

    // One outgoing payment as the payer's node asks for it: 13 requests. Preapproval and the separate HTLC signature never reach the device; the
    // two penalties in advance, which a setting of the bridge withholds, are not in this figure.
    private static void Payment(List<Measurement> results, byte[] point, bool isPrepared)
    {
        // A device for each, with the same keys, numbers and contents: then the signatures take as many attempts.
        Bench bench = new();
        Counterparty channel = new(bench, 1);
        ulong number = 1;
        foreach (int htlcs in new[] { 1, 0 })
        {
            channel.Advance(number++, Counterparty.Htlcs(htlcs, "warm "), (_, request) => Plain(bench, request));
        }

        Plain(bench, new Ecdh { Point = point }.Encode());
        List<Measurement> parts = [];
        byte[] Part(string name, byte[] request)
        {
            if (!isPrepared || name != "sign counterparty commitment")
            {
                return Counted(parts, bench, name, 0, request);
            }

            Counted(parts, bench, "prepare counterparty commitment", 0, [(byte)MessageId.PrepareCounterpartyCommitment, .. request[1..]]);
            return Counted(parts, bench, "sign prepared commitment", 0, Counterparty.SignPrepared(request));
        }

        Htlc[] htlc = Counterparty.Htlcs(1, "payment");
        Part("ECDH", new Ecdh { Point = point }.Encode());
        channel.Advance(number, htlc, Part);
        channel.Validated(Part("validate holder commitment", channel.ValidateCommitment(number + 1, [])));
        Part("revoke", channel.Revoke(number));
        Part("sign counterparty commitment", channel.SignCommitment(number + 1, []));
        Part("validate revocation", channel.ValidateRevocation(number));
        if (isPrepared)
        {
            results.Add(parts.First(part => part.Name.StartsWith("prepare", StringComparison.Ordinal)) with { Name = "prepare counterparty commitment, 1 HTLC" });
            results.Add(parts.First(part => part.Name.StartsWith("sign prepared", StringComparison.Ordinal)));
        }

        results.Add(new Measurement
        {
            Name = isPrepared ? PreparedPayment : OnePayment,
            GoalMi = 700,
            Units = parts.Sum(part => part.Units + part.IdleUnits),
            IdleUnits = parts.Sum(part => part.IdleUnits),
            Instructions = parts.Sum(part => part.Instructions),
            AllocatedBytes = parts.Sum(part => part.AllocatedBytes),
            FlashCommits = parts.Sum(part => part.FlashCommits),
            FlashBytes = parts.Sum(part => part.FlashBytes),
            WireBytesIn = parts.Sum(part => part.WireBytesIn),
            WireBytesOut = parts.Sum(part => part.WireBytesOut),
            Steps = Enumerable.Range(0, (int)Step.Count).Select(step => parts.Sum(part => part.Steps[step])).ToArray(),
        });
    }

    private static byte[] Counted(List<Measurement> results, Bench bench, string name, double goalMi, byte[] request)
    {
        byte[] reply = [];
        Counted(results, bench, name, goalMi, takeMeter => reply = bench.Ask(request, takeMeter));
        return reply;
    }

    private static void Counted(List<Measurement> results, Bench bench, string name, double goalMi, Action<Action> ask)
    {
        Measurement? taken = null;
        ask(() => taken = Inside.Taken(name, goalMi));
        results.Add(taken! with
        {
            IdleUnits = bench.Rest(),
            FlashCommits = bench.Storage.Commits,
            FlashBytes = bench.Storage.Bytes,
            WireBytesIn = bench.BytesIn,
            WireBytesOut = bench.BytesOut,
        });
    }

    private static byte[] Plain(Bench bench, byte[] request)
    {
        byte[] reply = bench.Ask(request);
        bench.Rest();
        return reply;
    }
}
