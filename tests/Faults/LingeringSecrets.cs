using System.Reflection;
using System.Security.Cryptography;
using Holdfast.Crypto;
using Holdfast.DeviceLink;
using Holdfast.Protocol;
using Holdfast.Requests;
using Holdfast.Scenarios;
using Holdfast.Secrets;
using Holdfast.SimulatedSigner;

namespace Holdfast.Faults;

/// <summary>
/// A device's day, with a look at its memory after every request. Runs inside, on rooms that report what they allocate. Where a secret may be
/// while the device is ready stands in <see cref="Allowed"/>; after a stop it may be nowhere.
/// </summary>
public sealed class LingeringSecrets : IScenarioDevice
{
    private const BindingFlags All = BindingFlags.Instance | BindingFlags.NonPublic | BindingFlags.Public;

    private readonly HeapWatch _watch = new();
    private readonly SortedDictionary<string, string> _found = [];
    private readonly byte[] _seed;
    private readonly byte[] _hostHalf = Bytes("host half");
    private readonly bool _isMnemonic;
    private readonly SimulatedDevice _device;
    private Signer? _signer;
    private readonly Dictionary<string, ulong> _revoked = [];
    private ulong _dbid;
    private int _requests;

    private LingeringSecrets(bool isMnemonic)
    {
        _isMnemonic = isMnemonic;
        _seed = isMnemonic ? [.. Bytes("seed"), .. Bytes("more seed")] : Bytes("seed");
        _watch.Start();
        KnowTree();
        _device = new SimulatedDevice(new SimulatedStorage(), new SimulatedDeviceSettings
        {
            EntropySeed = 1,
            HasManualClock = true,
            Firmware = parts =>
            {
                _signer = (Signer)SignerFirmware.Boot(parts);
                return _signer;
            },
        });
        Client = NewClient();
    }

    public SignerClient Client { get; private set; }

    public bool CanCutPower => false;

    public ICollection<byte[]> Channels { get; } = [];

    /// <summary>Every conversation of the scenarios that needs no power cut, between provisioning and stop.</summary>
    public static string Day(bool isMnemonic)
    {
        LingeringSecrets day = new(isMnemonic);
        day.Client.Ask(new Provision
        {
            Kind = isMnemonic ? SecretKind.Mnemonic : SecretKind.Raw,
            Network = Network.Regtest,
            Secret = (byte[])day._seed.Clone(),
            HostHalf = (byte[])day._hostHalf.Clone(),
        });
        day.Client.Connect();

        // The conversations are about other rules than those about payments: the owner switches these off, with the button.
        day._device.Button.Presses = _ => true;
        day.Client.Ask(new SetLimits { Changes = [new LimitChangeFields { Number = 19, Value = 0 }] });
        day._device.Button.Presses = _ => false;
        foreach (string name in new[]
        {
            "ChannelLife.AsOpener", "ChannelLife.AsAccepter", "OneContentPerNumber.TheSameContentGetsTheSameSignature",
            "OneContentPerNumber.ASecretIsOnlyGivenForAStoredSuccessor", "BadInput.AmountsThatDoNotAddUpAreNotSigned",
            "BadInput.MalformedRequestsAreAnsweredAndForgotten", "NodeDuties.SharedSecretsAreSymmetric", "NodeDuties.AMessageCarriesTheNodesKey",
        })
        {
            ConversationList.Run(name, day);
        }

        foreach (Bolt12Key key in Enum.GetValues<Bolt12Key>())
        {
            day.Client.Ask(new SignBolt12
            {
                Key = key,
                MessageName = "invoice"u8.ToArray(),
                FieldName = "signature"u8.ToArray(),
                Merkle = Bytes("merkle"),
                Info = key == Bolt12Key.NodeTweaked ? Bytes("info") : [],
                Tweak = key == Bolt12Key.Node ? [] : Bytes("tweak"),
            });
        }

        // Nobody presses the button: the rules refuse, and the keys of the inputs have been derived.
        Assert.ThrowsExactly<SignerRefusedException>(() => day.Client.Ask(new SignWalletInputs
        {
            Purpose = default,
            Version = 2,
            Inputs = [.. new[] { WalletInputKind.P2wpkh, WalletInputKind.P2tr }.Select(kind =>
                new WalletInputFields { Txid = Bytes("txid"), Sat = 1_000_000, Sequence = 0xffffffff, Kind = kind, KeyIndex = 5 })],
            Outputs = [new WalletOutputFields { Sat = 10_000, Script = [0x00, 0x14, .. new byte[20]] }],
        }));
        day.Client.Ask(new SignBip137Message { Message = "text"u8.ToArray(), KeyIndex = 3 });
        ScenarioChannel channel = ScenarioChannel.Open(day);
        channel.Pay(20_000_000);
        channel.Offer(2_000_000);
        channel.Settle();
        day.Client.Ask(new SignHolderCommitment
        {
            ChannelId = channel.ChannelId,
            FundingPrefix = channel.Node.State.Terms.FundingPrefix,
            Number = channel.Node.State.HolderNumber,
        });
        day.Stop();
        day.UnlockThatFails();
        return day._found.Count == 0 ? $"{day._requests} requests, nothing found" : string.Join(
            Environment.NewLine, day._found.Select(one => $"{one.Key}, {one.Value}"));
    }

