(() => {
  "use strict";
  const all = (selector, root = document) => [...root.querySelectorAll(selector)];
  const form = document.getElementById("filter");
  const query = document.getElementById("query");
  const shown = document.getElementById("shown");
  const reset = document.getElementById("reset");
  const boxes = all("input[name=verdict]", form);

  // One row for each rule: what the others are shown or hidden by.
  const rules = all("tr[data-v]").map((row) => ({
    address: row.dataset.a,
    verdict: row.dataset.v,
    words: row.textContent.toLowerCase(),
  }));
  const items = all("[data-a]");
  const rows = all("tr[data-row]").map((row) => {
    const cells = all("[data-a]", row).map((cell) => cell.dataset.a);
    return { row, cells, name: row.querySelector("th").textContent.toLowerCase() };
  });
  const attributes = new Map();
  for (const { cells, name } of rows) for (const address of cells) attributes.set(address, name);
  const groups = all("[data-group]").reverse();

  const filtered = () => query.value.trim() !== "" || boxes.some((box) => !box.checked);

  function apply() {
    const words = query.value.toLowerCase().split(/\s+/).filter(Boolean);
    const wanted = new Set(boxes.filter((box) => box.checked).map((box) => box.value));
    const counts = {};
    const visible = new Set();
    for (const rule of rules) {
      const text = rule.words + " " + (attributes.get(rule.address) || "");
      if (!words.every((word) => text.includes(word))) continue;
      counts[rule.verdict] = (counts[rule.verdict] || 0) + 1;
      if (wanted.has(rule.verdict)) visible.add(rule.address);
    }
    for (const item of items) {
      const out = !visible.has(item.dataset.a);
      if (item.matches("td, .mark")) item.classList.toggle("out", out);
      else item.hidden = out;
    }
    for (const { row, cells } of rows) row.hidden = !cells.some((address) => visible.has(address));
    for (const group of groups) {
      const members = all("[data-a]", group);
      const seen = members.filter((item) => visible.has(item.dataset.a)).length;
      const count = group.querySelector("[data-count]");
      if (count) count.textContent = seen === members.length ? `${seen}` : `${seen} of ${members.length}`;
      group.hidden = members.length > 0 && seen === 0;
    }
    for (const chip of all("[data-chip]")) chip.textContent = counts[chip.dataset.chip] || 0;
    shown.textContent = filtered()
      ? `${visible.size} of ${rules.length} rules`
      : `${rules.length} rule${rules.length === 1 ? "" : "s"}`;
    reset.hidden = !filtered();
  }

  function remember() {
    const state = new URLSearchParams();
    if (query.value.trim()) state.set("q", query.value.trim());
    const off = boxes.filter((box) => !box.checked).map((box) => box.value);
    if (off.length) state.set("hide", off.join(","));
    const hash = state.toString();
    history.replaceState(null, "", hash ? `#${hash}` : location.href.split("#")[0]);
  }

  function recall() {
    const hash = location.hash.slice(1);
    if (!/^(q|hide)=/.test(hash)) return false;
    const state = new URLSearchParams(hash);
    const off = (state.get("hide") || "").split(",");
    query.value = state.get("q") || "";
    for (const box of boxes) box.checked = !off.includes(box.value);
    return true;
  }

  // A link may lead to something folded or filtered away: bring it out.
  function reveal() {
    let target = null;
    try {
      target = document.getElementById(decodeURIComponent(location.hash.slice(1)));
    } catch {
      return;
    }
    if (!target) return;
    for (let node = target; node; node = node.parentElement) {
      node.hidden = false;
      if (node.tagName === "DETAILS") node.open = true;
    }
    target.scrollIntoView();
  }

  function changed() {
    apply();
    remember();
  }

  form.hidden = false;
  form.addEventListener("input", changed);
  form.addEventListener("submit", (event) => event.preventDefault());
  form.addEventListener("reset", () => setTimeout(changed));
  window.addEventListener("hashchange", () => (recall() ? apply() : reveal()));
  window.addEventListener("beforeprint", () => {
    for (const fold of all(".finding details, .group")) fold.open = true;
  });
  const recalled = recall();
  apply();
  if (!recalled) reveal();
})();
