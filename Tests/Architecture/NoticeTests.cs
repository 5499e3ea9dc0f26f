using System.Text;
using Tremor.Dataflow.Tests.Support;

namespace Tremor.Dataflow.Tests.Architecture;

/// <summary>Whose work is used, under which licence, and that what is shipped may be.</summary>
public sealed class NoticeTests
{
    private static IEnumerable<ThirdPartyPackage> Shipped => ThirdPartyPackage.Of("Host").Where(static p => p.HasAssemblies);

    [Fact]
    public void What_is_shipped_has_a_permissive_licence() =>
        Assert.Empty(Shipped.Where(static p => !p.IsPermissive).Select(static p => $"{p.Name} {p.Version}: {p.Licence ?? "no licence known"}"));

    [Theory]
    [InlineData("MIT", true)]
    [InlineData("(GPL-3.0-only OR BSD-3-Clause)", true)]
    [InlineData("AGPL-3.0-only", false)]
    [InlineData("MIT AND GPL-3.0-only", false)]
    [InlineData(null, false)]
    public void A_licence_is_permissive_when_one_of_its_alternatives_is(string? licence, bool expected) =>
        Assert.Equal(expected, new ThirdPartyPackage("a", "1", licence, "", true).IsPermissive);

    [Fact]
    public void The_notice_lists_every_package()
    {
        string[] projects = ["Host", "Tests", "Perf"];
        var others = projects.SelectMany(ThirdPartyPackage.Of).ExceptBy(Shipped.Select(static p => p.Name), static p => p.Name)
            .DistinctBy(static p => (p.Name, p.Version)).OrderBy(static p => p.Name, StringComparer.OrdinalIgnoreCase);
        var text = new StringBuilder(
            """
            Tremor.Dataflow
            Licensed under the Apache License, Version 2.0; see LICENSE.

            This file is made from the restored packages by `TREMOR_APPROVE=1 ./test`; do not edit.

            In the sources, and shipped:

              Script/Extractors/grok.patterns                from logstash-patterns-core, Copyright (c) Elasticsearch and contributors, in part by way
                                                             of github.com/vjeantet/grok, Copyright (c) 2015 Valere Jeantet; Apache-2.0
              Script/RegularExpressions/unicode-sets.txt     from the Unicode Character Database 16, Copyright 1991-2024 Unicode, Inc.; Unicode-3.0
              Script/Time/timezones.zip, timezones.txt       from the time zone database of IANA; public domain

            Packages that are shipped:


            """);
        foreach (var package in Shipped) Append(text, package);
        text.Append(
            """

            In the file that deploy/publish.sh makes, besides:

              .NET runtime                                                   MIT            Copyright (c) .NET Foundation and Contributors
                its licence lies beside the file as LICENSE.dotnet, its notices of third parties as NOTICE.dotnet

            """);
        text.Append("\nPackages that only the build, the tests and the measurements use:\n\n");
        foreach (var package in others) Append(text, package);
        text.Append("\nThe licences of what is shipped, which ask for their text to go with each copy; those who hold the copyrights are named above:\n");
        foreach (var licence in Shipped.Select(static p => p.Licence!).Append("Unicode-3.0").Where(static l => l != "Apache-2.0").Distinct().Order(StringComparer.Ordinal))
        {
            var file = Path.Combine(Repository.Root, "Tests", "Architecture", "Licences", $"{licence}.txt");
            Assert.True(File.Exists(file), $"{licence} is the licence of something that is shipped: {file} has to hold its text");
            text.Append($"\n{licence}\n\n{File.ReadAllText(file)}");
        }

        Approved.Matches("NOTICE", text.ToString());
    }

    private static void Append(StringBuilder text, ThirdPartyPackage package)
    {
        Assert.True(package.Licence is not null, $"{package.Name} {package.Version} names no licence: read it, and write down what it says");
        text.Append($"  {$"{package.Name} {package.Version}",-62} {package.Licence,-14} {package.Copyright}\n");
    }
}
