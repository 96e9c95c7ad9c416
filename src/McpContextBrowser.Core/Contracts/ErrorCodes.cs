namespace McpContextBrowser.Core.Contracts;

/// <summary>The stable codes of <see cref="CtxbException"/>. A code is never reused for another meaning.</summary>
public static class ErrorCodes
{
    public const string PathMissing = "path.missing";
    public const string PathNotDirectory = "path.not-directory";
    public const string PathOutsideRoots = "path.outside-roots";
    public const string PathInvalid = "path.invalid";
    public const string RootTooWide = "root.too-wide";
    public const string QueryEmpty = "query.empty";
    public const string ArgumentInvalid = "argument.invalid";
    public const string CursorUnknown = "cursor.unknown";
    public const string ConfigurationInvalid = "configuration.invalid";
    public const string NotIndexed = "index.missing";
    public const string IndexDamaged = "index.damaged";
    public const string IndexVersion = "index.version";
    public const string IndexBusy = "index.busy";
    public const string IndexReadOnly = "index.read-only";
    public const string DataNotLocal = "data.not-local";
    public const string KeyMissing = "key.missing";
    public const string KeyWrong = "key.wrong";
    public const string KeyExposed = "key.exposed";
    public const string RecordRefused = "record.refused";
    public const string ModelDamaged = "model.damaged";
    public const string ProviderFailed = "provider.failed";
    public const string DiskFull = "disk.full";
    public const string CollectionFull = "collection.full";
    public const string DiskFailed = "disk.failed";
    public const string PermissionDenied = "permission.denied";
    public const string ConfirmationNeeded = "confirmation.needed";
    public const string AuditBroken = "audit.broken";
    public const string DeadlinePassed = "deadline.passed";
    public const string QuotaExceeded = "quota.exceeded";
}
