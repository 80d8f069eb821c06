using Holdfast.Bytes;
using Holdfast.DeviceLink;
using Holdfast.Protocol;
using Holdfast.Watchtowers;

namespace Holdfast.NodeRequests.Towers;

/// <summary>The device behind the towers' client: each request is asked on a thread of the pool, after whatever the node asks.</summary>
/// <param name="gotKeys">Called when the device has given a key: from then on it gives tickets of states.</param>
public sealed class DeviceTowerSigner(SignerClient client, Action gotKeys) : ITowerSigner
{
    /// <summary>A towers' request is asked again by its asker, who waits between attempts.</summary>
    private static readonly Asker s_asker = new() { AwayMax = TimeSpan.FromSeconds(30) };

    /// <summary>lightningd watches it whatever it has given out so far.</summary>
    private const uint FirstWalletKey = 1;

    private const string OtherType = "holdfast-tower-channel-type";
    private const string Needless = "holdfast-tower-needless";

    public Task<ReservedKey> ReserveAsync(byte[] tower, ushort blobType, bool isForced, CancellationToken cancellation) => Ask(
        new ReserveTowerKey { Tower = tower, BlobType = blobType, IsForced = isForced }.Encode(),
        reader =>
        {
            ReserveTowerKeyReply reply = ReserveTowerKeyReply.Decode(reader);
            gotKeys();
            return new ReservedKey(reply.Index, reply.SessionKey);
        },
        cancellation);

    public Task<byte[]> ConnectAsync(byte link, byte[] tower, uint index, CancellationToken cancellation) =>
        Ask(new ConnectTower { Link = link, Tower = tower, Index = index }.Encode(), reader => ConnectTowerReply.Decode(reader).Act, cancellation);

    public Task<byte[]?> FinishAsync(byte link, byte[] actTwo, CancellationToken cancellation) => Ask(
        new FinishTower { Link = link, Act = actTwo }.Encode(),
        reader => FinishTowerReply.Decode(reader) is { IsConnected: true } reply ? reply.Bytes : null,
        cancellation);

    public Task<TowerRecord> ReceiveAsync(byte link, byte[] bytes, CancellationToken cancellation) => Ask(
        new ReceiveTower { Link = link, Bytes = bytes }.Encode(),
        reader =>
        {
            ReceiveTowerReply reply = ReceiveTowerReply.Decode(reader);
            return new TowerRecord((Holdfast.Watchtowers.TowerVerdict)(byte)reply.Verdict, reply.NeededBytes, reply.Type, reply.Code, reply.LastApplied, reply.Data);
        },
        cancellation);

    public Task<byte[]> CreateAsync(byte link, SessionTerms terms, CancellationToken cancellation) => Ask(
        new CreateTowerSession
        {
            Link = link,
            MaxUpdates = terms.UpdatesMax,
            FeeratePerKw = terms.FeeratePerKw,
            SweepKeyIndex = terms.SweepKeyIndex,
            IsTaproot = terms.IsTaproot,
        }.Encode(),
        reader => CreateTowerSessionReply.Decode(reader).Bytes,
        cancellation);

    public Task<Backup?> MakeBackupAsync(uint index, RevokedState state, CancellationToken cancellation) => Ask(
        new MakeTowerBackup
        {
            Index = index,
            ChannelId = state.ChannelId,
            FundingPrefix = state.FundingPrefix,
            Number = state.Number,
            Txid = state.Txid,
            Vout = state.Vout,
            Sat = state.Sat,
            Ticket = state.Ticket,
            Secret = state.Secret,
        }.Encode(),
        reader => MakeTowerBackupReply.Decode(reader) is { IsNeedless: false } reply ? new Backup(reply.Hint, reply.Blob, reply.Seal) : null,
        cancellation);

