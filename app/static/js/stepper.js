// Minus and plus beside a number input. Typing always works; the buttons only save taps.
export function bind(group) {
  const input = group.querySelector("input");
  group.querySelectorAll("[data-by]").forEach((button) => {
    button.hidden = false;
    button.addEventListener("click", () => {
      if (button.dataset.by === "1") input.stepUp();
      else input.stepDown();
      input.dispatchEvent(new Event("input", { bubbles: true }));
    });
  });
}
