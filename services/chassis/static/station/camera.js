/** The device's camera: its picture, its light, its zoom, and each frame given to whoever reads it. */

const WANTED = { facingMode: { ideal: "environment" }, width: { ideal: 1920 }, height: { ideal: 1080 } };

export class Camera {
  constructor(video) {
    this.video = video;
    this.track = null;
  }

  get runs() {
    return this.track !== null;
  }

  /** What the track can do: {torch: boolean, zoom: {min, max, step} | null}. */
  get abilities() {
    const { torch = false, zoom = null } = this.track?.getCapabilities?.() ?? {};
    return { torch, zoom: zoom && zoom.max > zoom.min ? zoom : null };
  }

  /** Rejects as `getUserMedia` does: `NotAllowedError` where the person or the device says no. */
  async start() {
    if (!navigator.mediaDevices) throw new DOMException("no camera here", "NotSupportedError");
    const stream = await navigator.mediaDevices.getUserMedia({ video: WANTED, audio: false });
    [this.track] = stream.getVideoTracks();
    // Unplugged, or taken by a call: the same as stopped.
    this.track.addEventListener("ended", () => this.stop());
    this.track.applyConstraints({ advanced: [{ focusMode: "continuous" }] }).catch(() => {});
    this.video.srcObject = stream;
    await this.video.play();
    this.#stayAwake();
  }

  stop() {
    this.track?.stop();
    this.track = null;
    this.video.srcObject = null;
    this.lock?.release().catch(() => {});
    this.video.dispatchEvent(new Event("stopped"));
  }

  torch(on) {
    return this.track.applyConstraints({ advanced: [{ torch: on }] });
  }

  zoom(value) {
    return this.track.applyConstraints({ advanced: [{ zoom: value }] });
  }

  /** Give `take` one picture after the other, as fast as it takes them, until the camera stops. */
  async each(take) {
    while (this.runs) {
      await this.#nextFrame();
      // Nobody looks: the battery is for the next shelf.
      if (document.hidden || !this.runs || !this.video.videoWidth) continue;
      await take(await createImageBitmap(this.video));
    }
  }

  #nextFrame() {
    return new Promise((resolve) => {
      // A frozen video has no next frame, and a hidden page none that is shown.
      setTimeout(resolve, 500);
      this.video.requestVideoFrameCallback?.(resolve) ?? setTimeout(resolve, 50);
    });
  }

  #stayAwake() {
    navigator.wakeLock?.request("screen").then(
      (lock) => (this.lock = lock),
      () => {},
    );
  }
}