    /// <summary>The device stops on a fault: nothing is left at all.</summary>
    private void Stop()
    {
        SignerDevice device = (SignerDevice)typeof(Signer).GetField("_device", All)!.GetValue(_signer)!;
        Hooks.Enter();
        device.Stop(StopReason.Invariant, "a test");
        Hooks.Leave();
        foreach (string one in _watch.Find([]))
        {
            _found.TryAdd(one, "after a stop");
        }
    }

    /// <summary>The journal is damaged: unlocking finds out when the keys are open already.</summary>
    private void UnlockThatFails()
    {
        _device.CutPower();
        foreach (string path in _device.Storage.Paths.Where(path => path is "a/h" or "b/h"))
        {
            _device.Storage.FlipBit(path, 100);
        }

        _device.Boot();
        Client = NewClient();
        try
        {
            Client.UseHostHalf(_hostHalf);
            Client.Connect();
        }
        catch (Exception exception) when (exception is not OutOfMemoryException)
        {
            // The device says that it stopped, in one way or another; what counts is what is left in its memory.
        }

        foreach (string one in _watch.Find([]))
        {
            _found.TryAdd(one, "after an unlock that failed");
        }

        SignerDevice device = (SignerDevice)typeof(Signer).GetField("_device", All)!.GetValue(_signer)!;
        if (device.State == DeviceState.Ready)
        {
            _found.TryAdd("the damaged journal was opened: " + string.Join(" ", _device.Storage.Paths), "");
        }
    }

    public ulong NewDbid() => ++_dbid;

    public void CutPowerWhile(Action ask) => throw new NotSupportedException();

    public void LetUnpairedIn(Action<SignerClient> visit) => throw new NotSupportedException();

    private SignerClient NewClient()
    {
        SignerClient client = new(new InProcessTransport(_device), new SignerClientSettings { ReplyTimeoutMs = 1000 });
        client.Exchanged += figures =>
        {
            _requests++;
            KnowChannels();
            foreach (string one in _watch.Find(Allowed()))
            {
                _found.TryAdd(one, $"after {figures.Id}");
            }
        };
        return client;
    }

    // What a ready device keeps: the keys of the node, of the channels used last with two inner nodes of their trees, and of the wallet's branches.
    private List<object> Allowed()
    {
        return Context() is SignerContext context ? AllowedIn(context) : [];
    }

    internal static List<object> AllowedIn(SignerContext context)
    {
        List<object> allowed = [.. Arrays(context.Tree), .. Arrays(context)];
        foreach (FieldInfo field in typeof(KeyTree).GetFields(All).Where(field => field.FieldType == typeof(ExtendedKey)))
        {
            allowed.AddRange(Arrays(field.GetValue(context.Tree)));
        }

        foreach (HolderKeys keys in Keys(context))
        {
            allowed.AddRange(Arrays(keys.Secrets));
            allowed.AddRange(Arrays(typeof(HolderKeys).GetField("_tree", All)!.GetValue(keys)));
        }

        AddTowers(allowed, context);
        allowed.AddRange(Arrays(Member(context.Vault, "_secrets")));
        return allowed;
    }

