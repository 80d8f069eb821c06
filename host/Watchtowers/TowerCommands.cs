using System.Globalization;
using System.Text.Json.Nodes;
using Holdfast.Watchtowers.Storage;

namespace Holdfast.Watchtowers;

/// <summary>
/// What the owner may say about towers, by name: the same for `holdfast tower`, for the node's RPC, and for a file that no node holds. Arguments and answers are
/// JSON objects.
/// </summary>
/// <param name="client">Who talks to the towers; null when nobody does.</param>
public sealed class TowerCommands(TowerStore store, TowerClient? client)
{
    /// <summary>Satoshi per 1,000 weight units of one satoshi per virtual byte.</summary>
    private const int PerKwOfOneSatPerVbyte = 250;

    /// <summary>The device signs no sweep with a higher fee.</summary>
    private const uint FeeratePerKwMax = 125_000;

    /// <summary>A state is revoked only when the next is signed, so two are always without a backup for a moment.</summary>
    private const int ExposureLeast = 2;

    private const int ExposureMost = 16;

    public static readonly IReadOnlyList<string> Names =
        ["add", "remove", "deactivate", "list", "show", "sessions", "stats", "policy", "terminate", "trust", "distrust", "exposure"];

    /// <exception cref="TowerCommandException">It cannot be done; nothing was changed.</exception>
    /// <exception cref="TowerStoreException">The file fails.</exception>
    public JsonObject Run(string command, JsonObject arguments)
    {
        try
        {
            return command switch
            {
                "add" => Add(TowerUri.Parse(Text(arguments, "tower"))),
                "remove" => Remove(Text(arguments, "tower"), Flag(arguments, "force")),
                "deactivate" => Deactivate(TowerUri.ParseKey(Text(arguments, "tower"))),
                "list" => WithTrouble(store.Report()),
                "show" => Show(TowerUri.ParseKey(Text(arguments, "tower"))),
                "sessions" => new JsonObject { ["sessions"] = store.ReportSessions() },
                "stats" => store.ReportStats(),
                "policy" => Policy(arguments),
                "trust" => Trust(TowerUri.ParseKey(Text(arguments, "tower"))),
                "distrust" => Distrust(TowerUri.ParseKey(Text(arguments, "tower")), Flag(arguments, "force")),
                "exposure" => Exposure(arguments["states"]?.ToString()),
                "terminate" => Terminate(Text(arguments, "session"), Flag(arguments, "delete")),
                _ => throw new TowerCommandException("no such command: " + command + "; there are " + string.Join(", ", Names)),
            };
        }
        catch (FormatException wrong)
        {
            throw new TowerCommandException(wrong.Message, wrong);
        }
    }

    private JsonObject Add(TowerUri tower)
    {
        bool isFirst = !store.HasTowers;
        bool isNew = store.AddTower(tower.PublicKey, tower.Address);
        client?.OwnerChangedSomething();
        string sentence = isNew ? "The tower was added." : "This tower and address are already known.";
        return new JsonObject
        {
            ["tower"] = Convert.ToHexStringLower(tower.PublicKey),
            ["address"] = tower.Address.ToString(),
            ["new"] = isNew,
            ["sentence"] = sentence
                + (isFirst ? " States that were revoked before now are not covered, because the data for their backups no longer exists." : string.Empty)
                + (client == null ? " holdfast-hsmd is not running there. It opens a session at its next start." : string.Empty),
        };
    }

