namespace Holdfast.SecondOpinion;

/// <summary>The two libraries do not agree; what was asked for must not be passed on.</summary>
public sealed class OpinionDiffersException(string message) : Exception(message);

/// <summary>There is no second opinion, although the owner wants one. Another time there may be.</summary>
public sealed class OpinionAwayException(string message, Exception? inner = null) : Exception(message, inner);
