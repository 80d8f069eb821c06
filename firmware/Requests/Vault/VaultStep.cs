using Holdfast.Payments;
using Holdfast.Vault;

namespace Holdfast.Requests;

/// <summary>What a commitment would change for the payment hashes of the vault in its channel.</summary>
public sealed class VaultStep
{
    public VaultStep(VaultContext vault, HtlcTable before, HtlcTable next)
    {
        Promise[] promises = vault.Book.Promises;
        for (int i = 0; i < promises.Length; i++)
        {
            byte[] hash = vault.HashOf(promises[i]);
            if (HashQuery.IsIn(before, hash) || HashQuery.IsIn(next, hash))
            {
                HashSum was = HashQuery.Of(before, hash);
                HashSum will = HashQuery.Of(next, hash);
                OutMsat += will.OutMsat > was.OutMsat ? will.OutMsat - was.OutMsat : 0;
                ulong came = was.OpenInMsat + was.ReceivedMsat;
                ulong stays = will.OpenInMsat + will.ReceivedMsat;
                if (promises[i].Kind == PromiseKind.Released && stays < came)
                {
                    GivenBackMsat += came - stays;
                    Hash = hash;
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
}
