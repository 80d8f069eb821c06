using Holdfast.HistoryWorld.Money;
using Holdfast.Protocol;
using Holdfast.ReferenceTower;

namespace Holdfast.HistoryWorld.Backups;

/// <content>A host that brings every state to the towers: sessions, one after the other when one is full, and what is sent again when an answer was lost.</content>
internal sealed partial class BackupWorld
{
    private readonly List<HostSession> _sessions = [];
    private readonly (ActingTower Tower, TowerLine Line)?[] _links = new (ActingTower, TowerLine)?[4];

    /// <summary>Everything that is revoked and that this tower has not acknowledged, in order.</summary>
    private void Upload(BackedChannel channel, ActingTower tower, Dice dice)
    {
        // A thief brings those of one funding only.
        BackedFunding? only = dice.Chance(25) ? dice.Pick<BackedFunding>(channel.Fundings) : null;
        SignedState[] waiting = [.. StatesOf(channel)
            .Where(state => state.IsRevoked && state.Ticket != null && !state.Acknowledged.Contains(tower.Name) && (only is null || state.Funding == only))
            .OrderBy(state => state.Number)];
        HostSession? connected = null;
        for (int i = 0; i < waiting.Length || (i == 0 && SessionOf(tower, channel.BlobType) is null); i++)
        {
            HostSession? session = SessionOf(tower, channel.BlobType) ?? OpenSession(tower, channel.BlobType, dice.Pick(2_500u, 2_500u, 1_000u, 17_000u), dice);
            if (session is null || i >= waiting.Length)
            {
                return;
            }

            if (MakeBackup(session, waiting[i]) is not { } backup)
            {
                continue;
            }

            if (backup.IsNeedless)
            {
                waiting[i].Acknowledged.Add(tower.Name);
                continue;
            }

            if (connected != session && !Connect(0, tower, session.Index))
            {
                return;
            }

            connected = session;
            UpdateTower update = Update(waiting[i], backup);
            update.UpdateNumber = (ushort)(session.Applied + 1);
            update.LastApplied = session.Applied;
            update.IsComplete = update.UpdateNumber == session.UpdatesMax;
            if (Body(update.Encode()) is not { } body || _links[0] is not { } link)
            {
                return;
            }

            byte[] said = tower.Say(link.Line, UpdateTowerReply.Decode(body).Bytes);
            if (dice.Chance(10))
            {
                return; // the answer is lost; the same goes out again on another connection
            }

            if (dice.Chance(6))
            {
                _device.Reboot();
                DropLinks();
            }

            ReceiveTowerReply? reply = Receive(0, said);
            if (reply is null || reply.Verdict != TowerVerdict.Message)
            {
                return;
            }

            if (reply.Code != 0)
            {
                GiveUp(session);
                return;
            }

            session.Applied++;
            session.IsOver = update.IsComplete;
            waiting[i].Acknowledged.Add(tower.Name);
            if (session.IsOver)
            {
                Ask(new ForgetTowerKey { Index = session.Index }.Encode());
            }
        }
    }

    private HostSession? SessionOf(ActingTower tower, ushort blobType) => _sessions.Find(each => each.Tower == tower && each.BlobType == blobType && !each.IsOver);

    /// <summary>A session of three updates or of many; null when there is none to be had now.</summary>
    private HostSession? OpenSession(ActingTower tower, ushort blobType, uint feeratePerKw, Dice dice, byte link = 1)
    {
        if (Reserve(tower, blobType, false) is not uint index || !Connect(link, tower, index))
        {
            return null;
        }

        CreateTowerSession request = Creation(link, feeratePerKw, dice);
        if (Body(request.Encode()) is not { } body || _links[link] is not { } open)
        {
            return null;
        }

        byte[] said = tower.Say(open.Line, CreateTowerSessionReply.Decode(body).Bytes);
        ReceiveTowerReply? reply = Receive(link, said);
        if (reply is null || reply.Verdict != TowerVerdict.Message || reply.Code != 0)
        {
            if (reply?.Code == TowerCode.AlreadyExists)
            {
                Reserve(tower, blobType, true);
            }

            return null;
        }

        HostSession session = new(tower, blobType, index, request.MaxUpdates);
        _sessions.Add(session);
        return session;
    }

