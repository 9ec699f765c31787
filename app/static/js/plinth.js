// Loads a behaviour only where the page asks for it. Every page works without this file.
const places = {
  busy: "form[data-busy]",
  confirm: "form[data-confirm]",
  copy: "[data-copy]",
  dialog: "[data-opens]",
  "dose-meter": "[data-dose-form]",
  forget: "form[action$='/sign-out'], [data-forget]",
  keep: "[data-keep]",
  kept: "[data-kept]",
  "own-zone": "[data-own-zone]",
  "pain-advice": "[data-pain-advice]",
  player: "[data-player]",
  refill: "[data-refill]",
  reorder: "[data-reorder]",
  stepper: "[data-stepper]",
  theme: "[data-theme-switch]",
  unfold: "[data-unfold]",
  upload: "[data-upload]",
  video: "[data-video]",
  waiting: "[data-waiting]",
};

for (const address of document.getElementById("plinth").dataset.modules.trim().split(/\s+/)) {
  const [, name] = address.match(/([\w-]+)\.js/);
  const found = document.querySelectorAll(places[name]);
  if (found.length) import(address).then((behaviour) => found.forEach((place) => behaviour.bind(place)));
}
