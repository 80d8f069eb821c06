using Holdfast.Payments;
using Holdfast.Vault;

namespace Holdfast.Requests;

/// <summary>What a commitment would change for the payment hashes of the vault.</summary>
public sealed class VaultStep
{
    /// <param name="slot">Of the channel.</param>
    /// <param name="before">Its payments now.</param>
    /// <param name="next">The same with the commitment.</param>
    public VaultStep(SignerContext signer, int slot, HtlcTable before, HtlcTable next)
    {
        Promise[] promises = signer.Vault.Book.Promises;
        for (int i = 0; i < promises.Length; i++)
        {
            byte[] hash = signer.Vault.HashOf(promises[i]);
            if (HashQuery.IsIn(before, hash) || HashQuery.IsIn(next, hash))
            {
                HashSum was = HashQuery.Of(before, hash);
                HashSum will = HashQuery.Of(next, hash);
                OutMsat += will.OutMsat > was.OutMsat ? will.OutMsat - was.OutMsat : 0;
                if (promises[i].Kind == PromiseKind.Released)
                {
                    Keep(signer, slot, before, next, promises[i]);
                }
            }
        }
    }

    /// <summary>What would leave under hashes of the vault beyond what leaves already.</summary>
    public ulong OutMsat { get; private set; }

    /// <summary>What would be given back although its preimage was released.</summary>
    public ulong GivenBackMsat { get; private set; }

    /// <summary>One of the hashes of which something would be given back; else null.</summary>
    public byte[] Hash { get; private set; }

    // Until nothing of the hash is in flight any more, what comes in and has come is what was released, at least. More than that may fail: anybody can send an HTLC of a hash
    // that he knows, and the node does not have to take it.
    private void Keep(SignerContext signer, int slot, HtlcTable before, HtlcTable next, Promise promise)
    {
        byte[] hash = promise.Hash;
        HtlcTables tables = signer.Payments.Tables;
        promise.IsSettled |= !tables.IsInFlight(hash);
        if (promise.IsSettled)
        {
            return;
        }

        HashSum was = HashQuery.Of(tables, signer.Channels.SlotCount, slot, before, hash);
        HashSum will = HashQuery.Of(tables, signer.Channels.SlotCount, slot, next, hash);
        ulong came = was.OpenInMsat + was.ReceivedMsat;
        ulong stays = will.OpenInMsat + will.ReceivedMsat;
        ulong owed = came < promise.AmountMsat ? came : promise.AmountMsat;
        if (stays < owed)
        {
            GivenBackMsat += owed - stays;
            Hash = hash;
        }
    }
}
