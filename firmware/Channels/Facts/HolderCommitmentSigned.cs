using Holdfast.Bytes;

namespace Holdfast.Channels.Facts;

/// <summary>The device has signed a holder commitment: it may be on the chain from now on.</summary>
public sealed class HolderCommitmentSigned : IFact
{
    private readonly ulong _number;

    public HolderCommitmentSigned(ulong number)
    {
        _number = number;
    }

    public void ApplyTo(Channel channel)
    {
        if (_number == channel.HolderRevokedCount)
        {
            channel.IsCurrentSigned = true;
        }
        else
        {
            Check.That(_number == channel.HolderRevokedCount + 1, "only an unrevoked commitment is signed");
            channel.IsPendingSigned = true;
        }
    }
}
