// Firings on a time axis: one lane a thread, grouped by CPU. Time is to scale but for long waits, which are cut and say how long they were.
const LABEL_WIDTH = 13;
const MOST_CUTS = 48;

function timeline(firings, { marked, width, gutter, focus, detailed, onPick }) {
  const lanes = lanesOf(firings);
  const scale = scaleOf(firings.map(f => f.time), gutter, width - 14, detailed);
  const shapes = [];
  let y = 6;
  for (const lane of lanes) {
    const placed = place(lane.firings, scale, detailed);
    const levels = detailed ? Math.max(1, ...placed.map(p => p.level + 1)) : 0;
    const base = y + levels * 13 + 11;
    shapes.push(laneLabel(lane, base, gutter), draw("line", { class: "lane", x1: gutter, x2: width - 6, y1: base, y2: base }));
    for (const item of placed) shapes.push(firingMark(item, base, { marked, focus, detailed, onPick }));
    y = base + 13;
  }
  const axis = axisOf(scale, y, width, detailed);
  const height = y + 20;
  const svg = draw("svg", { class: "timeline", width, height, viewBox: `0 0 ${width} ${height}`, role: "img", "aria-label": spoken(firings, marked, lanes) },
    cutsOf(scale, y), !detailed && bandOf(focus, scale, y), shapes, axis);
  return svg;
}

function lanesOf(firings) {
  const lanes = Map.groupBy(firings, f => `${f.cpu}/${f.thread}`);
  return [...lanes.values()]
    .map(list => ({ cpu: list[0].cpu, thread: list[0].thread, firings: list }))
    .sort((a, b) => a.cpu - b.cpu || a.thread - b.thread)
    .map((lane, n, all) => ({ ...lane, isFirstOfCpu: n === 0 || all[n - 1].cpu !== lane.cpu }));
}

// Piecewise linear: every gap much longer than the usual one becomes a cut of fixed width.
function scaleOf(times, from, to, detailed) {
  const sorted = [...new Set(times)].sort((a, b) => a - b);
  const gaps = sorted.slice(1).map((t, n) => t - sorted[n]);
  const usual = [...gaps].sort((a, b) => a - b)[Math.floor(gaps.length / 2)] ?? 1;
  const isLong = gap => gap > 8 * usual && gap > 1000;
  const cutCount = gaps.filter(isLong).length;
  const cutting = cutCount > 0 && cutCount <= MOST_CUTS;
  const cutWidth = cutting ? Math.min(detailed ? 64 : 22, (to - from) * 0.5 / cutCount) : 0;
  const pieces = [{ start: sorted[0] ?? 0, end: sorted[0] ?? 0 }];
  gaps.forEach((gap, n) => {
    if (cutting && isLong(gap)) pieces.push({ start: sorted[n + 1], end: sorted[n + 1], wait: gap });
    else pieces.at(-1).end = sorted[n + 1];
  });
  const kept = pieces.reduce((sum, p) => sum + p.end - p.start, 0);
  const perNs = (to - from - 24 - cutWidth * (pieces.length - 1)) / Math.max(1, kept);
  let x = from + 12;
  for (const piece of pieces) {
    if (piece.wait) x += cutWidth;
    piece.x = x;
    x += (piece.end - piece.start) * perNs;
    piece.right = x;
  }
  const at = time => {
    const piece = pieces.find(p => time <= p.end) ?? pieces.at(-1);
    return piece.x + (time - piece.start) * perNs;
  };
  return { at, pieces, perNs, cutWidth, origin: sorted[0] ?? 0 };
}

// Labels that would touch stand on the next level, like staves of notes.
function place(firings, scale, detailed) {
  const ends = [];
  return firings.map(firing => {
    const x = scale.at(firing.time);
    if (!detailed) return { firing, x, level: 0 };
    const wide = LABEL_WIDTH + 6 * (firing.probe.label.length - 1);
    let level = ends.findIndex(end => end <= x - wide / 2);
    if (level < 0) level = ends.length < 5 ? ends.length : ends.indexOf(Math.min(...ends));
    ends[level] = x + wide / 2;
    return { firing, x, level };
  });
}

