/** The name under which this device scans: made once, kept here, nothing of the person in it. */

const KEPT = "station-name";

export function stationName() {
  const known = localStorage.getItem(KEPT);
  if (known) return known;
  const name = `phone-${crypto.getRandomValues(new Uint16Array(1))[0].toString(16).padStart(4, "0")}`;
  localStorage.setItem(KEPT, name);
  return name;
}
