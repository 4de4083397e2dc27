let context: AudioContext | undefined;

/** Plays two short low tones: a scan was refused. A device without sound stays silent. */
export function beepRefused(): void {
  try {
    context ??= new AudioContext();
    void context.resume().catch(() => undefined);
    for (const start of [0, 0.16]) tone(context, context.currentTime + start);
  } catch {
    // The words say it too.
  }
}

function tone(to: AudioContext, at: number): void {
  const [source, volume] = [to.createOscillator(), to.createGain()];
  source.type = 'square';
  source.frequency.value = 220;
  volume.gain.setValueAtTime(0.15, at);
  volume.gain.exponentialRampToValueAtTime(0.001, at + 0.12);
  source.connect(volume).connect(to.destination);
  source.start(at);
  source.stop(at + 0.12);
}
