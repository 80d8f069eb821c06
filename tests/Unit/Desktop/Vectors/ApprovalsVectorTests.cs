using Holdfast.Bytes;
using Holdfast.Requests;

namespace Holdfast.Unit.Desktop.Vectors;

/// <summary>tests/Vectors/approvals-record.txt: what may be paid, and who may be paid without asking, in the slot before the last one.</summary>
[TestClass]
public class ApprovalsVectorTests
{
    private const string Name = "approvals-record.txt";

    [TestMethod]
    public void TheFileHoldsBooksAndLists()
    {
        PinnedFile file = new(Name, "The approvals and the list of payees (FORMAT.md), with their fields by name.");
        file.Version("approvals", 1);
        foreach ((string name, int count) in new[] { ("none", 0), ("one", 1), ("full", ApprovalBook.CountMax) })
        {
            Approval[] approvals = [.. Enumerable.Range(0, count).Select(i => new Approval(WireSample.Bytes("hash " + i, 20), (1ul << 48) - 1 - (ulong)i, (uint)i))];
            ApprovalBook book = new(approvals, 1234567, (ulong)count << 40, count == 1 ? -1234 : count * 1000L);
            file.Add("approvals", name, book.Encode(), $"hourMsat={book.HourMsat}", $"dayMsat={book.DayMsat}", $"unlistedMsat={(ulong)book.UnlistedMsat & ((1ul << 48) - 1)}", $"approvalCount={count}",
                $"approvals=[{string.Join(',', approvals.Select(one => $"{Hex.Text(one.HashPrefix)}:{one.Msat}:{one.Expires}"))}]");
        }

        file.Version("payees", 1);
        foreach (int count in new[] { 0, 1, Allowlist.CountMax })
        {
            byte[][] payees = [.. Enumerable.Range(0, count).Select(i => WireSample.Bytes("payee " + i, 33))];
            file.Add("payees", "of" + count, Allowlist.Encode(payees), $"payeeCount={count}", $"payees=[{string.Join(',', payees.Select(Hex.Text))}]");
        }

        file.Require();
    }

    [TestMethod]
    public void EveryLineIsReadAndWrittenAgain()
    {
        foreach (string[] line in PinnedFile.Read(Name).Where(line => line[0] is "approvals" or "payees"))
        {
            byte[] bytes = VectorFile.Bytes(line[2]);
            byte[] again = line[0] == "payees" ? Allowlist.Encode(Allowlist.Decode(bytes)) : ApprovalBook.Decode(bytes).Encode();
            Assert.AreEqual(line[2], Hex.Text(again));
            for (int length = 1; length < bytes.Length; length++)
            {
                Expect.Throws(typeof(MalformedException), () => _ = line[0] == "payees" ? Allowlist.Decode(bytes[..length]) : (object)ApprovalBook.Decode(bytes[..length]));
            }
        }

        Assert.AreEqual(0, ApprovalBook.Decode([]).Approvals.Length + ApprovalBook.Decode(null!).Approvals.Length + Allowlist.Decode(null!).Length);
        Expect.Throws(typeof(MalformedException), () => Allowlist.Decode([2, 0]));
        Expect.Throws(typeof(MalformedException), () => ApprovalBook.Decode([2, .. new byte[13]]));
        Expect.Throws(typeof(MalformedException), () => ApprovalBook.Decode([1, .. new byte[12], 14, .. new byte[14 * 30]]));
    }
}
