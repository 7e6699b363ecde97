// The list of results, worst first; the same case on neighbouring kernels stands together. Long lists grow on demand.
const PAGE = 100;
const sorted = sortResults();
const texts = [];

function sortResults() {
  const rank = new Map();
  for (let i = 0; i < resultCount; i++) {
    const key = `${columns.suite[i]}/${columns.invariant[i]}/${columns.case[i]}`;
    if (!rank.has(key)) rank.set(key, rank.size);
  }
  const rankOf = i => rank.get(`${columns.suite[i]}/${columns.invariant[i]}/${columns.case[i]}`);
  return Array.from({ length: resultCount }, (_, i) => i)
    .map(i => ({ i, severity: columns.outcome[i], rank: rankOf(i) }))
    .sort((a, b) => a.severity - b.severity || a.rank - b.rank || a.i - b.i)
    .map(item => item.i);
}

function textOf(i) {
  texts[i] ??= [columns.suite, columns.case, columns.invariant, columns.reason, columns.sentence].map(c => string(c[i])).join("/").toLowerCase();
  return texts[i];
}

function matches(i, state) {
  const [kernel, , engine, machine] = index.targets[columns.target[i]];
  return (!state.outcome.length || state.outcome.includes(index.outcomes[columns.outcome[i]][0]))
    && (!state.kernel || state.kernel === kernel)
    && (!state.engine || state.engine === engine)
    && (!state.machine || state.machine === machine)
    && (!state.suite || state.suite === string(columns.suite[i]))
    && (!state.invariant || state.invariant === string(columns.invariant[i]))
    && state.text.toLowerCase().split(/\s+/).every(word => `${textOf(i)}/${kernel}`.includes(word));
}

function showList(state, list, shown, onToggle) {
  const found = sorted.filter(i => matches(i, state));
  const opened = state.open.map(id => columns.id.indexOf(id)).filter(i => i >= 0);
  // What a link opens is shown even where the filters would hide it.
  const all = [...opened.filter(i => !found.includes(i)), ...found];
  const least = Math.max(PAGE, ...opened.map(i => all.indexOf(i) + 1));
  shown.textContent = found.length === resultCount ? count(resultCount, "result") : `${found.length.toLocaleString("en-US")} of ${count(resultCount, "result")}`;
  list.replaceChildren();
  const more = make("button", { type: "button", class: "more", onclick: () => extend(PAGE) });
  let next = 0;
  const extend = by => {
    const until = Math.min(all.length, next + by);
    const rows = [];
    while (next < until) rows.push(resultRow(resultAt(all[next++]), state, onToggle));
    more.remove();
    list.append(...rows);
    more.textContent = `show ${Math.min(PAGE, all.length - next)} more of ${(all.length - next).toLocaleString("en-US")}`;
    if (next < all.length) list.append(more);
  };
  extend(least);
  if (all.length === 0) list.append(make("p", { class: "hint" }, "No result matches these filters."));
}

function resultRow(result, state, onToggle) {
  const row = make("details", { class: `result o-${result.outcome}`, id: `open=${result.id}` },
    make("summary", null,
      make("span", { class: "badge" }, make("span", { "aria-hidden": "true" }, result.glyph), ` ${result.outcome}`), " ",
      make("span", { class: "name" }, result.fullName), " ",
      make("span", { class: "inv" }, result.invariant), " ",
      make("span", { class: "where" }, `${result.shortKernel} · ${result.engine}`), " ",
      make("span", { class: "took" }, nanoseconds(Math.round(result.milliseconds) * 1e6)),
      result.reason && result.outcome !== "pass" && make("span", { class: "why" }, result.reason)));
  const fillOnce = () => { if (!row.querySelector(".body")) row.append(resultBody(result)); };
  row.addEventListener("toggle", () => {
    if (row.open) fillOnce();
    onToggle(result.id, row.open);
  });
  if (state.open.includes(result.id)) {
    fillOnce();
    row.open = true;
  }
  return row;
}
