// Moves the rows of a list by buttons or by dragging; the order travels in hidden position inputs.
// <ol data-reorder> <li> … <button data-move="-1"> <button data-move="1"> <span data-handle> <input type="hidden" data-position>
// Without a script the same buttons post to the server.
export function bind(list) {
  list.addEventListener("click", (event) => {
    const button = event.target.closest("[data-move]");
    if (!button) return;
    event.preventDefault();
    const row = button.closest("li");
    const other = button.dataset.move === "-1" ? row.previousElementSibling : row.nextElementSibling;
    if (!other) return;
    if (button.dataset.move === "-1") other.before(row);
    else other.after(row);
    number(list);
    (button.disabled ? row.querySelector("[data-move]:not(:disabled)") : button)?.focus();
  });

  list.querySelectorAll("[data-handle]").forEach((handle) => {
    handle.hidden = false;
    handle.addEventListener("pointerdown", (event) => drag(list, handle.closest("li"), event));
  });
  number(list);
}

function drag(list, row, event) {
  if (event.button !== 0) return;
  event.preventDefault();
  row.classList.add("lifted");

  function move({ clientY }) {
    const other = [...list.children].find((one) => {
      const { top, bottom } = one.getBoundingClientRect();
      return one !== row && clientY > top && clientY < bottom;
    });
    if (!other) return;
    const { top, height } = other.getBoundingClientRect();
    if (clientY < top + height / 2) other.before(row);
    else other.after(row);
  }

  function drop() {
    window.removeEventListener("pointermove", move);
    window.removeEventListener("pointerup", drop);
    window.removeEventListener("pointercancel", drop);
    row.classList.remove("lifted");
    number(list);
  }

  // On the window: a row that moves in the list would lose its hold on the pointer.
  window.addEventListener("pointermove", move);
  window.addEventListener("pointerup", drop);
  window.addEventListener("pointercancel", drop);
}

function number(list) {
  const rows = [...list.children];
  rows.forEach((row, index) => {
    const position = row.querySelector("[data-position]");
    if (position) position.value = index + 1;
    row.querySelectorAll("[data-move]").forEach((button) => {
      button.disabled = button.dataset.move === "-1" ? index === 0 : index === rows.length - 1;
    });
  });
  list.dispatchEvent(new Event("change", { bubbles: true }));
}
