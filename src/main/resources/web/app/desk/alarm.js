/** Sound and the browser's notices, for who wishes them. */

const KEPT = 'pelagos-alarm';

export const wished = () => localStorage.getItem(KEPT) === 'yes';

/** Must come of a click: browsers ask then. */
export async function wish(yes) {
  localStorage.setItem(KEPT, yes ? 'yes' : 'no');
  if (yes && 'Notification' in window && Notification.permission === 'default') await Notification.requestPermission();
}

export function alarm(text) {
  if (!wished()) return;
  beep();
  if (document.hidden && 'Notification' in window && Notification.permission === 'granted') new Notification('Pelagos', { body: text });
}

function beep() {
  try {
    const audio = new AudioContext();
    const tone = audio.createOscillator();
    const volume = audio.createGain();
    volume.gain.setValueAtTime(0.1, audio.currentTime);
    volume.gain.exponentialRampToValueAtTime(0.001, audio.currentTime + 0.4);
    tone.frequency.value = 880;
    tone.connect(volume).connect(audio.destination);
    tone.start();
    tone.stop(audio.currentTime + 0.4);
    tone.onended = () => audio.close();
  } catch {
    // A browser that makes no sound is no reason to stop.
  }
}
