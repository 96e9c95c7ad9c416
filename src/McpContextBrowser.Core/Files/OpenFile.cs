using Microsoft.Win32.SafeHandles;

namespace McpContextBrowser.Core.Files;

/// <summary>A regular file open for reading: by descriptor on Unix, by handle elsewhere. A value, so that reading a file allocates nothing for it.</summary>
/// <param name="Stamp">When it was opened.</param>
/// <param name="HasOtherNames">True when it is known to have further names, in the tree or elsewhere.</param>
internal readonly record struct OpenFile(int Descriptor, SafeFileHandle? Handle, FileStamp Stamp, bool HasOtherNames = false);
