namespace Conformance.Images;

/// <summary>Reads Debian's control format (deb822(5)): stanzas of "Field: value", parted by empty lines.</summary>
internal static class PackageStanzas
{
    /// <summary>The stanzas of a text. Continuation lines are skipped: no field that matters here has any.</summary>
    public static IEnumerable<IReadOnlyDictionary<string, string>> Read(string text)
    {
        Dictionary<string, string> stanza = new(StringComparer.OrdinalIgnoreCase);
        foreach (string line in text.Split('\n'))
        {
            if (string.IsNullOrWhiteSpace(line))
            {
                if (stanza.Count > 0)
                    yield return stanza;
                stanza = new(StringComparer.OrdinalIgnoreCase);
            }
            else if (line[0] is not (' ' or '\t') && line.IndexOf(':') is > 0 and int colon)
            {
                stanza[line[..colon]] = line[(colon + 1)..].Trim();
            }
        }

        if (stanza.Count > 0)
            yield return stanza;
    }
}
