using Holdfast.Bytes;
using Holdfast.Crypto;
using Holdfast.Lightning;
using Holdfast.Protocol;
using Holdfast.ReferenceNode;
using Holdfast.ReferenceTower;
using Holdfast.Secrets;

namespace Holdfast.HistoryWorld.Backups;

/// <content>The judge: what was signed, what is revoked, and what an honest tower would do about it. It knows nothing of the device's inside.</content>
internal sealed partial class BackupWorld
{
    private const int WalletKeys = 3;

    /// <summary>RULES.md: so much may be left without a backup, and a sweep may cost so much.</summary>
    private const ulong NeedlessSatMax = 10_000;
    private const ulong SweepFeeratePerKwMax = 125_000;

    private static readonly HashSet<string> s_wallet = Wallet();

    private string _lastTag = string.Empty;
    private int _exposureMax;

    private IEnumerable<SignedState> States => _channels.SelectMany(StatesOf);

    private static IEnumerable<SignedState> StatesOf(BackedChannel channel) => channel.Fundings.SelectMany(funding => funding.States.Values);

    /// <summary>What an ok reply means.</summary>
    private void Observe(byte[] request, Reply reply)
    {
        ByteReader body = new(request);
        switch ((MessageId)body.U8())
        {
            case MessageId.SignCounterpartyCommitment:
                Signed(SignCounterpartyCommitment.Decode(body), SignCounterpartyCommitmentReply.Decode(new ByteReader(reply.Body)).Signature);
                break;
            case MessageId.ValidateRevocation:
                ValidateRevocation revocation = ValidateRevocation.Decode(body);
                if (ChannelOf(revocation.ChannelId) is { } channel)
                {
                    channel.Revoked = Math.Max(channel.Revoked, revocation.Number + 1);
                }

                break;
            case MessageId.SignSplice:
                Bound(SignSplice.Decode(body));
                break;
            case MessageId.SetTowerExposure:
                Demanded(SetTowerExposure.Decode(body).ExposureMax);
                break;
            case MessageId.TrustTower:
                TrustTower trust = TrustTower.Decode(body);
                if (trust.IsTrusted && Check.Same(trust.Tower, _thiefs.Key))
                {
                    throw new ViolationException(ViolationKind.Loss, "the device relies on a tower that the owner does not know");
                }

                break;
            case MessageId.DeleteTowerSession:
                throw new ViolationException(ViolationKind.Loss, "the device asks a tower to delete backups, and the owner did not want that");
        }

        RequireOneTowerForAKey();
    }

    private void Signed(SignCounterpartyCommitment request, byte[] signature)
    {
        if (ChannelOf(request.ChannelId) is not { } channel || channel.Fundings.LastOrDefault(each => each.Prefix == request.FundingPrefix) is not { } funding)
        {
            return;
        }

        ulong number = request.Commitment.Number;
        CommitmentTransaction transaction = CommitmentTransactions.Build(_curve, funding.Terms, request.Commitment, ofHolder: false);
        Check.That(_curve.Verify(transaction.Sighash(), signature, channel.Ours.FundingPoint), "the world knows what was signed");
        if (funding.States.ContainsKey(number))
        {
            return;
        }

        funding.States[number] = new SignedState(channel, funding, number, transaction) { IsCounted = _exposureMax != 0 && number >= channel.CountsFrom };
        RequireBackedUp(channel, number);
    }

    /// <summary>Where the owner wants it, everything that the device counted and that lies so far back is at an honest tower, or is not worth it.</summary>
    private void RequireBackedUp(BackedChannel channel, ulong number)
    {
        foreach (SignedState state in StatesOf(channel).Where(state => state.IsCounted && state.Number + (ulong)_exposureMax <= number))
        {
            if (_exposureMax != 0 && state.Funding.IsBound && !state.Funding.IsSpent && state.Sat > NeedlessSatMax && SweepOf(state) is null)
            {
                throw new ViolationException(
                    ViolationKind.Loss, $"number {number} is signed, and no honest tower would bring home {state.Sat} sat of {state}: the owner wants at most {_exposureMax} on top");
            }
        }
    }

