// Says that a file is too large before it travels. The server says the same to whoever has no script.
export function bind(input) {
  const words = document.createElement("p");
  words.className = "error";
  words.setAttribute("role", "alert");
  input.after(words);
  input.addEventListener("change", () => {
    const isTooLarge = [...input.files].some((file) => file.size > Number(input.dataset.upload));
    words.textContent = isTooLarge ? input.dataset.tooLarge : "";
    // A picture that cannot be taken is not sent, so that nothing waits for it.
    if (isTooLarge) input.value = "";
  });
}
