using System.Net.Sockets;
using System.Text;
using System.Text.Json.Nodes;
using Holdfast.Bytes;
using Holdfast.HeldPayments;
using Holdfast.Plugin;
using Holdfast.Protocol;

namespace Holdfast.HostUnit.HeldPayments;

/// <summary>The socket of holdfast-hsmd with the vault of a device behind it.</summary>
internal sealed class FakeHsmd : IDisposable
{
    private readonly Socket _listener = new(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);

    public FakeHsmd(string folder)
    {
        _listener.Bind(new UnixDomainSocketEndPoint(Path.Combine(folder, SignerControl.FileName)));
        _listener.Listen();
        _ = ServeAsync();
    }

    public FakeVault Vault { get; } = new();

    public void Dispose() => _listener.Dispose();

    private async Task ServeAsync()
    {
        try
        {
            while (true)
            {
                using Socket client = await _listener.AcceptAsync();
                await using NetworkStream stream = new(client);
                using StreamReader reader = new(stream, leaveOpen: true);
                try
                {
                    JsonObject answer = await reader.ReadLineAsync() is { } line ? await AnswerAsync(JsonNode.Parse(line)!) : [];
                    await stream.WriteAsync(Encoding.UTF8.GetBytes(answer.ToJsonString() + "\n"));
                }
                catch (IOException)
                {
                    // The plugin was killed.
                }
            }
        }
        catch (Exception end) when (end is SocketException or ObjectDisposedException)
        {
            // Disposed.
        }
    }

    private async Task<JsonObject> AnswerAsync(JsonNode request)
    {
        if (request["method"]!.ToString() != "vault")
        {
            return request["method"]!.ToString() == "hello" ? [] : new JsonObject { ["error"] = "not here" };
        }

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
            case MessageId.ReleasePreimage:
                ReleasePreimage release = ReleasePreimage.Decode(fields);
                VaultPart[] parts = [.. release.Parts.Select(part => new VaultPart(part.AmountMsat, part.Expiry))];
                byte[] preimage = await Vault.ReleaseAsync(release.PaymentHash, release.PaymentSecret, release.Height, parts, CancellationToken.None);
                return new ReleasePreimageReply { Preimage = preimage }.Encode();
            default:
                await Vault.CancelAsync(CancelPromise.Decode(fields).PaymentHash, CancellationToken.None);
                return new CancelPromiseReply().Encode();
        }
    }
}
