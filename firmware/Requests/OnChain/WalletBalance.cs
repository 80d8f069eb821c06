using System;
using Holdfast.Bytes;
using Holdfast.Channels;
using Holdfast.Channels.Facts;
using Holdfast.Lightning;
using Holdfast.Policy;
using Holdfast.Protocol;

namespace Holdfast.Requests;

/// <summary>
/// What a transaction takes from the owner and gives the owner: inputs and the channel balances that it spends, against outputs and the balances in the
/// channels that it funds. A balance counts with the most that the holder may own before, and with the least after.
/// <para>
/// One transaction has one such account, whichever of its inputs a request signs. It is <b>exact</b> when no input of the owner can hide among the others
/// (RULES.md, "One account for one transaction"); then it is decided before the first signature and kept with the fundings that it creates.
/// An account that is not exact gives no credit for anything: whatever is signed may be lost, and the owner is asked about all of it.
/// </para>
/// </summary>
public sealed class WalletBalance
{
    // Version, locktime, counts and two outputs: what a transaction has beside its inputs.
    private const int FrameWeight = 386;

    // An input that spends a 2-of-2 of a channel.
    private const int FundingInputWeight = 386;

    // An HTLC transaction with both signatures and a preimage (BOLT 3), and the witness of a commitment.
    private const int HtlcWeight = 706;
    private const int CommitmentWitnessWeight = 224;

    /// <summary>True when no input of the owner can hide in it.</summary>
    public readonly bool IsExact;

    /// <summary>What it takes from the owner, fee included.</summary>
    public readonly ulong LostSat;

    /// <summary>How much of that may be a fee.</summary>
    public readonly ulong AllowanceSat;

    /// <summary>True when it pays somebody else, and nobody but the owner can have brought the money.</summary>
    public readonly bool PaysOthers;

    private readonly Spending _spending;
    private readonly byte[] _account;
    private readonly bool[] _isKnown;
    private int _fundings;
    private int _decided;
    private bool _mayBeDecidedOtherwise;
    private bool _isHtlc;
    private ulong _beforeSat;
    private ulong _afterSat;
    private ulong _allowanceSat;
    private ulong _pushedSat;
    private ulong _pushedTo;
    private bool _isFee;

    /// <param name="signer">The device.</param>
    /// <param name="spending">The transaction.</param>
    /// <param name="signedSat">What the request's signatures spend of the owner's: all that can be lost where the account is not exact.</param>
    public WalletBalance(SignerContext signer, Spending spending, ulong signedSat)
    {
        _spending = spending;
        _account = Account(signer);
        _isKnown = new bool[spending.Outputs.Length];
        CountFundings(signer);
        CountOutputs(signer);
        CountInputs(signer);

        int unknown = 0;
        for (int i = 0; i < _isKnown.Length; i++)
        {
            unknown += _isKnown[i] ? 0 : 1;
        }

        IsExact = !_mayBeDecidedOtherwise && !(_fundings > 0 && MayFundLater()) && IsEveryInputKnown(unknown == 0);
        LostSat = !IsExact ? signedSat : _beforeSat > _afterSat ? _beforeSat - _afterSat : 0;
        AllowanceSat = _fundings > 0 && spending.FeeSat < _allowanceSat ? spending.FeeSat : _allowanceSat;
        PaysOthers = unknown > 0 && spending.OwnCount == spending.Inputs.Length;
    }

    /// <summary>Everything that must hold before a signature, with one question to the owner where a rule allows something with the button.</summary>
    public void Require(SignerContext signer, string source)
    {
        WalletRules.RequireFormat(_spending.Version, _spending.SizeBytes, signer.Limits);
        if (_fundings > 0 && _decided == _fundings)
        {
            return; // exactly this was decided before, and agreed to where it had to be
        }

        ulong levelSat = signer.Fees.HasCounted(_spending.Txid, LostSat) ? 0 : signer.Fees.LevelSat(signer);
        bool mustAsk = !IsExact || PaysOthers || LossIsOnlyFee.Exceeds(LostSat, AllowanceSat) || FeesWithinDay.Exceeds(levelSat, LostSat, signer.Limits);
        bool agrees = mustAsk && signer.Owner.Agrees(Question(signer, source), _spending.Transaction.Digest());
        WalletRules.RequireAccount(IsExact, PaysOthers, _pushedSat, LostSat, AllowanceSat, levelSat, signer.Limits, agrees);
        _isFee = !agrees;
    }

