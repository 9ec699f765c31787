// Where a session stands is kept on the device, with what was said on the way. Whoever signs out leaves none of it.
export function bind(form) {
  form.addEventListener("submit", () => {
    for (const name of Object.keys(localStorage)) if (name.startsWith("plinth-session-")) localStorage.removeItem(name);
  });
}
