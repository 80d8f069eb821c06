using System.CommandLine;
using System.Text;
using System.Text.Json.Nodes;
using Holdfast.Channels;
using Holdfast.DeviceLink;
using Holdfast.Doctor;
using Holdfast.IntentLog;
using Holdfast.SimulatedSigner;
using Holdfast.Tool.Provisioning;
using Spectre.Console;

namespace Holdfast.Tool.Commands;

/// <summary>
/// `holdfast journal show|verify`: what a signer has written down, slot by slot in the order of its commits, and whether all of it is authentic. Reads a
/// device, or a flash image of `holdfast simulate` without changing it.
/// </summary>
internal static class JournalCommand
{
    public static Command Create()
    {
        Command command = new("journal", "Show or verify the journal of a signer.")
        {
            CreateVerb("show", "Print the promises of every channel in the order in which they were stored.", isVerifying: false),
            CreateVerb("verify", "Check every record of a flash image or a device. The exit code is 1 if something is not authentic.", isVerifying: true),
        };
        return command;
    }

    private static Command CreateVerb(string name, string description, bool isVerifying)
    {
        SignerOptions signer = new();
        Option<string?> image = new("--image") { Description = "A flash image of `holdfast simulate`; it is not changed." };
        Option<string?> intents = new("--intents") { Description = "The intent log. Its newest receipt shows whether an older image was restored." };
        Option<bool> json = new("--json") { Description = "Print one JSON object." };
        Command command = new(name, description) { image, intents, json };
        signer.AddTo(command);
        command.SetAction(parsed =>
        {
            Report report = new(isVerifying, parsed.GetValue(json));
            string? path = parsed.GetValue(image);
            return path == null
                ? signer.Run(parsed, isUnlocking: true, Receipt(parsed.GetValue(intents)), report.OfDevice)
                : report.OfImage(path, HalfReader.Read(signer.HostHalfPath(parsed)), Receipt(parsed.GetValue(intents)));
        });
        return command;
    }

    private static byte[]? Receipt(string? intents) => intents == null ? null : IntentView.Read(intents, auditCountMax: 0).LastReceipt;

    private sealed class Report(bool isVerifying, bool isJson)
    {
        private readonly JsonArray _records = [];
        private readonly List<string> _troubles = [];

        public int OfDevice(SignerClient client)
        {
            // The device verified everything when it opened its journal; a damaged one would not have let the tool in.
            DeviceView view = DeviceView.Read(client);
            foreach (DeviceChannel channel in view.Channels)
            {
                Add(channel.Slot, channel.Sequence, channel.Channel, string.Empty);
            }

            return Print(client.LineName, $"device is {view.Status.State}, receipt {client.ReceiptResult}");
        }

        public int OfImage(string path, byte[] hostHalf, byte[]? receipt)
        {
            if (!File.Exists(path))
            {
                throw new FileNotFoundException($"{path} does not exist");
            }

            JournalReader? reader = JournalReader.ReadWithHostHalf(SimulatedStorage.CopyOfFile(path), hostHalf, receipt);
            if (reader == null)
            {
                throw new InvalidDataException($"{path} has no seed, or this host's half belongs to another device");
            }

            if (reader.Refusal != null)
            {
                _troubles.Add("the device would refuse this volume: " + reader.Refusal);
            }

            _troubles.AddRange(reader.Files.Where(file => !file.IsSound).Select(file => file.Path + ": " + file.Finding));
            foreach (JournalSlot slot in reader.Slots.Reverse())
            {
                string other = NameOf(slot.Slot, reader.SlotCount);
                Add(slot.Slot, slot.Sequence, other.Length > 0 ? null : ChannelCodec.Decode(slot.Attachment, slot.Record), other);
            }

            return Print(path, $"{reader.Files.Count} files, volume {Convert.ToHexStringLower(reader.VolumeId ?? [])}");
        }

        /// <summary>What a slot holds that is not a channel's; empty for the others.</summary>
        private static string NameOf(int slot, int slotCount) => slot switch
        {
            < ChannelBook.FirstSlot => "numbers of forgotten channels",
            _ when slot < JournalSlots.EndOfChannels(slotCount) => string.Empty,
            _ when slot == JournalSlots.Vault(slotCount) => "promises of the vault",
            _ when slot == JournalSlots.Approvals(slotCount) => "approvals and payees",
            _ => "chain, fees and limits",
        };

        private void Add(int slot, ulong sequence, Channel? channel, string other)
        {
            _records.Add((JsonNode)new JsonObject
            {
                ["sequence"] = sequence,
                ["slot"] = slot,
                ["channel"] = channel == null ? "" : Convert.ToHexStringLower(channel.Terms.Peer) + "/" + channel.Terms.Dbid,
                ["facts"] = channel != null ? Facts(channel) : other,
            });
        }

        private int Print(string source, string summary)
        {
            int code = _troubles.Count == 0 ? 0 : 1;
            if (isJson)
            {
                JsonObject all = new()
                {
                    ["source"] = source,
                    ["isAuthentic"] = code == 0,
                    ["troubles"] = new JsonArray([.. _troubles.Select(trouble => (JsonNode)trouble)]),
                    ["records"] = _records,
                };
                Console.WriteLine(all.ToJsonString());
                return code;
            }

            IAnsiConsole screen = Screen.Create();
            if (!isVerifying)
            {
                Table table = new Table().RoundedBorder().AddColumns("sequence", "slot", "channel", "promised so far");
                foreach (JsonNode? record in _records)
                {
                    table.AddRow($"{record!["sequence"]}", $"{record["slot"]}", Markup.Escape($"{record["channel"]}"), Markup.Escape($"{record["facts"]}"));
                }

                screen.Write(table);
            }

            foreach (string trouble in _troubles)
            {
                screen.MarkupLineInterpolated($"[red]{trouble}[/]");
            }

            screen.MarkupLineInterpolated($"{source}: {summary}: {(code == 0 ? "every record is authentic and in its place" : "NOT authentic")}");
            return code;
        }

        /// <summary>A channel's record as a sentence in the past tense.</summary>
        private static string Facts(Channel channel)
        {
            StringBuilder facts = new();
            facts.Append(channel.Terms.IsOutbound ? "opened by the holder" : "opened by the peer");
            foreach (Funding funding in channel.Fundings)
            {
                facts.Append($", {funding.ValueSat} sat in {Convert.ToHexStringLower([.. funding.Txid.Reverse()])[..16]}…:{funding.Vout}");
            }

            facts.Append(channel.SignedCount == 0 ? "; signed nothing for the peer" : $"; signed the peer's commitment {channel.SignedCount - 1}");
            facts.Append(channel.CounterpartyRevokedCount == 0 ? "" : $", saw {channel.CounterpartyRevokedCount - 1} revoked");
            facts.Append(channel.HolderRevokedCount == 0 ? "; revoked none of its own" : $"; revoked its own up to {channel.HolderRevokedCount - 1}");
            facts.Append(channel.IsCurrentSigned || channel.IsPendingSigned ? "; signed its own commitment: closing" : "");
            facts.Append(channel.IsMutualCloseSigned ? "; signed a mutual close" : "");
            return facts.ToString();
        }
    }
}
