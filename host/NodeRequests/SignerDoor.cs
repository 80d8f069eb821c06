using System.Runtime.ExceptionServices;
using Holdfast.Bytes;
using Holdfast.DeviceLink;
using Holdfast.IntentLog;
using Holdfast.NodeRequests.Translation;
using Holdfast.Protocol;

namespace Holdfast.NodeRequests;

/// <summary>
/// The one way from the bridge to the device, for one asker. A request that changes what the device has promised is written to the intent log
/// before the device sees it and closed after its answer, so a crash in between leaves a record of what may have been promised.
/// </summary>
internal sealed class SignerDoor(SignerClient client, IntentStore? intents, PaymentTables payments, Asker asker)
{
    /// <summary>A limit of the device (firmware/Policy/RULES.md).</summary>
    private const byte PaymentsAreChecked = 19;

    /// <summary>How often the payments are shown again for one request.</summary>
    private const int StartsMax = 3;

    /// <summary>Nobody waits for the answer any more.</summary>
    public bool IsAskerGone => asker.IsGone();

    /// <summary>Asks something that changes nothing.</summary>
    public TReply Ask<TReply>(Func<byte[]> encode, Func<ByteReader, TReply> decode) => Ask(Encoded(encode), decode);

    /// <summary>Asks something that changes what the device has promised about a channel, or about the wallet when there is none.</summary>
    /// <param name="context">Kept with the intent, for <see cref="Repeat"/>; may be empty.</param>
    /// <param name="expectedTag">A refusal that the caller knows how to answer: it is not recorded as one, so nobody is told and no channel is revived.</param>
    /// <param name="shorter">Another way to ask the same, which the device may not understand any more; null when it did not.</param>
    /// <param name="note">Kept with the answer in the intent log.</param>
    /// <exception cref="IntentStoreException">The intent could not be made durable; the device was not asked.</exception>
    public TReply Ask<TReply>(ChannelName? channel, Func<byte[]> encode, Func<ByteReader, TReply> decode, byte[]? context = null,
        string? expectedTag = null, Func<Reply?>? shorter = null, string? note = null)
    {
        byte[] request = Encoded(encode);
        ExceptionDispatchInfo? trouble = null;
        if (intents == null)
        {
            TReply answer = Decode((shorter?.Invoke() ?? Exchange(request)).Body, decode);
            if (channel != null)
            {
                payments.Keep(channel, NewestTable(channel, request, out trouble));
                trouble?.Throw();
            }

            return answer;
        }

        TReply result;
        long id = Begin(channel, request, context ?? [], out bool wasOpen);
        try
        {
            Reply reply = shorter?.Invoke() ?? Exchange(request);
            result = Decode(reply.Body, decode);
            intents.Complete(id, reply.Body, reply.Receipt, note, channel == null ? null : NewestTable(channel, request, out trouble));
        }
        catch (SignerRefusedException expected) when (expected.Tag == expectedTag)
        {
            intents.Abandon(id, "asked early: " + expected.Tag);
            throw;
        }
        catch (SignerRefusedException refusal)
        {
            intents.RecordRefusal(id, refusal.Tag);
            throw;
        }
        catch (BridgeRefusalException refusal) when (!wasOpen)
        {
            // The device never got it; a reader of the log sees a refusal like the device's own.
            intents.RecordRefusal(id, refusal.Tag);
            throw;
        }
        catch (Exception nothingPromised) when (!wasOpen && WasNotActedOn(nothingPromised))
        {
            // An intent that an earlier asker left open stays open: the device may have acted on that one's request.
            intents.Abandon(id, "not acted on: " + nothingPromised.Message);
            throw;
        }

        // The promise is one in the log. The asker hears that something is wrong before the next one, and asks the same again, which stores the table.
        trouble?.Throw();
        return result;
    }

