namespace Holdfast.NodeRequests;

/// <summary>The node's side broke its own protocol: a request at the wrong time, on the wrong socket, or without the permission for it.</summary>
public sealed class HsmdProtocolException(string message) : Exception(message);
