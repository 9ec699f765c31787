// Keeps the dose meter true while a routine is edited. The server's numbers are the ones that count.
// <form data-dose-form> … <input name="rounds" data-dose-rounds> (or radios)
//   <li data-dose-row data-kind="smr" data-sides="2"> … <input data-dose-seconds> </li> … {{ dose_meter(...) }}
const CHANGE_S = 15; // from one exercise to the next
const SIDE_S = 5; // from one side to the other
const UNITS_PER_SECOND = 18 / 60;
const BLOCK_GAP = 2;
const ROUND_GAP = 7;
const INSET = 6;
const BASE = 5;
const MIN_HEIGHT = 3;

export function bind(form) {
  const meter = form.querySelector("[data-dose-meter]") ?? document.querySelector("[data-dose-meter]");
  if (!meter) return;
  const update = () => write(meter, read(form));
  form.addEventListener("input", update);
  form.addEventListener("change", update);
}

/** What the form says now. A two-sided exercise has `sides` 2; `seconds` are those of one side. */
function read(form) {
  const chosen = form.querySelector("[data-dose-rounds]:checked, select[data-dose-rounds], input[data-dose-rounds]:not([type=radio])");
  const items = [...form.querySelectorAll("[data-dose-row]")].map((row) => ({
    kind: row.dataset.kind,
    sides: Number(row.dataset.sides),
    seconds: Math.max(0, Number(row.querySelector("[data-dose-seconds]")?.value) || 0),
  }));
  return { items: items.filter((item) => item.seconds > 0), rounds: Number(chosen?.value) || 1 };
}

/** work = rounds · Σ(seconds · sides); clock = work + 15 s between exercises + 5 s at each change of side. */
export function dose({ items, rounds }) {
  const work = rounds * items.reduce((sum, { seconds, sides }) => sum + seconds * sides, 0);
  const oneSided = items.filter(({ sides }) => sides > 1).length;
  const changes = Math.max(0, items.length * rounds - 1);
  return { work, clock: work + changes * CHANGE_S + oneSided * rounds * SIDE_S };
}

function write(meter, routine) {
  const { work, clock } = dose(routine);
  meter.querySelector("[data-dose-work]").textContent = Number((work / 60).toFixed(1));
  meter.querySelector("[data-dose-clock]").textContent = `${Math.floor(clock / 60)}:${String(clock % 60).padStart(2, "0")}`;
  const column = meter.querySelector("[data-dose-column]");
  if (column) draw(column, routine, Number(meter.dataset.limitMinutes) * 60 || Infinity);
}

/** The same drawing as app/core/drawing/column.py: from the base up, area is time, dashed above the limit. */
function draw(svg, { items, rounds }, limit) {
  const base = svg.querySelector(".base");
  const width = Number(base.getAttribute("width")) - 2 * INSET;
  const steps = Array.from({ length: rounds }, (_, round) => items.map((item) => ({ ...item, round }))).flat();
  const total = steps.reduce((sum, { seconds, sides }) => sum + seconds * sides, 0);
  const gaps = steps.length * BLOCK_GAP + rounds * (ROUND_GAP - BLOCK_GAP);
  const longest = Number.isFinite(limit) ? Math.max(total, limit) : total;
  const room = Number(svg.dataset.doseColumn) - BASE - INSET - gaps;
  const scale = Math.min(UNITS_PER_SECOND, Math.max(0, room) / (longest || 1));

  let [top, elapsed, limitTop] = [0, 0, null];
  const placed = steps.map(({ kind, sides, seconds, round }, index) => {
    const bottom = top + (index === 0 ? 0 : round === steps[index - 1].round ? BLOCK_GAP : ROUND_GAP);
    const isOver = elapsed + seconds * sides > limit;
    if (isOver) limitTop ??= elapsed < limit ? bottom + (limit - elapsed) * scale : bottom - BLOCK_GAP / 2;
    top = bottom + Math.max(MIN_HEIGHT, seconds * sides * scale);
    elapsed += seconds * sides;
    return { kind, sides, isOver, bottom, top };
  });
  if (Number.isFinite(limit)) limitTop ??= top + Math.max((limit - elapsed) * scale, BLOCK_GAP / 2);

  const baseY = Math.round(Math.max(top, limitTop ?? 0) + INSET);
  svg.querySelectorAll("rect:not(.base)").forEach((old) => old.remove());
  for (const { kind, sides, isOver, bottom, top: end } of placed) {
    const blockWidth = sides > 1 ? (width - BLOCK_GAP) / 2 : width;
    for (let side = 0; side < Math.min(sides, 2); side += 1) {
      const x = INSET + side * (blockWidth + BLOCK_GAP);
      svg.insertBefore(block(isOver ? `${kind} over` : kind, x, baseY - end, blockWidth, end - bottom), base);
    }
  }
  base.setAttribute("y", baseY);
  svg.setAttribute("height", baseY + BASE);
  svg.setAttribute("viewBox", `0 0 ${svg.getAttribute("width")} ${baseY + BASE}`);
  svg.classList.toggle("too-long", total > limit);
  if (limitTop !== null) moveLimit(svg, baseY - limitTop);
}

function block(kind, x, y, width, height) {
  const rect = document.createElementNS("http://www.w3.org/2000/svg", "rect");
  rect.setAttribute("class", kind);
  for (const [name, value] of Object.entries({ x, y, width, height, rx: 2 })) rect.setAttribute(name, value);
  return rect;
}

function moveLimit(svg, y) {
  const line = svg.querySelector(".limit");
  if (!line) return;
  line.setAttribute("d", line.getAttribute("d").replace(/^M0 [-\d.]+/, `M0 ${y}`));
  svg.querySelectorAll("text").forEach((words, index) => words.setAttribute("y", y + 4 + 17 * index));
}