    private string Question(SignerContext signer, string source)
    {
        string others = "";
        int count = 0;
        for (int i = 0; i < _isKnown.Length; i++)
        {
            if (!_isKnown[i] && count++ == 0)
            {
                others = ", with " + _spending.Outputs[i].Sat.ToString() + " sat to " + Payees.Of(signer, _spending.Outputs[i].Script);
            }
        }

        others = (count > 1 ? others + " and " + (count - 1).ToString() + " more" : others)
            + (_pushedSat > 0 ? ", up to " + _pushedSat.ToString() + " sat of it to the peer of channel " + _pushedTo.ToString() : "") + "?";
        return IsExact
            ? "Pay " + LostSat.ToString() + " sat, fee included, out of the " + source + others
            : "Sign away up to " + LostSat.ToString() + " sat of the " + source + " in a transaction that the device cannot account for" + others;
    }

    /// <summary>
    /// Remembers for every channel funding that this is that its transaction may confirm from now on, and its account. Durable before the device's
    /// signature can help it; so is what it costs without the owner's press.
    /// </summary>
    public void Record(SignerContext signer)
    {
        if (_isFee)
        {
            signer.RecordFee(_spending.Txid, LostSat);
        }

        for (int slot = ChannelBook.FirstSlot; _fundings > 0 && slot < signer.Channels.SlotCount; slot++)
        {
            Channel channel = signer.Channels.At(slot);
            int index = channel == null ? -1 : channel.IndexOfUnlockedTransaction(_spending.Txid);
            if (index >= 0 && (!channel.Fundings[index].IsBound || (IsExact && channel.Fundings[index].Account == null)))
            {
                signer.Record(slot, new FundingBound(index, IsExact ? _account : null));
            }
        }
    }

    // Which inputs are the owner's, with the amounts and scripts that the device's signatures commit to, under the one txid.
    private byte[] Account(SignerContext signer)
    {
        ByteWriter writer = new ByteWriter(32 + 44 * _spending.Inputs.Length);
        writer.Bytes(_spending.Txid);
        for (int i = 0; i < _spending.Inputs.Length; i++)
        {
            WalletInput input = _spending.Inputs[i];
            writer.Flag(input.IsOurs);
            if (input.IsOurs)
            {
                writer.U64(input.Input.ValueSat);
                writer.Bytes(input.Input.SpentScript);
            }
        }

        byte[] account = new byte[Funding.AccountBytes];
        Array.Copy(signer.Digest(writer.ToArray()), 0, account, 0, account.Length);
        return account;
    }

    private void CountFundings(SignerContext signer)
    {
        for (int slot = ChannelBook.FirstSlot; slot < signer.Channels.SlotCount; slot++)
        {
            Channel channel = signer.Channels.At(slot);
            int index = channel == null ? -1 : channel.IndexOfUnlockedTransaction(_spending.Txid);
            if (index >= 0)
            {
                Funding funding = channel.Fundings[index];
                bool isSame = Check.Same(funding.Account, _account);
                if (!isSame)
                {
                    FundingRules.RequireOutput(channel, funding, _spending.Transaction, signer.KeysOf(channel).FundingKey);
                }

                _isKnown[funding.Vout] = true;
                _afterSat += funding.LeastSat;
                _fundings++;
                CountPush(channel);
                _decided += isSame ? 1 : 0;
                _mayBeDecidedOtherwise |= !isSame && (funding.Account != null || !IsOnlyOne(channel));
            }
        }
    }

    // What the opening's own numbers give to the peer; whether any of it is the holder's, the account says.
    private void CountPush(Channel channel)
    {
        if (channel.Terms.IsOutbound && !channel.IsFundingLocked && channel.Terms.PushMsat >= 1000)
        {
            _pushedSat += channel.Terms.PushMsat / 1000;
            _pushedTo = channel.Terms.Dbid;
        }
    }

