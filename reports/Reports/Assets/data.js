// The data blocks of the page: columns of numbers, strings by number. They are decoded when somebody looks.
const index = block("index");
const columns = index.results;
const resultCount = columns.id.length;
const traces = new Map();

function block(id) {
  const element = document.getElementById(id);
  return element ? JSON.parse(element.textContent) : null;
}

function string(number) {
  return number < 0 ? "" : index.strings[number];
}

function resultAt(i) {
  const [kernel, shortKernel, engine, machine] = index.targets[columns.target[i]];
  const [outcome, glyph] = index.outcomes[columns.outcome[i]];
  const suite = string(columns.suite[i]);
  const name = string(columns.case[i]);
  return {
    i, kernel, shortKernel, engine, machine, outcome, glyph, suite, name,
    id: columns.id[i],
    fullName: `${suite}/${name}`,
    invariant: string(columns.invariant[i]),
    reason: string(columns.reason[i]),
    milliseconds: columns.milliseconds[i],
    sentence: string(columns.sentence[i]),
    behind: string(columns.behind[i]),
    judged: string(columns.judged[i]),
    detail: string(columns.detail[i]),
    rerun: string(columns.rerun[i]).replaceAll("\u0001", name).replaceAll("\u0002", kernel),
    steps: columns.steps[i].map(string),
    traces: columns.traces[i],
    logs: columns.logs[i].map(n => index.logs[n]),
    example: index.counterExamples[i] ?? null,
  };
}

// a, b, … z, aa, …: the labels that counter-examples use.
function labelOf(probe) {
  return probe < 26 ? String.fromCharCode(97 + probe) : labelOf(Math.floor(probe / 26) - 1) + labelOf(probe % 26);
}

function traceAt(number) {
  if (!traces.has(number)) traces.set(number, decode(block(`trace-${number}`)));
  return traces.get(number);
}

function decode(raw) {
  if (!raw || raw.problem) return { problem: raw?.problem ?? "This trace is not in the page." };
  const probes = new Map(raw.probes.map(([probe, mechanism, hook, attachPoint, line]) =>
    [probe, { probe, label: labelOf(probe), mechanism: string(mechanism), hook: string(hook), attachPoint: string(attachPoint), line }]));
  return { ...raw, name: string(raw.name), script: string(raw.script), probes, ...decodeFirings(raw.firings, probes) };
}

function decodeFirings(raw, probes) {
  const column = c => (Array.isArray(c) ? n => c[n] : () => c);
  const [position, probe, cpu, thread, time, sequence, invocation] =
    [raw.position, raw.probe, raw.cpu, raw.thread, raw.time, raw.sequence, raw.invocation].map(column);
  const firings = [];
  const invocations = new Map();
  const sequences = new Map();
  let at = -1, now = 0;
  for (let n = 0; n < raw.count; n++) {
    at += position(n) + 1;
    now += time(n);
    const seq = (sequences.get(cpu(n)) ?? 0) + sequence(n) + 1;
    sequences.set(cpu(n), seq);
    const firing = {
      position: at, time: now, cpu: cpu(n), thread: raw.threads[thread(n)], sequence: seq, invocation: invocation(n),
      probe: probes.get(probe(n)) ?? { probe: probe(n), label: "?", mechanism: "unknown", hook: "" },
    };
    const key = `${firing.probe.hook}\n${firing.thread}\n${firing.invocation}`;
    if (!invocations.has(key)) invocations.set(key, { hook: firing.probe.hook, thread: firing.thread, number: firing.invocation, firings: [] });
    firing.call = invocations.get(key);
    firing.call.firings.push(firing);
    firings.push(firing);
  }
  return { firings, invocations: [...invocations.values()] };
}
