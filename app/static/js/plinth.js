// Loads a behaviour only where the page asks for it. Every page works without this file.
const behaviours = {
  "form[data-busy]": "./busy.js",
  "form[data-confirm]": "./confirm.js",
  "[data-opens]": "./dialog.js",
  "[data-copy]": "./copy.js",
  "[data-pain-advice]": "./pain-advice.js",
  "[data-reorder]": "./reorder.js",
  "[data-dose-form]": "./dose-meter.js",
  "[data-theme-switch]": "./theme.js",
};

for (const [selector, path] of Object.entries(behaviours)) {
  const places = document.querySelectorAll(selector);
  if (places.length) import(path).then((module) => places.forEach(module.bind));
}
