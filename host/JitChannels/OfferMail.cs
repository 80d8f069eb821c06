using System.Text;
using System.Text.Json.Nodes;
using Holdfast.IntentLog;
using Holdfast.JitChannels.Offers;
using Holdfast.JitChannels.Paths;

namespace Holdfast.JitChannels;

/// <summary>
/// Requests for invoices that come in onion messages, and the answers. Whoever has an offer can send them, so only a few are worked on at once, and the
/// rest is dropped: the payer's wallet asks again.
/// </summary>
public sealed class OfferMail(JitDesk desk, OnionMessenger messenger, Action<string, string> log)
{
    private const int AtOnceMax = 4;
    private const ulong ErrorTextField = 5;

    private int _atOnce;

    /// <summary>For tests: the last answer that was begun.</summary>
    internal Task Working { get; private set; } = Task.CompletedTask;

    /// <summary>Takes a message that came along the path of one of the offers; the hook's answer does not wait for what follows.</summary>
    /// <param name="payload">Of the hook `onion_message_recv_secret`.</param>
    /// <returns>False when the message is not for this desk.</returns>
    public bool Take(JsonNode? payload, CancellationToken cancellation)
    {
        JsonNode? message = payload?["onion_message"];
        if (Bytes(message?["pathsecret"]) is not { Length: 32 } secret || desk.OrderOfPath(secret) is not { } order)
        {
            return false;
        }

        if (Bytes(message!["invoice_request"]) is { } request && message["reply_blindedpath"] is { } reply)
        {
            if (Interlocked.Increment(ref _atOnce) <= AtOnceMax)
            {
                Working = AnswerAsync(order, request, reply, cancellation);
            }
            else
            {
                Interlocked.Decrement(ref _atOnce);
            }
        }

        return true;
    }

    private async Task AnswerAsync(uint order, byte[] request, JsonNode reply, CancellationToken cancellation)
    {
        await Task.Yield();
        try
        {
            if (await messenger.ReplyPathAsync(reply, cancellation) is not { } path)
            {
                return;
            }

            (ulong field, byte[] content) = await AnswerAsync(order, request, cancellation);
            await messenger.SendAsync(path, desk.LspOf(order), field, content, cancellation);
        }
        catch (Exception failed) when (failed is not OperationCanceledException)
        {
            log("unusual", $"order {order}: an invoice request could not be answered: {failed.Message}");
        }
        catch (OperationCanceledException)
        {
            // The node ends.
        }
        finally
        {
            Interlocked.Decrement(ref _atOnce);
        }
    }

    private async Task<(ulong Field, byte[] Content)> AnswerAsync(uint order, byte[] request, CancellationToken cancellation)
    {
        try
        {
            return (OnionMessenger.InvoiceField, await desk.AnswerAsync(order, request, cancellation));
        }
        catch (FormatException wrong)
        {
            log("info", $"order {order}: an invoice request is refused: {wrong.Message}");
            return (OnionMessenger.ErrorField, Error(wrong.Message));
        }
        catch (Exception no) when (no is JitRefusalException or IntentStoreException)
        {
            // What is wrong here is nothing that a payer needs to know.
            log("unusual", $"order {order}: no invoice could be made: {no.Message}");
            return (OnionMessenger.ErrorField, Error("no invoice can be made at present; try again later"));
        }
    }

    private static byte[] Error(string sentence)
    {
        TlvFields error = new();
        error[ErrorTextField] = Encoding.UTF8.GetBytes(sentence);
        return error.ToArray();
    }

    private static byte[]? Bytes(JsonNode? value) =>
        (value as JsonValue)?.ToString() is { } hex && hex.Length % 2 == 0 && hex.All(char.IsAsciiHexDigit) ? Convert.FromHexString(hex) : null;
}
