/** Stretches of time that numbers are asked for, as days of the firm. */

const DAY_MS = 86_400_000;
export const RANGES = ['today', 'week', 'month', 'calendar', 'custom'];


/** `{from, to, step}`: days of the firm's time zone, both included, and the step that shows a stretch of that length well. */
export function period(range, from, to, timeZone) {
  const now = new Date();
  const text = (date) => new Intl.DateTimeFormat('sv-SE', { timeZone }).format(date);
  const today = text(now);
  const back = (days) => text(new Date(now.getTime() - days * DAY_MS));
  switch (range) {
    case 'week':
      return { from: back(6), to: today, step: 'day' };
    case 'month':
      return { from: back(29), to: today, step: 'day' };
    case 'calendar':
      return { from: `${today.slice(0, 8)}01`, to: today, step: 'day' };
    case 'custom': {
      const days = (Date.parse(to) - Date.parse(from)) / DAY_MS + 1;
      return { from, to, step: days <= 2 ? 'hour' : days <= 92 ? 'day' : 'month' };
    }
    default:
      return { step: 'hour' };
  }
}

export const query = (values) =>
  Object.entries(values)
    .filter(([, value]) => value)
    .map(([name, value]) => `${name}=${encodeURIComponent(value)}`)
    .join('&');
