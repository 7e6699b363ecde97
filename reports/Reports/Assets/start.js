// Filters, list and address follow each other.
const form = document.getElementById("filters");
const list = document.getElementById("list");
const shown = document.getElementById("shown");

function readForm() {
  const data = new FormData(form);
  const state = { outcome: data.getAll("outcome"), open: [] };
  for (const key of KEYS) if (!(key in state)) state[key] = data.get(key) ?? "";
  return state;
}

function fillForm(state) {
  for (const box of form.querySelectorAll("[name=outcome]")) box.checked = state.outcome.includes(box.value);
  for (const key of KEYS) if (form.elements[key]?.matches?.("select, input[type=search]")) form.elements[key].value = state[key];
}

function remember(id, isOpen) {
  const state = readAddress();
  if (state.open.includes(id) === isOpen) return;
  state.open = isOpen ? [...state.open, id] : state.open.filter(o => o !== id);
  replaceAddress(state);
}

function show(state) {
  showList(state, list, shown, remember);
  const here = addressOf({ ...state, open: [] });
  for (const link of document.querySelectorAll("#matrix a")) {
    const leadsHere = here !== "#" && addressOf(readAddress(link.getAttribute("href"))) === here;
    if (leadsHere) link.setAttribute("aria-current", "true");
    else link.removeAttribute("aria-current");
  }
}

function follow() {
  const state = readAddress();
  fillForm(state);
  show(state);
  const target = state.open.length ? document.getElementById(`open=${state.open.at(-1)}`) : addressOf(state) !== "#" ? document.getElementById("results") : null;
  target?.scrollIntoView();
}

form.addEventListener("input", () => {
  const state = readForm();
  replaceAddress(state);
  show(state);
});
form.addEventListener("submit", event => event.preventDefault());
form.addEventListener("reset", () => setTimeout(() => form.dispatchEvent(new Event("input"))));
addEventListener("hashchange", follow);
document.documentElement.classList.add("live");
form.hidden = false;
follow();
