/** What came of a scan, heard and felt: each outcome has a tone and a vibration of its own. */

// [Hz, from second, for seconds, wave]: up for done, the same twice for done before, low and rough for refused.
const TONES = {
  kept: [[1760, 0, 0.04, "sine"]],
  noted: [[784, 0, 0.08, "sine"], [1175, 0.08, 0.1, "sine"]],
  done: [[880, 0, 0.1, "triangle"], [1319, 0.1, 0.18, "triangle"]],
  repeated: [[587, 0, 0.12, "triangle"], [587, 0.2, 0.12, "triangle"]],
  refused: [[196, 0, 0.25, "square"], [139, 0.28, 0.45, "square"]],
};
const BUZZES = { kept: 30, noted: 60, done: 100, repeated: [80, 80, 80], refused: [350, 120, 350] };
const LOUDNESS = 0.4;

export class Feedback {
  constructor() {
    // A browser lets a page sound only once the person has touched it.
    for (const event of ["pointerdown", "keydown"]) addEventListener(event, () => this.#awake(), { capture: true });
  }

  /** Sound and vibrate for `kind`, a key of `TONES`; then `station:tone` tells what was started. */
  give(kind) {
    navigator.vibrate?.(BUZZES[kind]);
    const audio = this.#awake();
    if (!audio) return;
    for (const [frequency, from, seconds, wave] of TONES[kind]) play(audio, frequency, from, seconds, wave);
    const detail = { kind, state: audio.state, at: audio.currentTime };
    document.dispatchEvent(new CustomEvent("station:tone", { detail }));
  }

  #awake() {
    if (!globalThis.AudioContext) return null;
    this.audio ??= new AudioContext();
    if (this.audio.state === "suspended") this.audio.resume().catch(() => {});
    return this.audio;
  }
}

function play(audio, frequency, from, seconds, wave) {
  const start = audio.currentTime + from;
  const tone = new OscillatorNode(audio, { frequency, type: wave });
  const volume = new GainNode(audio, { gain: LOUDNESS });
  // Without a slope at its end a tone clicks.
  volume.gain.setValueAtTime(LOUDNESS, start + seconds * 0.7);
  volume.gain.linearRampToValueAtTime(0, start + seconds);
  tone.connect(volume).connect(audio.destination);
  tone.start(start);
  tone.stop(start + seconds);
}
