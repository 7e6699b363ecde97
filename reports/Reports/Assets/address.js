// The address after # holds the whole state of the page: filters and opened results. A link restores what its sender saw.
const KEYS = ["outcome", "kernel", "engine", "machine", "suite", "invariant", "text", "open"];

function readAddress(hash = location.hash) {
  const query = new URLSearchParams(hash.slice(1));
  const state = {};
  for (const key of KEYS) state[key] = query.get(key) ?? "";
  state.outcome = state.outcome ? state.outcome.split(",") : [];
  state.open = state.open ? state.open.split(",") : [];
  return state;
}

function addressOf(state) {
  const parts = [];
  for (const key of KEYS) {
    const value = Array.isArray(state[key]) ? state[key].map(encodeURIComponent).join(",") : encodeURIComponent(state[key] ?? "");
    if (value) parts.push(`${key}=${value}`);
  }
  return "#" + parts.join("&");
}

// Without a new entry in the history: Back leads to the last link followed, not to the last letter typed.
function replaceAddress(state) {
  history.replaceState(null, "", addressOf(state));
}
