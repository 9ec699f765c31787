// Lets the phone keep today's pages, once for each state they are in.
const NOTED = "plinth-kept";

export async function bind(place) {
  if (!("serviceWorker" in navigator) || !navigator.locks) return;
  try {
    await navigator.serviceWorker.register("/sw.js");
  } catch {
    return; // Private windows and full phones refuse; the pages work all the same.
  }
  const { active } = await navigator.serviceWorker.ready;
  const state = `${place.dataset.keep} ${document.getElementById("plinth").src}`;
  if (localStorage.getItem(NOTED) === state) return;
  navigator.serviceWorker.addEventListener("message", ({ data }) => data.kept && localStorage.setItem(NOTED, state));
  active.postMessage({ act: "keep", paths: place.dataset.paths.split(" ") });
}
