using Holdfast.HistoryWorld.Money;
using Holdfast.Lightning;
using Holdfast.Protocol;
using Holdfast.ReferenceTower;

namespace Holdfast.HistoryWorld.Backups;

/// <content>What a thief does who owns the host: one thing at a time that an honest host would not.</content>
internal sealed partial class BackupWorld
{
    /// <summary>A tower's yes that was kept from the device.</summary>
    private (byte Link, byte[] Said)? _kept;

    private void PlayThief(BackupDeed deed, Dice dice)
    {
        BackedChannel channel = dice.Pick<BackedChannel>(_channels);
        ActingTower tower = dice.Pick(_honest, _honest, _thiefs);
        switch (deed)
        {
            case BackupDeed.ChangeBackup:
                ChangeBackup(channel, dice);
                break;
            case BackupDeed.ChangeUpdate:
                ChangeUpdate(channel, dice);
                break;
            case BackupDeed.AskTwice:
                AskTwice(channel.BlobType, dice);
                break;
            case BackupDeed.KeepYes:
                KeepYes(channel.BlobType, dice);
                break;
            case BackupDeed.Release when _kept is { } kept:
                Receive(kept.Link, kept.Said);
                _kept = null;
                break;
            case BackupDeed.CostlySession:
                CostlySession(channel, dice);
                break;
            case BackupDeed.Delete:
                if (_sessions.Count > 0 && dice.Pick<HostSession>(_sessions) is { Tower.IsHonest: true, Applied: > 0 } used && Connect(2, used.Tower, used.Index))
                {
                    Ask(new DeleteTowerSession { Link = 2 }.Encode());
                }

                break;
            case BackupDeed.OtherTower:
                if (_sessions.Count > 0)
                {
                    Connect(2, dice.Pick(_towers), dice.Pick<HostSession>(_sessions).Index);
                }

                break;
            case BackupDeed.OwnTower:
                OwnTower(channel, dice);
                break;
            case BackupDeed.Fill:
                for (int i = 0; i < 6; i++)
                {
                    Ask(new ReserveTowerKey { Tower = _curve.PublicKey(Holdfast.Crypto.Sha256.Hash([(byte)dice.Below(200)])), BlobType = 6 }.Encode());
                }

                uint last = ReadTowerBookReply.Decode(Body(new ReadTowerBook().Encode())!).LastIndex;
                for (uint index = last; index + 6 > last && index > 0; index--)
                {
                    if (_sessions.TrueForAll(session => session.Index != index))
                    {
                        Ask(new ForgetTowerKey { Index = index }.Encode());
                    }
                }

                break;
            case BackupDeed.Replay:
                Ask(dice.Pick<byte[]>(_asked));
                break;
            case BackupDeed.FlipByte:
                byte[] changed = [.. dice.Pick<byte[]>(_asked)];
                changed[dice.Below(changed.Length)] ^= (byte)(1 << dice.Below(8));
                if ((MessageId)changed[0] >= MessageId.ReserveTowerKey && (MessageId)changed[0] <= MessageId.GetStateTicket)
                {
                    Ask(changed);
                }

                break;
            case BackupDeed.SignAhead:
                SignAhead(channel, dice);
                break;
            case BackupDeed.FalseFunding:
                FalseFunding(channel, dice);
                break;
        }

        _ = tower;
    }

    private SignedState[] Revoked(BackedChannel channel) => [.. StatesOf(channel).Where(state => state.IsRevoked && state.Ticket is { Sat: > 0 })];

    /// <summary>A backup of what is not quite that state; if the device makes one, it goes to the tower.</summary>
    private void ChangeBackup(BackedChannel channel, Dice dice)
    {
        SignedState[] states = Revoked(channel);
        HostSession? session = _sessions.Find(each => each.Tower.IsHonest && each.BlobType == channel.BlobType && !each.IsOver);
        if (states.Length == 0 || session is null)
        {
            return;
        }

        SignedState state = dice.Pick<SignedState>(states);
        SignedState other = dice.Pick<SignedState>(states);
        MakeTowerBackup request = Backup(session.Index, state);
        switch (dice.Below(7))
        {
            case 0:
                request.Sat += dice.Chance(50) ? 1UL : 100_000UL;
                break;
            case 1:
                request.Sat = 1;
                break;
            case 2:
                request.Vout ^= 1;
                break;
            case 3:
                request.Number = other.Number;
                break;
            case 4:
                request.FundingPrefix = other.Funding.Prefix;
                break;
            case 5:
                request.Secret = state.Channel.PeerSigner.Revoke(other.Number).Secret;
                break;
            default:
                request.Txid = other.Txid;
                break;
        }

        if (Body(request.Encode()) is { } body && MakeTowerBackupReply.Decode(body) is { IsNeedless: false } backup)
        {
            UpdateTower update = Update(state, backup);
            update.Number = request.Number;
            update.FundingPrefix = request.FundingPrefix;
            Send(session, update);
        }
    }

