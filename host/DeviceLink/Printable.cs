using System.Text;

namespace Holdfast.DeviceLink;

/// <summary>
/// Text that a device sent, for people. The other end of a cable may be another device: nothing in its words may move a cursor,
/// change a title or hide what was printed before, so only printable ASCII passes.
/// </summary>
public static class Printable
{
    public static string Of(string text) => new([.. text.Select(c => c is >= ' ' and <= '~' ? c : '?')]);

    public static string Of(byte[] ascii) => Of(Encoding.Latin1.GetString(ascii));
}
