using McpContextBrowser.Core.Contracts;

namespace McpContextBrowser.Core.Crypto;

/// <summary>Why a record was not opened, each reason in its own words.</summary>
internal static class Refusal
{
    private const string Reindex = "Run `ctxb index` to build the index again from the sources.";

    public static CtxbException WrongKey(string source, string collection) => new(
        ErrorCodes.KeyWrong,
        $"{source}: sealed under another data key than keys.db holds for collection {collection}.",
        "Restore the keys.db that belongs to this data directory, or run `ctxb clear` and `ctxb index`.");

    public static CtxbException MissingVersion(string source, string collection, int version) => new(
        ErrorCodes.KeyMissing,
        $"{source}: sealed under version {version} of the data key of collection {collection}, which keys.db no longer holds.",
        Reindex);

    public static CtxbException KeysDestroyed(string source, string collection) => new(
        ErrorCodes.KeyMissing,
        $"{source}: the keys of collection {collection} were destroyed, by `ctxb clear` in another process perhaps.",
        "Start again: a new process makes the collection anew.");

    public static CtxbException OtherCollection(string source, string collection) => new(
        ErrorCodes.RecordRefused, $"{source}: holds records of another collection than {collection}.", Reindex);

    public static CtxbException UnknownSession(string source, in RecordAddress expected, uint session) => new(
        ErrorCodes.RecordRefused, $"{source}: {expected} names writer session {session}, which is not in this store.", Reindex);

    public static CtxbException Misplaced(string source, in RecordAddress expected, in RecordAddress found) => new(
        ErrorCodes.RecordRefused,
        (found.Kind, found.Key) != (expected.Kind, expected.Key)
            ? $"{source}: where {expected} belongs lies {found.Kind} {found.Key}: records were swapped."
            : expected.Kind == RecordKind.Content
                ? $"{source}: {expected.Kind} {expected.Key} was sealed under another name, or is another part of it: names or parts were exchanged."
            : found.Sequence < expected.Sequence
                ? $"{source}: {expected} was replaced by an older one of sequence {found.Sequence}: it was replayed."
                : $"{source}: {expected} was replaced by a newer one of sequence {found.Sequence}: what names it was rolled back.",
        Reindex);

    public static CtxbException Truncated(string source, in RecordAddress expected, long length, long wanted) => new(
        ErrorCodes.RecordRefused, $"{source}: {expected} is truncated: {length} of at least {wanted} bytes.", Reindex);

    public static CtxbException Damaged(string source, in RecordAddress expected) => new(
        ErrorCodes.RecordRefused, $"{source}: {expected} is damaged: its bytes are not those that were sealed.", Reindex);
}
