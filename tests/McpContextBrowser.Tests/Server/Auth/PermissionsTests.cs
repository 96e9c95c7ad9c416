using System.Text.Json;
using McpContextBrowser.Server.Auth;

namespace McpContextBrowser.Tests.Server.Auth;

public sealed class PermissionsTests
{
    /// <summary>Guest, Viewer, Developer, Admin.</summary>
    [TestCase(Operation.Health, "GVDA")]
    [TestCase(Operation.Search, "GVDA")]
    [TestCase(Operation.Status, "VDA")]
    [TestCase(Operation.OwnKeys, "VDA")]
    [TestCase(Operation.Index, "DA")]
    [TestCase(Operation.Metrics, "DA")]
    [TestCase(Operation.Clear, "DA")]
    [TestCase(Operation.Administer, "A")]
    [TestCase(Operation.RotateKeys, "A")]
    [TestCase(Operation.Backup, "A")]
    [TestCase(Operation.Erase, "A")]
    [TestCase(Operation.Audit, "A")]
    [TestCase(Operation.AuditErase, "")]
    public void Each_role_may_exactly_this(Operation operation, string roles) =>
        Assert.That(string.Concat(Enum.GetValues<Role>().Where(role => Permissions.Allows(role, operation)).Select(role => role.ToString()[0])), Is.EqualTo(roles));

    [Test]
    public void Every_operation_has_its_row() =>
        Assert.That(
            GetType().GetMethod(nameof(Each_role_may_exactly_this))!.GetCustomAttributes(typeof(TestCaseAttribute), false).Cast<TestCaseAttribute>().Select(row => row.Arguments[0]),
            Is.EquivalentTo(Enum.GetValues<Operation>()));

    [Test]
    public void The_page_for_administrators_prints_this_table()
    {
        var rows = Enum.GetValues<Operation>().Select(operation => $"| {JsonNamingPolicy.CamelCase.ConvertName(operation.ToString())} | {string.Join(" | ", Enum.GetValues<Role>().Select(role => Permissions.Allows(role, operation) ? "yes" : "–"))} |");
        var page = File.ReadAllText(Path.Join(TestPaths.RepositoryRoot, "docs", "http.md")).ReplaceLineEndings("\n");
        Assert.That(page, Does.Contain($"| operation | guest | viewer | developer | admin |\n| --- | --- | --- | --- | --- |\n{string.Join('\n', rows)}\n\n"));
    }

    [Test]
    public void A_role_or_operation_that_nobody_knows_is_allowed_nothing()
    {
        Assert.That(Enum.GetValues<Operation>().Any(operation => Permissions.Allows((Role)99, operation)), Is.False);
        Assert.That(Enum.GetValues<Role>().Any(role => Permissions.Allows(role, (Operation)99)), Is.False);
    }

    [Test]
    public void A_credential_may_be_limited_below_its_role()
    {
        var caller = new Caller { Name = "ci", Proof = "api-key:x", Role = Role.Developer, Scopes = new HashSet<Operation> { Operation.Index } };
        Assert.That((caller.May(Operation.Index), caller.May(Operation.Search), caller.May(Operation.Clear)), Is.EqualTo((true, false, false)));
    }

    [TestCase("admin", Role.Admin)]
    [TestCase("Viewer", Role.Viewer)]
    [TestCase("3", null)]
    [TestCase("Guest, Admin", null)]
    [TestCase(" admin", null)]
    [TestCase("root", null)]
    [TestCase("", null)]
    [TestCase(null, null)]
    public void A_role_is_read_by_its_name_alone(string? name, Role? expected) =>
        Assert.That(RoleNames.TryParse(name, out var role) ? role : (Role?)null, Is.EqualTo(expected));
}
