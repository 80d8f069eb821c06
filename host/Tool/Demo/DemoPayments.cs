using Holdfast.DeviceLink;
using Holdfast.Protocol;

namespace Holdfast.Tool.Demo;

/// <summary>
/// What holdfast-hsmd does about payments, for the demo's node: it keeps the device's table of each channel's payments and shows it after a start of the device (PROTOCOL.md,
/// "Payments").
/// </summary>
internal sealed class DemoPayments(SignerClient client)
{
    private readonly Dictionary<string, byte[]> _tables = [];

    public Reply Exchange(byte[] request)
    {
        Reply reply;
        try
        {
            reply = client.Exchange(request);
        }
        catch (SignerNotReadyException unknown) when (unknown.Code == ErrorCode.PaymentsUnknown)
        {
            ShowAll();
            reply = client.Exchange(request);
        }

        if ((MessageId)request[0] is MessageId.SignCounterpartyCommitment or MessageId.ValidateHolderCommitment)
        {
            Keep(request);
        }

        return reply;
    }

    private void Keep(byte[] promise)
    {
        byte[] channel = promise[1..17];
        byte[] read = new ReadPayments { ChannelId = channel }.Encode();
        Reply table;
        try
        {
            table = client.Exchange(read);
        }
        catch (SignerNotReadyException unknown) when (unknown.Code == ErrorCode.PaymentsUnknown)
        {
            // The device lost power after it had written the promise down. What is kept is older by this promise, and its repetition completes it.
            ShowAll();
            client.Exchange(promise);
            table = client.Exchange(read);
        }

        _tables[Convert.ToHexString(channel)] = ReadPaymentsReply.Decode(new Bytes.ByteReader(table.Body)).Payments;
    }

    private void ShowAll()
    {
        foreach ((string channel, byte[] table) in _tables)
        {
            client.Exchange(new ShowPayments { ChannelId = Convert.FromHexString(channel), Payments = table }.Encode());
        }
    }
}