    // The branch of the session keys, the key of tickets and seals, and the keys of connections that are open.
    private static void AddTowers(List<object> allowed, SignerContext context)
    {
        allowed.AddRange(Arrays(Member(Member(context.Tree, "_towers"), "_branch")));
        allowed.AddRange(Arrays(context.Towers));
        foreach (object? link in (Array)Member(context.Towers, "_links")!)
        {
            object? connection = Member(link, "_connection");
            allowed.AddRange(Arrays(Member(link, "_handshake")));
            allowed.AddRange(Arrays(Member(connection, "_sending")));
            allowed.AddRange(Arrays(Member(connection, "_receiving")));
        }
    }

    private static object? Member(object? owner, string name) => owner?.GetType().GetField(name, All)!.GetValue(owner);

    private void KnowTree()
    {
        Secp256k1 curve = Secp256k1.Software();
        SoftwareHmac hmac = new();
        _watch.Know("seed", _seed);
        _watch.Know("host half", _hostHalf);
        byte[] bip32 = Hkdf.Sha256(hmac, new byte[4], _seed, "bip32 seed"u8.ToArray(), 32);
        _watch.Know("bip32 seed", bip32);
        foreach (byte[] seed in _isMnemonic ? new[] { bip32, _seed } : [bip32])
        {
            ExtendedKey master = ExtendedKey.FromSeed(curve, hmac, seed);
            foreach (ExtendedKey key in new[]
            {
                master, master.Derive(curve, hmac, 0), master.Derive(curve, hmac, 9735 | ExtendedKey.Hardened),
                master.Derive(curve, hmac, 86 | ExtendedKey.Hardened), master.Derive(curve, hmac, 86 | ExtendedKey.Hardened).Derive(curve, hmac, ExtendedKey.Hardened),
            })
            {
                _watch.Know($"key {key.Depth}/{key.ChildNumber & 0xffff}", key.Secret);
                _watch.Know($"chain code {key.Depth}/{key.ChildNumber & 0xffff}", key.ChainCode);
            }

            _watch.Know("wallet key", master.Derive(curve, hmac, 0).Derive(curve, hmac, 0).Secret);
        }

        KeyTree tree = new(curve, hmac, _seed, _isMnemonic);
        _watch.Know("node secret", tree.NodeSecret);
        foreach (string name in new[] { "_channelBase", "_derivedBase", "_journalKey", "_towerSeed", "_vaultSeed" })
        {
            _watch.Know(name, (byte[])typeof(KeyTree).GetField(name, All)!.GetValue(tree)!);
        }
    }

    private void KnowChannels()
    {
        if (Context() is not SignerContext context)
        {
            return;
        }

        foreach (HolderKeys keys in Keys(context))
        {
            foreach (FieldInfo field in typeof(ChannelSecrets).GetFields(All))
            {
                _watch.Know("channel " + field.Name, (byte[])field.GetValue(keys.Secrets)!);
            }

            int slot = context.Channels.SlotOf(keys.Id);
            string id = Convert.ToHexString(keys.Id);
            ulong revoked = slot < 0 ? _revoked.GetValueOrDefault(id) : context.Channels.At(slot).HolderRevokedCount;
            _revoked[id] = revoked;
            for (ulong number = revoked < 3 ? 0 : revoked - 3; number < revoked + 3; number++)
            {
                // What the peer may know by now is no secret any more.
                byte[] secret = Lightning.Shachain.CommitmentSecret(keys.Secrets.ShaSeed, number);
                if (number < revoked)
                {
                    _watch.Release(secret);
                }
                else
                {
                    _watch.Know("per-commitment secret", secret);
                }
            }
        }
    }

    private SignerContext? Context()
    {
        return _signer == null ? null : ((SignerDevice)typeof(Signer).GetField("_device", All)!.GetValue(_signer)!).Context;
    }

    private static IEnumerable<HolderKeys> Keys(SignerContext context)
    {
        return ((HolderKeys[])typeof(HolderKeyRing).GetField("_keys", All)!.GetValue(context.KeyRing)!).Where(keys => keys != null);
    }

    private static IEnumerable<object> Arrays(object? holder)
    {
        return holder == null ? [] : holder.GetType().GetFields(All).Where(field => field.FieldType == typeof(byte[])).Select(field => field.GetValue(holder))
            .Where(value => value != null).Select(value => value!);
    }

    private static byte[] Bytes(string seed)
    {
        return SHA256.HashData(System.Text.Encoding.ASCII.GetBytes("holdfast heap " + seed));
    }
}
