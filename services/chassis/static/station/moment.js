/** A moment as this product writes it: `2020-08-26 14 h 30` in French, without a space where a line could end within the
 *  hour, `2020-08-26 14:30` in English. */

const FORM = { year: "numeric", month: "2-digit", day: "2-digit", hour: "2-digit", minute: "2-digit", hourCycle: "h23" };

export function written(moment) {
  const told = new Intl.DateTimeFormat(document.documentElement.lang, FORM).format(moment);
  return told.replace(",", "").replace(/\s*h\s*/u, "\u00a0h\u00a0");
}
