using Holdfast.Bytes;
using Holdfast.Crypto;
using Holdfast.HistoryWorld.Money;
using Holdfast.Lightning;
using Holdfast.Protocol;
using Holdfast.ReferenceNode;

namespace Holdfast.HistoryWorld.Backups;

/// <summary>
/// A device with channels to a thief, an honest tower, a silent one, and one of the thief's own. A host brings every state to the towers, and the thief, who owns that host,
/// asks for whatever the protocol has a word for. An independent mind judges by what the towers could publish: whatever an honest tower has said yes to, it brings home to
/// the owner's wallet when the thief publishes the state; and where the owner wants that, the channel never goes further than agreed without it.
/// <para>The channel's life is in BackupWorld.Channel.cs, the host's part in BackupWorld.Host.cs, the thief's in BackupWorld.Thief.cs, the judge in BackupWorld.Judging.cs.</para>
/// </summary>
internal sealed partial class BackupWorld
{
    private readonly Secp256k1 _curve = Secp256k1.Software();
    private readonly AskedOwner _owner = new();
    private readonly BackupDevice _device;
    private readonly ActingTower _honest = new("honest", 0x31);
    private readonly ActingTower _silent = new("silent", 0x32);
    private readonly ActingTower _thiefs = new("thief's", 0x33);
    private readonly ActingTower[] _towers;
    private readonly List<BackedChannel> _channels = [];
    private readonly List<byte[]> _asked = [];
    private readonly Action<string>? _log;
    private byte _names;

    public BackupWorld(Action<string>? log)
    {
        _log = log;
        _device = new BackupDevice(_owner);
        _towers = [_honest, _silent, _thiefs];
        Dice dice = Choices(1);
        OpenChannel(ChannelType.AnchorsZeroFeeHtlc, OtherTxid());
        Upload(_channels[0], _honest, dice);
    }

    public BackupOutcome Outcome(int steps, ViolationKind? violation, string sentence) => new(
        steps, States.Count(), States.Count(state => state.IsRevoked && SweepOf(state) != null), _waits, violation, sentence);

    /// <exception cref="ViolationException">A promise is broken.</exception>
    public void Play(BackupMove move)
    {
        Rest();
        _log?.Invoke("-- " + move);
        Dice dice = Choices(move.Seed);
        if (dice.Chance(20))
        {
            _device.CutSoon(dice.Below(10), dice.Below(8));
        }

        if (move.Deed < BackupDeed.ChangeBackup)
        {
            PlayOwn(move.Deed, dice);
        }
        else
        {
            PlayThief(move.Deed, dice);
        }
    }

    /// <summary>At the end the owner lets go: the channel goes on without towers. Then the thief publishes everything.</summary>
    public void End()
    {
        Rest();
        LetGo();
        foreach (BackedChannel channel in _channels)
        {
            Advance(channel, Choices(3));
            if (_lastTag == BackedUp)
            {
                throw new ViolationException(ViolationKind.Liveness, "the owner let go of the towers, and the channel does not go on");
            }
        }

        RequireSwept();
    }

    private void PlayOwn(BackupDeed deed, Dice dice)
    {
        BackedChannel channel = dice.Pick<BackedChannel>(_channels);
        switch (deed)
        {
            case BackupDeed.Advance:
                Advance(channel, dice);
                break;
            case BackupDeed.Upload:
                Upload(channel, dice.Pick(_honest, _honest, _honest, _silent), dice);
                break;
            case BackupDeed.Splice:
                Splice(channel);
                break;
            case BackupDeed.LockSplice:
                LockSplice(channel);
                break;
            case BackupDeed.Trust:
                OwnerTrusts(dice.Pick(_honest, _honest, _silent));
                break;
            case BackupDeed.Distrust:
                Ask(new TrustTower { Tower = dice.Pick(_honest, _silent).Key, IsTrusted = false }.Encode());
                break;
            case BackupDeed.Demand:
                Ask(new SetTowerExposure { ExposureMax = dice.Pick<byte>(2, 2, 3, 4) }.Encode());
                break;
            case BackupDeed.LetGo:
                LetGo();
                break;
            case BackupDeed.OpenAnother when _channels.Count < 3:
                OpenChannel(dice.Pick(ChannelType.AnchorsZeroFeeHtlc, ChannelType.StaticRemoteKey), OtherTxid());
                break;
            case BackupDeed.Reboot:
                _device.Reboot();
                break;
        }
    }

    // So that no question is withheld because an earlier one found nobody.
    private void Rest()
    {
        _device.Wait(1_200_000);
        _owner.Wanted = null;
    }

    private void OwnerTrusts(ActingTower tower)
    {
        _owner.Wanted = tower.Hex;
        Ask(new TrustTower { Tower = tower.Key, IsTrusted = true }.Encode());
        _owner.Wanted = null;
    }

    private void LetGo()
    {
        _owner.Wanted = "without any watchtower";
        Ask(new SetTowerExposure().Encode());
        _owner.Wanted = null;
    }

    /// <summary>Asks until a reply comes out, as a host does whose device loses power, and tells the judge.</summary>
    private Reply Ask(byte[] request)
    {
        if (_asked.Count == 150)
        {
            _asked.RemoveAt(0);
        }

        _asked.Add([.. request]);
        Reply? reply;
        for (int tries = 0; (reply = _device.Ask(request)) == null; tries++)
        {
            Check.That(tries < 3, "power comes back");
            DropLinks();
        }

        _log?.Invoke((MessageId)request[0] + " " + reply.Status + " " + reply.Code + " " + reply.Tag + " " + reply.Sentence);
        _lastTag = reply.Tag;
        if (reply.Status == ReplyStatus.Fault)
        {
            throw new ViolationException(ViolationKind.Fault, (MessageId)request[0] + ": the device stopped: " + reply.Sentence);
        }

        if (reply.Status == ReplyStatus.Ok)
        {
            Observe(request, reply);
        }

        return reply;
    }

    private bool Asks(byte[] request) => Ask(request).Status == ReplyStatus.Ok;

    /// <summary>The body of an ok reply; null for any other.</summary>
    private ByteReader? Body(byte[] request)
    {
        Reply reply = Ask(request);
        return reply.Status == ReplyStatus.Ok ? new ByteReader(reply.Body) : null;
    }

    private static Dice Choices(int seed) => new(seed, isHonest: false);

    private byte[] OtherTxid() => Sha256.Hash([.. "funding"u8, ++_names]);

}