function firingMark({ firing, x, level }, base, { marked, focus, detailed, onPick }) {
  const isMarked = marked.has(firing.position);
  const dim = focus && firing.call !== focus;
  const kind = `firing${isMarked ? " marked" : ""}${dim ? " dim" : ""}`;
  if (!detailed) {
    const tick = draw("line", { class: kind, x1: x, x2: x, y1: base - (isMarked ? 11 : 7), y2: base });
    tick.addEventListener("click", () => onPick(firing.call));
    return tick;
  }
  const top = base - 9 - level * 13;
  return draw("g", { class: kind },
    draw("title", null, `${firing.probe.label}: ${firing.probe.mechanism}:${firing.probe.hook}, thread ${firing.thread}, invocation ${firing.invocation}, CPU ${firing.cpu}${isMarked ? ", counter-example" : ""}`),
    draw("line", { x1: x, x2: x, y1: top, y2: base }),
    isMarked && draw("rect", { x: x - 3.5, y: base - 3.5, width: 7, height: 7 }),
    !isMarked && draw("circle", { cx: x, cy: base, r: 2.5 }),
    draw("text", { x, y: top - 2, "text-anchor": "middle" }, firing.probe.label));
}

function laneLabel(lane, base, gutter) {
  return draw("g", { class: "lane-label" },
    lane.isFirstOfCpu && draw("text", { x: 0, y: base + 4, class: "cpu" }, `CPU ${lane.cpu}`),
    draw("text", { x: gutter - 8, y: base + 4, "text-anchor": "end" }, String(lane.thread)));
}

// Where in the overview the details below lie.
function bandOf(focus, scale, bottom) {
  const [first, last] = [focus.firings[0], focus.firings.at(-1)].map(f => scale.at(f.time));
  return draw("rect", { class: "band", x: first - 4, y: 1, width: last - first + 8, height: bottom - 6 });
}

function cutsOf(scale, bottom) {
  return scale.pieces.filter(p => p.wait).map(p => draw("rect", { class: "cut", x: p.x - scale.cutWidth + 6, y: 2, width: Math.max(1, scale.cutWidth - 12), height: bottom - 6 }));
}

function axisOf(scale, y, width, detailed) {
  const step = niceStep(90 / scale.perNs);
  const marks = [draw("line", { class: "axis", x1: scale.pieces[0].x, x2: width - 6, y1: y - 4, y2: y - 4 })];
  let free = 0;
  const label = (x, text, kind) => {
    const half = text.length * 3.2;
    if (x - half < free || x + half > width) return;
    free = x + half + 8;
    marks.push(draw("text", { class: kind, x, y: y + 11, "text-anchor": "middle" }, text));
  };
  for (const piece of scale.pieces) {
    if (piece.wait && detailed) label(piece.x - scale.cutWidth / 2, `⋯ ${nanoseconds(piece.wait)} ⋯`, "wait");
    for (let time = piece.start, n = 0; time <= piece.end && n < 400; time += step, n++) {
      const x = scale.at(time);
      marks.push(draw("line", { class: "axis", x1: x, x2: x, y1: y - 4, y2: y }));
      label(x, n === 0 && time === scale.origin ? "0" : `+${nanoseconds(time - scale.origin)}`);
    }
  }
  return draw("g", { class: "ticks" }, marks);
}

function niceStep(least) {
  const power = 10 ** Math.floor(Math.log10(Math.max(1, least)));
  return [1, 2, 5, 10].map(n => n * power).find(n => n >= least);
}

function spoken(firings, marked, lanes) {
  const hits = firings.filter(f => marked.has(f.position)).map(f => f.probe.label);
  const first = firings.slice(0, 40).map(f => f.probe.label).join(" ");
  return `${count(firings.length, "firing")} in ${count(lanes.length, "lane")}, in time order: ${first}${firings.length > 40 ? " and more" : ""}`
    + (hits.length ? `; counter-example: ${hits.join(" ")}` : "");
}
