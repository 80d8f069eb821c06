using System.Runtime.ExceptionServices;
using Holdfast.IntentLog;
using Holdfast.Lightning;

namespace Holdfast.ReferenceNode;

/// <summary>
/// A real disk: the channel state in a file that is replaced atomically, the intents in an <see cref="IntentStore"/>. Written as a node
/// author would write it with host/IntentLog/README.md open.
/// </summary>
public sealed class FolderDisk : INodeDisk, IDisposable
{
    private const string Kind = "sign-counterparty-commitment";
    private static readonly byte[] s_channel = [1];

    private readonly string _statePath;
    private readonly IntentStore _intents;

    /// <summary>Opens or creates the folder and becomes its only holder.</summary>
    public FolderDisk(string folder)
    {
        Directory.CreateDirectory(folder);
        _statePath = Path.Combine(folder, "channel.state");
        _intents = IntentStore.Open(Path.Combine(folder, "intents.db"));
    }

    public ChannelState? Load() => File.Exists(_statePath) ? ChannelStateCodec.Decode(File.ReadAllBytes(_statePath)) : null;

    public void Store(ChannelState state)
    {
        string newPath = _statePath + ".new";
        using (FileStream file = new(newPath, FileMode.Create, FileAccess.Write))
        {
            file.Write(ChannelStateCodec.Encode(state));
            file.Flush(flushToDisk: true);
        }

        File.Move(newPath, _statePath, overwrite: true);
    }

    public void BeginIntent(CommitmentFields content, ChannelState next) =>
        _intents.Begin(new Intent(s_channel, Kind, content.Encode(), ChannelStateCodec.Encode(next)));

    public void CloseIntent(SignedCommitment? signed, string? refusalTag)
    {
        OpenIntent open = _intents.Pending().Single();
        if (signed is null)
        {
            _intents.RecordRefusal(open.Id, refusalTag ?? "refused");
            return;
        }

        _intents.Complete(open.Id, Reply(signed), signed.Receipt);
    }

    public ChannelState? Recover(Func<CommitmentFields, SignedCommitment> repeat)
    {
        ChannelState? recovered = null;
        ExceptionDispatchInfo? refused = null;
        _intents.Recover(open =>
        {
            PendingIntent pending = PendingOf(open);
            try
            {
                SignedCommitment signed = repeat(pending.Content);
                Store(pending.Next);
                recovered = pending.Next;
                return Recovery.Completed(Reply(signed), signed.Receipt);
            }
            catch (RefusedException refusal)
            {
                refused = ExceptionDispatchInfo.Capture(refusal);
                return Recovery.Refused(refusal.Tag);
            }
        });
        refused?.Throw();
        return recovered;
    }

    public PendingIntent? Pending() => _intents.Pending().Select(PendingOf).SingleOrDefault();

    public void Dispose() => _intents.Dispose();

    private static byte[] Reply(SignedCommitment signed) => [.. signed.Signature, .. signed.HtlcSignatures.SelectMany(signature => signature)];

    private static PendingIntent PendingOf(OpenIntent open) => new(ContentCopies.Decode(open.Intent.Request), ChannelStateCodec.Decode(open.Intent.Context));
}
