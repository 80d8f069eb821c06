using Holdfast.IntentLog;
using Holdfast.PostgresLog;

namespace Holdfast.Plugin;

/// <summary>What lightningd said at init, and how patient the plugin is.</summary>
internal sealed record Settings
{
    /// <summary>The file of the intent log, or the address of a database.</summary>
    public required string IntentLogPath { get; init; }

    public DatabasePlace IntentLog => PostgresPlace.Named(IntentLogPath);

    /// <summary>Where holdfast-hsmd says what it waits for: beside the intent log, or in the node's directory when the log is in a database.</summary>
    public string StateFolder => Path.GetDirectoryName(PostgresPlace.IsAddress(IntentLogPath) ? ControlSocketPath : IntentLogPath) ?? string.Empty;

    /// <summary>A book of the plugin's own: a file in the node's directory, or in the database of the intent log.</summary>
    public DatabasePlace BookPlace(string fileName)
    {
        string file = Path.Combine(Path.GetDirectoryName(ControlSocketPath) ?? string.Empty, fileName);
        return PostgresPlace.IsAddress(IntentLogPath) ? PostgresPlace.Parse(IntentLogPath, file) : DatabasePlace.File(file);
    }

    /// <summary>Where holdfast-hsmd listens for the plugin, in the node's directory.</summary>
    public string ControlSocketPath { get; init; } = SignerControl.FileName;

    /// <summary>Disconnect a peer after a refusal, so that its channel starts again.</summary>
    public bool Revives { get; init; } = true;

    /// <summary>First wait before a forced disconnect; doubles with every refusal in a row.</summary>
    public TimeSpan ReviveDelay { get; init; } = TimeSpan.FromSeconds(1);

    public TimeSpan ReviveDelayMax { get; init; } = TimeSpan.FromHours(1);

    /// <summary>How long a revival may wait for the node, all of its calls together.</summary>
    public TimeSpan CallPatience { get; init; } = TimeSpan.FromMinutes(2);

    /// <summary>How often the intent log is looked at.</summary>
    public TimeSpan PollInterval { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>Show the signer the block chain.</summary>
    public bool FeedsChain { get; init; } = true;

    /// <summary>Say to the signer when there are no newer headers: its rules about the chain are in force from then on.</summary>
    public bool EndsBelief { get; init; }

    /// <summary>How often the signer's chain is compared with the node's, apart from new blocks.</summary>
    public TimeSpan ChainInterval { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>How often the bridge is asked whether a channel waits for a proof; and the first wait after a failure.</summary>
    public TimeSpan ChainPoll { get; init; } = TimeSpan.FromSeconds(5);

    public TimeProvider Clock { get; init; } = TimeProvider.System;
}
