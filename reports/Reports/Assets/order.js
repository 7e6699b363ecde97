// Expected and observed, place by place; places that differ are marked by a sign and an underline, not by colour alone.
function orderView(example) {
  const length = Math.max(example.expected.length, example.observed.length);
  const row = (title, items, others) => make("tr", null,
    make("th", { scope: "row" }, title),
    Array.from({ length }, (_, n) => {
      const item = items[n];
      const differs = others && item !== others[n];
      return make("td", { class: differs ? "differs" : null },
        differs ? make("mark", null, item ?? "nothing") : item ?? "–");
    }));
  return make("div", { class: "scroll", role: "group", "aria-label": "Expected and observed", tabindex: "0" },
    make("table", { class: "orders" },
      make("tbody", null,
        row("expected", example.expected),
        row("observed", example.observed, example.expected))));
}
