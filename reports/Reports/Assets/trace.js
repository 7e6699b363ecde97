// One measured run: what ran, where its firings lie in time, and where its time went.
function traceView(trace, marked) {
  if (trace.problem) return make("section", { class: "trace" }, make("p", { class: "hint" }, trace.problem));
  return make("section", { class: "trace" },
    make("h3", null, titleOf(trace)),
    aboutRun(trace),
    trace.message && make("p", { class: "reason" }, `${trace.status}: ${trace.message}`),
    make("div", { class: "pair" },
      scriptView(trace),
      trace.firings.length > 0 ? firingsView(trace, marked) : make("p", { class: "hint" }, "No probe fired.")),
    timingsView(trace),
    trace.log && make("details", null, make("summary", null, "Engine's own words"), logText(trace.log, "Engine's own words")));
}

function titleOf(trace) {
  const mechanisms = [...new Set([...trace.probes.values()].map(p => p.mechanism))];
  return `${mechanisms.join(", ") || "no probes"} · ${trace.name}`;
}

function aboutRun(trace) {
  const labels = list => list.map(labelOf).join(" ");
  const attached = trace.attached.length ? `${labels(trace.attached)} (${trace.order === "written" ? "as written" : "in script order"})` : "nothing";
  const workloads = trace.workloads.map((text, n) => trace.calls[n] ? `${text}: ${count(trace.calls[n][0], "call")} on ${count(trace.calls[n][1], "thread")}` : text);
  return make("dl", { class: "about" },
    entry("workload", make("code", null, workloads.join("; ") || "none")),
    entry("attached", make("code", null, attached)),
    trace.notes && entry("script order by", trace.notes.join("; ")),
    entry("lost", trace.lost === 0 ? "none" : make("strong", null, count(trace.lost, "event"))),
    entry("whole trace", make("a", { href: trace.link }, "JSON")));
}

function entry(name, value) {
  return make("div", null, make("dt", null, name), make("dd", null, value));
}

function firingsView(trace, marked) {
  const box = make("div", { class: "firings" });
  const overview = make("div", { class: "overview" });
  const detail = make("div", { class: "detail" });
  const table = make("details", { class: "as-table" }, make("summary", null, "These firings as a table"));
  const { invocations } = trace;
  const startWith = invocations.find(call => call.firings.some(f => marked.has(f.position))) ?? invocations[0];
  const select = make("select", { "aria-label": "Invocation" },
    invocations.map((call, n) => make("option", { value: n }, nameOf(call, invocations, marked))));
  const show = call => {
    select.value = String(invocations.indexOf(call));
    const around = during(trace.firings, call);
    const options = { marked, gutter: 84, width: Math.max(300, box.clientWidth || 640), focus: call, onPick: show };
    overview.replaceChildren(timeline(trace.firings, { ...options, detailed: false }));
    detail.replaceChildren(timeline(around, { ...options, detailed: true }));
    fillTable(table, around, marked);
  };
  const step = by => show(invocations[(invocations.indexOf(invocations[select.value]) + by + invocations.length) % invocations.length]);
  select.addEventListener("change", () => show(invocations[select.value]));
  const [total, calls, whole] = trace.sizes;
  const partly = trace.firings.length < total
    ? `${whole} of ${count(calls, "invocation")}, ${trace.firings.length} of ${count(total, "firing")} are in this page.`
    : `${count(calls, "invocation")}, ${count(total, "firing")}.`;
  box.append(
    make("div", { class: "pick" },
      make("button", { type: "button", "aria-label": "Previous invocation", onclick: () => step(-1) }, "‹"),
      select,
      make("button", { type: "button", "aria-label": "Next invocation", onclick: () => step(1) }, "›"),
      make("span", { class: "hint" }, partly)),
    overview, detail, legend(marked), table);
  // The width is known only once the box is in the page.
  whenVisible(box, () => show(startWith));
  return box;
}

function whenVisible(element, act) {
  let width = 0;
  new ResizeObserver(() => {
    if (element.clientWidth === width || element.clientWidth === 0) return;
    const first = width === 0;
    width = element.clientWidth;
    if (first) act();
    else element.querySelector("select").dispatchEvent(new Event("change"));
  }).observe(element);
}

function nameOf(call, all, marked) {
  const hooks = new Set(all.map(c => c.hook)).size;
  const sign = call.firings.some(f => marked.has(f.position)) ? "✗ " : "";
  return `${sign}thread ${call.thread}, invocation ${call.number}${hooks > 1 ? `, ${call.hook}` : ""}`;
}

// All firings while the invocation ran, those of other threads too: what interleaves is what one wants to see.
function during(firings, call) {
  const times = call.firings.map(f => f.time);
  const [from, to] = [Math.min(...times), Math.max(...times)];
  return firings.filter(f => f.call === call || (f.time >= from && f.time <= to));
}

function legend(marked) {
  return make("p", { class: "hint legend" },
    "Letters are probes in written order. Numbers left are thread ids. Shaded: a wait, cut. ",
    marked.size > 0 && make("span", { class: "marked-word" }, "■ counter-example"));
}

function fillTable(details, firings, marked) {
  details.querySelector(".scroll")?.remove();
  const origin = firings.length ? Math.min(...firings.map(f => f.time)) : 0;
  const head = ["#", "time", "CPU", "thread", "sequence", "invocation", "probe", "attach point", ""];
  details.append(make("div", { class: "scroll", role: "group", "aria-label": "Firings as a table", tabindex: "0" },
    make("table", null,
      make("thead", null, make("tr", null, head.map(h => h ? make("th", { scope: "col" }, h) : make("td")))),
      make("tbody", null, firings.map(f => make("tr", { class: marked.has(f.position) ? "marked" : null },
        [f.position, `+${nanoseconds(f.time - origin)}`, f.cpu, f.thread, f.sequence, f.invocation, f.probe.label,
          f.probe.attachPoint || `${f.probe.mechanism}:${f.probe.hook}`, marked.has(f.position) ? "counter-example" : ""]
          .map(cell => make("td", null, String(cell)))))))));
}

function timingsView(trace) {
  const names = ["compile", "load", "attach", "workload", "drain", "detach"];
  const total = trace.timings.at(-1);
  if (!total) return null;
  const parts = names.map((name, n) => `${name} ${nanoseconds(trace.timings[n] * 1000)}`);
  return make("p", { class: "timings" }, make("b", null, `${nanoseconds(total * 1000)} in the guest`), ` = ${parts.join(" + ")} + rest`);
}
