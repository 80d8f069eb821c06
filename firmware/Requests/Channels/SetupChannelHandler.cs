using Holdfast.Bytes;
using Holdfast.Channels;
using Holdfast.Channels.Facts;
using Holdfast.Lightning;
using Holdfast.Policy;
using Holdfast.Protocol;

namespace Holdfast.Requests;

/// <summary>
/// Fixes the terms of a channel and its funding. The node sends the same message for four things, and only what the device remembers tells
/// them apart. So it is found out first which one it is (<see cref="Setup"/>), and each has its own method.
/// </summary>
public static class SetupChannelHandler
{
    private enum Setup
    {
        /// <summary>A channel that is not known: it is written down.</summary>
        NewChannel,

        /// <summary>The same outpoint again: nothing changes, or while no commitment exists for it the description is replaced.</summary>
        SameFunding,

        /// <summary>
        /// Another outpoint for a channel that is in use: a splice. While the opening is not locked, a replaced opening transaction of the same channel. The
        /// channel has one more live funding.
        /// </summary>
        AnotherFunding,

        /// <summary>
        /// Another outpoint for an opening that came to nothing (the node crashed and counts its channels anew): it takes the old one's place, while nothing can
        /// be lost.
        /// </summary>
        AnotherOpening,
    }

    public static byte[] Handle(ByteReader body, SignerContext signer)
    {
        SetupChannel request = SetupChannel.Decode(body);
        OpeningRules.RequireTerms(request.ChannelType, request.HolderDelayBlocks, request.CounterpartyDelayBlocks, request.ValueSat, signer.Limits);
        ChannelTerms terms = Terms(signer, request);
        Funding funding = new Funding(request.FundingTxid, request.FundingVout, request.ValueSat,
            KeyValidation.RequirePoint(signer, request.CounterpartyFundingPoint));

        int slot = signer.SlotOf(terms.Peer, terms.Dbid);
        Channel channel = slot < 0 ? null : signer.Channels.At(slot);
        Setup setup = Classify(channel, terms, funding);
        RestoreRules.RequirePromise(signer.IsRestored, setup == Setup.SameFunding);
        OpeningRules.RequireNames(signer.Forgotten, channel, terms.Dbid, signer.Channels, slot, funding);
        switch (setup)
        {
            case Setup.NewChannel:
                WriteChannel(signer, terms, funding, request);
                break;
            case Setup.SameFunding:
                RestateFunding(signer, slot, channel, terms, funding);
                break;
            case Setup.AnotherFunding:
                AddFunding(signer, slot, channel, terms, funding);
                break;
            case Setup.AnotherOpening:
                ReplaceOpening(signer, slot, channel, terms, funding, request);
                break;
        }

        SetupChannelReply reply = new SetupChannelReply();
        reply.ChannelId = ChannelId.Of(terms.Peer, terms.Dbid);
        return reply.Encode();
    }

    private static Setup Classify(Channel channel, ChannelTerms terms, Funding funding)
    {
        if (channel == null)
        {
            return Setup.NewChannel;
        }

        bool isSameChannel = channel.Terms.HasSameCounterpartyKeys(terms);
        if (isSameChannel && channel.IndexOfOutpoint(funding.Txid, funding.Vout) >= 0)
        {
            return Setup.SameFunding;
        }

        return channel.IsFundingLocked || !channel.IsAtStart || (isSameChannel && MayStillConfirm(channel)) ? Setup.AnotherFunding : Setup.AnotherOpening;
    }

    private static void WriteChannel(SignerContext signer, ChannelTerms terms, Funding funding, SetupChannel request)
    {
        bool isHome = HasScriptOfOurs(signer, request);
        SlotChoice choice = new SlotChoice(signer, terms);
        bool agrees = OwnerAgrees(signer, ChannelId.Of(terms.Peer, terms.Dbid), choice.Question, isHome, request);
        OpeningRules.RequireShutdownScript(isHome, agrees);
        choice.Clear(signer, agrees);
        signer.RecordChannel(choice.Slot, NewChannel(terms, funding));
    }

