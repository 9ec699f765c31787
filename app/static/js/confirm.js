// Asks once more before an act that cannot be undone.
export function bind(form) {
  // Capture: this must speak before busy.js takes the press for a sent form.
  form.addEventListener("submit", ask, { capture: true });
}

async function ask(event) {
  const form = event.currentTarget;
  if (form.dataset.isConfirmed) {
    delete form.dataset.isConfirmed;
    return;
  }
  event.preventDefault();
  event.stopImmediatePropagation();
  const { submitter } = event;
  if (await answer(form.dataset.confirm, submitter?.textContent.trim() ?? "Go on")) {
    form.dataset.isConfirmed = "yes";
    form.requestSubmit(submitter);
  }
}

function answer(sentence, act) {
  const dialog = document.createElement("dialog");
  dialog.className = "dialog stack";
  const words = document.createElement("h2");
  words.id = "confirm-title";
  words.tabIndex = -1;
  words.autofocus = true;
  words.textContent = sentence;
  dialog.setAttribute("aria-labelledby", words.id);
  dialog.append(words, choice(act, "stop", "yes"), choice("Go back", "quiet", ""));
  document.body.append(dialog);
  dialog.showModal();
  return new Promise((resolve) => {
    dialog.addEventListener("close", () => {
      dialog.remove();
      resolve(dialog.returnValue === "yes");
    });
  });

  function choice(label, kind, value) {
    const button = document.createElement("button");
    button.className = `btn ${kind} wide`;
    button.type = "button";
    button.textContent = label;
    button.addEventListener("click", () => dialog.close(value));
    return button;
  }
}
