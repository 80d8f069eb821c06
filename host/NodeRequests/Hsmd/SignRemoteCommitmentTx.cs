using Holdfast.Bytes;
using Holdfast.IntentLog;
using Holdfast.NodeRequests.Bitcoin;
using Holdfast.NodeRequests.Translation;
using Holdfast.NodeRequests.Wire;
using Holdfast.Protocol;
using Htlc = Holdfast.Lightning.Htlc;

namespace Holdfast.NodeRequests.Hsmd;

/// <summary>
/// 19: the holder's signature on the peer's commitment. The device signs its HTLC transactions in the same step; the bridge keeps those signatures for
/// the messages 20 that follow.
/// </summary>
internal sealed record SignRemoteCommitmentTx(
    SpendingTransaction Spending,
    byte[] CounterpartyFundingPoint,
    byte[] CommitmentPoint,
    bool StaticRemoteKey,
    ulong Number,
    HsmdHtlc[] Htlcs,
    uint FeeratePerKw) : IHsmdRequest
{
    public static SignRemoteCommitmentTx Parse(HsmdReader reader) => new(
        reader.Transaction(),
        reader.Point(),
        reader.Point(),
        reader.Bool(),
        reader.U64(),
        reader.Htlcs(),
        reader.U32());

    public HsmdAnswer Answer(RequestScope scope)
    {
        ChannelMemory memory = scope.Memory(scope.Client.Channel);
        return Sign(scope, memory, Question.Of(this, scope, memory, memory.Incoming.IsAhead || scope.Settings.WriteAhead));
    }

    /// <summary>
    /// Answers with the placeholder when the device would sign and has given its HTLC signatures. When it keeps those until the promise, the promise is asked for at
    /// once: that is the node's own order, for this commitment.
    /// </summary>
    public HsmdAnswer Prepare(RequestScope scope, byte[] placeholder, out PreparedCommitment? prepared)
    {
        ChannelMemory memory = scope.Memory(scope.Client.Channel);
        memory.Incoming.IsAhead = true;
        Question question = Question.Of(this, scope, memory, isAhead: true);
        PrepareCounterpartyCommitmentReply reply = scope.Session.BackupWait.Until(
            scope.Client.Channel,
            Number,
            () => scope.Signer.IsAskerGone,
            _ => scope.Signer.Ask(() => question.Request.EncodeAs(MessageId.PrepareCounterpartyCommitment), PrepareCounterpartyCommitmentReply.Decode));
        prepared = null;
        if (!reply.IsReleased)
        {
            return Sign(scope, memory, question);
        }

        question.Remember(memory, reply.HtlcSignatures);
        prepared = new PreparedCommitment(
            placeholder, scope.Client.Channel, question.Request, question.Context, question.Funding, reply.HtlcSignatures);
        return HsmdAnswer.Reply(SignTxReply.Of(placeholder, SignatureHash.All));
    }

    /// <summary>The promise: the short request, or the whole one when the device has forgotten what it prepared.</summary>
    public static byte[] SignPrepared(NodeSession session, SignerDoor signer, PreparedCommitment prepared)
    {
        SignCounterpartyCommitment whole = prepared.Request;
        StateTickets.Announce(session, signer, prepared.Channel, whole, prepared.Funding);
        byte[] request = new SignPreparedCommitment { ChannelId = whole.ChannelId, FundingPrefix = whole.FundingPrefix, Number = whole.Commitment.Number }.Encode();
        SignCounterpartyCommitmentReply reply = session.BackupWait.Until(prepared.Channel, whole.Commitment.Number, () => signer.IsAskerGone, expectedTag =>
            signer.Ask(prepared.Channel, whole.Encode, SignCounterpartyCommitmentReply.Decode, prepared.Context, expectedTag, ShortRequest, ClosedIntent.StoredFirst));
        session.Check.RequireSpend(prepared.Funding.Spend, reply.Signature, prepared.Funding.HolderPoint, "the peer's commitment");
        StateTickets.Fetch(session.States, signer, prepared.Channel, whole, prepared.Funding);
        session.Channels.Of(prepared.Channel).Incoming.CounterpartySigned(whole.Commitment.Number, whole.Commitment.Htlcs);
        return reply.Signature;

        Reply? ShortRequest()
        {
            // The log keeps what the whole request would have been answered.
            if (signer.Prepared(request) is not Reply answer)
            {
                return null;
            }

            byte[] signature = SignerDoor.Decode(answer.Body, SignPreparedCommitmentReply.Decode).Signature;
            answer.Body = new SignCounterpartyCommitmentReply { Signature = signature, HtlcSignatures = prepared.HtlcSignatures }.Encode();
            return answer;
        }
    }

    private HsmdAnswer Sign(RequestScope scope, ChannelMemory memory, Question question)
    {
        StateTickets.Announce(scope.Session, scope.Signer, scope.Client.Channel, question.Request, question.Funding);
        SignCounterpartyCommitmentReply reply = scope.Session.BackupWait.Until(scope.Client.Channel, Number, () => scope.Signer.IsAskerGone, expectedTag => scope.Signer.Ask(
            scope.Client.Channel, question.Request.Encode, SignCounterpartyCommitmentReply.Decode, question.Context, expectedTag));
        scope.Check.RequireSpend(question.Funding.Spend, reply.Signature, question.Funding.HolderPoint, "the peer's commitment");
        StateTickets.Fetch(scope.Session.States, scope.Signer, scope.Client.Channel, question.Request, question.Funding);
        question.Remember(memory, reply.HtlcSignatures);
        memory.Incoming.CounterpartySigned(Number, question.Request.Commitment.Htlcs);
        return HsmdAnswer.Reply(SignTxReply.Of(reply.Signature, SignatureHash.All));
    }

    /// <summary>The node's request as the device understands it; preparing and signing have the same body.</summary>
    private sealed record Question(SignCounterpartyCommitment Request, FundingSpend Funding, byte[] Txid, int[] HtlcOutputs)
    {
        public byte[] Context => ChannelMemory.SignedCommitment.ToContext(Txid, HtlcOutputs);

        public static Question Of(SignRemoteCommitmentTx asked, RequestScope scope, ChannelMemory memory, bool isAhead)
        {
            ChannelName channel = scope.Client.Channel;
            FundingSpend funding = FundingSpend.Read(asked.Spending, 0, asked.CounterpartyFundingPoint);
            SignCounterpartyCommitment request = new()
            {
                ChannelId = channel.Id,
                Commitment = { Number = asked.Number, Point = asked.CommitmentPoint, FeeratePerKw = asked.FeeratePerKw },
                IsAhead = isAhead,
            };
            NodeCommitment shown = NodeCommitment.Read(asked.Spending, isHolders: false, asked.Htlcs, request.Commitment);
            request.FundingPrefix = shown.FundingPrefix;
            request.Gone = isAhead ? memory.Incoming.Gone(asked.Number, request.Commitment.Htlcs, number => Logged(scope, number)) : [];
            return new Question(request, funding, asked.Spending.Transaction.Txid, shown.HtlcOutputs);
        }

        public void Remember(ChannelMemory memory, byte[][] htlcSignatures)
        {
            if (htlcSignatures.Length != HtlcOutputs.Length)
            {
                throw new SignatureMismatchException("the HTLCs of the peer's commitment");
            }

            memory.Remember(new(Txid, HtlcOutputs, htlcSignatures));
        }

        private static Htlc[]? Logged(RequestScope scope, ulong number)
        {
            SignCounterpartyCommitment? found = null;
            scope.Signer.Find(scope.Client.Channel, MessageId.SignCounterpartyCommitment, intent =>
            {
                found = SignCounterpartyCommitment.Decode(new ByteReader(intent.Request, 1, intent.Request.Length - 1));
                return found.Commitment.Number == number;
            });
            return found?.Commitment.Number == number ? found.Commitment.Htlcs : null;
        }
    }
}
