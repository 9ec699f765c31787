// One press, one request. The button shows that it works; coming back by "back" frees it again.
const HOLD_MS = 10_000;

export function bind(form) {
  form.addEventListener("submit", (event) => {
    if (form.dataset.isSent) {
      event.preventDefault();
      return;
    }
    // What opens beside this page leaves it as it is.
    if (event.defaultPrevented || event.submitter?.formTarget === "_blank") return;
    form.dataset.isSent = "yes";
    event.submitter?.setAttribute("aria-busy", "true");
    setTimeout(() => free(form), HOLD_MS);
  });
  window.addEventListener("pageshow", () => free(form));
}

function free(form) {
  delete form.dataset.isSent;
  form.querySelectorAll("[aria-busy]").forEach((button) => button.removeAttribute("aria-busy"));
}