    /// <summary>A good backup as that of another state, in another session, or with other bytes.</summary>
    private void ChangeUpdate(BackedChannel channel, Dice dice)
    {
        SignedState[] states = Revoked(channel);
        HostSession[] sessions = [.. _sessions.Where(each => each.Tower.IsHonest && each.BlobType == channel.BlobType && !each.IsOver)];
        if (states.Length == 0 || sessions.Length == 0)
        {
            return;
        }

        SignedState state = dice.Pick<SignedState>(states);
        SignedState other = dice.Pick<SignedState>(states);
        HostSession session = dice.Pick<HostSession>(sessions);
        if (MakeBackup(dice.Pick<HostSession>(sessions), state) is not { IsNeedless: false } backup)
        {
            return;
        }

        UpdateTower update = Update(state, backup);
        switch (dice.Below(6))
        {
            case 5:
                update.UpdateNumber = (ushort)(session.Applied + 2 + dice.Below(4));
                break;
            case 0:
                update.Blob[dice.Below(update.Blob.Length)] ^= 1;
                break;
            case 1:
                update.Number = other.Number;
                update.FundingPrefix = other.Funding.Prefix;
                break;
            case 2:
                update.ChannelId = dice.Pick<BackedChannel>(_channels).Id;
                break;
            case 3:
                update.Hint = System.Security.Cryptography.SHA256.HashData(other.Txid)[..16];
                break;
        }

        Send(session, update);
    }

    private void Send(HostSession session, UpdateTower update)
    {
        if (!Connect(2, session.Tower, session.Index) || _links[2] is not { } link)
        {
            return;
        }

        update.Link = 2;
        update.UpdateNumber = update.UpdateNumber == 0 ? (ushort)(session.Applied + 1) : update.UpdateNumber;
        update.LastApplied = session.Applied;
        if (Body(update.Encode()) is { } body && Receive(2, session.Tower.Say(link.Line, UpdateTowerReply.Decode(body).Bytes)) is { Verdict: TowerVerdict.Message, Code: 0 })
        {
            session.Applied++;
            session.IsOver = session.Applied == session.UpdatesMax;
        }
    }

    /// <summary>Two proposals for one key; the tower's answers come in the order in which the thief likes them.</summary>
    private void AskTwice(ushort blobType, Dice dice)
    {
        if (Reserve(_honest, blobType, false) is not uint index)
        {
            return;
        }

        List<(byte Link, byte[] Said)> answers = [];
        ushort[] most = new ushort[2];
        for (byte link = 2; link < 4; link++)
        {
            CreateTowerSession request = Creation(link, link == 2 ? 1_000u : 6_000u, dice);
            most[link - 2] = request.MaxUpdates;
            if (!Connect(link, _honest, index, keepsOthers: true) || Body(request.Encode()) is not { } body)
            {
                return;
            }

            answers.Add((link, _honest.Say(_links[link]!.Value.Line, CreateTowerSessionReply.Decode(body).Bytes)));
        }

        (byte Link, byte[] Said) first = answers[dice.Below(2)];
        if (Receive(first.Link, first.Said) is { Verdict: TowerVerdict.Message, Code: 0 })
        {
            _sessions.Add(new HostSession(_honest, blobType, index, most[first.Link - 2]));
        }
    }

    /// <summary>The tower has opened a session, and the device does not hear of it until much later.</summary>
    private void KeepYes(ushort blobType, Dice dice)
    {
        if (Reserve(_honest, blobType, false) is uint index && Connect(3, _honest, index) && Body(Creation(3, 4_000, dice).Encode()) is { } body)
        {
            _kept = (3, _honest.Say(_links[3]!.Value.Line, CreateTowerSessionReply.Decode(body).Bytes));
        }
    }

    /// <summary>The highest fee: a small balance of the peer is not worth a backup then.</summary>
    private void CostlySession(BackedChannel channel, Dice dice)
    {
        if (OpenSession(_honest, channel.BlobType, dice.Pick(124_000u, 60_000u, 400_000u), dice) is not { } session)
        {
            return;
        }

        session.IsOver = dice.Chance(50); // so that the honest part of this host does not use it
        foreach (SignedState state in Revoked(channel))
        {
            if (MakeBackup(session, state) is { IsNeedless: false } backup && dice.Chance(40))
            {
                Send(session, Update(state, backup));
            }
        }
    }

    /// <summary>A tower that says yes to everything, and what the thief would need for its word to count.</summary>
    private void OwnTower(BackedChannel channel, Dice dice)
    {
        Ask(dice.Pick(new TrustTower { Tower = _thiefs.Key, IsTrusted = true }.Encode(), new SetTowerExposure().Encode(), new SetTowerExposure { ExposureMax = 16 }.Encode()));
        Upload(channel, _thiefs, dice);
    }

    /// <summary>Further on the funding in use than anybody agreed to, with what is known of the next content.</summary>
    private void SignAhead(BackedChannel channel, Dice dice)
    {
        if (channel.Next == 0)
        {
            return;
        }

        channel.NextPeersSat ??= dice.Pick<ulong>(s_peersSat);
        foreach (BackedFunding funding in channel.Live.Where(_ => dice.Chance(70)))
        {
            if (!Sign(channel, funding, channel.Next, channel.NextPeersSat.Value))
            {
                break;
            }
        }

        if (channel.Live.All(funding => funding.States.ContainsKey(channel.Next)))
        {
            ShowSecret(channel, channel.Next - 1);
        }
    }

    /// <summary>A funding that nobody will ever confirm: whatever waits for it waits for nothing, and nothing else may be forgotten over it.</summary>
    private void FalseFunding(BackedChannel channel, Dice dice)
    {
        BackedFunding old = channel.Live.First();
        byte[] txid = OtherTxid();
        if (dice.Chance(50))
        {
            old.Terms.FundingTxid.AsSpan(0, 4).CopyTo(txid);
        }

        BackedFunding funding = new(channel.Terms(txid, old.Terms.ValueSat)) { IsGone = true };
        if (channel.Next == 0 || channel.Fundings.Exists(each => each.Prefix == funding.Prefix) || !SetUp(channel, funding))
        {
            return;
        }

        channel.Fundings.Add(funding);
        Sign(channel, funding, dice.Chance(50) ? channel.Next - 1 : channel.Next, channel.PeersSat);
    }
}
