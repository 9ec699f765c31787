// Plays a video in the page once it is asked for; until then the other site hears nothing. Without this it is a link.
export function bind(place) {
  place.querySelector("a").addEventListener("click", (event) => {
    if (event.metaKey || event.ctrlKey || event.shiftKey) return;
    event.preventDefault();
    place.replaceChildren(player(place.dataset));
    place.firstElementChild.focus();
  });
}

function player({ video, title }) {
  const frame = document.createElement("iframe");
  frame.title = title;
  frame.allow = "autoplay; fullscreen; picture-in-picture; encrypted-media";
  // The players refuse a page that does not say where it is; they get our host, and never the address.
  frame.referrerPolicy = "strict-origin-when-cross-origin";
  frame.tabIndex = 0;
  frame.src = video;
  return frame;
}
