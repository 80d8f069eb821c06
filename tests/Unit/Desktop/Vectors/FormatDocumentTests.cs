using System.Text.RegularExpressions;
using Holdfast.Chain;
using Holdfast.Channels;
using Holdfast.Journal;
using Holdfast.Requests;

namespace Holdfast.Unit.Desktop.Vectors;

/// <summary>The tables of FORMAT.md against tests/Vectors: each field lies where its row says, with the value that the line gives.</summary>
[TestClass]
public partial class FormatDocumentTests
{
    private static readonly string s_page = File.ReadAllText(Path.Combine(Path.GetDirectoryName(VectorFile.PathOf("README.md"))!, "..", "..", "firmware", "Journal", "FORMAT.md"));

    [TestMethod]
    public void TheKeyFile()
    {
        Dictionary<string, string> inputs = PinnedFile.Read("keyfile.txt").Where(line => line[0] == "input").ToDictionary(line => line[1], line => line[2]);
        foreach (string[] line in PinnedFile.Read("keyfile.txt").Where(line => line[0] == "keyfile"))
        {
            byte[] bytes = VectorFile.Bytes(line[2]);
            int secretBytes = line[1].StartsWith("Mnemonic", StringComparison.Ordinal) ? 64 : 32;
            Dictionary<string, string> known = Words(line);
            known["magic"] = Hex.Text(Hex.Ascii("HOLDFKEY"));
            known["version"] = "3";
            known["volumeId"] = inputs["volumeId"];
            known["deviceHalf"] = inputs["deviceHalf"];
            known["secretBytes"] = secretBytes.ToString();
            Assert.AreEqual(bytes.Length, 109 + secretBytes + 4);
            Assert.AreEqual(8, Compare("## Key file (version 3)", bytes, known));
        }
    }

    [TestMethod]
    public void TheTermsAndTheRecord()
    {
        foreach (string[] line in PinnedFile.Read("channel-record.txt").Where(line => line[0] is "terms" or "record"))
        {
            byte[] bytes = VectorFile.Bytes(line[2]);
            Dictionary<string, string> known = Words(line);
            known["version"] = bytes[0].ToString();
            bool isTerms = line[0] == "terms";
            Assert.AreEqual(isTerms ? 8 : 3, Compare($"## Channel {line[0]} (version {bytes[0]})", bytes, known));
            if (!isTerms)
            {
                Flags(bytes[1], known);
                ulong unrevoked = ulong.Parse(known["signedCount"]) - ulong.Parse(known["counterpartyRevokedCount"]);
                int fundings = known["fundings"].Split("{isBound").Length - 1;
                Assert.AreEqual((int)unrevoked + (4 * fundings) + (known["book"] == "-" ? 0 : 16) + (known["backups"] == "-" ? 0 : 32) + (known["payments"] == "-" ? 0 : 64), bytes[2]);
                int backupsAt = known["book"] == "-" ? 15 : 30;
                Assert.IsTrue(known["backups"] == "-" || known["backups"] == Hex.Text(bytes[backupsAt..(backupsAt + 1)]));
                int paymentsAt = backupsAt + (known["backups"] == "-" ? 0 : 1);
                Assert.IsTrue(known["payments"] == "-" || known["payments"] == Hex.Text(bytes[paymentsAt..(paymentsAt + Channel.PaymentsDigestBytes)]));
                Assert.IsTrue(known["book"] == "-" || known["book"] == Hex.Text(bytes[15..30]));
            }
        }

        foreach (string[] line in PinnedFile.Read("channel-record.txt").Where(line => line[0] == "forgotten"))
        {
            Dictionary<string, string> known = Words(line);
            known["version"] = "2";
            Assert.AreEqual(2, Compare("## Forgotten numbers (version 2)", VectorFile.Bytes(line[2]), known));
        }
    }

    [TestMethod]
    public void TheBlockChain()
    {
        foreach (string[] line in PinnedFile.Read("chain-record.txt").Where(line => line[0] == "chain"))
        {
            byte[] bytes = VectorFile.Bytes(line[2]);
            Dictionary<string, string> known = Words(line);
            known["version"] = bytes[0].ToString();
            Assert.AreEqual(ChainView.RecordBytes, bytes.Length);
            Assert.AreEqual(11, Compare($"## Block chain (version {bytes[0]})", bytes, known));
        }
    }

    [TestMethod]
    public void TheOwnersDecisions()
    {
        foreach ((string file, string kind, string heading, int compared) in new[]
        {
            ("limits-record.txt", "limits", "## Limits (version 1)", 2), ("approvals-record.txt", "approvals", "## Approvals (version 1)", 5),
            ("approvals-record.txt", "payees", "## List of payees (version 1)", 2), ("vault-record.txt", "promises", "## Promises (version 1)", 6),
        })
        {
            foreach (string[] line in PinnedFile.Read(file).Where(line => line[0] == kind))
            {
                Dictionary<string, string> known = Words(line);
                known["version"] = "1";
                Assert.AreEqual(compared, Compare(heading, VectorFile.Bytes(line[2]), known));
            }
        }
    }

