#!/usr/bin/env python3
"""without_providers.py FROM TO - copies the sources without the room that speaks to embedding providers, to measure what it costs
those who never use it. What is asked about providers elsewhere gets a stub that knows none; Polly and the wire forms are gone.
"""
import pathlib
import shutil
import sys

KEPT = {"ApiKey", "CallPlan", "CircuitStatus", "EmbeddingPlan", "EndpointOptions", "EndpointStatus", "EndpointUse", "FailureKind", "HttpOptions",
        "KnownModel", "KnownModels", "ProviderEnvironment", "ProviderUsage", "ResilienceOptions", "TextPiece", "TokenEstimate", "UsageCounter"}
STUB = """
using McpContextBrowser.Core.Contracts;

namespace McpContextBrowser.Core.Embedding.Providers;

internal sealed class NoWireForm
{
    public Uri PublicUrl { get; } = new("https://none.invalid");
}

internal static class WireForms
{
    public static NoWireForm? Find(string provider) => null;
}

public sealed class ProviderEmbedder : IEmbedder
{
    internal const string Prompted = "prompted";

    public string ModelId => "";

    public int Dimensions => 0;

    public IReadOnlyList<EndpointStatus> Endpoints => [];

    public static string? IdOf(EmbeddingOptions options) => null;

    public static ValueTask<IEmbedder> OpenAsync(EmbeddingOptions options, TimeProvider time, CancellationToken cancellationToken) =>
        throw new NotSupportedException();

    public ValueTask EmbedAsync(
        IReadOnlyList<ReadOnlyMemory<char>> texts, EmbeddingSide side, Memory<float> vectors, CallContext call, CancellationToken cancellationToken) =>
        throw new NotSupportedException();
}
"""

source, target = map(pathlib.Path, sys.argv[1:])
shutil.copytree(source, target, ignore=shutil.ignore_patterns("bin", "obj", ".git", "artifacts", "nupkg", "tests"))
core = target / "src/McpContextBrowser.Core"
room = core / "Embedding/Providers"
for file in room.glob("*.cs"):
    if file.stem not in KEPT:
        file.unlink()
(room / "Stub.cs").write_text(STUB)
project = core / "McpContextBrowser.Core.csproj"
project.write_text("".join(line for line in project.read_text().splitlines(keepends=True) if "Polly.Core" not in line))
