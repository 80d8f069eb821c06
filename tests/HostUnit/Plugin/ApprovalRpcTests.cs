using System.Net.Sockets;
using System.Text;
using System.Text.Json.Nodes;
using Holdfast.HostUnit.NodeRequests;
using Holdfast.HsmdBridge;
using Holdfast.NodeRequests;
using Holdfast.Plugin;
using Holdfast.Protocol;

namespace Holdfast.HostUnit.Plugin;

/// <summary>The node's commands about approvals, and the whole way to a simulated device whose owner says yes.</summary>
[TestClass]
public sealed class ApprovalRpcTests
{
    private readonly TemporaryFolder _folder = new();

    [TestCleanup]
    public void RemoveFolder() => _folder.Dispose();

    [TestMethod]
    [DataRow("holdfast-approvals", "[]", MessageId.ReadApprovals)]
    [DataRow("holdfast-approve", """["lnbc1"]""", MessageId.ApproveInvoice)]
    [DataRow("holdfast-approve", """{"invoice":"lni1"}""", MessageId.ApproveInvoice)]
    [DataRow("holdfast-forget-approval", """["0101010101010101010101010101010101010101"]""", MessageId.ForgetApproval)]
    public void EachCommandIsOneRequest(string method, string parameters, MessageId id)
    {
        (byte[]? message, string wrong) = ApprovalRpc.Read(method, JsonNode.Parse(parameters));
        Assert.AreEqual(string.Empty, wrong);
        Assert.AreEqual((byte)id, message![0]);
    }

    [TestMethod]
    [DataRow("holdfast-approvals", """["x"]""", "holdfast-approvals takes 0 parameters, not 1")]
    [DataRow("holdfast-approve", """{"bolt11":"x"}""", "holdfast-approve has no parameter bolt11")]
    [DataRow("holdfast-approve", "[]", "an invoice has between 1 and 7168 letters")]
    [DataRow("holdfast-forget-approval", """["00"]""", "a payment hash has 32 bytes, and its start 20, in hexadecimal digits")]
    [DataRow("holdfast-forget-approval", """["0101010101010101010101010101010101010g01"]""", "a payment hash has 32 bytes, and its start 20, in hexadecimal digits")]
    public void WrongParametersAreASentence(string method, string parameters, string sentence)
    {
        (byte[]? message, string wrong) = ApprovalRpc.Read(method, JsonNode.Parse(parameters));
        Assert.IsNull(message);
        Assert.AreEqual(sentence, wrong);
    }

    [TestMethod]
    public void WhatIsNoReplyIsNoAnswer()
    {
        Assert.IsNull(ApprovalRpc.Answer("holdfast-approve", [1]));
        Assert.IsNull(ApprovalRpc.Answer("holdfast-forget-approval", [1]));
        Assert.IsNull(ApprovalRpc.Answer("holdfast-approvals", []));
    }

    [TestMethod]
    public async Task AnInvoiceIsApprovedListedAndForgotten()
    {
        using TestSigner signer = new([.. Enumerable.Repeat((byte)7, 32)]);
        NodeSession session = new(signer.Client);
        signer.Client.Ask(new SetLimits { Changes = [new LimitChangeFields { Number = 19, Value = 1 }] });
        await using ScriptedLightningd node = ScriptedLightningd.Start(_folder.FullName);
        await node.BeginAsync([]);
        string invoice = Encoding.ASCII.GetString(Recordings.WithNumber(51).Select(entry => entry.Request).First(request => request.AsSpan().IndexOf("lni1"u8) > 0)[2..^2]);
        JsonObject alone = await node.AskAsync("holdfast-approve", Named("invoice", invoice));
        StringAssert.Contains(alone["error"]!["message"]!.ToString(), "does not answer");

        using Socket listener = Serve(session);
        Assert.AreEqual("""{"approved_msat":5500000}""", (await node.AskAsync("holdfast-approve", Named("invoice", invoice)))["result"]!.ToJsonString());
        JsonNode approval = (await node.AskAsync("holdfast-approvals", []))["result"]!["approvals"]!.AsArray().Single()!;
        Assert.AreEqual(5_500_000, approval["approved_msat"]!.GetValue<int>());
        Assert.IsFalse(approval["paid_before"]!.GetValue<bool>());
        JsonObject start = Named("payment_hash", approval["payment_hash_start"]!.ToString());
        Assert.AreEqual("{}", (await node.AskAsync("holdfast-forget-approval", start))["result"]!.ToJsonString());
        Assert.AreEqual(0, (await node.AskAsync("holdfast-approvals", []))["result"]!["approvals"]!.AsArray().Count);
        Assert.AreEqual(-32602, (await node.AskAsync("holdfast-approve", Named("bolt11", invoice)))["error"]!["code"]!.GetValue<int>());
        Assert.AreEqual(-3, (await node.AskAsync("holdfast-approve", Named("invoice", "nonsense")))["error"]!["code"]!.GetValue<int>());
        JsonObject check = await node.AskAsync("check", new JsonObject { ["command_to_check"] = "holdfast-approve", ["invoice"] = invoice });
        Assert.AreEqual("holdfast-approve", check["result"]!["command_to_check"]!.ToString());
    }

    private static JsonObject Named(string name, string value) => new() { [name] = value };

    // The control socket of holdfast-hsmd: one line in, one out. A client that goes ends nothing.
    private Socket Serve(NodeSession session)
    {
        Socket listener = new(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        listener.Bind(new UnixDomainSocketEndPoint(_folder.File(SignerControl.FileName)));
        listener.Listen();
        _ = Task.Run(async () =>
        {
            while (true)
            {
                using Socket client = await listener.AcceptAsync();
                try
                {
                    await using NetworkStream stream = new(client);
                    JsonStream json = new(stream, stream);
                    if (await json.ReadAsync(default) is JsonObject request)
                    {
                        await json.WriteAsync((JsonObject)JsonNode.Parse(ControlSocket.Answer(session, Encoding.UTF8.GetBytes(request.ToJsonString())))!, default);
                    }
                }
                catch (IOException)
                {
                    // It did not wait for the answer.
                }
            }
        });
        return listener;
    }
}
