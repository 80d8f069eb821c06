namespace Holdfast.Tool.Commands;

/// <summary>A request of the owner that went through holdfast-hsmd was not carried out.</summary>
internal sealed class OwnerRequestException(string sentence, Exception? inner = null) : Exception(sentence, inner);