    /// <summary>
    /// Asks once more what the intent log says was asked: the device gives the same answer to the same content. For a bridge that was started
    /// anew and lost what came with that answer.
    /// </summary>
    /// <param name="isWanted">Tells the intent by the context that was kept with it.</param>
    /// <returns>The reply and that context; null when the log does not know such an intent any more.</returns>
    public (TReply Reply, byte[] Context)? Repeat<TReply>(ChannelName channel, MessageId kind, Func<byte[], bool> isWanted, Func<ByteReader, TReply> decode)
    {
        Intent? intent = Find(channel, kind, known => isWanted(known.Context));
        return intent == null ? null : (Ask(intent.Request, decode), intent.Context);
    }

    /// <summary>The newest request of this kind that the device has answered, or may have, and that is the wanted one; null when the log has none.</summary>
    public Intent? Find(ChannelName channel, MessageId kind, Func<Intent, bool> isWanted)
    {
        byte[] name = channel.ToBytes();
        return intents?.Pending().Select(open => open.Intent)
            .Concat(intents.Audit(name, kind.ToString()).Where(closed => closed.Outcome == IntentOutcome.Completed).Select(closed => closed.Intent))
            .FirstOrDefault(known => known.Kind == kind.ToString() && Check.Same(known.Channel, name) && isWanted(known));
    }

    /// <summary>Of the newest number of a channel that was answered: the request about each of its fundings.</summary>
    public IEnumerable<SignCounterpartyCommitment> NewestCommitments(ChannelName channel)
    {
        List<SignCounterpartyCommitment> known = [.. (intents?.Audit(channel.ToBytes(), nameof(MessageId.SignCounterpartyCommitment)) ?? [])
            .Where(closed => closed.Outcome == IntentOutcome.Completed)
            .Select(closed => SignCounterpartyCommitment.Decode(new ByteReader(closed.Intent.Request, 1, closed.Intent.Request.Length - 1)))];
        ulong newest = known.Count == 0 ? 0 : known.Max(request => request.Commitment.Number);
        return known.Where(request => request.Commitment.Number == newest).DistinctBy(request => request.FundingPrefix);
    }

    /// <summary>Asks for what the device has prepared, outside of any intent: the caller has one. Null when the device has forgotten it.</summary>
    public Reply? Prepared(byte[] request) => Unless(ErrorCode.NotPrepared, request);

    /// <summary>Asks something that changes nothing; null when the device says that it has not got it.</summary>
    public Reply? Unless(ErrorCode missing, byte[] request)
    {
        try
        {
            return Exchange(request);
        }
        catch (SignerNotReadyException forgotten) when (forgotten.Code == missing)
        {
            return null;
        }
    }

    /// <summary>Asks once more for what was just answered: the same content has the same answer, and no intent of its own.</summary>
    public void Again(byte[] request) => Exchange(request);

    private TReply Ask<TReply>(byte[] request, Func<ByteReader, TReply> decode) => Decode(Exchange(request).Body, decode);

    /// <summary>
    /// Writes the intent down. When an older one of this kind is still open with another content, nobody knows whether the device acted on it:
    /// the node went down in between and came back with another wish. Asking the old one again could make the device promise something that
    /// nobody wants any more, so the device is asked whether it would sign the new one; if it would, it never acted on the old one.
    /// If it would not, its refusal goes to the node and the old intent stays, as the content to repeat.
    /// </summary>
    private long Begin(ChannelName? channel, byte[] request, byte[] context, out bool wasOpen)
    {
        MessageId kind = (MessageId)request[0];
        Intent intent = new(channel == null ? "wallet"u8.ToArray() : channel.ToBytes(), kind.ToString(), request, context);
        try
        {
            return intents!.Begin(intent, out wasOpen);
        }
        catch (IntentOpenException open)
        {
            if (kind == MessageId.SignCounterpartyCommitment)
            {
                Exchange(SignCounterpartyCommitment.Decode(new ByteReader(request, 1, request.Length - 1)).EncodeAs(MessageId.PrepareCounterpartyCommitment));
            }

            intents!.Abandon(open.Open.Id, "the node came back with another content, and the signer had not acted on this one");
            return intents.Begin(intent, out wasOpen);
        }
    }

