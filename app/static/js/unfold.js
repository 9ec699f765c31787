// Opens what a choice asks for: "Part of it" needs the lines below. Without a script the reader opens them.
export function bind(details) {
  const asks = `input[name="${details.dataset.unfold}"][value="some"]`;
  details.closest("form").addEventListener("change", ({ target }) => {
    if (target.matches(asks)) details.open = true;
  });
}
