using System.Collections.Concurrent;
using Holdfast.Bytes;
using Holdfast.DeviceLink;
using Holdfast.NodeRequests.Bitcoin;
using Holdfast.NodeRequests.Hsmd;
using Holdfast.NodeRequests.Translation;
using Holdfast.NodeRequests.Wire;
using Holdfast.Protocol;

namespace Holdfast.NodeRequests;

/// <summary>
/// The placeholders in splices that this node initiates. channeld asks for its signature of the shared input before the holder's commitment of the new
/// funding exists, gets a placeholder, and stores it in the PSBT under the holder's key; the later, real signature does not replace it there, because
/// libwally keeps the first entry of a key. By the time that the owner calls `splice_signed`, the device holds the holder's commitment of every new
/// funding, so <see cref="Complete"/> can put the real signatures in their place.
/// </summary>
internal sealed class SpliceSignatures(NodeSession session)
{
    /// <summary>A splice is negotiated in seconds; a node that has more than this many under way has forgotten the oldest.</summary>
    private const int WithheldMax = 64;

    private readonly ConcurrentQueue<Withheld> _withheld = new();

    /// <summary>Remembers who asked for the signature that got a placeholder.</summary>
    public void Remember(ChannelName channel, byte[] counterpartyFundingPoint, FundingSpend spend)
    {
        byte[] txid = spend.Transaction.Txid;
        if (_withheld.Any(known => Check.Same(known.Txid, txid) && known.InputIndex == spend.InputIndex))
        {
            return;
        }

        _withheld.Enqueue(new Withheld(txid, spend.InputIndex, channel, spend.HolderPoint, counterpartyFundingPoint));
        while (_withheld.Count > WithheldMax)
        {
            _withheld.TryDequeue(out _);
        }
    }

    /// <summary>Replaces every placeholder in a PSBT by the device's signature.</summary>
    /// <returns>How many there were.</returns>
    /// <exception cref="SignerRefusedException">A rule refuses one of them; the PSBT is of no use to the caller then.</exception>
    /// <exception cref="BridgeRefusalException">A placeholder that this process did not give out, so the channel behind it is not known.</exception>
    public int Complete(SignerDoor signer, Psbt psbt)
    {
        int replaced = 0;
        for (int i = 0; i < psbt.Inputs.Length; i++)
        {
            PsbtMap input = psbt.Inputs[i];
            foreach ((byte[] point, byte[] value) in input.All(PsbtField.InputPartialSignature).ToArray())
            {
                if (Check.Same(value, SignTxReply.PlaceholderInPsbt))
                {
                    input.Put(PsbtField.InputPartialSignature, point, SignAgain(signer, psbt, i));
                    replaced++;
                }
            }

            // In a splice of several channels, one that has the peer's signature already is finalised, with the placeholder in its witness.
            if (input.Find(PsbtField.InputFinalWitness) is byte[] witness)
            {
                byte[][] items = Items(witness);
                int at = Array.FindIndex(items, item => Check.Same(item, SignTxReply.PlaceholderInPsbt));
                if (at >= 0)
                {
                    items[at] = SignAgain(signer, psbt, i);
                    input.Put(PsbtField.InputFinalWitness, [], Joined(items));
                    replaced++;
                }
            }
        }

        return replaced;
    }

    /// <summary>Signature and sighash byte for an input that carries a placeholder.</summary>
    private byte[] SignAgain(SignerDoor signer, Psbt psbt, int index)
    {
        byte[] txid = psbt.Transaction.Txid;
        Withheld known = _withheld.LastOrDefault(known => Check.Same(known.Txid, txid) && known.InputIndex == index)
            ?? throw new BridgeRefusalException(BridgeRefusalException.UnknownPlaceholder,
                "input " + index + " has a placeholder instead of a signature, and holdfast-hsmd was restarted after it gave out this placeholder. " +
                "Abort this splice (lightning-cli abort_channels, or reconnect to the peer) and start it again.");
        FundingSpend spend = FundingSpend.Of(
            new SpendingTransaction(psbt.Transaction, psbt), index, known.HolderPoint, known.CounterpartyFundingPoint);
        return SignTxReply.InPsbt(Sign(signer, known.Channel, psbt, spend));
    }

    private static byte[][] Items(byte[] witness)
    {
        BitcoinReader reader = new(witness);
        byte[][] items = new byte[reader.Count(1)][];
        for (int i = 0; i < items.Length; i++)
        {
            items[i] = reader.Blob();
        }

        reader.End();
        return items;
    }

    private static byte[] Joined(byte[][] items)
    {
        BitcoinWriter writer = new();
        writer.CompactSize((ulong)items.Length);
        Array.ForEach(items, item => writer.Blob(item));
        return writer.ToArray();
    }

    /// <summary>The device's signature of the shared input, verified.</summary>
    /// <exception cref="SignerRefusedException">With <see cref="SpliceNumbers.EarlyTag"/> while the holder's commitment of the new funding is missing.</exception>
    public byte[] Sign(SignerDoor signer, ChannelName channel, Psbt psbt, FundingSpend spend)
    {
        SignSplice request = SpliceNumbers.Request(session.NodeBy(signer), channel, psbt, spend);
        byte[] signature = signer.Ask(channel, request.Encode, SignSpliceReply.Decode, expectedTag: SpliceNumbers.EarlyTag).Signature;
        session.Check.RequireSpend(spend.Spend, signature, spend.HolderPoint, "a splice");
        return signature;
    }

    /// <param name="Txid">Of the splice.</param>
    private sealed record Withheld(byte[] Txid, int InputIndex, ChannelName Channel, byte[] HolderPoint, byte[] CounterpartyFundingPoint);
}
