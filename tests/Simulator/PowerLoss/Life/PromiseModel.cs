using Holdfast.Bytes;
using Holdfast.Protocol;
using Holdfast.ReferenceNode;

namespace Holdfast.PowerLoss.Life;

/// <summary>
/// What a device has promised after a series of answered requests, kept in the plainest way and knowing nothing of the firmware's own
/// memory. From it follow the questions that only a thief would ask now, and that must not be answered.
/// </summary>
public sealed class PromiseModel
{
    private const ulong StolenSat = 1000;

    private readonly Dictionary<string, Promises> _channels = [];

    /// <summary>The promises after these requests were answered with ok.</summary>
    public PromiseModel(IEnumerable<byte[]> answered)
    {
        foreach (byte[] request in answered)
        {
            Take(request);
        }
    }

    /// <summary>
    /// Requests that break a promise: another content for the newest number, a number out of turn, the secret of a commitment without
    /// successor, a signature of the holder's own revoked commitment.
    /// </summary>
    public IEnumerable<(string What, byte[] Request)> Thefts()
    {
        foreach (Promises promises in _channels.Values)
        {
            if (promises.LastSigned is { } signed)
            {
                yield return ("another content for the number signed last", Other(signed, signed.Commitment.Number, StolenSat).Encode());
                yield return ("a number out of turn", Other(signed, signed.Commitment.Number + 2, 0).Encode());
                yield return ("the first number again", Other(signed, 0, StolenSat).Encode());
            }

            if (promises.Validated == promises.Revoked + 1)
            {
                yield return ("the secret of a commitment without successor",
                    new RevokeHolderCommitment { ChannelId = promises.ChannelId, Number = promises.Revoked }.Encode());
            }

            if (promises.Revoked > 0)
            {
                yield return ("the holder's signature of a revoked commitment", new SignHolderCommitment
                {
                    ChannelId = promises.ChannelId,
                    FundingPrefix = promises.FundingPrefix,
                    Number = promises.Revoked - 1,
                }.Encode());
            }
        }
    }

    private static SignCounterpartyCommitment Other(SignCounterpartyCommitment signed, ulong number, ulong stolenSat) => new()
    {
        ChannelId = signed.ChannelId,
        FundingPrefix = signed.FundingPrefix,
        Commitment = signed.Commitment.With(changed =>
        {
            changed.Number = number;
            changed.ToHolderSat -= stolenSat;
            changed.ToCounterpartySat += stolenSat;
        }),
    };

    private void Take(byte[] request)
    {
        ByteReader body = new(request, 1, request.Length - 1);
        switch ((MessageId)request[0])
        {
            case MessageId.SignCounterpartyCommitment:
                SignCounterpartyCommitment signed = SignCounterpartyCommitment.Decode(body);
                Promises promises = Of(signed.ChannelId);
                promises.LastSigned = signed;
                promises.FundingPrefix = signed.FundingPrefix;
                break;
            case MessageId.ValidateHolderCommitment:
                ValidateHolderCommitment validated = ValidateHolderCommitment.Decode(body);
                Of(validated.ChannelId).Validated = validated.Commitment.Number + 1;
                break;
            case MessageId.RevokeHolderCommitment:
                RevokeHolderCommitment revoked = RevokeHolderCommitment.Decode(body);
                Of(revoked.ChannelId).Revoked = revoked.Number + 1;
                break;
        }
    }

    private Promises Of(byte[] channelId)
    {
        string key = Convert.ToHexString(channelId);
        return _channels.TryGetValue(key, out Promises? known) ? known : _channels[key] = new Promises { ChannelId = channelId };
    }

    /// <summary>One channel; counts are one more than the highest number.</summary>
    private sealed class Promises
    {
        public required byte[] ChannelId { get; init; }

        public uint FundingPrefix { get; set; }

        public SignCounterpartyCommitment? LastSigned { get; set; }

        public ulong Validated { get; set; }

        public ulong Revoked { get; set; }
    }
}
