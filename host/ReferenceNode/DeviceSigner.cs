using Holdfast.Bytes;
using Holdfast.Crypto;
using Holdfast.Lightning;
using Holdfast.Protocol;

namespace Holdfast.ReferenceNode;

/// <summary>Sends one request of PROTOCOL.md (without frames and seal) and returns the reply of any status. Throws when nobody answers.</summary>
public delegate Reply DeviceExchange(byte[] request);

/// <summary>The device in front of a node: one Protocol message per question, the receipt of every reply kept.</summary>
public sealed class DeviceSigner : IChannelSigner
{
    private readonly DeviceExchange _exchange;
    private readonly byte[] _peer;
    private readonly ulong _dbid;
    private readonly byte[] _channelId;
    private uint _fundingPrefix;
    private ChannelKeysReply? _keys;

    /// <summary>A channel of the device; <see cref="Setup"/> or <see cref="Resume"/> must follow before anything is signed.</summary>
    public DeviceSigner(DeviceExchange exchange, byte[] peer, ulong dbid)
    {
        _exchange = exchange;
        _peer = peer;
        _dbid = dbid;
        _channelId = ChannelIdOf(peer, dbid);
    }

    /// <summary>Of the last ok reply; empty before the first.</summary>
    public byte[] LastReceipt { get; private set; } = [];

    public BasepointFields Basepoints => Keys().Basepoints;

    public byte[] FundingPoint => Keys().FundingPoint;

    /// <summary>PROTOCOL.md: the first 16 bytes of SHA-256("holdfast channel" ‖ peer ‖ dbid).</summary>
    public static byte[] ChannelIdOf(byte[] peer, ulong dbid)
    {
        ByteWriter writer = new(64);
        writer.Bytes(Ascii.Bytes("holdfast channel", 16));
        writer.Bytes(peer);
        writer.U64(dbid);
        return Sha256.Hash(writer.ToArray())[..16];
    }

    /// <summary>Introduces a new channel to the device.</summary>
    public void Create() => Ask(new NewChannel { Peer = _peer, Dbid = _dbid }.Encode());

    /// <summary>Goes on with a channel that the device already knows.</summary>
    public void Resume(ChannelTerms terms) => _fundingPrefix = terms.FundingPrefix;

    public byte[] PerCommitmentPoint(ulong number) =>
        GetPerCommitmentPointReply.Decode(Ask(new GetPerCommitmentPoint { Peer = _peer, Dbid = _dbid, Number = number }.Encode())).Point;

    public void Setup(ChannelTerms terms)
    {
        Resume(terms);
        Ask(new SetupChannel
        {
            Peer = _peer,
            Dbid = _dbid,
            IsOutbound = terms.IsOpener,
            ValueSat = terms.ValueSat,
            Push = terms.PushMsat,
            FundingTxid = terms.FundingTxid,
            FundingVout = terms.FundingVout,
            HolderDelayBlocks = terms.Holder.DelayBlocks,
            HolderShutdownScript = [],
            CounterpartyBasepoints = terms.Counterparty.Basepoints,
            CounterpartyFundingPoint = terms.Counterparty.FundingPoint,
            CounterpartyDelayBlocks = terms.Counterparty.DelayBlocks,
            CounterpartyShutdownScript = [],
            ChannelType = (byte)terms.Type,
        }.Encode());
    }

    public byte[][]? Prepare(CommitmentFields content)
    {
        PrepareCounterpartyCommitmentReply reply =
            PrepareCounterpartyCommitmentReply.Decode(Ask(Question(content).EncodeAs(MessageId.PrepareCounterpartyCommitment)));
        return reply.IsReleased ? reply.HtlcSignatures : null;
    }

    public SignedCommitment SignPrepared(CommitmentFields content, byte[][] htlcSignatures)
    {
        Reply reply = _exchange(new SignPreparedCommitment { ChannelId = _channelId, FundingPrefix = _fundingPrefix, Number = content.Number }.Encode());
        return reply.Status == ReplyStatus.NotNow && reply.Code == ErrorCode.NotPrepared
            ? SignCounterparty(content)
            : new SignedCommitment(SignPreparedCommitmentReply.Decode(Accept(reply)).Signature, htlcSignatures, LastReceipt);
    }

    public SignedCommitment SignCounterparty(CommitmentFields content)
    {
        SignCounterpartyCommitmentReply reply = SignCounterpartyCommitmentReply.Decode(Ask(Question(content).Encode()));
        return new SignedCommitment(reply.Signature, reply.HtlcSignatures, LastReceipt);
    }

    private SignCounterpartyCommitment Question(CommitmentFields content) => new()
    {
        ChannelId = _channelId,
        FundingPrefix = _fundingPrefix,
        Commitment = content,
    };

    public byte[] ValidateHolder(CommitmentFields content, SignedCommitment signatures) =>
        ValidateHolderCommitmentReply.Decode(Ask(new ValidateHolderCommitment
        {
            ChannelId = _channelId,
            FundingPrefix = _fundingPrefix,
            Commitment = content,
            Signature = signatures.Signature,
            HtlcSignatures = signatures.HtlcSignatures,
        }.Encode())).NextPoint;

    public Revocation Revoke(ulong number)
    {
        RevokeHolderCommitmentReply reply =
            RevokeHolderCommitmentReply.Decode(Ask(new RevokeHolderCommitment { ChannelId = _channelId, Number = number }.Encode()));
        return new Revocation(reply.Secret, reply.NextPoint);
    }

    public void ValidateRevocation(ulong number, byte[] secret) =>
        Ask(new ValidateRevocation { ChannelId = _channelId, Number = number, Secret = secret }.Encode());

    private ChannelKeysReply Keys() =>
        _keys ??= ChannelKeysReply.Decode(Ask(new ChannelKeys { Peer = _peer, Dbid = _dbid }.Encode()));

    private ByteReader Ask(byte[] request) => Accept(_exchange(request));

    private ByteReader Accept(Reply reply)
    {
        switch (reply.Status)
        {
            case ReplyStatus.Ok:
                LastReceipt = reply.Receipt;
                return new ByteReader(reply.Body);
            case ReplyStatus.Refused:
                throw new RefusedException(reply.Tag, reply.Sentence);
            case ReplyStatus.Malformed:
                throw new RefusedException("malformed", reply.Code + ": " + reply.Sentence);
            default:
                throw new SignerLostException(reply.Status + " " + reply.Code + ": " + reply.Sentence);
        }
    }
}
