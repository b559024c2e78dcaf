/** What the charts show, as ECharts has it. */

import { spoken, t, term } from '../../core/text.js';

const GRID = { left: 8, right: 16, top: 40, bottom: 8, containLabel: true };
const WEEKDAYS = [1, 2, 3, 4, 5, 6, 7];

/** Some numbers of all, step by step, and the first as it was before. */
export function lines(total, names, step, timeZone) {
  const format = new Intl.DateTimeFormat(spoken(), { timeZone, ...(step === 'hour' ? { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' } : { month: 'short', day: 'numeric' }) });
  // What is still to come is nothing that happened.
  const steps = (total.series ?? []).filter((one) => Date.parse(one.at) <= Date.now());
  const series = names.map((name) => ({ type: 'line', name: t(`numbers.${name}`), data: steps.map((one) => one[name]), showSymbol: steps.length < 3 }));
  if (total.previous) {
    series.push({
      type: 'line', name: t('numbers.before', { name: t(`numbers.${names[0]}`) }), lineStyle: { type: 'dashed' }, showSymbol: false,
      data: steps.map((one) => one.previous?.[names[0]]),
    });
  }
  return {
    grid: GRID, tooltip: { trigger: 'axis' }, legend: { type: 'scroll', top: 0 },
    xAxis: { type: 'category', data: steps.map((one) => format.format(new Date(one.at))) }, yAxis: { type: 'value', minInterval: 1 }, series,
  };
}

export function bars(items, title, names) {
  const first = items.slice(0, 20);
  return {
    grid: GRID, tooltip: { trigger: 'axis' }, legend: { type: 'scroll', top: 0 }, xAxis: { type: 'category', data: first.map(title), axisLabel: { interval: 0, width: first.length > 6 ? 110 : 150, overflow: 'truncate', rotate: first.length > 6 ? 35 : 0 } },
    yAxis: { type: 'value', minInterval: 1 }, series: names.map((name) => ({ type: 'bar', name: t(`numbers.${name}`), data: first.map((item) => item[name]) })),
  };
}

export function funnel(items) {
  return {
    tooltip: {},
    series: [{
      type: 'funnel', left: '10%', width: '80%', top: 8, bottom: 8, sort: 'descending', minSize: '8%', label: { position: 'inside', formatter: '{b}  {c}' },
      data: items.map((item) => ({ name: t(`stage-reached.${item.stage}`), value: item.leads })),
    }],
  };
}

/** Calls that were answered, by hour and weekday; what has no calls stays empty. */
export function hours(items) {
  const days = WEEKDAYS.map((day) => t(`weekday.${day}`));
  return {
    grid: { ...GRID, top: 8, bottom: 48 }, tooltip: { formatter: ({ value }) => `${days[value[1]]} ${value[0]}:00  ${value[2]} %  (${value[3]})` },
    xAxis: { type: 'category', data: Array.from({ length: 24 }, (x, hour) => hour) }, yAxis: { type: 'category', data: days, inverse: true },
    visualMap: { min: 0, max: 100, orient: 'horizontal', left: 'center', bottom: 0, itemHeight: 80, text: ['100 %', '0 %'], dimension: 2 },
    series: [{ type: 'heatmap', data: items.map((one) => [one.hour, one.weekday - 1, Math.round(one.answered_ratio * 100), one.calls]) }],
  };
}

export const placeName = (place, poolName) => (place.pool ? t(`place.${place.place}`, { pool: poolName(place.pool) }) : t(`place.${place.place}`));

/** From the left to the right: a pool that leads leave is not the pool that they come into. */
export function flow(items, poolName) {
  const nodes = new Map();
  const node = (side, place) => {
    const id = `${side}${place.place} ${place.pool ?? ''}`;
    nodes.set(id, { name: id, depth: side === '<' ? 0 : 1, label: { formatter: placeName(place, poolName), position: side === '<' ? 'right' : 'left' } });
    return id;
  };
  const links = items.map((item) => ({ source: node('<', item.from), target: node('>', item.to), value: item.leads }));
  return {
    tooltip: { formatter: ({ data, value }) => (data.source ? `${nodes.get(data.source).label.formatter} → ${nodes.get(data.target).label.formatter}  ${value}` : `${data.label.formatter}  ${value}`) },
    series: [{ type: 'sankey', left: 8, right: 8, top: 8, bottom: 8, data: [...nodes.values()], links, emphasis: { focus: 'adjacency' } }],
  };
}

export const valueName = (by, value) => (value === null ? t('numbers.none') : by === 'state' || by === 'stage' || by === 'last_outcome' ? term({ state: 'state', stage: 'stage', last_outcome: 'outcome' }[by], value) : value);
