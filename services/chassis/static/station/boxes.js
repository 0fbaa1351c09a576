/** The codes in view, drawn as boxes over the camera's picture. */

const INK = "#ffd400";
const UNDER = "#000000";

/** `canvas` lies over the video and is fitted as it is; `size` is the picture's: {width, height}. */
export function drawBoxes(canvas, size, codes) {
  if (canvas.width !== size.width || canvas.height !== size.height) Object.assign(canvas, size);
  const ink = canvas.getContext("2d");
  ink.clearRect(0, 0, canvas.width, canvas.height);
  ink.lineJoin = "round";
  for (const { box } of codes) {
    ink.beginPath();
    box.forEach(([x, y]) => ink.lineTo(x, y));
    ink.closePath();
    // Dark under light: seen on a white label as on a black one.
    for (const [color, part] of [[UNDER, 90], [INK, 180]]) {
      ink.strokeStyle = color;
      ink.lineWidth = Math.max(2, size.width / part);
      ink.stroke();
    }
  }
}
