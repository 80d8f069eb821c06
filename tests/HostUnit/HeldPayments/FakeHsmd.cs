using System.Net.Sockets;
using System.Text;
using System.Text.Json.Nodes;
using Holdfast.Bytes;
using Holdfast.HeldPayments;
using Holdfast.Plugin;
using Holdfast.Protocol;

namespace Holdfast.HostUnit.HeldPayments;

/// <summary>The socket of holdfast-hsmd with the vault of a device behind it, which is played, or real.</summary>
internal sealed class FakeHsmd : IDisposable
{
    private readonly Socket _listener = new(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
    private readonly Func<string, Task<string>> _answer;

    /// <param name="answer">A line for a line; null for the device that is played.</param>
    public FakeHsmd(string folder, Func<string, Task<string>>? answer = null)
    {
        _answer = answer ?? PlayAsync;
        _listener.Bind(new UnixDomainSocketEndPoint(Path.Combine(folder, SignerControl.FileName)));
        _listener.Listen();
        _ = ServeAsync();
    }

    public FakeVault Vault { get; } = new();

    /// <summary>What is asked about the vault gets no answer before this is done.</summary>
    public Task Until { get; set; } = Task.CompletedTask;

    public void Dispose() => _listener.Dispose();

    private async Task ServeAsync()
    {
        try
        {
            while (true)
            {
                _ = AnswerAsync(await _listener.AcceptAsync());
            }
        }
        catch (Exception end) when (end is SocketException or ObjectDisposedException)
        {
            // Disposed.
        }
    }

    private async Task AnswerAsync(Socket client)
    {
        try
        {
            using (client)
            {
                await using NetworkStream stream = new(client);
                using StreamReader reader = new(stream, leaveOpen: true);
                await stream.WriteAsync(Encoding.UTF8.GetBytes((await reader.ReadLineAsync() is { } line ? await _answer(line) : "{}") + "\n"));
            }
        }
        catch (IOException)
        {
            // The plugin was killed.
        }
    }

    private async Task<string> PlayAsync(string line) => (await PlayAsync(JsonNode.Parse(line)!)).ToJsonString();

    private async Task<JsonObject> PlayAsync(JsonNode request)
    {
        if (request["method"]!.ToString() != "vault")
        {
            return request["method"]!.ToString() == "hello" ? [] : new JsonObject { ["error"] = "not here" };
        }

        await Until;
        byte[] message = Convert.FromHexString(request["message"]!.ToString());
        ByteReader fields = new(message, 1, message.Length - 1);
        try
        {
            return new JsonObject { ["reply"] = Convert.ToHexStringLower(await DoAsync((MessageId)message[0], fields)) };
        }
        catch (VaultRefusalException refusal)
        {
            return new JsonObject { ["error"] = refusal.Message, ["tag"] = refusal.Tag };
        }
        catch (VaultAwayException away)
        {
            return new JsonObject { ["error"] = away.Message };
        }
    }

    private async Task<byte[]> DoAsync(MessageId id, ByteReader fields)
    {
        switch (id)
        {
            case MessageId.PromiseInvoice:
                PromiseInvoice promise = PromiseInvoice.Decode(fields);
                VaultPromise made = await Vault.PromiseAsync(promise.AmountMsat, promise.ExpiresAt, promise.FinalDelta, CancellationToken.None);
                return new PromiseInvoiceReply { PaymentHash = made.PaymentHash, PaymentSecret = made.PaymentSecret }.Encode();
            case MessageId.ReadPromises:
                VaultMemory[] promises = ReadPromises.Decode(fields).First > 0 ? [] : [.. await Vault.PromisesAsync(CancellationToken.None)];
                return new ReadPromisesReply
                {
                    NextIndex = (uint)promises.Length,
                    Promises = [.. promises.Select((one, i) => new PromiseFields
                    {
                        Index = (uint)i, PaymentHash = one.PaymentHash, ExpiresAt = one.ExpiresAt, State = one.IsOpen ? PromiseState.Promised : PromiseState.Cancelled,
                    })],
                }.Encode();
            case MessageId.ReleasePreimage:
                ReleasePreimage release = ReleasePreimage.Decode(fields);
                VaultPart[] parts = [.. release.Parts.Select(part => new VaultPart(part.AmountMsat, part.Expiry, part.ExtraFeeMsat, part.OnionMsat))];
                byte[] preimage = await Vault.ReleaseAsync(release.PaymentHash, release.PaymentSecret, release.Height, parts, CancellationToken.None);
                return new ReleasePreimageReply { Preimage = preimage }.Encode();
            default:
                await Vault.CancelAsync(CancelPromise.Decode(fields).PaymentHash, CancellationToken.None);
                return new CancelPromiseReply().Encode();
        }
    }
}