    public Task<byte[]> UpdateAsync(byte link, CommittedUpdate update, ushort lastApplied, bool isComplete, CancellationToken cancellation) => Ask(
        new UpdateTower
        {
            Link = link,
            UpdateNumber = update.Sequence,
            LastApplied = lastApplied,
            IsComplete = isComplete,
            ChannelId = update.ChannelId,
            FundingPrefix = update.FundingPrefix,
            Number = update.Number,
            Hint = update.Backup.Hint,
            Blob = update.Backup.Blob,
            Seal = update.Backup.Seal,
        }.Encode(),
        reader => UpdateTowerReply.Decode(reader).Bytes,
        cancellation);

    public Task<byte[]> DeleteAsync(byte link, CancellationToken cancellation) =>
        Ask(new DeleteTowerSession { Link = link }.Encode(), reader => DeleteTowerSessionReply.Decode(reader).Bytes, cancellation);

    public Task<DeviceBook> ReadBookAsync(CancellationToken cancellation) => Ask(
        new ReadTowerBook().Encode(),
        reader =>
        {
            ReadTowerBookReply book = ReadTowerBookReply.Decode(reader);
            if (book.LastIndex > 0)
            {
                gotKeys();
            }

            return new DeviceBook(book.LastIndex, book.ExposureMax, book.Trusted, book.Reservations.Length, [.. book.Sessions.Select(Read)]);
        },
        cancellation);

    public Task TrustAsync(byte[] tower, bool isTrusted, CancellationToken cancellation) =>
        Ask(new TrustTower { Tower = tower, IsTrusted = isTrusted }.Encode(), _ => true, cancellation);

    public Task SetExposureAsync(byte statesMax, CancellationToken cancellation) =>
        Ask(new SetTowerExposure { ExposureMax = statesMax }.Encode(), _ => true, cancellation);

    public Task<(uint KeyIndex, bool IsTaproot)> FindSweepKeyAsync(CancellationToken cancellation) =>
        Ask(new NodeKeys().Encode(), reader => (FirstWalletKey, NodeKeysReply.Decode(reader).AccountXpub != null), cancellation);

    public Task ForgetAsync(uint index, CancellationToken cancellation) => Ask(new ForgetTowerKey { Index = index }.Encode(), _ => true, cancellation);

    private static OpenSession Read(TowerSessionFields fields) => new(
        fields.Tower, fields.BlobType, fields.Index, new SessionTerms(fields.MaxUpdates, fields.FeeratePerKw, fields.SweepKeyIndex, fields.IsTaproot), fields.OpenChannels);

    private Task<T> Ask<T>(byte[] request, Func<ByteReader, T> read, CancellationToken cancellation) => Task.Run(
        () =>
        {
            try
            {
                return read(new ByteReader(client.Exchange(request, s_asker, cancellation).Body));
            }
            catch (SignerRefusedException no)
            {
                throw new TowerSignerException(Fault(no.Tag), $"{no.Sentence} ({no.Tag})", no);
            }
            catch (SignerNotReadyException no)
            {
                throw new TowerSignerException(Fault(no.Code), no.Message, no);
            }
            catch (SignerMalformedException no)
            {
                throw new TowerSignerException(TowerSignerFault.Malformed, no.Message, no);
            }
            catch (Exception no) when (no is SignerException or LinkLostException or RequestBreaksDeviceException or MalformedException or IOException)
            {
                throw new TowerSignerException(TowerSignerFault.Away, no.Message, no);
            }
            catch (ObjectDisposedException gone)
            {
                throw new OperationCanceledException("the line is closed", gone);
            }
        },
        cancellation);

    private static TowerSignerFault Fault(string tag) => tag switch
    {
        OtherType => TowerSignerFault.OtherChannelType,
        Needless => TowerSignerFault.TooExpensive,
        _ => TowerSignerFault.Refused,
    };

    private static TowerSignerFault Fault(ErrorCode code) => code switch
    {
        ErrorCode.NoTowerLink => TowerSignerFault.LinkGone,
        ErrorCode.TowersFull => TowerSignerFault.Full,
        ErrorCode.UnknownTowerKey => TowerSignerFault.UnknownKey,
        ErrorCode.UnknownChannel => TowerSignerFault.Refused,
        _ => TowerSignerFault.Away,
    };
}