    [TestMethod]
    public void TheLastSlot()
    {
        foreach (string[] line in PinnedFile.Read("chain-record.txt").Where(line => line[0] == "last"))
        {
            byte[] bytes = VectorFile.Bytes(line[2]);
            Dictionary<string, string> known = Words(line);
            known["version"] = bytes[0].ToString();
            Assert.AreEqual(3, Compare($"## Last slot (version {bytes[0]})", bytes[..LastSlot.FrontBytes], known));
            Assert.AreEqual(known["chain"], Hex.Text(bytes[LastSlot.FrontBytes..]));
        }
    }

    [TestMethod]
    public void TheNumbersOfTheTextAreThoseOfTheCode()
    {
        foreach (string sentence in new[]
        {
            $"At most {ChannelCodec.TermsBytesMax} bytes.", $"At most {ChannelCodec.RecordBytesMax} bytes.", $"s: at most {ChannelCodec.ScriptBytesMax} |",
            $"a: at most {Channel.AbandonedMax} |", $"1 to {Channel.FundingsMax}, then so many", $"n: at most {ForgottenChannels.NumbersMax} |",
            $"first {SignedCommitment.DigestBytes} bytes of HMAC-SHA256(content key", $"the first {Funding.AccountBytes} bytes of the same",
            $"the first {RevocationChain.PrefixBytes} bytes of the newest secret", $"# Journal format {JournalLayout.Version}:",
            $"{JournalLayout.SlotCountDefault} slots unless", $"at most {JournalLayout.SlotCountMost})", $"rewritten {JournalLayout.SettleWrites} times",
            $"at most {JournalLayout.ShortRecordBytesMax} or {JournalLayout.RecordBytesMax}", $"at most {JournalLayout.ShortAttachmentBytesMax} or {JournalLayout.AttachmentBytesMax}), then zeros",
        })
        {
            Assert.IsTrue(s_page.Contains(sentence, StringComparison.Ordinal), sentence);
        }
    }

    // Every row with a fixed place whose value the line gives; how many there were.
    private static int Compare(string heading, byte[] bytes, Dictionary<string, string> known)
    {
        int at = s_page.IndexOf(heading + "\n", StringComparison.Ordinal);
        Assert.IsTrue(at >= 0, heading);
        int end = s_page.IndexOf("\n## ", at + 3, StringComparison.Ordinal);
        int compared = 0;
        int next = 0;
        foreach (Match row in FixedRow().Matches(s_page[at..(end < 0 ? s_page.Length : end)]))
        {
            int offset = int.Parse(row.Groups[1].Value);
            int length = int.Parse(row.Groups[2].Value);
            Assert.AreEqual(next, offset, "no gap before " + row.Value);
            next = offset + length;
            if (known.TryGetValue(row.Groups[3].Value, out string? value))
            {
                string found = Hex.Text(bytes[offset..next]);
                Assert.IsTrue(found == value || (length <= 8 && ulong.TryParse(value, out ulong number) && found == number.ToString("x" + 2 * length)), $"{row.Value}: {found}, not {value}");
                compared++;
            }
        }

        return compared;
    }

    private static void Flags(byte flags, Dictionary<string, string> known)
    {
        int seen = 0;
        foreach (Match row in FlagRow().Matches(s_page))
        {
            int flag = int.Parse(row.Groups[1].Value);
            string name = row.Groups[2].Value;
            string expected = known.TryGetValue(name, out string? value) ? value : HasAccount(known["fundings"], name["account of funding ".Length] - '0') ? "1" : "0";
            Assert.AreEqual(expected, (flags & flag) != 0 ? "1" : "0", row.Value);
            seen |= flag;
        }

        Assert.AreEqual(255, seen);
    }

    private static bool HasAccount(string fundings, int index)
    {
        string[] each = fundings.Split("{isBound");
        return index + 1 < each.Length && !each[index + 1].Contains("account=-,", StringComparison.Ordinal);
    }

    private static Dictionary<string, string> Words(string[] line) => line[3..].Select(word => word.Split('=', 2)).ToDictionary(word => word[0], word => word[1]);

    [GeneratedRegex(@"^\| (\d+) \| (\d+) \| (\w+) \| .* \|$", RegexOptions.Multiline)]
    private static partial Regex FixedRow();

    [GeneratedRegex(@"^\| (\d+) \| (is\w+|account of funding \d follows) \|$", RegexOptions.Multiline)]
    private static partial Regex FlagRow();
}