    private JsonObject Remove(string text, bool isForced)
    {
        int at = text.IndexOf('@', StringComparison.Ordinal);
        byte[] key = TowerUri.ParseKey(at < 0 ? text : text[..at]);
        TowerRow tower = Find(key);
        if (at >= 0)
        {
            TowerAddress address = TowerAddress.Parse(text[(at + 1)..]);
            Require(tower.Addresses.Contains(address), address + " is no address of this tower");
            Require(tower.Addresses.Count > 1, address + " is the tower's last address; remove the tower instead");
            client?.RequireIdle(key, address);
            store.RemoveAddress(key, address);
            return new JsonObject { ["sentence"] = "The address is removed." };
        }

        long states = store.CountAcknowledged(key);
        Require(
            isForced || states == 0,
            $"The tower is in use: it has the backups of {states} states. Deactivate it, which keeps them, or remove it with --force: it may still act on what it has, "
                + "and nothing here counts on it.");
        RequireNotRelied(key, isForced);
        client?.RequireIdle(key, null);
        IReadOnlyList<uint> keys = store.RemoveTower(key);
        if (client != null)
        {
            client.ForgetKeysAsync(keys).GetAwaiter().GetResult();
            if (IsTrusted(key))
            {
                client.TrustAsync(key, isTrusted: false).GetAwaiter().GetResult();
            }
        }

        return new JsonObject { ["sentence"] = "The tower is removed.", ["backups_left_behind"] = states };
    }

    private JsonObject Deactivate(byte[] key)
    {
        Find(key);
        RequireNotRelied(key, isForced: false);
        store.Deactivate(key);
        return new JsonObject { ["sentence"] = "Nothing new goes to this tower. What it has stays there; `tower add` makes it active again." };
    }

    private JsonObject Show(byte[] key)
    {
        Find(key);
        string name = Convert.ToHexStringLower(key);
        JsonObject tower = (JsonObject)WithTrouble(store.Report())["towers"]!.AsArray().Single(row => row!["tower"]!.ToString() == name)!.DeepClone();
        tower["open_sessions"] = new JsonArray([.. store.ReportSessions().Where(row => row!["tower"]!.ToString() == name).Select(row => row!.DeepClone())]);
        return tower;
    }

    private JsonObject Policy(JsonObject arguments)
    {
        SessionTerms terms = store.Terms();
        if (arguments["blob_type"] is JsonNode type)
        {
            BlobType.Require((int)Number(type, "a blob type", 0, ushort.MaxValue));
        }

        const uint satMin = SessionTerms.FeeratePerKwMin / PerKwOfOneSatPerVbyte;
        const uint satMax = FeeratePerKwMax / PerKwOfOneSatPerVbyte;
        ushort updatesMax = arguments["max_updates"] is JsonNode max ? (ushort)Number(max, "the number of updates in a session", 1, ushort.MaxValue) : terms.UpdatesMax;
        uint feerate = arguments["fee_rate"] is JsonNode fee
            ? (uint)Number(fee, "the fee in satoshi per virtual byte", satMin, satMax) * PerKwOfOneSatPerVbyte
            : terms.FeeratePerKw;
        if ((updatesMax, feerate) != (terms.UpdatesMax, terms.FeeratePerKw))
        {
            store.SetTerms(updatesMax, feerate);
            client?.OwnerChangedSomething();
        }

        return new JsonObject
        {
            ["max_updates"] = updatesMax,
            ["fee_rate"] = feerate / PerKwOfOneSatPerVbyte,
            ["fee_rate_per_kw"] = feerate,
            ["blob_types"] = new JsonArray([.. BlobType.All.Select(known => (JsonNode)known)]),
            ["exposure_max"] = ExposureMax,
            ["sentence"] = "For sessions that are opened from now on: an open one keeps its terms.",
        };
    }

    private JsonObject Trust(byte[] key)
    {
        Find(key);
        Device().TrustAsync(key, isTrusted: true).GetAwaiter().GetResult();
        return Reliance("The device relies on this tower: what it acknowledges counts.");
    }

    private JsonObject Distrust(byte[] key, bool isForced)
    {
        RequireNotRelied(key, isForced);
        Device().TrustAsync(key, isTrusted: false).GetAwaiter().GetResult();
        return Reliance("What this tower acknowledges does not count any more. It gets backups as before.");
    }

