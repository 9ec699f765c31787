// Where a session stands is kept on the device, with what was said on the way. None of it is left once an answer is
// saved, or after signing out.
export function bind(place) {
  if (place instanceof HTMLFormElement) place.addEventListener("submit", forget);
  else forget();
}

function forget() {
  for (const name of Object.keys(localStorage)) if (name.startsWith("plinth-session-")) localStorage.removeItem(name);
}