    private void Bound(SignSplice request)
    {
        byte[] txid = new WalletTransaction(
            request.Version, request.Locktime,
            [.. request.Inputs.Select(input => new TransactionInput(input.Txid, input.Vout, input.Sequence, input.Sat, input.Script))],
            [.. request.Outputs.Select(output => new TransactionOutput(output.Sat, output.Script))]).Txid();
        foreach (BackedFunding funding in _channels.SelectMany(channel => channel.Fundings).Where(each => Check.Same(each.Terms.FundingTxid, txid)))
        {
            funding.IsBound = true;
        }
    }

    private void Demanded(int exposureMax)
    {
        bool isLooser = exposureMax == 0 ? _exposureMax != 0 : _exposureMax != 0 && exposureMax > _exposureMax;
        if (isLooser && _owner.Wanted is null)
        {
            throw new ViolationException(ViolationKind.Loss, "the device waits less for towers than the owner wants");
        }

        // From the first number on that is signed for the first time after it was switched on.
        foreach (BackedChannel channel in _channels.Where(_ => _exposureMax == 0))
        {
            channel.CountsFrom = StatesOf(channel).Select(state => state.Number + 1).DefaultIfEmpty().Max();
        }

        foreach (SignedState state in States.Where(_ => exposureMax == 0))
        {
            state.IsCounted = false;
        }

        _exposureMax = exposureMax;
    }

    /// <summary>What the honest tower would publish; null when nothing.</summary>
    private Sweep? SweepOf(SignedState state) => _honest.Tower.FindSweep(state.Bytes);

    /// <summary>
    /// The thief publishes every state. Whatever the honest tower has said yes to it brings home, to the owner's wallet, for a fee that a sweep may cost; and it has nothing that
    /// would punish a state which is good.
    /// </summary>
    private void RequireSwept()
    {
        foreach (SignedState state in States)
        {
            Sweep? sweep = SweepOf(state);
            string hint = Convert.ToHexString(System.Security.Cryptography.SHA256.HashData(state.Txid)[..16]);
            if (sweep is null && _honest.Promised.Contains(hint))
            {
                throw new ViolationException(ViolationKind.Loss, $"the honest tower has acknowledged {state}, and cannot bring home its {state.Sat} sat");
            }

            if (sweep is null)
            {
                continue;
            }

            ulong feeMax = SweepFeeratePerKwMax * (sweep.Script.Length == 22 ? 487UL : 535UL) / 1000;
            if (!s_wallet.Contains(Convert.ToHexString(sweep.Script)))
            {
                throw new ViolationException(ViolationKind.Loss, $"the sweep of {state} does not pay to the owner's wallet");
            }

            if (sweep.Sat > state.Sat || sweep.Sat + feeMax < state.Sat)
            {
                throw new ViolationException(ViolationKind.Loss, $"the sweep of {state} brings {sweep.Sat} of {state.Sat} sat home");
            }

            if (!state.IsRevoked)
            {
                throw new ViolationException(ViolationKind.Loss, $"the honest tower punishes {state}, which is not revoked");
            }
        }
    }

    private void RequireOneTowerForAKey()
    {
        for (int i = 0; i < _towers.Length; i++)
        {
            for (int j = i + 1; j < _towers.Length; j++)
            {
                if (_towers[i].Callers.Overlaps(_towers[j].Callers))
                {
                    throw new ViolationException(ViolationKind.Loss, "two towers have seen one session key");
                }
            }
        }
    }

    private BackedChannel? ChannelOf(byte[] id) => _channels.Find(channel => Check.Same(channel.Id, id));

    private static HashSet<string> Wallet()
    {
        Secp256k1 curve = Secp256k1.Software();
        KeyTree keys = Money.MoneyDevice.Keys(curve);
        HashSet<string> scripts = [];
        for (uint i = 0; i < WalletKeys; i++)
        {
            byte[] key = curve.PublicKey(keys.WalletSecret(i));
            scripts.Add(Convert.ToHexString(Scripts.PayToWitnessKey(key)));
            scripts.Add(Convert.ToHexString(Scripts.PayToTaproot(curve.TaprootOutputKey(key[1..], []))));
        }

        return scripts;
    }
}
