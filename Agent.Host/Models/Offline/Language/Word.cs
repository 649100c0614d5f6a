namespace Agent.Host.Models.Offline.Language;

/// <summary>One word of a customer's text: where it stands in the text as written and in the folded copy.</summary>
/// <param name="Start">Offset in the text as written.</param>
/// <param name="End">Offset behind the word in the text as written.</param>
/// <param name="FoldedStart">Offset in the folded copy (lower case, apostrophes dropped).</param>
/// <param name="FoldedLength">Length in the folded copy.</param>
/// <param name="Before">What separates it from the word before.</param>
internal readonly record struct Word(int Start, int End, int FoldedStart, int FoldedLength, Separator Before);
