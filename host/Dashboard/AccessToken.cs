using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;

namespace Holdfast.Dashboard;

/// <summary>What somebody must know to see the page: a random part of its address, new at every start.</summary>
internal sealed class AccessToken
{
    private const int RandomBytes = 24;

    private readonly byte[] _digest;

    public AccessToken()
    {
        Text = Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(RandomBytes));
        _digest = Digest(Text);
    }

    public string Text { get; }

    /// <summary>Takes the same time for every wrong text: digests are compared, and all of them.</summary>
    public bool Is(string text) => CryptographicOperations.FixedTimeEquals(_digest, Digest(text));

    private static byte[] Digest(string text) => SHA256.HashData(Encoding.UTF8.GetBytes(text));
}