    private JsonObject Exposure(string? states)
    {
        if (states == null)
        {
            return Reliance(ExposureMax == 0
                ? "Channels do not wait for watchtowers."
                : $"The device signs nothing new for a channel while {ExposureMax} of its states are at no tower that it relies on; the newest two always count.");
        }

        int wanted = states == "off" ? 0 : (int)Number(JsonValue.Create(states), "the number of states without a backup, or 'off',", ExposureLeast, ExposureMost);
        Require(
            wanted == 0 || store.Towers().Any(tower => tower.IsActive && IsTrusted(tower.Key)),
            "the device relies on no active tower, so channels would stop: `holdfast tower trust PUBLICKEY` first");
        Device().SetExposureAsync(wanted, isAsked: ExposureMax != 0 && (wanted == 0 || wanted > ExposureMax)).GetAwaiter().GetResult();
        return Reliance(wanted == 0
            ? "Channels do not wait for watchtowers any more."
            : $"From now on the device signs nothing new for a channel while {wanted} of its states are at no tower that it relies on.");
    }

    private JsonObject Reliance(string sentence) => new()
    {
        ["exposure_max"] = ExposureMax,
        ["trusted"] = store.Book()?["trusted"]?.DeepClone() ?? new JsonArray(),
        ["sentence"] = sentence,
    };

    private TowerClient Device() =>
        client ?? throw new TowerCommandException("holdfast-hsmd is not running there, and only through it the device can be asked");

    private int ExposureMax => store.Book()?["exposure_max"]?.GetValue<int>() ?? 0;

    private bool IsTrusted(byte[] key) => store.Book()?["trusted"]?.AsArray().Any(tower => tower!.ToString() == Convert.ToHexStringLower(key)) == true;

    /// <summary>While channels wait for towers, the last one that counts stays.</summary>
    private void RequireNotRelied(byte[] key, bool isForced)
    {
        bool isLast = ExposureMax > 0 && IsTrusted(key)
            && !store.Towers().Any(tower => tower.IsActive && !tower.Key.AsSpan().SequenceEqual(key) && IsTrusted(tower.Key));
        Require(
            isForced || !isLast,
            "it is the last tower that the device relies on, and channels would stop without it: `holdfast tower exposure off` and the device's button first");
    }

    private JsonObject Terminate(string text, bool isDeleted)
    {
        uint key = (uint)Number(JsonValue.Create(text), "a session's number", 1, int.MaxValue);
        SessionRow session = store.OpenSessions().FirstOrDefault(open => open.KeyIndex == key) ?? throw new TowerCommandException("no session " + key + " is open");
        if (isDeleted)
        {
            Require(client != null, "holdfast-hsmd is not running there, so nobody can ask the tower to delete anything");
            client!.DeleteAsync(session).GetAwaiter().GetResult();
        }

        store.Retire(session, "ended by the owner");
        if (client != null)
        {
            client.ForgetKeysAsync([key]).GetAwaiter().GetResult();
        }

        return new JsonObject { ["sentence"] = "The session is over. Its states go to the next one." };
    }

    private JsonObject WithTrouble(JsonObject report)
    {
        foreach (JsonNode? tower in report["towers"]!.AsArray())
        {
            tower!["trouble"] = client?.TroubleOf(Convert.FromHexString(tower["tower"]!.ToString())) is { } trouble
                ? new JsonObject { ["failures"] = trouble.Failures, ["sentence"] = trouble.Sentence, ["since"] = trouble.Since.ToUnixTimeSeconds() }
                : null;
        }

        return report;
    }

    private TowerRow Find(byte[] key) => store.Towers().FirstOrDefault(tower => tower.Key.AsSpan().SequenceEqual(key))
        ?? throw new TowerCommandException("there is no tower " + Convert.ToHexStringLower(key));

    private static string Text(JsonObject arguments, string name) =>
        arguments[name]?.ToString() is { Length: > 0 } text ? text : throw new TowerCommandException("which " + name + "?");

    private static bool Flag(JsonObject arguments, string name) => arguments[name]?.ToString() is "true" or "True" or "1";

    private static long Number(JsonNode value, string what, long min, long max) =>
        long.TryParse(value.ToString(), NumberStyles.None, CultureInfo.InvariantCulture, out long number) && number >= min && number <= max
            ? number
            : throw new TowerCommandException($"{what} is from {min} to {max}, not '{value}'");

    private static void Require(bool holds, string sentence)
    {
        if (!holds)
        {
            throw new TowerCommandException(sentence);
        }
    }
}
