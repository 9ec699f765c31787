// Chooses the city whose clocks this device follows, where nothing is chosen yet.
export function bind(select) {
  const zone = Intl.DateTimeFormat().resolvedOptions().timeZone;
  if (!select.value && [...select.options].some((option) => option.value === zone)) select.value = zone;
}
