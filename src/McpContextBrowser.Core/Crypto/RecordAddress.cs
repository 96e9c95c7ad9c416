namespace McpContextBrowser.Core.Crypto;

/// <summary>The place a record is bound to: it opens there and nowhere else.</summary>
/// <param name="Kind">What it holds.</param>
/// <param name="Key">Row id or page number; unique within the kind and collection.</param>
/// <param name="Sequence">The change-log sequence under which it was written, at least 0. The reader takes the value it expects
/// from a record that was already authenticated (the head, a manifest), never from the row beside the record.</param>
public readonly record struct RecordAddress(RecordKind Kind, long Key, long Sequence)
{
    public override string ToString() => $"{Kind} {Key} at sequence {Sequence}";
}
