// A tracer script with line numbers, the probes' letters in the margin and light highlighting.
const WORDS = /(\/\/[^\n]*|\/\*[\s\S]*?\*\/)|("(?:[^"\\\n]|\\.)*")|([@$][A-Za-z_]\w*|@)|\b(if|else|while|for|return|unroll|let|config|begin|end|BEGIN|END)\b|\b(0x[0-9a-fA-F]+|\d+)\b|([a-zA-Z_][\w.]*)(?=:[^\s:])/g;
const KINDS = ["comment", "string", "variable", "keyword", "number", "mechanism"];

function scriptView(trace) {
  const probesOfLine = Map.groupBy(trace.probes.values(), p => p.line);
  const rows = highlight(trace.script.replace(/\n$/, "")).map((line, n) => {
    const labels = (probesOfLine.get(n + 1) ?? []).map(p => p.label).join(" ");
    return make("tr", null,
      make("td", { class: "number" }, String(n + 1)),
      make("td", { class: "labels" }, labels),
      make("td", null, make("code", null, line)));
  });
  const head = make("thead", { class: "unseen" }, make("tr", null,
    ["line", "probe", "text"].map(name => make("th", { scope: "col" }, name))));
  return make("div", { class: "scroll code", role: "group", "aria-label": `Script ${trace.name}`, tabindex: "0" },
    make("table", { class: "script" }, head, make("tbody", null, rows)));
}

// Lines of nodes; a token that spans lines (a comment) is cut at their ends.
function highlight(text) {
  const lines = [[]];
  const add = (piece, kind) => piece.split("\n").forEach((part, n) => {
    if (n > 0) lines.push([]);
    if (part) lines.at(-1).push(kind ? make("span", { class: `t-${kind}` }, part) : part);
  });
  let end = 0;
  for (const match of text.matchAll(WORDS)) {
    add(text.slice(end, match.index));
    add(match[0], KINDS[match.slice(1).findIndex(group => group !== undefined)]);
    end = match.index + match[0].length;
  }
  add(text.slice(end));
  return lines;
}