    // A funding that was locked once and comes back spends nothing of the channel; what was decided for it is no longer known. Before the first lock
    // another transaction that the device signed may fund the channel too: nothing says that only one of them can confirm, and only one keeps its exits.
    private bool IsOnlyOne(Channel channel)
    {
        Funding locked = channel.Locked;
        for (int i = 0; locked != null && i < _spending.Inputs.Length; i++)
        {
            if (locked.IsAt(_spending.Inputs[i].Input.Txid, _spending.Inputs[i].Input.Vout))
            {
                return true;
            }
        }

        for (int i = 0; locked == null && i < channel.Fundings.Length; i++)
        {
            Funding other = channel.Fundings[i];
            if (other.Account != null && !Check.Same(other.Txid, _spending.Txid))
            {
                return false;
            }
        }

        return locked == null;
    }

    // Beside inputs of others an output may be the funding of a channel of this device that is set up later, when what was decided now is no longer known.
    private bool MayFundLater()
    {
        bool hasOthers = false;
        for (int i = 0; i < _spending.Inputs.Length; i++)
        {
            hasOthers |= !_spending.Inputs[i].IsOurs && _spending.Inputs[i].Funding == null;
        }

        for (int i = 0; hasOthers && i < _isKnown.Length; i++)
        {
            if (!_isKnown[i] && Scripts.IsPayToWitnessScript(_spending.Outputs[i].Script))
            {
                return true;
            }
        }

        return false;
    }

    private void CountOutputs(SignerContext signer)
    {
        if (_spending.Inputs[0].Kind == WalletInputKind.HolderHtlc)
        {
            _isHtlc = _spending.Inputs[0].PaysDelayed(signer, _spending.Outputs[0].Script);
            _isKnown[0] |= _isHtlc;
        }

        for (int i = 0; i < _isKnown.Length; i++)
        {
            WalletOutputFields output = _spending.Outputs[i];
            if (!_isKnown[i] && output.HasKeyIndex && WalletScripts.IsOurs(signer, output.Script, output.KeyIndex))
            {
                _afterSat += output.Sat;
                _isKnown[i] = true;
            }
        }
    }

    private void CountInputs(SignerContext signer)
    {
        _allowanceSat = signer.Limits.OnChainFeeSat(FrameWeight);
        for (int i = 0; i < _spending.Inputs.Length; i++)
        {
            WalletInput input = _spending.Inputs[i];
            if (input.IsOurs)
            {
                // An input pays at most itself: dust that others sent to the owner does not make room for a fee.
                ulong feeSat = signer.Limits.OnChainFeeSat(input.Weight);
                _beforeSat += input.Input.ValueSat;
                _allowanceSat += feeSat < input.Input.ValueSat ? feeSat : input.Input.ValueSat;
            }
            else if (input.Funding != null)
            {
                _beforeSat += input.Funding.MostSat;
                _allowanceSat += signer.Limits.OnChainFeeSat(FundingInputWeight);
            }
            else if (i == 0 && _isHtlc)
            {
                _allowanceSat += signer.Limits.OnChainFeeSat(HtlcWeight);
            }

            if (input.IsAnchor && input.Previous != null && input.IsOfCommitment(signer))
            {
                _allowanceSat += signer.Limits.OnChainFeeSat(4 * input.Previous.Length + CommitmentWitnessWeight);
            }
        }
    }

    private bool IsEveryInputKnown(bool isEveryOutputKnown)
    {
        int count = _spending.Inputs.Length;
        for (int i = 0; i < count; i++)
        {
            WalletInput input = _spending.Inputs[i];
            bool isAlone = count == 1 && input.IsOurs && (_fundings == 0 || input.Kind == WalletInputKind.P2tr);
            bool isTrue = input.Previous != null || input.Funding != null || isAlone;
            bool isKnown = _fundings > 0
                ? isTrue && (input.IsOurs || input.IsNativeSegwit)
                : (isTrue && input.IsOurs)
                    || (isEveryOutputKnown && i == count - 1 && input.IsAnchor)
                    || (isEveryOutputKnown && i == 0 && _isHtlc);
            if (!isKnown)
            {
                return false;
            }
        }

        return true;
    }
}