    private static void RestateFunding(SignerContext signer, int slot, Channel channel, ChannelTerms terms, Funding funding)
    {
        int index = channel.IndexOfOutpoint(funding.Txid, funding.Vout);
        Funding known = channel.Fundings[index];
        bool isRestated = known.ValueSat != funding.ValueSat || !Check.Same(known.CounterpartyFundingKey, funding.CounterpartyFundingKey);
        OpeningRules.RequireSameFunding(channel, terms, known, isRestated);
        if (isRestated)
        {
            signer.Record(slot, new FundingRestated(index, funding));
        }
    }

    private static void AddFunding(SignerContext signer, int slot, Channel channel, ChannelTerms terms, Funding funding)
    {
        OpeningRules.RequireFunding(channel, terms, funding);
        if (channel.IndexOfPrefix(funding.Prefix) >= 0)
        {
            // Requests name a funding by its tag; two live ones with the same would be one name for two things.
            throw RequestException.Malformed(ErrorCode.BadBody, "another live funding of this channel begins with the same four bytes");
        }

        funding.IsBound = !channel.IsFundingLocked && !terms.IsOutbound;
        signer.Record(slot, new FundingAdded(funding));
    }

    private static void ReplaceOpening(SignerContext signer, int slot, Channel channel, ChannelTerms terms, Funding funding, SetupChannel request)
    {
        Channel next = NewChannel(terms, funding);
        next.AbandonedPrefixes = channel.PrefixesAfterStartingOver();
        OpeningRules.RequireReplacement(channel, next, funding, true);
        bool mustAsk = !channel.Terms.IsOutbound && channel.OwnsSomething;
        bool isHome = HasScriptOfOurs(signer, request);
        bool agrees = OwnerAgrees(signer, channel.Fundings[0].Txid,
            mustAsk ? "Give up the first opening of this channel, in which you own something? " : "", isHome, request);
        OpeningRules.RequireShutdownScript(isHome, agrees);
        OpeningRules.RequireReplacement(channel, next, funding, agrees);
        signer.RecordChannel(slot, next);
    }

    // One press for everything that this request needs the owner for.
    private static bool OwnerAgrees(SignerContext signer, byte[] subject, string question, bool isHome, SetupChannel request)
    {
        if (!isHome)
        {
            question += "Have every close of channel " + request.Dbid.ToString() + " pay you to " + Payees.Of(signer, request.HolderShutdownScript)
                + ", which is not in the wallet?";
        }

        return question.Length != 0 && signer.Owner.Agrees(question, subject);
    }

    // Every later close pays there: no script at all, or one of the wallet, derived here.
    private static bool HasScriptOfOurs(SignerContext signer, SetupChannel request)
    {
        return request.HolderShutdownScript.Length == 0
            || (request.HasHolderShutdownIndex && WalletScripts.IsOurs(signer, request.HolderShutdownScript, request.HolderShutdownIndex));
    }

    // The first funding of an opening by the peer needs no signature of the device, and one that the device signed may confirm whatever replaces it.
    private static bool MayStillConfirm(Channel channel)
    {
        bool isBound = false;
        for (int i = 0; i < channel.Fundings.Length; i++)
        {
            isBound |= channel.Fundings[i].IsBound;
        }

        return isBound && channel.Fundings.Length < Channel.FundingsMax;
    }

    private static Channel NewChannel(ChannelTerms terms, Funding funding)
    {
        funding.IsBound = !terms.IsOutbound;
        return new Channel(terms, funding);
    }

    private static ChannelTerms Terms(SignerContext signer, SetupChannel request)
    {
        BasepointFields points = request.CounterpartyBasepoints;
        RequireShort(request.CounterpartyShutdownScript);
        return new ChannelTerms(KeyValidation.RequirePoint(signer, request.Peer), request.Dbid, request.IsOutbound, (ChannelType)request.ChannelType,
            request.HolderDelayBlocks, request.CounterpartyDelayBlocks, request.Push, RequireShort(request.HolderShutdownScript),
            new Basepoints(KeyValidation.RequirePoint(signer, points.Revocation), KeyValidation.RequirePoint(signer, points.Payment),
                KeyValidation.RequirePoint(signer, points.Htlc), KeyValidation.RequirePoint(signer, points.Delayed)));
    }

    private static byte[] RequireShort(byte[] script)
    {
        if (script.Length > ChannelCodec.ScriptBytesMax)
        {
            throw new MalformedException("a shutdown script longer than any that BOLT 2 allows");
        }

        return script;
    }
}