    /// <summary>Whether the device follows payments: asked once on each connection.</summary>
    public bool FollowsPayments()
    {
        if (payments.AreFollowed(client.ConfirmedDevice) is bool known)
        {
            return known;
        }

        long asked = payments.Resets;
        ReadLimitsReply limits = Decode(Exchange(new ReadLimits().Encode()).Body, ReadLimitsReply.Decode);
        bool areFollowed = limits.Limits.Any(limit => limit is { Number: PaymentsAreChecked, Value: not 0 });
        payments.SetFollowed(client.ConfirmedDevice, areFollowed, asked);
        return areFollowed;
    }

    /// <summary>
    /// The table of payments after a request that may have changed it: stored with the answer, so that after a crash at any point the kept table is the device's, or
    /// the one before the request that is repeated.
    /// </summary>
    /// <param name="trouble">Why it could not be read. The request was acted on all the same.</param>
    private byte[]? NewestTable(ChannelName channel, byte[] request, out ExceptionDispatchInfo? trouble)
    {
        trouble = null;
        try
        {
            // The asker may go now, but what the device has promised is to be known.
            return new SignerDoor(client, intents, payments, asker with { IsGone = static () => false }).NewestTable(channel, request);
        }
        catch (Exception no) when (no is not OutOfMemoryException)
        {
            trouble = ExceptionDispatchInfo.Capture(no);
            return null;
        }
    }

    private byte[]? NewestTable(ChannelName channel, byte[] request)
    {
        if ((MessageId)request[0] is not (MessageId.SignCounterpartyCommitment or MessageId.ValidateHolderCommitment or MessageId.LockOutpoint or MessageId.ProveTimeout)
            || !FollowsPayments())
        {
            return null;
        }

        byte[] read = new ReadPayments { ChannelId = channel.Id }.Encode();
        Reply? reply = Unless(ErrorCode.PaymentsUnknown, read);
        if (reply == null)
        {
            // The device was started anew in between: what is kept is older by this promise, which completes it.
            lock (payments.Showing)
            {
                ShowPayments(payments.Rounds);
                _ = IsKnown(channel) || Succeeds(request);
            }

            reply = Unless(ErrorCode.PaymentsUnknown, read);
        }

        byte[]? table = reply == null ? null : Decode(reply.Body, ReadPaymentsReply.Decode).Payments;
        return table is { Length: > 0 } ? table : null;
    }

    /// <summary>
    /// After a start of the device: shows it the payments of every channel. If a kept table is older by the last promise, which was stored before the table was
    /// read, repeating that promise completes it; the holder's first, because a repeated one of the peer would be a new promise if the device had not acted on it.
    /// The device keeps one older table at a time, so one asker at a time does this.
    /// </summary>
    /// <param name="seen">The number of rounds before the device said that it knows nothing; when another asker has finished one since then, there is nothing to do.</param>
    private void ShowPayments(long seen)
    {
        lock (payments.Showing)
        {
            if (payments.Rounds != seen)
            {
                return;
            }

            List<ChannelName> older = [.. payments.Channels.Where(channel => !IsKnown(channel))];
            foreach (ChannelName channel in older.Where(channel => !IsKnown(channel)))
            {
                // What came back on chain was the last that changed the table.
                _ = (RepeatNewest(channel, MessageId.ProveTimeout) && IsKnown(channel))
                    || (RepeatNewest(channel, MessageId.ValidateHolderCommitment) && IsKnown(channel)) || RepeatNewest(channel, MessageId.SignCounterpartyCommitment);
            }

            payments.Rounds++;
        }
    }

    // Showing a table that is older makes it the one that the device keeps to be completed.
    private bool IsKnown(ChannelName channel)
    {
        try
        {
            byte[] show = new ShowPayments { ChannelId = channel.Id, Payments = payments.Of(channel) ?? [] }.Encode();
            return Decode(client.Exchange(show, asker).Body, ShowPaymentsReply.Decode).AreKnown;
        }
        catch (Exception no) when (no is SignerNotReadyException or SignerMalformedException)
        {
            return false;
        }
    }