    private static CreateTowerSession Creation(byte link, uint feeratePerKw, Dice dice) => new()
    {
        Link = link,
        MaxUpdates = dice.Pick<ushort>(3, 1024),
        FeeratePerKw = feeratePerKw,
        SweepKeyIndex = (uint)dice.Below(WalletKeys),
        IsTaproot = dice.Chance(50),
    };

    private uint? Reserve(ActingTower tower, ushort blobType, bool isForced) =>
        Body(new ReserveTowerKey { Tower = tower.Key, BlobType = blobType, IsForced = isForced }.Encode()) is { } body ? ReserveTowerKeyReply.Decode(body).Index : null;

    /// <summary>The handshake and both Inits; what was open under this key is closed first, unless a thief keeps it.</summary>
    private bool Connect(byte link, ActingTower tower, uint index, bool keepsOthers = false)
    {
        if (Body(new ConnectTower { Link = link, Tower = tower.Key, Index = index }.Encode()) is not { } act)
        {
            return false;
        }

        TowerLine line = tower.Answer();
        byte[] actTwo = tower.Say(line, ConnectTowerReply.Decode(act).Act);
        if (actTwo.Length != 50 || Body(new FinishTower { Link = link, Act = actTwo }.Encode()) is not { } finish
            || FinishTowerReply.Decode(finish) is not { IsConnected: true } finished)
        {
            return false;
        }

        if (!keepsOthers)
        {
            foreach ((ActingTower Tower, TowerLine Line)? other in _links.Where(each => each?.Tower == tower))
            {
                tower.Drop(other?.Line.Session);
            }
        }

        _links[link] = (tower, line);
        ReceiveTowerReply? init = Receive(link, tower.Say(line, finished.Bytes));
        return init is { Verdict: TowerVerdict.Message };
    }

    /// <summary>Bytes of a tower, in the pieces that the device wants; null when it does not take them.</summary>
    private ReceiveTowerReply? Receive(byte link, byte[] said)
    {
        ReceiveTowerReply? reply = null;
        int needed = 18;
        for (int at = 0; at + needed <= said.Length; needed = reply.NeededBytes)
        {
            byte[] piece = said[at..(at + needed)];
            at += needed;
            if (Body(new ReceiveTower { Link = link, Bytes = piece }.Encode()) is not { } body)
            {
                return null;
            }

            reply = ReceiveTowerReply.Decode(body);
            if (reply.Verdict != TowerVerdict.More)
            {
                return reply;
            }
        }

        return reply;
    }

    private MakeTowerBackupReply? MakeBackup(HostSession session, SignedState state) =>
        Body(Backup(session.Index, state).Encode()) is { } body ? MakeTowerBackupReply.Decode(body) : null;

    private static MakeTowerBackup Backup(uint index, SignedState state) => new()
    {
        Index = index,
        ChannelId = state.Channel.Id,
        FundingPrefix = state.Funding.Prefix,
        Number = state.Number,
        Txid = state.Ticket!.Txid,
        Vout = state.Ticket.Vout,
        Sat = state.Ticket.Sat,
        Ticket = state.Ticket.Ticket,
        Secret = state.Channel.PeerSigner.Revoke(state.Number).Secret,
    };

    private static UpdateTower Update(SignedState state, MakeTowerBackupReply backup) => new()
    {
        ChannelId = state.Channel.Id,
        FundingPrefix = state.Funding.Prefix,
        Number = state.Number,
        Hint = backup.Hint,
        Blob = backup.Blob,
        Seal = backup.Seal,
    };

    private void GiveUp(HostSession session)
    {
        session.IsOver = true;
        foreach (SignedState state in States)
        {
            state.Acknowledged.Remove(session.Tower.Name);
        }

        Ask(new ForgetTowerKey { Index = session.Index }.Encode());
    }

    private void DropLinks()
    {
        foreach ((ActingTower Tower, TowerLine Line)? link in _links)
        {
            link?.Line.Close();
        }

        Array.Clear(_links);
    }

    /// <summary>What the host remembers of a session.</summary>
    private sealed class HostSession(ActingTower tower, ushort blobType, uint index, ushort updatesMax)
    {
        public ActingTower Tower { get; } = tower;

        public ushort BlobType { get; } = blobType;

        public uint Index { get; } = index;

        public ushort UpdatesMax { get; } = updatesMax;

        public ushort Applied { get; set; }

        public bool IsOver { get; set; }
    }
}
