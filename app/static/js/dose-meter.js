// Keeps the dose meter true while a routine is edited. The server's numbers are the ones that count, and its constants
// come with the form: seconds from one exercise to the next, from side to side, of one repetition; the most exercises.
// <form data-dose-form data-change-s="15" data-side-s="5" data-rep-s="4" data-most="4">
//   <input name="rounds" data-dose-rounds> (or radios)  <select data-dose-client><option data-minutes="15">
//   <li data-dose-row data-kind="smr" data-sides="2"> <select data-dose-mode> <input data-dose-seconds>
//     <input data-dose-reps> <input data-dose-rep> <input data-dose-tempo> </li> … {{ dose_meter(...) }}
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
  const { changeS, sideS, repS, most } = form.dataset;
  const chosen = form.querySelector("[data-dose-rounds]:checked, select[data-dose-rounds], input[data-dose-rounds]:not([type=radio])");
  const items = [...form.querySelectorAll("[data-dose-row]")].map((row) => ({
    kind: row.dataset.kind,
    sides: Number(row.dataset.sides),
    seconds: Math.max(0, secondsOf(row, Number(repS))),
  }));
  const person = form.querySelector("[data-dose-client]")?.selectedOptions[0];
  return {
    items: items.filter((item) => item.seconds > 0),
    rounds: Number(chosen?.value) || 1,
    times: { change: Number(changeS), side: Number(sideS) },
    most: Number(most),
    limit: person ? Number(person.dataset.minutes) * 60 || Infinity : null,
  };
}

/** Repetitions last as typed, else as their tempo says, else the usual; every other mode has its seconds. */
function secondsOf(row, usual) {
  const value = (name) => row.querySelector(`[data-dose-${name}]`)?.value.trim() ?? "";
  if (value("mode") !== "reps") return Number(value("seconds")) || 0;
  const tempo = value("tempo").split("-").reduce((sum, part) => sum + Number(part), 0);
  return (Number(value("reps")) || 0) * (Number(value("rep")) || tempo || usual);
}

/** work = rounds · Σ(seconds · sides); clock = work + each change of exercise + each change of side. */
export function dose({ items, rounds, times }) {
  const work = rounds * items.reduce((sum, { seconds, sides }) => sum + seconds * sides, 0);
  const oneSided = items.filter(({ sides }) => sides > 1).length;
  const changes = Math.max(0, items.length * rounds - 1);
  return { work, clock: work + changes * times.change + oneSided * rounds * times.side };
}

function write(meter, routine) {
  const { work, clock } = dose(routine);
  meter.querySelector("[data-dose-work]").textContent = Math.floor((work + 3) / 6) / 10;
  meter.querySelector("[data-dose-clock]").textContent = `${Math.floor(clock / 60)}:${String(clock % 60).padStart(2, "0")}`;
  const limit = routine.limit ?? (Number(meter.dataset.limitMinutes) * 60 || Infinity);
  const column = meter.querySelector("[data-dose-column]");
  if (column) draw(column, routine, limit);
  warn(meter.querySelector("[data-dose-warn]"), routine, Math.ceil((work - limit) / 60));
}

/** Amber words above the number of exercises people keep up with, and above the minutes of the chosen person. */
function warn(place, { items, most }, over) {
  if (!place) return;
  const { many, more } = place.dataset;
  const words = [];
  if (items.length > most) words.push(`${items.length} exercises. ${many}`);
  if (over > 0) words.push(`${over} min ${more}`);
  const said = words.join(" ");
  if (place.textContent !== said) place.textContent = said;
  place.hidden = !said;
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
