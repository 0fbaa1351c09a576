// Draws ZPL as a printer would: jobs from standard input ([{zpl, wide, high, dpmm}]), for each its labels as PNG (base64).

import { readFileSync } from "node:fs";
import { pathToFileURL } from "node:url";

const { ready } = await import(pathToFileURL(process.argv[2]));
const { api } = await ready;
const drawn = [];
for (const { zpl, wide, high, dpmm } of JSON.parse(readFileSync(0, "utf8"))) {
  drawn.push(await api.zplToBase64MultipleAsync(zpl, wide, high, dpmm));
}
process.stdout.write(JSON.stringify(drawn), () => process.exit(0));