    private bool RepeatNewest(ChannelName channel, MessageId kind) => Find(channel, kind, _ => true) is Intent newest && Succeeds(newest.Request);

    private bool Succeeds(byte[] request)
    {
        try
        {
            client.Exchange(request, asker);
            return true;
        }
        catch (Exception no) when (no is SignerNotReadyException or SignerRefusedException or SignerMalformedException)
        {
            return false;
        }
    }

    // What the device could not read, or would refuse for its number of HTLCs, is refused here in the words of the same rule: the two commitments of a
    // channel have one limit, although a request without the peer's signatures would fit for longer.
    private Reply Exchange(byte[] request)
    {
        // Whoever has taken over the log has taken over the node: nothing more is asked in its name, not even what needs no intent.
        intents?.RequireHolder();
        if (client.ConfirmedDevice == null)
        {
            client.Connect(asker);
        }

        HelloReply? device = client.ConfirmedDevice;
        if (device == null)
        {
            // It has not let the host in, so it carries nothing out; it says why.
            return client.Exchange(request, asker);
        }

        if (HtlcCount(request) > device.HtlcsMax)
        {
            throw new BridgeRefusalException(
                BridgeRefusalException.TooManyHtlcs,
                $"More HTLCs are in flight than the limit of {device.HtlcsMax}, which is what this device's messages can hold; wait until some are settled.");
        }

        return request.Length + ProtocolLimits.SealBytes <= device.MessageBytesMax
            ? ExchangeWithPayments(request)
            : throw new BridgeRefusalException(
                BridgeRefusalException.TooLarge,
                $"The request takes {request.Length} bytes, more than the {device.MessageBytesMax} that the device can read. Use fewer coins.");
    }

    // Again after each start of the device in between, but not for ever.
    private Reply ExchangeWithPayments(byte[] request)
    {
        for (int starts = 0; ; starts++)
        {
            long rounds = payments.Rounds;
            try
            {
                return client.Exchange(request, asker);
            }
            catch (SignerNotReadyException started) when (
                started.Code == ErrorCode.PaymentsUnknown && (MessageId)request[0] != MessageId.ReadPayments && starts < StartsMax)
            {
                ShowPayments(rounds);
            }
        }
    }

    private static int HtlcCount(byte[] request)
    {
        ByteReader fields = new(request, 1, request.Length - 1);
        return (MessageId)request[0] switch
        {
            MessageId.SignCounterpartyCommitment => SignCounterpartyCommitment.Decode(fields).Commitment.Htlcs.Length,
            MessageId.PrepareCounterpartyCommitment => PrepareCounterpartyCommitment.Decode(fields).Commitment.Htlcs.Length,
            MessageId.ValidateHolderCommitment => ValidateHolderCommitment.Decode(fields).Commitment.Htlcs.Length,
            _ => 0,
        };
    }

    /// <summary>The device looked at the request and did not act on it, or never got it.</summary>
    private static bool WasNotActedOn(Exception end) =>
        end is SignerMalformedException or SignerNotReadyException or RequestWithdrawnException or LinkLostException { WasSent: false };

    /// <summary>The device's protocol has bounds that the node's has not; the encoder keeps them.</summary>
    private static byte[] Encoded(Func<byte[]> encode)
    {
        try
        {
            return encode();
        }
        catch (FaultException outOfBounds)
        {
            throw new BridgeRefusalException(BridgeRefusalException.TooLarge, outOfBounds.Message);
        }
    }

    public static TReply Decode<TReply>(byte[] body, Func<ByteReader, TReply> decode)
    {
        try
        {
            return decode(new ByteReader(body));
        }
        catch (MalformedException malformed)
        {
            throw new DeviceReplyException(malformed.Message, malformed);
        }
    }
}
