using McpContextBrowser.Core.Contracts;
using McpContextBrowser.ModelBuilder.Repositories;

namespace McpContextBrowser.Tests.ModelBuilder.Repositories;

public sealed class LicencesTests
{
    private const string Mit = "Permission is hereby granted, free of charge, to any\n   person obtaining a copy of this software";
    private const string Bsd = "Redistributions in binary form must reproduce the above copyright notice.";
    private const string Endorse = " Names may not be used to endorse or promote products derived from it.";
    private const string Gpl = "                    GNU GENERAL PUBLIC LICENSE\n                       Version 2, June 1991";

    [TestCase(Mit, "MIT")]
    [TestCase("# Apache License\n\nVersion 2.0, January 2004", "Apache-2.0")]
    [TestCase(Bsd, "BSD-2-Clause")]
    [TestCase(Bsd + Endorse, "BSD-3-Clause")]
    [TestCase(Gpl, "GPL-2.0")]
    [TestCase("All rights reserved.", "")]
    public void A_licence_is_known_by_its_own_words(string text, string ids) => Assert.That(string.Join(' ', Licences.In(text)), Is.EqualTo(ids));

    [Test]
    public void A_licence_file_must_say_what_the_list_says()
    {
        Assert.That(Licences.Verify(Row("MIT"), [("LICENSE", Mit), ("COPYING", "see LICENSE")]), Is.EqualTo(new[] { "LICENSE" }));
        Assert.That(() => Licences.Verify(Row("Apache-2.0"), [("LICENSE", Mit)]), Refused("a/b is said to be under Apache-2.0, which none of its licence files says (LICENSE)"));
        Assert.That(() => Licences.Verify(Row("MIT"), []), Refused("there is none"));
    }

    [Test]
    public void A_licence_that_is_not_allowed_must_be_named_as_the_other_choice()
    {
        var files = new[] { ("LICENSE", Mit), ("COPYING", Gpl) };
        Assert.That(Licences.Verify(Row("MIT OR GPL-2.0"), files), Is.EqualTo(new[] { "LICENSE" }));
        Assert.That(() => Licences.Verify(Row("MIT"), files), Refused("a/b has GPL-2.0 in COPYING"));
    }

    private static NUnit.Framework.Constraints.Constraint Refused(string what) => Throws.InstanceOf<CtxbException>().With.Message.Contains(what);

    private static RepositoryRow Row(string licence) => new("a/b", new string('0', 40), licence, Split.Train);
}
