namespace Conformance.Engine.Tests.Syntax;

/// <summary>Scripts that import others from the disk.</summary>
public sealed class ImportTests
{
    private readonly string _folder = Directory.CreateTempSubdirectory("imports-").FullName;

    [TearDown]
    public void Clear()
    {
        foreach (var entry in Directory.GetFileSystemEntries(_folder))
            if (Directory.Exists(entry))
                Directory.Delete(entry, true);
            else
                File.Delete(entry);
    }

    [OneTimeTearDown]
    public void Remove() => Directory.Delete(_folder, true);

    [Test]
    public void Macros_functions_and_definitions_of_an_imported_script_are_known()
    {
        Write("lib.bt", "struct pair { int a; int b; } macro twice(x) { x * 2 } fn add($x: int64): int64 { return $x + 1; }");

        Probes("import \"lib.bt\"; begin { @ = twice(add(sizeof(struct pair))); }").Should().Equal("begin 1");
    }

    [Test]
    public void What_is_imported_runs_before_what_imports_it_and_only_once()
    {
        Write("a.bt", "\nimport \"b.bt\";\nbegin { @a = 1 }");
        Write("b.bt", "begin { @b = 1 } end { @b = 2 }");

        Probes("import \"a.bt\";\nimport \"b.bt\";\n\nbegin { @main = 1 }").Should().Equal("begin 1", "end 1", "begin 3", "begin 4");
    }

    [Test]
    public void A_folder_stands_for_all_scripts_in_it_and_paths_are_relative_to_the_script_that_names_them()
    {
        Write("lib/two.bt", "import \"more/three.bt\"; begin { @two = 1 }");
        Write("lib/one.bt", "\nbegin { @one = 1 }");
        Write("lib/notes.txt", "no script");
        Write("lib/more/three.bt", "\n\nbegin { @three = 1 }");

        Probes("import \"lib\";").Should().Equal("begin 2", "begin 3", "begin 1");
    }

    [Test]
    public void Scripts_that_import_each_other_are_read_once()
    {
        Write("a.bt", "import \"b.bt\"; begin { @a = 1 }");
        Write("b.bt", "import \"a.bt\"; begin { @b = 1 }");

        Probes("import \"a.bt\";").Should().HaveCount(2);
        Probes("import \"main.bt\"; begin { }", "main.bt").Should().ContainSingle();
    }

    [Test]
    public void The_library_of_bpftrace_is_built_in() => Probes("import \"stdlib/strings.bt\"; begin { @ = strlen(comm) }").Should().Equal("begin 1");

    [Test]
    public void A_mistake_is_told_with_the_file_that_it_is_in()
    {
        Write("lib.bt", "#!/usr/bin/tracer\nbegin { @a = 1 }\nbegin { @b = nothing_of_that_name }");

        Mistake("import \"lib.bt\";\nbegin { }").Should().Contain($"{_folder}/lib.bt:3:14: error: unknown name 'nothing_of_that_name'\nbegin {{ @b = nothing_of_that_name }}\n             ^~~~");
    }

    [Test]
    public void A_script_that_ends_in_its_middle_does_not_swallow_the_next()
    {
        Write("lib.bt", "begin { @a = 1");

        Mistake("import \"lib.bt\";\nbegin { @b = 1 }").Should().StartWith($"{_folder}/lib.bt:1:7: error: this block never ends");
    }

    [TestCase("import \"none.bt\"; begin { }", "main.bt:1:1: error: there is no script or folder '{0}/none.bt'")]
    [TestCase("import \"code.c\"; begin { }", "error: 'code.c' is not compiled: no compiler of C is part of this tracer")]
    [TestCase("import \"notes.txt\"; begin { }", "error: 'notes.txt' is no script")]
    [TestCase("import \"empty\"; begin { }", "error: there is no script (*.bt) in the folder '{0}/empty'")]
    [TestCase("import \"\"; begin { }", "error: an import needs a path")]
    [TestCase("import \"broken.bt\"; begin { }", "{0}/broken.bt:2:1: error: there is no script or folder '{0}/gone.bt'")]
    public void What_cannot_be_imported_is_a_sentence(string script, string sentence)
    {
        Write("notes.txt", "");
        Write("broken.bt", "\nimport \"gone.bt\";");
        Directory.CreateDirectory(Path.Combine(_folder, "empty"));

        Mistake(script).Should().Contain(string.Format(System.Globalization.CultureInfo.InvariantCulture, sentence, _folder));
    }

    [Test]
    public void Without_any_probe_there_is_nothing_to_run()
    {
        Write("lib.bt", "macro one() { 1 }");

        Mistake("import \"lib.bt\";").Should().Contain("the script has no probe");
    }

    private void Write(string name, string text)
    {
        var path = Path.Combine(_folder, name);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllText(path, text);
    }

    /// <summary>Names and lines of the probes, in the order in which they run.</summary>
    private IEnumerable<string> Probes(string script, string? file = null)
    {
        if (file is not null)
            Write(file, script);
        return ScriptCompiler.Compile(Path.Combine(_folder, "main.bt"), script, RecordedKernel.Without, new EngineOptions()).Probes.Select(p => $"{p.Target.AttachPoint} {p.Line}");
    }

    private string Mistake(string script) =>
        FluentActions.Invoking(() => ScriptCompiler.Compile(Path.Combine(_folder, "main.bt"), script, RecordedKernel.Without, new EngineOptions())).Should().Throw<ScriptException>().Which.Message;
}
