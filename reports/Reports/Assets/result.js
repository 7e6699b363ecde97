// The inside of a result: drawn when it is opened for the first time.
function resultBody(result) {
  const others = sameElsewhere(result);
  return make("div", { class: "body" },
    result.sentence && make("p", { class: "lead" }, result.sentence),
    result.outcome !== "pass" && make("p", { class: "reason" }, result.reason || "No reason was given."),
    result.behind && make("p", { class: "hint" }, `Kernel code behind it: ${result.behind}.`),
    result.judged && make("p", { class: "hint" }, `Judged: ${result.judged}.`),
    result.example && exampleView(result),
    result.steps.length > 0 && stepsView(result.steps),
    others.length > 1 && make("nav", { class: "elsewhere", "aria-label": "Same case elsewhere" }, "Elsewhere: ", make("ul", null, others.map(o => elsewhere(o, result)))),
    result.traces.map((number, n) => traceView(traceAt(number), markedIn(result, n))),
    result.detail && make("section", null, make("h3", null, "What went wrong"), logText(result.detail, "What went wrong")),
    result.logs.map(logView),
    result.rerun && rerunView(result));
}

function exampleView(result) {
  const message = result.example.message === result.reason ? null : make("p", null, result.example.message);
  return make("section", { class: "example" }, make("h3", null, "Counter-example"), message, orderView(result.example));
}

// An experiment in the guest: what it did and saw, the values it found in between.
function stepsView(steps) {
  return make("section", { class: "steps" }, make("h3", null, "What was done and seen"), make("ol", null, steps.map(step => make("li", null, step))));
}

function markedIn(result, n) {
  return new Set(result.example?.trace === n ? result.example.firings : []);
}

function sameElsewhere(result) {
  const same = [];
  for (let i = 0; i < resultCount; i++) {
    if (columns.case[i] === columns.case[result.i] && columns.suite[i] === columns.suite[result.i] && columns.invariant[i] === columns.invariant[result.i]) same.push(i);
  }
  return same.map(resultAt);
}

function elsewhere(other, here) {
  const several = new Set(index.targets.map(t => t[2])).size > 1;
  const name = `${other.glyph} ${other.shortKernel}${several ? ` ${other.engine}` : ""}`;
  return make("li", { class: `o-${other.outcome}` },
    make("a", { href: `#open=${other.id}`, "aria-current": other.i === here.i ? "true" : null, "aria-label": `${other.kernel} ${other.engine}: ${other.outcome}` }, name));
}

function logView(log) {
  return make("section", null,
    make("h3", null, log.title),
    log.tail !== undefined && logText(log.tail, log.title),
    log.link && make("p", { class: "hint" }, "The end of ", make("a", { href: log.link }, decodeURIComponent(log.link)), "."));
}

function logText(text, title) {
  return make("pre", { tabindex: "0", role: "group", "aria-label": title }, text);
}

function rerunView(result) {
  const code = make("code", null, result.rerun);
  return make("section", { class: "rerun" }, make("h3", null, "Run exactly this again"), make("p", null, code, " ", copyButton(result.rerun, code)));
}
