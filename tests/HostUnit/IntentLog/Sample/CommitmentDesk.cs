using Holdfast.IntentLog;

namespace CrashSafeNode;

/// <summary>Between a node and its signer: whatever crashes, the signer is never asked for two contents of one commitment.</summary>
public sealed class CommitmentDesk(IntentStore log, ISigner signer, INode node)
{
    /// <summary>After each start and after each lost link, before anything else.</summary>
    public Task RecoverAsync(CancellationToken stop) => log.RecoverAsync(async (open, token) =>
    {
        Answer answer = await signer.AskAsync(open.Intent.Request, token); // a lost link throws: the intent stays open
        if (answer.RefusalTag is string tag)
        {
            return Recovery.Refused(tag);
        }

        node.Store(open.Intent.Channel, open.Intent.Context);
        return Recovery.Completed(answer.Reply, answer.Receipt);
    }, stop);

    /// <summary>From a new state of a channel to the message for its peer.</summary>
    public async Task<bool> CommitAsync(byte[] channel, byte[] request, byte[] newState, CancellationToken stop)
    {
        if (!await signer.WouldSignAsync(request, stop))
        {
            return false; // nothing was promised, and nothing has to be taken back
        }

        long id = await log.BeginAsync(new Intent(channel, "sign-counterparty-commitment", request, newState), stop);
        Answer answer = await signer.AskAsync(request, stop);
        if (answer.RefusalTag is string tag)
        {
            await log.RecordRefusalAsync(id, tag, CancellationToken.None);
            return false;
        }

        node.Store(channel, newState);
        await log.CompleteAsync(id, answer.Reply, answer.Receipt, cancellation: CancellationToken.None);
        node.Send(channel, answer.Reply);
        return true;
    }
}
