using System.Text;
using System.Text.Json.Nodes;
using Holdfast.Bytes;
using Holdfast.Protocol;

namespace Holdfast.Plugin;

/// <summary>
/// The node's commands about approvals of own payments: `holdfast-approvals`, `holdfast-approve` and `holdfast-forget-approval`. The device decides and asks its owner
/// (firmware/Policy/RULES.md, "Approvals"); this only translates.
/// </summary>
internal static class ApprovalRpc
{
    private const string List = "holdfast-approvals";
    private const string Approve = "holdfast-approve";
    private const string Forget = "holdfast-forget-approval";

    private static readonly (string Name, string[] Parameters, string Usage, string Description)[] s_commands =
    [
        (List, [], "", "What the signer lets this node pay, and how much of it was approved without the button."),
        (Approve, ["invoice"], "invoice", "Approves an invoice (BOLT 11 or BOLT 12) before it is paid. The signer may ask for its owner's button."),
        (Forget, ["payment_hash"], "payment_hash", "Takes an approval back. What is in flight stays in flight."),
    ];

    public static IEnumerable<(string Method, string Usage, string Description)> Methods => s_commands.Select(command => (command.Name, command.Usage, command.Description));

    public static bool IsOurs(string method) => s_commands.Any(command => command.Name == method);

    /// <summary>The device's request for a command; null and a sentence when the parameters are wrong.</summary>
    public static (byte[]? Message, string Sentence) Read(string method, JsonNode? parameters)
    {
        string[] names = s_commands.Single(command => command.Name == method).Parameters;
        (JsonObject? arguments, string wrong) = NamedParameters.Read(method, names, parameters);
        if (arguments == null)
        {
            return (null, wrong);
        }

        string text = names.Length == 0 ? string.Empty : arguments[names[0]]?.ToString() ?? string.Empty;
        return method switch
        {
            List => (new ReadApprovals().Encode(), string.Empty),
            Approve when text.Length is > 0 and <= ProtocolLimits.InvoiceBytesMax => (new ApproveInvoice { Invoice = Encoding.ASCII.GetBytes(text) }.Encode(), string.Empty),
            Approve => (null, $"an invoice has between 1 and {ProtocolLimits.InvoiceBytesMax} letters"),
            _ when text.Length is 40 or 64 && text.All(char.IsAsciiHexDigit) => (new ForgetApproval { HashStart = Convert.FromHexString(text)[..20] }.Encode(), string.Empty),
            _ => (null, "a payment hash has 32 bytes, and its start 20, in hexadecimal digits"),
        };
    }

    /// <summary>The command's answer, from the device's; null when that is none.</summary>
    public static JsonObject? Answer(string method, byte[] reply)
    {
        try
        {
            ByteReader reader = new(reply);
            switch (method)
            {
                case List:
                    return Listed(ReadApprovalsReply.Decode(reader));
                case Approve:
                    return new JsonObject { ["approved_msat"] = ApproveInvoiceReply.Decode(reader).ApprovedMsat };
                default:
                    ForgetApprovalReply.Decode(reader);
                    return [];
            }
        }
        catch (MalformedException)
        {
            return null;
        }
    }

    private static JsonObject Listed(ReadApprovalsReply approvals) => new()
    {
        ["hour_msat"] = approvals.HourMsat,
        ["day_msat"] = approvals.DayMsat,
        ["approvals"] = new JsonArray([.. approvals.Approvals.Select(One)]),
    };

    private static JsonNode One(ApprovalFields approval) => new JsonObject
    {
        ["payment_hash_start"] = Convert.ToHexStringLower(approval.HashStart),
        ["approved_msat"] = approval.ApprovedMsat,
        ["paid_before"] = approval.ApprovedMsat == 0,
        ["expires_at"] = approval.Expires,
        ["expired"] = approval.IsExpired,
    };
}
