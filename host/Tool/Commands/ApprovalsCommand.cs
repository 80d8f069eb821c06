using System.CommandLine;
using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using Holdfast.Protocol;
using Spectre.Console;

namespace Holdfast.Tool.Commands;

/// <summary>`holdfast approvals …`: what the signer lets the node pay (firmware/Policy/RULES.md, "Approvals").</summary>
internal static class ApprovalsCommand
{
    public static Command Create() => new("approvals", "Show, add or take back approvals of payments.") { List(), Add(), Forget() };

    private static Command List()
    {
        OwnerOptions signer = new();
        Option<bool> json = new("--json") { Description = "Print one JSON object." };
        Command command = new("list", "Show what may be paid, and how much was approved without the button.") { json };
        signer.AddTo(command);
        command.SetAction(parsed => signer.Run(parsed, ask => Print(ReadApprovalsReply.Decode(ask(new ReadApprovals().Encode())), parsed.GetValue(json))));
        return command;
    }

    private static Command Add()
    {
        OwnerOptions signer = new();
        Argument<string> invoice = new("invoice") { Description = "An invoice of BOLT 11 or BOLT 12." };
        Option<bool> json = new("--json") { Description = "Print one JSON object." };
        Command command = new("add", "Approve an invoice before the node pays it. The signer's button may be needed.") { invoice, json };
        signer.AddTo(command);
        command.SetAction(parsed => signer.Run(parsed, ask =>
        {
            ApproveInvoice request = new() { Invoice = Encoding.ASCII.GetBytes(parsed.GetValue(invoice)!) };
            ulong msat = ApproveInvoiceReply.Decode(ask(request.Encode())).ApprovedMsat;
            Console.WriteLine(
                parsed.GetValue(json) ? new JsonObject { ["approvedMsat"] = msat }.ToJsonString()
                : msat == 0 ? "Nothing was approved: the invoice has no amount, or the signer does not check payments."
                : string.Create(CultureInfo.InvariantCulture, $"Approved: {msat} msat with the largest fee."));
            return 0;
        }));
        return command;
    }

    private static Command Forget()
    {
        OwnerOptions signer = new();
        Argument<string> hash = new("hash") { Description = "The payment hash, or its first 20 bytes as `approvals list` shows them." };
        Option<bool> json = new("--json") { Description = "Print one JSON object." };
        Command command = new("forget", "Take an approval back. What is in flight stays in flight.") { hash, json };
        signer.AddTo(command);
        command.SetAction(parsed => signer.Run(parsed, ask =>
        {
            byte[] bytes = Convert.FromHexString(parsed.GetValue(hash)!);
            if (bytes.Length is not (20 or 32))
            {
                throw new FormatException("a payment hash has 32 bytes, and its start 20");
            }

            ForgetApprovalReply.Decode(ask(new ForgetApproval { HashStart = bytes[..20] }.Encode()));
            Console.WriteLine(parsed.GetValue(json) ? "{}" : "There is no approval of this hash any more.");
            return 0;
        }));
        return command;
    }

    private static int Print(ReadApprovalsReply approvals, bool isJson)
    {
        if (isJson)
        {
            Console.WriteLine(new JsonObject
            {
                ["hourMsat"] = approvals.HourMsat,
                ["dayMsat"] = approvals.DayMsat,
                ["approvals"] = new JsonArray([.. approvals.Approvals.Select(approval => (JsonNode)new JsonObject
                {
                    ["hashStart"] = Convert.ToHexStringLower(approval.HashStart),
                    ["approvedMsat"] = approval.ApprovedMsat,
                    ["expires"] = approval.Expires,
                    ["isExpired"] = approval.IsExpired,
                })]),
            }.ToJsonString());
            return 0;
        }

        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture, $"Approved without the button, and not drained yet: {approvals.HourMsat} msat of the hour, {approvals.DayMsat} msat of the day."));
        Table table = new Table().RoundedBorder().AddColumns("payment hash begins with", "msat, with the largest fee", "expires");
        foreach (ApprovalFields approval in approvals.Approvals)
        {
            table.AddRow(
                Convert.ToHexStringLower(approval.HashStart), approval.ApprovedMsat == 0 ? "paid before" : approval.ApprovedMsat.ToString("N0", CultureInfo.InvariantCulture),
                approval.Expires == 0 ? "never" : $"{DateTimeOffset.FromUnixTimeSeconds(approval.Expires):u}" + (approval.IsExpired ? ", expired" : string.Empty));
        }

        Screen.Create().Write(table);
        return 0;
    }
}
